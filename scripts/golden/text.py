"""Golden text files: a line a paragraph, a table's row a line with tabs, each paper in another encoding that Chinese offices use."""

from __future__ import annotations

import zlib

from golden.plain import Spec, blocks, words_of

ENCODINGS = ("gb18030", "utf-16", "utf-8", "hz", "utf-16-be", "utf-32", "utf-8-sig", "utf-16-le")


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (".txt", bytes)."""
    lines = []
    for block in blocks(source):
        if block["type"] == "table":
            lines += ["\t".join("".join(words_of(cell)) for cell in row if cell not in ("^", "<")) for row in block["rows"]]
        else:
            lines.append(("　　" if block["type"] == "paragraph" else "") + block["text"])
    text = "\r\n".join(lines) + "\r\n"
    first = zlib.crc32(source["name"].encode()) % len(ENCODINGS)
    for encoding in (*ENCODINGS[first:], *ENCODINGS[:first]):
        try:
            return ".txt", text.encode(encoding)
        except UnicodeEncodeError:  # hz knows no ① or 〔
            continue
    raise AssertionError("utf-8 takes everything")
