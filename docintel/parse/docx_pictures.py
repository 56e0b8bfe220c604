"""A Word file that holds nothing but scanned pages: its pictures in reading order, read by the recogniser (extra ``ocr``)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from PIL import Image

from docintel.parse import picture
from docintel.parse.docx_package import BROKEN, Package, R
from docintel.parse.scan import Scans
from docintel.parse.source import Body, Source

_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_OLD = "{urn:schemas-microsoft-com:vml}imagedata"
_SMALLEST = 500  # pixels on the long side; smaller ones are badges and signatures
_MOST = 200


def read(source: Source, package: Package, body: Any) -> Body | None:
    """The words of the scanned pages; None when the file holds no picture of a page's size. Raises UnreadableFile as pictures do."""
    sheets = [sheet for data in _data(package, body) if (sheet := _sheet(data)) is not None]
    if not sheets:
        return None
    why_not = Scans(source, len(sheets)).why_not
    if why_not:
        raise source.fail(f"Word 文件里只有 {len(sheets)} 张扫描图片，没有文字", why_not)
    file = io.BytesIO()
    sheets[0].save(file, "TIFF", save_all=True, append_images=sheets[1:], compression="tiff_lzw")
    found = picture.read(replace(source, data=file.getvalue()))
    blocks = tuple(replace(block, page=None, ref=f"i{block.page}") for block in found.blocks)  # the pages are pictures, not the file's own
    tables = tuple(replace(table, page=None) for table in found.tables)
    told = f"Word 文件里只有 {len(sheets)} 张扫描图片，文字由识别（OCR）得出；请与原件核对"
    return Body(found.text, blocks, tables, (told, *found.warnings))


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


def _sheet(data: bytes) -> Image.Image | None:
    """A picture of a page; None for small ones and kinds without pixels (emf, wmf)."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if max(image.size) < _SMALLEST or image.width * image.height > picture.MAX_PIXELS:
                return None
            dpi = image.info.get("dpi")
            sheet = image.convert("RGB")
            sheet.info = {} if dpi is None else {"dpi": dpi}
            return sheet
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return None
