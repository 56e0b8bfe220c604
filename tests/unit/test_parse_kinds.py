"""Kinds by content: a wrong suffix is read as what it is with a warning; what is not read says what to do."""

import zipfile

import pytest

from docintel.errors import UnreadableFile
from docintel.parse import parse, reader
from tests.parse_samples import page, pdf_bytes, plain_docx, put, zip_bytes

TEXT = "关于开展测试的通知\n各有关单位：\n请于2025年底前完成。\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", page(f"<p>{TEXT}</p>").encode(), "html"),
        ("a.pdf", plain_docx([TEXT]), "docx"),
        ("a.pdf", TEXT.encode(), "txt"),
        ("a.docx", pdf_bytes([TEXT.replace("\n", "")]), "pdf"),
        ("a.docx", TEXT.encode("gb18030"), "txt"),
        ("a.txt", plain_docx([TEXT]), "docx"),
        ("a.txt", page(f"<p>{TEXT}</p>").encode(), "html"),
        ("a.wps", TEXT.encode(), "txt"),
        ("a", plain_docx([TEXT]), "docx"),
    ],
)
def test_a_wrong_suffix_is_read_by_content_and_said(tmp_path, name, data, kind):
    document = parse(put(tmp_path, name, data))
    assert document.media_type == kind
    assert "2025年底前完成" in document.text
    assert any("已按内容读取" in w for w in document.warnings)


@pytest.mark.parametrize("name", ["a.txt", "a", "a.md", "README"])
def test_text_needs_no_warning(tmp_path, name):
    assert parse(put(tmp_path, name, TEXT)).warnings == ()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.doc", OLE, "老版 Office 文件.*另存为 docx"),
        ("a.wps", OLE, "WPS 文字文件.*另存为 docx"),
        ("a.docx", OLE + "EncryptedPackage\0".encode("utf-16-le"), "有密码"),
        ("a.xlsx", zip_bytes({"xl/workbook.xml": b"<x/>"}), "Excel"),
        ("a.zip", zip_bytes({"通知.txt": TEXT.encode()}), "这是压缩包.*逐个读取"),
        ("a.odt", zip_bytes({"mimetype": b"x", "content.xml": b"<x/>"}), "ODF"),
        ("a.ppt", OLE + "PowerPoint Document\0".encode("utf-16-le"), "PowerPoint"),
        ("a.msg", OLE + "__properties_version1.0\0".encode("utf-16-le"), "msg.*eml"),
        ("a.tar", bytes(257) + b"ustar" + bytes(300), "tar"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(100), "图片不完整或已损坏"),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(100), "图片不完整或已损坏"),
        ("a.rar", b"Rar!\x1a\x07" + bytes(50), "RAR"),
        ("a.exe", b"MZ\x90\x00\x03" + bytes(500), "程序文件"),
    ],
)
def test_kinds_that_are_not_read_say_what_to_do(tmp_path, name, data, says):
    with pytest.raises(UnreadableFile, match=says):
        parse(put(tmp_path, name, data))


def test_a_text_that_begins_like_a_program_is_a_text(tmp_path):
    assert parse(put(tmp_path, "a.txt", "MZ品牌培育计划：" + TEXT)).text.startswith("MZ品牌")


def test_bomb_by_ratio_is_not_opened(tmp_path):
    bomb = zip_bytes({"[Content_Types].xml": b"<x/>", "word/document.xml": bytes(40 * 2**20)})
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        parse(put(tmp_path, "a.docx", bomb))


def test_bomb_by_size_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.kinds_packages.MAX_UNZIPPED", 1000)
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        parse(put(tmp_path, "a.docx", plain_docx([TEXT])))


def test_password_of_a_zip(tmp_path):
    data = bytearray(zip_bytes({"word/document.xml": b"x"}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(signature) + at] |= 1
    with pytest.raises(UnreadableFile, match="有密码"):
        parse(put(tmp_path, "a.docx", bytes(data)))


def test_a_surprise_inside_a_parser_becomes_one_clear_line(tmp_path, monkeypatch):
    def broken(source):
        raise zipfile.LargeZipFile("第一行\n第二行")

    monkeypatch.setattr(reader, "parser", lambda kind: broken)
    with pytest.raises(UnreadableFile, match="LargeZipFile: 第一行 第二行") as caught:
        parse(put(tmp_path, "a.txt", TEXT))
    assert "\n" not in str(caught.value)


def test_out_of_memory_is_said(tmp_path, monkeypatch):
    def greedy(source):
        raise MemoryError

    monkeypatch.setattr(reader, "parser", lambda kind: greedy)
    with pytest.raises(UnreadableFile, match="内存不足"):
        parse(put(tmp_path, "a.txt", TEXT))


def test_an_unknown_kind_names_the_known_ones():
    with pytest.raises(Exception, match="已有：doc、docx"):
        reader.parser("ppt")
