"""Files in, structured papers out: what parse, extract and ingest share. One broken file never stops the others."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from docintel.domain.papers import Paper
from docintel.errors import UnreadableFile, readable
from docintel.parse import Ocr, members, parse
from docintel.report.jsonl import document_row, line
from docintel.structure import structure
from docintel.workflows.scans import scans

T = TypeVar("T")
CatalogueRow = Mapping[str, str | None]

NOT_PAPERS = (".jsonl", ".json", ".sha256", ".tmp", ".part", ".crdownload")
"""Left out when a folder is walked: data beside the papers and half downloads. Named on the command line they are tried."""


def iter_files(paths: Iterable[Path | str]) -> list[Path]:
    """The files to read: each path itself, a folder as its files (recursive, sorted by path), an archive or mail as its members, each once.

    In folders and archives, hidden files, office lock files (~$…), readmes and NOT_PAPERS are left out. A path that does not exist and an
    archive that cannot be opened are kept: reading them says so (nothing is silently skipped).
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        for file in _walk(path) if path.is_dir() else (path,):
            kept = [m for m in members(file) if m == file or not _left_out(m.relative_to(file))]
            found.update(dict.fromkeys(kept or [file]))
    return list(found)


def distinct_ids(paths: Sequence[Path]) -> list[str]:
    """An id for each file: its stem; of those that share a stem the second is called stem~2, as the library names them."""
    taken: set[str] = set()
    out = []
    for path in paths:
        stem = Path(readable(path)).stem
        number, doc_id = 2, stem
        while doc_id in taken:
            doc_id, number = f"{stem}~{number}", number + 1
        taken.add(doc_id)
        out.append(doc_id)
    return out


def _walk(folder: Path) -> list[Path]:
    return sorted(f for f in folder.rglob("*") if f.is_file() and not _left_out(f.relative_to(folder)))


def _left_out(path: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) or part == "__MACOSX" for part in path.parts)
    named = path.name in ("Thumbs.db", "desktop.ini") or path.stem.upper() == "README"
    return hidden or named or path.suffix.lower() in NOT_PAPERS


def read_paper(path: Path, catalogue_row: CatalogueRow | None = None, doc_id: str | None = None, ocr: Ocr | None = None) -> Paper:
    """One file as a structured paper. ``catalogue_row`` fills only what the paper does not say; ``doc_id``: another id than the stem.

    ``ocr``: how scanned pages are read (``workflows.scans``). Raises UnreadableFile.
    """
    document = parse(path, ocr or scans())
    return structure(document if doc_id is None else replace(document, doc_id=doc_id), catalogue_row)


def read_papers(
    paths: Sequence[Path], jobs: int = 1, catalogue: Mapping[str, CatalogueRow] | None = None
) -> Iterator[tuple[Path, Paper | UnreadableFile]]:
    """(path, paper or error) in the order of ``paths``; ``catalogue`` maps file stems to rows. ``jobs`` processes."""
    rows = catalogue or {}
    return each(read_paper, paths, jobs, lambda path: (rows.get(path.stem),))


def document_lines(paths: Sequence[Path], jobs: int = 1, ocr: Ocr | None = None) -> Iterator[tuple[Path, str | UnreadableFile]]:
    """(path, its ``document`` row as a JSON line, or the error) in the order of ``paths`` (DESIGN §5, ``docintel parse``)."""
    ids = dict(zip(paths, distinct_ids(paths), strict=True))
    return each(_document_line, paths, jobs, lambda path: (ids[path], ocr))


def _document_line(path: Path, doc_id: str, ocr: Ocr | None) -> str:
    return line(document_row(read_paper(path, doc_id=doc_id, ocr=ocr)))


def each(
    work: Callable[..., T], paths: Sequence[Path], jobs: int = 1, more: Callable[[Path], tuple[Any, ...]] = lambda _: ()
) -> Iterator[tuple[Path, T | UnreadableFile]]:
    """(path, work(path, *more(path)) or the UnreadableFile it raised), in order; with ``jobs`` > 1 in spawned processes.

    ``work`` must then be a module's function and what it takes and gives picklable; ``more`` runs in this process. A file that kills
    its process is named as unreadable and the rest goes on.
    """
    calls = [(path, more(path)) for path in paths]
    if jobs <= 1 or len(calls) <= 1:
        for path, args in calls:
            yield path, _guarded(work, path, args)
        return
    while calls:
        done = 0
        for path, result in _pooled(work, calls, jobs):
            done += 1
            yield path, result
        calls = calls[done:]


_Call = tuple[Path, tuple[Any, ...]]


def _guarded(work: Callable[..., T], path: Path, args: tuple[Any, ...]) -> T | UnreadableFile:
    try:
        return work(path, *args)
    except UnreadableFile as error:
        return error
    except Exception as error:  # one paper's surprise is one line, not the end of the run (law 3)
        what = f"处理时出现意外错误（{type(error).__name__}: {' '.join(str(error).split())[:120]}）"
        return UnreadableFile(path, what, "请把该文件交给维护人员；其余文件不受影响")


def _pooled(work: Callable[..., T], calls: Sequence[_Call], jobs: int) -> Iterator[tuple[Path, T | UnreadableFile]]:
    """Results in order until all are done or a process died; the file then in turn is tried alone."""
    window = jobs * 8  # enough to keep every process busy, few enough that results do not pile up in memory
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        rest = iter(calls)
        waiting = deque((call, pool.submit(_guarded, work, call[0], call[1])) for call in islice(rest, window))
        while waiting:
            (path, args), future = waiting.popleft()
            try:
                yield path, future.result()
                for call in islice(rest, 1):
                    waiting.append((call, pool.submit(_guarded, work, call[0], call[1])))
            except BrokenProcessPool:
                yield path, _alone(work, path, args)
                return


def _alone(work: Callable[..., T], path: Path, args: tuple[Any, ...]) -> T | UnreadableFile:
    """Try a file in a process of its own, so that only the file that kills it is blamed."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(_guarded, work, path, args).result()
        except BrokenProcessPool:
            return UnreadableFile(path, "读取进程意外终止（可能内存不足）", "请单独读取该文件，或拆分后再读")
