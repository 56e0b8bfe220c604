"""办理结果: sets of classes, what a letter of a set means, results that people recorded, replies with how they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

OUTCOMES = {"done": "已解决", "under_way": "正在解决", "planned": "列入计划", "later": "以后解决", "noted": "留作参考"}
"""Neutral outcome → Chinese label. Letters mean different things in different places: only these are compared and counted."""

SATISFACTIONS = {"satisfied": "满意", "mostly": "基本满意", "unsatisfied": "不满意", "silent": "未反馈"}
"""What the 委员 or 代表 said of the handling → Chinese label."""

PENDING = ("under_way", "planned")
"""Outcomes that promise more: they are looked at again (回头看) when what was promised has fallen due."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A class of a scheme: ``letter`` as replies write it (a set without letters has its words there), ``outcome`` a key of OUTCOMES."""

    letter: str
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """A set of classes (structure/data/reply_schemes.tsv). ``source`` says where it was seen."""

    key: str
    name: str
    source: str
    letters: tuple[Letter, ...]

    def find(self, letter: str) -> Letter | None:
        """The class that ``letter`` names: A, Ａ, a, A类, B1; the words themselves in a set without letters."""
        plain = letter.strip().translate(_NARROW).upper()
        return next((x for x in self.letters if plain in (x.letter, x.letter + "类")), None) or next(
            (x for x in self.letters if len(x.letter) == 1 and plain[:1] == x.letter and plain[1:].removesuffix("类").isdigit()), None
        )

    def named(self, words: str) -> Letter | None:
        """The class that a cell names: as :meth:`find`, A（已解决）, or the class's own words; None for words that are none of it."""
        said = _BARE.sub("", words)
        marked = _MARKED.match(words.strip().translate(_NARROW).upper())
        exact = next((x for x in self.letters if said and said == _BARE.sub("", x.words)), None)
        return self.find(words) or exact or (self.find(marked[1]) if marked else None)


_BARE = re.compile(r"[\s，,、。；;]")
_MARKED = re.compile(r"([A-E]\d?)类?\s*[（(—:：]")
_ARROW = re.compile(r"→|->|－>")


def class_parts(words: str) -> list[str]:
    """B→A as its first and second result; one part where there is no arrow."""
    return [part.strip() for part in _ARROW.split(words)]


def plain_class(words: str) -> str:
    """A class in the form in which two writings are compared: b类 -> A is B→A."""
    return "→".join(re.fullmatch(r"([A-E]\d?)类?|.*", p.translate(_NARROW).upper(), re.DOTALL)[1] or p for p in class_parts(words))  # type: ignore[index]


@dataclass(frozen=True, slots=True)
class Classes:
    """By what words of a class are read: the known schemes, the office's own ("" = not chosen), the day of a result."""

    schemes: Mapping[str, Scheme]
    office: str
    today: date

    def scheme(self, own: str) -> Scheme | None:
        """The scheme of a row whose reply names ``own``; else the office's."""
        return self.schemes.get(own) or self.schemes.get(self.office)

    def read(self, words: str, own: str) -> list[Letter]:
        """The first and, behind an arrow, the second result. Raises ValueError with the reason in words for a person."""
        scheme = self.scheme(own)
        if scheme is None:
            raise ValueError(f"办理结果“{words}”：本单位还没有选定分类办法，请先在“办理结果”页选定，再导入一次")
        found = [scheme.named(part) for part in class_parts(words)]
        letters = [x for x in found if x is not None]
        if len(letters) != len(found) or len(found) > 2:
            known = "、".join(x.letter if x.letter == x.words else f"{x.letter}（{x.words}）" for x in scheme.letters)
            raise ValueError(f"办理结果“{words}”不是“{scheme.name}”中的类别；可用：{known}，回头看写成 B→A 的样子")
        return letters


_NARROW = str.maketrans("ＡＢＣＤＥａｂｃｄｅ", "ABCDEabcde")


@dataclass(frozen=True, slots=True)
class Result:
    """A result that a person recorded, for a reply or (``item_id``) one row of it. A correction names the one it ``corrects``.

    ``letter`` "" records satisfaction alone, or takes the corrected one back. ``follow_up``: the second result (回头看).
    ``outcome`` is that of the letter in its scheme, "" where the scheme is not known.
    """

    number: int
    item_id: str
    scheme: str
    letter: str
    satisfaction: str
    attitude: str
    follow_up: bool
    day: date
    note: str
    who: str
    when: datetime
    corrects: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of several results is in force: the newest first result, the newest 回头看, what was said of it last."""

    first: Result | None = None
    follow_up: Result | None = None
    satisfaction: str = ""
    attitude: str = ""


def standing(results: Sequence[Result]) -> Standing:
    """The results in force of one reply or one row, given all of them: those that no later one corrects, the newest."""
    corrected = {r.corrects for r in results if r.corrects}
    live = sorted((r for r in results if r.number not in corrected), key=lambda r: r.number)
    first = [r for r in live if r.letter and not r.follow_up]
    second = [r for r in live if r.letter and r.follow_up]
    said = [r for r in live if r.satisfaction or r.attitude]
    return Standing(
        first[-1] if first else None,
        second[-1] if second else None,
        said[-1].satisfaction if said else "",
        said[-1].attitude if said else "",
    )


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply and how it stands. ``letter`` of ``scheme`` is the first result in force, ``printed`` whether the paper itself says it.

    ``outcome``: the neutral outcome now (that of the 回头看 where there is one), "" = not certain; ``first_outcome`` that of the letter.
    ``open`` and ``closed`` count its promises, ``fallen`` those among the open with a day that has passed, ``last_due`` is the newest
    day that has passed. ``look_again``: a 回头看 is due. ``revision``: give it back with a new result.
    """

    doc: str
    title: str
    kind: str
    doc_number: str
    issuer: str
    issue_date: str
    case_number: str
    proposal_title: str
    proposers: tuple[str, ...]
    letter: str
    scheme: str
    scheme_name: str
    words: str
    printed: bool
    outcome: str
    first_outcome: str
    follow_up: Result | None
    satisfaction: str
    attitude: str
    open: int
    closed: int
    fallen: int
    last_due: date | None
    look_again: bool
    revision: int

    @property
    def redo(self) -> bool:
        """重办: the 委员 or 代表 was not satisfied."""
        return self.satisfaction == "unsatisfied"

    @property
    def classes(self) -> str:
        """B, or B→A after a 回头看."""
        return joined(self.letter, self.scheme, self.first_outcome, self.follow_up)


def joined(letter: str, scheme: str, outcome: str, second: Result | None) -> str:
    """B→A for a first and a second result of one scheme; of two schemes what the classes mean: letters do not compare across schemes."""
    if second is None:
        return letter
    if not letter or second.scheme == scheme:
        return "→".join(x for x in (letter, second.letter) if x)
    return f"{OUTCOMES.get(outcome, letter)}→{OUTCOMES.get(second.outcome, second.letter)}"


@dataclass(frozen=True, slots=True)
class OutcomeFilters:
    """Empty = no restriction. ``outcome``: a key of OUTCOMES or "unknown"; ``text`` part of title, number, case number or 案由."""

    outcome: str | None = None
    satisfaction: str | None = None
    kind: str | None = None
    year: str | None = None
    issuer: str | None = None
    text: str | None = None
    look_again: bool = False
    redo: bool = False
