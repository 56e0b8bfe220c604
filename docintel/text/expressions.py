"""Times and numbers of a text together; where they overlap, a time is not also a number (5年内 counts nothing)."""

from __future__ import annotations

from docintel.domain.expressions import Frame, NumberFrame
from docintel.domain.papers import Anchor
from docintel.text.amounts import numbers_of
from docintel.text.dates import Plan, times_of
from docintel.text.normalise import normalise


def find_frames(
    text: str, anchor: Anchor | None, prospective: bool | None = None, plan: Plan | None = None, place: str | None = None
) -> tuple[Frame, ...]:
    """Every time and number frame in order of the text; parameters as of :func:`docintel.text.dates.find_times`."""
    clean = normalise(text, unwrap=True)
    times = times_of(clean, text, anchor, prospective, plan=plan, place=place)
    taken = [t.span for t in times]
    numbers = [n for n in numbers_of(clean, text, anchor) if not _is_time(n, taken)]
    return tuple(sorted((*times, *numbers), key=lambda f: (f.span.start, f.span.end)))


def _is_time(n: NumberFrame, taken: list) -> bool:  # type: ignore[type-arg]
    if n.type == "duration":
        return any(t.start < n.span.end and n.span.start < t.end for t in taken)
    return any(t.covers(n.span) and (t.start, t.end) != (n.span.start, n.span.end) for t in taken)
