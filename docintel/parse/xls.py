"""Older and rarer workbooks (xls, et, xlsb, ods, Excel 2003 XML): LibreOffice makes them xlsx, our workbook reader takes it from there."""

from __future__ import annotations

from dataclasses import replace

from docintel.parse import xlsx
from docintel.parse.office import convert
from docintel.parse.source import Body, Source


def read(source: Source) -> Body:
    """Read by way of xlsx. Raises UnreadableFile, where LibreOffice is missing too."""
    return xlsx.read(replace(source, data=convert(source, suffix_of(source.data), "xlsx")))


def suffix_of(data: bytes) -> str:
    """The suffix by which LibreOffice knows the kind of these bytes."""
    if data.startswith(b"PK"):
        return ".xlsb" if b"xl/workbook.bin" in data else ".ods"
    return ".xml" if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else ".xls"
