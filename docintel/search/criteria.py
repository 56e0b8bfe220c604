"""A question with conditions on figures: which of it are conditions, which are words, and how it was understood.

Grammar: 或 binds weaker than 且 (which may be left out), 非 stands before a condition or a bracket. Only beside a condition are these words
read so; everything else stays words. What was typed wrong never stops a search: it is left out or kept as words, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from docintel.domain.criteria import All, AnyOf, Criterion, Not, said
from docintel.search.atoms import BLANK, Atom, find
from docintel.search.groups import rows

NOTES = 5  # told of a question; the rest are counted
DEEPEST = 20  # brackets in one another


@dataclass(frozen=True, slots=True)
class Read:
    """A question understood: ``words`` go to the search by words and meaning, ``criterion`` filters; ``notes`` say so in Chinese."""

    words: str
    criterion: Criterion | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # and | or | not | open | close | atom | words
    at: int
    text: str
    atom: Atom | None = None


@cache
def _connectors() -> tuple[dict[str, str], str]:
    meaning = {word: code for code, words in rows("connectors.tsv") for word in words.split()}
    return meaning, "|".join(re.escape(w) for w in sorted(meaning, key=len, reverse=True))


@cache
def _runs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Connectors behind one another, read forwards and, of a reversed text, backwards."""
    meaning, any_of = _connectors()
    turned = "|".join(re.escape(w[::-1]) for w in sorted(meaning, key=len, reverse=True))
    blank = f"[{re.escape(BLANK)}]*"
    return re.compile(f"(?:{blank}(?:{any_of}))*"), re.compile(f"(?:{blank}(?:{turned}))*")


def read(question: str, today: date | None = None) -> Read:
    """The question taken apart. ``today``: what 明年 counts from (default: this day)."""
    atoms, faults = find(question, today or date.today())
    notes = [fault.words for fault in faults]
    if not atoms:
        return Read(_plain(question, [(f.start, f.end) for f in faults]), None, _few(notes))
    tokens = list(_tokens(question, atoms))
    if wrong := _joined_with_words(tokens):
        note = f"第{wrong.at + 1}个字“{wrong.text}”连着词语；“或”“非”只能连接数字条件，已全部按词查找"
        return Read(_plain(question, [(f.start, f.end) for f in faults]), None, _few([note, *notes]))
    parser = _Parser([t for t in tokens if t.kind != "words"], words=any(t.kind == "words" for t in tokens))
    criterion = parser.whole()
    words = _plain(" ".join(t.text for t in tokens if t.kind == "words"), [])
    for fault in faults:
        words = words.replace(question[fault.start : fault.end], " ").strip()
    told = [atom.note for atom in atoms if atom.note]
    understood = f"读作：{said(criterion)}" + (f"；其余按词查找：{words}" if words else "")
    return Read(words, criterion, (understood, *_few([*told, *notes, *parser.notes])))


def _few(notes: list[str]) -> tuple[str, ...]:
    """The first notes, and how many more there are."""
    more = len(notes) - NOTES
    return (*notes[:NOTES], f"另有{more}处未按条件理解") if more > 0 else tuple(notes)


def _plain(text: str, gone: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(gone, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text.strip(BLANK)


def _tokens(question: str, atoms: list[Atom]) -> Iterable[_Token]:
    """The question in order: conditions, what joins them, and stretches of words between."""
    at = 0
    for n, atom in enumerate(atoms):
        yield from _between(question, at, atom.start, n > 0, True)
        yield _Token("atom", atom.start, question[atom.start : atom.end], atom)
        at = atom.end
    yield from _between(question, at, len(question), True, False)


def _between(question: str, start: int, end: int, after: bool, before: bool) -> Iterable[_Token]:
    """What stands between two conditions: connectors count at the sides where a condition stands."""
    meaning, any_of = _connectors()
    ahead, back = _runs()
    left = ahead.match(question, start, end) if after else None
    middle = left.end() if left else start
    right = back.match(question[middle:end][::-1]) if before else None
    stop = end - right.end() if right else end
    words = question[middle:stop].strip(BLANK)
    for m in re.finditer(any_of, question[start:middle]):
        yield _Token(meaning[m[0]], start + m.start(), m[0])
    if words:
        yield _Token("words", question.index(words, middle), words)
    for m in re.finditer(any_of, question[stop:end]):
        yield _Token(meaning[m[0]], stop + m.start(), m[0])


def _joined_with_words(tokens: list[_Token]) -> _Token | None:
    """An 或 or 非 that would have to join words: the index cannot answer that."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.kind == "words" and before is not None and before.kind in ("or", "not"):
            return before
        if token.kind == "or" and before is not None and before.kind == "words":
            return token
    return None


class _Parser:
    """Conditions joined by 且, 或, 非 and brackets. What is too much or missing is passed over with a note."""

    def __init__(self, tokens: list[_Token], words: bool) -> None:
        self._tokens, self._at, self._words, self._depth = tokens, 0, words, 0
        self.notes: list[str] = []

    def whole(self) -> Criterion:
        """The condition of all tokens; there is at least one atom."""
        parts: list[Criterion] = []
        while self._at < len(self._tokens):
            found = self._either()
            if found is not None:
                parts.append(found)
            elif self._at < len(self._tokens):
                self._pass_over()
        return _all(parts)

    def _kind(self) -> str:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else ""

    def _pass_over(self) -> None:
        token = self._tokens[self._at]
        self._at += 1
        if not (token.kind == "and" and self._words):  # 首台套 且 补贴比例≥50%
            self.notes.append(f"第{token.at + 1}个字“{token.text}”多余或缺少另一半，已略去")

    def _either(self) -> Criterion | None:
        parts = [self._both()]
        while self._kind() == "or":
            self._at += 1
            parts.append(self._both())
            if parts[-1] is None:
                self._missing("或")
        good = [part for part in parts if part is not None]
        return (AnyOf(tuple(good)) if len(good) > 1 else good[0]) if good else None

    def _both(self) -> Criterion | None:
        parts: list[Criterion] = []
        while True:
            if self._kind() == "and":
                if not parts and not self._words:
                    self._pass_over()
                    continue
                self._at += 1
                if self._kind() in ("and", "or"):
                    self._pass_over()
                    continue
                if self._kind() in ("", "close"):
                    if not self._words:
                        self._missing("且")
                    break
            found = self._single()
            if found is None:
                break
            parts.append(found)
        return _all(parts) if parts else None

    def _single(self) -> Criterion | None:
        negated = told = False
        while self._kind() == "not":
            negated, told = not negated, True
            self._at += 1
        found = self._condition()
        if found is None:
            if told:
                self._missing("非")
            return None
        if not negated:
            return found
        return found.of if isinstance(found, Not) else Not(found)

    def _condition(self) -> Criterion | None:
        while self._kind() == "open" and self._depth >= DEEPEST:
            self._pass_over()
        if self._kind() not in ("atom", "open"):
            return None
        token = self._tokens[self._at]
        self._at += 1
        if token.atom is not None:
            return token.atom.condition
        self._depth += 1
        inner = self._either()
        self._depth -= 1
        if self._kind() == "close":
            self._at += 1
        elif inner is not None:
            self.notes.append(f"第{token.at + 1}个字“{token.text}”没有配对的右括号，按到末尾理解")
        return inner

    def _missing(self, name: str) -> None:
        self.notes.append(f"“{name}”后面缺少条件，已略去")


def _all(parts: list[Criterion]) -> Criterion:
    flat = [c for part in parts for c in (part.of if isinstance(part, All) else (part,))]
    return flat[0] if len(flat) == 1 else All(tuple(flat))
