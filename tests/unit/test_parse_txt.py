"""Text files: every encoding offices use gives the same words; nothing in them is moved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docintel.errors import UnreadableFile
from docintel.parse import parse
from docintel.parse.decode import decode
from docintel.parse.txt import line_blocks
from tests.parse_samples import put

TEXT = "澜州市人民政府办公室\r\n\n　　关于印发《方案》的通知\n澜政办发〔2024〕18号\r\n今年年底前，完成37所“小规模学校”改造。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "hz"]
)
def test_encodings_give_the_same_text(tmp_path, encoding):
    document = parse(put(tmp_path, "通知.txt", TEXT.encode(encoding)))
    assert document.text == TEXT
    assert document.media_type == "txt"
    assert document.doc_id == "通知"
    assert document.warnings == ()


def test_big_endian_signature(tmp_path):
    assert parse(put(tmp_path, "a.txt", b"\xfe\xff" + TEXT.encode("utf-16-be"))).text == TEXT


def test_text_is_what_the_scorers_read(tmp_path):
    path = put(tmp_path, "a.txt", TEXT.encode())
    with open(path, encoding="utf-8", newline="") as file:
        assert parse(path).text == file.read()


def test_a_damaged_byte_is_named_and_the_rest_is_read(tmp_path):
    data = bytearray((TEXT * 40).encode("gb18030"))
    data[101] = 0xFF
    document = parse(put(tmp_path, "a.txt", bytes(data)))
    assert "小规模学校" in document.text
    assert any("无法识别" in w for w in document.warnings)


def test_cut_off_in_the_middle_of_a_sign(tmp_path):
    assert parse(put(tmp_path, "a.txt", TEXT.encode()[:-2])).text == TEXT[:-2]
    assert parse(put(tmp_path, "b.txt", TEXT.encode("gb18030")[:-2])).text == TEXT[:-2]


def test_declared_gb2312_means_gb18030():
    found = decode("朱镕基、囧、㐂".encode("gb18030"), "gb2312")
    assert (found.text, found.encoding) == ("朱镕基、囧、㐂", "gb18030")


@given(st.text(alphabet=st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Co", "Cn")), min_size=1))
def test_utf8_always_comes_back(text):
    assert decode(text.encode())[0] == text


@given(st.text())
def test_blocks_tile_the_words(text):
    covered = "".join(text[b.start : b.end] for b in line_blocks(text))
    assert "".join(covered.split()) == "".join(text.split())


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03\xff\xfe\x00\x80" * 300, bytes(range(256)) * 20, b"\x00" * 5000])
def test_binary_junk_is_refused(tmp_path, data):
    with pytest.raises(UnreadableFile):
        parse(put(tmp_path, "a.txt", data))
