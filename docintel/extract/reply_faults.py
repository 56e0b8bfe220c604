"""答复体检, the content: suggestions without an answer, promises that cannot be checked, a class that the words do not bear out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from docintel.domain.checks import LACKS, Answer, Fault, Promise
from docintel.domain.findings import Action, Norm, Obligation, Reading
from docintel.domain.outcomes import OUTCOMES
from docintel.domain.spans import Span
from docintel.extract.answers import REFUSE
from docintel.text.dates import find_times
from docintel.text.short import short

Make = Callable[..., list[Fault]]
_ENDLESS = re.compile(r"长期|持续|常态化|不断|始终|随时|日常")
_REASON_BEFORE = 6  # characters before the refusal, the quotation and the naming of the suggestion left out, that give a reason
_ANSWER_CODES = {
    "unanswered": "unanswered",
    "doubtful": "doubtful",
    "thanked": "thanked",
    "done": "only_past",
    "explained": "only_explained",
}
_FLAGS = {"invalid_date": "promise_bad_date", "ambiguous": "promise_unclear", "vague": "promise_vague"}
_LIMITS = ("before", "end_of")  # 3月底前, 3月底: read as past where the day has gone by, whatever the sentence promises


def promises_of(reading: Reading) -> tuple[Promise, ...]:
    """Each promised act with the words that make it checkable, and what it lacks. A lasting work needs no date."""
    found = []
    for item in reading.obligations:
        for action in item.actions:
            found.append(_promise(reading, item, action))
    return tuple(sorted(found, key=lambda p: p.span))


def _promise(reading: Reading, item: Obligation, action: Action) -> Promise:
    times = [item.deadlines[i] for i in action.deadline_idx]
    due = [t.span.text for t in times if t.role != "start"]
    due += [action.recurrence.span.text] if action.recurrence else []
    owners = tuple(dict.fromkeys(o.name for o in item.owners if o.name))
    targets = tuple(item.targets[i].number.span.text for i in action.target_idx)
    lacks = []
    if not due and not _ENDLESS.search(reading.paper.text[item.start : item.end]):
        lacks.append("date")
    if not owners and len(reading.paper.head.lead_offices) + len(reading.paper.head.co_offices) > 1:
        lacks.append("owner")
    if not targets and action.specificity == "general":
        lacks.append("number")
    return Promise(action.span, owners, tuple(dict.fromkeys(due)), targets, action.strength or "", tuple(lacks))


def answer_faults(answers: Sequence[Answer], fault: Make) -> Iterator[Fault]:
    """A fault for each suggestion that is not really answered."""
    for answer in answers:
        words, span = short(answer.suggestion.text), answer.passages[0] if answer.passages else None
        code = _ANSWER_CODES.get(answer.how)
        if code:
            yield from fault(code, span, n=answer.suggestion.number, words=words)


def refusal_faults(reading: Reading, fault: Make) -> Iterator[Fault]:
    """Refusals without a reason, whichever suggestion they answer."""
    for norm in reading.norms:
        if norm.label == REFUSE and norm.reason is None and not _explained(norm):
            span = norm.evidence[0]
            yield from fault("no_reason", span, words=short(span.text))


def _explained(norm: Norm) -> bool:
    """Something is said before the refusal beside what the suggestion was: …属县级支出责任，目前暂不具备条件."""
    words = re.sub(r"[“\"][^”\"]*[”\"]", "", norm.evidence[0].text)
    before = words.partition(norm.found.cue or "\0")[0]
    before = re.sub(r"^.*?(?:建议|提出|提到|关于)[^，,。]*[，,。]", "", before, count=1)
    return len(re.sub(r"[\s，,]", "", before)) >= _REASON_BEFORE


def promise_faults(reading: Reading, promises: Sequence[Promise], fault: Make) -> Iterator[Fault]:
    """Promises that cannot be checked, counted with the first as example; dates that cannot be right, each."""
    if not promises:
        yield from fault("no_promise")
    groups = {f"promise_{lack}": [p for p in promises if lack in p.lacks] for lack in LACKS}
    groups["promise_soft"] = [p for p in promises if p.strength in ("aspirational", "exploratory")]
    for code, found in groups.items():
        if found:
            yield from fault(code, found[0].span, words=short(found[0].span.text), n=len(found), all=len(promises))
    for item in reading.obligations:
        for time in item.deadlines:
            code = next((c for flag, c in _FLAGS.items() if flag in time.flags), "")
            if code:
                yield from fault(code, time.span, when=time.span.text, words=short(reading.paper.text[item.start : item.end]))
    for span, words in _gone_by(reading):
        yield from fault("promise_past", span, when=span.text, words=words)


def _gone_by(reading: Reading) -> Iterator[tuple[Span, str]]:
    """Limits of sentences that only promise which lie before the paper's own date."""
    head, text = reading.paper.head, reading.paper.text
    issued = _day(head.issue_date)
    for unit in reading.units if issued else ():
        if "COMMIT" not in unit.labels or "ACHIEVE" in unit.labels:
            continue
        words = text[unit.start : unit.end]
        for time in find_times(words, head.anchor, prospective=True):
            end = _day(time.end)
            if time.rule in _LIMITS and end and issued and end < issued:
                yield time.span.shift(unit.start), short(words)


def class_faults(reading: Reading, promises: Sequence[Promise], fault: Make) -> Iterator[Fault]:
    """The class that the reply gives itself against what its words say (A claimed, but only future verbs)."""
    head = reading.paper.head
    letter, outcome = head.reply_class or "", head.reply_outcome
    if not outcome:
        return
    meaning = head.reply_words or OUTCOMES.get(outcome, outcome)
    told = {"letter": letter, "meaning": meaning}
    past = sum("ACHIEVE" in u.labels for u in reading.units)
    refused = [n for n in reading.norms if n.label == REFUSE]
    where = _class_place(reading)
    if outcome == "done":
        if not past:
            yield from fault("class_done", where, **told)
        elif len(promises) > 2 * past:
            yield from fault("class_future", where, ahead=len(promises), past=past, **told)
        if refused:
            yield from fault("class_refused", where, words=short(refused[0].evidence[0].text), **told)
    if outcome in ("under_way", "planned") and not promises:
        yield from fault("class_no_plan", where, **told)
    if outcome in ("noted", "later") and not refused and not any("BACKGROUND" in u.labels for u in reading.units):
        yield from fault("class_no_reason", where, **told)


def _class_place(reading: Reading) -> Span | None:
    m = re.search(r"(?:类别|结果|分类)\s*[：:]\s*[（(“]?[A-EＡ-Ｅ]", reading.paper.text)
    return Span.of(reading.paper.text, m.start(), m.end()) if m else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
