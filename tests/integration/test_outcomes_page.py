"""办理结果 in pages, commands and the API."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from docintel.cli import outcomes as outcomes_cli
from docintel.store import papers
from docintel.store.models import Obligation, Outcome
from docintel.workflows import outcomes
from tests.people import client_of
from tests.readings import Line, make_reading

pytestmark = pytest.mark.django_db


def days(n):
    return (timezone.localdate() + timedelta(days=n)).isoformat()


@pytest.fixture
def secretary():
    """Two replies: 甲 of class B with a promise that has fallen due, 乙 that says 已解决 but only promises."""
    fallen = (Line("市教育局将新增公办学位2000个。", "COMMIT", "市教育局", None, ("将", days(-3)), target="2000个"),)
    papers.save(make_reading("甲", fallen, issue_date=days(-300), reply_class="B", case_number="12"))
    papers.save(make_reading("乙", fallen, issue_date=days(-10), reply_class="A", reply_outcome="done", doc_kind="reply_npc"))
    return client_of("wang", "administrator")


def text(answer):
    return answer.content.decode()


def test_the_list_counts_by_meaning_and_finds_what_to_look_at_again(secretary):
    html = text(secretary.get(reverse("outcomes")))
    assert "含义未明 <b>1</b>" in html
    assert "已解决 <b>1</b>" in html
    assert "该回头看的 <b>0</b>" in html  # nobody says yet what B means
    html = text(secretary.post(reverse("outcome_scheme"), {"scheme": "three", "expected": 0}, follow=True))
    assert "已选定“三类" in html
    assert "列入计划 <b>1</b>" in html
    only = text(secretary.get(reverse("outcomes"), {"look_again": "on"}, headers={"HX-Request": "true"}))
    assert "共 1 份答复" in only
    assert f"{days(-3)} 到期" in only
    assert "请刷新" in text(secretary.post(reverse("outcome_scheme"), {"scheme": "words", "expected": 0}, follow=True))


def test_a_second_look_is_recorded_on_the_page_of_the_reply(secretary):
    outcomes.choose_scheme("three", "guan")
    page = text(secretary.get(reverse("outcome", args=["甲"])))
    assert "该回头看了" in page
    assert 'name="follow_up" id="id_follow_up" checked' in page
    sent = {"scheme": "three", "letter": "A", "follow_up": "on", "day": days(0), "note": "学位已投用", "expected": 0}
    page = text(secretary.post(reverse("outcome_record", args=["甲"]), sent, follow=True))
    assert "B→A" in page
    assert "学位已投用" in page
    assert "该回头看了" not in page
    assert "在此期间已被记录" in text(secretary.post(reverse("outcome_record", args=["甲"]), sent, follow=True))
    assert "B→A" in text(secretary.get(reverse("paper", args=["甲"])))
    item = Obligation.objects.get(paper__doc_id="甲").item_id
    assert "办理结果 B→A" in text(secretary.get(reverse("ledger_row", args=[item])))
    filled = text(secretary.get(reverse("outcome", args=["甲"]), {"corrects": Outcome.objects.get().pk}))
    assert 'option value="A" selected' in filled


def test_unsatisfied_says_that_it_is_to_be_done_again(secretary):
    sent = {"letter": "", "satisfaction": "unsatisfied", "attitude": "mostly", "day": days(0), "expected": 0}
    page = text(secretary.post(reverse("outcome_record", args=["乙"]), sent, follow=True))
    assert "应当重新办理" in page
    assert "共 1 份答复" in text(secretary.get(reverse("outcomes"), {"redo": "on"}))
    assert "请检查日期" in text(secretary.post(reverse("outcome_record", args=["乙"]), sent | {"day": "昨天"}, follow=True))


def test_a_class_that_the_words_do_not_bear_out_is_named(secretary):
    page = text(secretary.get(reverse("outcome", args=["乙"])))
    assert "类别注明为A类（已解决），正文却没有写已经做成的事" in page
    assert "类别与内容" not in text(secretary.get(reverse("outcome", args=["甲"])))


def test_a_unit_reads_only_its_own_and_records_nothing(secretary):
    unit = client_of("li", "unit")
    assert "共 0 份答复" in text(unit.get(reverse("outcomes")))
    assert unit.get(reverse("outcome", args=["甲"])).status_code == 404
    assert unit.post(reverse("outcome_record", args=["甲"]), {}).status_code == 403
    assert client_of("zhao", "leader").get(reverse("outcome", args=["甲"])).status_code == 200


def test_the_api_records_with_the_revision_seen(secretary):
    seen = secretary.get("/api/outcomes/甲").json()
    assert (seen["reply"]["letter"], seen["reply"]["revision"]) == ("B", 0)
    body = {"revision": 0, "letter": "A", "day": days(0)}
    post = lambda **more: secretary.post("/api/outcomes/甲/results", json.dumps(body | more), content_type="application/json")  # noqa: E731
    assert post().status_code == 422
    scheme = {"scheme": "four-planned", "number": 0}
    assert (
        secretary.post("/api/outcome-schemes/chosen", json.dumps(scheme), content_type="application/json").json()["chosen"]
        == "four-planned"
    )
    answer = post()
    assert answer.json()["reply"]["outcome"] == "done"
    assert post().status_code == 409
    assert post(revision=answer.json()["reply"]["revision"], letter="E").status_code == 422
    assert secretary.get("/api/outcomes/nobody").status_code == 404
    listed = secretary.get("/api/outcomes?outcome=done&limit=1").json()
    assert (listed["count"], len(listed["rows"]), listed["solved"]["now"]) == (2, 1, 2)


def test_the_command_line_records_lists_and_chooses(secretary):
    run = lambda *words: CliRunner().invoke(outcomes_cli.command, words)  # noqa: E731
    assert "four-progress" in run("scheme").output
    assert "已选定" in run("scheme", "three", "--by", "guan").output
    assert json.loads(run("list", "--look-again", "--format", "json").output)["rows"][0]["doc"] == "甲"
    said = run("record", "甲", "a", "--follow-up", "--by", "guan", "--satisfaction", "unsatisfied")
    assert "B→A（已解决），应重新办理" in said.output
    shown = run("show", "甲").output
    assert "回头看" in shown
    assert "结果不满意" in shown
    assert "可用：A" in str(run("record", "甲", "X", "--by", "guan").exception)
