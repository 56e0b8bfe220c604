"""Why a place is read as it is: the cue, row, scope, default and part that decided."""

import json

import pytest
from click.testing import CliRunner

from docintel.cli.explain import command
from docintel.errors import BadInput
from docintel.extract import extract
from docintel.extract.explain import explain
from docintel.workflows.explain import explain_file
from tests.papers import PLAN, REPLY, paper


def told(text, words, kind=PLAN, **head):
    found = extract(paper(text, kind, **head))
    start = text.index(words)
    explanation = explain(found, start, start + len(words))
    assert explanation is not None
    return explanation


def reasons(explanation, about):
    return [r for one in (*explanation.clauses, *explanation.findings) if one.here for r in one.reasons if r.about == about]


OPENING = "您提出的《关于修缮古渡口的提案》收悉，现答复如下：\n"


@pytest.mark.parametrize(
    ("text", "words", "kind", "rule", "why"),
    [
        ("完善渡口管护机制。", "完善", PLAN, "rule:default-plan", "按文种默认"),
        ("加强渡口巡查。", "加强", REPLY, "rule:default-reply", "答复函"),
        ("我局将开展普查，完善管护机制。", "完善", REPLY, "rule:future-before", "前面“我局将开展普查”里的“将”"),
        ("我局将开展普查。", "开展", REPLY, "rule:future", "本分句有“将”"),
        ("近年来，我局加强巡查，完善管护机制。", "完善", PLAN, "rule:past-before", "“近年来”"),
        ("完善管护机制，目前已建成渡口12处。", "已建成", PLAN, "rule:own-past", "只在本分句内说过去"),
        ("到2025年，完善管护机制。", "完善", REPLY, "rule:due-before", "期限“到2025年”"),
        ("2022年，加强渡口巡查。", "加强", REPLY, "rule:year-before", "与成文年份比"),
        ("一、主要做法\n完善管护机制。", "完善", PLAN, "rule:heading", "小标题“主要做法”"),
    ],
)
def test_the_scope_names_what_opened_it(text, words, kind, rule, why):
    found = told((OPENING if kind == REPLY else "") + text, words, kind)
    (scope,) = reasons(found, "时间")
    assert scope.found_by == rule
    assert why in scope.why


@pytest.mark.parametrize(
    ("text", "words", "label", "why"),
    [
        ("鼓励企业参与渡口运营，捐资修缮渡口。", "捐资", "ENCOURAGE", "前面“鼓励企业参与渡口运营”"),
        ("不得占用渡口岸线。", "占用", "PROHIBIT", "不许做什么：“不得”"),
        ("本方案自印发之日起施行。", "印发", "BACKGROUND", "自……起"),
        ("联系人：王一航，联系电话：0571-1234567。", "联系", "META", "“联系人”"),
        ("申报企业应当提供营业执照，按时提交年报。", "按时", "BACKGROUND", "仍是对方应做的事"),
    ],
)
def test_a_place_with_nothing_says_which_words_decided(text, words, label, why):
    found = told(f"为做好渡口工作，制定本方案。\n{text}", words)
    (clause, *_) = [c for c in found.clauses if c.here]
    assert clause.label == label
    assert why in clause.reasons[0].why
    assert not found.verdict.startswith("是承诺")


def test_a_tail_is_no_action_of_its_own():
    found = told("为做好渡口工作，制定本方案。\n一、重点任务\n开展渡口普查，实现管护水平全面提升。", "实现")
    assert [(r.value, r.found_by) for r in reasons(found, "举措")] == [("不单独算一项", "rule:tail")]
    assert found.verdict == "是承诺：硬承诺1项"


def test_a_promise_says_where_each_part_comes_from():
    text = "为做好渡口工作，制定本方案。\n市水利局要加强巡查。力争6个月内修缮渡口8处以上。\n（责任单位：市教育局、市财政局）"
    found = told(text, "修缮", region="澜州市", issuer="澜州市人民政府")
    assert found.verdict == "是承诺：力争类1项"
    (grade,) = reasons(found, "力度")
    assert (grade.value, "力争" in grade.why) == ("力争类", True)
    (due,) = reasons(found, "完成时限")
    assert due.value == "至2024-09-06（按成文日期2024-03-06起算6个月）"
    assert "把握：确定" in due.why
    (target,) = reasons(found, "量化指标")
    assert "不少于（含本数）8处" in target.value
    owners = reasons(found, "责任单位")
    assert all("澜州市" in o.why for o in owners)


def test_an_owner_without_a_sure_full_name_says_why():
    found = told("为做好渡口工作，制定本方案。\n砚湖渡口管理所要加强渡口巡查。", "加强")
    (owner,) = reasons(found, "责任单位")
    assert owner.value == "砚湖渡口管理所（责任）"
    assert "看不出是哪个地方的" in owner.why


def test_an_owner_line_says_for_which_actions_it_speaks():
    text = "为做好渡口工作，制定本方案。\n一、重点任务\n（一）完善渡口管护机制，开展渡口普查。（责任单位：市交通局）"
    found = told(text, "市交通局")
    assert [f.span.text for f in found.findings if f.here] == ["完善渡口管护机制", "开展渡口普查"]
    assert {r.about for f in found.findings for r in f.reasons} == {"责任单位"}


def test_a_refusal_and_its_reason():
    found = told(OPENING + "因岸线狭窄，二号渡口暂不建设。", "暂不", REPLY)
    assert [f.label for f in found.findings] == ["REFUSE"]
    assert reasons(found, "理由")[0].value == "因岸线狭窄"


def test_nothing_stands_in_an_empty_paper():
    assert explain(extract(paper("\n\n")), 0) is None


# the command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "方案.txt"
    path.write_text("渡口保护方案\n为做好渡口工作，制定本方案。\n一、任务\n力争建成智慧渡口平台。\n加强渡口巡查，加强渡口管护。\n", "utf-8")
    return path


def test_the_place_is_named_by_words_or_by_an_offset(file):
    by_words = explain_file(file, words="智慧 渡口")
    at = file.read_text("utf-8").index("智慧渡口")
    assert explain_file(file, at=str(at)) == explain_file(file, at=f"{at}-{at + 4}") == by_words
    assert by_words.place == "第4段"
    assert explain_file(file, words="加强渡口", nth=2).clauses[1].here


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"words": "没有的词"}, "原文中没有"),
        ({"words": ""}, "原文中没有"),
        ({"words": "加强渡口", "nth": 3}, "只有 2 处"),
        ({"at": "一百"}, "看不懂"),
        ({"at": "99999"}, "超出全文"),
    ],
)
def test_a_place_that_is_not_there_says_what_to_do(file, asked, message):
    with pytest.raises(BadInput, match=message):
        explain_file(file, **asked)


def test_the_command_prints_words_or_json(file):
    out = CliRunner().invoke(command, [str(file), "--find", "智慧渡口"])
    assert out.exit_code == 0
    assert "结论：是承诺：力争类1项" in out.output
    assert "“力争”只承诺去争取" in out.output
    row = json.loads(CliRunner().invoke(command, [str(file), "--find", "智慧渡口", "--format", "json"]).output)
    assert row["findings"][0]["label"] == "COMMIT"
    neither = CliRunner().invoke(command, [str(file)])
    assert isinstance(neither.exception, BadInput)
