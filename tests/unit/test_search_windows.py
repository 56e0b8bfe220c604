"""Windows over provisions."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.domain.passages import Passage
from docintel.search.windows import WINDOW, plain, windows


def passages(texts, gaps, path="一、总则"):
    out, at = [], 7
    for k, (text, gap) in enumerate(zip(texts, gaps, strict=True)):
        out.append(Passage(f"D#{k}", "D", at, at + len(text), text, heading_path=path if isinstance(path, str) else path[k]))
        at += len(text) + gap
    return out


texts = st.lists(st.text("甲乙，。；！\n 1a", min_size=1, max_size=60).map(lambda t: t * 40), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(texts, st.data())
def test_every_character_is_in_a_window_where_it_stands(texts, data):
    given_ = passages(texts, [data.draw(st.integers(0, 90)) for _ in texts])
    made = windows(given_)
    for p in given_:
        for i, c in enumerate(p.text):
            holders = [w for w in made if w.start <= p.start + i < w.end]
            assert len(holders) == 1
            assert holders[0].text[p.start + i - holders[0].start] == c
    assert all(w.end - w.start == len(w.text) <= WINDOW for w in made)


@pytest.mark.parametrize("line", ["1" * 39, "1" * 51, "1" * 2000, "甲，" * 700, " " * 1000 + "甲。"])
def test_no_window_is_longer_than_the_limit(line):
    made = windows(passages([("\n" + line) * 40], [0]))
    assert "".join(w.text for w in made) == ("\n" + line) * 40
    assert max(len(w.text) for w in made) <= WINDOW


def test_short_points_are_joined_and_headings_part_them():
    points = ["给予奖励。" * 20] * 8
    same = windows(passages(points, [1] * 8))
    parted = windows(passages(points, [1] * 8, [f"一、总则 > （{n}）" for n in "一一一一二二二二"]))
    assert [len(w.parts) for w in same] == [8]
    assert [len(w.parts) for w in parted] == [4, 4]
    assert parted[1].heading == "一、总则 > （二）"


def test_far_apart_provisions_are_not_bridged():
    assert len(windows(passages(["甲。", "乙。"], [500, 0]))) == 2


def test_line_breaks_and_blanks_of_typesetting_go():
    assert plain("给予30 万元\n奖励，every one\n") == "给予30万元奖励，every one"


def test_sums_and_rates_are_seen():
    named = {t: windows(passages([t], [0]))[0].names_sum for t in ("奖励30 万元", "补贴50%", "百分之五", "每月三百元", "10日内")}
    assert named == {"奖励30 万元": True, "补贴50%": True, "百分之五": True, "每月三百元": True, "10日内": False}
