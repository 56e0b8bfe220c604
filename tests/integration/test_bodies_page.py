"""机构名录 on the page and on the command line, over papers that were really read."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.urls import reverse

from docintel.cli.bodies import command
from docintel.domain.ledger import LedgerFilters
from docintel.workflows import bodies, track
from docintel.workflows.ingest import ingest
from tests.people import person

TODAY = date(2026, 1, 15)
pytestmark = pytest.mark.django_db
PLAN = """澜州市人民政府办公室关于印发《澜州市科技企业培育方案》的通知

各县（市、区）人民政府，市政府各部门：
一、主要任务
（一）培育科技企业。到2027年，高新技术企业达到300家。（责任单位：市科技局、市文旅局）
（二）建设数据平台。2025年12月底前建成数据平台。（责任单位：市招才办、市文旅局）
本方案自2025年4月1日起施行，有效期三年。

澜州市人民政府办公室
2025年3月20日
"""
REPLY = """澜州市文化广电旅游局
关于市政协十四届二次会议第086号提案的答复函

王一航委员：
您提出的关于办好文化节的提案收悉，现答复如下：
下一步，我局将在2026年6月底前出台文化节办法。

澜州市文化广电旅游局
2025年3月1日
抄送：澜州市科学技术局，澜州市人民政府办公室。
"""


@pytest.fixture
def library(tmp_path):
    for name, text in (("方案", PLAN), ("答复", REPLY)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    ingest([tmp_path], jobs=1, index=False)
    return tmp_path


@pytest.fixture
def signed_in(client):
    client.force_login(person("zhang"))
    return client


def _owners():
    return {(o.name, o.full, o.how) for r in track.list_rows(LedgerFilters(), TODAY) for o in r.owners}


def test_names_are_learned_from_the_papers_and_settle_the_ledger(library):
    assert {
        ("市科技局", "澜州市科学技术局", "learned"),
        ("市文旅局", "澜州市文化广电旅游局", "learned"),
        ("市招才办", "", ""),
        ("澜州市文化广电旅游局", "澜州市文化广电旅游局", "issuer"),
    } <= _owners()
    before = _owners()
    assert bodies.settle() == 0
    ingest([library], jobs=1, index=False, again=True)
    assert _owners() == before


def test_the_page_lists_bodies_and_asks_about_open_names(signed_in, library):
    page = signed_in.get(reverse("bodies")).content.decode()
    for words in ("澜州市文化广电旅游局", "澜州市科学技术局", "待认定的简称", "澜州市招才办"):
        assert words in page
    found = signed_in.get(reverse("bodies"), {"text": "市文旅局"}).content.decode()
    assert "共 1 个机构" in found
    assert "澜州市人民政府办公室" not in signed_in.get(reverse("bodies"), {"place": "没有这个地方"}).content.decode()


def test_one_click_is_remembered_with_its_history(signed_in, library):
    told = {"place": "澜州市", "function": "招才办", "full": "澜州市人才工作办公室"}
    page = signed_in.post(reverse("bodies_decide"), told, follow=True).content.decode()
    assert "已记住" in page
    assert ("市招才办", "澜州市人才工作办公室", "person") in _owners()
    ingest([library], jobs=1, index=False, again=True)
    assert ("市招才办", "澜州市人才工作办公室", "person") in _owners()
    shown = signed_in.get(reverse("body", args=["澜州市人才工作办公室"])).content.decode()
    for words in ("zhang", "澜州市招才办", "没有公文写过全称"):
        assert words in shown
    assert "请选一个机构" in signed_in.post(reverse("bodies_decide"), told | {"full": ""}, follow=True).content.decode()
    assert "看不出是哪个地方的机构" in signed_in.post(reverse("bodies_decide"), told | {"full": "有关部门"}, follow=True).content.decode()


def test_the_row_shows_the_full_name_and_how_it_was_found(signed_in, library):
    listed = signed_in.get(reverse("ledger"), {"owner": "市文旅局"}).content.decode()
    assert "共 3 项" in listed
    assert 'title="澜州市科学技术局、澜州市文化广电旅游局"' in listed
    item = track.list_rows(LedgerFilters(owner="科学技术局"), TODAY)[0].item_id
    row = signed_in.get(reverse("ledger_row", args=[item])).content.decode()
    assert "机构全称" in row
    assert "机构名录" in row.split("机构全称")[1][:600]


def test_a_reform_and_a_wrong_entry_are_put_right_on_the_page(signed_in, library):
    change = reverse("body_change", args=["澜州市科学技术局"])
    told = {"into": "澜州市科技创新局", "since": "2025-06-01", "action": "merge"}
    assert "澜州市科技创新局" in signed_in.post(change, told, follow=True).content.decode()
    assert "2025-06-01 起" in signed_in.get(reverse("body", args=["澜州市科学技术局"])).content.decode()
    signed_in.post(change, {"action": "part"})
    assert "请填写归并到的全称" in signed_in.post(change, {"action": "merge"}, follow=True).content.decode()
    assert "已停用" in signed_in.post(change, {"action": "stop", "note": "误学"}, follow=True).content.decode()
    assert ("市科技局", "澜州市科学技术局", "learned") not in _owners()
    assert signed_in.get(reverse("body", args=["没有这个局"])).status_code == 404


def _run(*words):
    return CliRunner().invoke(command, words)


def test_the_command_line(library, tmp_path):
    rows = json.loads(_run("list", "--text", "市文旅局", "--format", "json").stdout)
    assert [(r["name"], r["seen"], r["rows"]) for r in rows["rows"]] == [("澜州市文化广电旅游局", 1, 3)]
    names = json.loads(_run("list", "--open", "--format", "json").stdout)
    assert "澜州市招才办" in [n["name"] for n in names]
    assert "澜州市人才工作办公室" in _run("alias", "市招才办", "澜州市人才工作办公室", "--place", "澜州市", "--by", "zhang").stdout
    assert "经过" in _run("show", "澜州市人才工作办公室").stdout
    file = tmp_path / "决定.jsonl"
    assert "已导出2条" in _run("export", str(file)).stdout
    assert "采纳0条" in _run("import", str(file), "--by", "li").stdout
    assert "已撤销" in _run("alias", "市招才办", "--place", "澜州市", "--undo", "--by", "zhang").stdout
    assert "采纳1条" in _run("import", str(file), "--by", "li").stdout
    assert "2025-06-01 起" in _run("merge", "澜州市科学技术局", "澜州市科技创新局", "--since", "2025-06-01", "--by", "zhang").stdout
    assert "现为：澜州市科技创新局（2025-06-01 起）" in _run("show", "澜州市科学技术局").stdout
    assert "撤销归并" in _run("merge", "澜州市科学技术局", "--undo", "--by", "zhang").stdout
    assert "停用" in _run("stop", "澜州市科学技术局", "--by", "zhang").stdout
    assert "恢复" in _run("stop", "澜州市科学技术局", "--undo", "--by", "zhang").stdout
    assert "澜州市文化广电旅游局" in _run("list").stdout
    assert "可能是" in _run("list", "--open").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("alias", "市招才办", "--place", "澜州市", "--by", "zhang"),
        ("alias", "市招才办", "澜州市人才工作办公室", "--none", "--place", "澜州市", "--by", "zhang"),
        ("merge", "澜州市科学技术局", "--by", "zhang"),
    ],
)
def test_half_said_commands_are_refused(library, words):
    assert _run(*words).exit_code == 2


def test_a_file_of_something_else_is_told_so(library, tmp_path):
    file = tmp_path / "错.jsonl"
    file.write_text('{"record": "alias", "place": "澜州市"}\n', encoding="utf-8")
    assert "缺少 function" in str(_run("import", str(file), "--by", "li").exception)
