"""The laws every extractor obeys (docs/rooms.md): spans, past and promise, drafts, interpretations, insertion, any text."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docintel.domain.documents import Document
from docintel.domain.findings import AMOUNT_RULES, BENEFIT_TYPES, LABELS, OWNER_ROLES, STRENGTHS, Reading
from docintel.domain.papers import Paper
from docintel.domain.spans import Span
from docintel.extract import extract
from docintel.report import gold
from docintel.structure import structure
from docintel.text.sentences import units
from tests.papers import REPLY, paper

PAPERS = sorted(Path("corpora").glob("W*.txt"))
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def structured(text: str) -> Paper:
    return structure(Document("T", text, "T.txt", "txt", "0"), None)


@cache
def reading(path: Path) -> Reading:
    return extract(structured(path.read_text(encoding="utf-8")))


def spans(record: Any) -> list[Span]:
    """Every Span inside a record."""
    if isinstance(record, Span):
        return [record]
    if dataclasses.is_dataclass(record):
        return [s for f in dataclasses.fields(record) for s in spans(getattr(record, f.name))]
    if isinstance(record, (tuple, list)):
        return [s for r in record for s in spans(r)]
    return []


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_every_span_holds_the_papers_words(path: Path) -> None:
    found = reading(path)
    text = found.paper.text
    everything = spans(found.items)
    assert len(everything) > 5
    assert all(text[s.start : s.end] == s.text and s.text for s in everything)


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_units_are_the_reference_segmentation_and_none_is_unlabelled(path: Path) -> None:
    found = reading(path)
    assert [(u.start, u.end) for u in found.units] == units(found.paper.text)
    assert all(u.labels and set(u.labels) <= set(LABELS) for u in found.units)


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_items_are_well_formed(path: Path) -> None:
    found = reading(path)
    assert len({i.item_id for i in found.items}) == len(found.items)
    for item in found.obligations:
        assert item.actions
        assert item.owners
        for action in item.actions:
            assert action.strength in STRENGTHS
            assert any(e.covers(action.span) for e in item.evidence)
            assert all(i < len(item.deadlines) for i in action.deadline_idx)
            assert all(i < len(item.targets) for i in action.target_idx)
            assert all(i < len(item.owners) for i in action.owner_idx)
        assert all(o.role in OWNER_ROLES and (o.name or o.basis == "implied_issuer") for o in item.owners)
    for benefit in found.benefits:
        assert benefit.benefit_type in BENEFIT_TYPES
        assert all(amount.rule in AMOUNT_RULES for amount in benefit.amounts)


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_rows_are_json_and_name_every_finding(path: Path) -> None:
    found = reading(path)
    rows = [json.loads(json.dumps(r, ensure_ascii=False)) for r in gold.rows(found)]
    assert [r["record"] for r in rows[:2]] == ["doc", "units"]
    assert [r["item_id"] for r in rows[2:]] == [i.item_id for i in found.items]


PAST = (
    "近年来，我局修缮渡口12处。",
    "截至2023年底，全市建成渡口30处。",
    "2022年，我市出台了渡口管理办法。",
    "我局已完成渡口普查，编制了修缮方案。",
)


@pytest.mark.parametrize("sentence", PAST)
def test_past_work_is_never_a_promise(sentence: str) -> None:
    reply = "沈岸委员：\n您提出的《关于修缮古渡口的提案》收悉，现答复如下：\n" + sentence
    assert not extract(paper(reply, REPLY)).obligations
    plan = "为做好渡口工作，制定本方案。\n一、重点任务\n完善管护机制。" + sentence
    actions = [a for o in extract(paper(plan)).obligations for a in o.actions]
    assert [a.span.text for a in actions] == ["完善管护机制"]


def test_nothing_of_a_draft_is_in_force() -> None:
    text = (
        "澜州市支持渡口修缮若干措施（征求意见稿）\n为支持渡口修缮，制定本措施。\n一、对修缮渡口的企业，给予投资额10%的补助，最高50万元。\n"
        "二、鼓励企业参与渡口经营。\n"
    )
    found = extract(structured(text))
    assert found.paper.head.status == "draft_for_comment"
    assert found.benefits
    assert {getattr(i, "status", None) for i in (*found.benefits, *found.norms)} <= {"draft", "unknown", None, "draft_for_comment"}


def test_an_interpretation_is_never_a_local_duty() -> None:
    text = (
        "《澜州市渡口管理办法》政策解读\n近日，市政府办公室印发《澜州市渡口管理办法》。现解读如下：\n一、主要内容是什么？\n"
        "一是建立巡查制度。组织市县两级巡查。\n"
    )
    found = extract(structured(text))
    assert found.paper.head.doc_kind == "interpretation"
    assert found.obligations
    assert {o.attribution for o in found.obligations} == {"reported"}


UNRELATED = ("渡口位于澜江北岸。", "该镇辖区面积86平方公里。", "古渡口是全市重要的文化遗产。")


@SLOW
@given(data=st.data())
def test_an_unrelated_sentence_removes_no_obligation(data: st.DataObject) -> None:
    """Law 7: the words of every action are still found when a paragraph without a cue is put between two lines."""
    path = data.draw(st.sampled_from(PAPERS))
    sentence = data.draw(st.sampled_from(UNRELATED))
    before = reading(path)
    lines = before.paper.text.split("\n")
    first = next(i for i, line in enumerate(lines) if "。" in line)
    at = data.draw(st.integers(first + 1, len(lines) - 1))
    after = extract(structured("\n".join([*lines[:at], sentence, *lines[at:]])))
    known = {a.span.text for o in before.obligations for a in o.actions}
    assert known <= {a.span.text for o in after.obligations for a in o.actions}


@SLOW
@given(
    st.text(
        alphabet="一二三（）()《》“”。；，：、\n\t 将要到2025年底前对市局给予万元%责任单位：推进鼓励支持建立方案渡口您已了①", max_size=200
    )
)
def test_no_text_raises(text: str) -> None:
    found = extract(paper(text))
    assert all(text[s.start : s.end] == s.text for s in spans(found.items))
    assert list(gold.rows(found))


@given(st.text(max_size=80))
@SLOW
def test_no_bytes_of_any_script_raise(text: str) -> None:
    assert extract(structured(text)).paper.text == text
