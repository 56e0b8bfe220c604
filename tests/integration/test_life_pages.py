"""The life of a row on its page, 我的工作, the API and the command line, each as the role of the person allows."""

from __future__ import annotations

import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from docintel.cli.main import cli
from docintel.store import handling
from docintel.store.models import Assignment, Evidence, Feedback, Member
from docintel.store.papers import save
from docintel.workflows import handle
from tests.life import OFFICE, SOON, TODAY, assign, carry_to_done, make_row, make_units, proof, report_final
from tests.readings import Line, make_reading

pytestmark = pytest.mark.django_db
LEAD, SUPPORT = "市教育局", "市财政局"


@pytest.fixture
def people():
    return make_units()


@pytest.fixture
def row(people):
    return make_row()


@pytest.fixture
def clients(django_user_model, people):
    """Signed-in browsers: of the secretariat, the lead, the supporting unit, a unit that has no part, a leader."""
    names = {"lead": "市教育局", "support": "市财政局", "stranger": "市水利局"}
    found = {key: _client(django_user_model, f"{name}联络员", "unit", people[name].unit) for key, name in names.items()}
    return SimpleNamespace(**found, **{role: _client(django_user_model, role, role) for role in ("secretariat", "leader")})


@pytest.fixture
def office(clients):
    return clients.secretariat


@pytest.fixture
def lead(clients):
    return clients.lead


@pytest.fixture
def support(clients):
    return clients.support


@pytest.fixture
def stranger(clients):
    return clients.stranger


def _client(users, name, role, unit=None):
    user = users.objects.create_user(name, password="Lan-zhou-2025")
    Member.objects.create(user=user, role=role, unit_id=unit)
    client = Client()
    client.force_login(user)
    return client


def page(client, row):
    return client.get(reverse("ledger_row", args=[row])).content.decode()


def send(client, url, row, *, number=None, **data):
    return client.post(reverse(url, args=[row if number is None else number]), {"item": row, **data}, follow=True)


def test_a_row_is_carried_from_assigned_to_closed_on_the_pages(row, office, lead, support):
    answer = send(office, "life_assign", row, lead=LEAD, support=SUPPORT, limit=SOON.isoformat(), words="请抓紧", expected=1)
    assert "已交办。" in answer.content.decode()
    mine, theirs = Assignment.objects.order_by("pk")
    assert "请抓紧" in page(lead, row)
    send(lead, "life_accept", row, number=mine.pk, expected=0)
    send(support, "life_accept", row, number=theirs.pk, expected=0)
    file = SimpleUploadedFile("验收报告.pdf", b"%PDF-1.7 x")
    data = {"kind": "final", "text": "学位全部建成。", "figure0": "2000个", "attached": [file]}
    answer = send(lead, "life_feedback", row, number=mine.pk, **data)
    assert "反馈已保存。" in answer.content.decode()
    assert sorted(Evidence.objects.values_list("kind", flat=True)) == ["figure", "file"]
    feedback = Feedback.objects.get().pk
    answer = send(office, "life_review", row, number=feedback, verdict="pass")
    assert (answer.status_code, "市财政局还没有会签" in answer.content.decode()) == (409, True)
    send(support, "life_sign", row, number=feedback, signer=theirs.pk, agrees="yes", words="同意")
    send(office, "life_review", row, number=feedback, verdict="pass")
    answer = send(office, "life_close", row, note="验收合格")
    html = answer.content.decode()
    for words in ("已销号。", "验收报告.pdf", "会签", "2000个", "学位全部建成。", "佐证材料"):
        assert words in html
    number = Evidence.objects.get(kind="file").pk
    download = lead.get(reverse("evidence_file", args=[number]))
    assert (download.content, download["Content-Type"]) == (b"%PDF-1.7 x", "application/octet-stream")
    assert download["Content-Disposition"].startswith("attachment")


def test_what_was_typed_stays_where_a_step_is_refused(row, people, office, lead):
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    answer = send(lead, "life_feedback", row, number=numbers[LEAD], kind="progress", text="写了很长的办理情况", figure0="三百家")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert html.count("写了很长的办理情况") == 1
    assert "没有保存：" in html
    assert not Feedback.objects.exists()


def test_a_unit_sees_its_own_buttons_alone_and_a_stranger_nothing(row, people, clients):
    office, lead, support, stranger = clients.secretariat, clients.lead, clients.support, clients.stranger
    numbers = assign(row, people)
    handle.accept(people[LEAD], numbers[LEAD])
    report_final(people[LEAD], numbers[LEAD])
    handle.add_evidence(people[LEAD], row, proof())
    feedback = Feedback.objects.get().pk
    for client in (lead, support):
        html = page(client, row)
        for words in ("撤回交办", "审核意见", "批复意见", "改状态", "保存更正", "销号</button>", "life_assign"):
            assert words not in html, words
    assert reverse("life_sign", args=[feedback]) in page(support, row)
    assert reverse("life_sign", args=[feedback]) not in page(lead, row)
    assert reverse("life_review", args=[feedback]) in page(office, row)
    assert stranger.get(reverse("ledger_row", args=[row])).status_code == 404
    assert stranger.get(reverse("evidence_file", args=[Evidence.objects.get().pk])).status_code == 404
    for client, url, number, expected in (
        (lead, "life_review", feedback, 403),
        (lead, "life_withdraw", numbers[LEAD], 403),
        (support, "life_feedback", numbers[LEAD], 403),
        (stranger, "life_accept", numbers[LEAD], 404),
    ):
        data = {"item": row, "why": "x", "verdict": "pass", "words": "x", "kind": "final", "text": "x"}
        assert client.post(reverse(url, args=[number]), data).status_code == expected, url
    assert lead.post(reverse("tasks_assign"), {"row": row}).status_code == 403


def test_my_work_of_a_unit_and_of_the_secretariat(row, people, clients):
    office, lead, support = clients.secretariat, clients.lead, clients.support
    other = make_row("乙", Line("市水利局2026年建成渡口3个。", "COMMIT", "市水利局", None, ("2026年", "2026-12-31"), target="3个"))
    numbers = assign(row, people, limit=TODAY + timedelta(days=5))
    assert "待签收<b>1</b>" in lead.get(reverse("tasks")).content.decode()
    handle.accept(people[LEAD], numbers[LEAD])
    html = lead.get(reverse("tasks")).content.decode()
    assert ("办理中<b>1</b>" in html, "还有 5 天" in html) == (True, True)
    report_final(people[LEAD], numbers[LEAD])
    assert "待会签<b>1</b>" in support.get(reverse("tasks")).content.decode()
    html = office.get(reverse("tasks")).content.decode()
    assert ("反馈待审<b>1</b>" in html, "待交办<b>1</b>" in html, other in html) == (True, True, True)
    handle.review(OFFICE, Feedback.objects.get().pk, passed=False, words="缺材料", today=TODAY)
    assert "退回重报<b>1</b>" in lead.get(reverse("tasks")).content.decode()
    assert "没有需要办理的事项" in clients.leader.get(reverse("tasks")).content.decode()
    html = office.post(reverse("tasks_assign"), {"row": [other, row], "words": "年度任务"}).content.decode()
    assert ("已交办 1 项" in html, "只有“已确认”的事项可以批量交办" in html) == (True, True)


def test_a_file_that_is_too_large_or_empty_is_refused_in_words(row, people, office, monkeypatch):
    monkeypatch.setattr(handling, "most_bytes", lambda: 1000)
    assign(row, people)
    for data, words in ((b"x" * 2000, "佐证文件最多"), (b"", "空的")):
        answer = send(office, "life_evidence", row, attached=SimpleUploadedFile("大文件.zip", data))
        assert words in answer.content.decode()
    assert not Evidence.objects.exists()


def test_the_office_chooses_its_term_for_returns(office, lead):
    assert "7个工作日" in lead.get(reverse("handling")).content.decode()
    assert lead.post(reverse("handling"), {"kind": "return", "key": "w3", "expected": 0}).status_code == 403
    answer = office.post(reverse("handling"), {"kind": "return", "key": "w3", "expected": 0, "note": "按本市办法"}, follow=True)
    assert "申请退回的期限：3个工作日" in answer.content.decode()
    answer = office.post(reverse("handling"), {"kind": "return", "key": "w10", "expected": 0}, follow=True)
    assert "已被改选" in answer.content.decode()


def test_the_api_does_what_the_pages_do_and_refuses_stale_and_strange(row, office, lead, stranger, people):
    def post(client, path, **body):
        return client.post(f"/api/{path}", json.dumps(body), content_type="application/json")

    found = office.get(f"/api/ledger/{row}/life").json()
    assert {s["name"] for s in found["steps"]} == {"assign", "evidence", "subtask"}
    given = [{"unit": people[LEAD].unit, "role": "lead", "limit": SOON.isoformat()}]
    assert post(office, f"ledger/{row}/assign", given=given, revision=99).status_code == 409
    found = post(office, f"ledger/{row}/assign", given=given, revision=found["life"]["revision"]).json()
    (one,) = found["life"]["assignments"]
    assert (one["state"], one["limit"]) == ("sent", SOON.isoformat())
    assert lead.get("/api/tasks").json()["lists"][0] | {"what": ""} == {"key": "accept", "name": "待签收", "what": "", "count": 1}
    assert lead.get("/api/tasks?list=accept").json()["tasks"][0]["item_id"] == row
    assert lead.get("/api/tasks?list=review").status_code == 404
    assert post(stranger, f"assignments/{one['number']}/accept").status_code == 404
    assert post(lead, f"assignments/{one['number']}/accept", revision=one["revision"]).json()["life"]["state"] == "in_progress"
    assert post(lead, f"assignments/{one['number']}/accept", revision=one["revision"]).status_code == 409
    assert post(lead, f"ledger/{row}/close", revision=1).status_code == 403
    answer = lead.post(f"/api/ledger/{row}/evidence/file", {"file": SimpleUploadedFile("照片.jpg", b"jpeg")})
    number = answer.json()["life"]["evidence"][0]["number"]
    assert lead.get(f"/api/evidence/{number}").content == b"jpeg"
    assert stranger.get(f"/api/evidence/{number}").status_code == 404
    request = post(lead, f"assignments/{one['number']}/requests", kind="extension", reason="汛期", until=str(SOON + timedelta(days=9)))
    asked = request.json()["life"]["assignments"][0]["requests"][0]["number"]
    moved = post(office, f"requests/{asked}/decision", granted=True).json()["life"]["assignments"][0]
    assert (moved["limit"], moved["extended"]) == (str(SOON + timedelta(days=9)), True)
    assert post(office, f"ledger/{row}/state", state="closed").status_code == 422


def test_the_command_line_carries_a_row_to_its_end(row, people, tmp_path):
    def run(*words, code=0):
        result = CliRunner().invoke(cli, ["ledger", *map(str, words)])
        assert result.exit_code == code, result.output + str(result.exception)
        return result.output

    report = tmp_path / "验收.txt"
    report.write_text("验收合格")
    assert "市教育局（主办）签收" in run("assign", row, "--proposed", "--by", "督查员") + run("life", row)
    lead, support = Assignment.objects.order_by("role").values_list("pk", flat=True)
    for number in (lead, support):
        run("accept", number, "--by", "联络员")
    run("subtask", row, "完成选址", "--unit", SUPPORT, "--by", "联络员")
    run("feedback", lead, "学位建成。", "--final", "--figure", "2000个", "2000个", "--file", report, "--by", "联络员")
    feedback = Feedback.objects.get().pk
    run("countersign", feedback, support, "agree", "--by", "财政")
    assert "已办结；督查室销号" in run("review", feedback, "pass", "--by", "督查员")
    run("close", row, "--by", "督查员")
    told = run("life", row)
    for words in ("已销号", "会签 市财政局：同意", "佐证", "验收.txt", "分解任务"):
        assert words in told
    run("reopen", row, "--why", "回头看未落实", "--by", "督查员")
    assert json.loads(run("life", row, "--format", "json"))["state"] == "in_progress"
    assert "补建0期" in run("instances")


def test_a_row_that_was_carried_to_done_waits_to_be_closed(row, people, office):
    carry_to_done(row, people)
    html = page(office, row)
    assert "已办结，待销号" in html
    assert "提交佐证材料，然后销号" in html
    assert reverse("life_close", args=[row]) not in html
    assert "待销号<b>1</b>" in office.get(reverse("tasks")).content.decode()


def test_announced_papers_that_came_are_listed_and_one_press_makes_them_evidence(people, office, lead):
    item_id = make_row("甲", Line("市教育局将在年内出台《澜州市校园餐管理办法》。", "COMMIT", "市教育局"))
    save(make_reading("新", (Line("正文。"),), title="关于印发《澜州市校园餐管理办法》的通知", issue_date="2026-02-01"))
    assert "关于印发《澜州市校园餐管理办法》的通知" in office.get(reverse("tasks") + "?list=papers").content.decode()
    assert "承诺出台的文件</title>" not in lead.get(reverse("tasks") + "?list=papers").content.decode()
    assert "馆内已有承诺出台的" in page(office, item_id)
    send(office, "life_evidence", item_id, doc="新", note="事项承诺出台")
    html = page(office, item_id)
    assert ("馆内已有承诺出台的" in html, Evidence.objects.get().kind) == (False, "paper")
