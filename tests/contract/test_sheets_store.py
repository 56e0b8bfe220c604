"""Workbooks and the ledger on SQLite and on PostgreSQL: every cell is taken, a conflict or refused, never lost; all of an import or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.domain.ledger import STATES, LedgerFilters
from docintel.errors import StoreConflict
from docintel.report import ledger_xlsx
from docintel.store import correct_many, ledger, papers, sheets, soundness
from docintel.store import outcomes as store_outcomes
from docintel.store.models import History, Obligation, Outcome, Review, SheetChoice, SheetImport
from docintel.workflows import outcomes, review, track
from docintel.workflows import sheets as office
from docintel.workflows.classes import classes
from docintel.workflows.sheet_cells import same_form, same_words
from tests.contract.conftest import empty
from tests.office_sheets import duban, edit
from tests.readings import PROMISES, Line, make_reading

TODAY = date(2025, 7, 1)
SERVICE = ("督9", "《关于甲的答复》", "鼓励社会力量参与课后服务", "市教育局", "", "", "", "李阅", "")
HEADINGS = {"text": "督办事项", "lead": "牵头单位", "support": "配合单位", "due": "完成时限", "state": "办理状态"}
HEADINGS |= {"targets": "量化指标", "due_words": "时限原文"}
HEADINGS |= {"outcome_class": "办理结果", "progress": "进展情况", "note": "备注", "x:责任人": "责任人"}
WORDS = st.sampled_from(("", "已完成", "过半，按月推进", "=1+1", "+8", "@所有人", "-", "已 完成", "两行\n的话"))
VALUES = {
    "text": st.sampled_from(("新增公办学位3000个", "=合计", "", "分两批建成")),
    "lead": st.sampled_from(("市教育局", "市财政局、市教育局", "市财政局，市教育局", "", "县区政府")),
    "support": st.sampled_from(("", "市财政局", "市编办；市人社局")),
    "due": st.sampled_from(("2025-12-31", "2026/3/31", "2025-02-30", "", "不久", "2026年6月30日")),
    "state": st.sampled_from((*STATES.values(), "快好了", "已完成", "")),
    "outcome_class": st.sampled_from(("A", "B", "B→A", "c类", "")),
    "targets": st.sampled_from(("2500个", "新增公办学位2500个；新建学校3所", "很多", "")),
    "due_words": st.sampled_from(("2026年6月底前", "2026年；2027年底", "长期坚持", "另行通知", "")),
    "progress": WORDS,
    "note": WORDS,
    "x:责任人": st.sampled_from(("王某", "李某", "")),
}
CELLS = st.sampled_from(tuple(VALUES)).flatmap(
    lambda key: st.tuples(st.integers(0, 2), st.just(key), st.none() | VALUES[key], st.none() | VALUES[key])
)
"""(row, key, what is written in Excel, what is written on the pages); None = nothing."""


def library():
    papers.save(make_reading("甲", PROMISES))
    outcomes.choose_scheme("three", "管理员")
    return list(Obligation.objects.order_by("start").values_list("item_id", flat=True))


def standing():
    return correct_many.standing(Obligation.objects.values_list("item_id", flat=True))


def on_page(item_id, key, words):
    """The edit of somebody who works on the pages."""
    if key == "state":
        code = {v: k for k, v in STATES.items()}.get(words)
        correct_many.apply({item_id: {key: code}} if code else {}, "李四", "")
    else:
        correct_many.apply({item_id: {key: words}}, "李四", "", classes=classes(TODAY))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(cells=st.lists(CELLS, min_size=3, max_size=14, unique_by=lambda c: c[:2]))
def test_every_cell_is_taken_a_conflict_or_refused(store, tmp_path_factory, cells):
    excel = [(n, key, words) for n, key, words, _ in cells if words is not None]
    page = [(n, key, words) for n, key, _, words in cells if words is not None]
    empty()
    ids = library()
    path = tmp_path_factory.mktemp("book") / "台账.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    exported = standing()
    book = openpyxl.load_workbook(path)
    sheet = book[ledger_xlsx.SHEET]
    at = {c.value: c.column for c in sheet[3]}
    lines = {sheet.cell(n, at["编号"]).value: n for n in range(4, sheet.max_row + 1)}
    for n, key, words in excel:
        cell = sheet.cell(lines[ids[n]], at[HEADINGS[key]])
        cell.value = words or None
        if cell.value is not None:
            cell.data_type = "s"
    book.save(path)
    for n, key, words in page:
        on_page(ids[n], key, words)
    before, histories = standing(), History.objects.count()
    report = office.bring_in(path, "张三")
    after = standing()
    lists = {"taken": report.taken, "conflicts": report.conflicts, "refused": report.refused}
    where = {}
    for name, told in lists.items():
        for c in told:
            if c.why.startswith("时限原文改成"):  # the day that new words say waits for a person's word
                assert name == "conflicts"
                continue
            assert (c.item_id, c.key) not in where
            where[c.item_id, c.key] = name, c
    said = {(ids[n], key): same_form(key, words) for n, key, words in excel}
    for item_id in ids:
        for key in VALUES:
            then, here = (same_form(key, s[item_id].of(key)) for s in (exported, before))
            there, now = said.get((item_id, key), then), after[item_id].of(key)
            if same_words(there, then) or same_words(there, here):
                assert (item_id, key) not in where
                assert now == before[item_id].of(key)
                continue
            name, cell = where.pop((item_id, key))
            assert same_words(same_form(key, cell.there), there)
            assert same_words(now, there if name == "taken" else before[item_id].of(key))
            if name != "refused":
                assert (name == "conflicts") == (not same_words(here, then))
            assert name != "refused" or cell.why
    assert not where
    assert History.objects.count() - histories >= len(report.taken)
    if report.number:
        _, kept = sheets.report(report.number)
        assert (kept.taken, kept.conflicts, kept.refused) == (report.taken, report.conflicts, report.refused)
    again = office.bring_in(path, "张三")
    assert (again.taken, again.conflicts) == ((), ())
    assert standing() == after


def test_many_at_once_are_written_as_one_by_one(store):
    changes = {"lead": "市财政局、市教育局", "due": "2026-03-31", "progress": "过半", "note": "", "text": "新增公办学位3000个"}
    changes |= {"targets": "新增公办学位2500个；新建学校3所", "due_words": "2026年6月底前"}
    found = []
    for many in (False, True):
        empty()
        ids = library()
        if many:
            given = {**changes, "state": "done", "outcome_class": "B"}
            assert correct_many.apply(dict.fromkeys(ids, given), "张三", "说明", classes=classes(TODAY)) == {}
        else:
            for item_id in ids:
                ledger.correct(item_id, changes, "张三", "说明")
                store_outcomes.record_words(item_id, "B", "张三", "说明", classes(TODAY))
                for state in ("confirmed", "done"):
                    ledger.change_state(item_id, state, "张三", "说明")
        rows = [ledger.row(i, TODAY) for i in ids]
        plain = [
            (
                r.item_id,
                r.outcome_class,
                r.deadline_words,
                r.text,
                r.lead,
                r.support,
                r.due,
                r.progress,
                r.state,
                r.owners,
                r.targets,
                r.needs_review,
            )
            for r in rows
        ]
        reviews = sorted(Review.objects.values_list("subject", "field", "value", "who", "note", "stamp"), key=str)
        told = sorted(History.objects.values_list("subject", "field", "old", "new", "who", "note"))
        found.append((plain, reviews, told))
    assert found[0] == found[1]


def test_an_import_that_dies_leaves_nothing(store, tmp_path, monkeypatch):
    library()
    path = duban(tmp_path / "登记簿.xlsx")

    def dies(*_args, **_how):
        raise RuntimeError("power cut")

    monkeypatch.setattr(sheets, "keep", dies)
    before = standing()
    with pytest.raises(RuntimeError):
        office.bring_in(path, "张三", new=True)
    assert standing() == before
    assert (SheetImport.objects.count(), History.objects.count()) == (0, 0)
    monkeypatch.undo()
    assert len(office.bring_in(path, "张三", new=True).added) == 2


def test_what_people_brought_survives_a_new_reading(store, tmp_path):
    library()
    rows = [
        ("督1", "《关于甲的答复》", "力争到2027年建成智慧校园平台", "市数据局", "", "", "", "李阅", ""),
        ("督2", "", "完成危房改造三百户", "市住建局", "", "", "", "", ""),
    ]
    office.bring_in(duban(tmp_path / "a.xlsx", rows), "张三", new=True)
    before = standing()
    papers.save(make_reading("甲", PROMISES[1:], doc_number="澜教〔2025〕9号"))
    office.bring_in(edit(tmp_path / "a.xlsx", tmp_path / "a.xlsx", {("督2", "备注"): "催办"}), "张三", new=True)
    after = standing()
    assert {i: s.extra for i, s in after.items()} == {i: s.extra for i, s in before.items()}
    added = Obligation.objects.get(origin="added")
    assert (added.gone_since, added.note, added.text) == (None, "催办", "完成危房改造三百户")
    assert track.source(added.item_id).text[added.start : added.end] == added.text


def test_a_row_of_a_workbook_on_a_papers_own_words_follows_them_and_is_never_overwritten(store, tmp_path):
    library()
    office.bring_in(duban(tmp_path / "a.xlsx", [SERVICE]), "张三", new=True)
    added = Obligation.objects.get(origin="added")
    assert (added.paper.doc_id, added.source_text, added.state) == ("甲", SERVICE[2], "confirmed")
    before = ledger.row(added.item_id, TODAY)
    told = {(c.field, c.old, c.new) for c in ledger.history(added.item_id)}
    assert {("来历", "", "人工补录"), ("办理状态", "待审核", "已确认")} <= told

    def now():
        row = Obligation.objects.get(pk=added.pk)
        seen = ledger.row(added.item_id, TODAY)
        kept = ("text", "lead", "due", "state", "extra", "origin")
        assert [getattr(seen, n) for n in kept] == [getattr(before, n) for n in kept]
        return row

    papers.save(make_reading("甲", (Line("有关部门："), *PROMISES)))
    moved = now()
    assert (moved.version, moved.start, moved.needs_review) == (2, added.start + 6, False)
    changed = tuple(replace(x, text=x.text.replace("课后服务", "课后延时服务")) for x in PROMISES)
    papers.save(make_reading("甲", changed))
    assert (now().needs_review, now().gone_since) == (True, None)
    papers.save(make_reading("甲", PROMISES[:4]))
    assert now().gone_since is not None
    again = office.bring_in(edit(tmp_path / "a.xlsx", tmp_path / "b.xlsx", {("督9", "备注"): "催办"}), "张三", new=True)
    assert (len(again.added), Obligation.objects.get(pk=added.pk).note) == (0, "催办")
    assert soundness.loose_ends() == {}


def test_a_workbook_finds_the_rows_that_people_made_not_those_they_replaced(store, tmp_path):
    seats, campus, _ = library()
    merged = review.merge([seats, campus], "张三", text="新增公办学位2000个，建成智慧校园平台")
    row = ("督3", "《关于甲的答复》", "新增公办学位2000个，建成智慧校园平台", "市教育局", "", "", "过半", "", "")
    report = office.bring_in(duban(tmp_path / "a.xlsx", [row]), "张三")
    assert {c.item_id for c in report.taken} == {merged}
    old = Obligation.objects.get(item_id=seats)
    row = ("督4", "《关于甲的答复》", old.text, "", "", "", "已完成", "", "")
    report = office.bring_in(duban(tmp_path / "b.xlsx", [row]), "张三")
    assert seats not in {c.item_id for c in report.taken}
    assert Obligation.objects.get(item_id=seats).progress == ""


def test_a_step_of_its_life_from_excel_leaves_the_request_for_a_review(store):
    seats = library()[0]
    assert correct_many.apply({seats: {"state": "in_progress"}}, "张三", "") == {}
    stamp = Obligation.objects.get(item_id=seats).review_stamp
    assert stamp == Obligation.objects.get(item_id=seats).text_hash
    changed = tuple(replace(x, text=x.text.replace("公办学位", "公办义务教育学位")) for x in PROMISES)
    papers.save(make_reading("甲", changed))
    assert Obligation.objects.get(item_id=seats).needs_review
    assert correct_many.apply({seats: {"state": "done"}}, "张三", "") == {}
    assert Obligation.objects.get(item_id=seats).needs_review
    assert "佐证" in correct_many.apply({seats: {"state": "closed"}}, "张三", "")[seats, "state"]


def test_a_class_that_the_reply_prints_is_changed_in_excel_without_a_conflict(store, tmp_path):
    papers.save(make_reading("甲", PROMISES, reply_class="B", reply_scheme="three", reply_outcome="planned"))
    path = tmp_path / "台账.xlsx"
    path.write_bytes(track.export(LedgerFilters(), TODAY))
    book = openpyxl.load_workbook(path)
    sheet = book[ledger_xlsx.SHEET]
    column = next(c.column for c in sheet[3] if c.value == "办理结果")
    assert sheet.cell(4, column).value == "B"
    sheet.cell(4, column).value = "A"
    book.save(path)
    report = office.bring_in(path, "张三")
    assert ([(c.here, c.there) for c in report.taken], report.conflicts) == ([("B", "A")], ())
    (made,) = Outcome.objects.all()
    assert (made.letter, made.scheme, made.follow_up, made.who, made.obligation.outcome_class) == ("A", "three", False, "张三", "A")


def test_choices_are_written_once(store, tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    office.bring_in(path, "张三", new=True)
    item = Obligation.objects.get(text__contains="雨污").item_id
    ledger.correct(item, {"progress": "甲"}, "李四")
    number = office.bring_in(edit(path, tmp_path / "b.xlsx", {("督2025-001", "落实情况"): "乙"}), "张三").number
    assert sheets.choose(number, {"0": "there"}, "张三") == (1, [])
    assert sheets.choose(number, {"0": "here"}, "张三")[0] == 0
    assert SheetChoice.objects.count() == 1
    for attempt in (SheetImport.objects.all().delete, lambda: SheetChoice.objects.update(took="here")):
        with pytest.raises(StoreConflict):
            attempt()
