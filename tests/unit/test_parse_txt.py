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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_few_damaged_signs_are_read_and_their_place_is_told(tmp_path, encoding):
    head, body = "澜州市财政局\n关于拨付补助资金的通知\n", "各县财政局应当在年底前把补助资金拨付到位，并报告结果。\n" * 40
    data = bytearray((head + body).encode(encoding))
    at = len(head.encode(encoding)) + len("各县财政局应当".encode(encoding.removesuffix("-sig").replace("utf-16", "utf-16-le")))
    data[at : at + 2] = b"\x00\xd8" if encoding == "utf-16" else b"\xff\xff"  # half a surrogate pair, bytes of no sign
    document = parse(put(tmp_path, "a.txt", bytes(data)))
    assert document.text.startswith(head + "各县财政局应当\ufffd")
    assert document.text.endswith(body[-200:])
    assert any("在第 3 行" in warning for warning in document.warnings)


def test_big5_with_a_lost_byte_is_no_nonsense_of_another_encoding(tmp_path):
    words = "臺灣同胞投資企業可以依照本辦法申請補助，主管機關應當於三十日內決定，並以書面通知申請人。\n" * 20
    data = bytearray(words.encode("big5"))
    data[50] = 0xFF
    document = parse(put(tmp_path, "a.txt", bytes(data)))
    assert "主管機關應當於三十日內決定" in document.text
    assert any("big5" in warning and "第 1 行" in warning for warning in document.warnings)


def test_a_text_of_which_much_is_lost_is_refused(tmp_path):
    data = bytearray((TEXT * 40).encode())
    data[::60] = b"\xff" * len(data[::60])
    with pytest.raises(UnreadableFile, match="编码"):
        parse(put(tmp_path, "a.txt", bytes(data)))


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
