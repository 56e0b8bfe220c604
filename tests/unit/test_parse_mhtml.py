"""Web pages saved in one file: the page inside is read like any page."""

import pytest

from docintel.errors import UnreadableFile
from docintel.parse import parse
from tests.parse_samples import archive, page, put

BODY = "<h1>澜州市教育局关于开展测试的通知</h1><p>各有关单位：</p><p>请于2025年底前完成改造，并报送总结材料。</p><p>澜州市教育局</p>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_the_page_inside_is_read(tmp_path, encoding):
    data = archive([(f"text/html; charset={encoding}", page(BODY).encode(encoding)), ("image/png", b"\x89PNG")])
    document = parse(put(tmp_path, "通知.mht", data))
    assert document.media_type == "mhtml"
    assert document.warnings == ()
    assert document.text.split("\n")[:3] == ["澜州市教育局关于开展测试的通知", "各有关单位：", "请于2025年底前完成改造，并报送总结材料。"]


def test_the_words_may_stand_in_a_frame(tmp_path):
    frames = b"<html><frameset><frame src='a'><frame src='b'></frameset></html>"
    data = archive([("text/html", frames), ("text/html", b"<html><p>menu</p></html>"), ("text/html", page(BODY).encode())])
    assert "2025年底前完成改造" in parse(put(tmp_path, "a.mht", data)).text


def test_an_archive_without_a_page_says_so(tmp_path):
    with pytest.raises(UnreadableFile, match="没有网页"):
        parse(put(tmp_path, "a.mht", archive([("image/png", b"\x89PNG")])))
