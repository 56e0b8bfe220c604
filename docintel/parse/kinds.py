"""What kind of file is it? By magic bytes and content; the suffix only tells what the name promised."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from docintel.parse.decode import NotTextError, decode, looks_like_text
from docintel.parse.kinds_packages import ole_kind, zip_kind
from docintel.parse.source import Source

SUFFIXES: dict[str, str] = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".doc": "doc",
    ".wps": "doc",
    ".wpt": "doc",
    ".rtf": "rtf",
    ".odt": "odt",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".xlsb": "xls",
    ".et": "xls",
    ".ods": "ods",
    ".mht": "mhtml",
    ".mhtml": "mhtml",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".shtml": "html",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
    ".bmp": "image",
    ".webp": "image",
    ".gif": "image",
}
"""Usual suffix → kind. Detection goes by content; the suffix only tells what the name promised."""

CONTAINER_SUFFIXES = {".zip": "zip", ".eml": "eml"}
"""Usual suffix → kind of the files that hold files (containers.py)."""

KIND_NAMES = {
    "txt": "纯文本",
    "md": "Markdown 文本",
    "docx": "Word 文档（docx）",
    "pdf": "PDF",
    "ofd": "OFD 版式文件",
    "doc": "老版 Word 或 WPS 文字文件（doc、wps）",
    "rtf": "RTF 文档",
    "odt": "ODF 文档（odt）",
    "xlsx": "Excel 工作簿（xlsx）",
    "xls": "老版 Excel 或 WPS 表格文件（xls、et、xlsb）",
    "ods": "ODF 表格（ods）",
    "mhtml": "单文件网页（mht）",
    "html": "网页（html）",
    "image": "图片",
    "zip": "zip 压缩包",
    "eml": "邮件（eml）",
}

_OLE, _ZIP, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"{\\rtf"
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"Rar!", "RAR 压缩包，目前不能直接读取", "请解压后读取其中的文件"),
    (b"7z\xbc\xaf'\x1c", "7z 压缩包，目前不能直接读取", "请解压后读取其中的文件"),
    (b"\x1f\x8b", "gzip 压缩文件，目前不能直接读取", "请解压后读取其中的文件"),
    (b"BZh", "bzip2 压缩文件，目前不能直接读取", "请解压后读取其中的文件"),
    (b"\xfd7zXZ", "xz 压缩文件，目前不能直接读取", "请解压后读取其中的文件"),
    (b"SQLite format 3", "SQLite 数据库，不是公文", "请去掉该文件"),
    (b"\x7fELF", "程序文件，不是公文", "请去掉该文件"),
    (b"MZ", "程序文件，不是公文", "请去掉该文件"),
)
"""(first bytes, what, what to do) of kinds that are recognised but not read."""

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")

_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|script|span|article|section|h[1-6])\b[^>]*>", re.IGNORECASE)
_OFFICE_XML = re.compile(r"progid=\"(?:Word\.Document|Excel\.Sheet)\"|<w:wordDocument\b", re.IGNORECASE)
"""Word and Excel 2003 XML: one XML file that names its program."""
_MHT = re.compile(r"\A\s*(?:From:|MIME-Version:|Content-Type:\s*multipart/related)", re.IGNORECASE)


def recognise(source: Source) -> tuple[str, Source]:
    """(kind, source with a warning if the name promised something else). Raises UnreadableFile for kinds not read."""
    kind = _kind(source)
    suffix = source.path.suffix.lower()
    promised = SUFFIXES.get(suffix) or CONTAINER_SUFFIXES.get(suffix)
    if kind == promised or (promised is None and kind == "txt"):
        return kind, source
    warning = f"文件名后缀是“{source.path.suffix or '无'}”，内容是{KIND_NAMES[kind]}，已按内容读取"
    return kind, dataclasses.replace(source, warnings=(*source.warnings, warning))


def _kind(source: Source) -> str:
    data = source.data
    if data.startswith((_ZIP, b"PK\x05\x06")):
        return zip_kind(source)
    if container_kind(data[:4096], source.path) == "eml":
        return "eml"
    if data.startswith(_RTF):
        return "rtf"
    if data.startswith(_OLE):
        return ole_kind(source)
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[257:262] == b"ustar":
        raise source.fail("这是 tar 打包文件，目前不能直接读取", "请解开后读取其中的文件")
    if is_picture(data):
        return "image"
    for magic, what, todo in _OTHERS:
        if data.startswith(magic) and not (len(magic) == 2 and _is_text(data)):
            raise source.fail(f"这是{what}", todo)
    return _text_kind(source)


def is_picture(data: bytes) -> bool:
    """Whether the first bytes are those of a picture file."""
    bitmap = data[:2] == b"BM" and data[14:18] in (b"\x28\0\0\0", b"\x0c\0\0\0", b"\x6c\0\0\0", b"\x7c\0\0\0")
    return data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or bitmap


def _is_text(data: bytes) -> bool:
    try:
        return looks_like_text(decode(data[:4000]).text)
    except NotTextError:
        return False


def _text_kind(source: Source) -> str:
    promised = SUFFIXES.get(source.path.suffix.lower())
    if not source.data.strip(b"\x00\r\n\t "):
        raise source.fail("文件里没有内容（全是空白或零字节）", "请重新下载，或向来文单位重新索取")
    head = source.data[:20_000].decode("latin-1").replace("\x00", "")
    if _MHT.match(head) and "multipart/related" in head.lower():
        return "mhtml"
    tagged = head.lstrip("\ufeff\xef\xbb\xbf \t\r\n").startswith("<")
    if tagged and (found := _OFFICE_XML.search(head)):
        return "xls" if "excel" in found.group().lower() else "doc"
    if (tagged or promised == "html") and _HTML.search(head):
        return "html"
    if promised in ("pdf", "docx", "image") and not _is_text(source.data):
        names = {"pdf": "不是有效的 PDF（没有 PDF 文件头）", "docx": "不是有效的 Word 文档（docx）", "image": "不是有效的图片"}
        raise source.fail(f"{names[promised]}，可能没有下载完整或已损坏", "请重新下载，或用原程序打开后另存一份")
    return "md" if promised == "md" else "txt"  # any Markdown is text: only the name says which


_FIRST_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"OFD.xml", b"mimetype")
_MAIL = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:(?:Return-Path|Received|Delivered-To|From|To|Cc|Subject|Date|Message-ID|MIME-Version|Content-Type|X-[\w-]+"
    rb"|Reply-To|Sender|DKIM-Signature|Authentication-Results|ARC-[\w-]+|References|In-Reply-To|Importance|Thread-[\w-]+)\s*:[^\r\n]*"
    rb"(?:\r?\n[ \t][^\r\n]*)*\r?\n){3}",
    re.IGNORECASE,
)


def container_kind(head: bytes, path: Path) -> str | None:
    """zip or eml by a file's first bytes, else None. A document that is a zip package may still say zip (``is_document`` knows)."""
    if head.startswith((_ZIP, b"PK\x05\x06")):
        length = int.from_bytes(head[26:28], "little")
        return None if head[30 : 30 + length].startswith(_FIRST_PARTS) else "zip"
    if _MAIL.match(head) and not _is_web_archive(head):
        return "eml"
    return None


def _is_web_archive(head: bytes) -> bool:
    """A saved web page in one file is written like a mail whose parts belong together, and nobody received it."""
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0].lower()
    return b"multipart/related" in headers and not re.search(rb"^(?:received|to|delivered-to|message-id):", headers, re.MULTILINE)
