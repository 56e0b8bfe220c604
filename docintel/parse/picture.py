"""Picture files (png, jpg, tif with its pages, bmp, webp, gif): scans and photographs of papers, read by the recogniser (extra ``ocr``)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

from PIL import Image, ImageOps

from docintel.parse.pages import Page, body_of
from docintel.parse.scan import DPI, Scans
from docintel.parse.source import Body, Source

MAX_PIXELS = 120_000_000
"""A larger picture is refused before it is unpacked: A3 at 600 dpi has 70 million."""
MAX_PAGES = 2000
_A4_LONG = 842.0  # points
_SHEETS = (90.0, 460.0)  # millimetres a sheet may be wide for its stated resolution to be believed
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, Image.DecompressionBombError)
"""What Pillow raises on damaged files."""


def read(source: Source) -> Body:
    """Read a picture file. Raises UnreadableFile where the extra is missing, and for broken, over-large and wordless pictures."""
    try:
        with Image.open(io.BytesIO(source.data)) as picture:
            count, kind = getattr(picture, "n_frames", 1), picture.format
            _check(source, picture, count)
            scans = Scans(source, count)
            if scans.why_not:
                raise source.fail(f"这是图片（{kind}），没有文字层", scans.why_not)
            broken: list[int] = []
            pages = list(_pages(picture, count, scans, broken))
    except _BROKEN as error:
        raise source.fail("图片不完整或已损坏，打不开", "请重新扫描或重新下载") from error
    if broken and len(broken) == count:
        raise source.fail("图片不完整或已损坏，打不开", "请重新扫描或重新下载")
    if not any(page.lines or page.tables for page in pages):
        raise source.fail(
            "图片里没有认出文字（可能是空白页、照片或图形）", "请检查是否选错文件；字太小、太模糊的，请用 200 dpi 以上重新扫描"
        )
    return body_of(pages, scans.warnings([page for page in pages if page.number not in broken], broken))


def _check(source: Source, picture: Image.Image, count: int) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise source.fail(f"图片过大（{picture.width}×{picture.height} 像素）", "请用 200 至 300 dpi 重新扫描，或缩小后再读")
    if count > MAX_PAGES:
        raise source.fail(f"图片有 {count} 页，超过上限 {MAX_PAGES} 页", "请拆分后再读")


def _pages(picture: Image.Image, count: int, scans: Scans, broken: list[int]) -> Iterator[Page]:
    """Each page of the file; of those that cannot be unpacked only the number, in ``broken``."""
    for number in range(1, count + 1):
        size = (595.0, _A4_LONG)
        try:
            picture.seek(number - 1)
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError("too large")
            sheet = ImageOps.exif_transpose(picture)  # photographs say which side is up
            size = sheet_size(sheet.width, sheet.height, picture.info.get("dpi"))
            yield scans.read(number, size, partial(sized, sheet, size))
        except _BROKEN:
            broken.append(number)
            yield Page(number, *size)


def sheet_size(width: int, height: int, dpi: object) -> tuple[float, float]:
    """The sheet's size in points: by the resolution that the file states where it makes a sheet of paper, else as long as A4."""
    if isinstance(dpi, tuple) and len(dpi) == 2 and all(float(d) > 1 for d in dpi):
        across, down = width / float(dpi[0]) * 72, height / float(dpi[1]) * 72
        if _SHEETS[0] < across / 72 * 25.4 < _SHEETS[1]:
            return across, down
    scale = _A4_LONG / max(width, height)
    return width * scale, height * scale


def sized(sheet: Image.Image, size: tuple[float, float]) -> Image.Image:
    """The picture at about the resolution at which pages are read; a coarse one is only drawn larger."""
    if sheet.mode in ("RGBA", "LA", "PA") or "transparency" in sheet.info:
        paper = Image.new("RGBA", sheet.size, "white")
        sheet = Image.alpha_composite(paper, sheet.convert("RGBA"))
    wanted = (max(1, round(size[0] / 72 * DPI)), max(1, round(size[1] / 72 * DPI)))
    return sheet.convert("RGB").resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
