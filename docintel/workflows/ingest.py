"""Files into the library: read in worker processes, stored in batches, indexed from the outbox. The same file again adds nothing."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import Error as DatabaseError
from django.db import connection

from docintel import settings
from docintel.domain.intake import IngestLine, IngestReport, Saved
from docintel.errors import BadInput, DocintelError, UnreadableFile, readable
from docintel.parse import source_of
from docintel.store import audit, bodies, home_lock, outbox, papers
from docintel.store.rows import Prepared
from docintel.store.storable import storable
from docintel.workflows import json_lines
from docintel.workflows.files import iter_files
from docintel.workflows.home import machine_user
from docintel.workflows.ingest_worker import read_file, reader
from docintel.workflows.originals import Keeper
from docintel.workflows.processes import each, rare_gc
from docintel.workflows.scans import scans

BATCH = 16  # papers a transaction: enough to spare commits, few enough that a crash costs a second's work
TURN = 0.12  # seconds: SQLite's longest pause between two tries, and a little
FILES_A_PROCESS = 6  # fewer files than this are read faster than another process starts
CATALOGUE_FIELDS = ("doc", "title", "issuer", "region", "date", "doc_no")

SHEETS = (".xlsx", ".xlsm")
"""Suffixes of workbooks that are kept with the bytes that were brought in."""
Progress = Callable[[int, int, str], None]
Catalogue = Mapping[str, Mapping[str, Any]]


@rare_gc()
def ingest(
    paths: Iterable[Path | str],
    jobs: int | None = None,
    catalogue: Path | Catalogue | None = None,
    on_progress: Progress | None = None,
    *,
    index: bool = True,
    again: bool = False,
    keep: bool | None = None,
    use_ocr: bool = True,
) -> IngestReport:
    """Reads files and folders into the library and, unless ``index`` is False, into the index.

    ``catalogue`` (a .jsonl file, or file stem → row) fills only what a paper does not say itself; the row is remembered for later
    readings. ``jobs`` processes (None = one a core). ``again`` reads files even if the same bytes were read by this program before.
    ``keep``: whether the files themselves are kept, to show their pages (None = settings.KEEP_ORIGINALS).
    ``use_ocr``: whether scanned pages are read, where the extra is installed. ``on_progress(done, total, phase)`` is called in this
    process. Unreadable files become lines of the report; the others go on.
    Raises BadInput for a broken catalogue.
    """
    tell = on_progress or (lambda done, total, phase: None)
    given = _catalogue(catalogue)
    rows = papers.catalogue_rows() | given
    files = iter_files(paths)
    lines: dict[Path, IngestLine] = {}
    keeper = Keeper(keep=settings.KEEP_ORIGINALS if keep is None else keep)
    readable_files = list(_no_sheets(files, lines))
    fresh = list(_not_known(readable_files, rows, lines, keeper, reader(use_ocr))) if not again else readable_files
    done = len(files) - len(fresh)
    tell(done, len(files), "读取")
    processes = max(1, min(jobs or os.cpu_count() or 1, len(fresh) // FILES_A_PROCESS))
    batch: list[tuple[Path, Prepared]] = []
    how = (reader(use_ocr), scans(use_ocr, tell if processes == 1 else None))
    for path, result in each(read_file, fresh, processes, lambda path: (rows.get(path.stem), *how)):
        if isinstance(result, UnreadableFile):
            lines[path] = IngestLine(str(path), "failed", str(result))
        else:
            batch.append((path, result))
        if len(batch) >= BATCH:
            _store(batch, lines, keeper)
            _give_way()
            batch = []
        done += 1
        tell(done, len(files), "读取")
    _store(batch, lines, keeper)
    bodies.settle()
    stored = [line.doc_id for line in lines.values() if line.doc_id and line.outcome in ("new", "changed", "unchanged")]
    indexed, notes = _index(tell) if index else (0, ())
    if isinstance(catalogue, (str, Path)):
        told = f"{len(given)}行，随同读入{len(files)}份公文"
        audit.write("import", machine_user(), subject=f"公文目录 {Path(catalogue).name}", detail=told)
    ordered = tuple(lines[file] for file in files if file in lines)
    return IngestReport(ordered, indexed=indexed, notes=(*keeper.notes(), *notes), **papers.tally(list(dict.fromkeys(stored))))


def _catalogue(given: Path | Catalogue | None) -> dict[str, dict[str, Any]]:
    """Rows by file stem, cut to CATALOGUE_FIELDS."""
    if given is None:
        return {}
    rows = _catalogue_file(given) if isinstance(given, (str, Path)) else given
    return {stem: {name: row.get(name) for name in CATALOGUE_FIELDS} | {"doc": stem} for stem, row in rows.items()}


def _catalogue_file(path: Path | str) -> dict[str, dict[str, Any]]:
    rows = {}
    for where, row in json_lines.read(Path(path)):
        if not row.get("doc"):
            raise BadInput(f"{where}：缺少 doc（文件名，不带扩展名）；每行应形如 {{'doc': …, 'title': …}}")
        rows[str(row["doc"])] = row
    return rows


def _no_sheets(files: Sequence[Path], lines: dict[Path, IngestLine]) -> Iterator[Path]:
    """The files but for those that were brought in as a 台账: their rows are what people wrote, a reading would make each twice."""
    digests = {file: _digest(file) for file in files if file.suffix.lower() in SHEETS}
    known = papers.sheets([d for d in digests.values() if d])
    for file in files:
        if doc_id := known.get(digests.get(file) or ""):
            lines[file] = IngestLine(str(file), "unchanged", f"{file}：未变（是导入的台账 {doc_id}，不另作公文识别）", doc_id)
        else:
            yield file


def _not_known(
    files: Sequence[Path], rows: Mapping[str, dict[str, Any]], lines: dict[Path, IngestLine], keeper: Keeper, program: str
) -> Iterator[Path]:
    """The files that must be read; of those whose bytes ``program`` has read before, ``lines`` says so."""
    digests = {file: _digest(file) for file in files}
    known = papers.known([d for d in digests.values() if d], program)
    forms = papers.other_forms([d for d in digests.values() if d], program)
    for file in files:
        form = forms.get((digests[file] or "", storable(readable(file))))
        copies = known.get(digests[file] or "", [])
        same = next((c for c in copies if c[1] == file.stem), None)
        if same and same[2] == rows.get(file.stem):
            lines[file] = _line(file, Saved(same[0], "unchanged"))
            keeper.keep(file, digests[file] or "")
        elif form and form[1] == rows.get(file.stem):
            lines[file] = _line(file, Saved(form[0], "unchanged"))
        elif copies and same is None:
            papers.note_copy(copies[0][0], str(file))
            lines[file] = _line(file, Saved(file.stem, "duplicate", same_as=copies[0][0]))
        else:
            yield file


def _digest(file: Path) -> str | None:
    try:
        if file.is_file():
            with file.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        return hashlib.sha256(source_of(file).data).hexdigest()  # a member of an archive or mail
    except (OSError, UnreadableFile):
        return None  # reading it will say what is wrong


def _store(batch: Sequence[tuple[Path, Prepared]], lines: dict[Path, IngestLine], keeper: Keeper) -> None:
    if not batch:
        return
    try:
        saved = papers.save_many([prepared for _, prepared in batch])
        lines.update({path: _line(path, one) for (path, _), one in zip(batch, saved, strict=True)})
        for path, prepared in batch:
            keeper.keep(path, prepared.sha256)
    except (DatabaseError, ValueError, TypeError) as error:
        if len(batch) > 1:  # one bad paper must not take the others with it
            for one in batch:
                _store([one], lines, keeper)
            return
        words = " ".join(str(error).split())[:160]
        lines[batch[0][0]] = IngestLine(
            str(batch[0][0]), "failed", f"{batch[0][0]}：未能入库（{words}）；请检查磁盘空间和数据库，或把该文件交给维护人员"
        )


def _give_way() -> None:
    """Lets other programs write between two batches.

    On SQLite one writes at a time, and who waits asks again only each tenth of a second: batch upon batch, he would never be let in.
    """
    if connection.vendor == "sqlite" and home_lock.holders(settings.HOME) != [os.getpid()]:
        time.sleep(TURN)


def _line(path: Path, saved: Saved) -> IngestLine:
    """One line that a clerk can act on."""
    held = f"条款{saved.provisions}、承诺{saved.obligations}、时限{saved.deadlines}、惠企{saved.benefits}"
    words = {
        "new": f"新增：{held}",
        "changed": f"更新：新增{saved.added}项、变化{saved.changed}项、消失{saved.gone}项；现有{held}",
        "unchanged": "未变",
        "duplicate": f"重复：与 {saved.same_as} 内容相同，未再入库",
    }[saved.outcome]
    renamed = f"（同名文件已有另一份公文，编为 {saved.doc_id}）" if saved.outcome == "new" and saved.doc_id != path.stem else ""
    return IngestLine(str(path), saved.outcome, f"{path}：{words}{renamed}", None if saved.outcome == "duplicate" else saved.doc_id)


def _index(tell: Progress) -> tuple[int, tuple[str, ...]]:
    """(passages indexed, what went wrong): papers that are stored stay stored, what is not indexed waits in the outbox."""
    if not outbox.count() and (settings.HOME / "index").exists():
        return 0, ()
    from docintel.workflows.indexing import index_pending  # noqa: PLC0415 - the encoder loads only when something is to be indexed

    try:
        return index_pending(lambda done, total: tell(done, total, "索引")), ()
    except DocintelError as error:
        return 0, (f"公文已入库，但索引没有更新：{error}",)
