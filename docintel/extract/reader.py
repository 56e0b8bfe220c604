"""One reading of a paper that labels, owners and obligations share: its flow, outline and labelled clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docintel.domain.papers import Paper
from docintel.extract.act_model import judge
from docintel.extract.benefit_cues import benefit_clauses
from docintel.extract.flow import Flow, flow_of
from docintel.extract.labelled import Labelled, Setting, default_prospective
from docintel.extract.labels import label_clauses
from docintel.extract.outline import Outline, outline
from docintel.text.cue import cue

_LETTER = cue(
    r"(?:来信|留言|来电|诉求|提问)[^。]{0,40}(?:收悉|答复|回复)|(?:答复|回复)(?:内容|意见|时间|单位)[：:]|您(?:好，)?(?:反映|咨询)的"
)
"""A citizen's letter answered: it looks back by default, as replies do."""

_ANSWER = re.compile(
    r"(?:留言|来信|提问|咨询|诉求|信件)(?:时间|日期|内容)[：:][^\n]*\n\s*(?:(?:答复|回复|办理)(?:单位|部门|时间|日期)[：:][^\n]*\n\s*)?(?:答复|回复)(?:内容|意见)[：:]"
)
"""Pages of letters: what the citizen wrote stands above 答复内容."""
_REPORT = re.compile(r"^\s*[一1][、.][^\n。，]{0,24}(?:(?:基本|总体|整体)情况|回顾)\s*$", re.M)
"""A report on what was done begins with its state."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``clauses`` in text order, offsets in ``flow``."""

    flow: Flow
    outline: Outline
    clauses: tuple[Labelled, ...]


def sentences(reading: Reading) -> list[list[int]]:
    """The indices of a reading's clauses, sentence by sentence."""
    runs: list[list[int]] = []
    last = -1
    for i, labelled in enumerate(reading.clauses):
        if labelled.clause.sentence != last or not runs:
            runs.append([])
            last = labelled.clause.sentence
        runs[-1].append(i)
    return runs


def read(paper: Paper) -> Reading:
    """The shared reading of a paper; the last few are kept, so that labels, owners and obligations of one paper read it once."""
    day = paper.head.anchor.day
    return _read(_running_text(paper), default_scope(paper) == "plan", day.year if day else 0, paper.head.doc_kind)


def unjudged(paper: Paper) -> Reading:
    """The reading of the rules alone, as the model is asked about it (for training)."""
    day = paper.head.anchor.day
    return _ruled(_running_text(paper), default_scope(paper) == "plan", day.year if day else 0, paper.head.doc_kind)


def default_scope(paper: Paper) -> str:
    """Which kind of paper it is as to time: ``plan`` looks forward, ``reply``, ``news``, ``report`` and ``letter`` back (guide §3-1)."""
    kind = paper.head.doc_kind
    if not default_prospective(paper.head):
        return "news" if kind == "other" else "reply"
    if kind == "other" and _REPORT.search(paper.text[:3000]):
        return "report"
    return "letter" if answers_letter(paper) else "plan"


def answers_letter(paper: Paper) -> bool:
    """Whether a paper answers a citizen's letter or call."""
    return _is_letter(paper.text)


@lru_cache(maxsize=4)  # each finder of a paper's items asks
def _is_letter(text: str) -> bool:
    return bool(_LETTER.search(text[:1500]))


def _running_text(paper: Paper) -> str:
    """The paper's text with its task tables blanked: their cells are read one by one (``task_rows``)."""
    text = paper.text
    for table in paper.task_tables:
        text = text[: table.start] + "\n" * (table.end - table.start) + text[table.end :]
    return text


@lru_cache(maxsize=4)
def _read(text: str, prospective: bool, year: int, kind: str) -> Reading:
    reading = _ruled(text, prospective, year, kind)
    judge(reading.clauses, reading.outline, kind)
    return reading


def _ruled(text: str, prospective: bool, year: int, kind: str) -> Reading:
    flow = flow_of(text)
    skeleton = outline(flow.text)
    answer = _ANSWER.search(flow.text, 0, 6000)
    letter = answer.end() if answer else 0
    given = [(s.start, s.end) for s in benefit_clauses(flow.text)]
    return Reading(flow, skeleton, tuple(label_clauses(skeleton, Setting(prospective, year, given, letter, kind == "interpretation"))))
