"""Numbers written as words: 翻一番, 翻两番, 一半, 过半, 数百家, 几十家."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from docintel.domain.expressions import NumberFrame
from docintel.domain.spans import Span
from docintel.text.cue import led
from docintel.text.normalise import Normalised
from docintel.text.numerals import exact
from docintel.text.quantities import unit_at, units

_DOUBLED = led(
    r"(?P<base>[比较在](?P<year>\d{4})年(?:的?基础上)?)?(?P<verb>翻(?P<times>[一两二三四12])?番)(?P<more>以上)?|(?P<again>翻了?(?P<count>[一两二三1-9])倍)"
)
_HALF = led(
    r"(?P<more>过|超过?|逾)半数?(?=[，。；的以]|$)|(?P<near>近|将近|接近)一?半(?![年月天径导日])|(?<![一大另夜])半数(?P<ge>以上)?|(?<!另)一半(?P<ge2>以上|左右)?(?![年月天])"
)
_SOME = led(r"(?P<head>数|[好]?几)(?P<size>[十百千万亿]+)(?P<post>[余多])?|(?<![\d.])(?P<tens>[二三四五六七八九]?十|\d0)几")


def find_words(clean: Normalised, source: str, taken: Sequence[Span]) -> list[NumberFrame]:
    """The frames of number words that no numeral frame covers."""
    text = clean.text
    out = []
    if "番" in text or "翻" in text:
        out += [_doubled(clean, source, m) for m in _DOUBLED.finditer(text)]
    if "半" in text:
        out += [_half(clean, source, m) for m in _HALF.finditer(text)]
    if "数" in text or "几" in text:
        out += [f for m in _SOME.finditer(text) if (f := _some(clean, source, m))]
    return [f for f in out if not any(f.span.start < t.end and t.start < f.span.end for t in taken)]


def _doubled(clean: Normalised, source: str, m: re.Match[str]) -> NumberFrame:
    if m["verb"]:
        times = exact(m["times"] or "一") or Decimal(1)
        value = float(2**times)
    else:
        value = float((exact(m["count"]) or 1) + 1)
    return NumberFrame(
        Span.of(source, *clean.span(m.start(), m.end())),
        "multiple",
        "x",
        "ge" if m["more"] else "eq",
        "doubled",
        value,
        change="by",
        direction="up",
        baseline=m["year"],
    )


def _half(clean: Normalised, source: str, m: re.Match[str]) -> NumberFrame:
    comparator = (
        "gt" if m["more"] else "approx_lt" if m["near"] else "ge" if m["ge"] or m["ge2"] == "以上" else "approx" if m["ge2"] else "eq"
    )
    return NumberFrame(Span.of(source, *clean.span(m.start(), m.end())), "ratio", None, comparator, "half", 0.5)


def _some(clean: Normalised, source: str, m: re.Match[str]) -> NumberFrame | None:
    text = clean.text
    written = unit_at(text, m.end())
    if not written or (m["head"] == "数" and m.start() and text[m.start() - 1] in "人户家总基个系指次参倍分额"):
        return None
    value = exact(m["size"] or m["tens"])
    if value is None:
        return None
    unit = units()[written]
    span = Span.of(source, *clean.span(m.start(), m.end() + len(written)))
    return NumberFrame(span, unit.type, unit.name, "approx_gt", "some", float(value * unit.factor), flags=("approx",))
