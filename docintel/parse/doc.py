"""Older word-processor files (doc, wps, rtf, odt, Word 2003 XML): LibreOffice makes them docx, our Word reader keeps their numbers."""

from __future__ import annotations

from dataclasses import replace

from docintel.parse import docx
from docintel.parse.office import convert
from docintel.parse.source import Body, Source


def read(source: Source) -> Body:
    """Read by way of docx. Raises UnreadableFile, where LibreOffice is missing too."""
    return docx.read(replace(source, data=convert(source, _suffix(source.data), "docx")))


def _suffix(data: bytes) -> str:
    """The suffix by which LibreOffice picks its own reader; names of real files mislead it."""
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    if data.startswith(b"PK"):
        return ".odt"
    return ".xml" if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else ".doc"
