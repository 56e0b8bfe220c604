"""Workbooks in: an office's own 台账 or an edited export. Every cell that differs is taken, a conflict or refused; nothing is lost.

One import is one transaction: the cells, their history and the kept import are written together or not at all.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from docintel import settings
from docintel.domain.sheets import Conflict, ImportRow, SheetBook, SheetForm, SheetReport, SheetTable
from docintel.errors import BadInput, NotFound, UnreadableFile
from docintel.report.sheet_columns import corrected
from docintel.store import audit, bulk, sheets
from docintel.store.items import signed
from docintel.workflows.classes import classes
from docintel.workflows.sheet_file import SheetFile, keep, open_sheet, too_large
from docintel.workflows.sheet_merge import Merging
from docintel.workflows.upload_names import kept_name

__all__ = ["bring_in", "choose", "choose_all", "conflicts", "forms", "imports", "kept", "limit_mb", "look", "receive", "report"]
__all__ += ["too_large"]
Mapped = Mapping[str, Mapping[str, str]]  # name of the sheet ("" = every sheet) → heading → field
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Look:
    """A workbook before it is brought in: its tables with the recognised columns; ``known``: sheets whose form was remembered."""

    file: SheetFile
    book: SheetBook
    known: dict[str, str] = field(default_factory=dict)
    same_as: int = 0
    own: bool = False  # docintel's own export


def limit_mb() -> int:
    """The largest workbook that is taken, in megabytes."""
    return settings.SHEET_BYTES // 2**20


def receive(name: str, chunks: Iterable[bytes]) -> Path:
    """Keeps an uploaded workbook, without its macros, until it is brought in; its path. Raises UnreadableFile."""
    name = kept_name(name, "台账.xlsx")
    with tempfile.TemporaryDirectory(prefix="docintel-sheet-") as folder:
        path = Path(folder, name)
        with path.open("wb") as out:
            out.writelines(chunks)
        try:
            return keep(open_sheet(path))
        except UnreadableFile as error:
            raise UnreadableFile(name, error.what, error.todo) from error


def kept(token: str, name: str) -> Path:
    """A workbook that :func:`receive` kept. Raises NotFound."""
    folder = Path(settings.MEDIA_ROOT) / token
    path = folder / kept_name(name)
    if not token.isalnum() or not path.is_file():
        raise NotFound("这份工作簿已不在上传的文件中；请重新选择文件")
    return path


def look(path: Path, mapped: Mapped | None = None) -> Look:
    """Reads a workbook and says what its columns are taken for; a remembered form first, then what a person says now (``mapped``).

    Raises UnreadableFile, BadInput (no such column or field).
    """
    file = open_sheet(path)
    book = file.book()
    remembered = {f.fingerprint: f for f in sheets.forms()}
    known = {t.sheet: remembered[t.fingerprint].name for t in book.tables if t.fingerprint in remembered}
    tables = tuple(_mapped(_remembered(t, remembered), mapped or {}) for t in book.tables)
    before = sheets.of_digest(file.sha256)
    return Look(file, replace(book, tables=tables), known, before[0] if before else 0, bool(book.base.cells))


def _remembered(table: SheetTable, forms_: Mapping[str, SheetForm]) -> SheetTable:
    form = forms_.get(table.fingerprint)
    if form is None:
        return table
    fields = {c.heading: c for c in form.columns}
    columns = tuple(replace(c, field=fields[c.heading].field, why="记住") if c.heading in fields else c for c in table.columns)
    return replace(table, columns=columns)


def _mapped(table: SheetTable, mapped: Mapped) -> SheetTable:
    given = dict(mapped.get(table.sheet, {}))
    headings = {c.heading for c in table.columns}
    given |= {h: f for h, f in mapped.get("", {}).items() if h in headings}
    unknown = [h for h in mapped.get("", {}) if h not in headings]
    if unknown and len(unknown) == len(mapped.get("", {})):
        given |= {h: mapped[""][h] for h in unknown}  # none of them is here: say so
    try:
        return replace(table, columns=corrected(table.columns, given)) if given else table
    except ValueError as error:
        raise BadInput(f"工作表“{table.sheet}”：{error}") from error


def bring_in(
    path: Path,
    who: str,
    mapped: Mapped | None = None,
    *,
    new: bool = False,
    dry_run: bool = False,
    address: str = "",
    tell: Tell = lambda _done, _total, _phase: None,
) -> SheetReport:
    """Merges a workbook into the ledger, signed by ``who``; the audit is told, also where nothing was new.

    ``mapped``: columns as a person corrected them (remembered from then on). ``new``: rows without a ledger row become new ones.
    ``dry_run``: says what would come of it, writes nothing. Raises UnreadableFile, BadInput.
    """
    signed(who)
    found = look(path, mapped)
    paper = _stand_in(path, found, who) if new and not dry_run else None
    with transaction.atomic():
        bulk.wait_for_writers()
        merging = Merging(found.file.sha256, path.name, found.book, who=who, tell=tell, classes=classes(timezone.localdate()))
        merging.match(paper)
        merging.compare()
        if dry_run:
            return replace(merging.report(), dry_run=True, same_as=found.same_as)
        merging.write()
        done = merging.report()
        if not found.own:
            for table in found.book.tables:
                sheets.remember(_form(table, path, merging.states), who)
        nothing = not (done.taken or done.conflicts or done.added or (done.refused and not found.same_as))
        if found.same_as and nothing:
            audit.write("import", who, subject=f"台账 {path.name}", detail=f"与第{found.same_as}次导入相同，没有变化", address=address)
            return replace(done, same_as=found.same_as)
        columns = {"fingerprints": [t.fingerprint for t in found.book.tables], "forms": [_as_kept(t) for t in found.book.tables]}
        number = sheets.keep((path.name, found.file.sha256), columns, done, merging.values(), who)
        audit.write("import", who, subject=f"台账 {path.name}", detail=_told(number, done), address=address)
        return replace(done, number=number, same_as=found.same_as)


def _told(number: int, done: SheetReport) -> str:
    counts = f"采纳{len(done.taken)}处，冲突{len(done.conflicts)}处，未采纳{len(done.refused)}处，新登记{len(done.added)}项"
    return f"第{number}次导入：{done.rows}行，{counts}"


def _as_kept(table: SheetTable) -> dict[str, object]:
    return {"sheet": table.sheet, "columns": [[c.heading, c.field, c.why] for c in table.columns]}


def _form(table: SheetTable, path: Path, states: Mapping[str, str]) -> SheetForm:
    name = table.titles[0] if table.titles and len(table.titles[0]) <= 60 else f"{path.stem}·{table.sheet}"
    columns = tuple(replace(c, why="") for c in table.columns if c.field not in ("item_id", "revision"))
    return SheetForm(table.fingerprint, name, columns, dict(states))


def _stand_in(path: Path, found: Look, who: str) -> int | None:
    """The paper that stands for the workbook itself, where rows are to be added; made before the rows are locked: reading takes time."""
    trial = Merging(found.file.sha256, path.name, found.book, who=who, tell=lambda *_: None, classes=classes(timezone.localdate()))
    trial.match()
    if not trial.unmatched:
        return None
    from docintel.workflows.sheet_paper import stand_in  # noqa: PLC0415 - reading rooms load only when rows are added

    return stand_in(path, found.file)


def imports() -> list[ImportRow]:
    """Every import, the newest first."""
    return sheets.imports()


def report(number: int) -> tuple[ImportRow, SheetReport]:
    """A kept import. Raises NotFound."""
    return sheets.report(number)


def conflicts(number: int, some: slice | None = None) -> list[Conflict]:
    """Its conflicts, cell by cell: 台账现值, Excel 值, 导出时的值, and who chose what. Raises NotFound."""
    return sheets.conflicts(number, some)


def choose(number: int, took: Mapping[str, str], who: str, seen: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """Takes here (台账) or there (Excel) for conflicting cells: (how many were settled, why others were not).

    ``seen``: the ledger's values that the person saw, so that a later change is not overwritten. Raises NotFound, BadInput.
    """
    return sheets.choose(number, took, who, seen, classes=classes(timezone.localdate()))


def choose_all(number: int, side: str, who: str, column: str = "") -> tuple[int, list[str]]:
    """One side for every open conflict of an import, or of one column. Raises NotFound, BadInput."""
    open_: Sequence[Conflict] = [c for c in sheets.conflicts(number) if not c.took and column in ("", c.cell.field)]
    return sheets.choose(number, {c.cell_id: side for c in open_}, who, classes=classes(timezone.localdate()))


def forms() -> list[SheetForm]:
    """The forms that were remembered."""
    return sheets.forms()
