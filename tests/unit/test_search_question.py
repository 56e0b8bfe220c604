"""A question taken apart."""

from pathlib import Path

import pytest

from docintel.search import question as question_module
from docintel.search.question import numbers_in, other_names, understand


@pytest.mark.parametrize("text", ["国发〔2018〕41号", "国发[2018]41号", "国发（2018）41号", "国发﹝2018﹞第41号", "国发【２０１８】041号"])
def test_document_numbers_in_any_brackets(text):
    assert numbers_in(f"见{text}文"[1:]) == ("国发〔2018〕41号",)
    assert understand(text).terms["numbers"] == {"国发〔2018〕41号": 1.0}


def test_no_number_no_field():
    assert "numbers" not in understand("2018年41号线").terms


def test_abbreviation_brings_the_full_name_to_words_and_encoder():
    question = understand("高企 认定")
    assert "高新技术企业" in question.meaning
    assert {"高新技术", "企业"} <= set(question.terms["words"])
    assert question.terms["words"]["高企"] > question.terms["words"]["高新技术"]


def test_groups_work_both_ways():
    assert "高企" in other_names("高新技术企业")["高新技术企业"]


def test_everyday_words_lead_to_office_words_but_not_back():
    assert "失业保险金" in other_names("我被辞退了")["被辞退"]
    assert "被辞退" not in other_names("失业保险金").get("失业保险金", ())


def test_gap_holds_up_to_six_characters():
    assert any("欠薪" in names for names in other_names("老板拖欠我三个月工资").values())
    assert not other_names("拖欠已经很久很久很久很久的那些工资")


def test_interchangeable_words_stay_away_from_the_encoder():
    question = understand("企业研发补贴")
    assert question.terms["words"]["奖励"] < 1
    assert "奖励" not in question.meaning


def test_places_and_traditional_characters():
    question = understand("２０２５年 北京海淀 網約車")
    assert question.places == (("北京市", "海淀区"),)
    assert question.text == "2025年 北京海淀 网约车"


def test_function_words_carry_nothing():
    assert set(understand("请问有什么").terms["words"]) == set()


@pytest.mark.parametrize(("query", "asks"), [("养老床位补贴", True), ("能领多少钱", True), ("办理流程", False)])
def test_asking_for_a_sum(query, asks):
    assert understand(query).asks_amount == asks


def test_word_lists_are_well_formed():
    folder = Path(question_module.__file__).parent / "data"
    rows = [line.split("\t") for line in (folder / "everyday.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    assert all(len(row) == 2 and len(row[0]) > 1 and row[1].split() for row in rows)
    assert len({row[0] for row in rows}) == len(rows)
    groups = (folder / "synonyms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(len(line.removeprefix("~").split()) > 1 for line in groups)
    assert all(
        line.startswith("#")
        for name in ("everyday.tsv", "synonyms.tsv", "stopwords.txt")
        for line in (folder / name).open(encoding="utf-8").readlines()[:1]
    )
