"""The review's pages and commands show and do what the store holds."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.db import connection
from django.urls import reverse

from docintel.cli import review as cli
from docintel.domain.review import QueueFilters
from docintel.store import papers
from docintel.store.models import Obligation, Owner
from docintel.workflows import review
from docintel.workflows.evaluate import evaluate_extraction
from docintel.workflows.reading import read_paper
from tests.people import person
from tests.readings import PROMISES, make_reading

pytestmark = pytest.mark.django_db
SEATS = PROMISES[1].text
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def signed_in(client):
    client.force_login(person("zhang"))
    return client


@pytest.fixture
def seats():
    papers.save(make_reading("甲"))
    return Obligation.objects.get(source_text=SEATS).item_id


def act(client, item_id, query="", **given):
    revision = Obligation.objects.get(item_id=item_id).revision
    return client.post(reverse("review_act", args=[item_id]) + query, {"expected": revision, **given}, **HTMX).content.decode()


def shown(html):
    found = re.search(r'data-item="([^"]+)"', html)
    return found and found[1]


def test_each_act_answers_with_the_next_card(signed_in, seats):
    page = signed_in.get(reverse("review")).content.decode()
    assert shown(page) == seats
    assert "共 <b>3</b> 项待审核" in page
    assert 'class="m m-commit m-owner"' in page
    second = act(signed_in, seats, act="confirm")
    assert f"已确认 {seats}" in second
    assert shown(second) not in (None, seats)
    third = act(signed_in, shown(second), act="reject", reason="背景表述")
    assert "不予立项：背景表述" in third
    last = act(signed_in, shown(third), act="confirm")
    assert "全部事项都已审核" in last
    assert shown(signed_in.post(reverse("review_undo"), {}, **HTMX).content.decode()) == shown(third)


def test_what_is_refused_keeps_the_card_and_the_typed_words(signed_in, seats):
    html = act(signed_in, seats, act="correct", field="due", value="过几天")
    assert "读不出日期" in html
    assert 'value="过几天"' in html
    assert shown(html) == seats
    stale = signed_in.post(reverse("review_act", args=[seats]), {"act": "confirm", "expected": 9}, **HTMX).content.decode()
    assert "在此期间已被修改" in stale
    assert Obligation.objects.get(item_id=seats).state == "proposed"
    for given in ({"act": "reject", "reason": ""}, {"act": "split", "texts": "一项"}, {"act": "merge", "other": seats}, {"act": "dance"}):
        assert 'role="alert"' in act(signed_in, seats, **given)
    assert signed_in.get(reverse("review_card", args=["c-nobody"])).status_code == 404
    assert signed_in.get(reverse("review"), {"at": "c-nobody"}).status_code == 404


def test_without_script_an_act_leads_back_to_the_page(signed_in, seats):
    answer = signed_in.post(reverse("review_act", args=[seats]), {"act": "confirm", "expected": 0}, follow=True)
    assert f"已确认 {seats}" in answer.content.decode()


def test_a_changed_source_is_shown_with_its_difference(signed_in, seats):
    review.confirm(seats, "zhang")
    changed = replace(PROMISES[1], text=SEATS.replace("2025年12月", "2026年6月"), due=("2026年6月底前", "2026-06-30"))
    papers.save(make_reading("甲", (PROMISES[0], changed, *PROMISES[2:])))
    for address in (reverse("review") + "?changed=on", reverse("ledger_row", args=[seats])):
        html = signed_in.get(address).content.decode()
        assert "<del>2025年12</del><ins>2026年6</ins>" in html
        assert "第 1 版 → 第 2 版" in html
    act(signed_in, seats, act="confirm")
    assert "<del>" not in signed_in.get(reverse("ledger_row", args=[seats])).content.decode()


def test_sure_rows_are_confirmed_after_a_preview_and_taken_back(signed_in, seats):
    Obligation.objects.update(confidence=0.95)
    address = reverse("review_bulk")
    html = signed_in.get(address, {"threshold": "0.9"}).content.decode()
    assert "将确认 3 项" in html
    assert "预计 95% 属实" in html
    stamp = re.search(r'name="stamp" value="(\w+)"', html)[1]
    assert "已确认 3 项" in signed_in.post(address, {"threshold": "0.9", "stamp": stamp}, follow=True).content.decode()
    assert review.count(QueueFilters()) == 0
    html = signed_in.get(address).content.decode()
    number = re.search(r'name="number" value="(\d+)"', html)[1]
    assert "已撤销" in signed_in.post(reverse("review_undo"), {"number": number}, follow=True).content.decode()
    assert review.count(QueueFilters()) == 3
    assert "请重新预览" in signed_in.post(address, {"threshold": "0.9", "stamp": "0" * 16}, follow=True).content.decode()


def test_a_missed_stretch_is_offered_as_it_is_read_and_added(signed_in, seats):
    address, at = reverse("review_add", args=["甲"]), papers.load_document("甲").text.index("对新设")
    html = signed_in.get(address, {"start": at, "end": at + 19}).content.decode()
    assert "对新设普惠性幼儿园给予每所20万元奖励" in html
    assert 'value="20万元"' in html or 'value="每所20万元"' in html
    html = signed_in.post(address, {"start": at, "end": at + 19, "lead": "市财政局", "strength": "firm"}).content.decode()
    made = Obligation.objects.get(origin="added")
    assert made.item_id in html
    assert "已有事项" in signed_in.post(address, {"start": at, "end": at + 19}).content.decode()
    assert made.item_id in signed_in.get(reverse("paper", args=["甲"])).content.decode()
    assert signed_in.get(address, {"start": "x"}).status_code == 404


def test_the_commands_do_what_the_page_does(seats):
    def run(*words, code=0):
        result = CliRunner().invoke(cli.command, words, catch_exceptions=False)
        assert result.exit_code == code, result.output
        return result.stdout

    found = json.loads(run("list", "--format", "json"))
    assert (found["count"], found["rows"][0]["item_id"]) == (3, seats)
    assert "更正了2个字段" in run("correct", seats, "--owner", "市发展改革委", "--targets", "新增学位2500个", "--by", "zhang")
    parts = run("split", seats, "--into", "新增公办学位2000个", "--into", "市财政局配合", "--by", "zhang").split()
    merged = run("merge", *parts, "--text", "新增学位并落实经费", "--by", "zhang").strip()
    assert Obligation.objects.get(item_id=merged).text == "新增学位并落实经费"
    added = run("add", "甲", "0-11", "--by", "zhang").strip()
    assert Obligation.objects.get(item_id=added).origin == "added"
    assert "补录" in run("undo", "--by", "zhang")
    rest = [r["item_id"] for r in json.loads(run("list", "--format", "json"))["rows"]]
    run("reject", rest[-1], "--reason", "过于笼统", "--by", "zhang")
    run("confirm", *rest[:-1], "--by", "zhang")
    assert json.loads(run("list", "--format", "json"))["count"] == 0
    gold = CliRunner().invoke(cli.gold, [], catch_exceptions=False).stdout.splitlines()
    commits = [row for row in map(json.loads, gold) if row.get("label") == "COMMIT"]
    assert {row["item_id"] for row in commits} == set(rest[:-1])


def test_gold_of_reviewed_papers_is_what_the_evaluation_takes(tmp_path):
    """Read, review everything, export: the program scores full marks but for what the reviewer changed."""
    from docintel.extract import extract

    file = tmp_path / "答复.txt"
    file.write_text(
        "关于市政协第12号提案的答复\n张三委员：\n现答复如下。\n一、下一步工作\n市教育局将于2025年12月底前新增公办学位2000个。\n"
        "市财政局将于2026年6月底前安排资金300万元。\n澜州市教育局\n2025年3月1日\n",
        "utf-8",
    )
    papers.save(extract(read_paper(file)))
    rows = review.listed(QueueFilters(), review.date.today(), 10)[1]
    assert len(rows) == 2
    review.correct(rows[0].item_id, {"due": "2025-11-30"}, "zhang")
    for row in rows:
        review.confirm(row.item_id, "zhang")
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in review.gold_rows()), "utf-8")
    figures = evaluate_extraction(gold, [tmp_path])[0].figures
    assert figures["action"]["F1"] == 1.0
    assert figures["deadline"]["F1"] == 0.5


def test_a_card_comes_at_once_from_a_large_ledger(signed_in, seats):
    """No question of the queue looks at every row: their number does not change what a card costs."""
    for n in range(50):
        papers.save(make_reading(f"乙{n}"))
    rows = list(Obligation.objects.all())
    columns = [f.attname for f in Obligation._meta.concrete_fields if f.attname != "id"]
    copies = [
        Obligation(**{name: getattr(row, name) for name in columns} | {"item_id": f"{row.item_id}-x{n}"})
        for n in range(131)
        for row in rows
    ]
    Obligation.objects.bulk_create(copies, batch_size=500)
    middle = Obligation.objects.order_by("paper_id", "start", "id")[10_000].item_id
    for query in ("?way=next", "?way=next&order=confidence", "?way=back", "?way=paper"):
        signed_in.get(reverse("review_card", args=[middle]) + query, **HTMX)
        best = min(_seconds(signed_in, reverse("review_card", args=[middle]) + query) for _ in range(3))
        assert best < 0.15, f"{query}: {best:.3f} s"
    with connection.cursor() as cursor:
        for order in ("paper_id, start, id", "confidence, paper_id, start, id"):
            cursor.execute(
                f"EXPLAIN QUERY PLAN SELECT item_id FROM store_obligation WHERE state = 'proposed' AND gone_since IS NULL ORDER BY {order} LIMIT 1"
            )
            plan = " ".join(str(line) for line in cursor.fetchall())
            assert "queue_by" in plan
            assert "TEMP B-TREE FOR ORDER BY" not in plan
    assert Owner.objects.exists()


def _seconds(client, address):
    begun = time.process_time()  # another program on the machine does not count
    assert client.get(address, **HTMX).status_code == 200
    return time.process_time() - begun
