"""The one door to every parser: detects the kind by content, reads, and turns whatever goes wrong into one UnreadableFile."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

from docintel.domain.documents import Document
from docintel.errors import DocintelError, UnreadableFile
from docintel.parse.containers import CONTAINERS, load_member, refusal
from docintel.parse.kinds import recognise
from docintel.parse.source import Body, Ocr, Source, load

PARSERS: dict[str, str] = {
    "txt": "docintel.parse.txt",
    "md": "docintel.parse.md",
    "docx": "docintel.parse.docx",
    "pdf": "docintel.parse.pdf",
    "ofd": "docintel.parse.ofd",
    "xlsx": "docintel.parse.xlsx",
    "doc": "docintel.parse.doc",
    "rtf": "docintel.parse.doc",
    "odt": "docintel.parse.doc",
    "xls": "docintel.parse.xls",
    "ods": "docintel.parse.xls",
    "mhtml": "docintel.parse.mhtml",
    "html": "docintel.parse.html",
    "image": "docintel.parse.picture",
}
"""Kind → module; a module defines ``read(source) -> Body`` and is imported when its kind is first met."""


def parse(path: Path, ocr: Ocr = Ocr()) -> Document:  # noqa: B008 - a frozen record
    """Read a file of any known kind, on disk or inside an archive or mail (``members``); ``ocr`` says how scanned pages are read.

    Raises UnreadableFile alone: which file, what is wrong, what to do.
    """
    path = Path(path)
    try:
        return _parse(path, ocr)
    except UnreadableFile:
        raise
    except MemoryError as error:
        raise UnreadableFile(path, "内存不足，没有读完", "请拆分文件，或在内存更大的机器上读取") from error
    except Exception as error:  # the one place where a parser's surprise becomes a clear line (law 3)
        what = f"读取时出现意外错误（{type(error).__name__}: {_short(error)}）"
        raise UnreadableFile(path, what, "文件可能已损坏：请用 Word、WPS 或浏览器打开后另存一份再试") from error


def _parse(path: Path, ocr: Ocr) -> Document:
    kind, source = recognise(replace(source_of(path), ocr=ocr))
    if kind in CONTAINERS:
        raise refusal(path)
    return source.document(kind, parser(kind)(source))


def source_of(path: Path) -> Source:
    """The bytes of a file on disk or inside an archive or mail. Raises UnreadableFile."""
    return load_member(path) or load(path)


def parser(kind: str) -> Callable[[Source], Body]:
    """The reader of a kind; an unknown name lists the known ones."""
    if kind not in PARSERS:
        raise DocintelError(f"没有“{kind}”类文件的解析器；已有：{'、'.join(sorted(PARSERS))}")
    return cast("Callable[[Source], Body]", importlib.import_module(PARSERS[kind]).read)


def _short(error: BaseException) -> str:
    line = " ".join(str(error).split())
    return line if len(line) <= 120 else line[:119] + "…"
