"""Scanned pages pasted into a Word file: read by the recogniser (extra ``ocr``), one after the other, in reading order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from PIL import Image, ImageOps

from docintel.parse.docx_package import BROKEN, Package, R
from docintel.parse.pages import Page, body_of
from docintel.parse.picture import MAX_PIXELS, sheet_size, sized
from docintel.parse.scan import Scans
from docintel.parse.source import Body, Source

_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD = "{urn:schemas-microsoft-com:vml}imagedata"
_SMALLEST = 500  # pixels on the long side; smaller ones are badges and signatures
_SHEET = 900  # of a scanned page beside text; with the shape of a sheet of paper it is no photograph
_SHAPES = (1.25, 1.6)  # long side by short side: A4 1.41, letter 1.29
_MOST = 200
_UNSEEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
"""What Pillow raises on damaged pictures and on kinds without pixels (emf, wmf)."""


def read(source: Source, package: Package, body: Any, alone: bool) -> Body | None:
    """The words of the scanned pages; None when the file holds none. ``alone``: they are all the file holds.

    Beside text only pictures with the shape of a page count, and where they cannot be read None is returned. Raises UnreadableFile.
    """
    sheets = [data for data in _data(package, body) if _is_sheet(data, alone)]
    if not sheets:
        return None
    scans = Scans(source, len(sheets))
    if scans.why_not:
        if alone:
            raise source.fail(f"Word 文件里只有 {len(sheets)} 张扫描图片，没有文字", scans.why_not)
        return None
    found = body_of(list(_pages(sheets, scans)), [])
    if not found.text.strip():
        return None
    blocks = tuple(replace(block, page=None, ref=f"i{block.page}") for block in found.blocks)  # the pages are pictures, not the file's own
    told = f"{len(sheets)} 张扫描图片中的文字由识别（OCR）得出{'' if alone else '，放在正文后面'}；请与原件核对"
    return Body(found.text, blocks, tuple(replace(table, page=None) for table in found.tables), (told, *found.warnings))


def _pages(sheets: list[bytes], scans: Scans) -> Iterator[Page]:
    for number, data in enumerate(sheets, 1):
        with Image.open(io.BytesIO(data)) as image:
            sheet = ImageOps.exif_transpose(image)
            size = sheet_size(sheet.width, sheet.height, image.info.get("dpi"))
            yield scans.read(number, size, partial(sized, sheet, size))


def _data(package: Package, body: Any) -> Iterator[bytes]:
    """The pictures' bytes in reading order, each once."""
    ids = [e.get(f"{R}embed") if e.tag == _BLIP else e.get(f"{R}id") for e in body.iter(_BLIP, _OLD)]
    for number in list(dict.fromkeys(ids))[:_MOST]:
        try:
            data = package.bytes_by_id(number)
        except BROKEN:
            continue
        if data:
            yield data


def _is_sheet(data: bytes, alone: bool) -> bool:
    try:
        with Image.open(io.BytesIO(data)) as image:
            short, long = sorted(image.size)
            image.load()
    except _UNSEEN:
        return False
    if image.width * image.height > MAX_PIXELS or long < _SMALLEST:
        return False
    return alone or (long >= _SHEET and _SHAPES[0] <= long / short <= _SHAPES[1])
