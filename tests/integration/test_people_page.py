"""人员, 单位, 审计记录: the pages, the API and the commands."""

from __future__ import annotations

import io
import json
import re

import openpyxl
import pytest
from click.testing import CliRunner
from django.test import Client

from docintel.cli.people import command as people_command
from docintel.cli.units import command as units_command
from docintel.errors import UnreadableFile
from docintel.store import papers
from docintel.store.models import Audit, Body, Owner, Unit
from docintel.workflows import people, unit_lists
from tests.people import PASSWORD, client_of, person
from tests.readings import make_reading

pytestmark = pytest.mark.django_db
PASSWORD_SHOWN = re.compile(r"<code>([a-z0-9-]{19})</code>")


@pytest.fixture
def chief():
    return client_of("guan", "administrator")


@pytest.fixture
def bureau():
    return Unit.objects.get(pk=people.add_unit("市教育局", "guan"))


def test_a_new_user_signs_in_with_the_password_that_was_shown_once(chief, bureau):
    page = chief.post("/people/", {"name": "li", "full_name": "李四", "role": "unit", "unit": bureau.pk})
    words = page.content.decode()
    password = PASSWORD_SHOWN.search(words)[1]
    assert page["Cache-Control"] == "private, no-store"
    assert password not in chief.get("/people/li/").content.decode()
    assert Client().post("/login/", {"username": "li", "password": password}).status_code == 302
    listed = chief.get("/people/", {"text": "教育"}).content.decode()
    assert "李四" in listed
    assert "承办单位" in listed
    assert not any(password in f"{a.subject}{a.detail}" for a in Audit.objects.all())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": "li", "role": "unit"}, "在哪个单位"),
        ({"name": "guan", "role": "staff"}, "已有用户 guan"),
        ({"name": "li si", "role": "staff"}, "用户名"),
        ({"name": "", "role": "staff"}, "这个字段是必填项"),
        ({"name": "li", "role": "king"}, "king"),
    ],
)
def test_what_is_refused_says_why(chief, data, words):
    assert words in chief.post("/people/", data).content.decode()


def test_role_stop_and_password_on_the_page(chief, bureau):
    person("li", "staff")
    seen = people.member("li").version
    chief.post("/people/li/change/", {"action": "save", "role": "leader", "full_name": "李四", "expected": seen})
    assert people.member("li").role == "leader"
    stale = chief.post("/people/li/change/", {"action": "stop", "expected": seen}, follow=True).content.decode()
    assert "在此期间已被修改" in stale
    chief.post("/people/li/change/", {"action": "stop", "expected": people.member("li").version})
    assert "已停用" in chief.get("/people/").content.decode()
    chief.post("/people/li/change/", {"action": "again"})
    password = PASSWORD_SHOWN.search(chief.post("/people/li/change/", {"action": "password"}).content.decode())[1]
    assert Client().post("/login/", {"username": "li", "password": password}).status_code == 302
    last = chief.post("/people/guan/change/", {"action": "save", "role": "staff"}, follow=True).content.decode()
    assert "最后一位系统管理员" in last
    assert chief.get("/people/nobody/").status_code == 404
    assert chief.post("/people/nobody/change/", {"action": "stop"}).status_code == 404


def test_the_tree_of_units_on_the_page(chief, bureau):
    chief.post("/units/", {"name": "基教科", "parent": bureau.pk, "aliases": "基础教育科、基教处", "email": "jjk@example.cn"})
    division = Unit.objects.get(name="基教科")
    assert division.parent == bureau
    assert division.aliases == ["基础教育科", "基教处"]
    assert "已是单位 基教科" in chief.post("/units/", {"name": "基教处"}).content.decode()
    ring = chief.post(f"/units/{bureau.pk}/change/", {"action": "save", "name": "市教育局", "parent": division.pk}, follow=True)
    assert "不能作它的上级" in ring.content.decode()
    chief.post(f"/units/{division.pk}/change/", {"action": "stop", "expected": people.unit(division.pk).version})
    assert "已停用" in chief.get("/units/").content.decode()
    assert "基教科" not in chief.get("/people/").content.decode(), "no new people for a unit that is no longer used"
    assert chief.get("/units/999999/").status_code == 404


def test_units_come_from_the_gazetteer_with_one_click(chief):
    for name in ("甲", "乙"):
        papers.save(make_reading(name))
    for n, name in enumerate(("澜州市教育局", "澜州市财政局")):
        body = Body.objects.create(place=f"某省/某市{n}", function=name[3:], name=name)
        Owner.objects.filter(obligation__paper__doc_id="甲乙"[n]).update(body=body)
    page = chief.get("/units/").content.decode()
    assert "全部建立（2 个）" in page
    chief.post("/units/import/", {"body": ["澜州市财政局"]})
    assert list(Unit.objects.values_list("name", flat=True)) == ["澜州市财政局"]
    chief.post("/units/import/", {"all": "1"})
    assert Unit.objects.count() == 2
    assert "台账中的责任单位" not in chief.get("/units/").content.decode()


def _workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "单位名单.xlsx"
    return file


LIST = [
    ["2026年承办单位名单"],
    ["序号", "单位名称", "上级单位", "简称", "电子邮箱"],
    [1, "基教科", "市教育局", "基础教育科", "jjk@example.cn"],
    [2, "市教育局", "", "市教委、教育局", ""],
    [3, "市财政局", "", "", "no address"],
    [4, "卫健委", "市政府", "", ""],
]


def test_units_come_from_an_office_s_own_list(chief, bureau):
    answer = chief.post("/units/import/", {"file": _workbook(LIST)}, follow=True).content.decode()
    assert "新增 2 个，更新 1 个" in answer
    assert "没有导入 市财政局：邮箱" in answer
    assert "没有导入 卫健委的上级：没有单位 市政府" in answer
    assert Unit.objects.get(name="基教科").parent == bureau
    assert Unit.objects.get(name="市教育局").aliases == ["市教委", "教育局"]
    again = chief.post("/units/import/", {"file": _workbook(LIST[:4])}, follow=True).content.decode()
    assert "新增 0 个，更新 0 个" in again


def test_a_file_that_is_no_list_is_refused_in_words(chief, tmp_path):
    broken = io.BytesIO(b"PK\x03\x04 broken")
    broken.name = "名单.xlsx"
    assert "没有导入" in chief.post("/units/import/", {"file": broken}, follow=True).content.decode()
    assert "没有找到“名称”一列" in chief.post("/units/import/", {"file": _workbook([["甲", "乙"]])}, follow=True).content.decode()
    large = tmp_path / "大.csv"
    large.write_bytes(b"x" * (unit_lists.MOST + 1))
    with pytest.raises(UnreadableFile, match="不像单位名单"):
        unit_lists.take(large, "guan")
    csv = tmp_path / "名单.csv"
    csv.write_bytes("名称,上级单位\n市水利局,\n".encode("gb18030"))
    assert unit_lists.take(csv, "guan").added == ("市水利局",)


def test_the_audit_page_filters_pages_and_exports(chief):
    person("li", "staff")
    for n in range(60):
        Audit.objects.create(act="refused", who="li", subject=f"GET /{n}/", allowed=False)
    Audit.objects.create(act="sign_in", who="=cmd()", address="10.1.1.7")
    auditor = client_of("shen", "auditor")
    page = auditor.get("/audit/", {"who": "li", "act": "refused"}).content.decode()
    assert "共 60 条" in page
    assert "第 1 / 2 页" in page
    assert "没有符合条件的记录" in auditor.get("/audit/", {"until": "2001-01-01"}).content.decode()
    data = auditor.get("/audit/export.csv").content.decode("utf-8-sig")
    assert data.splitlines()[0] == "时间,用户,地址,动作,准许,对象,内容"
    assert "'=cmd()" in data
    assert Audit.objects.filter(act="export", who="shen").count() == 1
    assert auditor.post("/audit/").status_code == 403
    assert client_of("wang", "secretariat").get("/audit/").status_code == 403


def test_the_api_does_what_the_pages_do(chief):
    def post(url, **data):
        return chief.post(f"/api{url}", json.dumps(data), content_type="application/json")

    unit = post("/units", name="市教育局", aliases=["市教委"]).json()["unit"]
    assert post("/units", name="市教委").status_code == 422
    made = post("/people", name="li", role="unit", unit=unit["number"]).json()
    assert Client().post("/login/", {"username": "li", "password": made["password"]}).status_code == 302
    version = made["person"]["version"]
    changed = post("/people/li", role="leader", active=False, expected=version).json()["person"]
    assert (changed["role"], changed["active"], changed["unit"]) == ("leader", False, "市教育局")
    assert post("/people/li", role="staff", expected=version).status_code == 409
    assert post("/people/nobody", role="staff", expected="x").status_code == 404
    assert len(post("/people/li/password").json()["password"]) == 19
    assert post(f"/units/{unit['number']}", email="a@example.cn", stopped=True, expected=unit["version"]).json()["unit"]["stopped"]
    assert post(f"/units/{unit['number']}", phone="1", expected=unit["version"]).status_code == 409
    assert post("/units/import", names=[]).json() == {"added": []}
    assert chief.get("/api/people", {"limit": 1}).json()["count"] == 2
    assert chief.get("/api/units").json()["rows"][0]["aliases"] == ["市教委"]
    assert chief.get("/api/audit", {"act": "people"}).json()["count"] == 3


def _run(command, *args):
    found = CliRunner().invoke(command, args)
    assert found.exception is None, found.exception or found.output
    return found.output


def test_the_commands_do_what_the_pages_do():
    _run(units_command, "add", "市教育局", "--aliases", "市教委、教育局", "--by", "guan")
    _run(units_command, "add", "基教科", "--parent", "市教委")
    assert "　基教科" in _run(units_command, "list")
    password = re.search(r"密码 (\S+?)（", _run(people_command, "add", "li", "--role", "unit", "--unit", "基教科"))[1]
    assert Client().post("/login/", {"username": "li", "password": password}).status_code == 302
    _run(people_command, "add", "guan", "--role", "administrator")
    assert "领导" in _run(people_command, "role", "li", "leader", "--by", "guan")
    assert "新密码" in _run(people_command, "password", "li")
    assert "已停用" in _run(people_command, "stop", "li", "--by", "guan")
    assert "已停用" in _run(people_command, "list")
    assert "恢复使用" in _run(people_command, "stop", "li", "--again", "--by", "guan")
    assert "最后一位系统管理员" in str(CliRunner().invoke(people_command, ["stop", "guan"]).exception)
    assert [a.address for a in Audit.objects.filter(act="units")] == ["", ""]


def test_the_first_user_is_an_administrator_with_a_row_of_his_own():
    from docintel.workflows import accounts

    first = accounts.first_user()
    assert people.member(first.name).role == "administrator"
    assert accounts.first_user() is None
    client = Client()
    assert client.post("/login/", {"username": first.name, "password": first.password}).status_code == 302
    assert client.get("/people/")["Location"] == "/password/?next=/people/", "the printed password may stand in a log"
    mine = {"old_password": first.password, "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/password/", mine).status_code == 302
    assert client.get("/people/").status_code == 200
    assert client.get("/admin/").status_code == 200
