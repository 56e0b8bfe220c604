"""Reads the room's word lists (``data/*.tsv``, ``data/*.txt``): tab-separated, one entry a line, ``#`` starts a comment line."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``data/<name>`` as tuples of cells."""
    lines = files("docintel.text").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line.strip() and not line.startswith("#"))


def alternation(words: list[str]) -> str:
    """A regex that matches any of ``words``, the longest first; '(' stands for both widths of the bracket."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(w).replace(r"\(", "[(（]").replace(r"\)", "[)）]") for w in ordered)
