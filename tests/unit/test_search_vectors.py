"""The file of vectors."""

import numpy as np

from docintel.search import vectors as module
from docintel.search.vectors import Vectors


def unit(rows, dim=32, seed=0):
    made = np.random.default_rng(seed).standard_normal((rows, dim)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_scores_are_cosines_of_what_was_written(tmp_path):
    kept, some, query = Vectors(tmp_path / "v", 32), unit(50), unit(1, seed=1)[0]
    assert kept.append(some[:20]) == range(20)
    assert kept.append(some[20:]) == range(20, 50)
    assert np.allclose(kept.scores(query), some @ query, atol=0.01)
    assert np.array_equal(Vectors(tmp_path / "v", 32).scores(query), kept.scores(query))


def test_many_rows_are_read_in_pieces_with_the_same_result(tmp_path, monkeypatch):
    kept, query = Vectors(tmp_path / "v", 32), unit(1, seed=1)[0]
    kept.append(unit(50))
    few = kept.scores(query)
    monkeypatch.setattr(module, "_FEW", 10)
    monkeypatch.setattr(module, "_CHUNK", 7)
    assert np.allclose(Vectors(tmp_path / "v", 32).scores(query), few, atol=1e-6)


def test_a_half_written_row_is_overwritten(tmp_path):
    kept = Vectors(tmp_path / "v", 32)
    kept.append(unit(2))
    with (tmp_path / "v").open("ab") as f:
        f.write(b"torn")
    assert len(kept) == 2
    assert kept.append(unit(1)) == range(2, 3)
    assert len(kept.scores(unit(1)[0])) == 3


def test_nothing_and_zero(tmp_path):
    kept = Vectors(tmp_path / "v", 32)
    assert kept.append(np.zeros((1, 32), np.float32)) == range(1)
    assert kept.scores(unit(1)[0])[0] == 0
    kept.clear()
    assert kept.scores(unit(1)[0]).size == 0
