"""The laws of the gazetteer, on SQLite and on PostgreSQL alike: learned from papers, the same in any order, people's words kept."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest

from docintel.domain.findings import Owner, SeenBody
from docintel.domain.ledger import LedgerFilters
from docintel.errors import BadInput, NotFound
from docintel.store import bodies, body_decisions, body_lists, ledger, papers
from docintel.store.models import Body, BodyAlias, BodySighting, History, Obligation
from docintel.store.models import Owner as OwnerRow
from tests.readings import PROMISES, Line, make_reading

TODAY = date(2026, 1, 15)
CITY = "澜州市"
ASKED = (Line("市数据办将在2025年12月底前建成平台。", "COMMIT", "市数据办"), *PROMISES)


def _reading(doc_id, *seen, lines=PROMISES, **head):
    found = tuple(SeenBody(f"澜州市{function}", (CITY,), function, where) for function, where in seen)
    return replace(make_reading(doc_id, lines, **head), bodies=found)


def _owned(name):
    return {(o.body.name if o.body else None, o.settled) for o in OwnerRow.objects.filter(name=name).select_related("body")}


def _all():
    seen = sorted(BodySighting.objects.values_list("body__name", "paper__doc_id", "where"))
    owners = sorted(OwnerRow.objects.values_list("obligation__item_id", "order", "name", "body__name", "settled"))
    return seen, owners, [replace(b, key=0) for b in body_lists.rows()], body_lists.open_names()


EDUCATION = Line("市教育局将在2025年12月底前新增学位。", "COMMIT", "市教育局")
TOURISM = Line("市文旅局将在2025年12月底前办节。", "COMMIT", "市文旅局")


def test_owners_are_settled_by_what_other_papers_name(store):
    papers.save(_reading("甲", lines=(TOURISM,)))
    assert _owned("市文旅局") == {(None, "")}
    papers.save(_reading("乙", ("文化广电旅游局", "cc")))
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}


def test_two_bodies_that_fit_leave_a_name_open(store):
    papers.save(_reading("甲", ("文化广电旅游局", "cc"), ("文化和旅游局", "signatory"), lines=(TOURISM,)))
    assert _owned("市文旅局") == {(None, "")}
    (name,) = [n for n in body_lists.open_names() if n.function == "文旅局"]
    assert name.candidates == ("澜州市文化和旅游局", "澜州市文化广电旅游局")
    assert (name.name, name.count, name.place) == ("澜州市文旅局", 1, "澜州市")


def test_the_list_gives_way_to_what_papers_of_the_place_name(store):
    line = Line("市住建局将在2025年12月底前建成公园。", "COMMIT", "市住建局")
    papers.save(_reading("甲", lines=(line,)))
    assert _owned("市住建局") == {("澜州市住房和城乡建设局", "short_form")}
    papers.save(_reading("乙", ("住房和建设局", "issuer")))
    assert _owned("市住建局") == {("澜州市住房和建设局", "learned")}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_order_of_reading_makes_no_difference(store, order):
    some = [
        _reading("甲", ("绿化市容局", "cc"), lines=(TOURISM, *PROMISES)),
        _reading("乙", ("文化广电旅游局", "cc"), ("教育局", "signatory"), issue_date="2024-01-01"),
        _reading("丙", ("绿化和市容管理局", "issuer"), ("教育局", "issuer"), lines=ASKED, issue_date=None),
    ]
    for n in order:
        papers.save(some[n])
    once = _all()
    for n in reversed(order):
        papers.save(some[n])
    assert _all() == once
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}
    education = body_lists.row("澜州市教育局")
    assert (education.seen, education.first_seen, education.last_seen) == (2, "2024-01-01", "2024-01-01")


def test_the_same_papers_in_one_batch_or_one_by_one(store):
    some = [_reading("甲", lines=(TOURISM,)), _reading("乙", ("文化广电旅游局", "cc"))]
    papers.save_many([papers.prepare(r) for r in some])
    bodies.settle()
    together = _all()
    assert bodies.settle() == 0
    for reading in some:
        papers.save(reading)
    assert _all() == together


def test_what_a_paper_no_longer_names_is_forgotten(store):
    papers.save(_reading("甲", lines=(TOURISM,)))
    papers.save(_reading("乙", ("文化广电旅游局", "cc")))
    papers.save(_reading("乙", ("教育局", "cc"), lines=PROMISES[:2]))
    assert _owned("市文旅局") == {(None, "")}
    assert not [b for b in body_lists.rows() if b.function == "文化广电旅游局"]


def test_settling_is_no_change_of_a_row(store):
    papers.save(_reading("甲", lines=(TOURISM,)))
    before = list(Obligation.objects.values("item_id", "revision", "updated"))
    papers.save(_reading("乙", ("文化广电旅游局", "cc"), lines=PROMISES[:1]))
    assert list(Obligation.objects.values("item_id", "revision", "updated")) == before
    assert not History.objects.filter(kind="item").exists()


def test_what_a_person_wrote_as_owner_is_left_alone(store):
    papers.save(_reading("甲", lines=(TOURISM,)))
    item = Obligation.objects.get().item_id
    ledger.correct(item, {"lead": "市文旅局、市教育局"}, "zhang")
    papers.save(_reading("乙", ("文化广电旅游局", "cc"), lines=PROMISES[:1]))
    assert _owned("市文旅局") == {(None, "")}
    ledger.undo(item, "lead", "zhang")
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}


def test_a_decision_is_remembered_over_every_reading(store):
    papers.save(_reading("甲", lines=ASKED))
    assert body_decisions.alias(CITY, "数据办", "澜州市大数据发展管理局", "zhang", note="三定方案") == "澜州市大数据发展管理局"
    assert _owned("市数据办") == {("澜州市大数据发展管理局", "person")}
    papers.save(_reading("甲", ("数据管理局", "cc"), lines=(*ASKED, PROMISES[0])))
    papers.save(_reading("乙", lines=ASKED[:1]))
    assert _owned("市数据办") == {("澜州市大数据发展管理局", "person")}
    changes = body_lists.history("澜州市大数据发展管理局")
    assert [(c.who, c.field, c.new, c.note) for c in changes][-1] == ("zhang", "简称", "澜州市数据办", "三定方案")
    body_decisions.drop_alias(CITY, "数据办", "li")
    assert _owned("市数据办") == {(None, "")}


def test_a_name_that_is_no_body_is_asked_about_no_more(store):
    papers.save(_reading("甲", lines=ASKED))
    assert "数据办" in {n.function for n in body_lists.open_names()}
    body_decisions.alias(CITY, "数据办", None, "zhang")
    assert "数据办" not in {n.function for n in body_lists.open_names()}
    assert _owned("市数据办") == {(None, "person")}


def test_two_writings_of_one_body(store):
    papers.save(_reading("甲", ("文化广电旅游局", "cc"), ("文化广播旅游局", "signatory"), lines=(TOURISM,)))
    body_decisions.merge("澜州市文化广播旅游局", "澜州市文化广电旅游局", "zhang")
    assert body_lists.row("澜州市文化广播旅游局").same_as == "澜州市文化广电旅游局"
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}
    body_decisions.part("澜州市文化广播旅游局", "zhang")
    assert body_lists.row("澜州市文化广播旅游局").same_as == ""
    assert [c.field for c in body_lists.history("澜州市文化广播旅游局")] == ["归并", "归并"]


def test_a_successor_answers_for_the_former_name(store):
    line = Line("澜州市大数据发展管理局将在2025年12月底前建成平台。", "COMMIT", "澜州市大数据发展管理局")
    reading = _reading("甲", ("大数据发展管理局", "owner"), lines=(line,))
    (promise,) = reading.obligations
    owner = Owner("澜州市大数据发展管理局", "澜州市大数据发展管理局", "responsible", "explicit_subject", resolved="written")
    papers.save(replace(reading, obligations=(replace(promise, owners=(owner,)),)))
    body_decisions.merge("澜州市大数据发展管理局", "澜州市数据局", "zhang", since=date(2024, 3, 1))
    (shown,) = ledger.row(promise.item_id, TODAY).owners
    assert (shown.full, shown.now, shown.since) == ("澜州市大数据发展管理局", "澜州市数据局", date(2024, 3, 1))
    assert len(ledger.rows(LedgerFilters(owner="市数据局"), TODAY)) == 1
    assert body_lists.row("澜州市数据局").former == ("澜州市大数据发展管理局",)


def test_links_make_no_ring(store):
    papers.save(_reading("甲", ("财政局", "cc"), ("财政税务局", "cc")))
    body_decisions.merge("澜州市财政局", "澜州市财政税务局", "zhang")
    with pytest.raises(BadInput):
        body_decisions.merge("澜州市财政税务局", "澜州市财政局", "zhang")


def test_a_stopped_entry_is_nobody_and_is_not_learned_again(store):
    reading = _reading("甲", ("文化广电旅游局", "cc"), lines=(TOURISM,))
    papers.save(reading)
    body_decisions.stop("澜州市文化广电旅游局", "zhang", note="误学")
    assert _owned("市文旅局") == {(None, "")}
    papers.save(_reading("乙", ("文化广电旅游局", "cc")))
    assert _owned("市文旅局") == {(None, "")}
    body_decisions.stop("澜州市文化广电旅游局", "zhang", again=True)
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}


def test_the_ledger_is_asked_by_any_name_of_a_body(store):
    papers.save(_reading("甲", ("文化广电旅游局", "cc"), lines=(TOURISM, EDUCATION)))
    item = Obligation.objects.get(text=TOURISM.text).item_id
    for words in ("市文旅局", "文旅局", "澜州市文旅局", "文化广电旅游局", "澜州市文化广电旅游局", "广电旅游"):
        assert [r.item_id for r in ledger.rows(LedgerFilters(owner=words), TODAY)] == [item], words
    assert not len(ledger.rows(LedgerFilters(owner="县文旅局"), TODAY))
    assert not len(ledger.rows(LedgerFilters(owner="栖山区文旅局"), TODAY))
    (shown,) = ledger.row(item, TODAY).owners
    assert (shown.name, shown.full, shown.how, shown.listed) == ("市文旅局", "澜州市文化广电旅游局", "learned", True)


def test_bodies_that_issue_together_are_owners_each(store):
    reading = _reading("甲", issuer="澜州市教育局、澜州市财政局")
    together = Owner(None, "澜州市教育局、澜州市财政局", "responsible", "implied_issuer", resolved="issuer")
    changed = tuple(replace(o, owners=(together,)) if o.owners[0].name is None else o for o in reading.obligations)
    papers.save(replace(reading, obligations=changed))
    (row,) = ledger.rows(LedgerFilters(owner="市财政局", text="智慧校园"), TODAY)
    assert row.lead == ("澜州市教育局", "澜州市财政局")
    assert [o.how for o in row.owners] == ["issuer", "issuer"]


def test_a_corrected_place_is_that_of_the_owners(store):
    papers.save(_reading("甲", lines=(TOURISM,), region=None, issuer=None))
    assert OwnerRow.objects.get().scope == ""
    papers.save(_reading("乙", ("文化广电旅游局", "cc"), lines=PROMISES[:1]))
    papers.correct("甲", "region", "澜州市", "zhang")
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}
    papers.save(_reading("甲", lines=(TOURISM, PROMISES[0]), region=None, issuer=None))
    assert _owned("市文旅局") == {("澜州市文化广电旅游局", "learned")}


def test_decisions_go_from_one_library_to_another(store):
    papers.save(_reading("甲", ("文化广电旅游局", "cc"), ("财政税务局", "cc"), ("文化广播旅游局", "cc"), lines=ASKED))
    body_decisions.alias(CITY, "数据办", "澜州市大数据发展管理局", "zhang")
    body_decisions.alias(CITY, "公司", None, "zhang", own=True)
    body_decisions.merge("澜州市文化广播旅游局", "澜州市文化广电旅游局", "zhang")
    body_decisions.merge("澜州市大数据发展管理局", "澜州市数据局", "zhang", since=date(2024, 3, 1))
    body_decisions.stop("澜州市财政税务局", "zhang")
    rows = list(body_decisions.decided())
    BodyAlias.objects.all().delete()
    Body.objects.update(same_as=None, successor=None, stopped=False, by_person=False)
    assert body_decisions.take(rows, "li") > 0
    by = {"who": "", "note": ""}
    assert [r | by for r in body_decisions.decided()] == [r | by for r in rows]
    assert body_decisions.take(rows, "li") == 0


def test_decisions_are_signed_and_speak_of_known_places(store):
    papers.save(_reading("甲", lines=ASKED))
    with pytest.raises(BadInput):
        body_decisions.alias(CITY, "数据办", "澜州市数据局", " ")
    with pytest.raises(BadInput):
        body_decisions.alias(CITY, "数据办", "有关部门", "zhang")
    with pytest.raises(BadInput):
        body_decisions.drop_alias(CITY, "数据办", "zhang")
    with pytest.raises(NotFound):
        body_decisions.stop("没有这个局", "zhang")
    assert not BodyAlias.objects.exists()
