#!/usr/bin/env python3
"""Build the shipped templates of the Word forms, in the layout of GB/T 9704-2012.

writes  docintel/report/data/forms/{supervise,urge,opinion,circular}.docx
usage:  build_forms.py [--check]   --check: exit 1 when a template is not what would be built

Layout (§5–§7): A4, 天头 37 mm, 订口 28 mm, 版心 156 × 225 mm, 22 lines of 28 characters; 标题 2号小标宋, 正文 3号仿宋, 一级标题 黑体,
二级标题 楷体, 页码 4号宋体 between lines, outside; 发文机关标志 and the line under the 文号 in red; 版记 at the foot of the last page.
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parents[1] / "docintel" / "report" / "data" / "forms"
TITLE, BODY, FIRST, SECOND, NUMBER = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
SIZE_1, SIZE_2, SIZE_3, SIZE_4 = 26, 22, 16, 14  # 一号, 二号, 三号, 四号 in points
LINE = 225 / 22 / 25.4 * 72  # 22 lines in 225 mm
TWIPS = 1440 / 25.4  # a millimetre in twentieths of a point
TIGHT = -5  # twentieths of a point between characters: 28 of 16 points stand in 156 mm
RED = RGBColor(0xE6, 0x00, 0x12)
CENTRE, RIGHT, BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def _el(name: str, **attributes: Any) -> Any:
    found = OxmlElement(name)
    for key, value in attributes.items():
        found.set(qn(f"w:{key}"), str(value))
    return found


def run(paragraph: Any, text: str, font: str = BODY, size: float = SIZE_3, colour: RGBColor | None = None) -> Any:
    made = paragraph.add_run(text)
    made.font.size, made.font.name = Pt(size), font
    made._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    if colour is not None:
        made.font.color.rgb = colour
    return made


def para(where: Any, text: str = "", font: str = BODY, size: float = SIZE_3, **how: Any) -> Any:
    """A paragraph on the line grid. ``how``: align, indent and hang in characters, before and after in points, line, colour, keep."""
    made = where.add_paragraph()
    form = made.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(how.get("line", LINE))
    form.space_before, form.space_after = Pt(how.get("before", 0)), Pt(how.get("after", 0))
    form.alignment = how.get("align", BOTH)
    form.first_line_indent = Pt(how.get("indent", 0) * size)
    form.right_indent = Pt(how.get("right", 0) * size)
    form.keep_with_next = bool(how.get("keep"))
    if text:
        run(made, text, font, size, how.get("colour"))
    return made


def field(paragraph: Any, code: str) -> None:
    for kind, words in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        made = run(paragraph, words if kind == "text" else "", NUMBER, SIZE_4)
        if kind in ("begin", "separate", "end"):
            made._element.append(_el("w:fldChar", fldCharType=kind))
        elif not kind:
            inside = _el("w:instrText")
            inside.text = f" {words} "
            made._element.append(inside)


def page() -> Any:
    """An empty paper in the standard's layout."""
    made = Document()
    made.element.body.remove(made.paragraphs[0]._element) if made.paragraphs else None
    made.core_properties.author = "docintel"
    made.core_properties.comments = ""
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = BODY, Pt(SIZE_3)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    normal.element.rPr.append(_el("w:spacing", val=TIGHT))
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(22)  # the number stands 7 mm under the text
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(_el("w:docGrid", type="lines", linePitch=round(LINE * 20)))
    made.settings.odd_and_even_pages_header_footer = True
    for foot, align in ((section.footer, RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        foot.is_linked_to_previous = False
        line = foot.paragraphs[0]
        line.alignment = align
        form = line.paragraph_format
        form.left_indent = form.right_indent = Pt(SIZE_4)
        run(line, "— ", NUMBER, SIZE_4)
        field(line, "PAGE")
        run(line, " —", NUMBER, SIZE_4)
    return made


def letterhead(paper: Any, before: float, size: float) -> None:
    """红色发文机关标志; ``before`` in millimetres under the top of the text area."""
    para(paper, "{{ office }}", TITLE, size, align=CENTRE, colour=RED, before=before / 25.4 * 72, line=size * 1.4)


def red_line(paragraph: Any) -> None:
    """The red line 4 mm under the 文号, as wide as the text area (§7.2.7)."""
    border = _el("w:pBdr")
    border.append(_el("w:bottom", val="single", sz=18, space=11, color="E60012"))
    paragraph._element.get_or_add_pPr().append(border)


def title(paper: Any, text: str = "{{ title }}", before: float = LINE) -> None:
    para(paper, text, TITLE, SIZE_2, align=CENTRE, before=before, after=LINE / 2, line=LINE * 1.15)


def grid(paper: Any, widths: Sequence[float]) -> Any:
    """A ruled table; widths in millimetres."""
    made = paper.add_table(rows=0, cols=len(widths))
    made.autofit = False
    made.style, made.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Mm(width)
    return made


def cells(table: Any, widths: Sequence[float], texts: Sequence[tuple[str, int]], size: float = SIZE_4, **how: Any) -> Any:
    """A row. A text is (words, columns it takes); ``labels``: which stand in 黑体; ``high``: least millimetres; ``head``: repeated;
    ``long``: may run over a page."""
    row = table.add_row()
    labels, at = how.get("labels", ()), 0
    for n, (words, span) in enumerate(texts):
        cell = row.cells[at] if span == 1 else row.cells[at].merge(row.cells[at + span - 1])
        cell.width = Mm(sum(widths[at : at + span]))
        at += span
        line = off_grid(cell.paragraphs[0])
        line.paragraph_format.line_spacing_rule, line.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * 1.45)
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
        label = n in labels
        line.alignment = CENTRE if label or n in how.get("centred", ()) else WD_ALIGN_PARAGRAPH.LEFT
        run(line, words, FIRST if label else BODY, size)
        cell._element.get_or_add_tcPr().append(_el("w:vAlign", val="center" if label or not how.get("high") else "top"))
    properties = row._tr.get_or_add_trPr()
    if not how.get("long"):
        properties.append(_el("w:cantSplit"))
    if how.get("head"):
        properties.append(_el("w:tblHeader"))
    if how.get("high"):
        row.height = Mm(how["high"])
    return row


def mark(table: Any, tag: str) -> None:
    """A row that is a docxtpl tag alone."""
    row = table.add_row()
    row.cells[0].merge(row.cells[-1]).paragraphs[0].add_run(tag)


def signature(paper: Any) -> None:
    para(paper, "", line=LINE)
    para(paper, "{{ office }}", align=RIGHT, right=2, keep=True)
    para(paper, "{{ date }}", align=RIGHT, right=4)


def colophon(paper: Any) -> None:
    """版记: 抄送, 印发机关 and 印发日期 between lines, at the foot of the last page (§7.4).

    Word goes by tblpYSpec; LibreOffice knows the distance alone (room for two lines).
    """
    table = paper.add_table(rows=0, cols=2)
    table.autofit = False
    place = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left", "tblpYSpec": "bottom", "tblpY": round(225 * TWIPS - 1300)}
    table._tbl.tblPr.insert_element_before(_el("w:tblpPr", **place), *_AFTER_PLACE)
    borders = _el("w:tblBorders")
    for side, width in (("top", 8), ("bottom", 8), ("insideH", 6)):  # 0.35 mm outside, 0.25 mm inside
        borders.append(_el(f"w:{side}", val="single", sz=width, space=0, color="000000"))
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)
    widths = (96, 60)
    mark(table, "{%tr if cc %}")
    cells(table, widths, [("　抄送：{{ cc }}。", 2)])
    mark(table, "{%tr endif %}")
    row = cells(table, widths, [("　{{ printer }}", 1), ("{{ date }}印发　", 1)])
    row.cells[1].paragraphs[0].alignment = RIGHT
    off_grid(para(paper, "", size=1, line=1))  # Word wants a paragraph behind a table


_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
_AFTER_PLACE = (
    "w:tblOverlap",
    "w:tblStyleRowBandSize",
    "w:tblStyleColBandSize",
    "w:tblW",
    "w:jc",
    "w:tblInd",
    "w:tblBorders",
    *_AFTER_BORDERS,
)


def off_grid(paragraph: Any) -> Any:
    """A paragraph whose lines keep their own height: those in tables, and the last one."""
    paragraph._element.get_or_add_pPr().append(_el("w:snapToGrid", val=0))
    return paragraph


def _notice(opening: str, more: Callable[[Any, Sequence[float]], None]) -> Any:
    paper = page()
    letterhead(paper, 0, SIZE_1)
    red_line(para(paper, "{{ number }}", align=CENTRE))
    title(paper)
    para(paper, "{{ unit }}：")
    para(paper, opening, indent=2, after=LINE / 3)
    widths = (30, 48, 30, 48)
    table = grid(paper, widths)
    mark(table, "{%tr for item in items %}")
    cells(
        table,
        widths,
        [("督办事项{{ item.no }}", 1), ("{{ item.text }}{% if item.targets %}（指标：{{ item.targets }}）{% endif %}", 3)],
        labels=(0,),
    )
    cells(
        table, widths, [("依　　据", 1), ("{{ item.basis }}{% if item.words %}：“{{ item.words }}”{% endif %}", 3)], labels=(0,), long=True
    )
    cells(table, widths, [("主办单位", 1), ("{{ item.lead }}", 1), ("协办单位", 1), ("{{ item.support }}", 1)], labels=(0, 2))
    cells(table, widths, [("完成时限", 1), ("{{ item.due }}", 3)], labels=(0,), long=True)
    more(table, widths)
    mark(table, "{%tr endfor %}")
    cells(table, widths, [("办理要求", 1), ("{{ demand }}", 3)], labels=(0,), long=True)
    cells(table, widths, [("反馈时限", 1), ("{{ limit }}", 1), ("反馈方式", 1), ("{{ feedback }}", 1)], labels=(0, 2))
    cells(table, widths, [("联 系 人", 1), ("{{ contact }}", 1), ("联系电话", 1), ("{{ phone }}", 1)], labels=(0, 2))
    signature(paper)
    colophon(paper)
    return paper


def supervise() -> Any:
    """督办通知单."""
    words = "现将下列{{ count }}项督办事项交你单位办理。请按照要求和时限抓好落实，按时反馈办理情况。"
    return _notice(words, lambda table, widths: None)


def urge() -> Any:
    """催办通知单."""

    def state(table: Any, widths: Sequence[float]) -> None:
        cells(table, widths, [("时限情况", 1), ("{{ item.late }}", 1), ("交办日期", 1), ("{{ item.given }}", 1)], labels=(0, 2))
        cells(table, widths, [("目前进展", 1), ("{{ item.progress }}", 3)], labels=(0,), long=True)

    return _notice("你单位承办的下列{{ count }}项事项，请抓紧办理，尽快反馈办理情况。", state)


def opinion() -> Any:
    """办理情况征询意见表."""
    paper = page()
    title(paper, before=0)
    para(paper, "{% if proposers %}{{ proposers }}{% else %}尊敬的{{ person }}{% endif %}：", size=SIZE_4, line=SIZE_4 * 1.6)
    para(
        paper,
        "您提出的{% if subject %}“{{ subject }}”{% else %}意见建议{% endif %}{% if case %}（{{ case }}）{% endif %}，"
        "已由{{ lead }}办理并答复。请您对办理情况提出意见，于{{ back }}将本表送回。",
        size=SIZE_4,
        indent=2,
        after=4,
        line=SIZE_4 * 1.6,
    )
    widths = (30, 48, 30, 48)
    table = grid(paper, widths)
    ticks = "{% for c in choices %}□ {{ c }}　　{% endfor %}"
    cells(table, widths, [("案　　号", 1), ("{{ case }}", 1), ("提 出 者", 1), ("{{ proposers }}", 1)], labels=(0, 2))
    cells(table, widths, [("案　　由", 1), ("{{ subject }}", 3)], labels=(0,))
    cells(table, widths, [("主办单位", 1), ("{{ lead }}", 1), ("会办单位", 1), ("{{ co }}", 1)], labels=(0, 2))
    reply = "{{ reply_title }}{% if reply_number %}（{{ reply_number }}）{% endif %}{% if reply_date %}，{{ reply_date }}{% endif %}"
    cells(table, widths, [("答　　复", 1), (reply, 3)], labels=(0,))
    cells(table, widths, [("办理结果", 1), ("{{ outcome }}", 3)], labels=(0,))
    for label in ("对办理态度", "对办理结果"):
        cells(table, widths, [(label, 1), (ticks, 3)], labels=(0,))
    cells(table, widths, [("具体意见\n和 建 议", 1), ("", 3)], labels=(0,), high=22)
    cells(table, widths, [("签　　名", 1), ("", 1), ("日　　期", 1), ("　　年　　月　　日", 1)], labels=(0, 2), high=12)
    cells(table, widths, [("联 系 人", 1), ("{{ contact }}", 1), ("联系电话", 1), ("{{ phone }}", 1)], labels=(0, 2))
    para(paper, "注：请在“□”内打“√”。对办理结果不满意的，承办单位将重新办理并再次答复。", size=12, before=2, line=18)
    para(paper, "{{ office }}　{{ date }}", size=SIZE_4, align=RIGHT, before=4, line=SIZE_4 * 1.5)
    return paper


def circular() -> Any:
    """情况通报."""
    paper = page()
    letterhead(paper, 35, 36)
    red_line(para(paper, "{{ number }}", align=CENTRE, before=LINE * 1.5))
    title(paper)
    para(paper, "截至{{ as_of }}，{{ scope }}共{{ total }}项，其中{{ summary }}。现将有关情况通报如下：", indent=2)
    para(paper, "一、总体情况", FIRST, indent=2, keep=True)
    widths = (30, 22, 24, 80)
    table = grid(paper, widths)
    cells(table, widths, [("类别", 1), ("项数", 1), ("占比", 1), ("说明", 1)], labels=(0, 1, 2, 3), head=True)
    mark(table, "{%tr for f in figures %}")
    cells(table, widths, [("{{ f.name }}", 1), ("{{ f.count }}", 1), ("{{ f.share }}", 1), ("{{ f.meaning }}", 1)], centred=(0, 1, 2))
    mark(table, "{%tr endfor %}")
    cells(table, widths, [("合计", 1), ("{{ total }}", 1), ("100%", 1), ("各项事项见附件2", 1)], centred=(0, 1, 2))
    para(paper, "二、超期和欠进度的单位", FIRST, indent=2, keep=True, before=LINE / 2)
    para(paper, "{%p for x in laggards %}")
    line = para(paper, indent=2)
    run(line, "（{{ loop.index }}）{{ x.unit }}。", SECOND)
    run(line, "共{{ x.count }}项（超期{{ x.overdue }}项、欠进度{{ x.behind }}项）：{{ x.tasks }}。")
    para(paper, "{%p else %}")
    para(paper, "没有超期和欠进度的事项。", indent=2)
    para(paper, "{%p endfor %}")
    para(paper, "三、下一步要求", FIRST, indent=2, keep=True)
    para(paper, "{%p for d in demand %}")
    para(paper, "{{ loop.index }}. {{ d }}", indent=2)
    para(paper, "{%p endfor %}")
    para(paper, "", line=LINE)
    para(paper, "附件：1. 各单位办理情况表", indent=2)
    para(paper, "　　　2. 承诺事项明细表", indent=2)
    signature(paper)
    _annex(paper, "附件1", "各单位办理情况表")
    widths = (48, 18, 18, 18, 18, 18, 18)
    table = grid(paper, widths)
    heads = ("单位", "总数", "已完成", "按计划", "欠进度", "超期", "未定")
    cells(table, widths, [(h, 1) for h in heads], labels=range(7), head=True, size=12)
    mark(table, "{%tr for u in units %}")
    names = ("unit", "total", "closed", "on_plan", "behind", "overdue", "undated")
    cells(table, widths, [(f"{{{{ u.{n} }}}}", 1) for n in names], centred=range(1, 7), size=12)
    mark(table, "{%tr endfor %}")
    para(paper, "注：两个单位共同主办的事项，分别计入各单位；已中止的只计入总数。", size=12, line=20, before=4)
    _annex(paper, "附件2", "承诺事项明细表")
    widths = (11, 14, 56, 27, 29, 19)
    table = grid(paper, widths)
    cells(table, widths, [(h, 1) for h in ("序号", "类别", "事项", "主办单位", "完成时限", "进展")], labels=range(6), head=True, size=10.5)
    mark(table, "{%tr for r in rows %}")
    texts = ["{{ r.no }}", "{{ r.group }}", "{{ r.text }}（{{ r.id }}）", "{{ r.unit }}", "{{ r.due }}", "{{ r.progress }}"]
    cells(table, widths, [(t, 1) for t in texts], centred=(0, 1), size=10.5)
    mark(table, "{%tr endfor %}")
    colophon(paper)
    return paper


def _annex(paper: Any, label: str, name: str) -> None:
    """附件 begin on a new page, their label in 黑体 at the edge, their title in the middle of the third line (§7.3.7)."""
    para(paper, label, FIRST).paragraph_format.page_break_before = True
    title(paper, name)


_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl pBdr shd tabs snapToGrid spacing ind contextualSpacing jc rPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs lang",
}
"""The order in which the standard (ISO/IEC 29500) wants the properties that are used here; Word takes no other."""


def in_order(root: Any) -> None:
    for name, words in _ORDER.items():
        order = [qn(f"w:{word}") for word in words.split()]
        for properties in root.iter(qn(f"w:{name}")):
            properties[:] = sorted(properties, key=lambda child: order.index(child.tag))


FORMS: dict[str, Callable[[], Any]] = {"supervise": supervise, "urge": urge, "opinion": opinion, "circular": circular}


def built(kind: str) -> bytes:
    """A template as a file; the same whenever it is built."""
    raw, out = BytesIO(), BytesIO()
    paper = FORMS[kind]()
    in_order(paper.element)
    in_order(paper.styles["Normal"].element)
    paper.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in made.namelist():
            target.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), made.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """What a template holds, for comparing: packers of different machines write different bytes."""
    with zipfile.ZipFile(BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def main() -> None:
    for kind in FORMS:
        file = TARGET / f"{kind}.docx"
        if "--check" not in sys.argv:
            file.write_bytes(built(kind))
        elif not file.exists() or parts(file.read_bytes()) != parts(built(kind)):
            sys.exit(f"{file.name} is not current; run scripts/build_forms.py")


if __name__ == "__main__":
    main()
