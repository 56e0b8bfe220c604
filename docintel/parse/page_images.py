"""A page as a picture, drawn when somebody looks at it.

The picture shows the page as a reader program does, cut to its crop box and upright: the same frame in which its lines are placed
(``PlacedLine.box``).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from docintel.domain.places import Box
from docintel.errors import DocintelError, NotFound

MAX_PIXELS = 40_000_000
"""A larger picture is drawn smaller: a page may claim to be a hundred metres wide."""
_COLOURS = 64  # text, a red seal and the greys of a scan; a third of the bytes of full colour


def page_image(data: bytes, page: int, width: int, hide: Sequence[Box] = ()) -> bytes:
    """Page ``page`` (from 1) of a PDF, OFD or image file, ``width`` pixels wide, as PNG; the boxes of ``hide`` are blacked out in it.

    Raises NotFound where the file has no such page, DocintelError where it cannot be drawn.
    """
    from PIL import Image, ImageDraw, UnidentifiedImageError  # noqa: PLC0415 - heavy, needed here alone

    Image.MAX_IMAGE_PIXELS = 4 * MAX_PIXELS
    try:
        picture = _drawer(data)(data, page, width)
    except (OSError, ValueError, RuntimeError, MemoryError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        words = " ".join(str(error).split())[:80] or type(error).__name__
        raise DocintelError(f"第{page}页画不出来（{words}）；请看旁边的文字，或用阅读器打开原件") from error
    picture = picture.convert("RGB")
    for left, top, right, bottom in hide:
        x0, y0, x1, y1 = left * picture.width, top * picture.height, right * picture.width, bottom * picture.height
        around, over = 0.3 * (y1 - y0), (y1 - y0) / 6  # boxes are cut by the usual width of signs; strokes reach a little over their line
        ImageDraw.Draw(picture).rectangle((x0 - around, y0 - over, x1 + around, y1 + over), fill="black")
    out = io.BytesIO()
    picture.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()


def _drawer(data: bytes) -> Callable[[bytes, int, int], Any]:
    if b"%PDF-" in data[:1024]:
        return _of_pdf
    if data.startswith(b"PK"):
        from docintel.parse.ofd_pictures import draw_page  # noqa: PLC0415 - heavy, needed here alone

        return draw_page
    return _of_image


def _of_pdf(data: bytes, page: int, width: int) -> Any:
    from docintel.parse import pdfium  # noqa: PLC0415 - loads PDFium

    try:
        with pdfium.opened(data) as document:
            if not 1 <= page <= len(document):
                raise _no_page(page, len(document))
            with pdfium.page_of(document, page) as drawn:
                return pdfium.draw(drawn, 72 * width / max(drawn.get_size()[0], 1.0))
    except pdfium.LockedPdf as error:
        raise ValueError("文件有密码") from error
    except pdfium.BrokenPdf as error:
        raise ValueError("页面或文件已损坏") from error


def _of_image(data: bytes, page: int, width: int) -> Any:
    from PIL import Image, ImageOps, ImageSequence  # noqa: PLC0415 - heavy, needed here alone

    with Image.open(io.BytesIO(data)) as file:
        frames = getattr(file, "n_frames", 1)
        if not 1 <= page <= frames:
            raise _no_page(page, frames)
        frame = ImageOps.exif_transpose(ImageSequence.Iterator(file)[page - 1])
        scale = min(width / frame.width, (MAX_PIXELS / (frame.width * frame.height)) ** 0.5)
        return frame.convert("RGB").resize((max(1, round(frame.width * scale)), max(1, round(frame.height * scale))))


def _no_page(page: int, of: int) -> NotFound:
    return NotFound(f"没有第{page}页；这份文件共{of}页")
