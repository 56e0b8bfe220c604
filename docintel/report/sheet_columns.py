"""What the columns of an office's ledger mean: by their names (data/ledger_columns.tsv), then by what their cells look like."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from docintel.domain.ids import ALPHABET
from docintel.domain.sheets import COLUMN_FIELDS, SheetColumn

BY_NAME, BY_CELLS, BY_PERSON = "列名", "内容", "人工"
OUR_ID = re.compile(rf"[a-z]{{1,3}}-[{ALPHABET}]{{8}}(?:[-~][0-9a-z]+)*")
"""An id as docintel writes it (domain.ids): cn-9xdcquwk, cn-9xdcquwk-2 of two with the same words, cn-9xdcquwk-b split off by a person."""
_DATE = re.compile(r"\d{4}[-./年]\d{1,2}([-./月]\d{1,2}日?)?|.*(?:[年月]底|季度|半年|年内|长期|持续).*")
_SAID = re.compile(r"时间|日期|期限|时限")
_ANY = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[)）\]】〕]$")
_MOST = 0.6
"""Share of the filled cells of a column that must look alike."""
_LONG = 10
"""Characters of a cell from which it tells a task."""
Cells = Callable[[SheetColumn], Sequence[str]]


def bare(words: str) -> str:
    """Words as they are compared: full-width signs as half-width ones, without blanks."""
    return re.sub(r"[\s:：*＊]+", "", unicodedata.normalize("NFKC", words))


def _rows(name: str) -> list[tuple[str, list[str]]]:
    text = files("docintel.report").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [(code, names.split("|")) for code, names in lines]


@cache
def _names() -> dict[str, str]:
    return {bare(name): field for field, names in _rows("ledger_columns") for name in names}


@cache
def _states() -> dict[str, str]:
    return {bare(word): code for code, words in _rows("ledger_states") for word in words}


def state_of(words: str) -> str | None:
    """The state code of an office's own word for it, None for a word that is not known."""
    return _states().get(bare(words))


@cache
def field_of(heading: str) -> str:
    """The field that a heading names; of one in two rows (责任分工/牵头单位) by the whole, then the lower, then the upper part."""
    parts = heading.split("/")
    for words in dict.fromkeys((heading, parts[-1], "".join(parts), parts[0])):
        name = bare(words)
        found = _names().get(name) or _names().get(_ANY.sub("", name))
        if found:
            return found
    return ""


def fingerprint(headings: Sequence[str]) -> str:
    """16 hex digits by which a form is known again: its headings in their order."""
    return hashlib.sha256("\x1f".join(bare(h) for h in headings).encode("utf-8", "replace")).hexdigest()[:16]


def recognise(columns: Sequence[SheetColumn], cells: Cells, repeated: Callable[[SheetColumn], bool]) -> tuple[SheetColumn, ...]:
    """The columns with their fields, each field once. ``cells``: a column's filled cells; ``repeated``: whether some are merged down."""
    found: list[SheetColumn] = []
    taken: set[str] = set()
    for column in columns:
        field = field_of(column.heading)
        ids = share(cells(column), lambda words: bool(OUR_ID.fullmatch(words)))
        if field == "number" and ids >= _MOST:
            field = "item_id"
        if field == "item_id" and ids < _MOST and cells(column):
            field = "number"
        if field in taken:
            field = ""
        taken |= {field} - {""}
        found.append(replace(column, field=field, why=BY_NAME if field else ""))
    found = _by_cells(found, cells, taken)
    return tuple(_task_and_measure(found, cells, repeated))


def _by_cells(columns: list[SheetColumn], cells: Cells, taken: set[str]) -> list[SheetColumn]:
    """A column of days whose heading says time is the limit; the column of the longest words is the task."""
    out = list(columns)
    if "due" not in taken:
        for n, column in enumerate(out):
            looks = share(cells(column), lambda words: bool(_DATE.fullmatch(words)))
            if not column.field and _SAID.search(column.heading) and looks >= _MOST:
                out[n] = replace(column, field="due", why=BY_CELLS)
                break
    if "text" not in taken:
        lengths = [(_mean(cells(c)), -n) for n, c in enumerate(out) if c.field in ("", "actions", "targets")]
        longest = max(lengths, default=(0.0, 0))
        if longest[0] >= _LONG:
            out[-longest[1]] = replace(out[-longest[1]], field="text", why=BY_CELLS)
    return out


def _task_and_measure(columns: list[SheetColumn], cells: Cells, repeated: Callable[[SheetColumn], bool]) -> list[SheetColumn]:
    """Where one task is merged down over several measures, each measure is what is followed up; the task is kept beside it."""
    text, actions = (next((c for c in columns if c.field == name), None) for name in ("text", "actions"))
    if text is None or actions is None or not repeated(text) or len(set(cells(actions))) <= len(set(cells(text))):
        return columns
    swap = {text.at: replace(text, field="", why=""), actions.at: replace(actions, field="text", why=BY_CELLS)}
    return [swap.get(c.at, c) for c in columns]


def corrected(columns: Sequence[SheetColumn], given: Mapping[str, str]) -> tuple[SheetColumn, ...]:
    """The columns with the fields that a person gave by heading ("" = keep it as it is). Raises ValueError with the reason."""
    known = {bare(c.heading): c for c in columns}
    wanted: dict[int, str] = {}
    for heading, field in given.items():
        if bare(heading) not in known:
            raise ValueError(f"工作表中没有“{heading}”这一列；有：{'、'.join(c.heading for c in columns)}")
        if field and field not in COLUMN_FIELDS:
            raise ValueError(f"没有栏目 {field}；可用：{'、'.join(f'{k}（{v}）' for k, v in COLUMN_FIELDS.items())}")
        wanted[known[bare(heading)].at] = field
    named = [f for f in wanted.values() if f]
    if twice := next((f for f in named if named.count(f) > 1), None):
        raise ValueError(f"有两列都对应“{COLUMN_FIELDS[twice]}”；一个栏目只能对应一列")
    out = []
    for column in columns:
        if column.at in wanted:
            new = wanted[column.at]
            column = column if new == column.field else replace(column, field=new, why=BY_PERSON)  # noqa: PLW2901
        elif column.field in named:
            column = replace(column, field="", why="")  # noqa: PLW2901 - a person gave the field to another column
        out.append(column)
    return tuple(out)


def share(cells: Sequence[str], looks: Callable[[str], bool]) -> float:
    """Share of cells that look so, 0..1."""
    return sum(map(looks, cells)) / len(cells) if cells else 0.0


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0
