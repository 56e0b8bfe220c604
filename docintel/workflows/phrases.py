"""承诺用语标准表: how the program reads the phrases that make or unmake a promise."""

from __future__ import annotations

from docintel.domain.phrases import PhraseList
from docintel.extract.phrase_lists import phrase_lists


def promise_phrases() -> tuple[PhraseList, ...]:
    """The lists of phrases that people can read and dispute, from firm promises to none."""
    return tuple(found for found in phrase_lists() if found.grade != "part")
