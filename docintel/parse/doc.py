"""Older word-processor files (doc, wps, rtf, odt, Word 2003 XML): LibreOffice makes them docx, our Word reader keeps their numbers."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

from docintel.parse import docx
from docintel.parse.office import convert
from docintel.parse.source import Body, Source

_LEVEL = re.compile(rb"<w:lvl\b.*?</w:lvl>", re.DOTALL)
_FORMAT = re.compile(rb"<w:numFmt\b[^>]*/>")
_ARTICLE = re.compile(rb'<w:lvlText w:val="' + "第%\\d条".encode() + rb'[^"]*"')


def read(source: Source) -> Body:
    """Read by way of docx. Raises UnreadableFile, where LibreOffice is missing too."""
    return docx.read(replace(source, data=_with_running_articles(convert(source, _suffix(source.data), "docx"))))


def _with_running_articles(data: bytes) -> bytes:
    """Articles (第X条) that count on through the chapters: LibreOffice forgets that a level never restarts.

    In Chinese rules the articles are numbered through, whatever stands above them (立法技术规范（试行）（一）, 2009, 七).
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info: package.read(info) for info in package.infolist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for info, part in parts.items():
            package.writestr(info.filename, _LEVEL.sub(_unbroken, part) if info.filename == "word/numbering.xml" else part)
    return out.getvalue()


def _unbroken(level: re.Match[bytes]) -> bytes:
    words = level.group()
    if not _ARTICLE.search(words) or b"<w:lvlRestart" in words:
        return words
    return _FORMAT.sub(rb'\g<0><w:lvlRestart w:val="0"/>', words, count=1)


def _suffix(data: bytes) -> str:
    """The suffix by which LibreOffice picks its own reader; names of real files mislead it."""
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"PK"):
        return ".odt"
    return ".xml" if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else ".doc"
