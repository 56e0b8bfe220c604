"""Build the papers of corpora/ that are not plain UTF-8 text, from scripts/corpus_sources/N*.txt.

Reads a source (one paragraph a line; ``@mark words`` says what a line is) and writes corpora/N01.txt (GB18030), N02.docx, N03.pdf …
as the source's first line names. The same source always gives the same bytes. ``plain(source)`` is the text a reader must see: the tests
compare what the parsers read with it. Places and people are invented. Run: python scripts/build_corpus_files.py [N02 …]
"""

from __future__ import annotations

import argparse
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path

import docx
import openpyxl
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

ROOT = Path(__file__).parents[1]
SOURCES, TARGET = ROOT / "scripts" / "corpus_sources", ROOT / "corpora"
NUMERALS = "零一二三四五六七八九十"
LEVELS = {"chapter": ("第{}章", 0), "article": ("第{}条", 1), "1": ("{}、", 2), "2": ("（{}）", 3), "3": ("{}.", 4), "item": ("（{}）", 5)}
"""Numbered marks: label and depth; a mark starts again after any of less depth, but articles run on through chapters."""


@dataclass
class Part:
    """A line of a paper: ``mark`` says what it is, ``label`` its number, ``rows`` a table's."""

    mark: str
    text: str
    label: str = ""
    rows: list[list[str]] = field(default_factory=list)


def numeral(n: int) -> str:
    if n <= 10:
        return NUMERALS[n]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


def parts(source: Path) -> list[Part]:
    """The source as parts, numbers counted."""
    out: list[Part] = []
    counts: dict[str, int] = {}
    lines = iter(source.read_text("utf-8").splitlines()[1:])
    for line in lines:
        mark, _, text = line[1:].partition(" ") if line.startswith("@") else ("body", "", line)
        if mark == "table":
            out.append(Part("table", "", rows=list(table_rows(lines))))
            continue
        part = Part(mark, text)
        if mark in LEVELS:
            form, depth = LEVELS[mark]
            counts[mark] = counts.get(mark, 0) + 1
            for deeper in [m for m in counts if LEVELS[m][1] > depth and m != "article"]:
                del counts[deeper]
            part.label = form.format(counts[mark] if mark == "3" else numeral(counts[mark]))
        out.append(part)
    return out


def table_rows(lines: Iterator[str]) -> Iterator[list[str]]:
    for line in lines:
        if line == "@end":
            return
        yield line[1:-1].split("|")


def spaced(part: Part) -> str:
    """Label and words: chapters and articles are parted by a blank, a figure never follows ``1.`` directly."""
    blank = " " if part.mark in ("chapter", "article") or (part.mark == "3" and part.text[:1].isdigit()) else ""
    return f"{part.label}{blank}{part.text}"


def plain(source: Path) -> str:
    """What a reader sees, a paragraph a line; merged cells once, cells parted by tabs. Page headers and menus are no part of it."""
    lines = []
    form = source.read_text("utf-8").splitlines()[0]
    stacked, book = "一格一行" in form, "xlsx" in form
    for part in parts(source):
        if part.mark == "table":
            lines += [("\n" if stacked else "\t").join(c for c in row if c not in "^<") for row in part.rows]
        elif part.mark not in ("header", "site", "crumb") and not book:  # a workbook's title is a row of its sheet
            words = re.split("浏览次数|字号", part.text)[0] if part.mark == "meta" else spaced(part)
            lines.append(words.strip("　 "))
    return "\n".join(lines) + "\n"


# --- text


def build_text(source: Path) -> bytes:
    right, indent = " " * 40, "　　"
    lines = []
    for part in parts(source):
        if part.mark == "table":  # a cell a line, a blank line between rows: as pages copied from the web stand
            lines += [line for row in part.rows for line in (*(c for c in row if c not in "^<"), "")]
            continue
        before = {"right": right, "body": indent, "letterhead": " " * 20}.get(part.mark, "")
        gap = [""] if part.mark in ("title", "letterhead", "cc") else []
        lines += [*gap, before + part.text, *(gap if part.mark == "title" else [])]
    return ("\r\n".join(lines).strip("\r\n") + "\r\n").encode("gb18030")


# --- Word


def list_xml() -> str:
    forms = {"chapter": "chineseCountingThousand", "article": "chineseCountingThousand", "1": "chineseCountingThousand"}
    levels = []
    for mark, (form, depth) in LEVELS.items():
        text = form.format(f"%{depth + 1}")
        restart = '<w:lvlRestart w:val="0"/>' if mark == "article" else ""
        suffix = "space" if mark in ("chapter", "article") else "nothing"
        number = forms.get(mark, "decimal" if mark == "3" else "chineseCounting")
        levels.append(
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{number}"/>{restart}<w:suff w:val="{suffix}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
        )
    return f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'


def build_docx(source: Path) -> bytes:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(list_xml()))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    made = parts(source)
    properties = document.core_properties
    properties.title = next(p.text for p in made if p.mark == "title")
    properties.author = properties.last_modified_by = "docintel"
    properties.created = properties.modified = datetime(2025, 1, 1)
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for part in made:
        if part.mark == "table":
            add_table(document, part.rows)
        else:
            add_paragraph(document, part)
    out = io.BytesIO()
    document.save(out)
    return same_zip(out.getvalue())


def add_paragraph(document: docx.document.Document, part: Part) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(part.text)
    run.font.size = Pt(22 if part.mark in ("title", "head") else 16)
    aligned = {"title": WD_ALIGN_PARAGRAPH.CENTER, "head": WD_ALIGN_PARAGRAPH.CENTER, "number": WD_ALIGN_PARAGRAPH.CENTER}
    aligned |= {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
    paragraph.alignment = aligned.get(part.mark)
    if part.mark in ("body", *LEVELS):
        paragraph.paragraph_format.first_line_indent = Pt(32)
    if part.mark in LEVELS:
        place = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{LEVELS[part.mark][1]}"/><w:numId w:val="90"/></w:numPr>'
        paragraph._p.get_or_add_pPr().append(parse_xml(place))


def add_table(document: docx.document.Document, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for y, row in enumerate(rows):
        for x, words in enumerate(row):
            if words not in ("^", "<"):
                table.cell(y, x).text = words
    for y, row in enumerate(rows):
        for x, words in enumerate(row):
            if words not in ("^", "<"):
                down = next((i for i in range(y + 1, len(rows)) if rows[i][x] != "^"), len(rows)) - 1
                across = next((i for i in range(x + 1, len(row)) if row[i] != "<"), len(row)) - 1
                if (down, across) != (y, x):
                    table.cell(y, x).merge(table.cell(down, across))
                    table.cell(y, x).text = words


def same_zip(data: bytes) -> bytes:
    """The same package with fixed dates, so that the same source gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename, (2025, 1, 1, 0, 0, 0)), old.read(member.filename), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# --- PDF, set as GB/T 9704-2012 §5.2 sets a page: 三号 type, 28 signs a line, 22 lines a page

SIZE, PITCH, LEFT, TOP, A_LINE, LINES = 16, 28.5, 79.0, 737.0, 28, 22
NO_START = "，。；：、！？）》」』”’%"


def build_pdf(source: Path) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = parts(source)
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, invariant=True)
    sheet.setTitle(next(p.text for p in made if p.mark == "title"))
    header = next((p.text for p in made if p.mark == "header"), "")
    table = next((p for p in made if p.mark == "table"), None)
    lines = [line for part in made if part.mark not in ("header", "table") for line in pdf_lines(part)]
    for start in range(0, len(lines), LINES):
        furnish(sheet, header)
        for row, (x, size, words) in enumerate(lines[start : start + LINES]):
            sheet.setFont("STSong-Light", size)
            sheet.drawString(x, TOP - row * PITCH, words)
        sheet.showPage()
    if table:
        pdf_table(sheet, table.rows, header)
    sheet.save()
    return out.getvalue()


def furnish(sheet: canvas.Canvas, header: str) -> None:
    """The running head and the page's number."""
    page = sheet.getPageNumber()
    sheet.setFont("STSong-Light", 10.5)
    sheet.drawCentredString(A4[0] / 2, 790, header)
    sheet.line(LEFT, 785, LEFT + A_LINE * SIZE, 785)
    (sheet.drawRightString if page % 2 else sheet.drawString)(LEFT + (A_LINE * SIZE if page % 2 else 0), 45, f"— {page} —")


SMALL, WIDE, TALL = 10.5, 446.0, 520.0
"""Type size of a table, its width, and how far down its page it reaches."""


def pdf_table(sheet: canvas.Canvas, rows: list[list[str]], header: str) -> None:
    """A ruled table on pages of its own, its head again on each; a cell merged downward keeps its words in its first row of a page."""
    longest = [max(min(len(r[x]), 40) for r in rows if r[x] not in ("^", "<")) + 4 for x in range(len(rows[0]))]
    widths = [WIDE * one / sum(longest) for one in longest]
    edges = [LEFT + sum(widths[:x]) for x in range(len(widths) + 1)]
    top = 0.0
    for y, row in enumerate(rows):
        wrapped = [wrap(words, widths[x] - 6) if words != "^" else [] for x, words in enumerate(row)]
        height = max(map(len, wrapped)) * SMALL * 1.4 + 6
        if y == 0 or top - height < TOP - TALL:
            if y:
                sheet.line(LEFT, top, edges[-1], top)
                sheet.showPage()
            furnish(sheet, header)
            sheet.setLineWidth(0.5)
            top = TOP
            if y:
                top = pdf_row(sheet, rows[0], [wrap(c, w - 6) for c, w in zip(rows[0], widths, strict=True)], edges, top)
        top = pdf_row(sheet, row, wrapped, edges, top)
    sheet.line(LEFT, top, edges[-1], top)
    sheet.showPage()


def pdf_row(sheet: canvas.Canvas, row: list[str], wrapped: list[list[str]], edges: list[float], top: float) -> float:
    """Draw a row whose cells hold the ``wrapped`` lines; the height at which it ends."""
    height = max(map(len, wrapped)) * SMALL * 1.4 + 6
    sheet.setFont("STSong-Light", SMALL)
    for x, lines in enumerate(wrapped):
        if row[x] != "^":
            sheet.line(edges[x], top, edges[x + 1], top)
        for n, line in enumerate(lines):
            sheet.drawString(edges[x] + 3, top - 4 - SMALL - n * SMALL * 1.4, line)
    for edge in edges:
        sheet.line(edge, top, edge, top - height)
    return top - height


def wrap(words: str, full: float) -> list[str]:
    """The lines of a cell ``full`` points wide."""
    lines = [""]
    for sign in words:
        if width(lines[-1] + sign, SMALL) > full:
            carried = lines[-1][-1:] if sign in NO_START else ""
            lines[-1:] = [lines[-1][: len(lines[-1]) - len(carried)], carried]
        lines[-1] += sign
    return lines


def width(words: str, size: float = SIZE) -> float:
    return float(pdfmetrics.stringWidth(words, "STSong-Light", size))


def pdf_lines(part: Part) -> Iterator[tuple[float, float, str]]:
    """(x, type size, words) of each line; no line begins with a closing mark (GB/T 15834)."""
    words, full = spaced(part), A_LINE * SIZE
    size = 22 if part.mark == "title" else SIZE
    if part.mark in ("title", "number", "center", "chapter"):
        yield LEFT + (full - width(words, size)) / 2, size, words
        return
    if part.mark == "right":
        yield LEFT + full - 2 * SIZE - width(words), size, words
        return
    indent = 0 if part.mark == "plain" else 2 * SIZE
    while words:
        end = next((i for i in range(1, len(words) + 1) if width(words[:i]) > full - indent), len(words) + 1) - 1
        while end < len(words) and words[end] in NO_START:
            end -= 1
        while 0 < end < len(words) and re.match(r"[0-9.%]{2}", words[end - 1 : end + 1]):
            end -= 1  # figures stay together
        yield LEFT + indent, SIZE, words[:end]
        words, indent = words[end:], 0


# --- web page


def build_html(source: Path, encoding: str) -> bytes:
    made = parts(source)
    named = {p.mark: p.text for p in made if p.mark in ("site", "crumb", "title", "meta")}
    menu = "".join(
        f'<li><a href="/{i}/index.html">{name}</a></li>' for i, name in enumerate(("首页", "机构概况", "政务公开", "办事服务", "互动交流"))
    )
    body = "".join(html_part(part) for part in made)
    page = (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="{encoding}"><title>{named["title"]}_{named["site"]}</title>'
        f'<meta name="ArticleTitle" content="{escape(named["title"])}"><style>p{{text-indent:2em}}</style></head>\n<body>'
        f'<div class="header"><h2>{named["site"]}</h2><ul class="nav">{menu}</ul></div>\n'
        f'<div class="crumb">您当前的位置：{escape(named["crumb"])}</div>\n<div class="main"><h1>{named["title"]}</h1>'
        f'<div class="article-meta">{named["meta"]}</div>\n<div id="zoom" class="article-content">\n{body}</div>\n'
        '<div class="share">分享到：微信 微博 QQ空间</div><p>【打印本页】【关闭窗口】</p></div>\n'
        '<div class="related"><ul><li><a href="/a/1.html">图解：一图读懂有关政策要点</a></li>'
        '<li><a href="/a/2.html">政策问答汇编</a></li></ul></div>\n'
        f'<div class="footer"><p>主办单位：{named["site"]}　澜ICP备20250001号　网站标识码：5170000001</p></div>'
        "<script>document.title=document.title;</script></body></html>\n"
    )
    return page.encode(encoding)


def html_part(part: Part) -> str:
    if part.mark == "table":
        return f"<table border='1'>{''.join(html_rows(part.rows))}</table>\n"
    if part.mark in ("site", "crumb", "title", "meta"):
        return ""
    style = {"right": ' style="text-align:right"', "number": ' style="text-align:center"'}.get(part.mark, "")
    return f"<p{style}><span>{escape(part.text)}</span></p>\n"


def html_rows(rows: list[list[str]]) -> Iterator[str]:
    for y, row in enumerate(rows):
        cells = []
        for x, words in enumerate(row):
            if words in ("^", "<"):
                continue
            down = next((i for i in range(y + 1, len(rows)) if rows[i][x] != "^"), len(rows)) - y
            across = next((i for i in range(x + 1, len(row)) if row[i] != "<"), len(row)) - x
            cells.append(f'<td rowspan="{down}" colspan="{across}"><p>{escape(words)}</p></td>')
        yield f"<tr>{''.join(cells)}</tr>"


# --- workbook


def build_xlsx(source: Path) -> bytes:
    made = parts(source)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    rows = next(p.rows for p in made if p.mark == "table")
    for y, row in enumerate(rows, 1):
        for x, words in enumerate(row, 1):
            if words not in ("^", "<", ""):
                day = re.fullmatch(r"(\d{4})年(\d{1,2})月(\d{1,2})日", words)
                cell = sheet.cell(y, x, datetime(*map(int, day.groups())) if day else int(words) if words.isdigit() else words)
                cell.number_format = 'yyyy"年"m"月"d"日"' if day else "General"
                down = next((i for i in range(y, len(rows)) if rows[i][x - 1] != "^"), len(rows))
                across = next((i for i in range(x, len(row)) if row[i] != "<"), len(row))
                if (down, across) != (y, x):
                    sheet.merge_cells(start_row=y, start_column=x, end_row=down, end_column=across)
    book.properties.creator = "docintel"
    book.properties.title = next(p.text for p in made if p.mark == "title")
    book.properties.created = book.properties.modified = datetime(2025, 1, 1)
    out = io.BytesIO()
    book.save(out)
    return same_zip(out.getvalue())


def build(source: Path) -> tuple[str, bytes]:
    """(file name, bytes) of a source, in the format that its first line names."""
    form = source.read_text("utf-8").splitlines()[0]
    if "gb18030 文本" in form:
        return f"{source.stem}.txt", build_text(source)
    if "docx" in form:
        return f"{source.stem}.docx", build_docx(source)
    if "xlsx" in form:
        return f"{source.stem}.xlsx", build_xlsx(source)
    if "pdf" in form:
        return f"{source.stem}.pdf", build_pdf(source)
    return f"{source.stem}.html", build_html(source, "gb18030" if "GB18030" in form else "utf-8")


def main() -> None:
    options = argparse.ArgumentParser(description="Build the papers of corpora/ that are not plain UTF-8 text")
    options.add_argument("names", nargs="*", help="N02 … (default: all)")
    names = options.parse_args().names
    for source in sorted(SOURCES.glob("N*.txt")):
        if not names or source.stem in names:
            name, data = build(source)
            (TARGET / name).write_bytes(data)
            print(f"corpora/{name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
