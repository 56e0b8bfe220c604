"""Condition parts of a clause → predicates → met | failed | unknown with the fact that decided it or the fact that is missing.

A condition may hold several predicates (subject, recognition, number, time, act); failed beats unknown beats met. What none of
them can read with certainty stays unknown and its question is named: never a silent no, never a silent yes. Slogans (加大…力度) and
steps of procedure ask nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.enterprises import ConditionResult
from docintel.match import events, lexicon, placing, subject, thresholds, times, titles, units
from docintel.match.asking import FAILED, MET, UNKNOWN, Answer, Asking, all_of, any_of
from docintel.match.clause import Clause, Part
from docintel.match.clean import squeeze
from docintel.match.overlap import telling
from docintel.text import recognitions

_ALTERNATIVE = re.compile(r"、|或者|或|和")
_BRACKET = re.compile(r"（[^（）]*）")
_CONDITION_END = re.compile(r"(?:的|者|期间)(?:（[^）]*）)?$")
_INVITING = ("支持", "鼓励", "引导", "激励", "帮助")
_QUOTED = re.compile(r"[“\"「]([^”\"」]{2,12})[”\"」]")
_PERIOD = re.compile(r"^.{0,12}\d+[年月日].{0,24}期间$|^20\d\d年")


@dataclass(frozen=True, slots=True)
class _Read:
    part: Part
    answer: Answer


def answers(
    parts: tuple[Part, ...], clause: Clause, asking: Asking, payee: bool = False, lead: bool = False
) -> tuple[ConditionResult, ...]:
    """Results of the parts of one branch. ``payee``: the receiver is named after the verb, so the parts name none; ``lead``: words before
    the clause, of which only what has the form of a condition counts."""
    kept = [p for p in parts if _asks(p, parts, lead) and not (payee and not p.to and _is_actor(p))]
    if units.is_steps(clause.clean.text):  # 招用3人以下的…, 4人以上的…: steps of the sum, no conditions
        kept = [p for p in kept if not re.search(r"\d人(?:（[^）]*）)?及?以[上下]", p.text)]
    holder = _subject_part(kept)
    if payee and holder and not any(s.kind in ("firm", "title") for s in subject.subjects(holder.text)):
        holder = None  # the firm is named as receiver: 对新设立的科研机构，给予企业…
    out: list[ConditionResult] = []
    for group in _groups(kept):
        read = [_Read(p, a) for p in group for a in (_answer(p, clause, asking, p is holder or p.other),) if a]
        if read:
            out.append(_result(read, clause))
    return tuple(out)


def asks_in_lead(parts: tuple[Part, ...], *, invited: bool) -> list[Part]:
    """The parts before a clause in its sentence that have the form of a condition; with ``invited`` also those that invite a firm to do
    something (支持企业参展，…), for a clause that names no receiver itself."""
    return [p for p in parts if _asks(p, parts, True) or (invited and _invites(p))]


def _is_actor(part: Part) -> bool:
    """A body that acts for the receiver named later (检测机构…，为企业减免费用)."""
    named = subject.subjects(part.text)
    return bool(named) and not any(s.kind in ("firm", "title", "project") for s in named)


def _invites(part: Part) -> bool:
    slogan = lexicon.cues("slogan").match(part.text)
    return bool(slogan and slogan.group() in _INVITING and subject.head_subjects(part.text[slogan.end() :]))


def _result(read: list[_Read], clause: Clause) -> ConditionResult:
    """The best alternative's words and fact; a failed group names all of them."""
    best = any_of([r.answer for r in read])
    part = next((r.part for r in read if r.answer is best), read[0].part)
    end = read[-1].part.end if best.result == FAILED else part.end
    return ConditionResult(clause.clean.span(part.start, end), best.result, best.fact, best.missing if best.result == UNKNOWN else None)


def _asks(part: Part, parts: tuple[Part, ...], lead: bool) -> bool:
    """Whether a part asks anything of the firm."""
    text = part.text
    if not telling(text) and not recognitions.title_pattern().search(text) and not re.search(r"\d", text):
        return False
    if lexicon.cues("procedure").search(text):
        return bool(subject.head_subjects(text))
    slogan = lexicon.cues("slogan").match(text)
    if slogan and not _CONDITION_END.search(text) and (lead or (len(parts) > 1 and not _invites(part))):
        return False
    if lead and not part.to and not _CONDITION_END.search(text) and not subject.head_subjects(text):
        return False
    later = any(p.to and p.start > part.start for p in parts)
    if later and not _CONDITION_END.search(text):  # the office or bank that pays, before 对…
        named = subject.head_subjects(text)
        return not named or any(s.kind in ("firm", "title", "project") for s in named)
    return True


def _subject_part(parts: list[Part]) -> Part | None:
    """The part whose nouns say whom the clause is for: the last one that ends with them, else the first that begins with them."""
    if not parts:
        return None
    if subject.tail_subjects(parts[-1].text):
        return parts[-1]
    return next((p for p in parts if p.to and subject.subjects(p.text)), None) or next(
        (p for p in parts if subject.head_subjects(p.text)), None
    )


def _groups(parts: list[Part]) -> list[list[Part]]:
    """Parts joined by 或, and parts of one form (A收入，B收入，C收入), are alternatives."""
    if (
        len(parts) > 1
        and len({p.text[-2:] for p in parts}) == 1
        and not parts[0].text.endswith("的")
        and all("企业" in p.text for p in parts)
    ):
        return [parts]
    out: list[list[Part]] = []
    for part in parts:
        if part.other and out:
            out[-1].append(part)
        else:
            out.append([part])
    return out


def _answer(part: Part, clause: Clause, asking: Asking, holder: bool) -> Answer | None:
    if _PERIOD.match(part.text) and not subject.head_subjects(part.text):
        done = times.window(part.text, asking, times.on_record(clause.ask_text, asking))
        if done or len(part.text) < 24:
            return done
    pieces = _alternatives(part.text)
    source = clause.clean.span(part.start, part.end).text
    quoted = tuple(q for q in map(squeeze, _QUOTED.findall(source)) if not recognitions.title_pattern().search(q))
    found = [a for a in (_ask(piece, asking, holder, quoted) for piece in pieces) if a]
    return any_of(found) if found else None


def _alternatives(text: str) -> list[str]:
    """新认定的A企业、新入库的B企业 are alternatives: every piece is a full description that ends with a subject or title."""
    pieces = [p for p in _ALTERNATIVE.split(_BRACKET.sub("", text)) if p]
    whole = len(pieces) > 1 and sum("的" in p for p in pieces) > 1 and all(subject.tail_subjects(p) for p in pieces)
    return pieces if whole else [text]


def _ask(text: str, asking: Asking, holder: bool, quoted: tuple[str, ...] = ()) -> Answer | None:
    """All predicates of one condition text; ``holder``: it says whom the clause is for."""
    found: list[Answer] = []
    spans: list[tuple[int, int]] = []
    nouns = subject.subjects(text)
    fits = subject.is_for(nouns, text, asking) if holder else None
    plain = any(s.kind == "firm" and not recognitions.title_pattern().search(s.words) for s in nouns)
    spans += [(s.start, s.end) for s in nouns if fits or (plain and s.kind in ("firm", "title"))]
    spans = [s for s in spans if text[s[0] : s[1]] != "项目" and not text[s[0] : s[1]].endswith("项目")]
    if fits:
        found.append(fits)
    if lexicon.cues("procedure").search(text):
        return fits
    found += _titled(text, spans, asking)
    found += [
        a
        for a in (
            events.undefined(text),
            events.delegated(text),
            events.anaphora(text),
            events.employee(text),
            events.founder(text, asking),
        )
        if a
    ]
    open_ones = [a for a in (events.ranking(text, asking), events.open_fact(text, asking)) if a]
    age = times.founding(text, asking)
    found += [*open_ones, *([age] if age else []), *times.length(text, asking)]
    placed = placing.in_group(text, asking)
    if placed:
        return placed
    twice = thresholds.doubled(text, asking)
    numbers = [*_numbers(text, asking), *([twice] if twice else [])]
    found += numbers
    founded = any(f.rule == "founder" for f in found)
    if not open_ones and not age and not founded:
        end = subject.channel_end(text)  # what the bank does for the firm is the benefit; only whose customer the firm is, is asked
        rest = events.residue(text, [*spans, (end, len(text))] if end else spans)
        done = bool(numbers) and all(n.result == MET for n in numbers)
        done = done and not any(thresholds.leaves_more(n, rest, asking) for n in numbers)
        found += _acts(rest, text, asking, quoted, numbers_met=done)
    if not found and titles.closed_event(text):  # too few telling words to be sure of anything
        return Answer(UNKNOWN, None, events.question(text), "act")
    return all_of(found) if found else None


def _titled(text: str, spans: list[tuple[int, int]], asking: Asking) -> list[Answer]:
    """Titles outside the subjects that must have been given (首次创建为高新技术企业的)."""
    text = text if titles.asked_titles(text) else _BRACKET.sub("", text)  # 企业技术（研发）中心
    named = [t for t in titles.asked_titles(text) if not any(a <= t[0] < b for a, b in spans)]
    named = titles.narrowest([t for t in named if titles.asked_at(text, *t)])
    if not named:
        return []
    spans += [(a, b) for a, b, _ in named]
    own = [titles.holds(text, at, ident, asking) for at, _, ident in named]
    unlisted = None if any(recognitions.titles()[i].kind in ("listing", "open") for _, _, i in named) else titles.unlisted(text, asking)[0]
    return [any_of([*own, *([unlisted] if unlisted and unlisted.result == MET else [])])]


def _numbers(text: str, asking: Asking) -> list[Answer]:
    """Numbers: alternatives of one list (投资2000万元以上建设A、投资300万元以上建设B) are joined by or."""
    kept = [(b, a) for b in thresholds.bounds(text) for a in (thresholds.check(b, text, asking),) if a]
    out: list[list[Answer]] = []
    last = None
    for bound, answer in kept:
        between = thresholds.plain(text)[last.end : bound.start] if last else ""
        if last and last.unit == bound.unit and re.search(r"、|或", between) and not re.search(r"且|并|同时", between):
            out[-1].append(answer)
        else:
            out.append([answer])
        last = bound
    return [any_of(group) for group in out]


def _acts(rest: str, text: str, asking: Asking, quoted: tuple[str, ...], *, numbers_met: bool) -> list[Answer]:
    """What is left of a condition: recognitions that no list knows, then acts by their words."""
    named, holder = titles.unlisted(text, asking)
    if named and holder:
        rest = events.without(rest, holder)
        if not events.asks_more(rest):
            return [named]
    done, known = events.act(rest, rest if named else text, asking, quoted)
    if named:
        return [named, *([done] if done else [])]
    out = [] if done is None or (numbers_met and done.result == UNKNOWN and done.rule != "half") else [done]
    later = (times.window(text, asking, known or times.on_record(text, asking)), times.last_year(text, asking, known))
    return [*out, *(a for a in later if a)]
