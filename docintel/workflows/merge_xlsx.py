"""An edited 台账 workbook comes back: what was changed in Excel is taken over, what both sides changed is listed, nothing is lost."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction

from docintel.domain.ledger import FIELDS, STATES, TRANSITIONS, CellChange, MergeReport
from docintel.errors import DocintelError, NotFound
from docintel.report import ledger_xlsx
from docintel.report.ledger_xlsx import ReadRow
from docintel.store import ledger

_CODES = {label: code for code, label in STATES.items()}
_SEPARATED = ("lead", "support")


def merge(path: Path, who: str) -> MergeReport:
    """Merges the workbook by 编号, cell by cell, against what was exported. ``who`` signs every change.

    A cell that only Excel changed is taken; one that the ledger changed meanwhile to something else is a conflict and stays as the
    ledger has it. Raises UnreadableFile for a file that is no ledger workbook.
    """
    merging = _Merging(who, f"由 Excel 导入：{path.name}")
    rows = ledger_xlsx.read(path)
    for row in rows:
        merging.row(row)
    return MergeReport(len(rows), tuple(merging.taken), tuple(merging.conflicts), tuple(merging.refused))


@dataclass(slots=True)
class _Merging:
    who: str
    note: str
    taken: list[CellChange] = field(default_factory=list)
    conflicts: list[CellChange] = field(default_factory=list)
    refused: list[CellChange] = field(default_factory=list)

    def row(self, row: ReadRow) -> None:
        if row.base and all(_same_form(n, cell) == _same_form(n, row.base.get(n, "")) for n, cell in row.cells.items()):
            return  # nothing was changed in Excel
        try:
            revision, here = ledger.shown(row.item_id)
        except NotFound as error:
            self.refused.append(CellChange(row.line, row.item_id, "编号", "", row.item_id, str(error)))
            return
        for name, cell in row.cells.items():
            there, mine = _same_form(name, cell), _same_form(name, here[name])
            base = mine if row.revision == revision else None
            if row.base and name in row.base:
                base = _same_form(name, row.base[name])
            if there not in (mine, base):
                self._cell(row, name, (mine, there), base)

    def _cell(self, row: ReadRow, name: str, sides: tuple[str, str], base: str | None) -> None:
        mine, there = sides
        change = CellChange(row.line, row.item_id, FIELDS[name], _label(name, mine), _label(name, there))
        if base != mine:
            why = "台账中此后已另行修改" if base is not None else "工作簿缺少导出时的原值，台账此后有过修改"
            self.conflicts.append(replace(change, why=why))
            return
        try:
            _take(row.item_id, name, there, self.who, self.note)
            self.taken.append(change)
        except DocintelError as error:
            self.refused.append(replace(change, why=str(error)))


def _same_form(name: str, words: str) -> str:
    """Words in the form in which two sides are compared: state codes, ISO dates, names joined by 、."""
    words = words.strip()
    if name == "state":
        return _CODES.get(words, words)
    if name == "due":
        return words[:10].replace("/", "-").replace(".", "-")
    if name in _SEPARATED:
        for mark in "，,；;\n":
            words = words.replace(mark, "、")
        return "、".join(n.strip() for n in words.split("、") if n.strip())
    return words


def _label(name: str, words: str) -> str:
    return STATES.get(words, words) if name == "state" else words


def _take(item_id: str, name: str, value: str, who: str, note: str) -> None:
    if name != "state":
        ledger.correct(item_id, {name: value}, who, note)
        return
    _, here = ledger.shown(item_id)
    with transaction.atomic():  # a step that is refused takes those before it back
        for step in _steps(here["state"], value):
            ledger.change_state(item_id, step, who, note)


def _steps(start: str, goal: str) -> list[str]:
    """The shortest way of allowed steps; the goal alone when there is none (the ledger then says which steps there are)."""
    ways: deque[list[str]] = deque([[start]])
    seen = {start}
    while ways:
        way = ways.popleft()
        for state in TRANSITIONS.get(way[-1], ()):
            if state == goal:
                return [*way[1:], goal]
            if state not in seen:
                seen.add(state)
                ways.append([*way, state])
    return [goal]
