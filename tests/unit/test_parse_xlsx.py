"""Workbooks: tables with merged cells repeated, values as Excel shows them, what is hidden is named."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest

from docintel.errors import UnreadableFile
from docintel.parse import parse
from docintel.parse.xlsx_shown import date_shown, number_shown
from tests.parse_samples import put, zip_bytes


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ledger():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "重点任务"
    sheet["A1"] = "澜州市2025年重点任务分解表"
    sheet.merge_cells("A1:E1")
    sheet["A2"] = "填报单位：市政府督查室"
    rows = [
        ("序号", "重点任务", "责任单位", "完成时限", "进度"),
        (1, "建设平台", "市科技局", datetime.datetime(2025, 9, 30), 0.35),
        (2, "建设平台", "市财政局", datetime.datetime(2025, 12, 31), 1),
    ]
    for r, row in enumerate(rows, 3):
        for c, value in enumerate(row, 1):
            sheet.cell(r, c, value)
    sheet.merge_cells("B4:B5")
    for r in (4, 5):
        sheet.cell(r, 4).number_format = 'yyyy"年"m"月"d"日"'
        sheet.cell(r, 5).number_format = "0%"
    sheet["A7"] = "注：每月25日前报送进展。"
    return book, sheet


def test_a_task_ledger(tmp_path):
    book, _ = ledger()
    document = parse(put(tmp_path, "任务.xlsx", saved(book)))
    assert document.media_type == "xlsx"
    assert document.text.split("\n")[:2] == ["澜州市2025年重点任务分解表", "填报单位：市政府督查室"]
    assert document.tables[0].rows == (
        ("序号", "重点任务", "责任单位", "完成时限", "进度"),
        ("1", "建设平台", "市科技局", "2025年9月30日", "35%"),
        ("2", "建设平台", "市财政局", "2025年12月31日", "100%"),
    )
    assert document.text.count("建设平台") == 1  # a merged cell stands once in the text
    assert document.text.rstrip().endswith("注：每月25日前报送进展。")
    assert document.warnings == ()


def test_hidden_parts_are_named_and_not_read(tmp_path):
    book, sheet = ledger()
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["E"].hidden = True
    secret = book.create_sheet("底稿")
    secret["A1"] = "内部测算"
    secret.sheet_state = "hidden"
    document = parse(put(tmp_path, "任务.xlsx", saved(book)))
    assert document.tables[0].rows[1:] == (("1", "建设平台", "市科技局", "2025年9月30日"),)
    assert "内部测算" not in document.text
    told = "\n".join(document.warnings)
    assert "“重点任务”有 1 行被隐藏" in told
    assert "第 5 行" in told
    assert "1 列被隐藏，没有读出（E 列）" in told
    assert "1 个隐藏的工作表没有读出（底稿）" in told


def test_sheets_and_blocks(tmp_path):
    book, sheet = ledger()
    for c, words in enumerate(("指标", "目标"), 1):
        sheet.cell(10, c, words)
        sheet.cell(11, c, "5.2%")
    sheet["A9"] = "附表：主要指标"
    more = book.create_sheet("联系人")
    more["B2"], more["C2"] = "科室", "电话"
    book.create_sheet("Sheet3")
    document = parse(put(tmp_path, "任务.xlsx", saved(book)))
    assert len(document.tables) == 3
    assert document.tables[2].rows == (("科室", "电话"),)
    kinds = [(b.kind, document.text[b.start : b.end].split("\n")[0]) for b in document.blocks]
    assert kinds[0] == ("heading", "重点任务")
    assert ("paragraph", "附表：主要指标") in kinds
    assert ("heading", "联系人") in kinds
    assert len(kinds) == 9


def test_formulas_without_results_are_named(tmp_path):
    book, sheet = ledger()
    sheet["F4"] = "=E4*2"
    document = parse(put(tmp_path, "任务.xlsx", saved(book)))
    assert any("1 个公式没有保存结果" in w for w in document.warnings)


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (0.125, "0.0%", "12.5%"),
        (0.35, "0%", "35%"),
        (1234567.5, "#,##0.00", "1,234,567.50"),
        (1234567.5, "#,##0", "1,234,568"),
        (-3.5, "0.0_);(0.0)", "(3.5)"),
        (-3.5, "0.00", "-3.50"),
        (0, '0;-0;"—"', "—"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (12345.678, "General", "12345.678"),
        (500, '0"万元"', "500万元"),
        (500, '"约"0\\元', "约500元"),
        (2500000, '0.0,"千元"', "2500.0千元"),
        (1.5, "0.##", "1.5"),
        (7, "000", "007"),
        (88.5, "[$¥-804]#,##0.00", "¥88.50"),
        (5, "@", "5"),
        (2.5, "0", "3"),
        (1e-9, "General", "1e-09"),
        (20250930, "0", "20250930"),
    ],
)
def test_numbers(value, code, words):
    assert number_shown(value, code) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("yyyy-mm-dd", "2025-03-01"),
        ("yyyy/m/d", "2025/3/1"),
        ('yyyy"年"m"月"', "2025年3月"),
        ("[$-804]yyyy\\年m\\月d\\日;@", "2025年3月1日"),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2025年3月1日"),
        ("yyyy-mm-dd hh:mm", "2025-03-01 09:05"),
        ("h:mm:ss", "9:05:07"),
        ("m/d", "3/1"),
        ("aaaa", "2025-03-01 09:05:07"),
        ("General", "2025-03-01 09:05:07"),
    ],
)
def test_dates(code, words):
    assert date_shown(datetime.datetime(2025, 3, 1, 9, 5, 7), code) == words


def test_chinese_built_in_formats_are_dates(tmp_path):
    """Chinese Excel writes 2025年9月30日 as format 31, which no file spells out."""
    book, sheet = ledger()
    data = saved(book)
    sheet["D4"], sheet["D4"].number_format = 45930, "General"
    plain = saved(book)
    assert data != plain
    parts = parts_of(plain)
    cell = re.search(rb'<c r="D4"[^>]*>', parts["xl/worksheets/sheet1.xml"]).group()
    styles = parts["xl/styles.xml"]
    count = len(re.findall(rb"<xf ", styles.split(b"<cellXfs")[1].split(b"</cellXfs>")[0]))
    parts["xl/styles.xml"] = styles.replace(
        b"</cellXfs>", b'<xf numFmtId="31" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/></cellXfs>'
    )
    new = re.sub(rb' s="\d+"', b"", cell).replace(b"<c ", f'<c s="{count}" '.encode())
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(cell, new)
    document = parse(put(tmp_path, "任务.xlsx", zip_bytes(parts)))
    assert document.tables[0].rows[1][3] == "2025年9月30日"


@pytest.mark.parametrize("data", [saved(openpyxl.Workbook())])
def test_an_empty_workbook_says_so(tmp_path, data):
    with pytest.raises(UnreadableFile, match="没有文字"):
        parse(put(tmp_path, "a.xlsx", data))


def test_a_part_packed_in_an_unknown_way_is_damage(tmp_path):
    data = bytearray(saved(ledger()[0]))
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):  # the method's place in the head of a part, and in the directory
        found = [m.start() for m in re.finditer(re.escape(mark), bytes(data))]
        for start in found:
            if b"sheet1.xml" in data[start : start + 90]:
                data[start + at] = 97
    with pytest.raises(UnreadableFile, match="已损坏，打不开"):
        parse(put(tmp_path, "a.xlsx", bytes(data)))


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def test_bounds_are_kept_whatever_a_sheet_claims(tmp_path):
    book, sheet = ledger()
    sheet["A1048000"] = "附注"
    document = parse(put(tmp_path, "a.xlsx", saved(book)))
    assert document.text.rstrip().endswith("附注")
    assert len(document.tables[0].rows) == 3
    parts = parts_of(saved(book))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'ref="B4:B5"', b'ref="G9:XFD1048576"')
    with pytest.raises(UnreadableFile, match="单元格超过"):
        parse(put(tmp_path, "b.xlsx", zip_bytes(parts)))


def test_a_line_set_as_a_title_is_a_heading(tmp_path):
    book, sheet = ledger()
    sheet["A1"].font = openpyxl.styles.Font(sz=18)
    assert parse(put(tmp_path, "a.xlsx", saved(book))).blocks[0].kind == "heading"
