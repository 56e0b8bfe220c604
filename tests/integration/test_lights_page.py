"""Lights in pages, commands, the API and the workbook."""

from __future__ import annotations

import base64
import json
import re
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from docintel.cli import ledger as ledger_cli
from docintel.cli import lights as lights_cli
from docintel.domain.ledger import LedgerFilters
from docintel.report import ledger_xlsx
from docintel.store import papers
from docintel.store.models import LightChoice, Obligation, Progress
from docintel.workflows import lights, track
from tests.people import PASSWORD, client_of, person
from tests.readings import PROMISES, Line, make_reading

pytestmark = pytest.mark.django_db
OURS = '[ours]\nname = "本市规则"\nbase = "default"\nsoon_days = 1\n'


def later(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.fixture
def item():
    """A row with a target of 2000 seats whose plan runs from 100 days ago to 100 days from now, beside two without a date."""
    lines = (
        Line("市教育局将新增公办学位2000个。", "COMMIT", "市教育局", None, ("将", later(100)), target="2000个"),
        Line("市教育局将出台校园餐管理办法。", "COMMIT", "市教育局"),
        PROMISES[4],
    )
    papers.save(make_reading("甲", lines, issue_date=later(-100)))
    return Obligation.objects.get(targets__isnull=False).item_id


@pytest.fixture
def signed_in(client):
    client.force_login(person("zhang"))
    return client


@pytest.fixture
def admin(client):
    client.force_login(person("guan", "administrator"))
    return client


def page(client, item):
    return client.get(reverse("ledger_row", args=[item])).content.decode()


def send(client, item, **data):
    given = {"goal": "2000个", "value": "600个", "day": later(0), "expected": "", **data}
    return client.post(reverse("ledger_report", args=[item]), given, follow=True).content.decode()


def test_a_value_is_reported_on_the_page_and_shown_against_the_plan(signed_in, item):
    assert "还没有填报实际值" in page(signed_in, item)
    html = send(signed_in, item, note="月报第7期")
    for words in ("落后 20.0 个百分点", "600个（30%）", "1000个（50%）", f"{later(-100)}，成文日期", "月报第7期", "只增不改"):
        assert words in html, words
    assert "实际值改为“2000个：600个" in html
    assert re.search(r'class="done" style="width:30\.0%"', html)
    form = signed_in.get(reverse("ledger_row", args=[item]), {"corrects": Progress.objects.get().pk}).content.decode()
    assert f'value="{later(0)}"' in form
    assert 'value="600个"' in form
    html = send(signed_in, item, value="1200个", corrects=Progress.objects.get().pk)
    assert "超前 10.0 个百分点" in html
    assert "已由第" in html


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"value": "600家"}, "单位对不上"),
        ({"value": ""}, "没有填写数值"),
        ({"day": later(1)}, "在今天"),
        ({"day": "昨天"}, "没有保存：请检查截至日期"),
        ({"goal": "3000个"}, "没有保存：请检查指标"),
        ({"expected": 7}, "请刷新后再填"),
        ({"corrects": 10**15}, "没有序号"),
    ],
)
def test_what_is_refused_says_why(signed_in, item, data, words):
    assert words in send(signed_in, item, **data)
    assert not Progress.objects.exists()


def test_an_unknown_row_is_not_found(signed_in):
    assert signed_in.post(reverse("ledger_report", args=["nobody"]), {}).status_code == 404


def test_the_list_counts_by_colour_and_each_count_is_a_link(signed_in, item):
    html = signed_in.get(reverse("ledger"), {"owner": "教育"}).content.decode()
    found = {c: int(n) for c, n in re.findall(r'<span class="light (\w+)"></span>[红黄蓝绿灰] <b>(\d+)</b>', html)}
    assert found == {"red": 0, "yellow": 0, "blue": 1, "green": 1, "grey": 1}
    assert "?owner=%E6%95%99%E8%82%B2&amp;light=green" in html
    only = signed_in.get(reverse("ledger"), {"owner": "教育", "light": "green"}, headers={"HX-Request": "true"}).content.decode()
    assert "共 1 项" in only
    assert len(set(re.findall(r'href="/ledger/(\w+-[^/"]+)/', only))) == 1
    assert "?owner=%E6%95%99%E8%82%B2&amp;light=&quot;" not in only
    assert 'aria-current="true"' in only
    send(signed_in, item)
    assert "实际30% / 应达50%" in signed_in.get(reverse("ledger")).content.decode()


def test_the_page_of_rules_says_them_in_chinese(signed_in):
    html = signed_in.get(reverse("lights")).content.decode()
    for words in ("绿黄红（按时限）", "距完成时限30天以内", "落后序时进度超过10个百分点", "永不亮红灯", "先试算"):
        assert words in html
    assert "{" not in re.sub(r"<script.*?</script>|hx-headers='[^']*'", "", html, flags=re.DOTALL)
    chosen = {"rules": "suqian", "expected": 0, "choose": "1"}
    staff = client_of("li", "staff")
    assert "改选规则由督查室或系统管理员办理" in staff.get(reverse("lights")).content.decode()
    assert staff.post(reverse("lights"), chosen).status_code == 403
    file = signed_in.get(reverse("lights_file"))
    assert "[default.cases]" in file.content.decode()
    assert "attachment" in file["Content-Disposition"]


def test_an_administrator_sees_what_would_change_before_choosing(admin, item):
    asked = {"rules": "yinchuan", "limit": "india", "expected": 0}
    html = admin.post(reverse("lights"), asked | {"preview": "1"}).content.decode()
    assert "台账共 3 项，其中 <b>1</b> 项变色" in html
    assert "出台校园餐管理办法" in html
    assert "确认后满3个月没有任何进展记录" in html
    assert not LightChoice.objects.exists()
    html = admin.post(reverse("lights"), asked | {"choose": "1", "note": "督查办要求"}, follow=True).content.decode()
    assert "已改用“按进度（银川）”" in html
    assert "督查办要求" in html
    undated = Obligation.objects.get(text__contains="校园餐").item_id
    assert "默认时限" in page(admin, undated)
    assert "不是原文的时限" in page(admin, undated)
    html = admin.post(reverse("lights"), asked | {"rules": "suqian", "choose": "1"}, follow=True).content.decode()
    assert "亮灯规则在此期间已被改选" in html


def test_an_own_file_is_checked_previewed_and_kept(admin, item):
    def upload(text, **more):
        file = SimpleUploadedFile("本市.toml", text if isinstance(text, bytes) else text.encode())
        return admin.post(
            reverse("lights"), {"rules": "default", "expected": 0, "preview": "1", "file": file, **more}, follow=True
        ).content.decode()

    assert "第4行 [ours] soon_days" in upload(OURS.replace("= 1", "= 'x'"))
    assert "不是 UTF-8" in upload(b"\xff\xfe")
    assert "超过 200 KB" in upload(b"#" * 200_001)
    html = upload(OURS)
    assert "试算：改用“本市规则”" in html
    kept = {"rules": "own", "text": OURS, "limit": "", "expected": 0, "choose": "1"}
    assert "已改用“本市规则”" in admin.post(reverse("lights"), kept, follow=True).content.decode()
    assert lights.in_force().near == "1天"
    assert "自定文件" in admin.get(reverse("lights")).content.decode()
    assert admin.get(reverse("lights_file")).content.decode() == OURS
    again = admin.post(
        reverse("lights"), {"rules": "own", "text": OURS, "limit": "india", "expected": lights.current().number, "preview": "1"}
    )
    assert "本市规则" in again.content.decode()
    assert "没有变化" in admin.post(reverse("lights"), kept | {"expected": lights.current().number}, follow=True).content.decode()


# --- commands ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("docintel.workflows.session.open_home", lambda: None)  # the test's database is open

    def call(group, *args):
        return CliRunner().invoke({"ledger": ledger_cli, "lights": lights_cli}[group].command, args)

    return call


def test_progress_on_the_command_line(run, item):
    done = run("ledger", "progress", item, "600个", "--date", later(-1), "--by", "zhang", "--note", "月报")
    assert done.exit_code == 0, done.output
    assert "应达50.0%，实际30.0%" in done.output
    assert "落后20.0个百分点" in done.output
    number = str(Progress.objects.get().pk)
    shown = run("ledger", "show", item).output
    assert f"填报 第{number}条 {later(-1)} 2000个：600个（月报），zhang" in shown
    assert "序时进度：" in shown
    assert run("ledger", "progress", item, "--corrects", number, "--by", "zhang").exit_code == 0
    assert "撤回" in run("ledger", "show", item).output
    wrong = run("ledger", "progress", item, "600家", "--by", "zhang")
    assert "单位对不上" in str(wrong.exception)
    assert json.loads(run("ledger", "show", item, "--format", "json").output)["row"]["reports"][0]["value"] == 600.0


def test_lights_on_the_command_line(run, item, tmp_path):
    shown = run("lights", "show").output
    assert "绿黄红（按时限）（default）" in shown
    assert "guangyuan" in shown
    said = run("lights", "preview", "default", "--limit", "india")
    assert "共3项，1项变色" in said.output
    file = tmp_path / "本市.toml"
    file.write_text(OURS, encoding="utf-8")
    assert run("lights", "choose", str(file), "--by", "guan", "--note", "试行").output == "已改用“本市规则”\n"
    assert "guan：ours（自定文件） 默认时限：不设 试行" in run("lights", "history").output
    assert "本市规则" in run("lights", "show").output
    file.write_text("[x]\nbase = 1\n", encoding="utf-8")
    assert "第2行 [x] base" in str(run("lights", "preview", str(file)).exception)
    assert run("lights", "show", "suqian").output.startswith("蓝黄红（宿迁）")


# --- the API and the workbook ----------------------------------------------------------------------------------------------


def test_the_api_reports_with_the_revision_seen(client, item):
    person("wang")
    headers = {"authorization": "Basic " + base64.b64encode(f"wang:{PASSWORD}".encode()).decode()}
    url = f"/api/ledger/{item}/progress"
    revision = client.get(f"/api/ledger/{item}", headers=headers).json()["row"]["revision"]

    def post(**data):
        return client.post(
            url, {"value": "600个", "day": later(0), "revision": revision, **data}, content_type="application/json", headers=headers
        )

    answer = post(note="月报")
    assert answer.status_code == 200
    assert answer.json()["row"]["courses"][0]["done"] == 0.3
    assert answer.json()["history"][0]["who"] == "wang"
    assert post().status_code == 409
    assert post(revision=1, value="600家").status_code == 422
    assert (
        client.post(
            "/api/ledger/nobody/progress", {"day": later(0), "revision": 0}, content_type="application/json", headers=headers
        ).status_code
        == 404
    )
    assert client.post(url, {}, content_type="application/json").status_code == 401
    assert client.get("/api/ledger?light=yellow", headers=headers).json()["count"] == 1
    rules = client.get("/api/lights", headers=headers).json()
    assert (rules["key"], rules["counts"]["yellow"], rules["limit"]) == ("default", 1, None)


def test_the_workbook_shows_light_rule_progress_and_default_limit(item):
    today = timezone.localdate()
    track.report(item, "600个", today, "zhang", today=today)
    lights.choose(lights.choice_of("yinchuan", "", "india"), "guan")
    sheet = openpyxl.load_workbook(BytesIO(track.export(LedgerFilters(), today)))[ledger_xlsx.SHEET]
    columns = {cell.value: cell.column for cell in sheet[3]}
    rows = {sheet.cell(n, columns["编号"]).value: n for n in range(4, sheet.max_row + 1)}
    cell = lambda row, heading: sheet.cell(rows[row], columns[heading])  # noqa: E731
    assert cell(item, "亮灯").value == "黄"
    assert cell(item, "亮灯").fill.fgColor.rgb.endswith(ledger_xlsx.FILLS["yellow"])
    assert "序时应达50%，实际30%" in cell(item, "亮灯规则").value
    assert cell(item, "序时进度").value == f"2000个：应达50.0%，实际30.0%（截至{today}）"
    undated = Obligation.objects.get(text__contains="校园餐").item_id
    assert cell(undated, "完成时限").value is None
    assert cell(undated, "默认时限").value.date() == track.get_row(undated, today).default_due
    assert cell(undated, "默认时限").number_format == "yyyy-mm-dd"
    assert isinstance(track.get_row(undated, today).default_due, date)
