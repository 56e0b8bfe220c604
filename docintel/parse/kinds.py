"""What kind of file is it? By magic bytes and content; the suffix only tells what the name promised."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from docintel.parse.decode import NotTextError, decode, looks_like_text
from docintel.parse.source import Source
from docintel.parse.zips import check_size

SUFFIXES: dict[str, str] = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".pdf": "pdf",
    ".ofd": "ofd",
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
    "docx": "Word 文档（docx）",
    "pdf": "PDF",
    "ofd": "OFD 版式文件",
    "html": "网页（html）",
    "image": "图片",
    "zip": "zip 压缩包",
    "eml": "邮件（eml）",
}

MAX_UNZIPPED = 400 * 1024 * 1024
MAX_PARTS = 20_000

_RESAVE = "请用 Word 或 WPS 打开后另存为 docx 或 pdf 再读"
_OLE, _ZIP, _RTF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", b"{\\rtf"
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (_RTF, "RTF 文档，目前不能直接读取", _RESAVE),
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
_MHT = re.compile(r"\A\s*(?:From:|MIME-Version:|Content-Type:\s*multipart/related)", re.IGNORECASE)


def recognise(source: Source) -> tuple[str, Source]:
    """(kind, source with a warning if the name promised something else). Raises UnreadableFile for kinds not read."""
    kind = _kind(source)
    suffix = source.path.suffix.lower()
    promised = SUFFIXES.get(suffix) or CONTAINER_SUFFIXES.get(suffix)
    if kind == promised or (source.path.suffix == "" and kind == "txt"):
        return kind, source
    if promised is None and kind == "txt" and source.path.suffix.lower() not in (".doc", ".wps", ".rtf"):
        return kind, source
    warning = f"文件名后缀是“{source.path.suffix or '无'}”，内容是{KIND_NAMES[kind]}，已按内容读取"
    return kind, dataclasses.replace(source, warnings=(*source.warnings, warning))


def _kind(source: Source) -> str:
    data = source.data
    if data.startswith((_ZIP, b"PK\x05\x06")):
        return _zip_kind(source)
    if container_kind(data[:4096], source.path) == "eml":
        return "eml"
    if data.startswith(_OLE):
        raise _ole_error(source)
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
        raise source.fail("这是单文件网页（mht），目前不能直接读取", "请用浏览器打开后另存为“网页，仅 HTML”，或另存为 pdf")
    if _HTML.search(head) and head.lstrip("\ufeff\xef\xbb\xbf \t\r\n").startswith("<"):
        return "html"
    if promised == "html" and _HTML.search(head):
        return "html"
    if promised in ("pdf", "docx", "image") and not _is_text(source.data):
        names = {"pdf": "不是有效的 PDF（没有 PDF 文件头）", "docx": "不是有效的 Word 文档（docx）", "image": "不是有效的图片"}
        raise source.fail(f"{names[promised]}，可能没有下载完整或已损坏", "请重新下载，或用原程序打开后另存一份")
    return "txt"


def _zip_kind(source: Source) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
        what = "Word 文档（docx）" if source.path.suffix.lower() in (".docx", ".docm") else "压缩文件"
        raise source.fail(f"{what}不完整或已损坏（可能没有下载完）", "请重新下载，或用 Word、WPS 修复后另存") from error
    names = {part.filename.replace("\\", "/") for part in parts}  # some packers write \
    if not is_document(names):
        return "zip"
    check_size(parts, source.fail, MAX_UNZIPPED, MAX_PARTS)
    if any(part.flag_bits & 1 for part in parts):
        raise source.fail("文件有密码（已加密），打不开", "请用 Word 或 WPS 输入密码打开，去掉密码后另存")
    if "word/document.xml" in names or ("[Content_Types].xml" in names and any(n.startswith("word/") for n in names)):
        return "docx"
    if "ofd.xml" in {name.lower() for name in names}:
        return "ofd"
    raise source.fail(*_zip_error(names))


def is_document(names: Collection[str]) -> bool:
    """Whether the parts of a zip package are those of one document (OOXML, OFD, ODF) and not files put together."""
    return any(name in _PACKAGE_PARTS for name in names)


_PACKAGE_PARTS = frozenset(("[Content_Types].xml", "word/document.xml", "xl/workbook.xml", "OFD.xml", "mimetype", "META-INF/manifest.xml"))
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


def _zip_error(names: set[str]) -> tuple[str, str]:
    if any(n.startswith("xl/") for n in names):
        return "这是 Excel 工作簿，目前不能当公文读取", "请把其中的公文内容另存为 docx 或 pdf"
    if any(n.startswith("ppt/") for n in names):
        return "这是 PowerPoint 演示文稿，目前不能当公文读取", "请另存为 pdf 再读"
    return "这是 ODF 文档（odt），目前不能直接读取", _RESAVE


def _ole_error(source: Source) -> Exception:
    if "EncryptedPackage".encode("utf-16-le") in source.data:
        return source.fail("文件有密码（已加密），打不开", "请用 Word 或 WPS 输入密码打开，去掉密码后另存")
    if "Workbook".encode("utf-16-le") in source.data:
        return source.fail("这是老版 Excel 文件（xls），目前不能当公文读取", "请把其中的公文内容另存为 docx 或 pdf")
    name = "WPS 文字文件（wps）" if source.path.suffix.lower() == ".wps" else "老版 Word 文件（doc）"
    return source.fail(f"这是{name}，目前不能直接读取", _RESAVE)
