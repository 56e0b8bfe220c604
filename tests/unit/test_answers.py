"""Refusals, conditions and repeated promises in fictional replies."""

from __future__ import annotations

import pytest

from docintel.domain.documents import Document
from docintel.domain.findings import Norm, Obligation, Reading
from docintel.domain.papers import HeadMatter, Paper
from docintel.extract import extract

HEAD = "关于市政协六届二次会议第12号提案的答复\n\n陶春生委员：\n您提出的《关于改善老城交通的提案》收悉，现答复如下：\n"


def read(body: str, kind: str = "reply_cppcc") -> Reading:
    text = HEAD + body
    return extract(Paper(Document("T3", text, "t3.txt", "txt", ""), HeadMatter(doc_kind=kind, issuer="青禾市交通运输局"), (), ()))


def refusals(body: str, kind: str = "reply_cppcc") -> list[Norm]:
    return [n for n in read(body, kind).norms if n.label == "REFUSE"]


def obligations(body: str) -> tuple[Obligation, ...]:
    return read(body).obligations


REFUSED = [
    ("关于在桥头增设公交站的建议，因该处距路口不足30米，不符合设站规范，目前暂不具备设站条件。\n", "因该处距路口不足30米，不符合设站规范"),
    ("您建议的免费换乘，由于市级财政压力较大，难以安排专项资金，暂不予采纳。\n", "由于市级财政压力较大，难以安排专项资金"),
    ("该路段未列入全市干线公路规划，不宜单独改造。\n", None),
    ("停车收费标准由省级制定，我局无权调整，没有政策依据。\n", None),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED)
def test_a_suggestion_that_is_not_taken_up(body: str, reason: str | None) -> None:
    found = refusals(body)
    assert len(found) == 1
    assert (found[0].reason.text if found[0].reason else None) == reason


NOT_REFUSED = [
    "暂不具备条件的小区由社区兜底管理。\n",  # a class of cases
    "老城道路狭窄，居民出行难以得到保障。\n",  # the state of things
    "下一步，我局将暂缓审批占道施工。\n",  # a promise
    "您提出现有站点无法满足需要。\n",  # what was asked
]


@pytest.mark.parametrize("body", NOT_REFUSED)
def test_what_is_no_refusal(body: str) -> None:
    assert refusals(body) == []


def test_plans_refuse_nobody() -> None:
    assert refusals("对不具备条件的项目暂不实施。\n", "plan") == []


def test_a_refusal_keeps_its_condition_and_its_suggestion() -> None:
    body = "二、关于新建停车楼的建议\n因用地未落实，该项目暂不实施，待国土空间规划批准后再行研究。\n"
    (found,) = refusals(body)
    assert found.responds_to == 2
    assert [c.span.text for c in found.conditions] == ["待国土空间规划批准后"]


HANGING = [
    ("下一步，待规划批复后，启动前期工作。\n", "启动前期工作", "待规划批复后"),
    ("下一步，我局将在条件成熟时开通夜间线路。\n", "在条件成熟时开通夜间线路", "在条件成熟时"),
    ("下一步，我局将视客流情况适时增加班次。\n", "视客流情况适时增加班次", "视客流情况"),
    ("下一步，我局将增加班次。\n", "增加班次", None),
    ("下一步，我局将待手续齐全后增加班次，优化线路。\n", "优化线路", None),
]


@pytest.mark.parametrize(("body", "words", "condition"), HANGING)
def test_on_what_a_promise_hangs(body: str, words: str, condition: str | None) -> None:
    actions = [a for o in obligations(body) for a in o.actions]
    action = next(a for a in actions if a.span.text in words or words in a.span.text)
    assert (action.condition.text if action.condition else None) == condition


def test_a_promise_made_before_is_marked() -> None:
    again, new = obligations("下一步，我局将继续落实去年答复中承诺的站点改造。\n我局还将新增5条夜间线路。\n")
    assert "repeated" in again.flags
    assert "repeated" not in new.flags
