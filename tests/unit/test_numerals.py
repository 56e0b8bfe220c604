import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.text.numerals import CN_NUMBER, parse_number

CASES = [json.loads(line) for line in (Path(__file__).parent / "data/numerals.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"] or "empty")
def test_value(case: dict):
    value = parse_number(case["text"])
    assert value == case["value"] if case["value"] is None else value == pytest.approx(case["value"], rel=1e-15), case["why"]


def chinese(n: int) -> str:
    """The standard spelling of a whole number below 10^12."""
    if n == 0:
        return "零"
    out = ""
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part, n = divmod(n, size)
        if part:
            words = ""
            for s, u in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
                d, part = divmod(part, s)
                if d:
                    words += "零一二三四五六七八九"[d] + u
                elif words and part and not words.endswith("零"):
                    words += "零"
            gap = out and (not out.endswith("零")) and len(words) and words[1:2] != "千"
            out += ("零" if gap else "") + words + unit
    return out


@given(st.integers(0, 10**12 - 1))
def test_spelled_numbers_read_back(n: int):
    assert parse_number(chinese(n)) == n


@given(st.integers(0, 10**6), st.integers(0, 99), st.sampled_from(["", "万", "亿", "万亿"]))
def test_mixed_numbers_are_exact(whole: int, cents: int, unit: str):
    size = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[unit]
    assert parse_number(f"{whole}.{cents:02d}{unit}") == float((whole * 100 + cents) * size / 100)


@given(st.text(alphabet=CN_NUMBER + "点分之半0123456789.,万亿 x", max_size=45))
def test_never_raises_and_stays_finite(text: str):
    value = parse_number(text)
    assert value is None or math.isfinite(value)
