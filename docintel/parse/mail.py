"""Mails (eml): the letter itself, named like the mail, and its attachments; a mail forwarded as an attachment is opened in its turn."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Collection
from email import message_from_bytes, policy
from email.message import EmailMessage, Message, MIMEPart
from typing import BinaryIO, cast

from docintel.errors import UnreadableFile
from docintel.parse.decode import NotTextError, decode, decode_names
from docintel.parse.zips import safe, unique

Fail = Callable[[str, str], UnreadableFile]
MAX_PARTS = 1000


class MailContainer:
    """An opened mail: ``names`` are those of its letter and attachments."""

    def __init__(self, data: bytes, stem: str) -> None:
        message = message_from_bytes(data, policy=policy.default)
        letter = _letter(message)
        found = [] if letter is None else [(f"{stem}{letter[0]}", letter[1])]
        found += _attachments(message)
        self._parts = dict(zip(unique(safe(name) for name, _ in found), (part for _, part in found), strict=True))

    @property
    def names(self) -> Collection[str]:
        """The letter first, then the attachments in their order."""
        return self._parts.keys()

    def size(self, name: str) -> int:
        """A part's size in bytes."""
        return len(self._parts[name])

    def head(self, name: str) -> bytes:
        """A part's first bytes."""
        return self._parts[name][:4096]

    def read(self, name: str, fail: Fail) -> bytes:
        """A part's bytes."""
        return self._parts[name]


def open_container(file: BinaryIO, stem: str, fail: Fail) -> MailContainer:
    """The mail in ``file``. Raises what ``fail`` makes for one that holds neither words nor files."""
    mail = MailContainer(file.read(), stem)
    if not mail.names:
        raise fail("邮件里没有正文，也没有附件", "请确认邮件导出完整，或直接给出附件")
    return mail


def _letter(message: EmailMessage) -> tuple[str, bytes] | None:
    """(suffix, UTF-8 bytes) of what the mail says: its plain text, or its page where that alone is there or holds tables."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    words = "" if plain is None else _words(plain)
    marked = "" if page is None else _words(page)
    if marked.strip() and (not words.strip() or "<table" in marked.lower()):
        return ".html", marked.encode()
    return (".txt", words.encode()) if words.strip() else None


def _words(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    try:
        return decode(data, part.get_content_charset()).text if isinstance(data, bytes) else ""
    except NotTextError:
        return ""


def _attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    """(name, bytes) of every part that is a file; pictures that belong to the letter's page are part of it."""
    letters = {id(part) for part in (message.get_body(("plain",)), message.get_body(("html",))) if part is not None}
    found: list[tuple[str, bytes]] = []
    for number, part in enumerate(_leaves(message), 1):
        if id(part) in letters or number > MAX_PARTS:
            continue
        drawn = part.get_content_maintype() == "image" and part["Content-ID"] and part.get_content_disposition() != "attachment"
        data = _data(part)
        if data and not drawn:
            found.append((_name(part, len(found) + 1), data))
    return found


def _leaves(message: EmailMessage) -> list[EmailMessage]:
    """Parts that hold no others; a forwarded mail is one part."""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        return [leaf for part in message.iter_parts() for leaf in _leaves(cast("EmailMessage", part))]
    return [message]


def _data(part: EmailMessage) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = _forwarded(part)
        return b"" if inner is None else inner.as_bytes()
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _forwarded(part: EmailMessage) -> Message | None:
    """The mail inside a part that forwards it."""
    inner = part.get_payload()
    return inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None


def _name(part: EmailMessage, number: int) -> str:
    given = part.get_filename()
    if given:
        raw = given.encode("utf-8", "surrogateescape")  # names that a mail program wrote without saying the encoding
        return decode_names([raw])[0]
    if part.get_content_type() == "message/rfc822":
        inner = _forwarded(part)
        subject = "" if inner is None else str(inner["Subject"] or "")
        return f"{subject.replace('/', '／') or f'附件{number}'}.eml"
    return f"附件{number}{mimetypes.guess_extension(part.get_content_type()) or ''}"
