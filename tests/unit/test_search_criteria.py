"""Conditions on figures in a question: what is read as one, what stays words, how it is told."""

from datetime import date

import pytest

from docintel.domain.criteria import All, AnyOf, Compare, Due, Not, said
from docintel.search.criteria import read

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("question", "told", "words"),
    [
        ("补贴比例≥50% 且 上限≥50万", "补贴比例≥50% 且 补贴上限≥50万元", ""),
        ("补贴比例>=50%，上限＞＝50万元，首台套", "补贴比例≥50% 且 补贴上限≥50万元", "首台套"),
        ("首台套 补贴比例≥50%", "补贴比例≥50%", "首台套"),
        ("首台套补贴比例≥百分之五十", "补贴比例≥50%", "首台套"),
        ("目标≥100家", "目标≥100家", ""),
        ("目标<3个百分点", "目标＜3个百分点", ""),
        ("上限=1.5亿元", "补贴上限＝1.5亿元", ""),
        ("补贴比例50%~70%", "补贴比例＝50%～70%", ""),
        ("上限=50万~100万", "补贴上限＝50万元～100万元", ""),
        ("非 上限≥1亿", "非 补贴上限≥1亿元", ""),
        ("非遗 上限≥1亿", "补贴上限≥1亿元", "非遗"),
        ("(补贴比例≥50% 或 上限≥50万) 且 目标≥10家", "（补贴比例≥50% 或 补贴上限≥50万元） 且 目标≥10家", ""),
        ("2025年底前到期", "2025年底前到期（不晚于2025-12-31）", ""),
        ("老旧小区改造 2025年6月完成", "2025年6月完成（2025-06-01至2025-06-30）", "老旧小区改造"),
        ("完成时限≤2025-12-31", "完成时限≤2025-12-31", ""),
        ("明年6月底前到期", "明年6月底前到期（不晚于2027-06-30）", ""),
        ("高企补贴比例不低于50%", "补贴比例≥50%", "高企"),
        ("城镇化率≥70%", "城镇化率≥70%", ""),
    ],
)
def test_conditions_are_read_and_told_back(question, told, words):
    found = read(question, TODAY)
    assert said(found.criterion) == told
    assert found.words == words
    assert found.notes[0].startswith(f"读作：{told}")


@pytest.mark.parametrize(
    "question", ["高新技术企业奖励", "2025年底前完成老旧小区改造", "补贴50%以上的政策", "非遗保护且传承", "国发〔2018〕41号"]
)
def test_a_question_without_an_operator_or_predicate_is_words(question):
    assert (read(question, TODAY).words, read(question, TODAY).criterion, read(question, TODAY).notes) == (question, None, ())


@pytest.mark.parametrize(
    ("question", "words", "note"),
    [
        ("≥", "", "第1个字“≥”前面没有写是哪个数字"),
        ("首台套，≥50%", "首台套， 50%", "前面没有写是哪个数字"),
        ("补贴比例≥", "补贴比例", "后面没有读出数值"),
        ("首台套 或 补贴比例≥50%", "首台套 或 补贴比例≥50%", "“或”连着词语"),
    ],
)
def test_what_is_no_condition_stays_words_with_a_note(question, words, note):
    found = read(question, TODAY)
    assert found.criterion is None
    assert found.words.split() == words.split()
    assert any(note in n for n in found.notes)


@pytest.mark.parametrize(
    "question", ["补贴比例≥50% 且且 上限≥50万", "且 补贴比例≥50% 上限≥50万 且", "((补贴比例≥50% 上限≥50万", "补贴比例≥50%) 且 上限≥50万"]
)
def test_connectors_too_many_or_alone_are_passed_over_with_a_note(question):
    found = read(question, TODAY)
    assert said(found.criterion) == "补贴比例≥50% 且 补贴上限≥50万元"
    assert len(found.notes) > 1


def test_the_shape_of_what_was_read():
    rate = Compare(("rate", "cap", "range"), 50.0, None, "%", words="补贴比例≥50%")
    cap = Compare(("cap",), None, 500000.0, "CNY", below=True, words="补贴上限＜50万元")
    due = Due("", "2025-12-31", "2025年底前到期（不晚于2025-12-31）")
    assert read("补贴比例≥50% 或 上限<50万元 且 2025年底前到期", TODAY).criterion == AnyOf((rate, All((cap, due))))
    assert read("非 非 补贴比例≥50%", TODAY).criterion == rate
    assert read("非 (补贴比例≥50% 且 上限<50万元)", TODAY).criterion == Not(All((rate, cap)))


def test_a_sum_without_a_unit_says_how_it_was_taken():
    assert "没有写单位" in read("上限≥50", TODAY).notes[1]
