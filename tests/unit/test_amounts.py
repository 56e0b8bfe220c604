import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.expressions import COMPARATORS, NumberFrame
from docintel.domain.papers import Anchor
from docintel.text.amounts import find_numbers
from docintel.text.expressions import find_frames
from docintel.text.quantities import units

CASES = [json.loads(line) for line in (Path(__file__).parent / "data/amounts.jsonl").read_text(encoding="utf-8").splitlines()]
DAY = Anchor("2024-06-27", "day", "issue_date")


def row(f: NumberFrame) -> dict:
    full = {"text": f.span.text, "type": f.type, "value": f.value, "min": f.min, "max": f.max, "unit": f.unit, "comparator": f.comparator}
    full |= {"change": f.change, "direction": f.direction, "baseline": f.baseline, "per": f.per}
    return {k: v for k, v in full.items() if v is not None}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_numbers(case: dict):
    found = [row(f) for f in find_frames(case["text"], DAY) if isinstance(f, NumberFrame)]
    assert found == case["frames"], case["why"]


@pytest.mark.parametrize("cue", ["不少于", "不低于", "至少", "不得少于"])
@pytest.mark.parametrize("unit", ["家", "万元", "%", "个百分点", "平方米"])
def test_a_limit_holds_for_every_unit(cue: str, unit: str):
    (found,) = find_numbers(f"{cue}20{unit}")
    assert (found.comparator, found.value) == ("ge", 200000.0 if unit == "万元" else 20.0)


def test_every_unit_of_the_table_is_read():
    for written, unit in units().items():
        frames = find_numbers(f"共9{written}，")
        assert [(f.unit, f.type) for f in frames] == [(unit.name, unit.type)], written


@given(st.integers(1, 10**7), st.sampled_from([("元", 1), ("万元", 10**4), ("亿元", 10**8), ("万亿元", 10**12)]))
def test_sums_are_exact_in_yuan(n: int, unit: tuple[str, int]):
    (found,) = find_numbers(f"安排{n}{unit[0]}，")
    assert found.value == float(n * unit[1])


@given(st.integers(0, 999), st.integers(1, 999))
def test_a_range_has_its_lower_end_first(a: int, more: int):
    (found,) = find_numbers(f"给予{a}-{a + more}万元奖励")
    assert (found.comparator, found.value, found.min, found.max) == ("range", None, a * 1e4, (a + more) * 1e4)


PIECES = (Path(__file__).parent / "data/amounts_pieces.txt").read_text(encoding="utf-8").split()
WORDS = st.sampled_from([*PIECES, "\n"])


@given(st.lists(WORDS, max_size=25).map("".join) | st.text(max_size=80))
def test_laws(text: str):
    last = -1
    for f in find_numbers(text, DAY):
        assert text[f.span.start : f.span.end] == f.span.text
        assert f.span.start >= last
        last = f.span.start
        assert f.comparator in COMPARATORS
        assert all(math.isfinite(v) for v in (f.value, f.min, f.max) if v is not None)
        assert (f.comparator == "range") == (f.min is not None and f.max is not None)
        assert f.min is None or f.max is None or f.min <= f.max
        assert not (f.value is not None and f.min is not None)
