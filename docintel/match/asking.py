"""What a condition is asked with: the enterprise, the day, the paper; and the answer's shape (met | failed | unknown)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from docintel.match.portrait import Portrait

MET, FAILED, UNKNOWN = "met", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Asking:
    """``start`` is the day the paper takes effect (None = unknown), ``place`` where it holds, ``lead`` the words before the clause."""

    firm: Portrait
    as_of: date
    start: date | None
    place: tuple[str, ...]
    lead: str = ""
    title: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One predicate's result. ``fact``: what decided it; ``missing``: the question that is open (only when unknown)."""

    result: str
    fact: str | None = None
    missing: str | None = None
    rule: str = ""


def all_of(answers: list[Answer]) -> Answer:
    """Failed beats unknown beats met; the facts of the met ones are joined."""
    for kind in (FAILED, UNKNOWN):
        found = [a for a in answers if a.result == kind]
        if found:
            missing = "；".join(dict.fromkeys(a.missing for a in found if a.missing)) or None
            return Answer(kind, found[0].fact, missing, found[0].rule)
    facts = "；".join(dict.fromkeys(a.fact for a in answers if a.fact))
    return Answer(MET, facts or None, None, answers[0].rule if answers else "")


def any_of(answers: list[Answer]) -> Answer:
    """Met beats unknown beats failed; failed names every alternative's reason."""
    for kind in (MET, UNKNOWN):
        found = [a for a in answers if a.result == kind]
        if found:
            return found[0]
    facts = "；".join(dict.fromkeys(a.fact for a in answers if a.fact))
    return Answer(FAILED, facts or None, None, answers[0].rule if answers else "")
