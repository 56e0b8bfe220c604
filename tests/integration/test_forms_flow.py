"""Word 表单 in pages, commands and the API: figures are those of the ledger, a file is read back whole, a unit sees its own rows alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from docintel.cli import forms as forms_cli
from docintel.domain.forms import KINDS, Office
from docintel.domain.ledger import LedgerFilters
from docintel.domain.people import Viewer
from docintel.errors import BadInput, NotFound
from docintel.parse import parse
from docintel.report.forms.fields import shipped
from docintel.store import ledger, papers
from docintel.store.models import Assignment, Obligation, OfficeChoice, Unit
from docintel.workflows import forms, track
from tests.people import client_of
from tests.readings import Line, make_reading

pytestmark = pytest.mark.django_db
OFFICE = Office(name="澜州市人民政府督查室", number="澜督〔2026〕3号", phone="0571-8800 1234", cc="市政协提案委员会")


def day(n):
    return (timezone.localdate() + timedelta(days=n)).isoformat()


LINES = (
    Line("市教育局将新增公办学位2000个。", "COMMIT", "市教育局", None, ("将", day(-3)), target="2000个"),
    Line("市教育局将改造老旧校舍30所。", "COMMIT", "市教育局", None, ("将", day(100)), target="30所"),
    Line("市教育局将出台校园餐管理办法。", "COMMIT", "市教育局"),
    Line("市住建局将会同市教育局建成运动场12个。", "COMMIT", "市住建局", "市教育局", ("将", day(-40)), target="12个"),
    Line("市住建局将修缮步道8公里。", "COMMIT", "市住建局"),
)


@pytest.fixture
def rows():
    """Five confirmed rows of two units, one closed; a sixth that nobody confirmed. Text → id."""
    papers.save(make_reading("甲", LINES, issue_date=day(-200), doc_number="澜教提复〔2025〕12号", case_number="12", proposers=("李四",)))
    papers.save(make_reading("乙", LINES[2:3], issue_date="2024-03-01", doc_kind="plan"))
    found = {o.text: o.item_id for o in Obligation.objects.filter(paper__doc_id="甲")}
    for item in found.values():
        ledger.change_state(item, "confirmed", "guan")
    ledger.change_state(next(v for k, v in found.items() if "步道" in k), "done", "guan")
    return found


def read_back(data, tmp_path):
    """The text of a form as docintel's own parser reads it, tables included."""
    file = tmp_path / "表.docx"
    file.write_bytes(data)
    found = parse(file)
    return found.text


def test_the_figures_of_a_circular_are_those_of_the_ledger(rows, tmp_path):
    today = timezone.localdate()
    made = forms.make_circular(LedgerFilters(), OFFICE, today)
    assert (made.rows, [text for _, text in made.left]) == (5, [LINES[2].text])
    text = read_back(made.data, tmp_path)
    told = re.search(
        r"共(\d+)项，其中已完成(\d+)项、占[\d.]+%，按计划(\d+)项、占[\d.]+%，欠进度(\d+)项、占[\d.]+%，超期(\d+)项、占[\d.]+%，未定时限(\d+)项",
        text,
    )
    count = lambda **filters: len(track.list_rows(LedgerFilters(**filters), today))  # noqa: E731
    yesterday = today - timedelta(days=1)
    done = count(state="done") + count(state="closed")
    overdue = count(due_before=yesterday) - count(due_before=yesterday, state="done")
    undated = count(dated=False) - count(dated=False, state="done") - count(dated=False, state="proposed")
    ahead = count(due_after=today, state="confirmed")
    assert [int(n) for n in told.groups()] == [5, done, ahead, 0, overdue, undated] == [5, 1, 1, 0, 2, 1]
    for item in rows.values():
        assert item in text  # the rows of every figure stand in the annex
    assert "澜督〔2026〕3号" in text
    assert "共1项（超期1项、欠进度0项）" in text


@pytest.mark.parametrize("kind", ["supervise", "urge"])
def test_a_notice_is_read_back_with_its_numbers_whole(rows, tmp_path, kind):
    chosen = forms.chosen(list(rows.values()), None, timezone.localdate())
    with pytest.raises(BadInput, match=r"属于2个单位：.*（3项）"):
        forms.make_notice(kind, chosen, "", OFFICE, timezone.localdate(), who="guan")
    unit = next(u for u, mine in forms.by_unit(chosen).items() if len(mine) == 3)
    made = forms.make_notice(kind, chosen, unit, OFFICE, timezone.localdate(), who="guan")
    assert (made.rows, len(made.left)) == (3, 2)  # the other unit's; the closed one
    text = read_back(made.data, tmp_path)
    for words in ("澜督〔2026〕3号", "新增公办学位2000个", "改造老旧校舍30所", "0571-8800 1234", "（澜教提复〔2025〕12号）", unit):
        assert words in text, words
    assert "运动场" not in text


def test_a_row_that_was_given_to_a_unit_goes_to_that_unit(rows):
    unit = Unit.objects.create(name="澜州市学校建设中心")
    item = Obligation.objects.get(text__contains="校舍")
    Assignment.objects.create(obligation=item, unit=unit, role="lead", assigned_by="guan", limit=day(300))
    (only,) = forms.chosen([item.item_id], None, timezone.localdate())
    assert list(forms.by_unit([only])) == ["澜州市学校建设中心"]
    viewer = Viewer("li", "unit", unit.pk, frozenset((unit.pk,)))
    assert [r.row.item_id for r in forms.chosen((), None, timezone.localdate(), viewer)] == [item.item_id]
    other = next(i for i in rows.values() if i != item.item_id)
    with pytest.raises(NotFound):
        forms.chosen([other], None, timezone.localdate(), viewer)
    assert forms.make_circular(LedgerFilters(), OFFICE, timezone.localdate(), viewer).rows == 1


def test_nothing_to_tell_is_said(rows):
    for item in Obligation.objects.all():
        if item.state == "proposed":
            (waiting,) = forms.chosen([item.item_id], None, timezone.localdate())
    with pytest.raises(BadInput, match="没有在办的"):
        forms.make_notice("supervise", [waiting], "", OFFICE, timezone.localdate(), who="guan")
    with pytest.raises(BadInput, match="没有一项经过确认"):
        forms.make_circular(LedgerFilters(year="2024", kind="plan"), OFFICE, timezone.localdate())


def test_an_office_puts_its_own_template_in_force(rows, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("DOCINTEL_HOME", str(tmp_path))
    own = tmp_path / "forms" / "督办通知单.docx"
    own.parent.mkdir()
    document = docx.Document()
    document.add_paragraph("本室自定：{{ unit }}，共{{ count }}项。")
    document.save(own)
    chosen = forms.chosen(list(rows.values())[:1], None, timezone.localdate())
    made = forms.make_notice("supervise", chosen, "", OFFICE, timezone.localdate(), who="guan")
    assert re.fullmatch(r"本室自定：\S+，共1项。", docx.Document(BytesIO(made.data)).paragraphs[0].text)
    found = {t.kind: t for t in forms.templates()}
    assert (found["supervise"].own, found["urge"].own, found["supervise"].faults) == (True, False, ())
    assert forms.export("supervise")[1] == own.read_bytes()
    assert forms.export("supervise", original=True)[1] == shipped("supervise")
    document.add_paragraph("{{ 单位 }}")
    document.save(own)
    with pytest.raises(BadInput, match="第2段的占位符 单位 不认识"):
        forms.make_notice("supervise", chosen, "", OFFICE, timezone.localdate(), who="guan")
    run = lambda *words: CliRunner().invoke(forms_cli.command, words)  # noqa: E731
    assert "第2段的占位符 单位 不认识" in run("check", "supervise").output
    assert run("check", "supervise").exit_code == run("list").exit_code == 2
    assert run("check", "urge").exit_code == 0
    own.write_bytes(b"not word")
    assert "不是 Word 文件" in run("list").output


# --- pages ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def secretary(rows):
    return client_of("wang", "administrator")


def test_the_list_leads_to_a_notice_for_the_chosen_rows(secretary, rows):
    html = secretary.get(reverse("ledger")).content.decode()
    assert html.count('name="item"') == len(rows) + 1
    ids = list(rows.values())
    url = reverse("form_notice", args=["urge"])
    page = secretary.get(url, {"item": ids}).content.decode()
    assert "制作催办通知单" in page
    units = re.findall(r'<option value="([^"]+)">[^<]*（3项）', page)
    answer = secretary.post(f"{url}?{'&'.join('item=' + i for i in ids)}", {"unit": units[0], "number": "澜督〔2026〕9号"})
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "attachment" in answer["Content-Disposition"]
    assert "澜督〔2026〕9号" in [p.text for p in docx.Document(BytesIO(answer.content)).paragraphs]
    waiting = Obligation.objects.get(state="proposed").item_id
    assert "没有在办的" in secretary.get(url, {"item": waiting}, follow=True).content.decode()
    assert secretary.get(reverse("form_notice", args=["circular"])).status_code == 404


def test_a_circular_takes_the_filters_of_the_list(secretary):
    page = secretary.get(reverse("form_circular"), {"year": day(-200)[:4], "kind": "reply_cppcc"}).content.decode()
    assert "计入通报的 <b>5</b> 项" in page
    assert f'value="{day(-200)[:4]}年政协提案答复承诺事项"' in page
    answer = secretary.post(reverse("form_circular") + "?owner=住建", {"scope": "市住建局承诺事项"})
    assert any("市住建局承诺事项共2项" in p.text for p in docx.Document(BytesIO(answer.content)).paragraphs)
    assert "没有一项经过确认" in secretary.post(reverse("form_circular") + "?kind=plan", {}).content.decode()


def test_the_office_writes_its_words_once(secretary, rows):
    html = secretary.get(reverse("forms")).content.decode()
    for name in KINDS.values():
        assert name in html
    words = {"name": "澜州市督查室", "contact": "张三", "expected": 0}
    assert "已保存" in secretary.post(reverse("forms_settle"), words, follow=True).content.decode()
    assert "刷新" in secretary.post(reverse("forms_settle"), words | {"name": "别人"}, follow=True).content.decode()
    answer = secretary.post(reverse("form_opinion", args=["甲"]), {})
    text = "".join(docx.Document(BytesIO(answer.content)).element.body.itertext())
    assert "澜州市督查室" in text
    assert "张三" in text
    assert "李四：" in text
    assert secretary.get(reverse("form_opinion", args=["乙"])).status_code == 404
    assert secretary.get(reverse("form_template", args=["urge"])).content == shipped("urge")
    assert OfficeChoice.objects.count() == 1


def test_who_may_make_what(rows):
    leader, unit = client_of("zhao", "leader"), client_of("li", "unit")
    item = next(iter(rows.values()))
    assert leader.get(reverse("form_notice", args=["urge"]), {"item": item}).status_code == 403
    assert leader.get(reverse("form_opinion", args=["甲"])).status_code == 200
    assert unit.get(reverse("form_opinion", args=["甲"])).status_code == 404
    assert "没有一项经过确认" in unit.post(reverse("form_circular"), {}).content.decode()
    assert "form_notice" not in leader.get(reverse("ledger")).content.decode()


def test_the_api_makes_forms(secretary, rows):
    post = lambda url, body: secretary.post(url, json.dumps(body), content_type="application/json")  # noqa: E731
    ids = list(rows.values())
    assert "属于2个单位" in post("/api/forms/notices/supervise", {"rows": {"items": ids}}).json()["detail"]
    answer = post("/api/forms/notices/supervise", {"rows": {"items": ids[:1]}, "number": "澜督〔2026〕1号"})
    assert docx.Document(BytesIO(answer.content)).paragraphs[1].text == "澜督〔2026〕1号"
    assert post("/api/forms/circular", {"rows": {"owner": "教育"}}).status_code == 200
    assert post("/api/forms/opinion/甲", {}).status_code == 200
    assert post("/api/forms/opinion/乙", {}).status_code == 404
    assert post("/api/form-settings", {"number": 0, "name": "督查室"}).json()["settings"]["name"] == "督查室"
    assert post("/api/form-settings", {"number": 0, "name": "室"}).status_code == 409
    assert {f["kind"] for f in secretary.get("/api/forms").json()["forms"]} == set(KINDS)
    assert secretary.get("/api/forms/urge/template").content == shipped("urge")


def test_the_command_line_makes_forms(rows, tmp_path):
    run = lambda *words: CliRunner().invoke(forms_cli.command, words)  # noqa: E731
    assert "已写出" in run("make", "circular", "--out", str(tmp_path), "--year", day(-200)[:4]).output
    assert len(list(tmp_path.glob("情况通报*.docx"))) == 1
    file = tmp_path / "催办.docx"
    item = next(iter(rows.values()))
    assert "1项" in run("make", "urge", "--item", item, "--out", str(file), "--demand", "三天内报。", "--limit", day(5)).output
    assert "三天内报。" in "".join(docx.Document(file).element.body.itertext())
    assert "--reply" in run("make", "opinion").output
    assert "已写出" in run("make", "opinion", "--reply", "甲", "--out", str(tmp_path)).output
    assert "没有设置" in str(run("settings", "--by", "guan", "--set", "x=1").exception)
    assert "督查室" in run("settings", "--by", "guan", "--set", "name=督查室").output
    assert "items.due：" in run("list", "--fields").output


# --- LibreOffice opens it ------------------------------------------------------------------------------------------------------


def test_libreoffice_opens_every_form(rows, tmp_path):
    office = shutil.which("soffice")
    if not office:
        pytest.skip("soffice is not installed (Debian: apt-get install --no-install-recommends libreoffice-writer)")
    today = timezone.localdate()
    chosen = forms.chosen(list(rows.values())[:2], None, today)
    made = {
        "supervise": forms.make_notice("supervise", chosen, "", OFFICE, today, who="guan"),
        "urge": forms.make_notice("urge", chosen, "", OFFICE, today, who="guan"),
        "opinion": forms.make_opinion("甲", OFFICE, today),
        "circular": forms.make_circular(LedgerFilters(), OFFICE, today),
    }
    for kind, form in made.items():
        (tmp_path / f"{kind}.docx").write_bytes(form.data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(tmp_path / f"{kind}.docx") for kind in made]
    subprocess.run(
        [office, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), *files],
        check=True,
        timeout=240,
        capture_output=True,
    )
    for kind in made:
        text = parse(tmp_path / f"{kind}.pdf").text.replace(" ", "").replace("\n", "")
        assert ("澜督〔2026〕3号" in text) == (kind != "opinion")
        assert "{" not in text
