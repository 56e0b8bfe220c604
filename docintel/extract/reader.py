"""One reading of a paper that labels, owners and obligations share: its flow, outline and labelled clauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from docintel.domain.papers import Paper
from docintel.extract.benefit_cues import benefit_clauses
from docintel.extract.flow import Flow, flow_of
from docintel.extract.labels import Labelled, Setting, default_prospective, label_clauses
from docintel.extract.outline import Outline, outline


@dataclass(frozen=True, slots=True)
class Reading:
    """``clauses`` in text order, offsets in ``flow``."""

    flow: Flow
    outline: Outline
    clauses: tuple[Labelled, ...]


def read(paper: Paper) -> Reading:
    """The shared reading of a paper; the last few are kept, so that labels, owners and obligations of one paper read it once."""
    day = paper.head.anchor.day
    return _read(paper.text, default_prospective(paper.head), day.year if day else 0)


@lru_cache(maxsize=4)
def _read(text: str, prospective: bool, year: int) -> Reading:
    flow = flow_of(text)
    skeleton = outline(flow.text)
    given = [(s.start, s.end) for s in benefit_clauses(flow.text)]
    return Reading(flow, skeleton, tuple(label_clauses(skeleton, Setting(prospective, year, given))))
