"""What every explanation obeys: it says for every sentence why, in words of the table, from words that stand in the paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from docintel.domain.explanations import Explanation
from docintel.domain.findings import Reading
from docintel.extract import extract, lexicon
from docintel.extract.explain import explain
from docintel.parse import parse
from docintel.structure import structure

CORPORA = Path(__file__).parents[2] / "corpora"
PAPERS = [p for name in ("W02.txt", "W04.txt", "W08.txt", "W10.txt", "N03.pdf", "N06.docx", "N13.xlsx") if (p := CORPORA / name).exists()]


@cache
def reading(path: Path) -> Reading:
    return extract(structure(parse(path)))


@cache
def explanations(path: Path) -> tuple[Explanation, ...]:
    found = reading(path)
    return tuple(e for u in found.units if (e := explain(found, u.start, u.end)))


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_every_sentence_says_why_it_is_read_so(path: Path) -> None:
    found = reading(path)
    assert len(explanations(path)) == len(found.units) > 5
    for unit, told in zip(found.units, explanations(path), strict=True):
        assert (told.unit.start, told.unit.end, told.labels) == (unit.start, unit.end, unit.labels)
        assert told.verdict
        for one in (*told.clauses, *told.findings):
            assert one.reasons
            for reason in one.reasons:
                assert reason.value
                assert reason.why or reason.confidence
                assert "规则 " not in f"{reason.value}{reason.why}", "the rule has no words"
                assert "{" not in reason.why
                assert all(found.paper.text[s.start : s.end] == s.text for s in reason.words)


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_every_finding_is_explained_as_it_was_found(path: Path) -> None:
    """No second reading: label, strength, date and number of an explanation are those of the finding."""
    told = {(f.item_id, f.span): f for e in explanations(path) for f in e.findings if f.reasons[0].about == "怎么认出"}
    for item in reading(path).obligations:
        for action in item.actions:
            reasons = told[item.item_id, action.span].reasons
            about = {r.about for r in reasons}
            assert {"怎么认出", "力度", "具体程度", "责任单位"} <= about
            assert next(r for r in reasons if r.about == "怎么认出").found_by == action.evidence.found_by
            ends = [item.deadlines[i].end for i in action.deadline_idx if item.deadlines[i].end]
            assert all(any(end in r.value for r in reasons) for end in ends)
            numbers = [item.targets[i].number.span for i in action.target_idx]
            assert [r.words[0] for r in reasons if r.about == "量化指标"] == numbers


def test_the_words_of_a_clause_that_opened_a_scope_hold_its_cue() -> None:
    for path in PAPERS:
        for told in explanations(path):
            for reason in (r for c in told.clauses for r in c.reasons if r.about == "时间" and r.words):
                assert "“”" not in reason.why, reason


def test_a_reason_is_written_once() -> None:
    keys = [row[:2] for row in lexicon.rows("reasons")]
    assert len(keys) == len(set(keys))
    assert all(len(row) == 3 and row[2] for row in lexicon.rows("reasons"))
