"""The ledger goes out as a workbook, is edited in Excel, and comes back."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from docintel.domain.ledger import LedgerFilters
from docintel.errors import UnreadableFile
from docintel.report import ledger_xlsx
from docintel.store import papers
from docintel.workflows import sheets, track
from tests.readings import PROMISES, Line, make_reading

TODAY = date(2026, 1, 15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def book(tmp_path):
    """(path, workbook, sheet, cell finder) of an exported ledger of one paper."""
    papers.save(
        make_reading(
            "甲",
            (*PROMISES, Line("=SUM(A1)不是公式，市财政局将核对。", "COMMIT", "市财政局")),
            doc_number="澜教提〔2025〕1号",
            case_number="086",
        )
    )
    path = tmp_path / "台账.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[ledger_xlsx.SHEET]
    columns = {cell.value: cell.column for cell in sheet[3]}

    def cell(text, heading):
        line = next(n for n in range(4, sheet.max_row + 1) if text in str(sheet.cell(n, columns["督办事项"]).value))
        return sheet.cell(line, columns[heading])

    return path, workbook, sheet, cell


def row(text):
    return next(r for r in track.list_rows(LedgerFilters(), TODAY) if text in r.text)


def test_columns_hold_what_is_known(book):
    _, workbook, sheet, cell = book
    expected = {
        "来源文件/文号": "《关于甲的答复》\n澜教提〔2025〕1号",
        "来源类别": "提案",
        "案号": "086",
        "量化指标": "2000个",
        "牵头单位": "市教育局",
        "配合单位": "市财政局",
        "时限原文": "2025年12月底前",
        "办理状态": "待审核",
        "亮灯": "红",
        "亮灯规则": "完成时限2025-12-31已过15天，尚未办结",
        "编号": row("新增公办").item_id,
    }
    assert {name: cell("新增公办", name).value for name in expected} == expected
    assert cell("新增公办", "完成时限").value.date() == date(2025, 12, 31)
    assert cell("新增公办", "亮灯").fill.fgColor.rgb.endswith(ledger_xlsx.FILLS["red"])
    assert cell("长期坚持", "完成时限").value is None
    assert sheet.freeze_panes == "H4"
    assert cell("新增公办", "是否办结").value == "否"
    assert sheet.auto_filter.ref
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$3"
    assert "已确认" in sheet.data_validations.dataValidation[0].formula1
    assert workbook[ledger_xlsx.BASE].sheet_state == "veryHidden"


def test_words_never_become_formulas(book):
    _, _, _, cell = book
    found = cell("不是公式", "督办事项")
    assert (found.data_type, found.value[:5]) == ("s", "=SUM(")


def test_an_untouched_workbook_changes_nothing(book):
    path, *_ = book
    report = sheets.bring_in(path, "张三")
    assert (report.rows, report.taken, report.conflicts, report.refused) == (4, (), (), ())


def test_edits_come_back_and_are_signed(book):
    path, workbook, _, cell = book
    cell("新增公办", "办理状态").value = "已办结"
    cell("新增公办", "完成时限").value = date(2026, 3, 31)
    cell("新增公办", "牵头单位").value = "市发展改革委，市教育局"
    cell("智慧校园", "进展情况").value = "已完成招标"
    cell("智慧校园", "完成时限").value = None
    workbook.save(path)
    report = sheets.bring_in(path, "张三")
    assert (len(report.taken), report.conflicts, report.refused) == (5, (), ())
    first, second = row("新增公办"), row("智慧校园")
    assert (first.state, first.due, first.lead) == ("done", date(2026, 3, 31), ("市发展改革委", "市教育局"))
    assert (second.progress, second.due) == ("已完成招标", None)
    assert {c.who for c in track.history(first.item_id)} == {"张三"}
    assert "台账.xlsx" in track.history(first.item_id)[0].note
    again = sheets.bring_in(path, "张三")
    assert (again.taken, again.conflicts) == ((), ())


def test_what_both_sides_changed_is_a_conflict_and_stays(book):
    path, workbook, _, cell = book
    cell("新增公办", "备注").value = "工作簿的话"
    cell("新增公办", "进展情况").value = "过半"
    workbook.save(path)
    track.correct(row("新增公办").item_id, {"note": "台账的话"}, "李四")
    report = sheets.bring_in(path, "张三")
    assert [(c.field, c.here, c.there) for c in report.conflicts] == [("备注", "台账的话", "工作簿的话")]
    assert [c.field for c in report.taken] == ["进展情况"]
    found = row("新增公办")
    assert (found.note, found.progress) == ("台账的话", "过半")


def test_what_cannot_be_taken_is_listed(book):
    path, workbook, _, cell = book
    cell("新增公办", "办理状态").value = "快好了"
    cell("智慧校园", "完成时限").value = "明年"
    cell("长期坚持", "编号").value = "c-nothing"
    workbook.save(path)
    report = sheets.bring_in(path, "张三")
    assert sorted(c.field for c in report.refused) == ["办理状态", "完成时限", "编号"]
    assert not report.taken
    assert all(c.why for c in report.refused)


def test_rows_and_columns_may_be_moved_or_deleted(book):
    path, workbook, sheet, cell = book
    cell("智慧校园", "备注").value = "看这里"
    sheet.delete_rows(4)
    sheet.insert_cols(1)
    del workbook[ledger_xlsx.BASE]
    workbook.save(path)
    report = sheets.bring_in(path, "张三")
    assert [(c.field, c.there) for c in report.taken] == [("备注", "看这里")]
    assert row("新增公办").state == "proposed"


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_other_files_are_refused_with_one_line(tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"x\.xlsx：.*；请"):
        sheets.bring_in(path, "张三")
    openpyxl.Workbook().save(path)
    with pytest.raises(UnreadableFile, match="表头"):
        sheets.bring_in(path, "张三")
