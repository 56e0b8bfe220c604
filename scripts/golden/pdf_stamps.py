"""What offices print over a PDF: a pale watermark, a mark along the side, a red seal over the sign-off; and pages turned on their side."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pypdfium2
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

FONT = "STSong-Light"
Draw = Callable[[Any, float, float], None]


def stamped(data: bytes, own: Mapping[str, Any], signs: Sequence[str]) -> bytes:
    """The PDF with the stamps that ``own`` asks for; ``signs``: the sign-off lines, the last two of which carry the seal."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    document = pypdfium2.PdfDocument(data)
    last = max((i for i in range(len(document)) if len(signs) > 1 and _place_of(document[i], signs[-2])), default=None)
    for index in range(len(document)):
        page = document[index]
        draws: list[Draw] = []
        if own.get("watermark"):
            draws.append(_watermark(own["watermark"], own.get("level_watermark", False)))
        if own.get("side_mark"):
            draws.append(_side_mark(own["side_mark"]))
        place = _place_of(page, signs[-2]) if own.get("seal") and index == last else None
        if place is not None:
            draws.append(_seal(*place, signs[-2]))
        for draw in draws:
            _lay_over(document, page, draw)
        if own.get("turned_tables") and page.get_width() > page.get_height():
            page.set_rotation(90)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _lay_over(document: Any, page: Any, draw: Draw) -> None:
    width, height = page.get_size()
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(width, height))
    draw(sheet, width, height)
    sheet.showPage()
    sheet.save()
    form = pypdfium2.PdfDocument(out.getvalue()).page_as_xobject(0, document)
    page.insert_obj(form.as_pageobject())
    page.gen_content()


def _watermark(words: str, level: bool) -> Draw:
    def draw(sheet: Any, width: float, height: float) -> None:
        sheet.setFillGray(0.78)
        sheet.setFont(FONT, 46)
        sheet.translate(width / 2, height / 2)
        sheet.rotate(0 if level else 45)
        sheet.drawCentredString(0, 0, words)

    return draw


def _side_mark(words: str) -> Draw:
    """Along the left edge, words turned or one under another as 装订线 is printed."""

    def draw(sheet: Any, width: float, height: float) -> None:
        sheet.setFont(FONT, 10.5)
        sheet.setDash(2, 2)
        sheet.line(34, 60, 34, height - 60)
        for at, sign in enumerate(words):
            sheet.drawString(29, height * 0.65 - at * 90, sign)
        sheet.saveState()
        sheet.translate(18, height * 0.3)
        sheet.rotate(90)
        sheet.drawString(0, 0, words)
        sheet.restoreState()

    return draw


def _seal(x: float, y: float, office: str) -> Draw:
    def draw(sheet: Any, width: float, height: float) -> None:
        sheet.setFillColorRGB(0.86, 0.08, 0.08)
        sheet.setStrokeColorRGB(0.86, 0.08, 0.08)
        sheet.setLineWidth(2.4)
        sheet.translate(x, y)
        sheet.circle(0, 0, 58)
        sheet.setFont(FONT, 13)
        for at, sign in enumerate(office):
            turn = math.radians(210 - at * 240 / max(1, len(office) - 1))
            sheet.saveState()
            sheet.translate(45 * math.cos(turn), 45 * math.sin(turn))
            sheet.rotate(math.degrees(turn) - 90)
            sheet.drawCentredString(0, 0, sign)
            sheet.restoreState()
        sheet.setFont(FONT, 26)
        sheet.drawCentredString(0, -9, "★")
        sheet.setFont(FONT, 9)
        sheet.drawCentredString(0, -34, "公文专用章")

    return draw


def _place_of(page: Any, words: str) -> tuple[float, float] | None:
    """The middle of the last place where ``words`` stand on the page, in points from its lower left corner."""
    layer = page.get_textpage()
    search = layer.search(words)
    found = None
    while (hit := search.get_next()) is not None:
        found = hit
    if found is None:
        return None
    boxes = [layer.get_charbox(found[0] + i) for i in range(found[1])]
    return (min(b[0] for b in boxes) + max(b[2] for b in boxes)) / 2, min(b[1] for b in boxes) - 12
