"""Files made for the parser tests: Word files with real numbering definitions, PDFs set as GB/T 9704 sets a page, web pages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

SIZE, PITCH, LEFT, TOP, A_LINE, LINES = 16, 28.5, 79.0, 737.0, 28, 22
"""GB/T 9704-2012 §5.2.1: 28 signs a line, 22 lines a page, type 三号 (16 pt)."""


def level_xml(number: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def add_list(
    document: docx.document.Document, levels: Sequence[str], abstract_id: int = 77, nums: Sequence[tuple[int, str]] = ((77, ""),)
) -> None:
    """A list definition: ``levels`` of w:lvl, and its w:num elements (id, inner overrides)."""
    root = document.part.numbering_part.element
    abstract = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}">{"".join(levels)}</w:abstractNum>'
    root.insert(0, parse_xml(abstract))
    for num, inner in nums:
        root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{num}"><w:abstractNumId w:val="{abstract_id}"/>{inner}</w:num>'))


def numbered(document: docx.document.Document, text: str, level: int | None = 0, num: int = 77, style: str | None = None) -> None:
    """A paragraph in list ``num`` at ``level``."""
    paragraph = document.add_paragraph(text, style=style)
    place = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}>{place}<w:numId w:val="{num}"/></w:numPr>'))


def docx_bytes(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def plain_docx(paragraphs: Iterable[str]) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return docx_bytes(document)


def wrap(text: str, indent: int = 2, narrow: float = 1.0) -> list[tuple[int, str]]:
    """(indent in signs, words) of each printed line: the first line two signs in, as offices set it; ASCII signs are ``narrow`` ems wide."""
    lines, room = [(indent, "")], A_LINE - indent
    for sign in text:
        wide = narrow if sign.isascii() else 1.0
        if wide > room:
            lines.append((0, ""))
            room = float(A_LINE)
        lines[-1] = (lines[-1][0], lines[-1][1] + sign)
        room -= wide
    return lines


def pdf_bytes(paragraphs: Sequence[str], header: str = "", numbers: bool = True, password: str | None = None) -> bytes:
    """A PDF of several pages with a running header and page numbers (— 1 —)."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, encrypt=password)
    lines = [line for text in paragraphs for line in wrap(text, narrow=0.5)]
    for start in range(0, max(len(lines), 1), LINES):
        page = start // LINES + 1
        sheet.setFont("STSong-Light", 10)
        if header:
            sheet.drawString(LEFT, 800, header)
        if numbers:
            sheet.drawCentredString(A4[0] / 2, 40, f"— {page} —")
        sheet.setFont("STSong-Light", SIZE)
        for row, (indent, words) in enumerate(lines[start : start + LINES]):
            sheet.drawString(LEFT + indent * SIZE, TOP - row * PITCH, words)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def scanned_pdf(pages: int = 2) -> bytes:
    """Pages that hold a picture and no text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    picture = ImageReader(Image.new("L", (60, 80), 200))
    for _ in range(pages):
        sheet.drawImage(picture, 0, 0, *A4)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def zip_bytes(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def page(body: str, title: str = "澜州市人民政府", head: str = '<meta charset="utf-8">') -> str:
    return f"<!DOCTYPE html><html><head>{head}<title>{title}</title></head><body>{body}</body></html>"


MHT_HEAD = 'From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/a.html\r\nSubject: =?utf-8?B?6YCa55+l?=\r\nDate: Wed, 6 Mar 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--"\r\n\r\n\r\n'
"""How a browser begins a page saved in one file."""


def archive(parts: list[tuple[str, bytes]], head: str = MHT_HEAD) -> bytes:
    """A web page saved in one file: (content type, bytes) of each part."""
    out = head.encode()
    for kind, data in parts:
        out += f"----b--\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + data + b"\r\n"
    return out + b"----b----\r\n"


def column_xlsx(lines: Sequence[str]) -> bytes:
    """A workbook of one column."""
    book = openpyxl.Workbook()
    for number, words in enumerate(lines, 1):
        book.active.cell(number, 1, words)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def picture_bytes(paragraphs: Sequence[str], form: str = "PNG", size: int = 30, **options: object) -> bytes:
    """A picture of printed paragraphs, set as offices set them, the page no longer than its words."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(chinese_font(), size)
    lines = [line for text in paragraphs for line in wrap(text, narrow=0.5)]
    sheet = Image.new("RGB", ((A_LINE + 6) * size, 2 * size * (len(lines) + 2)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, (indent, words) in enumerate(lines):
        pen.text(((3 + indent) * size, 2 * size * (row + 1)), words, "black", font)
    out = io.BytesIO()
    sheet.save(out, form, **options)
    return out.getvalue()


def chinese_font() -> str:
    """A font file with Chinese signs; the test is left out where the machine has none."""
    import subprocess

    import pytest

    found = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False).stdout.splitlines()
    files = sorted(line.split(":")[0] for line in found)
    if not files:
        pytest.skip("no Chinese font is installed (apt-get install fonts-wqy-zenhei)")
    return files[0]
