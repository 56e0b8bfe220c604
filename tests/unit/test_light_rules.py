"""An office's own rules: taken where they are understood wholly, else refused with what, where and what to do."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.ledger import COLOURS
from docintel.errors import BadInput, NotFound
from docintel.store.light_rules import ALWAYS, GIVES, book, explained, shipped_text, text_of
from docintel.store.lights import Situation, light

OURS = """
[ours]
name = "本市"
base = "yinchuan"
soon_workdays = 5

[ours.progress]
far_points = 25

[ours.cases]
overdue = { colour = "yellow", words = "超期{days}天" }

[limits.half]
name = "半年，从确认日期起"
months = 6
start = "confirmed"

[doubts]
approx = "原文是约数"
"""


def test_an_own_set_lies_over_its_base():
    rules = book(OURS).chosen("ours", "half")
    assert (rules.name, rules.near, rules.limit.months, book(OURS).own) == ("本市", "5个工作日", 6, "ours")
    assert (rules.pace.far_points, rules.pace.behind_points, rules.pace.idle_months) == (25, 10, 3)
    found = light(Situation("confirmed", date(2026, 1, 1), flags=("approx",)), date(2026, 1, 3), rules)
    assert (found.colour, found.rule, found.short) == ("yellow", "超期2天（原文是约数）", "逾期")
    assert book(OURS).chosen("default").cases["overdue"].colour == "red"
    back = book('[b]\nbase = "ours"\nsoon_days = 9\n' + OURS).chosen("b")
    assert (back.near, back.pace.far_points) == ("9天", 25)


@pytest.mark.parametrize(
    ("text", "where", "what", "todo"),
    [
        ("[x", "第1行", "写法不对", "引号"),
        ('[x]\nbase = "default"\nsoon_days = "三十"\n', "第3行 [x] soon_days", "写的是 '三十'", "整数"),
        ("[x]\nsoon_days = true\n", "第2行", "写的是 True", "整数"),
        ("[x]\nsoon_days = -1\n", "第2行", "超出范围", "0 到 3650"),
        ("[x]\nsoon_days = 1\nsoon_workdays = 1\n", "第3行", "只能写一个", "删去"),
        ("[x]\nsoondays = 1\n", "第2行 [x] soondays", "不认识", "soon_days"),
        ('[x]\nbase = "nowhere"\n', "第2行 [x] base", "没有这一套", "default"),
        ('[x]\nbase = "y"\n[y]\nbase = "x"\n', "第2行 [x] base", "绕回", "default"),
        ("[default]\nsoon_days = 5\n", "第1行 default", "不能改写", 'base = "default"'),
        ('[x.cases]\noverdew = { colour = "red" }\n', "第2行 [x.cases] overdew", "不是已知的情况", "overdue"),
        ('[x.cases]\n\noverdue = { colour = "purple" }\n', "第3行 [x.cases.overdue] colour", "purple", "red（红）"),
        ('[x.cases.overdue]\ncolour = "red"\nwords = "过{dayz}天"\n', "第3行", "{dayz}", "{days}"),
        ('[x.cases]\nclosed = { words = "{due}" }\n', "第2行", "{due}", "{state}"),
        ('[x.cases]\nclosed = { words = "{state" }\n', "第2行", "不成对", "{ 和 }"),
        ('[x.cases]\nclosed = { words = "{state.upper}" }\n', "第2行", "填不了", "{state}"),
        ('[x.cases]\nclosed = "红"\n', "第2行", "应当是一组", "{ … }"),
        ('[x.progress]\nstart = "birth"\n', "第2行 [x.progress] start", "birth", "issue（成文日期）"),
        ("[x.progress]\nbehind_points = 30\nfar_points = 10\n", "第3行", "小于 behind_points", "更高"),
        ('[x]\nbase = "yinchuan"\n[x.progress]\nbehind_points = 50\n', "第3行 [x.progress] far_points", "（30）小于", "更高"),
        ("[x.progress]\nhard_pace = 1e999\n", "第2行", "超出范围", "1000"),
        ('[limits.y]\nname = "y"\nmonths = 3\n', "第1行 [limits] y", "缺少 start", "months"),
        ('[limits.y]\nname = "y"\nmonths = 3.5\nstart = "issue"\n', "第3行", "3.5", "整数"),
        ("[limits]\ny = 3\n", "第2行", "应当是一组", "[limits.y]"),
        ('[doubts]\nodd = "x"\n', "第2行 [doubts] odd", "不认识", "approx"),
        ("[doubts]\napprox = 3\n", "第2行", "写的是 3", "文字"),
        ('[long_running]\npatterns = ["("]\n', "第2行", "不是正则表达式", "删去"),
        ("[long_running]\npatterns = []\n", "第2行", "一列写法", "patterns"),
        ('[when]\nsoon = "{due}"\n', "第2行", "{due}", "{near}"),
        ("soon_days = 3\n", "第1行 soon_days", "不在任何一组里", "表头"),
    ],
)
def test_a_faulty_file_is_refused_with_what_where_and_what_to_do(text, where, what, todo):
    with pytest.raises(BadInput) as refused:
        book(text, "本市.toml")
    line = str(refused.value)
    assert line.startswith(f"本市.toml {where}"), line
    assert what in line
    assert todo in line.split("；", 1)[1]
    assert "\n" not in line


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(BadInput, match=r"none\.toml 读不了"):
        text_of(tmp_path / "none.toml")
    gbk = tmp_path / "gbk.toml"
    gbk.write_bytes("[x]\nname = '本市'".encode("gbk"))
    with pytest.raises(BadInput, match="UTF-8"):
        text_of(gbk)
    marked = tmp_path / "marked.toml"
    marked.write_text(OURS, encoding="utf-8-sig")
    assert book(text_of(marked)).own == "ours"


def test_unknown_names_list_the_known_ones():
    with pytest.raises(NotFound, match="default、suqian、yinchuan、guangyuan"):
        book().chosen("nowhere")
    with pytest.raises(NotFound, match="india、confirmed"):
        book().chosen("default", "nowhere")


@pytest.mark.parametrize("key", list(book().sets))
def test_the_shipped_sets_explain_themselves(key):
    rules = book().chosen(key)
    assert rules.source
    cases = dict(explained(rules))
    assert not any("默认时限" in when for when in cases)
    assert len(dict(explained(book().chosen(key, "india")))) == len(cases) + 3
    for when, case in cases.items():
        assert "{" not in when
        assert "None" not in when
        assert case.colour in COLOURS
        assert 0 < len(case.short) <= 4
    assert set(rules.when) == set(rules.cases) == set(GIVES) | {c for c in rules.cases if c not in GIVES}


def test_every_case_of_the_shipped_rules_names_only_figures_it_is_given():
    for rules in book().sets.values():
        for name, case in rules.cases.items():
            case.words.format_map(dict.fromkeys((*ALWAYS, *GIVES.get(name, ())), "x"))


def test_the_shipped_file_with_another_name_is_a_good_start():
    text = shipped_text()
    with pytest.raises(BadInput, match="不能改写"):
        book(text)
    ours = '[mine]\nbase = "default"\n' + text[text.index("[default.progress]") : text.index("# 宿迁")].replace("[default.", "[mine.")
    assert book(ours).chosen("mine").cases == book().chosen().cases


@given(st.text(max_size=80) | st.text("[]{}=.\"'\nabcxy_ 01", max_size=80))
def test_no_text_brings_it_down(text):
    with contextlib.suppress(BadInput):
        assert book(text).chosen("default")
