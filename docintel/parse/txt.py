"""Plain text and Markdown: the text is the file as decoded, newlines untouched; each non-blank line is a block."""

from __future__ import annotations

import re

from docintel.domain.documents import Block
from docintel.parse.decode import LOST, NotTextError, decode, looks_like_text
from docintel.parse.source import Body, Source

_SHOWN = 5  # lines that a warning of damage names
_AROUND = 10  # signs that it shows on either side
_LINE = re.compile(r"[^\r\n]+")


def read(source: Source) -> Body:
    """Read a text file in any encoding of decode.py. Raises UnreadableFile for binary junk."""
    try:
        text, encoding, doubt = decode(source.data)
    except NotTextError as error:
        what = "不是可识别的文本编码（试过 UTF-8、GB18030、Big5、UTF-16、UTF-32、HZ）"
        raise source.fail(what, "请用记事本另存为 UTF-8 文本，或给出原始文件") from error
    if not text.strip():
        raise source.fail("文件里没有文字", "请向来文单位重新索取，或重新下载")
    if not looks_like_text(text):
        raise source.fail("内容是二进制数据，不是文字", "请确认文件没有损坏，或给出原始文件")
    warnings = [_damage(text, encoding)] if LOST in text else []
    if doubt is not None:
        other = f"，也可能是 {doubt}" if doubt else ""
        warnings.append(f"文字编码不能确定：按 {encoding} 读取{other}；请核对文字是否正确，必要时另存为 UTF-8")
    return Body(text, line_blocks(text), (), tuple(warnings))


def _damage(text: str, encoding: str) -> str:
    """Says how many signs are lost and shows where the first of them stand."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if LOST in line]
    where = "、".join(map(str, lines[:_SHOWN])) + (" 等" if len(lines) > _SHOWN else "")
    first = text.index(LOST)
    around = " ".join(text[max(0, first - _AROUND) : first + _AROUND].split())
    what = f"按 {encoding} 读取时有 {text.count(LOST)} 处无法识别的字符，已用“{LOST}”代替"
    return f"文件有损坏：{what}，在第 {where} 行（首处：“{around}”），请对照原件核对"


def line_blocks(text: str) -> tuple[Block, ...]:
    """A block for each non-blank line, white space at its edges outside it."""
    blocks: list[Block] = []
    for line in _LINE.finditer(text):
        words = line.group().strip()
        if words:
            start = line.start() + line.group().index(words)
            blocks.append(Block(start, start + len(words)))
    return tuple(blocks)
