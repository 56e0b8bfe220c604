"""Laws that every parser obeys, over good and broken files of every kind in PARSERS."""

import random

import pytest

from docintel.domain.documents import Document
from docintel.errors import UnreadableFile
from docintel.parse import PARSERS, SUFFIXES, ocr, office, parse
from docintel.parse.reader import parser
from tests.ofd_samples import plain_ofd
from tests.office import made
from tests.parse_samples import archive, column_xlsx, page, pdf_bytes, picture_bytes, plain_docx, put

WORDS = [
    "澜州市人民政府办公室关于印发若干措施的通知",
    "澜政办规〔2024〕6号",
    "各县（市、区）人民政府：",
    "一、加大支持力度。2025年底前安排5000万元，" + "支持企业技术改造和数字化转型，" * 6 + "确保完成。",
]
MAKERS = {
    "txt": lambda: "\n".join(WORDS).encode(),
    "docx": lambda: plain_docx(WORDS),
    "pdf": lambda: pdf_bytes(WORDS),
    "ofd": lambda: plain_ofd(WORDS),
    "html": lambda: page("".join(f"<p>{w}</p>" for w in WORDS)).encode(),
    "image": lambda: picture_or_skip(WORDS),
    "md": lambda: "\n\n".join(WORDS).encode(),
    "mhtml": lambda: archive([("text/html; charset=utf-8", page("".join(f"<p>{w}</p>" for w in WORDS)).encode())]),
    "xlsx": lambda: column_xlsx(WORDS),
    "doc": lambda: office_or_skip(plain_docx(WORDS), ".docx", "doc"),
    "rtf": lambda: office_or_skip(plain_docx(WORDS), ".docx", "rtf"),
    "odt": lambda: office_or_skip(plain_docx(WORDS), ".docx", "odt"),
    "xls": lambda: office_or_skip(column_xlsx(WORDS), ".xlsx", "xls"),
    "ods": lambda: office_or_skip(column_xlsx(WORDS), ".xlsx", "ods"),
}
OFFICE = ("doc", "rtf", "odt", "xls", "ods")
"""Kinds that LibreOffice opens: seconds a file, so that fewer broken ones are tried."""
NAMES = {kind: next(s for s, k in SUFFIXES.items() if k == kind) for kind in PARSERS}


def picture_or_skip(words: list[str]) -> bytes:
    if not ocr.is_installed():
        pytest.skip("pictures need the extra ocr: pip install 'docintel[ocr]'")
    return picture_bytes(words)


def office_or_skip(data: bytes, suffix: str, target: str) -> bytes:
    if office.program() is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer libreoffice-calc")
    return made(data, suffix, target)


def test_every_kind_has_a_sample_and_a_suffix():
    assert set(MAKERS) == set(PARSERS) == set(SUFFIXES.values())


def laws(document: Document) -> None:
    """Blocks are in order, do not overlap and hold every word; tables and their cells stand where they say."""
    position, held = 0, []
    for block in document.blocks:
        assert position <= block.start < block.end <= len(document.text)
        assert document.text[block.start : block.end].strip() == document.text[block.start : block.end]
        held.append(document.text[block.start : block.end])
        position = block.end
    assert "".join("".join(held).split()) == "".join(document.text.split())
    for table in document.tables:
        assert 0 <= table.start < table.end <= len(document.text)
        assert len({len(row) for row in table.rows}) == 1
        for row, spans in zip(table.rows, table.spans, strict=True):
            for cell, (start, end) in zip(row, spans, strict=True):
                assert document.text[start:end] == cell
                assert not cell or table.start <= start < end <= table.end


@pytest.mark.parametrize("kind", PARSERS)
def test_good_files(tmp_path, kind):
    document = parse(put(tmp_path, f"通知{NAMES[kind]}", MAKERS[kind]()))
    laws(document)
    assert document.media_type == kind
    assert document.doc_id == "通知"
    assert len(document.sha256) == 64
    assert document.text.split() == "\n".join(WORDS).split()
    assert callable(parser(kind))


@pytest.mark.parametrize("kind", PARSERS)
def test_reading_twice_gives_the_same(tmp_path, kind):
    path = put(tmp_path, f"a{NAMES[kind]}", MAKERS[kind]())
    assert parse(path) == parse(path)


def one_clear_line(error: UnreadableFile, path) -> None:
    message = str(error)
    assert message.startswith(f"{path}：")
    assert "\n" not in message
    assert error.what
    assert error.todo
    assert "Traceback" not in message


def read_or_named(path) -> Document | None:
    """The document, or None when the file was refused with one clear line; anything else fails the test."""
    try:
        document = parse(path)
    except UnreadableFile as error:
        one_clear_line(error, path)
        return None
    laws(document)
    return document


@pytest.mark.parametrize("kind", PARSERS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9, 0.98])
def test_truncated_files(tmp_path, kind, share):
    if kind in OFFICE and share != 0.6:
        return
    data = MAKERS[kind]()
    read_or_named(put(tmp_path, f"a{NAMES[kind]}", data[: max(1, int(len(data) * share))]))


@pytest.mark.parametrize("kind", PARSERS)
def test_damaged_files(tmp_path, kind):
    dice = random.Random(7)
    for turn in (9,) if kind in OFFICE else range(25):
        data = bytearray(MAKERS[kind]())
        for _ in range(1 + turn * 3):
            data[dice.randrange(len(data))] = dice.randrange(256)
        read_or_named(put(tmp_path, f"a{NAMES[kind]}", bytes(data)))


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".doc", ".wps", ".ofd", ".zip", ""])
@pytest.mark.parametrize(
    "data",
    [b"", b" \n\n\t ", b"\x00" * 100, bytes(range(256)) * 30, b"PK\x03\x04", b"%PDF-1.4", b"<html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
)
def test_junk_is_refused(tmp_path, suffix, data):
    path = put(tmp_path, f"a{suffix}", data)
    with pytest.raises(UnreadableFile) as caught:
        parse(path)
    one_clear_line(caught.value, path)


def test_folders_and_missing_files_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.docx"):
        with pytest.raises(UnreadableFile) as caught:
            parse(path)
        one_clear_line(caught.value, path)
