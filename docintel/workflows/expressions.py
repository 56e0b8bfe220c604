"""Every time and number of a text, one text or a batch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from docintel.domain.expressions import Frame, TimeFrame
from docintel.domain.papers import Anchor
from docintel.errors import BadInput
from docintel.text.explain import certainty, explain
from docintel.text.expressions import find_frames
from docintel.workflows import json_lines

_GRAINS = {4: "year", 7: "month", 10: "day"}


def frames(text: str, anchor: str | None) -> list[dict[str, Any]]:
    """The frames of ``text``; ``anchor`` (YYYY-MM-DD, YYYY-MM or YYYY) is what relative times count from. Raises BadInput."""
    day = _anchor(anchor, "--anchor")
    return [frame_row(f, day) for f in find_frames(text, day)]


def batch(path: Path, anchor: str | None = None) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """(id, frames) of each row ``{"id","context","anchor"}``; ``anchor`` serves rows without one. Raises BadInput naming the line."""
    default = _anchor(anchor, "--anchor")
    for number, (where, row) in enumerate(json_lines.read(path), 1):
        if not isinstance(row.get("context"), str):
            raise BadInput(f"{where}：缺少文字字段 context；每行应形如 {{'id': …, 'context': …, 'anchor': …}}")
        day = _anchor(row["anchor"], where) if row.get("anchor") else default
        yield row.get("id", number), [frame_row(f, day) for f in find_frames(row["context"], day)]


def frame_row(frame: Frame, anchor: Anchor | None = None) -> dict[str, Any]:
    """A frame as plain data, with the rule that read it, what it was counted from, how sure it is and a Chinese explanation."""
    row: dict[str, Any] = {"span_start": frame.span.start, "span_end": frame.span.end, "text": frame.span.text}
    if isinstance(frame, TimeFrame):
        repeat = frame.recurrence
        row |= {"type": "time", "role": frame.role, "start": frame.start, "end": frame.end, "duration": frame.duration}
        row |= {"recurrence": repeat.every if repeat else None, "by": repeat.by if repeat else None}
        row |= {"relative_to": frame.relative_to, "is_deadline": frame.is_deadline, "comparator": frame.comparator}
    else:
        row |= {"type": frame.type, "value": frame.value, "min": frame.min, "max": frame.max, "unit": frame.unit}
        row |= {"comparator": frame.comparator, "change": frame.change, "direction": frame.direction}
        row |= {"baseline": frame.baseline, "per": frame.per, "period": frame.period}
    counted = anchor.value if anchor and getattr(frame, "relative_to", None) in ("issue_date", "publish") else None
    row |= {"anchor": counted, "certainty": certainty(frame), "flags": list(frame.flags), "rule": frame.rule}
    return row | {"explanation": explain(frame, anchor)}


def _anchor(value: object, where: str) -> Anchor | None:
    if value is None or value == "":
        return None
    text = str(value)
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise BadInput(f"{where}：日期“{text}”看不懂；请写成 YYYY-MM-DD、YYYY-MM 或 YYYY")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise BadInput(f"{where}：没有“{text}”这一天；请改成日历上有的日期") from None
    return Anchor(text, _GRAINS[len(text)], "issue_date")
