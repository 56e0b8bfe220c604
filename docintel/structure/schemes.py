"""办理类别: which set of classes a reply's letter belongs to, and what it then means. The letters differ from city to city."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from docintel.domain.outcomes import Letter, Scheme
from docintel.structure.replies import CLASS_LABEL
from docintel.text.places import place_path

_LETTERED = re.compile(CLASS_LABEL + r"[（(“]?[A-EＡ-Ｅ]\d?\s*类?[)）”]?\s*[，,：:]?\s*[（(—－-]*(?P<w>[一-龥][一-龥、，/]{3,40})")
_WORDED = re.compile(CLASS_LABEL + r"(?P<w>[一-龥][一-龥、，/]{3,24})")


@dataclass(frozen=True, slots=True)
class Outcome:
    """``scheme`` and ``outcome`` are None when they are not certain; ``words``: what the paper itself says the class means."""

    words: str | None = None
    scheme: str | None = None
    outcome: str | None = None


@cache
def _rows() -> tuple[tuple[str, str, str, re.Pattern[str]], ...]:
    """(scheme, letter, outcome, words) of every known set."""
    return tuple((s, letter, outcome, re.compile(words)) for s, letter, outcome, words, _ in _table("reply_schemes.tsv"))


@cache
def schemes() -> dict[str, Scheme]:
    """Every known set of classes by its key, in the order of the table."""
    letters: dict[str, list[Letter]] = {}
    for key, letter, outcome, _, words in _table("reply_schemes.tsv"):
        letters.setdefault(key, []).append(Letter(letter, outcome, words))
    return {key: Scheme(key, name, source, tuple(letters[key])) for key, name, source in _table("reply_scheme_names.tsv")}


@cache
def _places() -> tuple[tuple[tuple[str, ...], str, str], ...]:
    return tuple((tuple(place.split("/")), issuer, scheme) for place, issuer, scheme in _table("reply_scheme_places.tsv"))


def _table(name: str) -> list[list[str]]:
    text = files("docintel.structure").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def read_outcome(letter: str | None, lines: list[str], issuer: str | None) -> Outcome:
    """The class of a reply from its head and foot ``lines``: by its own words, else by the place, else by what all sets agree on."""
    words = next((m.group("w") for line in lines if (m := _LETTERED.search(line) if letter else _WORDED.search(line))), None)
    if letter is None:
        fits = [(s, o) for s, key, o, pattern in _rows() if s == "words" and words and pattern.search(words)]
        return Outcome(words, *fits[0]) if fits else Outcome()
    known = [(s, o, pattern) for s, key, o, pattern in _rows() if key == letter[:1]]
    if words:
        best = _by_words(words, known)
        if best:
            return Outcome(words, *best)
    scheme = _of_place(issuer)
    placed = next((o for s, o, _ in known if s == scheme), None)
    if placed:
        return Outcome(words, scheme, placed)
    agreed = {o for _, o, _ in known}
    return Outcome(words, None, agreed.pop() if len(agreed) == 1 else None)


def _by_words(words: str, known: list[tuple[str, str, re.Pattern[str]]]) -> tuple[str | None, str] | None:
    """The set that explains most of the words; the outcome alone where several sets explain them alike."""
    scored = sorted(((len({m.group() for m in p.finditer(words)}), s, o) for s, o, p in known), reverse=True)
    top = [(s, o) for n, s, o in scored if n and n == scored[0][0]]
    outcomes = {o for _, o in top}
    if not top or len(outcomes) > 1:
        return None
    return (top[0][0] if len(top) == 1 else None), outcomes.pop()


def _of_place(issuer: str | None) -> str | None:
    path = place_path(issuer or "")
    return next((scheme for place, words, scheme in _places() if path[: len(place)] == place and words in (issuer or "")), None)
