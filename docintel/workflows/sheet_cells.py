"""Cells of a workbook in the form in which two sides are compared, and which side has changed. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from docintel.domain.ledger import STATES
from docintel.domain.outcomes import plain_class
from docintel.domain.papers import Anchor
from docintel.report.sheet_columns import state_of
from docintel.text.dates import find_times
from docintel.text.typed import typed_due, typed_number

_CODES = {label: code for code, label in STATES.items()}
_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
_OPEN = re.compile(r"长期|持续|常态|每[年月季周]|适时|逐步|尽快|立即|近期|无$|^[-—/]+$")
"""Words of a limit that name no day: the row keeps them, the ledger has no date."""
LISTS = ("targets", "due_words")
"""Fields whose cells hold several values parted by ；."""
SAME, TAKE, CONFLICT, KEEP = "same", "take", "conflict", "keep"


def same_form(key: str, words: str, anchor: date | None = None) -> str:
    """Words in the form in which two sides are compared: state codes, ISO days, names joined by 、, nothing around.

    ``anchor``: the year of the table, from which 年底前 counts; without one such words name no day. What cannot be read stays as written.
    """
    words = words.strip()
    if key == "state":
        return _CODES.get(words) or state_of(words) or words
    if key == "due":
        return _due(words, anchor)
    if key == "outcome_class":
        return plain_class(words)
    if key in LISTS:
        return "；".join(dict.fromkeys(n.strip() for n in re.split(r"[；;\n]", words) if n.strip()))
    if key in ("lead", "support"):
        return "、".join(dict.fromkeys(n.strip() for n in re.split(r"[、，,；;\n]", words) if n.strip()))
    return words


def _due(words: str, anchor: date | None) -> str:
    found = _DAY.fullmatch(words)
    if found:
        try:
            return date(*(int(part) for part in found.groups())).isoformat()
        except ValueError:
            return words  # 2025-02-30: refused by its words
    if not words or _OPEN.search(words) or (anchor is None and not re.search(r"\d{4}", words)):
        return words
    known = Anchor(anchor.isoformat(), "year", "title") if anchor else None
    frames = find_times(words, known, prospective=True)
    ends = sorted(f.end for f in frames if f.end and len(f.end) == 10 and "invalid_date" not in f.flags)
    return ends[-1] if ends else words


def is_open(words: str) -> bool:
    """Whether a limit's words say that there is no day: 长期坚持, 每年."""
    return bool(_OPEN.search(words))


def wrong(key: str, words: str) -> str:
    """Why a cell cannot be taken, "" for one that can: what the ledger itself would refuse, said before anything is written."""
    if key == "due" and words and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", words) and not is_open(words):
        return f"日期“{words}”无法识别；请写成 2025-12-31 的样子"
    if key == "state" and words not in STATES:
        return f"办理状态“{words}”不认识；可用：{'、'.join(STATES.values())}"
    if key == "targets":
        return _no_figure(words)
    if key == "text" and not words:
        return "事项内容不能为空；如不予立项，请改办理状态"
    return ""


def _no_figure(words: str) -> str:
    try:
        for one in words.split("；") if words else ():
            typed_number(one)
    except ValueError as error:
        return str(error)
    return ""


def reread_due(words: str, anchor: Anchor | None) -> str | None:
    """The day that the words of a limit say now, as ISO; "" for words that say there is none (长期坚持), None where nothing can be read."""
    try:
        return typed_due(words, anchor)[0] if words else None
    except ValueError:
        return "" if is_open(words) else None


def decide(here: str, there: str, base: str | None, older: Sequence[str] = ()) -> str:
    """Three ways: SAME, KEEP (Excel did not change it), TAKE (only Excel did), CONFLICT (both did, or nobody can say).

    ``base``: what the workbook held when it was exported or imported the last time, None = not known; ``older``: what imports before
    that held: a cell that says so again may come from an old copy.
    """
    if same_words(here, there):
        return SAME
    if base is None:
        return TAKE if not here else KEEP if not there else CONFLICT
    if same_words(there, base):
        return KEEP
    if any(same_words(there, words) for words in older):
        return CONFLICT
    return TAKE if same_words(here, base) else CONFLICT


def same_words(a: str, b: str) -> bool:
    """Whether two cells say the same, blanks and line breaks left out."""
    return a == b or "".join(a.split()) == "".join(b.split())


def label(key: str, words: str) -> str:
    """A cell as people read it."""
    return STATES.get(words, words) if key == "state" else words
