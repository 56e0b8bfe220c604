"""The lists of phrases with what each means to a reader (data/phrase_lists.tsv and the readable columns of the lists themselves)."""

from __future__ import annotations

from functools import cache

from docintel.domain.phrases import Phrase, PhraseList
from docintel.extract import lexicon

REACHES = {
    "p": "到本段结束，或到下一个说“将来”的线索为止",
    "c": "只管本分句",
    "r": "只管本分句；在说将来的范围里不起作用",
}
"""How far a row of past.tsv reaches, by its second column."""
_VERBS = {
    "": "一般动词",
    "d": "做出可以数的东西的动词（句末有方案、平台、中心等时算“可交付”）",
    "t": "在句末不带数字、日期时只算目的或结果的动词（后面还有别的动词时除外）",
}
"""Flag of verbs.tsv → what it means."""
VERB_EXAMPLE = "我局将{}渡口管护工作。"
"""The sentence that is read as a firm promise with each of the verbs."""


@cache
def phrase_lists() -> tuple[PhraseList, ...]:
    """Every list, in the order of data/phrase_lists.tsv; those of grade ``part`` included."""
    return tuple(_list(row) for row in lexicon.rows("phrase_lists"))


@cache
def by_name() -> dict[str, PhraseList]:
    """The same by name."""
    return {one.name: one for one in phrase_lists()}


def words_of(name: str, row: tuple[str, ...]) -> str:
    """A row of a list in words."""
    return row[_column(name)]


def _column(name: str) -> int:
    """Where the words stand: behind the pattern, in past.tsv behind the reach, in files of named rows behind the name."""
    return 2 if name.partition(":")[0] in ("past", "wording", "answers") else 1


def _list(row: tuple[str, ...]) -> PhraseList:
    name, title, grade, label, frame, scope, reading = row
    found = tuple(_verbs(grade, scope)) if name == "verbs" else tuple(_phrases(name, grade, scope))
    return PhraseList(name, title, grade, label, frame, scope, reading, found)


def _phrases(name: str, grade: str, scope: str) -> list[Phrase]:
    file, _, key = name.partition(":")
    at = _column(name)
    out = []
    for row in lexicon.rows(file):
        if (key and row[0] != key) or not row[at]:
            continue
        own = row[at + 2] if len(row) > at + 2 else grade
        out.append(Phrase(row[at], own, REACHES[row[1]] if name == "past" else scope, row[at + 1].replace("↵", "\n")))
    return out


def _verbs(grade: str, scope: str) -> list[Phrase]:
    """Verbs are too many for a row each: one a flag, all of them in its words; those of the lists of weak cues stand there."""
    return [Phrase(f"{title}：{'、'.join(verbs(flag))}", grade, scope, VERB_EXAMPLE.format("……")) for flag, title in _VERBS.items()]


@cache
def verbs(flag: str) -> tuple[str, ...]:
    """The verbs of a flag that say a firm promise."""
    weak = (lexicon.patterns("aspirational"), lexicon.patterns("exploratory"), lexicon.named("wording", "PROHIBIT"))
    found = (row[0] for row in lexicon.rows("verbs") if row[1] == flag)
    return tuple(verb for verb in found if not any(cue.search(f"{verb}渡口") for cue in weak))
