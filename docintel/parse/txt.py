"""Plain text and Markdown: the text is the file as decoded, newlines untouched; each non-blank line is a block."""

from __future__ import annotations

import re

from docintel.domain.documents import Block
from docintel.parse.decode import NotTextError, decode, looks_like_text
from docintel.parse.source import Body, Source

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
    damaged = text.count("�")
    warnings = [f"按 {encoding} 读取时有 {damaged} 处无法识别的字符，已用“�”代替"] if damaged else []
    if doubt is not None:
        other = f"，也可能是 {doubt}" if doubt else ""
        warnings.append(f"文字编码不能确定：按 {encoding} 读取{other}；请核对文字是否正确，必要时另存为 UTF-8")
    return Body(text, line_blocks(text), (), tuple(warnings))


def line_blocks(text: str) -> tuple[Block, ...]:
    """A block for each non-blank line, white space at its edges outside it."""
    blocks: list[Block] = []
    for line in _LINE.finditer(text):
        words = line.group().strip()
        if words:
            start = line.start() + line.group().index(words)
            blocks.append(Block(start, start + len(words)))
    return tuple(blocks)
