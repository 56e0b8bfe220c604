"""The record that labelling fills, and what it must know besides the words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from docintel.domain.papers import HeadMatter
from docintel.extract.grammar import Head
from docintel.extract.lexicon import Told
from docintel.extract.outline import Clause


@dataclass(frozen=True, slots=True)
class Opening:
    """What set the scope in which clauses are read (guide §3).

    ``kind`` = default | heading | lead-in | reported | future | due | past | year;
    flow[start:end) are the words that did it: a heading, a lead-in, a clause with a cue; ``words`` is what the cues were looked for in.
    """

    kind: str
    prospective: bool
    start: int = 0
    end: int = 0
    words: str = ""


@dataclass(slots=True)
class Labelled:
    """A clause with what the rules made of it. ``label`` None = part of its neighbours (a modifier or a tail)."""

    clause: Clause
    head: Head
    label: str | None
    prospective: bool
    rule: str
    goal: bool = False
    also: str | None = None  # a second label of the same words (§8a-12, 19)
    told: Told | None = None  # the list that decided, and what was put to it
    on: str = ""
    opening: Opening | None = None
    past: str = ""  # the reach of a past cue of its own
    since: tuple[int, int] = (0, 0)  # the words, before this clause, from which its label reaches over
    chance: float | None = None  # of a promise, by the trained second opinion; None: it was not asked


@dataclass(frozen=True, slots=True)
class Setting:
    """What labelling must know besides the words: default scope, the anchor's year (0: unknown), the stretches that give a benefit."""

    prospective: bool
    year: int
    benefits: Sequence[tuple[int, int]]
    letter: int = 0  # a citizen's letter ends here and its answer begins
    reported: bool = False  # an interpretation: what "we" do there was done, unless a cue looks forward


def default_prospective(matter: HeadMatter) -> bool:
    """Guide §3-1: replies and news look back, everything else looks forward; 复函 to an office decides, as 批复 does."""
    if matter.doc_kind in ("reply_cppcc", "reply_npc"):
        return False
    return not (
        matter.doc_kind == "other"
        and bool(re.search(r"(?<!复)函|(?:建议|提案|议案|来信)(?:办理|答复)?的?复函|报告|总结|情况", (matter.title or "")[-8:]))
    )
