"""Golden Markdown files: headings by level, tables of GFM (merged cells written out), lists where Markdown knows the number."""

from __future__ import annotations

import re

from golden.plain import Spec, blocks, words_of

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (".md", bytes)."""
    out = []
    for block in blocks(source):
        if block["type"] == "table":
            out.append(_table(block["rows"]))
        elif block["type"] == "heading":
            out.append(f"{'#' * min(6, 1 + block.get('level', 0))} {_escaped(block['text'])}")
        else:
            out.append(re.sub(r"^(\d+\.)(?=\D)", r"\1 ", _escaped(block["text"])))
    return ".md", ("\n\n".join(out) + "\n").encode()


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", words).replace("\n", "<br>")


def _table(rows: list[list[object]]) -> str:
    grid: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            line.append(grid[-1][len(line)] if cell == "^" else line[-1] if cell == "<" else "<br>".join(map(_escaped, words_of(cell))))
        grid.append(line)
    lines = [f"| {' | '.join(line)} |" for line in grid]
    return "\n".join([lines[0], "|" + "---|" * len(grid[0]), *lines[1:]])
