"""Who a statement speaks of, under which conditions, what kind of benefit it is, for how long, and what it may be added to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docintel.extract.benefit_clauses import unlabelled
from docintel.extract.benefit_statements import Range, Statement
from docintel.extract.benefit_words import pattern, patterns
from docintel.text.cue import Cue
from docintel.text.numerals import parse_number

_SHORT = 16  # letters of a name that stands alone behind 对
_HEADING = 14  # letters of a heading
_NAMED = 36  # letters behind 可享受 within which the entitlement must be named


def _p(name: str) -> Cue:
    return pattern("terms", name)


@dataclass(frozen=True, slots=True)
class Terms:
    """Ranges are letters of the statement's flow; ``public``: the recipient is a government, so no benefit (guide §8a-4)."""

    beneficiary: Range | None
    conditions: tuple[Range, ...]
    public: bool


@dataclass(slots=True)
class _Phrase:
    """What one condition clause says: the party (``firm`` = behind 对/凡/为), the conditions, whether the party is a lower government."""

    who: Range | None = None
    conditions: tuple[Range, ...] = ()
    public: bool = False
    firm: bool = False
    relative: bool = False  # …的<party>: the party ends a chain of conditions
    named: bool = False  # …and is a known kind of party
    headless: bool = False  # ends in 的: the party is at most implied
    whole: Range | None = None


@lru_cache(maxsize=1024)
def terms(statement: Statement) -> Terms:
    """Beneficiary and conditions of a statement, the shared ones of its part first."""
    text = statement.flow.text
    phrases = [_phrase(text, a, b) for a, b in (*statement.shared, *statement.conds)]
    who = _party(phrases)
    conditions = [c for p in phrases for c in ((p.whole,) if p.relative and p.who != who and p.whole and not p.firm else p.conditions)]
    public = any(p.public for p in phrases)
    given = _given(statement, any(p.who and p.firm and not p.headless for p in phrases))
    if given:
        who, public = given.who, given.public
        conditions += given.conditions
    if who is None and not given and (only := _sole(statement, phrases)):
        who, conditions = only, [c for c in conditions if c != only]
    if who and _p("public-end").search(re.sub(r"等$", "", text[slice(*who)])):
        public = True
    return Terms(who, tuple(dict.fromkeys(conditions)), public)


def _sole(statement: Statement, phrases: list[_Phrase]) -> Range | None:
    """特困人员、孤儿，全额资助: the one short noun phrase before a grant is its party, as in the first cell of a row."""
    if len(phrases) != 1 or len(phrases[0].conditions) != 1 or phrases[0].headless or phrases[0].firm:
        return None
    a, b = phrases[0].conditions[0]
    words = statement.flow.text[a:b]
    noun = b - a <= _SHORT and not _p("verb").search(words) and not _p("thing").search(words) and not re.search(r"\d", words)
    return (a, b) if noun and (a, b) in statement.conds else None


def _party(phrases: list[_Phrase]) -> Range | None:
    """招用…青年，签订…合同的企业: the party is the head of the last clause where that has one, else what 对 names, else the first named."""
    last = phrases[-1] if phrases else None
    if last and last.relative and last.who and (last.named or not any(p.firm and p.who for p in phrases)):
        return last.who
    return next((p.who for p in phrases if p.who and p.firm), next((p.who for p in phrases if p.who), None))


def _given(statement: Statement, named: bool) -> _Phrase | None:
    """给予<party>最高10万元: the party inside the grant; 给予特殊人才奖励 names no party when one stands before."""
    for a, b in statement.grants:
        match = _p("recipient").search(statement.flow.text, a, b)
        if match and not (named and _p("noun-next").match(statement.flow.text, match.end("who"))):
            phrase = _phrase(statement.flow.text, *match.span("who"))
            if phrase.who:
                return phrase
    return None


def _phrase(text: str, start: int, end: int) -> _Phrase:
    out = _Phrase()
    start = _behind_lead(text, start, end, out)
    payer = _p("payer").search(text[start:end])
    end = start + payer.start() if payer and not (out.firm and payer.start() == 0) else end
    trail = _p("trail").search(text[start:end])
    end = start + trail.start() if trail and trail.start() else end
    words = text[start:end]
    if out.public or not words or re.match(r"(?:其(?!中|他)|该|上述)", words) or _p("procedure").match(words):
        return out
    if pattern("statements", "time").match(words):
        out.conditions = ((start, end),)
        return out
    serve = _p("serve").search(words, 2) if text[start - 1 : start] in ("为", "向") else None
    if serve:
        end = start + serve.start()
        words = text[start:end]
    masked = _p("bracket").sub(lambda m: "□" * len(m.group()), words)
    out.public = bool(_p("public-end").search(_p("bracket").sub("", words)))
    _divide(text, start, end, masked, out)
    return out


def _behind_lead(text: str, start: int, end: int, out: _Phrase) -> int:
    payer = _p("payer-first").match(text[start:end])
    start += payer.end() if payer else 0
    for name in ("soft-lead", "lead", "invite"):
        match = _p(name).match(text, start, end)
        if match and match.end() < end:
            start = match.end()
            out.firm = out.firm or name == "lead"
            out.public = out.public or (name == "invite" and bool(_p("lower").match(text, start, end)))
    return start


def _divide(text: str, start: int, end: int, masked: str, out: _Phrase) -> None:
    """Split a phrase into party and conditions: <conditions>的<party> | <party><conditions> | <conditions>的."""
    words = text[start:end]
    headless = out.headless = masked.endswith(("的", "后"))
    named = _p("party-end").search(words)
    cut = masked.rfind("的", 0, len(masked) - 1)
    leading = _leading(text, start, end)
    if not headless and cut >= 0 and (out.firm or named or out.public):
        thing = _p("thing").search(words)
        out.who = _owner(text, start, start + cut) if thing else _trim(text, (start + cut + 1, end))
        out.conditions = _conditions(text, start, start + cut)
        out.relative, out.named, out.whole = True, named is not None, (start, end)
    elif leading:
        out.who, out.conditions = leading, _conditions(text, leading[1], end)
    elif not headless and (named or (out.firm and end - start <= _SHORT)) and (out.firm or not _p("verb").match(text, start, end)):
        new = _p("new").match(text, start, end)
        out.conditions = (new.span(),) if new and new.end() < end else ()
        out.who = _trim(text, (new.end() if new and new.end() < end else start, end))
    else:
        out.who = _trailing(text, start, masked) if headless else None
        out.conditions = _conditions(text, start, end)


def _leading(text: str, start: int, end: int) -> Range | None:
    """The party that begins a clause and does something: 企业|开展…, 高级管理人员|年度收入…的."""
    if _p("verb").match(text, start, end):
        return None
    match = _p("leading").match(text, start, end) or _p("leading-of").match(text[:end], start)
    return match.span() if match and match.end() < end - 1 else None


def _trailing(text: str, start: int, masked: str) -> Range | None:
    """The party that a headless condition ends on: 首次创建为|高新技术企业|的."""
    stop = start + len(_p("tail-words").sub("", masked))
    match = _p("trailing").search(text[start:stop])
    if match and not _p("no-party").search(match["who"]):
        return start + match.start("who"), stop
    return None


def _owner(text: str, start: int, end: int) -> Range | None:
    """The party inside 符合条件的|主体|用于设施建设的贷款."""
    match = _p("owner").search(text[start:end])
    return (start + match.start("who"), start + match.end("who")) if match else None


def _trim(text: str, span: Range) -> Range | None:
    a, b = span
    while b > a and text[b - 1] in "等的，":
        b -= 1
    return (a, b) if b > a else None


def _conditions(text: str, start: int, end: int) -> tuple[Range, ...]:
    """[start, end) cut into single conditions without 对, 的 and joining words."""
    out: list[Range] = []
    masked = _p("bracket").sub(lambda m: "□" * len(m.group()), text[start:end])
    begin = 0
    for joint in (*_p("and").finditer(masked), None):
        a, b = start + begin, start + (joint.start() if joint else len(masked))
        b = a + len(_p("tail-words").sub("", text[a:b]))
        lead = _p("soft-lead").match(text, a, b)
        a = lead.end() if lead else a
        if b - a >= 2 and not _p("not-condition").match(text[a:b]):
            out.append((a, b))
        begin = joint.end() if joint else begin
    return tuple(out)


def benefit_type(statement: Statement) -> str:
    """Guide §5: the first kind that the words of the grant name."""
    words = statement.words(statement.grants)
    named = next((name for name, kind in patterns("types") if kind.search(words)), None)
    return named or ("subsidy" if re.search(r"支持|资金|元", words) else "other")


def stacking(statement: Statement) -> Range | None:
    """不重复享受, 就高, 补足差额 inside the statement, or the joint ceiling that follows it (guide §8a-23)."""
    text = statement.flow.text
    match = _p("stacking").search(text, statement.start, statement.end)
    if match:
        return match.span()
    return statement.joint[0] if statement.joint else None


def duration(statement: Statement) -> tuple[Range, str] | None:
    """(range, ISO duration) of 支持三年, 期限不超过36个月."""
    match = _p("duration").search(statement.flow.text, statement.start, statement.end)
    value = parse_number(match["a"] or match["b"]) if match else None
    if not match or not value:
        return None
    return match.span(), f"P{int(value)}{'M' if '月' in (match['u'] or match['v']) else 'Y'}"


def is_benefit(statement: Statement) -> bool:
    """Guide §2 BENEFIT with R2 and §8a-4: an outside party gets a sum or a named entitlement; money to governments is none."""
    says, granted = _says, statement.words(statement.grants)
    if (
        statement.rank < 1
        or says("asked", statement.text)
        or says("general", _p("bracket").sub("", statement.text))
        or terms(statement).public
    ):
        return False
    if statement.flow.text[statement.end : statement.end + 1] in ("？", "?") or _titles(statement) or _leads_in(statement):
        return False
    if statement.cue == "member" and says("to-public", statement.text):
        return False
    if statement.cue in ("standard", "raise"):
        return says("standard", statement.text) or says("floated", statement.text)
    if statement.cue == "free" and not _addressed(statement):
        return False
    if statement.cue in ("share", "tail", "member"):
        named = granted if not statement.text.endswith("执行") else statement.text  # 岗位补贴按最低工资标准的30%执行
        return says("money", named) or "给予" in granted or bool(statement.lead) or says("fund-pays", statement.text)
    if statement.cue in ("may", "may-so", "enjoy", "free"):
        return says("entitled", granted[:_NAMED]) and bool(statement.conds) and not says("only", statement.text)
    if statement.rank == 1 and (says("urged", statement.text) or (statement.cue == "cheap" and says("led", statement.text))):
        return False
    if statement.cue == "field":
        return says("money", statement.flow.text[max(0, statement.start - 24) : statement.end])
    if statement.cue in ("give", "pay", "do") and statement.rank == 1:
        return says("money", granted) and ("全额" in granted or _addressed(statement))
    return True


def _leads_in(statement: Statement) -> bool:
    """对…企业给予奖励，具体如下：: what is given stands in the lines below."""
    text = statement.flow.text
    last = text.endswith(("：", ":")) and not re.search(r"[。；]", text[statement.end :])
    return last and statement.rank == 1 and re.search(r"(?:具体|标准|方式|措施)?如下[：:]$", text[statement.start :]) is not None


def _titles(statement: Statement) -> bool:
    """（三）税费减免。 : a short sentence of its own that names a benefit and neither party nor sum is a heading."""
    text = statement.flow.text
    if statement.rank == 2 or statement.shared or statement.lead or any(b - a > 1 for a, b in statement.conds if text[b - 1] in "的，"):
        return False
    begin = max(text.rfind(mark, 0, statement.start) for mark in "。；！") + 1
    whole = unlabelled(text, begin, statement.end) == statement.start and text[statement.end : statement.end + 1] in ("", "。", "：")
    return whole and statement.start > begin and statement.end - statement.start <= _HEADING


def _addressed(statement: Statement) -> bool:
    """Whether somebody is named, or a condition set, for a grant that names no sum."""
    text = statement.flow.text
    return terms(statement).beneficiary is not None or any(text[b - 1] == "的" or _led(text, a, b) for a, b in statement.conds)


def _led(text: str, a: int, b: int) -> bool:
    """对… or 本市对…: words that say who or what is meant."""
    payer = _p("payer-first").match(text[a:b])
    return _p("lead").match(text, a + (payer.end() if payer else 0), b) is not None


def _says(name: str, words: str) -> bool:
    return pattern("is-benefit", name).search(words) is not None
