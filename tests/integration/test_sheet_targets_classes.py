"""Targets, words of limits and classes edited in Excel: read by the grammars that read papers, shown before they count, never guessed."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from openpyxl import Workbook

from docintel.domain.ledger import LedgerFilters
from docintel.domain.papers import Anchor
from docintel.errors import BadInput
from docintel.report import ledger_xlsx
from docintel.store import ledger, papers
from docintel.store.models import Outcome, Review
from docintel.workflows import outcomes, sheets, track
from tests.readings import PROMISES, make_reading

TODAY = date(2025, 7, 1)
CLASS_WORDS = "办理结果（本单位写法）"
pytestmark = pytest.mark.django_db


@pytest.fixture
def change(tmp_path):
    """Writes cells of the exported row 新增公办学位 and brings the workbook in."""
    papers.save(make_reading("甲", PROMISES, issue_date="2025-03-01", anchor=Anchor("2025-03-01", "day", "issue_date")))

    def bring(**cells):
        path = tmp_path / "台账.xlsx"
        path.write_bytes(track.export(LedgerFilters(), TODAY))
        book = openpyxl.load_workbook(path)
        sheet = book[ledger_xlsx.SHEET]
        at = {c.value: c.column for c in sheet[3]}
        line = next(n for n in range(4, sheet.max_row + 1) if "新增公办" in str(sheet.cell(n, at["督办事项"]).value))
        for heading, value in cells.items():
            sheet.cell(line, at[heading]).value = value
        book.save(path)
        return sheets.bring_in(path, "张三")

    return bring


def seats():
    return next(r for r in track.list_rows(LedgerFilters(), TODAY) if "新增公办" in r.text)


def told(cells):
    return [(c.field, c.here, c.there) for c in cells]


def test_an_edited_target_is_read_and_measured_against(change):
    report = change(量化指标="新增公办学位2500个；新建学校3所")
    assert told(report.taken) == [("量化指标", "2000个", "新增公办学位2500个；新建学校3所")]
    assert seats().targets == ("新增公办学位2500个", "新建学校3所")
    values = list(Review.objects.filter(field="targets").values_list("value", "who"))
    assert values == [(["新增公办学位2500个", "新建学校3所"], "张三")]
    papers.save(make_reading("甲", PROMISES, issue_date="2025-03-01", title="再读一次"))
    assert seats().targets == ("新增公办学位2500个", "新建学校3所"), "a correction, over which no reading writes"
    ledger.undo(seats().item_id, "targets", "张三")
    assert seats().targets == ("2000个",)


def test_a_target_without_a_figure_is_refused_with_the_reason(change):
    report = change(量化指标="大幅增加")
    ((cell,), taken) = report.refused, report.taken
    assert "没有读出数值" in cell.why
    assert (taken, seats().targets) == ((), ("2000个",))


def test_new_words_of_a_limit_are_taken_and_their_day_waits_for_a_word(change):
    report = change(时限原文="2026年6月底前")
    assert told(report.taken) == [("时限原文", "2025年12月底前", "2026年6月底前")]
    assert told(report.conflicts) == [("完成时限", "2025-12-31", "2026-06-30")]
    assert "读作2026-06-30" in report.conflicts[0].why
    assert (seats().deadline_words, seats().due) == (("2026年6月底前",), date(2025, 12, 31))
    assert sheets.choose(report.number, {"0": "there"}, "张三") == (1, [])
    assert seats().due == date(2026, 6, 30)


def test_words_count_from_the_papers_own_date(change):
    assert told(change(时限原文="明年6月底前").conflicts) == [("完成时限", "2025-12-31", "2026-06-30")]


def test_a_day_that_was_written_too_is_the_persons(change):
    report = change(时限原文="2026年6月底前", 完成时限=date(2026, 5, 31))
    assert ([c.field for c in report.taken], report.conflicts) == (["时限原文", "完成时限"], ())
    assert seats().due == date(2026, 5, 31)


def test_words_without_a_day_ask_before_the_day_goes(change):
    report = change(时限原文="长期坚持")
    assert told(report.conflicts) == [("完成时限", "2025-12-31", "")]
    assert seats().due == date(2025, 12, 31)
    sheets.choose(report.number, {"0": "there"}, "张三")
    assert (seats().due, seats().deadline_words) == (None, ("长期坚持",))


def test_words_that_nobody_can_read_leave_the_day_and_say_so(change):
    report = change(时限原文="另行通知")
    assert (report.conflicts, seats().due, seats().deadline_words) == ((), date(2025, 12, 31), ("另行通知",))
    assert any("“另行通知”读不出日期，完成时限没有变" in n for n in report.notes)


def test_both_sides_changed_the_target(change, tmp_path):
    def on_the_page(target):
        ledger.correct(seats().item_id, {"targets": target}, "李四")

    path = tmp_path / "b.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    on_the_page("2200个")
    book = openpyxl.load_workbook(path)
    sheet = book[ledger_xlsx.SHEET]
    at = {c.value: c.column for c in sheet[3]}
    line = next(n for n in range(4, sheet.max_row + 1) if "新增公办" in str(sheet.cell(n, at["督办事项"]).value))
    sheet.cell(line, at["量化指标"]).value = "2500个"
    book.save(path)
    report = sheets.bring_in(path, "张三")
    assert told(report.conflicts) == [("量化指标", "2200个", "2500个")]
    sheets.choose(report.number, {"0": "there"}, "张三")
    assert seats().targets == ("2500个",)


# --- classes ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["A", "Ａ类", "a", "A（已解决）", "解决或基本解决"])
def test_a_class_in_a_cell_is_recorded_by_the_offices_scheme(change, words):
    outcomes.choose_scheme("three", "管理员")
    report = change(办理结果=words)
    assert told(report.taken) == [("办理结果", "", "A")]
    (made,) = Outcome.objects.all()
    assert (made.scheme, made.letter, made.who, made.obligation.item_id) == ("three", "A", "张三", seats().item_id)
    assert "台账.xlsx" in made.note
    assert seats().outcome_class == "A"


def test_a_second_look_in_a_cell_and_its_taking_back(change):
    outcomes.choose_scheme("three", "管理员")
    change(办理结果="B→A")
    assert [(o.letter, o.follow_up) for o in Outcome.objects.all()] == [("B", False), ("A", True)]
    change(办理结果="B")
    assert seats().outcome_class == "B"
    change(办理结果="C")
    change(办理结果=None)
    assert seats().outcome_class == ""
    assert [(o.letter, o.follow_up, o.corrects_id is not None) for o in Outcome.objects.all()][2:] == [
        ("", True, True),
        ("C", False, True),
        ("", False, True),
    ], "nothing is changed, each is a new result"


def test_words_that_are_no_class_are_named_and_kept_not_guessed(change):
    outcomes.choose_scheme("three", "管理员")
    report = change(办理结果="基本办结")
    assert told(report.taken) == [(CLASS_WORDS, "", "基本办结")]
    assert any("办理结果“基本办结”不是" in n and "A（解决或基本解决）" in n for n in report.notes)
    assert (seats().outcome_class, seats().extra[CLASS_WORDS], Outcome.objects.count()) == ("", "基本办结", 0)
    change(办理结果="B")
    assert (seats().outcome_class, seats().extra[CLASS_WORDS]) == ("B", "")
    refused = change(办理结果="D").refused
    assert ["不是" in c.why for c in refused] == [True], "a class is not lost to words that are none"
    assert seats().outcome_class == "B"


def test_without_a_scheme_a_letter_waits_and_counts_when_it_was_chosen(change, tmp_path):
    change(办理结果="A")
    assert (seats().outcome_class, seats().extra[CLASS_WORDS]) == ("", "A")
    outcomes.choose_scheme("three", "管理员")
    sheets.bring_in(tmp_path / "台账.xlsx", "张三")
    assert (seats().outcome_class, seats().extra[CLASS_WORDS]) == ("A", "")


def test_a_row_of_an_offices_own_ledger_has_its_result_too(tmp_path):
    outcomes.choose_scheme("three", "管理员")
    book = Workbook()
    book.active.append(["督办编号", "督查内容", "承办单位", "办理结果"])
    book.active.append(["督1", "完成全市雨污分流改造二十公里", "市住建局", "B类"])
    book.active.append(["督2", "完成老旧小区加装电梯一百部", "市住建局", "正常推进"])
    path = tmp_path / "登记簿.xlsx"
    book.save(path)
    report = sheets.bring_in(path, "张三", new=True)
    rows = {r.extra["本单位编号"]: r for r in track.list_rows(LedgerFilters(), TODAY)}
    assert (rows["督1"].outcome_class, rows["督2"].outcome_class, rows["督2"].extra[CLASS_WORDS]) == ("B", "", "正常推进")
    assert any("正常推进" in n for n in report.notes)
    again = sheets.bring_in(path, "张三", new=True)
    assert (again.taken, again.conflicts) == ((), ())
    out = tmp_path / "出.xlsx"
    (form,) = sheets.forms()
    out.write_bytes(track.export(LedgerFilters(), TODAY, form.fingerprint))
    found = {c.value for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for c in row}
    assert {"正常推进", "B"} <= found, "the office's words come out again"


def test_the_command_line_records_the_same(change):
    outcomes.choose_scheme("three", "管理员")
    item = seats().item_id
    assert track.correct(item, {"outcome_class": "B", "progress": "过半"}, "张三") == ["progress", "outcome_class"]
    assert track.correct(item, {"outcome_class": "b类"}, "张三") == []
    with pytest.raises(BadInput, match="“好”不是"):
        track.correct(item, {"outcome_class": "好", "progress": "完成"}, "张三")
    assert (seats().outcome_class, seats().progress, Outcome.objects.count()) == ("B", "过半", 1), "all of it or nothing"
