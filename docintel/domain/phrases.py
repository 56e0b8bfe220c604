"""The phrases by which the program tells promises from other talk, as people read and dispute them (承诺用语标准表)."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.findings import STRENGTHS

GRADES = {"firm": "硬承诺", "aspirational": "力争类", "exploratory": "探索类", "enabling": "鼓励类", "none": "不是承诺"}
"""Grade → its name, from the strongest to no promise at all."""
STRENGTH_NAMES = {strength: GRADES[strength] for strength in STRENGTHS}
"""承诺力度."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """One row of a list: the phrase in words (never a pattern), its grade, how far it reaches, a sentence that is read so ("" = none)."""

    words: str
    grade: str  # GRADES
    scope: str
    example: str


@dataclass(frozen=True, slots=True)
class PhraseList:
    """Phrases that are read in one way. ``name`` is the data file, with the rows' name behind a colon.

    ``label``: what their sentence becomes; ``frame``: the kind of paper that the examples stand in (plan or reply);
    ``grade`` part = no phrase of its own, only part of other rules.
    """

    name: str
    title: str
    grade: str
    label: str
    frame: str
    scope: str
    reading: str
    phrases: tuple[Phrase, ...]
