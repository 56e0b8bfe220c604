"""What a rule means to a reader (data/reasons.tsv)."""

from __future__ import annotations

from functools import cache

from docintel.extract import lexicon

LONG = 40
"""Quoted words longer than this are cut in the middle."""


@cache
def _table() -> dict[tuple[str, str], str]:
    return {(kind, rule): words for kind, rule, words in lexicon.rows("reasons")}


def knows(kind: str, rule: str) -> bool:
    """Whether the table says what the rule means."""
    return (kind, rule) in _table()


def say(kind: str, rule: str, **quoted: str) -> str:
    """The words of a rule with its quotations; a rule without words is named."""
    words = _table().get((kind, rule), f"规则 {rule}")
    given = {"words": "", "phrase": "", "since": "", "on": "", "place": "", "when": "", **quoted}
    if given["phrase"] == given["words"]:
        given["phrase"] = ""
    return words.format(**{key: shortened(value) for key, value in given.items()}).replace("（）", "").replace("：“”", "").strip("，")


def shortened(words: str) -> str:
    """Words on one line, a long quotation cut in its middle."""
    line = " ".join(words.split())
    return line if len(line) <= LONG else f"{line[: LONG // 2]}……{line[-LONG // 3 :]}"
