"""The laws of the store (docs/rooms.md), on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.domain.documents import PlacedLine
from docintel.domain.ledger import LedgerFilters
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import ledger, outbox, papers, sources
from docintel.store.models import Benefit, History, Norm, Obligation, Outbox, Paper, PaperVersion, Provision, Review
from tests.contract.conftest import empty
from tests.readings import PROMISES, Line, make_reading

TODAY = date(2026, 1, 15)
TABLES = (Paper, PaperVersion, Provision, Obligation, Benefit, Norm, Review, History, Outbox)


def _counts():
    return {table.__name__: table.objects.count() for table in TABLES}


def _changed(line, old, new, due=None):
    return replace(line, text=line.text.replace(old, new), due=due or line.due)


LATER = (PROMISES[0], _changed(PROMISES[1], "2025年12月", "2026年6月", ("2026年6月底前", "2026-06-30")), *PROMISES[2:])


def _ids():
    return {o.source_text: o.item_id for o in Obligation.objects.all()}


# --- the same again adds nothing --------------------------------------------------------------------------------


def test_same_file_twice_adds_nothing(store):
    first = papers.save(make_reading("甲"))
    before = _counts()
    again = papers.save(make_reading("甲"))
    assert (first.outcome, again.outcome) == ("new", "unchanged")
    assert _counts() == before
    assert (first.provisions, first.obligations, first.deadlines, first.benefits) == (7, 3, 3, 1)


def test_same_bytes_under_another_name_are_not_stored_twice(store):
    reading = make_reading("甲")
    papers.save(reading)
    before = _counts()
    document = replace(reading.paper.document, doc_id="甲（副本）", source="/copies/甲（副本）.txt")
    copy = papers.save(replace(reading, paper=replace(reading.paper, document=document)))
    assert (copy.outcome, copy.same_as) == ("duplicate", "甲")
    assert _counts() == before
    assert papers.versions("甲")[0].other_sources == ("/copies/甲（副本）.txt",)


def test_copies_in_one_batch(store):
    reading = make_reading("甲")
    document = replace(reading.paper.document, doc_id="乙", source="/copies/乙.txt")
    copy = replace(reading, paper=replace(reading.paper, document=document))
    saved = papers.save_many([papers.prepare(r) for r in (reading, copy, reading)])
    assert [s.outcome for s in saved] == ["new", "duplicate", "unchanged"]


def test_two_papers_of_one_file_name_are_both_kept(store):
    papers.save(make_reading("答复", source="/一科/答复.txt"))
    other = make_reading(
        "答复", (Line("县水利局本年完成水库除险加固。", "COMMIT", "县水利局"), Line("其余事项另行说明。")), source="/二科/答复.txt"
    )
    saved = papers.save(other)
    assert (saved.outcome, saved.doc_id) == ("new", "答复~2")
    assert papers.load_paper("答复").text != papers.load_paper("答复~2").text
    assert papers.save(other).outcome == "unchanged"


# --- what was saved comes back -----------------------------------------------------------------------------------


def test_a_reading_comes_back_as_it_was(store):
    reading = make_reading("甲")
    papers.save(reading)
    assert papers.load_reading("甲") == reading


def _with_pages(reading):
    """The reading as if its file had one page, a line a block, the first block read from an image."""
    old = reading.paper.document
    lines = tuple(
        PlacedLine(b.start, b.end, 1, (0.125, round(0.05 + i / 20, 4), 0.875, round(0.08 + i / 20, 4)), ((2, 0.25),) * (i % 2))
        for i, b in enumerate(old.blocks)
    )
    blocks = (replace(old.blocks[0], page=1, confidence=0.625), *old.blocks[1:])
    document = replace(old, lines=lines, pages=((595.3, 841.89),), doubts=((2, 4),), member="附件/答复.pdf", blocks=blocks)
    return replace(reading, paper=replace(reading.paper, document=document))


def test_places_come_back_as_they_were(store):
    reading = _with_pages(make_reading("甲"))
    papers.save(reading)
    assert papers.load_paper("甲").document == reading.paper.document


def test_the_same_text_with_places_is_updated_in_place(store):
    papers.save(make_reading("甲"))
    saved = papers.save(_with_pages(make_reading("甲")))
    assert (saved.outcome, saved.changed, len(papers.versions("甲"))) == ("changed", 0, 1)
    assert len(papers.load_paper("甲").document.lines) == len(PROMISES)


def test_members_of_one_archive_that_share_a_name_are_two_papers(store):
    def member(name, line):
        reading = make_reading("答复", (Line(line),), source="/收文/答复.zip")
        document = replace(reading.paper.document, member=name)
        return replace(reading, paper=replace(reading.paper, document=document))

    papers.save(member("一科/答复.txt", "市教育局新增公办学位，按期完成全部建设任务。"))
    saved = papers.save(member("二科/答复.txt", "县水利局除险加固三座水库并通过蓄水验收程序；移民安置款项列入预算；汛前排查。"))
    assert (saved.outcome, saved.doc_id) == ("new", "答复~2")


def test_every_span_that_comes_back_stands_in_the_text(store):
    papers.save(make_reading("甲"))
    papers.save(make_reading("甲", (Line("新的开头一段。"), *LATER)))
    reading = papers.load_reading("甲")
    for item in reading.items:
        assert all(reading.paper.text[s.start : s.end] == s.text for s in item.evidence)
    for row in Obligation.objects.filter(gone_since=None):
        assert reading.paper.text[row.start : row.end] == row.source_text


def test_nul_and_lone_surrogates_keep_offsets(store):
    reading = make_reading("甲", (Line("前\x00言\ud800。"), *PROMISES))
    papers.save(reading)
    text = papers.load_paper("甲").text
    assert len(text) == len(reading.paper.text)
    for item in papers.load_reading("甲").items:
        assert all(text[s.start : s.end] == s.text for s in item.evidence)


def test_unknown_paper_is_named(store):
    with pytest.raises(NotFound, match="无此文"):
        papers.load_paper("无此文")


# --- a changed file changes only what changed --------------------------------------------------------------------


def test_changed_file_changes_only_what_changed(store):
    papers.save(make_reading("甲"))
    ids = _ids()
    touched = dict(Obligation.objects.values_list("item_id", "updated"))
    saved = papers.save(make_reading("甲", LATER))
    assert (saved.outcome, saved.added, saved.changed, saved.gone) == ("changed", 0, 1, 0)
    row = ledger.row(ids[PROMISES[1].text], TODAY)
    assert (row.due, row.text) == (date(2026, 6, 30), LATER[1].text)
    others = {i: t for i, t in Obligation.objects.values_list("item_id", "updated") if i != row.item_id}
    assert others == {i: t for i, t in touched.items() if i != row.item_id}
    told = {(c.field, c.old, c.new) for c in ledger.history(row.item_id)}
    assert ("完成时限", "2025-12-31", "2026-06-30") in told
    assert [v.number for v in papers.versions("甲")] == [1, 2]
    assert papers.load_paper("甲", version=1).text == make_reading("甲").paper.text


def test_a_line_above_moves_offsets_and_changes_no_item(store):
    papers.save(make_reading("甲"))
    ids = _ids()
    saved = papers.save(make_reading("甲", (Line("新的开头一段。"), *PROMISES)))
    assert (saved.added, saved.changed, saved.gone) == (0, 0, 0)
    assert _ids() == ids
    assert Obligation.objects.get(item_id=ids[PROMISES[1].text]).revision == 0


def test_vanished_items_are_kept_and_marked_and_may_return(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    ledger.change_state(item_id, "confirmed", "张三")
    saved = papers.save(make_reading("甲", (PROMISES[0], *PROMISES[2:])))
    row = ledger.row(item_id, TODAY)
    assert (saved.gone, row.gone, row.needs_review, row.state) == (1, True, True, "confirmed")
    assert sources.source(item_id).text[row.start : row.end] == row.text
    assert item_id not in {o.item_id for o in papers.load_reading("甲").obligations}
    papers.save(make_reading("甲"))
    row = ledger.row(item_id, TODAY)
    assert (row.gone, row.needs_review, row.state) == (False, False, "confirmed")


def test_the_same_bytes_read_better_later_update_in_place(store):
    reading = make_reading("甲")
    papers.save(reading)
    better = replace(reading, obligations=(*reading.obligations[1:],))
    saved = papers.save(better)
    assert (saved.outcome, saved.gone) == ("changed", 1)
    assert [v.number for v in papers.versions("甲")] == [1]


# --- nothing a person wrote is lost ------------------------------------------------------------------------------


def test_corrections_outlive_every_reading(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    written = {
        "lead": "市发展改革委",
        "support": "市教育局、市财政局",
        "due": "2026-03-31",
        "text": "新增学位",
        "note": "已约谈",
        "progress": "过半",
    }
    assert set(ledger.correct(item_id, written, "张三")) == set(written)
    ledger.change_state(item_id, "confirmed", "张三")
    papers.save(make_reading("甲", LATER))
    row = ledger.row(item_id, TODAY)
    assert (row.lead, row.support, row.due, row.text) == (("市发展改革委",), ("市教育局", "市财政局"), date(2026, 3, 31), "新增学位")
    assert (row.note, row.progress, row.state, row.needs_review) == ("已约谈", "过半", "confirmed", True)
    assert "人工" in row.light.rule


def test_needs_review_comes_with_the_text_and_goes_with_the_review(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    assert not ledger.row(item_id, TODAY).needs_review
    ledger.change_state(item_id, "confirmed", "张三")
    papers.save(make_reading("甲", LATER))
    assert [r.item_id for r in ledger.rows(LedgerFilters(needs_review=True), TODAY)] == [item_id]
    ledger.mark_reviewed(item_id, "李四")
    assert not ledger.row(item_id, TODAY).needs_review


def test_a_note_alone_is_no_review(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    ledger.correct(item_id, {"note": "待问"}, "张三")
    papers.save(make_reading("甲", LATER))
    assert not ledger.row(item_id, TODAY).needs_review


def test_a_correction_can_be_taken_back(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    ledger.correct(item_id, {"due": "2026-03-31", "lead": ["市发展改革委"]}, "张三")
    ledger.correct(item_id, {"due": None}, "李四")
    assert ledger.row(item_id, TODAY).due is None
    ledger.undo(item_id, "due", "王五")
    assert ledger.row(item_id, TODAY).due == date(2026, 3, 31)
    ledger.undo(item_id, "due", "王五")
    ledger.undo(item_id, "lead", "王五")
    row = ledger.row(item_id, TODAY)
    assert (row.due, row.lead) == (date(2025, 12, 31), ("市教育局",))
    assert [c.who for c in ledger.history(item_id)] == ["张三", "张三", "李四", "王五", "王五", "王五"]
    with pytest.raises(NotFound, match="没有可撤销"):
        ledger.undo(item_id, "due", "王五")


def test_head_matter_corrections_outlive_every_reading_and_reach_the_index(store):
    papers.save(make_reading("甲"))
    outbox.mark_done([p.id for p in outbox.pending()])
    papers.correct("甲", "title", "关于学位问题的答复", "张三")
    assert {p.title for change in outbox.pending() for p in change.upserts} == {"关于学位问题的答复"}
    papers.save(make_reading("甲", LATER))
    assert papers.load_paper("甲").head.title == papers.rows()[0].title == "关于学位问题的答复"


def test_history_is_never_deleted(store):
    papers.save(make_reading("甲"))
    ledger.correct(_ids()[PROMISES[1].text], {"note": "一"}, "张三")
    with pytest.raises(StoreConflict, match="不能删除"):
        History.objects.get().delete()
    with pytest.raises(StoreConflict, match="不能删除"):
        History.objects.all().delete()
    with pytest.raises(StoreConflict, match="改动"):
        History.objects.update(who="别人")


# --- steps and conflicts -----------------------------------------------------------------------------------------


def test_only_known_steps_and_the_message_names_them(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    with pytest.raises(BadInput, match="已确认、不予立项"):
        ledger.change_state(item_id, "closed", "张三")
    with pytest.raises(BadInput, match="proposed"):
        ledger.change_state(item_id, "finished", "张三")
    with pytest.raises(BadInput, match="经办人"):
        ledger.change_state(item_id, "confirmed", " ")
    assert not ledger.history(item_id)


def test_a_state_that_moved_meanwhile_is_refused(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    ledger.change_state(item_id, "confirmed", "张三", expected="proposed")
    with pytest.raises(StoreConflict, match="已确认"):
        ledger.change_state(item_id, "rejected", "李四", expected="proposed")
    seen = ledger.row(item_id, TODAY).revision
    ledger.correct(item_id, {"note": "一"}, "张三", expected=seen)
    with pytest.raises(StoreConflict, match="刷新"):
        ledger.correct(item_id, {"note": "二"}, "李四", expected=seen)
    assert ledger.row(item_id, TODAY).note == "一"


def test_bad_corrections_change_nothing(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    for changes, words in (
        ({"note": "x", "due": "明年"}, "2025-12-31"),
        ({"note": "x", "colour": "red"}, "可更正"),
        ({"text": " "}, "不能为空"),
    ):
        with pytest.raises(BadInput, match=words):
            ledger.correct(item_id, changes, "张三")
    assert (ledger.row(item_id, TODAY).note, ledger.history(item_id)) == ("", [])


# --- the outbox --------------------------------------------------------------------------------------------------


def test_outbox_and_records_are_one_transaction(store):
    with pytest.raises(RuntimeError), transaction.atomic():
        papers.save(make_reading("甲"))
        raise RuntimeError
    assert set(_counts().values()) == {0}
    papers.save(make_reading("甲"))
    assert [len(p.upserts) for p in outbox.pending()] == [7]


def test_outbox_holds_only_what_changed(store):
    papers.save(make_reading("甲"))
    first = outbox.pending()
    passage = first[0].upserts[1]
    assert (passage.doc, passage.text, passage.region, passage.date) == ("甲", PROMISES[1].text, "澜州市", "2025-03-01")
    outbox.mark_done([p.id for p in first])
    assert (outbox.pending(), outbox.count()) == ([], 0)
    papers.save(make_reading("甲", (*PROMISES[:5], replace(PROMISES[5], text=PROMISES[5].text.replace("新设", "新办")), PROMISES[6])))
    changes = outbox.pending()
    assert [u.text for c in changes for u in c.upserts] == ["对新办普惠性幼儿园给予每所20万元奖励。"]
    assert [len(c.deletes) for c in changes] == [1]


def test_rebuild_queues_everything_once(store):
    for name in "甲乙":
        papers.save(make_reading(name))
    outbox.mark_done([p.id for p in outbox.pending()])
    assert outbox.rebuild() == 2
    outbox.rebuild()
    waiting = [u for p in outbox.pending() for u in p.upserts]
    assert len(waiting) == len({u.passage_id for u in waiting}) == 14
    assert sorted(u.passage_id for u in waiting) == sorted(p.passage_id for p in outbox.passages())


# --- lists -------------------------------------------------------------------------------------------------------


def test_filters_and_order(store):
    papers.save(make_reading("甲"))
    papers.save(make_reading("乙", region="北岭县", issuer="北岭县教育局"))
    everything = ledger.rows(LedgerFilters(), TODAY)
    assert (len(everything), len(everything[1:3]), everything[-1].due) == (6, 2, None)
    assert [r.due for r in everything] == [date(2025, 12, 31)] * 2 + [date(2027, 12, 31)] * 2 + [None] * 2

    def found(**filters):
        return len(ledger.rows(LedgerFilters(**filters), TODAY))

    assert found(doc="甲") == 3
    assert found(owner="财政") == 2
    assert found(text="智慧校园") == 2
    assert found(strength="aspirational", region="北岭") == 1
    assert found(dated=False) == 2
    assert found(due_before=date(2026, 1, 1)) == 2
    assert found(due_after=date(2026, 1, 1)) == 2
    assert found(light="red") == 2
    assert found(state="proposed") == 6
    assert found(gone=True) == 0


def test_offers_carry_their_provision(store):
    papers.save(make_reading("甲"))
    papers.save(make_reading("乙", region="北岭县"))
    offers = list(sources.offers())
    assert [(o.doc, o.region) for o in offers] == [("甲", "澜州市"), ("乙", "北岭县")]
    for offer in offers:
        text = papers.load_paper(offer.doc).text
        assert text[offer.context_start :].startswith(offer.context)
        assert offer.context_start <= offer.benefit.start < offer.benefit.end <= offer.context_start + len(offer.context)
    assert [o.doc for o in sources.offers(regions=["北岭县"])] == ["乙"]


# --- concurrency -------------------------------------------------------------------------------------------------


def test_two_writers_at_once_lose_nothing(store):
    papers.save(make_reading("甲"))
    item_id = _ids()[PROMISES[1].text]
    failures = []

    def write(name):
        try:
            for n in range(8):
                papers.save(make_reading(f"{name}{n}"))
                papers.save(make_reading(f"共{n}"))
                ledger.correct(item_id, {"progress": f"{name}{n}"}, name)
        except Exception as error:  # every kind of error must fail the test
            failures.append(error)
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(name,)) for name in ("张三", "李四")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=60)
    assert not failures
    assert Paper.objects.count() == 1 + 16 + 8
    assert len(ledger.history(item_id)) == 16


# --- any edit of a paper -----------------------------------------------------------------------------------------

_POOL = (*PROMISES, LATER[1], Line("市财政局安排专项资金500万元。", "COMMIT", "市财政局"), Line("专此答复。"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.lists(st.sampled_from(_POOL), min_size=1, max_size=9), min_size=1, max_size=4))
def test_any_run_of_versions_keeps_items_and_notes(store, versions):
    empty()
    notes = {}
    for number, lines in enumerate(versions):
        reading = make_reading("甲", tuple(lines))
        papers.save(reading)
        assert papers.save(reading).outcome == "unchanged"
        current = {r.item_id: r for r in ledger.rows(LedgerFilters(), TODAY)}
        assert set(notes) <= set(current)
        assert all(current[i].note == note for i, note in notes.items())
        assert sorted(o.source_text for o in Obligation.objects.filter(gone_since=None)) == sorted(
            o.evidence[0].text for o in reading.obligations
        )
        assert {p.provision_id.split("-")[1] for p in papers.load_paper("甲").provisions} == {
            p.provision_id.split("-")[1] for p in reading.paper.provisions
        }
        for item_id in list(current)[:2]:
            notes[item_id] = f"第{number}次"
            ledger.correct(item_id, {"note": notes[item_id]}, "张三")


def test_a_promise_of_several_provisions_has_its_targets_where_they_stand(store):
    lines = (
        Line("市科技局到2025年培育瞪羚企业20家。", "COMMIT", "市科技局", target="20家"),
        Line("新建孵化器5个。", "COMMIT", target="5个"),
    )
    made = make_reading("丁", lines)
    one, other = made.obligations
    papers.save(
        replace(made, obligations=(replace(one, evidence=(*one.evidence, *other.evidence), targets=(*one.targets, *other.targets)),))
    )
    facts = [p.facts for p in outbox.passages(["丁"])]
    assert [
        [[(f.words, p.text[slice(*(x - p.start for x in f.place))]) for f in fact.figures] for fact in p.facts]
        for p in outbox.passages(["丁"])
    ] == [
        [[("20家", "20家")]],
        [[("5个", "5个")]],
    ]
    assert {fact.owners for found in facts for fact in found} == {facts[0][0].owners}
