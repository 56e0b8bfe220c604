"""Norms of fictional papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from docintel.domain.documents import Document
from docintel.domain.findings import Norm
from docintel.domain.papers import HeadMatter, Paper
from docintel.extract.norms import find_norms
from docintel.extract.owners import OwnerFinder
from docintel.extract.units import label_units

HEAD = "青禾市促进产业发展若干措施\n\n为推动产业发展，制定本措施。\n"


def read(body: str, **head: object) -> tuple[Norm, ...]:
    text = HEAD + body
    paper = Paper(Document("T2", text, str(Path("t2.txt")), "txt", ""), HeadMatter(doc_kind="measures", **head), (), ())  # type: ignore[arg-type]
    units = label_units(paper)
    return find_norms(paper, units, OwnerFinder(paper, units))


ENCOURAGED = [
    ("一、鼓励保险机构开发专属产品，提供上门服务。\n", "保险机构"),
    ("一、支持有条件的银行设立科技支行。\n", "有条件的银行"),
    ("一、鼓励高校、科研院所等单位开放共享仪器设备。\n", "高校、科研院所等单位"),
    ("一、支持医疗机构，建设临床试验基地。\n", "医疗机构"),
]


@pytest.mark.parametrize(("body", "party"), ENCOURAGED)
def test_the_party_that_is_encouraged(body: str, party: str) -> None:
    norms = [n for n in read(body) if n.label == "ENCOURAGE"]
    assert norms
    assert norms[0].actions[0].addressed_to is not None
    assert norms[0].actions[0].addressed_to.text == party
    assert norms[0].actions[0].strength == "enabling"


def test_prohibition_with_its_listed_conditions() -> None:
    body = "二、监督管理\n有下列情形之一的，不予支持：（一）被列入失信名单的；（二）申报材料弄虚作假的。\n"
    norms = [n for n in read(body) if n.label == "PROHIBIT"]
    assert [c.span.text for c in norms[0].conditions] == ["被列入失信名单", "申报材料弄虚作假"]
    assert norms[0].actions[0].span.text == "不予支持"


def test_permission_with_its_condition() -> None:
    norms = [n for n in read("三、资金不足时，各地可按比例核减。\n") if n.label == "PERMIT"]
    assert [c.span.text for c in norms[0].conditions] == ["资金不足时"]
    assert norms[0].actions[0].span.text == "可按比例核减"


def test_spans_are_the_papers_words_and_ids_differ() -> None:
    body = "一、鼓励企业上市。鼓励企业上市。\n二、严禁乱收费。企业可自愿参加。\n"
    norms = read(body)
    text = HEAD + body
    for norm in norms:
        spans = [*norm.evidence, *(a.span for a in norm.actions), *(c.span for c in norm.conditions)]
        assert all(text[s.start : s.end] == s.text for s in spans)
    assert len({n.item_id for n in norms}) == len(norms)


def test_a_draft_stays_a_draft() -> None:
    assert all(n.status == "draft" for n in read("一、鼓励企业上市融资。\n", status="draft_for_comment"))
