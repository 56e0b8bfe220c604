"""The file of vectors."""

import numpy as np
import pytest

from docintel.search import vectors as module
from docintel.search.vectors import FAR, Vectors


def unit(rows, dim=32, seed=0):
    made = np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def rows(n):
    return np.arange(n, dtype=np.int32)


def test_cosines_are_those_of_what_was_written(tmp_path):
    kept, some, query = Vectors(tmp_path / "v", 32), unit(50), unit(1, seed=1)[0]
    assert kept.append(some[:20]) == range(20)
    assert kept.append(some[20:]) == range(20, 50)
    assert np.allclose(kept.cosines(query, rows(50)), some @ query, atol=0.01)
    assert np.array_equal(Vectors(tmp_path / "v", 32).cosines(query, rows(50)), kept.cosines(query, rows(50)))


@pytest.mark.parametrize("block", [7, 64, 512])
@pytest.mark.parametrize("share", [1.0, 0.5, 0.02])
def test_the_nearest_are_the_nearest_of_all_whatever_the_block(tmp_path, monkeypatch, block, share):
    monkeypatch.setattr(module, "_BLOCK", block)
    kept, query = Vectors(tmp_path / "v", 32), unit(1, seed=1)[0]
    kept.append(unit(2000))
    of = np.random.default_rng(2).permutation(rows(2000))
    inside = None if share == 1.0 else np.random.default_rng(3).random(2000) < share
    places, cosines = kept.nearest(query, of, inside, 10)
    every = kept.cosines(query, of)
    if inside is not None:
        every[~inside] = FAR
    assert sorted(places.tolist()) == sorted(np.argsort(-every)[:10].tolist())
    assert np.array_equal(cosines, every[places])


def test_a_cosine_is_the_same_wherever_its_row_stands(tmp_path):
    some, query = unit(300), unit(1, seed=1)[0]
    one, other = Vectors(tmp_path / "a", 32), Vectors(tmp_path / "b", 32)
    one.append(some)
    other.append(some[::-1])
    assert np.array_equal(one.cosines(query, rows(300)), other.cosines(query, rows(300)[::-1]))


def test_all_as_near_as_the_last_are_given(tmp_path):
    kept = Vectors(tmp_path / "v", 32)
    kept.append(np.repeat(unit(1), 20, axis=0))
    assert len(kept.nearest(unit(1)[0], rows(20), None, 5)[0]) == 20


def test_windows_without_a_vector_are_far(tmp_path):
    kept = Vectors(tmp_path / "v", 32)
    kept.append(unit(3))
    of = np.array([2, -1, 0], np.int32)
    places, _ = kept.nearest(unit(1)[0], of, None, 5)
    assert sorted(places.tolist()) == [0, 2]
    assert kept.cosines(unit(1)[0], of)[1] == FAR
    assert kept.nearest(unit(1)[0], np.full(4, -1, np.int32), None, 5)[0].size == 0


def test_a_half_written_row_is_overwritten(tmp_path):
    kept = Vectors(tmp_path / "v", 32)
    kept.append(unit(2))
    with (tmp_path / "v").open("ab") as f:
        f.write(b"torn")
    assert len(kept) == 2
    assert kept.append(unit(1)) == range(2, 3)
    assert np.allclose(kept.cosines(unit(1)[0], rows(3))[2], 1, atol=0.01)


def test_who_reads_the_file_goes_on_reading_when_another_clears_it(tmp_path):
    kept, other, query = Vectors(tmp_path / "v", 32), Vectors(tmp_path / "v", 32), unit(1)[0]
    kept.append(unit(40))
    assert kept.cosines(query, rows(40))[0] > 0.99
    mapped = kept._rows()
    before = mapped.copy()
    other.clear()
    assert np.array_equal(mapped, before)  # a file cut short under a map would end the program
    assert len(other) == len(kept) == 0


def test_nothing_and_zero(tmp_path):
    kept = Vectors(tmp_path / "v", 32)
    assert kept.append(np.zeros((1, 32), np.float32)) == range(1)
    assert kept.cosines(unit(1)[0], rows(1))[0] == 0
    kept.clear()
    assert kept.nearest(unit(1)[0], rows(0), None, 5)[0].size == 0
    (tmp_path / "v").unlink()
    assert len(kept) == 0
