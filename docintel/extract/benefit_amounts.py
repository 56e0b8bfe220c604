"""The sums of a benefit: which numbers of its grant are sums, by which rule (guide §5, §8a-9, §8a-14, §8a-22)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from docintel.domain.expressions import NumberFrame
from docintel.domain.findings import Amount
from docintel.domain.spans import Span
from docintel.extract.benefit_statements import Range, Statement
from docintel.extract.benefit_words import pattern
from docintel.text.amounts import find_numbers
from docintel.text.cue import Cue
from docintel.text.numerals import parse_number


@dataclass(frozen=True, slots=True)
class Sum:
    """One amount at letters [start, end) of the statement's flow; ``base`` are the letters of what a rate applies to."""

    start: int
    end: int
    frame: NumberFrame
    rule: str
    base: Range | None = None


_SHARES = ("%", "pp", "bp", "ratio")


def _p(name: str) -> Cue:
    return pattern("amounts", name)


def sums(statement: Statement, beneficiary: str = "") -> list[Sum]:
    """The amounts of a statement in text order; numbers of its conditions, payment schedules and shares of payers are left out."""
    text = statement.flow.text
    out: list[Sum] = []
    if statement.lead:
        out += [s for s in _read(text, statement.lead, beneficiary, False) if s.frame.unit != "CNY"]
    found = sorted([*out, *_read(text, statement.grants, beneficiary, statement.cue == "borne")], key=lambda s: (s.start, s.end))
    counted = any(_p("each-act").search(text, *c) for c in statement.conds)
    return [_among(text, s, len(found), counted) for s in found]


def _among(text: str, found: Sum, many: int, counted: bool) -> Sum:
    """A ceiling beside another rule is its cap, whatever it counts (每件不超过1万元); a sum for each act set as condition is multiplied."""
    if found.rule == "per_unit" and found.frame.comparator in ("le", "lt") and many > 1:
        return found if "标准" in text[max(found.start - 6, 0) : found.end] else replace(found, rule="cap")
    return replace(found, rule="per_unit") if counted and found.rule == "fixed" and found.frame.type == "money" else found


def _read(text: str, grants: tuple[Range, ...], beneficiary: str, borne: bool) -> list[Sum]:
    out: list[Sum] = []
    for a, b in grants:
        head = max(a - 12, 0)
        frames = [_share(f) for f in find_numbers(text[head:b]) if head + f.span.end > a]
        for frame in frames:
            found = _sum(text, head, (a, b), frame, beneficiary, borne=borne and not out)
            if found:
                out.append(_alike(text, out[-1], found) if out else found)
        out += _words(text, (a, b), out)
    return out


def _alike(text: str, left: Sum, right: Sum) -> Sum:
    """限额分别为1000元、1300元: what is said before the first sum of a list holds for the others."""
    listed = (
        left.frame.unit == right.frame.unit
        and right.frame.unit in ("CNY", "%")
        and pattern("tiers", "gap").match(text[left.end : right.start])
    )
    if not listed or right.frame.comparator not in ("eq", left.frame.comparator) or left.rule == "range":
        return right
    frame = replace(right.frame, comparator=left.frame.comparator, per=left.frame.per, period=right.frame.period or left.frame.period)
    return replace(right, frame=frame, rule=left.rule)


def _sum(text: str, head: int, grant: Range, frame: NumberFrame, beneficiary: str, *, borne: bool) -> Sum | None:
    start, end = head + frame.span.start, head + frame.span.end
    digits = re.search(r"[\d一二两三四五六七八九十百]", text[start:end])
    left, right = text[grant[0] : start + (digits.start() if digits else 0)], text[end : grant[1]]
    if frame.type not in ("money", "percent", "percentage_point", "bp") and not (frame.unit == "平方米" and _p("area").search(left)):
        return None
    if frame.type == "percent" and _p("over-part").match(right) and frame.comparator in ("gt", "ge"):
        return Sum(start, end, frame, "floor")
    if _p("condition-after").match(right) or _p("condition-before").search(left) or _p("changed").match(right):
        return None
    paid = borne and _p("borne").search(left)
    if frame.type == "percent" and not paid and (_p("schedule").search(left) or _p("schedule-after").match(right)):
        return None
    if frame.type == "money" and re.search(r"(?:承担|负担|分担|预计)[^，；]{0,4}$", left):
        return None
    raised = _p("raised").search(left)
    if raised:  # 每人每年1万元提高到1.5万元: who gets it and up to what is said before the old sum
        left = left[: raised.start()]
    frame = _compared(frame, left, right)
    comma = max(text.rfind(mark, 0, grant[0]) for mark in "，,；;。：")
    before = text[max(comma + 1, grant[0] - 16) : grant[0]] + left
    rule = _share_rule(left, right) if frame.unit in _SHARES else _sum_rule(frame, before, beneficiary)
    return Sum(start, end, frame, rule, _base(text, grant, start, end) if rule in ("rate", "reduction") else None)


def _share(frame: NumberFrame) -> NumberFrame:
    """三分之一, 一半: a share written as a fraction; 1:1 is none (guide §7, §8a-22)."""
    if frame.type != "ratio" or frame.value is None or not _p("fraction").search(frame.span.text):
        return frame
    half = frame.value == 0.5
    return replace(frame, type="percent", unit="%" if half else "ratio", value=50.0 if half else round(frame.value, 4))


def _compared(frame: NumberFrame, left: str, right: str) -> NumberFrame:
    """最高/不超过 reach over the words between them and the sum (最高一次性给予企业10万元)."""
    if frame.comparator == "eq" and (_p("cap-before").search(left) or _p("cap-after").match(right)):
        return replace(frame, comparator="le")
    if frame.comparator == "eq" and _p("floor-before").search(left):
        return replace(frame, comparator="ge")
    return frame


def _share_rule(left: str, right: str) -> str:
    return "reduction" if _p("taken-off").search(left) or _p("taken-off-after").match(right) else "rate"


def _sum_rule(frame: NumberFrame, left: str, beneficiary: str) -> str:
    if frame.comparator == "range":
        return "range"
    if frame.type != "money":
        return "cap" if frame.comparator in ("le", "lt") else "fixed"
    each = _p("each").search(left)
    if each and each["act"] and frame.comparator not in ("le", "lt"):
        return "per_unit"
    if each and each["measure"] in ("家", "户"):
        each = None
    per = (each["thing"] if each else "") or frame.per or ""
    if _p("person-time").search(left + frame.span.text):
        return "per_unit"
    most = frame.comparator in ("le", "lt")
    if most and re.search(r"单(?!位)[^，；每]{1,8}$", left[: left.find("最高")] if "最高" in left else left):
        return "cap"  # 单品种最高300万元 stands alone (guide §8a-9)
    if _counted(per, beneficiary) and not (most and _p("person").match(per)):
        return "per_unit"
    if frame.comparator in ("le", "lt"):
        return "cap"
    if frame.comparator in ("ge", "gt"):
        return "floor"
    return "reduction" if re.search(r"(?:减免|减收|立减|抵扣)[^，；\d]{0,6}$", left) else "fixed"


def _counted(per: str, beneficiary: str) -> bool:
    """Whether a sum is multiplied by a counted thing that is not its recipient (guide §8a-22)."""
    thing = per.split("·", maxsplit=1)[0]
    if not thing or thing in ("年", "月", "天", "日", "季度", "学期", "次年", "周"):
        return False
    if _p("person").match(thing):
        return not (beneficiary == "" or _p("persons").search(beneficiary))
    return not _p("recipient-per").search(thing)


def _base(text: str, grant: Range, start: int, end: int) -> Range | None:
    """What a rate applies to: 按<实际支付保费>的50%, 50%的<保费>补贴, <展位费>按70%."""
    digits = re.search(r"\d|百分之|[一二三四五六七八九]成", text[start:end])
    stop = start + (digits.start() if digits else 0)
    begin = max(text.rfind(mark, 0, stop) for mark in "，,；;。：、") + 1
    match = _p("base-by").match(text, begin, stop) or _p("base-left").match(text, begin, stop)
    if match:
        a, b = match.span("base")
        lead = _p("base-strip").match(text, a, b)
        a = lead.end() if lead else a
        b = b - len(re.search(r"(?:的|不超过|不高于|不低于|最高)*$", text[a:b]).group())  # type: ignore[union-attr]
        if b - a >= 2:
            return a, b
    match = _p("base-right").match(text, end, grant[1])
    if match:
        return match.span("base")
    match = _p("base-subject").search(text, begin, stop)
    return match.span("base") if match else None


_WORD = NumberFrame(Span(0, 0, ""), "percent", "%", "eq", "benefit-word", 100.0, flags=("word",))


_WORDED = (("whole", "rate", 100.0), ("free", "reduction", 100.0), ("half-paid", "rate", 50.0), ("half", "reduction", 50.0))


def _words(text: str, grant: Range, summed: list[Sum]) -> list[Sum]:
    """全额补贴, 免征, 减半, 七折: shares written as words; 免收 with a share beside it says nothing of its own."""
    out: list[Sum] = []
    for name, rule, value in _WORDED:
        for match in _p(name).finditer(text, *grant):
            said = any((s.start < match.end() and match.start() < s.end) or (s.rule, s.frame.value) == (rule, value) for s in out)
            beside = name == "free" and any(text.find("，", match.end(), s.start) < 0 for s in summed if s.start > match.end())
            if not said and not beside:
                out.append(Sum(match.start(), match.end(), replace(_WORD, value=value), rule, None))
    return out + [_discount(match, text, grant) for match in _p("discount").finditer(text, *grant)]


def _discount(match: re.Match[str], text: str, grant: Range) -> Sum:
    """按七折收取 = 70 % are paid; 享受七折优惠 = 30 % are taken off."""
    paid = (parse_number(match["tenths"]) or 0) * 10 + (parse_number(match["more"] or "零") or 0)
    charged = _p("charged").search(text, match.start(), grant[1]) is not None
    left = text[grant[0] : match.start()]
    frame = _compared(replace(_WORD, value=paid if charged else 100 - paid), left, "")
    return Sum(match.start(), match.end(), frame, "rate" if charged else "reduction", None)


def amount(statement: Statement, source: str, found: Sum) -> Amount:
    """The record of a sum, with its offsets in the paper."""
    span = statement.flow.span(source, found.start, found.end)
    base = statement.flow.span(source, *found.base) if found.base else None
    per = (found.frame.per or "").split("·")[0]
    return Amount(
        replace(found.frame, span=span), found.rule, base, per if per and per not in ("年", "月", "天", "日") else None, found.frame.period
    )
