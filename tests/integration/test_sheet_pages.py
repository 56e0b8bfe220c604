"""The pages and the API of the round trip, as a clerk and a program meet them."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from docintel import settings as own
from docintel.domain.ledger import LedgerFilters
from docintel.domain.people import Viewer
from docintel.store import papers
from docintel.store.models import Unit
from docintel.workflows import handle, sheets, track
from tests.office_sheets import DUBAN, duban, edit, jianggan
from tests.people import client_of, person
from tests.readings import make_reading

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 1)


@pytest.fixture
def signed_in(client):
    client.force_login(person())
    papers.save(make_reading("甲"))
    return client


def upload(client, path, follow=True):
    return client.post("/ledger/import/", {"file": SimpleUploadedFile(path.name, path.read_bytes())}, follow=follow)


def row(text):
    return next(r for r in track.list_rows(LedgerFilters(), TODAY) if text in r.text)


def test_look_correct_bring_in_and_look_again(signed_in, tmp_path):
    page = upload(signed_in, duban(tmp_path / "登记簿.xlsx"))
    words = page.content.decode()
    assert "督2025-002" in words
    assert "按列名" in words
    url, (token, name) = page.redirect_chain[-1][0], page.redirect_chain[-1][0].removeprefix("/ledger/import/").split("/?name=")
    assert token
    assert name
    selects = {f"c-0-{n}": v for n, v in enumerate(("number", "source", "text", "lead", "due", "state", "progress", "leader", "note"), 1)}
    form = {"name": "登记簿.xlsx", "new": "1", **selects}
    tried = signed_in.post(url.partition("?")[0], {**form, "try": "1"}).content.decode()
    assert "还没有写入" in tried
    assert "台账中没有对应的 2 行，导入时登记为新事项" in tried
    assert sheets.imports() == []
    done = signed_in.post(url.partition("?")[0], {**form, "do": "1"}, follow=True)
    assert done.redirect_chain[-1][0].startswith("/ledger/imports/")
    assert "新登记的 2 项" in done.content.decode()
    assert row("雨污").extra["分管/责任领导"] == "李阅"
    again = signed_in.post(url.partition("?")[0], {**form, "do": "1"}, follow=True)
    assert "没有新的内容" in again.content.decode()
    assert len(sheets.imports()) == 1
    assert "登记簿.xlsx" in signed_in.get("/ledger/imports/").content.decode()
    item = signed_in.get(f"/ledger/{row('雨污').item_id}/").content.decode()
    assert "李阅" in item
    form_ = sheets.forms()[0]
    out = signed_in.get(f"/ledger/export.xlsx?columns={form_.fingerprint}")
    assert openpyxl.load_workbook(io.BytesIO(out.content)).worksheets[0]["C3"].value == "督查内容"
    assert signed_in.get("/ledger/export.xlsx?columns=0").status_code == 404
    assert form_.fingerprint in signed_in.get("/ledger/").content.decode()


def conflicted(tmp_path):
    path = duban(tmp_path / "登记簿.xlsx")
    sheets.bring_in(path, "张三", new=True)
    for text, words in (("雨污", "台账的话一"), ("隐患", "台账的话二")):
        track.correct(row(text).item_id, {"progress": words}, "李四")
    changes = {("督2025-001", "落实情况"): "表中的话一", ("督2025-003", "落实情况"): "表中的话二"}
    return sheets.bring_in(edit(path, tmp_path / "b.xlsx", changes), "张三").number


def test_conflicts_are_settled_on_the_page(signed_in, tmp_path):
    number = conflicted(tmp_path)
    words = signed_in.get(f"/ledger/imports/{number}/").content.decode()
    for shown in ("台账的话一", "表中的话一", "完成两条路", "台账的话二", "表中的话二", "都采用 Excel 值"):
        assert shown in words
    seen = signed_in.post(f"/ledger/imports/{number}/choose/", {"side-0": "there", "seen-0": "以前看到的"}, follow=True)
    assert "又改成了" in seen.content.decode()
    assert row("雨污").progress == "台账的话一"
    signed_in.post(f"/ledger/imports/{number}/choose/", {"side-0": "there", "seen-0": "台账的话一"})
    assert row("雨污").progress == "表中的话一"
    signed_in.post(f"/ledger/imports/{number}/choose/", {"all": "here", "column": "落实情况"})
    assert row("隐患").progress == "台账的话二"
    words = signed_in.get(f"/ledger/imports/{number}/").content.decode()
    assert "待处理的冲突" not in words
    assert "已处理的冲突 2 处" in words
    assert "没有选择" in signed_in.post(f"/ledger/imports/{number}/choose/", {}, follow=True).content.decode()
    assert signed_in.get("/ledger/imports/99999/").status_code == 404
    assert signed_in.post("/ledger/imports/99999/choose/", {"side-0": "here"}).status_code == 404


def test_a_large_upload_is_refused_before_its_body_is_read(signed_in):
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError("the body was read")

    big = str(own.SHEET_BYTES * 4)
    page = signed_in.generic(
        "POST", "/ledger/import/", b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=big, **{"wsgi.input": Unread()}
    )
    assert page.status_code == 413
    assert "文件过大" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "data", "why"), [("a.xlsx", b"", "空"), ("a.xlsx", b"words", "不是 Excel"), ("b.xlsx", b"PK\x03\x04bad", "损坏")]
)
def test_wrong_files_get_a_line_without_our_folders(signed_in, name, data, why):
    page = signed_in.post("/ledger/import/", {"file": SimpleUploadedFile(name, data)}, follow=True)
    words = page.content.decode()
    assert why in words
    assert "/tmp" not in words
    assert "uploads" not in words
    assert signed_in.get("/ledger/import/aaaa/?name=../secret_key").status_code == 404
    assert "没有选择文件" in signed_in.post("/ledger/import/", {}).content.decode()


def test_the_token_of_the_form_is_checked(db, tmp_path):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    assert upload(client, duban(tmp_path / "a.xlsx"), follow=False).status_code == 403


def test_the_api_takes_workbooks_and_settles_conflicts(signed_in, tmp_path):
    def post(path, **how):
        return signed_in.post("/api/sheets/imports", {"file": SimpleUploadedFile(path.name, path.read_bytes()), **how})

    path = jianggan(tmp_path / "台账.xlsx")
    assert post(path, dry_run="true").json()["number"] == 0
    assert post(path, columns="[]").status_code == 422
    assert post(path, columns=json.dumps({"没有": "lead"})).status_code == 422
    first = post(path, new="true", columns=json.dumps({"资金使用": ""})).json()
    assert len(first["added"]) == 4
    assert signed_in.get("/api/sheets/imports?limit=1").json()["count"] == 1
    assert signed_in.get("/api/sheets/forms").json()["count"] == 1
    number = conflicted(tmp_path)
    found = signed_in.get(f"/api/sheets/imports/{number}/conflicts?limit=1").json()
    assert (found["count"], len(found["rows"])) == (2, 1)
    choices = [{"cell": "0", "took": "there"}, {"cell": "1", "took": "here", "seen": "别的"}]
    told = signed_in.post(f"/api/sheets/imports/{number}/conflicts", json.dumps(choices), content_type="application/json").json()
    assert told["settled"] == 1
    assert "又改成了" in told["problems"][0]
    assert signed_in.get("/api/sheets/imports/4040").status_code == 404
    kept = signed_in.get(f"/api/sheets/imports/{number - 1}").json()["report"]
    assert DUBAN[0][0] in {c["there"] for c in kept["taken"]}


def test_a_unit_exports_its_own_rows_in_the_offices_form_and_brings_nothing_in(signed_in, tmp_path):
    office = jianggan(tmp_path / "台账.xlsx")
    upload_url = "/api/sheets/imports"
    signed_in.post(upload_url, {"file": SimpleUploadedFile(office.name, office.read_bytes()), "new": "true"})
    (form,) = sheets.forms()
    unit = Unit.objects.create(name="市教育局")
    mine = row("幼儿园").item_id
    handle.assign(Viewer("督查员", "secretariat"), mine, [handle.Given(unit.pk, "lead", None)], "", today=TODAY)
    client = client_of("lian", "unit", unit)
    page = client.get("/ledger/").content.decode()
    assert "导入台账" not in page
    assert f"columns={form.fingerprint}" in page
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/ledger/export.xlsx?columns={form.fingerprint}").content))
    told = [c.value for line in book.worksheets[0].iter_rows() for c in line if c.value]
    assert "新建公办幼儿园6所" in told
    assert "推出高频事项一次办清单30项" not in told
    number = sheets.imports()[0].number
    for address in ("/ledger/import/", "/ledger/imports/", f"/ledger/imports/{number}/", upload_url, f"{upload_url}/{number}/conflicts"):
        assert client.get(address).status_code == 403, address
