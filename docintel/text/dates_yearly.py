"""Steps of a yearly procedure: behind 申报时间为每年3月1日至4月30日 a 7月底前完成审核 comes again every year, as does 年终 behind 每月."""

from __future__ import annotations

import re
from collections.abc import Mapping

from docintel.text.dates_moments import Moment
from docintel.text.dates_roles import Draft

_LINE = re.compile(r"\n")
_FULL_STOP = re.compile(r"[。！？]")
_DATED = re.compile(r"每年.*(?:[月日号底末旬季]|[上下]半年)")
_YEAR_END = re.compile(r"年[终末]|岁末")


def yearly(text: str, drafts: list[Draft], moments: Mapping[int, Moment]) -> list[Draft]:
    """``drafts`` in order of the text; days of an open year that follow a dated yearly step in its paragraph become recurrences.

    ``moments``: calendar moments by their start. Only the next sentence is reached, and a year that is named ends the procedure.
    """
    step: Draft | None = None  # the last step that recurs
    for d in drafts:
        if step is not None and (_LINE.search(text, step.end, d.start) or len(_FULL_STOP.findall(text, step.end, d.start)) > 1):
            step = None
        if d.role == "recurrence":
            step = d
            continue
        moment = next((moments[at] for at in range(d.start, min(d.start + 4, d.end)) if at in moments), None)
        if step is None or moment is None:
            continue
        if moment.year_kind != "open":
            step = None
        elif d.role == "deadline" and _follows(text, step, d, moment):
            d.role, d.rule, d.every = "recurrence", "yearly", "P1Y"
            d.by = f"{d.last.month:02d}-{d.last.day:02d}" if d.last else None
            d.first = d.last = None
            step = d
    return drafts


def _follows(text: str, step: Draft, d: Draft, moment: Moment) -> bool:
    if moment.grain == "year":  # 年底前 is this year's end; 年终 behind 每月, 每季度 is every year's
        return bool(_YEAR_END.fullmatch(text, d.start, d.end)) and not _FULL_STOP.search(text, step.end, d.start)
    return step.rule == "yearly" or (step.every in ("P1Y", "P6M") and bool(_DATED.match(text, step.start, step.end)))
