"""What a condition asks for, as a machine can check it: recognition, list, place, size, trade, stage, first time, days, age, threshold.

Only what the words say for certain is read (guide §5–§7); what no rule reads stays words. Whether an enterprise meets it is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from docintel.domain.expressions import NumberFrame
from docintel.domain.findings import Condition, ConditionReading
from docintel.domain.spans import Span
from docintel.text.amounts import find_numbers
from docintel.text.cue import Cue, cue
from docintel.text.dates import find_times
from docintel.text.lexicon import table
from docintel.text.numerals import parse_number
from docintel.text.places import find_places
from docintel.text.recognitions import title_of, title_pattern, trades

_LISTED = cue(
    r"(?:列入|纳入|入选|录入|进入|入围|被评为|在)(?P<name>《[^》]{2,40}(?:名单|目录|名录|库|清单)》|(?:[^，；、列纳入]{0,12}?《[^》]{2,40}》|[^，；、《》入]{2,24}?)(?:名单|目录|名录|库|清单|白名单))(?![内外]?(?:房|存))(?:内|中|里)?"
)
_PLACED = cue(
    r"(?:在|于|具有|拥有)?(?P<place>[我本][省市区县州旗]|(?:[一-龥]{2,8}?(?:省|市|区|县|州|旗|新区|高新区|开发区)))(?:行政)?(?:区域|辖区|境|区)?(?:内|范围内)?"
    r"(?:依法|登记|注册|纳税|进行)*(?P<tie>注册|登记|设立|纳税|落户|户籍|缴纳社|缴纳社会保险|工商登记|办理工商|税务登记|从事|常住)"
)
_HOUSEHOLD = cue(r"(?P<place>[我本][省市区县州旗]|[一-龥]{2,8}?(?:省|市|区|县|州|旗))(?:城乡|农村|城镇|居民)?(?P<tie>户籍|户口)")
_AGE = cue(
    r"(?P<about>成立|注册|登记|设立|落户|经营|入职|毕业|离校|参保|缴费|缴纳|从业|工作|投产|获证)[^，；、。\d]{0,8}?"
    r"(?P<low>满|超过|达到?|不少于|至少|连续)?(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})(?:周)?(?P<unit>年|个月)(?P<tail>（含）)?(?P<limit>以上|以下|以内|内|及以上)?"
)
_YEARS_OLD = cue(
    r"(?P<low>年满|满|未满|不满|超过|不超过)?(?P<a>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?)(?:周岁|岁)?(?:(?:至|到|-|—|～|~)(?P<b>\d{1,3}|[一二三四五六七八九]?十[一二三四五六七八九]?))?(?:周岁|岁)"
    r"(?:（含[^）]*）)?(?P<limit>以上|以下|以内|及以上)?"
)
_LIMITS = {
    "以上": "ge",
    "及以上": "ge",
    "以下": "le",
    "以内": "le",
    "内": "le",
    "满": "ge",
    "年满": "ge",
    "超过": "gt",
    "达": "ge",
    "达到": "ge",
    "不少于": "ge",
    "至少": "ge",
    "连续": "ge",
    "未满": "lt",
    "不满": "lt",
    "不超过": "le",
}
_MEASURED = ("money", "percent", "count", "quantity")
_TIMES = ("岁", "年", "个月", "天", "日", "次")
_REACHED = re.compile(r"达到?|满")
_BREAKS = "，；、。且并的及：（）"
_ABOUT = 16  # letters of what a threshold measures


@lru_cache(maxsize=2048)
def _found(text: str) -> tuple[tuple[int, int, ConditionReading], ...]:
    out: list[tuple[int, int, ConditionReading]] = []
    for start, end, reading in (*_names(text), *_places(text), *_worded(text), *_ages(text), *_days(text), *_thresholds(text)):
        if not any(start < b and a < end and reading.kind == r.kind for a, b, r in out):
            out.append((start, end, reading))
    return tuple(sorted(out, key=lambda f: (f[0], f[1], f[2].kind)))


def read_condition(span: Span) -> Condition:
    """The condition at ``span`` with everything that its words say for certain, in text order. Never raises on any text."""
    return Condition(span, tuple(_at(span, a, b, reading) for a, b, reading in _found(span.text)))


def _at(span: Span, start: int, end: int, reading: ConditionReading) -> ConditionReading:
    words = Span(span.start + start, span.start + end, span.text[start:end])
    return ConditionReading(reading.kind, words, reading.comparator, reading.value, reading.min, reading.max, reading.unit)


def _reading(kind: str, **values: str | float | None) -> ConditionReading:
    return ConditionReading(kind, Span(0, 0, ""), **values)  # type: ignore[arg-type]


def _named_titles(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, name) of every title; quotation marks and blanks may stand inside a name."""
    kept = [i for i, c in enumerate(text) if c not in '“”"' and not c.isspace()]
    closed = text if len(kept) == len(text) else "".join(text[i] for i in kept)
    for match in title_pattern().finditer(closed):
        yield kept[match.start()], kept[match.end() - 1] + 1, match.group()


@cache
def _trade_pattern() -> Cue:
    words = "|".join(re.escape(t.word) for t in trades())
    return cue(
        rf"(?P<word>{words})(?:行业|产业|领域)?(?:的)?(?:类|中|小|微|型|骨干|重点|规上|规模以上|限上)*(?:企业|项目|行业|领域|经营|主体|机构)"
    )


def _names(text: str) -> Iterator[tuple[int, int, ConditionReading]]:
    for start, end, name in _named_titles(text):
        if title_of(name).kind in ("title", "class", "listing"):
            yield start, end, _reading("qualification", value=name)
    for match in _LISTED.finditer(text):
        yield *match.span("name"), _reading("list", value=re.sub(r"\s", "", match["name"]))
    for match in _trade_pattern().finditer(text):
        yield *match.span("word"), _reading("industry", value=match["word"])


def _places(text: str) -> Iterator[tuple[int, int, ConditionReading]]:
    for pattern in (_PLACED, _HOUSEHOLD):
        for match in pattern.finditer(text):
            place = match["place"]
            if place[0] in "我本" or find_places(place):
                yield *match.span(), _reading("place", value=place)


@cache
def _words() -> tuple[tuple[str, str, Cue], ...]:
    return tuple((kind, value, cue(pattern)) for kind, value, pattern in table("condition_words.tsv"))


def _worded(text: str) -> Iterator[tuple[int, int, ConditionReading]]:
    for kind, value, pattern in _words():
        for match in pattern.finditer(text):
            yield *match.span(), _reading(kind, value=value)


def _ages(text: str) -> Iterator[tuple[int, int, ConditionReading]]:
    for match in _AGE.finditer(text):
        comparator = _LIMITS.get(match["limit"] or "") or _LIMITS.get(match["low"] or "")
        number = parse_number(match["n"])
        if comparator and number is not None:
            yield *match.span(), _reading("age", comparator=comparator, value=number, unit=match["unit"])
    for match in _YEARS_OLD.finditer(text):
        low, high = parse_number(match["a"]), parse_number(match["b"]) if match["b"] else None
        if low is None:
            continue
        if high is not None:
            yield *match.span(), _reading("age", comparator="range", min=low, max=high, unit="岁")
        else:
            comparator = _LIMITS.get(match["limit"] or "") or _LIMITS.get(match["low"] or "")
            if comparator:
                yield *match.span(), _reading("age", comparator=comparator, value=low, unit="岁")


def _days(text: str) -> Iterator[tuple[int, int, ConditionReading]]:
    if not re.search(r"20\d\d", text):
        return
    for frame in find_times(text, None):
        if (
            frame.role not in ("period", "start", "deadline", "point")
            or not (frame.start or frame.end)
            or not re.search(r"20\d\d", frame.span.text)
        ):
            continue
        comparator = "range" if frame.start and frame.end else "ge" if frame.start else "le"
        yield frame.span.start, frame.span.end, _reading("date", comparator=comparator, min=frame.start, max=frame.end)


def _thresholds(text: str) -> Iterator[tuple[int, int, ConditionReading]]:
    if not re.search(r"[\d一二两三四五六七八九十百千]", text):
        return
    for frame in find_numbers(text):
        start, end = frame.span.start, frame.span.end
        reached = frame.comparator == "eq" and _REACHED.search(text, max(0, start - 4), end) is not None
        if frame.type not in _MEASURED or frame.unit in _TIMES or (frame.comparator == "eq" and not reached):
            continue
        yield _about(text, start), end, _bound(frame, "ge" if reached else frame.comparator)


def _bound(frame: NumberFrame, comparator: str) -> ConditionReading:
    return _reading("threshold", comparator=comparator, value=frame.value, min=frame.min, max=frame.max, unit=frame.unit)


def _about(text: str, start: int) -> int:
    """Where the words begin that say what is measured: 上年度营业收入|2000万元以上."""
    begin = start
    while begin > max(0, start - _ABOUT) and text[begin - 1] not in _BREAKS:
        begin -= 1
    return begin
