"""Review on SQLite and on PostgreSQL: what people make or decide is never matched, overwritten or lost by a later reading."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from docintel.domain.findings import Action, Target
from docintel.domain.review import QueueFilters
from docintel.domain.spans import Evidence, Span
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import ledger, papers, soundness
from docintel.store.models import Act, History, Obligation, PaperVersion, Review
from docintel.workflows import review
from tests.readings import PROMISES, Line, make_reading

TODAY = date(2025, 8, 1)
WHO = "张三"
SEATS, CAMPUS, RULES = (PROMISES[n].text for n in (1, 2, 4))
ALL = QueueFilters()


@pytest.fixture
def paper(store):
    papers.save(make_reading("甲"))
    return {o.source_text: o.item_id for o in Obligation.objects.all()}


def item(item_id):
    return Obligation.objects.get(item_id=item_id)


def queue(filters=ALL):
    return review.listed(filters, TODAY, 100)[1]


def source_words(row):
    text = PaperVersion.objects.get(paper=row.paper, number=row.version).text
    return text[row.start : row.end]


def later(old, new, lines=PROMISES):
    due = ("2026年6月底前", "2026-06-30")
    return tuple(
        replace(line, text=words, due=due if due[0] in words else line.due) for line in lines for words in (line.text.replace(old, new),)
    )


def two_acts(doc="乙"):
    """A reading whose first promise has two actions, each with its own number."""
    words = "市教育局2025年12月底前新增公办学位2000个，新建学校5所。"
    reading = make_reading(doc, (Line(words, "COMMIT", "市教育局", None, ("2025年12月底前", "2025-12-31"), target="2000个"), *PROMISES[2:]))
    one = reading.obligations[0]
    text = reading.paper.text
    spans = [Span.of(text, text.index(w), text.index(w) + len(w)) for w in ("新增公办学位2000个", "新建学校5所", "5所")]
    number = replace(one.targets[0].number, span=spans[2], value=5.0, unit="所")
    rule = Evidence("rule:test", confidence=0.9)
    acts = (
        Action(spans[0], "firm", "measurable", rule, deadline_idx=(0,), target_idx=(0,), owner_idx=(0,)),
        Action(spans[1], "firm", "measurable", rule, target_idx=(1,), owner_idx=(0,)),
    )
    first = replace(one, actions=acts, targets=(*one.targets, Target(number)), found=rule)
    return replace(reading, obligations=(first, *reading.obligations[1:]))


# --- the queue ----------------------------------------------------------------------------------------------------


def test_rows_come_by_paper_and_place_and_by_confidence(paper):
    papers.save(make_reading("乙"))
    Obligation.objects.filter(item_id=paper[CAMPUS]).update(confidence=0.7)
    assert [r.doc for r in queue()] == ["甲"] * 3 + ["乙"] * 3
    assert [r.item_id for r in queue()][:3] == [paper[SEATS], paper[CAMPUS], paper[RULES]]
    sure_last = queue(QueueFilters(order="confidence"))
    assert sure_last[0].item_id == paper[CAMPUS]
    for filters in (ALL, QueueFilters(order="confidence")):
        ids = [r.item_id for r in queue(filters)]
        forth = [review.following(filters)]
        while (n := review.following(filters, forth[-1])) is not None:
            forth.append(n)
        assert forth == ids
        assert [review.following(filters, i, back=True) for i in ids] == [None, *ids[:-1]]
    assert review.following(ALL, paper[SEATS], other_paper=True) == queue(QueueFilters(doc="乙"))[0].item_id
    assert [r.item_id for r in queue(QueueFilters(below=0.8))] == [paper[CAMPUS]]
    assert {r.item_id for r in queue(QueueFilters(doc="甲", unit="财政局"))} == {paper[SEATS]}
    with pytest.raises(BadInput, match="没有次序"):
        queue(QueueFilters(order="date"))


def test_a_decided_row_leaves_the_queue_and_its_place_still_leads_on(paper):
    review.confirm(paper[SEATS], WHO)
    assert review.count(ALL) == 2
    assert review.following(ALL, paper[SEATS]) == paper[CAMPUS]
    review.reject(paper[CAMPUS], WHO, "背景表述")
    assert [r.item_id for r in queue()] == [paper[RULES]]
    assert [c.note for c in ledger.history(paper[CAMPUS])] == ["背景表述"]


def test_what_is_refused_changes_nothing(paper):
    seats = paper[SEATS]
    before = (History.objects.count(), Review.objects.count(), Act.objects.count(), Obligation.objects.count())
    ledger.change_state(paper[RULES], "confirmed", WHO)
    before = (before[0] + 1, *before[1:])
    for attempt, error in (
        (lambda: review.confirm(seats, WHO, expected=7), StoreConflict),
        (lambda: review.confirm(seats, " "), BadInput),
        (lambda: review.confirm("c-nobody", WHO), NotFound),
        (lambda: review.confirm(paper[RULES], WHO), BadInput),
        (lambda: review.reject(seats, WHO, "  "), BadInput),
        (lambda: review.split(seats, None, WHO), BadInput),
        (lambda: review.split(seats, ["一项"], WHO), BadInput),
        (lambda: review.split(seats, ["甲", "乙"], WHO, expected=3), StoreConflict),
        (lambda: review.merge([seats], WHO), BadInput),
        (lambda: review.merge([seats, paper[CAMPUS]], WHO, expected={seats: 4}), StoreConflict),
        (lambda: review.add("甲", (5, 5), WHO), BadInput),
        (lambda: review.add("甲", (0, 10**6), WHO), BadInput),
        (lambda: review.add("无", (0, 5), WHO), NotFound),
        (lambda: review.correct(seats, {"due": "不久"}, WHO), BadInput),
        (lambda: review.correct(seats, {"targets": "许多学位"}, WHO), BadInput),
        (lambda: review.correct(seats, {"progress": "已完成"}, WHO), BadInput),
        (lambda: review.undo(WHO), NotFound),
        (lambda: review.undo(WHO, 10**6), NotFound),
        (lambda: review.confirm_all(ALL, 0.9, WHO, "0" * 16), StoreConflict),
        (lambda: review.confirm_all(ALL, 2.0, WHO), BadInput),
    ):
        with pytest.raises(error):
            attempt()
    assert (History.objects.count(), Review.objects.count(), Act.objects.count(), Obligation.objects.count()) == before


# --- corrections --------------------------------------------------------------------------------------------------


def test_targets_and_words_of_a_deadline_are_corrected_and_survive_a_new_reading(paper):
    seats = paper[SEATS]
    done = review.correct(seats, {"targets": "2500个公办学位；新建学校5所", "due": "2026年6月底前", "lead": "市发展改革委"}, WHO)
    assert set(done) == {"targets", "due", "due_words", "lead"}
    for lines in (PROMISES, later("财政局配合", "财政局、市住建局配合")):
        papers.save(make_reading("甲", lines))
        row = ledger.row(seats, TODAY)
        assert row.targets == ("2500个公办学位", "新建学校5所")
        assert [(t.value, t.unit) for t in item(seats).targets.order_by("order")] == [(2500.0, "个"), (5.0, "所")]
        assert (row.due, row.deadline_words, row.lead) == (date(2026, 6, 30), ("2026年6月底前",), ("市发展改革委",))
    assert item(seats).needs_review  # the source changed after the person's correction
    review.undo(WHO)
    row = ledger.row(seats, TODAY)
    assert (row.targets, row.due, row.lead) == (("2000个",), date(2025, 12, 31), ("市教育局",))
    assert soundness.loose_ends() == {}


def test_a_day_alone_leaves_the_words_of_the_paper(paper):
    assert review.correct(paper[SEATS], {"due": "20260131"}, WHO) == ["due"]
    row = ledger.row(paper[SEATS], TODAY)
    assert (row.due, row.deadline_words) == (date(2026, 1, 31), ("2025年12月底前",))


# --- split, merge, add --------------------------------------------------------------------------------------------


def test_a_row_is_split_by_its_actions_each_with_its_own_parts(store):
    papers.save(two_acts())
    whole = review.following(ALL)
    review.correct(whole, {"lead": "市发展改革委"}, WHO)
    ids = review.split(whole, None, WHO)
    assert ids == [f"{whole}-a", f"{whole}-b"]
    first, second = (ledger.row(i, TODAY) for i in ids)
    assert (first.text, first.targets, first.due, first.lead) == ("新增公办学位2000个", ("2000个",), date(2025, 12, 31), ("市发展改革委",))
    assert (second.text, second.targets, second.due, second.lead) == ("新建学校5所", ("5所",), None, ("市发展改革委",))
    assert (first.origin, first.made_from, first.state, first.confidence) == ("split", (whole,), "proposed", 1.0)
    assert [source_words(item(i)) for i in ids] == ["新增公办学位2000个", "新建学校5所"]
    assert item(whole).state == "rejected"
    assert ledger.history(whole)[-1].note == f"拆分为 {ids[0]}、{ids[1]}"
    assert [r.item_id for r in queue()][:2] == ids
    assert {i.item_id for i in papers.load_reading("乙").obligations if i.item_id.startswith(whole)} == set(ids)
    assert soundness.loose_ends() == {}


def test_a_row_is_split_by_typed_words_and_the_split_is_taken_back(paper):
    seats = paper[SEATS]
    review.confirm(seats, WHO)
    ids = review.split(seats, ["新增公办学位2000个", "研究新建学校的选址"], WHO)
    first, second = (ledger.row(i, TODAY) for i in ids)
    assert (first.targets, source_words(item(ids[0]))) == (("2000个",), "新增公办学位2000个")
    assert (second.text, source_words(item(ids[1]))) == ("研究新建学校的选址", SEATS)
    act = review.undo(WHO)
    assert (act.kind, act.made) == ("split", tuple(ids))
    assert item(seats).state == "confirmed"
    assert [item(i).state for i in ids] == ["rejected", "rejected"]
    assert review.split(seats, ["一、选址", "二、开工"], WHO) == [f"{seats}-c", f"{seats}-d"]


def test_rows_are_merged_with_all_their_parts(paper):
    seats, campus = paper[SEATS], paper[CAMPUS]
    papers.save(make_reading("乙"))
    other = review.following(QueueFilters(doc="乙"))
    with pytest.raises(BadInput, match="同一份公文"):
        review.merge([seats, other], WHO)
    one = review.merge([campus, seats], WHO)
    row = ledger.row(one, TODAY)
    assert (row.origin, row.made_from, row.state) == ("merged", (seats, campus), "proposed")
    assert row.targets == ("2000个",)
    assert row.lead == ("市教育局",)
    assert row.support == ("市财政局", "澜州市教育局")  # the issuer promised the second one itself
    assert row.deadline_words == ("2025年12月底前", "到2027年")
    assert len(row.actions) == 2
    assert (row.start, row.end) == (item(seats).start, item(campus).end)
    assert [item(i).state for i in (seats, campus)] == ["rejected", "rejected"]
    review.undo(WHO)
    assert [item(i).state for i in (seats, campus, one)] == ["proposed", "proposed", "rejected"]
    assert soundness.loose_ends() == {}


def test_a_missed_stretch_becomes_a_row_with_what_stands_in_it(paper):
    text = papers.load_document("甲").text
    words = "对新设普惠性幼儿园给予每所20万元奖励"
    at = text.index(words)
    made = review.add("甲", (at - 1, at + len(words)), WHO, {"lead": "市财政局", "due": "2026年底前"})
    row = ledger.row(made, TODAY)
    assert (row.text, row.lead, row.due, row.deadline_words) == (words, ("市财政局",), date(2026, 12, 31), ("2026年底前",))
    assert (row.origin, row.state, source_words(item(made))) == ("added", "confirmed", words)
    assert [t.value for t in item(made).targets.all()] == [200000.0]
    with pytest.raises(BadInput, match=made):
        review.add("甲", (at, at + len(words)), WHO)
    review.undo(WHO)
    assert item(made).state == "rejected"
    assert review.add("甲", (at, at + len(words)), WHO) != made


def test_an_act_is_not_taken_back_over_a_later_one(paper):
    seats = paper[SEATS]
    number = review.confirm(seats, WHO)
    ledger.change_state(seats, "in_progress", "李四")
    with pytest.raises(StoreConflict, match="先撤销其后的操作"):
        review.undo(WHO, number)
    ids = review.split(paper[CAMPUS], ["建成平台", "投入使用"], WHO)
    review.confirm(ids[0], WHO)
    with pytest.raises(StoreConflict, match="先撤销其后的操作"):
        review.undo("李四", Act.objects.get(kind="split").pk)
    review.undo(WHO)
    review.undo(WHO)
    assert item(paper[CAMPUS]).state == "proposed"
    with pytest.raises(StoreConflict, match="已由 张三 撤销"):
        review.undo(WHO, Act.objects.get(kind="split").pk)


# --- laws of reading again ----------------------------------------------------------------------------------------


def made_rows(paper):
    """A split, a merger and an added row of the paper 甲."""
    text = papers.load_document("甲").text
    at = text.index("鼓励社会力量")
    return [
        *review.split(paper[SEATS], ["新增公办学位2000个", "市财政局配合"], WHO),
        review.merge([paper[CAMPUS], paper[RULES]], WHO),
        review.add("甲", (at, at + 13), WHO),
    ]


def shown(item_id):
    row = ledger.row(item_id, TODAY)
    return (row.text, row.due, row.lead, row.support, row.targets, row.deadline_words, row.strength, row.state, row.origin)


def test_rows_of_people_are_moved_with_their_words_and_else_untouched(paper):
    ids = made_rows(paper)
    before = {i: shown(i) for i in ids}
    papers.save(make_reading("甲", (Line("有关部门："), *PROMISES)))
    for i in ids:
        row = item(i)
        assert shown(i) == before[i]
        assert (row.version, row.gone_since, row.needs_review) == (2, None, False)
        first = row.source_text.split("……")[0]
        assert source_words(row).startswith(first)
        assert review.card(i, ALL, TODAY).source.evidence[0].text == source_words(row)[: len(first)]
    assert [item(paper[t]).state for t in (SEATS, CAMPUS, RULES)] == ["rejected"] * 3
    assert Obligation.objects.count() == 3 + len(ids)
    assert soundness.loose_ends() == {}


def test_rows_of_people_whose_words_changed_or_went_ask_for_a_review_and_keep_what_they_said(paper):
    ids = made_rows(paper)
    review.confirm(ids[0], WHO)
    before = {i: shown(i) for i in ids}
    changed = later("公办学位2000个", "公办义务教育学位1800个")
    saved = papers.save(make_reading("甲", tuple(replace(x, target=x.target and "1800个") for x in changed[:-1])))
    first, second, merged, added = (item(i) for i in ids)
    assert (first.needs_review, first.gone_since) == (True, None)
    assert "1800个" in first.source_text
    assert (second.needs_review, merged.needs_review) == (False, False)  # their words are still there
    assert added.gone_since is not None
    assert added.needs_review
    assert saved.gone >= 1
    assert {i: shown(i) for i in ids} == before
    review.correct(ids[0], {"lead": "市发展改革委"}, WHO)  # another field: what can no longer be read stays
    assert ledger.row(ids[0], TODAY).targets == ("2000个",)
    assert ledger.row(ids[0], TODAY).text == "新增公办学位2000个"
    papers.save(make_reading("甲", (*PROMISES, Line("特此答复。"))))
    added = item(ids[3])
    assert (added.gone_since, added.needs_review) == (None, False)
    assert shown(ids[3]) == before[ids[3]]
    assert soundness.loose_ends() == {}


def test_decided_rows_stay_decided_when_read_again(paper):
    review.reject(paper[RULES], WHO, "背景表述")
    ids = review.split(paper[SEATS], ["新增公办学位2000个", "市财政局配合"], WHO)
    papers.save(make_reading("甲", later("2025年12月", "2026年6月", lines=later("规范办学", "依法规范办学"))))
    original = item(paper[SEATS])
    assert (original.state, original.needs_review) == ("rejected", False)  # its parts ask for the review
    rejected = item(paper[RULES])
    assert (rejected.state, rejected.needs_review) == ("rejected", True)
    assert item(ids[0]).state == "proposed"
    change = review.difference(paper[RULES])
    assert [(p.kind, p.text) for p in change.pieces] == [
        ("same", "市教育局将长期坚持"),
        ("new", "依法"),
        ("same", "规范办学行为。"),
    ]
    review.confirm(paper[RULES], WHO)  # read again: stays rejected
    assert (item(paper[RULES]).state, item(paper[RULES]).needs_review) == ("rejected", False)
    assert review.difference(paper[RULES]) is None


def test_a_changed_source_is_shown_old_against_new(paper):
    seats = paper[SEATS]
    review.confirm(seats, WHO)
    assert review.difference(seats) is None
    lines = later("2025年12月", "2026年6月")
    papers.save(make_reading("甲", lines))
    papers.save(make_reading("甲", (*lines, Line("特此答复。"))))
    change = review.difference(seats)
    assert (change.old, change.old_version, change.new_version) == (SEATS, 1, 3)
    assert [(p.kind, p.text) for p in change.pieces if p.kind != "same"] == [("gone", "2025年12"), ("new", "2026年6")]
    papers.save(make_reading("甲", (PROMISES[0], *PROMISES[2:])))
    gone = review.difference(seats)
    assert gone.new == ""
    assert "2026年6月" in gone.old
    assert seats in [r.item_id for r in queue(QueueFilters(changed=True))]


# --- bulk ---------------------------------------------------------------------------------------------------------


def test_everything_that_is_sure_is_confirmed_at_once_and_taken_back_at_once(paper):
    papers.save(make_reading("乙"))
    Obligation.objects.filter(item_id=paper[CAMPUS]).update(confidence=0.7)
    Obligation.objects.exclude(item_id=paper[CAMPUS]).update(confidence=0.95)
    shares = {s.threshold: s for s in review.shares(ALL)}
    assert (shares[0.95].count, shares[0.7].count, shares[0.98].count) == (5, 6, 0)
    assert shares[0.95].right_share == pytest.approx(0.95)
    preview = review.preview(ALL, 0.9, TODAY)
    assert (preview.share.count, len(preview.examples), preview.share.wrong) == (5, 5, 0)
    assert review.confirm_all(ALL, 0.9, WHO, preview.stamp) == 5
    with pytest.raises(StoreConflict):
        review.confirm_all(ALL, 0.9, WHO, preview.stamp)
    assert [r.item_id for r in queue()] == [paper[CAMPUS]]
    assert ledger.history(paper[SEATS])[-1].note == "批量确认（把握 0.9 以上）"
    assert item(paper[SEATS]).review_stamp == item(paper[SEATS]).text_hash
    ledger.change_state(paper[SEATS], "in_progress", "李四")
    act = review.undo(WHO)
    assert (act.kind, act.count) == ("bulk", 5)
    assert "另 1 项后来有改动" in act.note
    assert item(paper[SEATS]).state == "in_progress"
    assert review.count(ALL) == 5


# --- gold ---------------------------------------------------------------------------------------------------------


def test_only_papers_of_which_every_row_is_decided_become_gold_with_the_corrections(paper):
    papers.save(make_reading("乙"))
    assert review.gold_papers() == []
    review.correct(paper[SEATS], {"lead": "市发展改革委", "support": "市财政局", "due": "2026-01-31", "strength": "aspirational"}, WHO)
    review.confirm(paper[SEATS], WHO)
    review.reject(paper[CAMPUS], WHO, "背景表述")
    with pytest.raises(BadInput, match="还没有审核完"):
        list(review.gold_rows(["甲"]))
    review.confirm(paper[RULES], WHO)
    text = papers.load_document("甲").text
    at = text.index("鼓励社会力量")
    added = review.add("甲", (at, at + 13), WHO)
    rows = json.loads(json.dumps(list(review.gold_rows())))
    assert {r["doc_id"] for r in rows} == {"甲"}
    commits = {r["item_id"]: r for r in rows if r.get("label") == "COMMIT"}
    assert set(commits) == {paper[SEATS], paper[RULES], added}
    seats = commits[paper[SEATS]]
    assert [(o["name"], o["role"]) for o in seats["owners"]] == [("市发展改革委", "lead"), ("市财政局", "support")]
    assert [(d["raw"], d["end"]) for d in seats["deadlines"]] == [("2025年12月底前", "2026-01-31")]
    assert seats["actions"][0]["strength"] == "aspirational"
    (units,) = (r["units"] for r in rows if r["record"] == "units")
    labels = {text[a:b]: found for a, b, found in units}
    assert labels[CAMPUS] == ["BACKGROUND"]
    assert "COMMIT" in labels["鼓励社会力量参与课后服务。"]
    for row in commits.values():
        for span in [*row["evidence"], *(a["span"] for a in row["actions"]), *(d["span"] for d in row["deadlines"])]:
            assert text[span["start"] : span["end"]] == span["text"]
