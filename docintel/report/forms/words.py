"""How dates, limits and owners are written on a form."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from docintel.domain.forms import FormRow
from docintel.domain.ledger import COLOURS
from docintel.domain.progress import Course

_NUMBER = re.compile(r"^(?:[（(]?[0-9一二三四五六七八九十]{1,3}[)）.、．]|[一二三四五六七八九十]是)\s*")


@cache
def defaults(kind: str) -> Mapping[str, Any]:
    """What a form says where the office says nothing (data/forms/defaults.toml)."""
    found = tomllib.loads(files("docintel.report").joinpath("data", "forms", "defaults.toml").read_text(encoding="utf-8"))
    return found.get(kind, {})  # type: ignore[no-any-return]


def day(value: date | None) -> str:
    """2026年3月1日, as GB/T 9704-2012 §7.3.5.4 writes it: Arabic figures without leading zeros."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def iso_day(value: str) -> str:
    """The same of 2026-03-01; other words (a bare year) stay as they are."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def deadline(found: FormRow) -> date | None:
    """The day by which a row is to be done: the paper's, moved by a granted 延期; for a row without one the day set with the 交办."""
    limits = [g.limit for g in found.given if g.role == "lead" and g.limit]
    known = [d for d in (found.row.due, max(limits) if limits else None) if d]
    return max(known) if known else None


def due(found: FormRow) -> str:
    """The limit with the paper's own words: 2025年12月31日（原文：2025年12月底前）."""
    row, until = found.row, deadline(found)
    notes = []
    if until and until != row.due:
        notes.append(f"原定{day(row.due)}，已延期" if row.due else "交办时定")
    if row.deadline_words or row.recurrence:
        notes.append(f"原文：{'；'.join((*row.deadline_words, *row.recurrence))}")
    elif not until or not row.due:
        notes.append("原文没有写明时限")
    if not until and row.default_due:
        return f"{day(row.default_due)}（默认时限；{'；'.join(notes)}）"
    return f"{day(until) or '未定'}（{'；'.join(notes)}）" if notes else day(until)


def basis(found: FormRow) -> str:
    """《标题》（文号）."""
    row = found.row
    return f"《{row.title or row.doc}》{f'（{row.doc_number}）' if row.doc_number else ''}"


def course(found: Course) -> str:
    """How a target stands: 2000个：应达50%，实际30%（截至2025年8月1日）."""
    if found.expected is None or found.done is None:
        return f"{found.goal}：{found.why}"
    return f"{found.goal}：应达{found.expected:.0%}，实际{found.done:.0%}（截至{day(found.as_of)}）"


def progress(found: FormRow) -> str:
    """Reported values and what people wrote of the progress."""
    told = [course(c) for c in found.row.courses if c.done is not None]
    return "；".join(x for x in (*told, " ".join(found.row.progress.split())) if x)


def light(found: FormRow) -> str:
    """红（逾期）：完成时限……."""
    mine = found.row.light
    return f"{COLOURS.get(mine.colour, mine.colour)}{f'（{mine.short}）' if mine.short else ''}：{mine.rule}"


def short(text: str, most: int = 48) -> str:
    """An item in a sentence: its words on one line, without its own number, cut at ``most`` characters."""
    line = _NUMBER.sub("", " ".join(text.split())).rstrip("。；")
    return line if len(line) <= most else line[: most - 1] + "…"


def lines(text: str) -> list[str]:
    """The lines of what a person wrote."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def bodies(names: tuple[str, ...]) -> str:
    """Bodies in one line."""
    return "、".join(names)


def share(part: int, whole: int) -> str:
    """A per cent with one decimal at most: 17, 222 → 7.7%."""
    return f"{part * 100 / whole:.1f}".removesuffix(".0") + "%" if whole else "—"
