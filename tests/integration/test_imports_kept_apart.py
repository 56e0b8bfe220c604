"""What is brought in by a list is told to the audit; a 台账 that was brought in is no paper that the program reads."""

from __future__ import annotations

import json
from datetime import date

import pytest

from docintel.domain.ledger import LedgerFilters
from docintel.errors import BadInput
from docintel.store import papers, reviewed
from docintel.store.models import Audit, Body, Obligation, Paper
from docintel.workflows import bodies, review, sheets, track, unit_lists
from docintel.workflows import ingest as ingesting
from tests.office_sheets import duban
from tests.people import client_of
from tests.readings import make_reading

pytestmark = pytest.mark.django_db
PAPER = (
    "澜州市人民政府文件\n澜政发〔2025〕3号\n关于加强学校建设的通知\n市教育局2025年底前新增公办学位2000个。\n澜州市人民政府\n2025年3月1日\n"
)


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """No index: what is told and what is read does not depend on it."""
    monkeypatch.setattr(ingesting, "_index", lambda _tell: (0, ()))


def told():
    return [(a.act, a.who, a.subject, a.detail) for a in Audit.objects.filter(act="import").order_by("id")]


def test_a_workbook_that_comes_in_is_told_once_and_a_trial_is_not(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    sheets.bring_in(path, "张三", new=True, dry_run=True)
    assert told() == []
    done = sheets.bring_in(path, "张三", new=True, address="10.0.0.7")
    ((act, who, subject, detail),) = told()
    assert (act, who, subject) == ("import", "张三", "台账 登记簿.xlsx")
    assert detail.startswith(f"第{done.number}次导入：{done.rows}行，采纳{len(done.taken)}处")
    assert f"新登记{len(done.added)}项" in detail
    assert Audit.objects.get(act="import").address == "10.0.0.7"
    sheets.bring_in(path, "李四", new=True)
    assert told()[1][1:] == ("李四", "台账 登记簿.xlsx", f"与第{done.number}次导入相同，没有变化")


def test_an_import_that_fails_tells_nothing(tmp_path, monkeypatch):
    path = duban(tmp_path / "登记簿.xlsx")
    monkeypatch.setattr(sheets.sheets, "keep", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sheets.bring_in(path, "张三", new=True)
    assert told() == []


def test_the_page_tells_where_it_came_from(tmp_path):
    wang = client_of("wang", "secretariat")
    with duban(tmp_path / "登记簿.xlsx").open("rb") as file:
        wang.post("/api/sheets/imports", {"file": file, "new": "true"}, REMOTE_ADDR="10.0.0.9")
    assert (Audit.objects.get(act="import").who, Audit.objects.get(act="import").address) == ("wang", "10.0.0.9")


def test_lists_of_units_and_of_bodies_and_a_catalogue_are_told(tmp_path, monkeypatch):
    units = tmp_path / "单位.csv"
    units.write_text("名称,上级单位\n市水利局,\n水库中心,市水利局\n水库中心,没有的局\n", encoding="utf-8")
    unit_lists.take(units, "guan", "10.0.0.8")
    assert told()[-1] == ("import", "guan", "单位名单 单位.csv", "3行：新增2个，修改0个，未采纳1行")
    listed = tmp_path / "机构.jsonl"
    Body.objects.create(place="浙江省/澜州市", function="财政局", name="澜州市财政局")
    bodies.stop("澜州市财政局", "guan")
    bodies.export(listed)
    bodies.import_(listed, "guan")
    assert told()[-1][1:3] == ("guan", "机构名录 机构.jsonl")
    (tmp_path / "通知.txt").write_text(PAPER, encoding="utf-8")
    catalogue = tmp_path / "目录.jsonl"
    catalogue.write_text(json.dumps({"doc": "通知", "region": "澜州市"}, ensure_ascii=False) + "\n", encoding="utf-8")
    monkeypatch.setattr(ingesting, "machine_user", lambda: "root")
    ingesting.ingest([tmp_path / "通知.txt"], jobs=1, catalogue=catalogue, keep=False)
    assert told()[-1] == ("import", "root", "公文目录 目录.jsonl", "1行，随同读入1份公文")
    before = len(told())
    ingesting.ingest([tmp_path / "通知.txt"], jobs=1, keep=False)
    assert len(told()) == before, "papers alone are told by their versions"


def _library(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    sheets.bring_in(path, "张三", new=True)
    return path, list(track.list_rows(LedgerFilters(), date(2025, 7, 1)))


@pytest.mark.parametrize("again", [False, True])
def test_a_ledger_that_was_brought_in_is_not_read_as_a_paper(tmp_path, monkeypatch, again):
    path, before = _library(tmp_path)
    monkeypatch.setattr(ingesting, "reader", lambda _ocr=True: "a newer program")
    (line,) = ingesting.ingest([path], jobs=1, again=again, keep=False).lines
    assert (line.outcome, line.doc_id) == ("unchanged", "登记簿")
    assert "是导入的台账 登记簿" in line.line
    assert list(track.list_rows(LedgerFilters(), date(2025, 7, 1))) == before
    elsewhere = tmp_path / "别处" / "另名.xlsx"
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(path.read_bytes())
    assert ingesting.ingest([elsewhere], jobs=1, again=again, keep=False).lines[0].outcome == "unchanged"
    assert Paper.objects.count() == 1
    assert not Obligation.objects.filter(origin="read").exists()


def test_another_paper_of_that_name_is_a_paper_of_its_own(tmp_path):
    _, before = _library(tmp_path)
    same_name = make_reading("登记簿")
    saved = papers.save(same_name)
    assert (saved.outcome, saved.doc_id) == ("new", "登记簿~2")
    assert [r for r in track.list_rows(LedgerFilters(), date(2025, 7, 1)) if r.doc == "登记簿"] == before


def test_a_paper_that_was_read_keeps_its_findings_when_it_comes_in_as_a_ledger(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    ingesting.ingest([path], jobs=1, keep=False)
    read = set(Obligation.objects.values_list("item_id", flat=True))
    sheets.bring_in(path, "张三", new=True)
    assert set(Obligation.objects.filter(gone_since=None, origin="read").values_list("item_id", flat=True)) == read
    assert Paper.objects.filter(sheet=True).count() == 0


def test_rows_that_were_brought_in_are_no_gold(tmp_path):
    _library(tmp_path)
    papers.save(make_reading("甲"))
    for item in Obligation.objects.filter(paper__doc_id="甲"):
        review.confirm(item.item_id, "guan")
    assert reviewed.complete() == ["甲"]
    assert {row["doc_id"] for row in review.gold_rows(reviewed.complete())} == {"甲"}
    with pytest.raises(BadInput, match="是导入的台账，不是公文"):
        reviewed.complete(["登记簿"])
