"""A reading as rows."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from docintel.domain.expressions import Recurrence, TimeFrame
from docintel.domain.findings import Action, Obligation, Owner
from docintel.domain.papers import HeadMatter
from docintel.domain.spans import Evidence, Span
from docintel.store.corrections import split_owners
from docintel.store.rows import _own_part, due_columns, flowing, obligation_rows, prepare, text_hash
from tests.readings import PROMISES, make_reading


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("推进单位参保登记和员工\n参保登记“一网通办”。", "推进单位参保登记和员工参保登记“一网通办”。"),
        ("应当在3\n个月之内", "应当在3个月之内"),
        ("（一）新增学位\n市教育局将在今年年底前新增公办学位2000个。", "（一）新增学位\n市教育局将在今年年底前新增公办学位2000个。"),
        ("第一句已经说完了，到此为止。\n第二句从这里开始说起。", "第一句已经说完了，到此为止。\n第二句从这里开始说起。"),
        ("the first line of it\nand the second", "the first line of it and the second"),
        (" 一 ", "一"),
        ("\n\n", ""),
    ],
)
def test_hard_wrapped_lines_flow(text, shown):
    assert flowing(text) == shown


def test_reflowed_text_is_the_same_text():
    assert text_hash("推进单位\n　参保登记") == text_hash("推进单位参保登记")
    assert text_hash("推进单位参保登记") != text_hash("推进单位登记")


def test_a_row_of_a_table_is_told_without_its_offices_and_times():
    words = "优化线网\t编制《专用道规划》，报市政府审定。\t市规划局\t市公安局、市交通局\t2025年10月底前\t列入实事"
    spans = {n: Span(words.index(n), words.index(n) + len(n), n) for n in ("市规划局", "市公安局", "市交通局", "2025年10月底前", "编制")}
    row = Obligation(
        item_id="cn-1",
        label="COMMIT",
        evidence=(Span(0, len(words), words),),
        found=Evidence("test"),
        owners=tuple(
            Owner(n, None, "lead", "responsibility_list", spans[n], i) for i, n in enumerate(("市规划局", "市公安局", "市交通局"), 1)
        ),
        actions=(Action(spans["编制"], "firm", "general", Evidence("test")),),
        deadlines=(TimeFrame(spans["2025年10月底前"], "deadline", "test", end="2025-10-31"),),
    )
    columns = obligation_rows(row, HeadMatter()).columns
    apart = replace(row, evidence=tuple(Span(m.start(), m.end(), m[0]) for m in re.finditer(r"[^\t]+", words)))
    assert obligation_rows(apart, HeadMatter()).columns["text"] == columns["text"]
    assert columns["text"] == "优化线网 编制《专用道规划》，报市政府审定。 列入实事"
    assert columns["source_text"] == words


def frame(words, role, end=None, **more):
    return TimeFrame(Span(0, len(words), words), role, "test", end=end, **more)


@pytest.mark.parametrize(
    ("frames", "due", "words"),
    [
        ([frame("今年年底", "deadline", "2024-12-31")], date(2024, 12, 31), ["今年年底"]),
        (
            [frame("到2027年", "deadline", "2027-12-31"), frame("到2025年", "deadline", "2025-12-31")],
            date(2025, 12, 31),
            ["到2027年", "到2025年"],
        ),
        ([frame("全年", "period", "2024-12-31")], date(2024, 12, 31), ["全年"]),
        ([frame("截至2023年末", "as_of", "2023-12-31")], None, []),
        ([frame("2021-2025年", "reference", "2025-12-31")], None, []),
        ([frame("适时", "deadline", flags=("vague",))], None, ["适时"]),
        ([frame("认定后三年内", "deadline", relative_to="认定")], None, ["认定后三年内"]),
        ([frame("年底前", "deadline", "not a date")], None, ["年底前"]),
        ([], None, []),
    ],
)
def test_due_is_the_first_day_something_falls_due(frames, due, words):
    found = due_columns(tuple(frames))
    assert (found["due"], found["due_words"]) == (due, words)


def test_the_strongest_action_and_every_recurrence_once():
    item = make_reading("甲").obligations[1]
    weak, firm = item.actions[0], replace(item.actions[0], strength="firm", recurrence=Recurrence(Span(0, 2, "每年"), "P1Y"))
    columns = obligation_rows(replace(item, actions=(weak, firm, firm)), HeadMatter()).columns
    assert (columns["strength"], columns["recurrence"]) == ("firm", [["每年", "P1Y"]])


def test_owners_of_our_office_are_named():
    item = make_reading("甲").obligations[0]

    def names(owner, **head):
        rows = obligation_rows(replace(item, owners=(owner,)), HeadMatter(**head))
        return [o["name"] for o in rows.parts["owners"]]

    assert names(Owner("我局", None, "responsible", "pronoun"), issuer="澜州市教育局") == ["澜州市教育局"]
    assert names(Owner("我局", None, "responsible", "pronoun")) == ["我局"]
    assert names(Owner(None, None, "responsible", "implied_issuer")) == ["发文单位"]
    assert names(Owner("市财政局", "澜州市财政局", "co", "explicit_partner")) == ["市财政局"]


def test_who_leads():
    def split(*roles):
        lead, support = split_owners([{"role": r} for r in roles])
        return [o["role"] for o in lead], [o["role"] for o in support]

    assert split("lead", "responsible", "support") == (["lead"], ["responsible", "support"])
    assert split("responsible", "responsible", "co") == (["responsible"] * 2, ["co"])
    assert split() == ([], [])


def test_the_stamp_tells_readings_apart_and_not_where_the_file_lay():
    reading = make_reading("甲")
    document = replace(reading.paper.document, source="/elsewhere/甲.txt")
    assert prepare(replace(reading, paper=replace(reading.paper, document=document))).stamp == prepare(reading).stamp
    assert prepare(make_reading("甲", PROMISES[:-1])).stamp != prepare(reading).stamp
    assert prepare(make_reading("甲", title="别的标题")).stamp != prepare(reading).stamp


def test_a_row_shows_its_own_part_of_a_sentence_that_holds_several_promises():
    text = "为此，我局拟做好两项工作：一是6月底前完成勘察设计；二是年内开工建设。"

    def promise(words):
        start = text.index(words)
        action = Action(Span(start, start + len(words), words), "firm", "general", Evidence("rule:test"))
        return Obligation("cn-test", "COMMIT", (Span(0, len(text), text),), Evidence("rule:test"), actions=(action,))

    assert _own_part(promise("完成勘察设计")) == "一是6月底前完成勘察设计"
    assert _own_part(promise("开工建设")) == "二是年内开工建设。"
