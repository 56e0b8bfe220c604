"""Web pages saved in one file (mht, mhtml): the page that the file opens with, read like any saved page."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from docintel.parse import html
from docintel.parse.decode import NotTextError, decode
from docintel.parse.source import Body, Source


def read(source: Source) -> Body:
    """Read a web archive. Raises UnreadableFile when no page is inside."""
    message = message_from_bytes(source.data.lstrip(), policy=policy.default)
    pages = [
        (part, words)
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and (words := _words(part))
    ]
    if not pages:
        raise source.fail("单文件网页（mht）里没有网页，可能不完整或已损坏", "请用浏览器打开原网页后另存为“网页，仅 HTML”，或另存为 pdf")
    start = str(message.get_param("start") or "")
    first = next((words for part, words in pages if start and part["Content-ID"] == start), pages[0][1])
    longest = max((words for _, words in pages), key=len)
    frameset = "<frameset" in first.lower() and len(pages) > 1  # the words stand in one of the frames
    return html.read(replace(source, data=(longest if frameset else first).encode()))


def _words(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    try:
        return decode(data, part.get_content_charset()).text if isinstance(data, bytes) and data.strip() else ""
    except NotTextError:
        return ""
