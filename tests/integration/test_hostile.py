"""Input that nobody should send, on the pages and the API: words instead of 程序出错, and nothing changed."""

from __future__ import annotations

import csv
import io
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from docintel.store import audit, papers, people, units
from docintel.store.models import Assignment, Member, Obligation, Owner, Unit
from docintel.workflows import track
from docintel.workflows.upload_names import LONGEST, kept_name
from tests.people import client_of
from tests.readings import make_reading

pytestmark = pytest.mark.django_db
LONG = "长" * 200 + ".txt"


@pytest.fixture
def office():
    papers.save(make_reading("甲"))
    return client_of("sec", "secretariat")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/ledger/?doc=没有", 404),
        ("/ledger/?figure=没有", 400),
        ("/ledger/export.xlsx?figure=没有", 400),
        ("/review/?doc=没有", 404),
        ("/statistics/?by=没有", 200),
    ],
)
def test_an_address_that_asks_for_what_is_not_there_gets_words(office, address, status):
    found = office.get(address)
    assert found.status_code == status
    if status != 200:
        assert "没有办成" in found.content.decode()
        assert "可用" in found.content.decode() or "查看" in found.content.decode(), "it says what to do"
    assert office.get(address, headers={"HX-Request": "true"}).status_code == status


def test_a_row_that_is_not_there_is_not_offered_for_a_result(office):
    papers.save(make_reading("答", doc_kind="reply_cppcc"))
    assert office.get("/outcomes/答/?item=../../x").status_code == 404
    own = Obligation.objects.filter(paper__doc_id="答").first().item_id
    assert office.get(f"/outcomes/答/?item={own}").status_code == 200


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "abc", "１２"])
def test_figures_that_are_no_numbers_stop_nothing(office, number):
    assert office.post("/notices/seen/", {"number": number}).status_code in (302, 404)
    assert office.post("/notices/rules/", {"expected": number, "overdue.after": number}).status_code in (200, 302)
    assert office.post("/notices/rules/", {"overdue.every": number}).status_code in (200, 302)
    assert office.post("/review/undo/", {"number": number}).status_code < 500


def test_a_form_from_before_another_sign_in_and_one_that_is_too_large_are_told_in_chinese(office):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.cookies
    stale = strict.post("/notices/seen/", {"csrfmiddlewaretoken": "x" * 64})
    assert stale.status_code == 403
    assert "页面已过期" in stale.content.decode()
    many = office.post("/notices/seen/", {f"f{n}": "1" for n in range(1200)})
    assert many.status_code == 400
    assert "没有保存" in many.content.decode()


def test_what_is_behind_an_error_page_is_logged_with_its_time(office, monkeypatch):
    lines = logging.getLogger("django.request")
    assert [h for h in lines.handlers if h.level <= logging.ERROR], "nobody would ever know why"

    def broken(*_args, **_more):
        raise RuntimeError("unerwartet")

    monkeypatch.setattr(track, "list_rows", broken)
    out = io.StringIO()
    handler = lines.handlers[0]
    monkeypatch.setattr(handler, "stream", out)
    office.raise_request_exception = False
    assert office.get("/ledger/").status_code == 500
    assert "RuntimeError" in out.getvalue()
    assert "/ledger/" in out.getvalue()


@pytest.mark.parametrize(("name", "kept"), [("..", "未命名"), ("../../x.txt", "x.txt"), ("a\x00b\n.txt", "a_b_.txt"), ("", "未命名")])
def test_a_name_with_parts_of_a_path_is_only_its_last_part(name, kept):
    assert kept_name(name) == kept_name(kept) == kept


def test_a_name_too_long_for_the_disk_keeps_its_suffix(office):
    assert len(kept_name(LONG).encode()) <= LONGEST
    assert kept_name(LONG).endswith("长.txt")
    assert kept_name(kept_name(LONG)) == kept_name(LONG)
    sent = office.post("/upload/", {"files": SimpleUploadedFile(LONG, "关于做好工作的通知\n各单位：\n请抓好落实。".encode())})
    assert sent.status_code == 200
    assert "新增" in sent.content.decode()
    checked = office.post("/check/", {"draft": SimpleUploadedFile(LONG, "关于提案的答复\n张三委员：\n感谢支持。".encode())})
    assert checked.status_code == 200


def test_a_draft_that_cannot_be_read_is_named_without_our_folder(office):
    page = office.post("/check/", {"draft": SimpleUploadedFile("答复稿.docx", b"PK\x03\x04broken")}).content.decode()
    assert "答复稿.docx：" in page
    assert "docintel-check-" not in page
    assert "/draft/" not in page


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_no_cell_of_a_csv_is_a_formula(office, name):
    Owner.objects.update(name=name, canonical=name, body=None)
    rows = csv.reader(io.StringIO(office.get("/statistics/table.csv?by=unit").content.decode("utf-8-sig")))
    found = [row[0] for row in rows]
    assert f"'{name}" in found
    assert not [cell for cell in found if cell.startswith(("=", "+", "-", "@"))]
    audit.write("failed", name)
    lines = csv.reader(io.StringIO(client_of("aud", "auditor").get("/audit/export.csv").content.decode("utf-8-sig")))
    assert not [cell for row in lines for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_unit_is_not_led_to_rows_of_others(office):
    rows = list(Obligation.objects.order_by("pk"))
    mine, other = rows[0], rows[1]
    unit = Unit.objects.create(name="市教育局")
    mine.state = "confirmed"
    mine.save()
    Assignment.objects.create(obligation=mine, unit=unit, role="lead", assigned_by="sec")
    client = client_of("ua", "unit", unit)
    page = client.get("/papers/甲/").content.decode()
    assert f"/ledger/{mine.item_id}/" in page
    assert f"/ledger/{other.item_id}/" not in page, "it would be a dead end for the unit"
    assert f"/ledger/{other.item_id}/" in office.get("/papers/甲/").content.decode()


def test_a_change_of_a_person_by_api_is_made_whole_or_not_at_all():
    chief = client_of("chief", "administrator")
    seen = people.member("chief").version
    wrong = chief.post("/api/people/chief", {"full_name": "改了", "active": False, "expected": seen}, content_type="application/json")
    assert wrong.status_code == 422
    assert people.member("chief").full_name == "", "the first half would stand although the answer was no"
    number = units.add("市教育局", "chief")
    stale = units.unit(number).version
    done = chief.post(f"/api/units/{number}", {"phone": "1", "stopped": True, "expected": stale}, content_type="application/json")
    assert done.status_code == 200
    again = chief.post(f"/api/units/{number}", {"phone": "2", "stopped": False, "expected": stale}, content_type="application/json")
    assert again.status_code == 409
    assert units.unit(number).phone == "1"


def test_everybody_who_works_in_a_unit_is_a_colleague():
    unit = Unit.objects.create(name="市教育局")
    client_of("ua", "unit", unit)
    client_of("ub", "unit", Unit.objects.create(name="市财政局"))
    assert people.colleagues({unit.pk}) == {"ua"}
    assert Member.objects.count() == 2


def test_a_clerk_reads_no_names_of_placeholders_and_an_auditor_no_per_cent_signs(office):
    page = office.get("/notices/rules/").content.decode()
    assert "还有〔天数〕天到期：〔督办事项〕" in page
    assert "{text}" not in page
    office.get("/ledger/export.xlsx", {"owner": "市教育局"})
    assert "owner=市教育局" in client_of("aud", "auditor").get("/audit/").content.decode()
