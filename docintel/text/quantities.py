"""Numerals with their units on cleaned text, before comparators are read: ranges joined, units spread back over lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from docintel.text.cue import led
from docintel.text.lexicon import alternation, table
from docintel.text.numerals import ARABIC, CN_DIGIT, DIGITS, exact


class Unit(NamedTuple):
    """A row of ``data/units.tsv``: ``factor`` takes the value to the canonical unit."""

    type: str
    name: str
    factor: Decimal


@dataclass(slots=True)
class Quantity:
    """[start, end) of a numeral with its unit. ``value`` counts canonical units; ``high`` is the upper end of a range."""

    start: int
    end: int
    lead: Decimal  # the numeral without its 万 or 亿
    size: Decimal  # 万, 亿 … as a factor, 1 without
    unit: Unit | None
    written: str  # the unit as written
    arabic: bool
    approx: str | None = None  # approx_gt for 余 and 多
    high: Decimal | None = None
    kind: str | None = None  # ratio for fractions
    rule: str = "quantity"
    shares: tuple[Decimal, ...] = ()  # the parts of 6:4

    @property
    def value(self) -> Decimal:
        """The value in the canonical unit."""
        return self.lead * self.size * (self.unit.factor if self.unit else 1)


_MULT = "(?:[十万亿拾佰]|百(?!分[点之])|[千仟](?![瓦米克伏焦帕卡]))"
_SCAN = led(
    rf"(?P<share>[百千万]分之)(?P<part>{ARABIC}|[{CN_DIGIT}十百]+(?:点[{CN_DIGIT}]+)?)"
    rf"|(?P<below>[{CN_DIGIT}十百]+|\d+)分之(?P<above>[{CN_DIGIT}十百]+|\d+)"
    rf"|(?<![\d.A-Za-z])(?<!\d,)(?P<arabic>{ARABIC})(?: ?(?P<mid>[余多来]?)(?P<mult>{_MULT}+)(?P<more>\d{{1,4}}(?:\.\d+)?[百千]?万?)?)?"
    rf"|(?P<cn>(?:[{CN_DIGIT}]|{_MULT}|[廿卅])+(?:点[{CN_DIGIT}]+{_MULT}*)?)(?:(?P<cmid>[余多来几])(?P<cmult>[百千万亿]+))?"
)
_POST = re.compile(r" {0,2}([余多来几])?(?: {0,2})")
_SHARES = {
    "百分之": (Unit("percent", "%", Decimal(1))),
    "千分之": Unit("percent", "%", Decimal("0.1")),
    "万分之": Unit("percent", "%", Decimal("0.01")),
}
_NEIGHBOURS = re.compile(rf"^([十]?)([一二两三四五六七八])([二三四五六七八九])((?:{_MULT})*)$")
_RATIO = led(r"(?<![\d.:])(\d{1,4}(?:\.\d+)?)((?:[:：]\d{1,4}(?:\.\d+)?){1,3})(?![\d:：])")


@cache
def units() -> dict[str, Unit]:
    """Unit as written → type, canonical name, factor."""
    return {row[0]: Unit(row[1], row[2], Decimal(row[3])) for row in table("units.tsv")}


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    """First character of a unit → lengths of the units that begin so, longest first."""
    out: dict[str, set[int]] = {}
    for written in units():
        out.setdefault(written[0], set()).add(len(written))
    return {c: tuple(sorted(n, reverse=True)) for c, n in out.items()}


@cache
def _slogans() -> re.Pattern[str]:
    return re.compile(alternation([row[0] for row in table("slogans.txt")]))


def unit_at(text: str, at: int) -> str:
    """The longest unit that stands at offset ``at``, '' if none."""
    for n in _lengths().get(text[at : at + 1], ()):
        if text[at : at + n] in units():
            return text[at : at + n]
    return ""


def within(spans: list[tuple[int, int]], at: int) -> bool:
    """Whether ``at`` lies in one of some spans that are in order and apart."""
    last = bisect_right(spans, at, key=lambda span: span[0]) - 1
    return last >= 0 and at < spans[last][1]


def scan(text: str) -> list[Quantity]:
    """Every numeral of the cleaned text that may count something, in order; lists and ranges are already resolved."""
    found: list[Quantity] = []
    for m in _SCAN.finditer(text):
        inside = found and m.start() < found[-1].end  # 百 of 个百分点
        q = None if inside else _read(text, m)
        if q:
            found.append(q)
    if not found:
        return []
    masked = [m.span() for m in _slogans().finditer(text)]
    if masked:
        found = [q for q in found if not within(masked, q.start)]
    return _ratios(text, _join(text, _spread(text, found)))


def _read(text: str, m: re.Match[str]) -> Quantity | None:
    if m["share"]:
        part = exact(m["part"])
        return None if part is None else Quantity(m.start(), m.end(), part, Decimal(1), _SHARES[m["share"]], "", False, rule="share")
    if m["below"]:
        below, above = exact(m["below"]), exact(m["above"])
        if not below or above is None:
            return None
        return Quantity(m.start(), m.end(), above / below, Decimal(1), None, "", False, kind="ratio", rule="fraction")
    if m["arabic"]:
        return _arabic(text, m)
    return _chinese(text, m)


def _arabic(text: str, m: re.Match[str]) -> Quantity | None:
    if m["more"]:  # 1亿2000万
        whole = exact(m.group())
        return None if whole is None else _counted(text, m, whole, Decimal(1), arabic=True)
    lead = exact(m["arabic"]) or Decimal(0)
    size = (exact(m["mult"]) or Decimal(1)) if m["mult"] else Decimal(1)
    approx = ("approx" if m["mid"] == "来" else "approx_gt") if m["mid"] else None
    return _counted(text, m, lead, size, arabic=True, approx=approx)


def _chinese(text: str, m: re.Match[str]) -> Quantity | None:
    word = m["cn"]
    pair = _NEIGHBOURS.match(word) if len(word) > 1 else None
    if pair and (DIGITS[pair[3]] - DIGITS[pair[2]] == 1 or pair[2] + pair[3] == "三五"):
        base = Decimal(10 if pair[1] else 0)
        size = (exact(pair[4]) or Decimal(1)) if pair[4] else Decimal(1)
        low = _counted(text, m, base + DIGITS[pair[2]], size, arabic=False, rule="neighbours")
        return replace(low, high=(base + DIGITS[pair[3]]) * size * low.unit.factor) if low.unit else None
    stem = word.rstrip("万亿")
    if "亿" in stem or "万" in stem:  # 一亿五千万
        stem = word
    lead = exact(stem) if stem else Decimal(1)
    scale = exact(word[len(stem) :] or "一")
    if lead is None or scale is None:
        return None
    approx = None
    if m["cmult"]:
        scale, approx = scale * (exact(m["cmult"]) or 1), "approx" if m["cmid"] == "来" else "approx_gt"
    return _counted(text, m, lead, scale, arabic=False, approx=approx)


_AND_HALF = "一二三四五六七八九半"


def _counted(
    text: str, m: re.Match[str], lead: Decimal, size: Decimal, *, arabic: bool, approx: str | None = None, rule: str = "quantity"
) -> Quantity:
    """The quantity of a numeral, with 余 or 多 and the unit that follow it."""
    start, end = m.span()
    post = _POST.match(text, end) if text[end : end + 1] in " 余多来几" else None
    at = post.end() if post else end
    written = unit_at(text, at)
    if written:
        if post and post[1]:
            approx = "approx" if post[1] == "来" else "approx_gt"
        end = at + len(written)
        if written == "成" and not arabic and text[end : end + 1] in _AND_HALF and text[end : end + 1]:  # 四成五 is 45%
            half = Decimal("0.5") if text[end] == "半" else Decimal(DIGITS[text[end]]) / 10
            lead, end = lead + half, end + 1
        return Quantity(start, end, lead, size, units()[written], written, arabic, approx, rule=rule)
    sign = start and text[start - 1] in "¥￥"
    return Quantity(start, end, lead, size, units()["元"] if sign else None, "元" if sign else "", arabic, approx, rule=rule)


_LIST = re.compile(r" ?(?:、|/|和|或|及) ?")
_COMMA = re.compile(r" ?[，,] ?")


def _spread(text: str, found: list[Quantity]) -> list[Quantity]:
    """30万、20万、10万元: a numeral without a unit takes the one of the next in its list, from the end backwards."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        a, b = out[i], out[i + 1]
        if a.unit or a.kind or not b.unit or not (a.arabic or a.size > 1) or a.arabic != b.arabic:
            continue
        gap = text[a.end : b.start]
        if not (_LIST.fullmatch(gap) or (a.size > 1 and _COMMA.fullmatch(gap))):
            continue
        if b.unit.type not in ("money", "percent") and not (a.size > 1 or "分别" in text[max(0, a.start - 30) : a.start]):
            continue
        if a.start == 0 or text[a.start - 1] in "\n。；;第":  # 1、30万元: the number of a list item
            continue
        size = b.size if a.size == 1 and a.lead < 10000 and b.unit.type == "money" else a.size
        out[i] = replace(a, unit=b.unit, written=b.written, size=size, rule="list")
    return out


_PER_GAP = re.compile(r"^ ?[/／][^\d\s\-—–~～至到]{1,6} ?")  # 0.05元/千瓦时—0.3元/千瓦时
_WIDEST = 21  # letters of a gap with its unit
_SEP = re.compile(r" ?(?:[(（]含(?:本数)?[)）])? ?(?:-{1,2}|–|—{1,2}|－|~|～|至|到|─|\u2212) ?")
_FROM_TO = re.compile(r"(?:[(（]含(?:本数)?[)）])?(?:以上|及以上)(?:[(（]含(?:本数)?[)）])?[、，,至到]?(?:不超过|不足|低于|且|但)?")
_BELOW = re.compile(r"(?:[(（]不?含(?:本数)?[)）])?(?:以下|以内)")


def _join(text: str, found: list[Quantity]) -> list[Quantity]:
    """30-50万元, 5万元至10万元, 50万元以上100万元以下: two numerals become one range."""
    out: list[Quantity] = []
    skip = False
    for i, a in enumerate(found):
        if skip:
            skip = False
            continue
        joined = _range(text, a, found[i + 1]) if i + 1 < len(found) else None
        out.append(joined or a)
        skip = joined is not None
    return out


def _range(text: str, a: Quantity, b: Quantity) -> Quantity | None:
    if b.start - a.end > _WIDEST or a.high is not None or b.high is not None or a.kind or b.kind:
        return None
    gap = _PER_GAP.sub("", text[a.end : b.start])
    if len(gap) > 12:
        return None
    if a.rule == "share" and b.unit is None and _SEP.fullmatch(gap):
        return replace(a, end=b.end, high=b.lead * (a.unit.factor if a.unit else 1), rule="range")
    if b.unit and a.written == "个" and b.written.startswith("个") and _SEP.fullmatch(gap):  # 1个至5个工作日
        a = replace(a, unit=b.unit, written=b.written)
    if b.unit is None or (a.unit is not None and (a.unit.type, a.unit.name) != (b.unit.type, b.unit.name)):
        return None
    if _SEP.fullmatch(gap):
        end = b.end
    elif a.unit and _FROM_TO.fullmatch(gap) and (below := _BELOW.match(text, b.end)):
        end = below.end()
    else:
        return None
    low = a
    if a.unit is None:
        grown = replace(a, unit=b.unit, size=b.size) if a.size == 1 else replace(a, unit=b.unit)
        low = grown if grown.value <= b.value else replace(a, unit=b.unit)
    if low.value > b.value:
        return None
    return replace(low, end=end, high=b.value, written=b.written, approx=None, rule="range")


_RATIO_CUE = re.compile(
    r"之比[^，。；]{0,6}$|比[例值][^，。；]{0,6}$|比(?:提高|降低|缩小|收窄|扩大|控制|达|为|由|从|保持|稳定|下降|[到至在])[^，。；]{0,5}$|比例|配比|比$|按$|按照$|的比$|之比$"
)


_SPOKEN = led(rf"(?<![\d.比])(\d{{1,2}}|[{CN_DIGIT}])比(\d{{1,2}}|[{CN_DIGIT}])(?=[的，。、；配承分出给比）)]|$)")
_LABEL = "附件表图条第注式例款项页时点早晚午"


def _ratios(text: str, found: list[Quantity]) -> list[Quantity]:
    """Adds 1:1, 6:4 and 1比1 where the words beside say that a ratio is meant, or nothing else can be."""
    out = found
    if ":" in text or "：" in text:
        for m in _RATIO.finditer(text):
            if _is_ratio(text, m):
                out = _with_ratio(out, m, [Decimal(p) for p in re.split("[:：]", m.group())])
    if "比" in text:
        for m in _SPOKEN.finditer(text):
            out = _with_ratio(out, m, [exact(m[1]) or Decimal(0), exact(m[2]) or Decimal(0)])
    return out if out is found else sorted(out, key=lambda q: q.start)


def _is_ratio(text: str, m: re.Match[str]) -> bool:
    after = text[m.end() : m.end() + 8].lstrip("的 ")
    if after.startswith(("比例", "配比", "配套", "分担", "分摊", "承担", "给予", "标准")) or _RATIO_CUE.search(
        text[max(0, m.start() - 12) : m.start()]
    ):
        return True
    small = re.fullmatch(r"(?:10|\d)(?:[:：](?:10|\d))+", m.group())
    return bool(small) and text[max(0, m.start() - 1) : m.start()] not in tuple(_LABEL) and (not after or after[0] in "，。；、）)")


def _with_ratio(found: list[Quantity], m: re.Match[str], parts: list[Decimal]) -> list[Quantity]:
    if not parts[1]:
        return found
    ratio = Quantity(m.start(), m.end(), parts[0] / parts[1], Decimal(1), None, "", True, kind="ratio", rule="ratio", shares=tuple(parts))
    return [*(q for q in found if q.end <= m.start() or q.start >= m.end()), ratio]
