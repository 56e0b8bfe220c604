"""Imports of workbooks, kept for good with every cell that came of them; forms that people settled; conflicts and who chose which side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from docintel.domain.ledger import STATES, CellChange
from docintel.domain.outcomes import Classes
from docintel.domain.serial import dump, load
from docintel.domain.sheets import Conflict, ImportRow, SheetForm, SheetReport
from docintel.errors import BadInput, NotFound
from docintel.store import correct_many
from docintel.store.items import signed
from docintel.store.models import OfficeChoice, SheetChoice, SheetImport, Unit
from docintel.store.storable import storable_json

FORMS = "columns"
"""The key of OfficeChoice rows that hold a form; of each fingerprint the newest is in force."""
LOOKED_BACK = 12
"""So many imports of a form are asked for what its cells held before."""
Values = dict[str, dict[str, str]]  # item id → key → words


def forms() -> list[SheetForm]:
    """The forms in force, by name."""
    found: dict[str, SheetForm] = {}
    for value in OfficeChoice.objects.filter(key=FORMS).order_by("pk").values_list("value", flat=True):
        form = load(SheetForm, value)
        found[form.fingerprint] = form
    return sorted(found.values(), key=lambda f: f.name)


def form(fingerprint: str) -> SheetForm:
    """A form by its fingerprint. Raises NotFound with those that there are."""
    known = {f.fingerprint: f for f in forms()}
    if fingerprint not in known:
        names = "、".join(f"{f.fingerprint}（{f.name}）" for f in known.values())
        raise NotFound(f"没有记住的表式 {fingerprint}；现有：{names or '无，导入一份本单位台账后即会记住'}")
    return known[fingerprint]


def remember(new: SheetForm, who: str) -> bool:
    """Keeps a form unless it is in force as it is; whether it was written. A form keeps the name that it was given first."""
    signed(who)
    known = {f.fingerprint: f for f in forms()}.get(new.fingerprint)
    if known:
        new = replace(new, name=known.name, states=known.states | new.states)
    if known == new:
        return False
    OfficeChoice(key=FORMS, value=storable_json(dump(new)), who=who, note=new.name).save()
    return True


def of_digest(sha256: str) -> tuple[int, datetime, str] | None:
    """(number, when, who) of the newest import of the same bytes."""
    row = SheetImport.objects.filter(sha256=sha256).order_by("-pk").values_list("pk", "when", "who").first()
    return row if row else None


def held_before(sha256: str, fingerprints: Sequence[str]) -> list[Values]:
    """What earlier imports of the same file, or of the same form, brought for each cell; the newest first."""
    found = []
    rows = SheetImport.objects.order_by("-pk").values_list("sha256", "columns", "report")
    for digest, columns, report in rows.iterator(chunk_size=20):
        if digest == sha256 or set(columns.get("fingerprints", ())) & set(fingerprints):
            found.append(report.get("values", {}))
        if len(found) == LOOKED_BACK:
            break
    return found


def keep(file: tuple[str, str], columns: Mapping[str, Any], report: SheetReport, values: Values, who: str) -> int:
    """Writes an import of a ``file`` (name, digest); its number. Must run in the transaction that changes the rows."""
    signed(who)
    data = dump(report) | {"values": values}
    row = SheetImport(name=file[0], sha256=file[1], columns=storable_json(dict(columns)), report=storable_json(data), who=who)
    row.save()
    return row.pk


def _get(number: int) -> SheetImport:
    row = SheetImport.objects.filter(pk=number).first()
    if row is None:
        raise NotFound(f"没有第 {number} 次导入；用 docintel ledger imports 或“导入记录”页面查看")
    return row


def report(number: int) -> tuple[ImportRow, SheetReport]:
    """A kept import as it was told when it was made. Raises NotFound."""
    row = _get(number)
    data = {k: v for k, v in row.report.items() if k != "values"}
    return _listed(row, row.choices.count()), load(SheetReport, data | {"number": row.pk})


def imports() -> list[ImportRow]:
    """Every import, the newest first."""
    rows = SheetImport.objects.annotate(chosen=Count("choices")).order_by("-pk")
    return [_listed(row, row.chosen) for row in rows]


def _listed(row: SheetImport, chosen: int) -> ImportRow:
    r = row.report
    sizes = {name: len(r.get(name, ())) for name in ("taken", "conflicts", "refused", "added", "unmatched")}
    return ImportRow(row.pk, row.name, row.who, row.when, r.get("rows", 0), open=sizes["conflicts"] - chosen, **sizes)


def conflicts(number: int, some: slice | None = None) -> list[Conflict]:
    """The conflicts of an import with the ledger's value now and the choice made, if any. Raises NotFound."""
    row = _get(number)
    cells = [load(CellChange, c) for c in row.report.get("conflicts", ())]
    chosen = {c.cell: c for c in row.choices.all()}
    listed = list(enumerate(cells))[some] if some else list(enumerate(cells))
    now = correct_many.standing([cell.item_id for _, cell in listed])
    found = []
    for n, cell in listed:
        made = chosen.get(str(n))
        words = _label(cell.key, now[cell.item_id].of(cell.key)) if cell.item_id in now else "（台账中已无此项）"
        found.append(Conflict(str(n), cell, words, made.took if made else "", made.who if made else "", made.when if made else None))
    return found


def _label(key: str, words: str) -> str:
    return STATES.get(words, words) if key == "state" else words


@transaction.atomic
def choose(
    number: int, took: Mapping[str, str], who: str, seen: Mapping[str, str] | None = None, *, classes: Classes | None = None
) -> tuple[int, list[str]]:
    """Takes a side for conflicting cells: cell id → here | there. (how many were settled, why others were not).

    ``seen``: cell id → the ledger's value that the person saw; without it the one that the import found. A cell that the ledger changed
    since is not overwritten. Raises NotFound, BadInput.
    """
    signed(who)
    row = _get(number)
    open_ = {c.cell_id: c for c in conflicts(number)}
    if wrong := [c for c, side in took.items() if c not in open_ or side not in ("here", "there")]:
        raise BadInput(f"第 {number} 次导入没有冲突 {'、'.join(wrong[:5])}，或选的不是 here（台账）、there（Excel）")
    problems: list[str] = []
    taken: dict[str, Conflict] = {}
    for cell_id, side in took.items():
        conflict = open_[cell_id]
        where = f"第{conflict.cell.line}行“{conflict.cell.field}”"
        if conflict.took:
            problems.append(f"{where}已由{conflict.who}处理，没有再改")
        elif conflict.now != (seen or {}).get(cell_id, conflict.cell.here):
            problems.append(f"{where}在台账中又改成了“{conflict.now}”，没有覆盖；请看过现值再选")
        elif side == "here":
            SheetChoice(sheet=row, cell=cell_id, took=side, who=who).save()
        else:
            taken[cell_id] = conflict
    settled = len(took) - len(problems) - len(taken)
    edits: dict[str, dict[str, str]] = {}
    for c in taken.values():
        edits.setdefault(c.cell.item_id, {})[c.cell.key] = _code(c.cell.key, c.cell.there)
    refused = correct_many.apply(edits, who, f"导入冲突采用 Excel 值：{row.name}", classes=classes) if edits else {}
    for cell_id, c in taken.items():
        why = refused.get((c.cell.item_id, c.cell.key))
        if why:
            problems.append(f"第{c.cell.line}行“{c.cell.field}”：{why}")
        else:
            SheetChoice(sheet=row, cell=cell_id, took="there", who=who).save()
            settled += 1
    return settled, problems


def _code(key: str, words: str) -> str:
    return next((code for code, label in STATES.items() if label == words), words) if key == "state" else words


def unit_names() -> list[str]:
    """The units that take part, by name: what a workbook offers."""
    return list(Unit.objects.filter(stopped=False).values_list("name", flat=True))
