"""Markdown: headings, lists with their numbers and tables as a reader of the rendered page sees them (CommonMark and tables of GFM)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from docintel.parse import txt
from docintel.parse.assembly import Assembly, Cell
from docintel.parse.source import Body, Source

_FRONT = re.compile(r"\A---\r?\n(.*?)\r?\n(?:---|\.\.\.)\r?\n", re.DOTALL)
_TITLE = re.compile(r"^title\s*:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_TAG = re.compile(r"<[^>]*>")


def read(source: Source) -> Body:
    """Read a Markdown file, in any encoding of text files. Raises UnreadableFile for what is no text or holds no words."""
    plain = txt.read(source)
    front = _FRONT.match(plain.text)
    title = _TITLE.search(front.group(1)) if front else None
    out = Assembly()
    _walk(MarkdownIt("commonmark").enable("table").parse(plain.text[front.end() :] if front else plain.text), out)
    body = out.body(plain.warnings, title.group(1) if title else None)
    if not body.text.strip():
        raise source.fail("文件里没有文字", "请向来文单位重新索取，或重新下载")
    return body


def _walk(tokens: Sequence[Token], out: Assembly) -> None:
    labels: list[list[str]] = []  # of each open list: the number that its next words carry
    counts: list[int | None] = []
    kind = "paragraph"
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "table_open":
            at = _table(tokens, at, out)
            continue
        if token.type == "ordered_list_open":
            counts.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            counts.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            counts.pop()
        elif token.type == "list_item_open":
            number = counts[-1]
            labels.append([] if number is None else [f"{number}{token.markup}"])
            counts[-1] = None if number is None else number + 1
        elif token.type == "list_item_close":
            labels.pop()
        elif token.type in ("heading_open", "paragraph_open"):
            kind = "heading" if token.type == "heading_open" else "paragraph"
        elif token.type == "inline":
            _lines(_words(token), kind, labels[-1] if labels else [], out)
        elif token.type in ("fence", "code_block", "html_block"):
            _lines(_TAG.sub("", token.content), "paragraph", [], out)
        at += 1


def _lines(words: str, kind: str, label: list[str], out: Assembly) -> None:
    """Each written line is a paragraph: Chinese papers put into Markdown keep a line a paragraph. A list's number goes before the first."""
    for line in words.split("\n"):
        if line.strip():
            number = label.pop() if label else ""
            blank = " " if number and line.strip()[0].isascii() and line.strip()[0].isalnum() else ""
            out.paragraph(f"{number}{blank}{line.strip()}", kind)


def _words(inline: Token) -> str:
    """An inline token's words without marks of emphasis, links and pictures."""
    pieces = []
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        elif token.type == "html_inline":
            pieces.append("\n" if token.content.lower().startswith("<br") else "")
        elif token.type == "image":
            continue
        else:
            pieces.append(token.content)
    return "".join(pieces)


def _table(tokens: Sequence[Token], at: int, out: Assembly) -> int:
    """Put the table that opens at ``at`` in place; the index after it."""
    rows: list[list[Cell]] = []
    while tokens[at].type != "table_close":
        if tokens[at].type == "tr_open":
            rows.append([])
        elif tokens[at].type == "inline":
            rows[-1].append(Cell(_words(tokens[at])))
        at += 1
    out.table(rows)
    return at + 1
