"""The table of promise phrases: every example is read by the program as the table says."""

import re

import pytest

from docintel.domain.documents import Document
from docintel.domain.phrases import GRADES
from docintel.extract import extract, lexicon
from docintel.extract.phrase_lists import VERB_EXAMPLE, phrase_lists, verbs
from docintel.structure import structure

FRAMES = {
    "plan": "澜州市古渡口保护实施方案\n为做好古渡口保护工作，制定本方案。\n{}\n澜州市交通运输局\n2024年3月6日\n",
    "reply": "对市政协第十四届三次会议第168号提案的答复\n沈岸委员：\n您提出的《关于修缮古渡口的提案》收悉，现答复如下：\n{}\n澜州市交通运输局\n2024年3月6日\n",
}
"""A plan looks forward of itself, a reply back: each list is read where its cue alone makes the difference."""
PHRASES = [(found, phrase) for found in phrase_lists() for phrase in found.phrases if phrase.example and found.name != "verbs"]


def read(frame: str, example: str) -> tuple[set[str], list[str | None]]:
    """Labels and strengths found in the last line of the example."""
    before = FRAMES[frame].split("{}")[0]
    reading = extract(structure(Document("T", FRAMES[frame].format(example), "T.txt", "txt", "0"), None))
    start, end = len(before) + example.rfind("\n") + 1, len(before) + len(example)
    labels = {label for u in reading.units if u.start < end and u.end > start for label in u.labels}
    labels |= {item.label for item in reading.items if item.start < end and item.end > start}
    return labels, [a.strength for o in reading.obligations for a in o.actions if start <= a.span.start < end]


@pytest.mark.parametrize(("found", "phrase"), PHRASES, ids=[f"{found.name}-{phrase.example}" for found, phrase in PHRASES])
def test_an_example_is_read_as_the_table_says(found, phrase):
    labels, strengths = read(found.frame, phrase.example)
    assert labels & set(found.label.split())
    if phrase.grade in ("none", "enabling"):
        assert not strengths
        assert "COMMIT" not in labels
    else:
        assert phrase.grade in strengths


@pytest.mark.parametrize("flag", ["", "d", "t"])
def test_every_verb_of_the_table_makes_a_firm_promise(flag):
    assert len(verbs(flag)) > 30
    lines = [VERB_EXAMPLE.format(verb) for verb in verbs(flag)]
    reading = extract(structure(Document("T", FRAMES["plan"].format("\n".join(lines)), "T.txt", "txt", "0"), None))
    found = {a.span.text: a.strength for o in reading.obligations for a in o.actions}
    assert [verb for verb in verbs(flag) if found.get(f"{verb}渡口管护工作") != "firm"] == []


@pytest.mark.parametrize("found", [p for p in phrase_lists() if p.name != "verbs"], ids=lambda p: p.name)
def test_an_example_holds_the_pattern_of_its_row(found):
    """The example shows its own row, not a neighbour's."""
    name, _, key = found.name.partition(":")
    at = {"past": 2, "wording": 2, "answers": 2}.get(name, 1)
    rows = [row for row in lexicon.rows(name) if (not key or row[0] == key) and row[at]]
    assert [row[at] for row in rows] == [phrase.words for phrase in found.phrases]
    for row, phrase in zip(rows, found.phrases, strict=True):
        if phrase.example:
            assert any(_holds(row[1 if key else 0], line) for line in phrase.example.split("\n")), row


def _holds(pattern: str, line: str) -> bool:
    pieces = [line, line.lstrip("一、"), *re.split("[，。；：、]", line.lstrip("一、")), line.rstrip("。")]
    return any(re.search(pattern, piece) for piece in pieces)


def test_every_list_that_is_put_to_clauses_has_a_row_and_a_known_grade():
    names = {found.name for found in phrase_lists()}
    assert {f"wording:{row[0]}" for row in lexicon.rows("wording")} <= names
    assert {"past", "future", "background", "meta", "aspirational", "exploratory", "modals", "verbs"} <= names
    assert {phrase.grade for found in phrase_lists() if found.grade != "part" for phrase in found.phrases} == set(GRADES)
    assert all(phrase.example for found in phrase_lists() if found.grade not in ("part", "firm") for phrase in found.phrases)
