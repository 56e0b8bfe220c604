"""The lexicon and the wordings of benefits and norms (``data/benefit_*.toml``, ``data/norm_patterns.toml``), loaded once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from docintel.text.cue import Cue, cue, trie
from docintel.text.cues import Cues

_NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[一二两三四五六七八九十百千]+)"
_MONEY = rf"{_NUMBER}(?:万|亿|千|百|万亿)?(?:多|余)?(?:元|块钱?|美元|港元|欧元|港币|人民币)"
_SHARE = r"(?:\d+(?:\.\d+)?(?:[%％‰]|个百分点)|百分之[一二三四五六七八九十百\d]+|[一二三四五六七八九]成|[二三四五]分之[一二三四]|一半)"
_PLACE = re.compile(r"(?<!\?P)<([a-z][a-z-]*)>")


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("docintel.extract") / "data" / name).read_text("utf-8"))


@cache
def _parts() -> dict[str, str]:
    parts = {"number": _NUMBER, "money": _MONEY, "share": _SHARE, "sum": f"(?:{_MONEY}|{_SHARE})"}
    for name, words in _toml("benefit_words.toml").items():
        parts[name] = f"(?:{trie(words)})"
    for table in ("parts", "norm-parts"):
        for name, text in _patterns()[table].items():
            parts[name] = _fill(text, parts)
    return parts


@cache
def _patterns() -> dict[str, dict[str, str]]:
    return _toml("benefit_patterns.toml") | _toml("norm_patterns.toml")


def _fill(text: str, parts: dict[str, str]) -> str:
    return _PLACE.sub(lambda m: parts[m[1]], re.sub(r"\s+", "", text))


@cache
def pattern(table: str, name: str) -> Cue:
    """The wording ``name`` of ``table``; an unknown name is a KeyError."""
    return cue(_fill(_patterns()[table][name], _parts()))


@cache
def patterns(table: str) -> tuple[tuple[str, Cue], ...]:
    """(name, pattern) of a whole table in the order of the file."""
    return tuple((name, pattern(table, name)) for name in _patterns()[table])


@cache
def together(table: str) -> Cues:
    """A whole table put to the same words in one pass, its bits in the order of the file."""
    return Cues([one.pattern for _, one in patterns(table)])
