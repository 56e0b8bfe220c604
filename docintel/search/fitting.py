"""Which facts of a window made it pass the filters: told as reasons, marked in its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from docintel.domain.criteria import Criterion, figures, holds, met, parted
from docintel.domain.facts import Fact
from docintel.domain.passages import Filters
from docintel.search.groups import benefit_names, is_of
from docintel.search.owners import is_body
from docintel.search.windows import Window

SHOWN = 4  # figures and days told of a window
MARKED = 120  # characters of a promise that are marked where no figure of it is


def fitting(filters: Filters, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that fit all that the filters ask of one."""
    wanted, _ = parted(filters.criterion)
    return [fact for fact in facts if _fits(fact, filters, wanted)]


def _fits(fact: Fact, filters: Filters, wanted: Sequence[Criterion]) -> bool:
    return (
        (not filters.owner or any(is_body(filters.owner, owner) for owner in fact.owners))
        and (not filters.benefit_kind or fact.benefit == filters.benefit_kind)
        and (not filters.beneficiary or is_of(filters.beneficiary, fact.beneficiary))
        and (not filters.has_deadline or bool(fact.days))
        and (not filters.has_target or fact.has_target)
        and all(holds(criterion, fact) for criterion in wanted)
    )


def reasons(filters: Filters, facts: Sequence[Fact]) -> str:
    """What of a window's facts fits what was asked of them, in Chinese; "" where nothing was asked."""
    said: dict[str, list[str]] = {}
    for fact in fitting(filters, facts):
        told = {
            "数字条件相符": [words for criterion in parted(filters.criterion)[0] for words in met(criterion, fact)],
            "责任单位": [o for o in fact.owners if filters.owner and is_body(filters.owner, o)],
            "支持方式": [benefit_names().get(fact.benefit, fact.benefit)] if filters.benefit_kind else [],
            "支持对象": [fact.beneficiary] if filters.beneficiary else [],
            "完成时限": [last for _, last in fact.days] if filters.has_deadline else [],
            "量化指标": [f.indicator + f.words for f in fact.figures if f.kind == "target"] if filters.has_target else [],
        }
        for label, words in told.items():
            said.setdefault(label, []).extend(words)
    parts = ((label, list(dict.fromkeys(words))[:SHOWN]) for label, words in said.items())
    return "；".join(f"{label}：{'、'.join(words)}" for label, words in parts if words)


def marks(filters: Filters, window: Window, more: Iterable[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """Where the figures that fit stand in the window, of a fact without one its first words, and ``more``; in order, overlaps joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted({*more, *_marks(filters, window)}):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _marks(filters: Filters, window: Window) -> Iterator[tuple[int, int]]:
    if filters.criterion is None:
        return
    for fact in fitting(filters, window.facts):
        wanted = {figure.words for criterion in parted(filters.criterion)[0] for figure in figures(criterion, fact)}
        spans = [(max(a, window.start), min(b, window.end)) for a, b in fact.spans if a < window.end and b > window.start]
        found = [place for start, end in spans for words in wanted for place in _standing(window, words, start, end)]
        yield from found or [(a, min(b, a + MARKED)) for a, b in spans[:1]]


def _standing(window: Window, words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where these words stand between two offsets of the paper; a line break may part them."""
    pattern = re.compile(r"\s*".join(re.escape(c) for c in words if not c.isspace()))
    for found in pattern.finditer(window.text, start - window.start, end - window.start):
        yield window.start + found.start(), window.start + found.end()
