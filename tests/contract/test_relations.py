"""Repeals and amendments: found whichever paper is read first, told to the index, never made by a draft."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from docintel.domain.papers import Citation
from docintel.domain.spans import Span
from docintel.store import outbox, papers, relations
from docintel.store.models import Paper, Relation
from tests.readings import Line, make_reading

OLD = "榆州市人才引进办法"
WORDS = f"本办法自2024年3月1日起施行，《{OLD}》（榆政发〔2019〕5号）同时废止。"


def _old(**head):
    return make_reading(
        "旧",
        (Line("第一条 引进人才给予生活补贴。"),),
        **{"doc_kind": "measures", "title": OLD, "doc_number": "榆政发[2019]05号", "status": "in_force", "issue_date": "2019-06-01"} | head,
    )


def _new(relation="repeals", number="榆政发〔2019〕5号", title=OLD, **head):
    cited = Citation(title, number, relation, Span.of(WORDS + "\n", WORDS.index("《"), WORDS.index("同时")))
    return make_reading(
        "新",
        (Line(WORDS),),
        **{"doc_kind": "measures", "title": "榆州市人才引进办法（2024年修订）", "status": "in_force", "issue_date": "2024-02-01"}
        | {"citations": (cited,)}
        | head,
    )


@pytest.mark.parametrize("order", list(permutations((0, 1))))
def test_found_whichever_is_read_first(store, order):
    readings = (_old(), _new())
    for i in order:
        papers.save(readings[i])
    assert papers.standing_of("旧", date(2024, 1, 31)).state == "in_force"
    assert papers.standing_of("旧", date(2024, 2, 1)).reason == "repealed"
    made, suffered = relations.changes("旧")
    assert not made
    assert [(c.doc, c.relation, c.day) for c in suffered] == [("新", "repeals", "2024-02-01")]
    assert [c.doc for c in relations.changes("新")[0]] == ["旧"]


def test_the_index_learns_it(store):
    papers.save(_old())
    outbox.mark_done([c.id for c in outbox.pending()])
    papers.save(_new())
    told = {p.doc: (p.repealed, p.repealed_doc) for change in outbox.pending() for p in change.upserts}
    assert told["旧"] == ("2024-02-01", "新")
    assert told["新"] == ("", "")


def test_without_a_number_the_title_of_the_same_place_decides(store):
    papers.save(_old(doc_number=None, region="榆州市"))
    papers.save(make_reading("他", (Line("第一条 略。"),), doc_kind="measures", title=OLD, region="汐湾市", issue_date="2019-06-01"))
    papers.save(_new(number=None, region="榆州市"))
    assert Relation.objects.get().target == Paper.objects.get(doc_id="旧")


def test_another_number_is_another_paper(store):
    papers.save(_old(doc_number="榆政发〔2020〕9号"))
    papers.save(_new())
    assert Relation.objects.get().target is None


@pytest.mark.parametrize("head", [{"status": "draft_for_comment"}, {"doc_kind": "interpretation", "status": None}])
def test_drafts_and_explanations_repeal_nothing(store, head):
    papers.save(_old())
    papers.save(_new(**head))
    assert papers.standing_of("旧", date(2024, 2, 1)).state == "in_force"


def test_amending_ends_nothing(store):
    papers.save(_old())
    papers.save(_new(relation="amends"))
    assert papers.standing_of("旧", date(2023, 12, 31)).state == "in_force"
    assert [c.relation for c in relations.changes("旧")[1]] == ["amends"]


def test_a_person_who_corrects_a_number_finds_the_paper(store):
    papers.save(_old(doc_number="榆政发〔2091〕5号"))
    papers.save(_new())
    assert papers.standing_of("旧", date(2024, 2, 1)).state == "in_force"
    papers.correct("旧", "doc_number", "榆政发〔2019〕5号", "王")
    assert papers.standing_of("旧", date(2024, 2, 1)).reason == "repealed"


def test_a_version_that_repeals_no_more_lets_the_old_one_stand(store):
    papers.save(_old())
    papers.save(_new())
    papers.save(_new(citations=(), title="榆州市人才引进办法（2024年修订稿）"))
    assert papers.standing_of("旧", date(2023, 12, 31)).state == "in_force"
    assert not Relation.objects.exists()
