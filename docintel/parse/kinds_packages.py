"""Packages of parts: which kind of document is inside a zip (OOXML, OFD, ODF) or an OLE compound file (Office 97–2003, WPS)."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection

from docintel.parse.source import Source
from docintel.parse.zips import check_size

MAX_UNZIPPED = 400 * 1024 * 1024
MAX_PARTS = 20_000

_LOCKED = ("文件有密码（已加密），打不开", "请用 Word 或 WPS 输入密码打开，去掉密码后另存")
_PACKAGE_PARTS = frozenset(
    ("[content_types].xml", "word/document.xml", "xl/workbook.xml", "xl/workbook.bin", "ofd.xml", "mimetype", "meta-inf/manifest.xml")
)
_WORD_DOCUMENT = 0xA5EC  # [MS-DOC] 2.5.2 wIdent
_WORD_ENCRYPTED = 0x0100  # [MS-DOC] 2.5.2 fEncrypted
_SECTOR = 512
_OLE_STREAMS = (  # stream name, kind, or what it is and what to do
    ("EncryptedPackage", _LOCKED),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", ("这是老版 PowerPoint 演示文稿，目前不能当公文读取", "请另存为 pdf 再读")),
    ("__properties_version1.0", ("这是 Outlook 邮件（msg），目前不能直接读取", "请在 Outlook 中另存为 eml，或保存其中的附件再读")),
)


def is_document(names: Collection[str]) -> bool:
    """Whether the parts of a zip package are those of one document and not files put together."""
    return any(name.lower() in _PACKAGE_PARTS for name in names)


def zip_kind(source: Source) -> str:
    """The kind of document in a zip package, ``zip`` for files put together. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, struct.error) as error:
        what = "Word 文档（docx）" if source.path.suffix.lower() in (".docx", ".docm") else "压缩文件"
        raise source.fail(f"{what}不完整或已损坏（可能没有下载完）", "请重新下载，或用 Word、WPS 修复后另存") from error
    names = {part.filename.replace("\\", "/").lower() for part in parts}  # some packers write \
    if not is_document(names):
        return "zip"
    check_size(parts, source.fail, MAX_UNZIPPED, MAX_PARTS)
    if any(part.flag_bits & 1 for part in parts):
        raise source.fail(*_LOCKED)
    if "ofd.xml" in names:
        return "ofd"
    if "xl/workbook.bin" in names:
        return "xls"  # xlsb: the same parts in a binary form
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx")):
        if any(name.startswith(folder) for name in names):
            return kind
    if any(name.startswith("ppt/") for name in names):
        raise source.fail("这是 PowerPoint 演示文稿，目前不能当公文读取", "请另存为 pdf 再读")
    return _odf_kind(source)


def _odf_kind(source: Source) -> str:
    with zipfile.ZipFile(io.BytesIO(source.data)) as archive:
        names = archive.namelist()
        said = archive.read("mimetype")[:80] if "mimetype" in names else b""
    if b"opendocument.spreadsheet" in said:
        return "ods"
    if b"opendocument.text" in said:
        return "odt"
    raise source.fail("这个压缩格式的文档不认识（不是 Word、Excel、OFD、ODF 文字或表格）", "请用原程序另存为 docx 或 pdf 再读")


def ole_kind(source: Source) -> str:
    """The kind of document in an OLE compound file, by the names of its streams. Raises UnreadableFile."""
    for stream, kind in _OLE_STREAMS:
        if f"{stream}\0".encode("utf-16-le") in source.data:
            if not isinstance(kind, str):
                raise source.fail(*kind)
            if kind == "doc" and _is_locked_word(source.data):
                raise source.fail(*_LOCKED)
            return kind
    name = "WPS 文字文件（wps）" if source.path.suffix.lower() == ".wps" else "老版 Office 文件（doc、xls 一类）"
    raise source.fail(f"这个{name}里没有找到文档，可能不完整或已损坏", "请用 Word 或 WPS 打开后另存为 docx 或 pdf 再读")


def _is_locked_word(data: bytes) -> bool:
    """Whether the main stream's header says that the words are encrypted; the stream begins at a sector's edge."""
    for at in range(_SECTOR, min(len(data), 64 * 1024 * 1024) - 12, _SECTOR):
        if int.from_bytes(data[at : at + 2], "little") == _WORD_DOCUMENT and data[at + 2] == 0xC1:
            return bool(int.from_bytes(data[at + 10 : at + 12], "little") & _WORD_ENCRYPTED)
    return False
