"""Colours and facts that a process keeps are those of the rows as they are now, whatever changed them, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from docintel.domain.ledger import LedgerFilters
from docintel.domain.review import QueueFilters
from docintel.store import ledger, light_choice, papers, progress, situations, statistics
from docintel.store.light_choice import Choice
from docintel.store.models import Obligation, Paper
from docintel.store.remembered import Remembered
from docintel.workflows import handle, review, track
from tests.life import OFFICE, TODAY, assign, make_row, make_units, report_final
from tests.readings import PROMISES, make_reading


@pytest.fixture
def ledger_of_two(store):
    """A row with a target and 2025-12-31, and the other rows of its paper."""
    papers.save(make_reading("甲"))
    return Obligation.objects.get(source_text=PROMISES[1].text).item_id


def fresh(today):
    """What is kept is what one gets by reading everything, and the list says the same."""
    lit = situations.colours(Obligation.objects.all(), today, light_choice.in_force())
    assert situations.lit_now(today) == lit
    rules = light_choice.in_force()
    assert statistics._facts() == statistics._read(Obligation.objects.all(), None, rules.endless, None)
    for row in ledger.rows(LedgerFilters(), today):
        assert lit[Obligation.objects.get(item_id=row.item_id).pk] == row.light.colour
    return lit


def colour(item_id, today=TODAY):
    return fresh(today)[Obligation.objects.get(item_id=item_id).pk]


def test_no_act_leaves_an_old_colour(ledger_of_two):
    item = ledger_of_two
    before = colour(item, date(2025, 8, 1))
    assert colour(item, date(2026, 1, 1)) == "red" != before  # another day
    ledger.correct(item, {"due": TODAY + timedelta(days=400)}, "张三")
    assert colour(item) == "green"
    review.undo_field(item, "due", "张三")
    assert colour(item) == "red"
    progress.report(item, "600个", TODAY, "张三", today=TODAY)
    fresh(TODAY)
    ledger.correct(item, {"due": TODAY}, "张三")
    assert colour(item) not in ("green", "grey")
    review.reject(item, "张三", "重复")
    assert colour(item) == "grey"
    review.undo("张三")
    assert colour(item) != "grey"
    review.confirm_all(QueueFilters(), 0.01, "张三")
    fresh(TODAY)
    papers.save(make_reading("甲", (PROMISES[0], *PROMISES[2:])))  # a new version without the row
    assert colour(item) == "grey"
    papers.save(make_reading("乙"))
    fresh(TODAY)


def test_no_step_of_a_rows_life_leaves_an_old_colour(store):
    people = make_units()
    item = make_row()
    ledger.correct(item, {"due": TODAY - timedelta(days=3)}, "督查员")
    assert colour(item) == "red"
    numbers = assign(item, people)
    fresh(TODAY)
    lead = people["市教育局"]
    handle.accept(lead, numbers["市教育局"])
    handle.ask(lead, numbers["市教育局"], "extension", "汛期停工", today=TODAY, until=TODAY + timedelta(days=200))
    (asked,) = [r for a in handle.life(OFFICE, item, TODAY).assignments for r in a.requests]
    assert colour(item) == "red"
    handle.decide(OFFICE, asked.number, granted=True, until=TODAY + timedelta(days=200), today=TODAY)
    assert colour(item) == "green"
    assert colour(item, TODAY + timedelta(days=201)) == "red"
    report_final(lead, numbers["市教育局"])
    fresh(TODAY)
    handle.withdraw(OFFICE, numbers["市财政局"], "改由他人协办")
    fresh(TODAY)


def test_a_period_that_is_made_lights_its_row(ledger_of_two):
    row = Obligation.objects.get(item_id=ledger_of_two)
    row.due, row.recurrence = None, [["每季度", "P3M"]]
    row.save()
    ledger.change_state(row.item_id, "confirmed", "张三")
    later = TODAY + timedelta(days=800)
    assert colour(row.item_id, later) != "red"
    assert handle.make_instances(TODAY) == 1
    assert colour(row.item_id, later) == "red"


def test_other_rules_and_other_papers_light_all_again(ledger_of_two):
    day = date(2025, 12, 20)
    before = fresh(day)
    light_choice.choose(Choice(0, "suqian", who="管理员"))
    assert fresh(day) != before
    kept = colour(ledger_of_two, day)
    papers.correct("甲", "status", "draft_for_comment", "张三")
    assert colour(ledger_of_two, day) == "grey" != kept
    assert track.light_counts(LedgerFilters(), day)["grey"] == Obligation.objects.count()


def test_only_what_changed_is_read_and_a_late_change_is_seen(ledger_of_two):
    asked = []

    def read(found, keys, word):
        asked.append(keys)
        return {pk: f"{word}{text}" for pk, text in found.values_list("pk", "text")}

    memo = Remembered(read)
    first = memo.of("甲")
    assert memo.of("甲") is first
    assert asked == [None]
    row = Obligation.objects.get(item_id=ledger_of_two)
    ledger.correct(row.item_id, {"text": "新增学位"}, "张三")
    assert memo.of("甲") == first | {row.pk: "甲新增学位"}
    late = timezone.now() - timedelta(seconds=20)  # made before the last look, seen after it: its transaction ended late
    Obligation.objects.filter(pk=row.pk).update(text="再改", updated=late)
    assert memo.of("甲")[row.pk] == "甲再改"
    assert asked == [None, {row.pk}, {row.pk}]
    Paper.objects.filter(pk=row.paper_id).update(updated=timezone.now())
    memo.of("甲")
    assert asked[-1] == set(Obligation.objects.filter(paper=row.paper_id).values_list("pk", flat=True))
    assert memo.of("乙")[row.pk] == "乙再改"
    assert asked[-1] is None
    copy = Obligation.objects.get(pk=row.pk)
    copy.pk, copy.item_id, copy._state.adding = None, "副本", True
    copy.save()
    assert len(memo.of("乙")) == len(first) + 1
