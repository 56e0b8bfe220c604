"""Scanned pages: what is done to a picture before it is read, and how read lines become placed signs."""

import io
import math
import socket

import numpy as np
import pytest

from docintel.errors import UnreadableFile
from docintel.parse import Ocr, ocr, parse
from docintel.parse.pages import Page
from docintel.parse.scan_cache import Shelf
from docintel.parse.scan_words import settled
from tests.parse_samples import chinese_font, picture_bytes, put

pytestmark = pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra ocr: pip install 'docintel[ocr]'")
DPI = 200
LONG = "一、加大支持力度。2025年底前安排5000万元，支持企业技术改造和数字化转型，确保按期完成各项任务。"


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("(一）推进建设;", "（一）推进建设；"),
        ("(1)水厂日检:每月1次", "（1）水厂日检：每月1次"),
        ("澜政办〔2024]17号", "澜政办〔2024〕17号"),
        ("规划(2025一2027年)", "规划（2025—2027年）"),
        ("GDP增长(1,234.5)", "GDP增长（1,234.5）"),
        ("电话:0999-5550137", "电话：0999-5550137"),
        ("按1:1比例", "按1:1比例"),
        ("一2一", "—2—"),
        ("一是推行", "一是推行"),
        ("ISO 9001 (2015)", "ISO 9001 (2015)"),
    ],
)
def test_width_of_marks(read, meant):
    assert settled(read) == meant
    assert len(meant) == len(read)


def page_picture(words="澜州市人民政府办公室", colour="black", size=(1654, 1100)):
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(chinese_font(), 44)
    for row in range(8):
        pen.text((230, 120 + row * 80), words * 2, colour, font)
    return sheet


@pytest.mark.parametrize("degrees", [-2.2, -0.6, 0.0, 1.5, 3.4])
def test_skew_is_measured(degrees):
    from docintel.parse.scan_clean import skew

    turned = page_picture().rotate(-degrees, fillcolor="white")
    assert skew(np.asarray(turned.convert("L"))) == pytest.approx(degrees, abs=0.15)


def stamped(sheet, centre, ring_only=False):
    from PIL import Image, ImageChops, ImageDraw

    over = Image.new("RGB", sheet.size, "white")
    pen = ImageDraw.Draw(over)
    x, y, radius = *centre, 165
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(214, 36, 46), width=10)
    if not ring_only:
        pen.regular_polygon((x, y, 50), 5, fill=(214, 36, 46))
    return ImageChops.multiply(sheet, over)


def test_a_red_seal_goes_and_the_type_under_it_stays():
    from docintel.parse.scan_seals import fade_seals

    plain = page_picture()
    seal = np.asarray(stamped(plain, (700, 500)))
    before, after = np.asarray(plain.convert("L")), fade_seals(seal, DPI)
    assert (np.abs(before.astype(int) - after) > 90).mean() < 0.001
    assert (np.asarray(stamped(plain, (700, 500)).convert("L")).astype(int) < 128).sum() > (after < 128).sum() + 5000


def test_red_words_stay():
    from docintel.parse.scan_seals import fade_seals

    red = np.asarray(page_picture("澜州市文件", colour=(230, 20, 20)))
    assert (fade_seals(red, DPI) < 150).mean() > 0.02


def test_a_grey_seal_is_found_by_its_rim():
    from docintel.parse.scan_seals import fade_grey_seals

    grey = np.asarray(stamped(page_picture(), (700, 500)).convert("L"))
    bare, *others = fade_grey_seals(grey, DPI)
    rim = [(round(500 + 160 * math.sin(a)), round(700 + 160 * math.cos(a))) for a in np.linspace(0, 2 * math.pi, 90)]
    assert np.mean([bare[y, x] > 200 for y, x in rim]) > 0.5
    assert np.mean([grey[y, x] > 200 for y, x in rim]) < 0.1
    assert len(others) == 2
    plain = np.asarray(page_picture().convert("L"))
    assert len(fade_grey_seals(plain, DPI)) == 1


def test_shadow_border_and_dust_go_and_stops_stay():
    from docintel.parse.scan_clean import clean, without_specks

    plain = np.asarray(page_picture("完成任务。"))
    dirty = (plain * np.linspace(0.7, 1, plain.shape[1])[None, :, None]).astype(np.uint8)
    dirty[:, :20] = 20
    dirty[950:952, 700:702] = 0
    pictures, degrees = clean(dirty, DPI)
    assert degrees == 0
    assert pictures[0][:, :20].min() > 200
    assert np.median(pictures[0]) > 235
    without = without_specks(pictures[0], DPI)
    assert without[940:960, 690:710].min() > 200
    assert (without[100:800] < 128).sum() == pytest.approx((pictures[0][100:800] < 128).sum(), rel=0.01)


def test_ruled_cells_with_a_merged_one():
    from PIL import Image, ImageDraw

    from docintel.parse.page_grid import grids
    from docintel.parse.scan_rules import rules

    sheet = Image.new("L", (1654, 800), 255)
    pen = ImageDraw.Draw(sheet)
    for y in (100, 200, 300):
        pen.line((200 if y != 200 else 600, y, 1400, y), 0, 3)
    for x in (200, 600, 1000, 1400):
        pen.line((x, 100, x, 300), 0, 3)
    found = rules(np.asarray(sheet), DPI)
    (grid,) = grids(found)
    assert (len(grid.xs), len(grid.ys)) == (4, 3)
    assert grid.cells[0][0] == grid.cells[1][0]
    assert grid.cells[0][1] != grid.cells[1][1]


@pytest.mark.parametrize(
    ("quarter", "skew", "box"),
    [
        (0, 0.0, (0.1, 0.1, 0.5, 0.125)),
        (1, 0.0, (0.875, 0.1, 0.9, 0.5)),
        (2, 0.0, (0.5, 0.875, 0.9, 0.9)),
        (0, 1.0, (0.1, 0.1, 0.5, 0.125)),
    ],
)
def test_places_lead_back_to_the_page_as_scanned(quarter, skew, box):
    from docintel.parse.page_lines import Line

    page = Page(1, 600, 800, quarter=quarter, skew=skew)
    left, top, right, bottom = page.share(Line("字", 60, 300, 80, 100, 16, 1))
    assert (left, top, right, bottom) == pytest.approx(box, abs=0.02 if skew else 0.0001)
    if skew:  # turned back to the right: what stands left of the middle rises
        assert top < box[1]


def test_a_page_on_its_side_is_read_upright(tmp_path):
    from PIL import Image

    upright = picture_bytes([LONG])
    out = io.BytesIO()
    Image.open(io.BytesIO(upright)).rotate(90, expand=True).save(out, "PNG")
    document = parse(put(tmp_path, "a.png", out.getvalue()))
    assert document.text.split() == [LONG]
    width, height = document.pages[0]
    assert height > width
    assert all(line.box[3] - line.box[1] > line.box[2] - line.box[0] for line in document.lines if line.end - line.start > 10)


def test_a_tif_is_read_page_by_page_and_a_broken_page_is_named(tmp_path):
    from PIL import Image

    pages = [Image.open(io.BytesIO(picture_bytes([f"第{n}页的内容，支持企业技术改造。"]))) for n in "一二"]
    blank = Image.new("RGB", pages[0].size, "white")
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=[blank, pages[1]], compression="tiff_lzw")
    document = parse(put(tmp_path, "a.tif", out.getvalue()))
    assert document.text.split() == ["第一页的内容，支持企业技术改造。", "第二页的内容，支持企业技术改造。"]
    assert [block.page for block in document.blocks] == [1, 3]
    assert document.warnings == ("第 2 页没有认出文字（空白页或图形）",)


def test_wordless_and_oversized_pictures_are_refused(tmp_path, monkeypatch):
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(out, "PNG")
    with pytest.raises(UnreadableFile, match="没有认出文字"):
        parse(put(tmp_path, "a.png", out.getvalue()))
    monkeypatch.setattr("docintel.parse.picture.MAX_PIXELS", 1000)
    with pytest.raises(UnreadableFile, match="图片过大"):
        parse(put(tmp_path, "a.png", out.getvalue()))


def test_without_the_extra_a_picture_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.ocr.is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match=r"没有文字层.*pip install 'docintel\[ocr\]'"):
        parse(put(tmp_path, "a.png", picture_bytes(["通知"])))
    with pytest.raises(UnreadableFile, match="--no-ocr"):
        parse(put(tmp_path, "a.png", picture_bytes(["通知"])), Ocr(use=False))


def test_nothing_is_downloaded(tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("the network was asked"))
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("the network was asked"))
    ocr._engine.cache_clear()
    assert parse(put(tmp_path, "a.png", picture_bytes(["关于印发通知"]))).text == "关于印发通知\n"


def test_a_kept_page_is_that_of_the_file_and_a_damaged_one_counts_as_none(tmp_path):
    shelf = Shelf(tmp_path / "ocr", b"one")
    shelf.put(1, {"lines": []})
    assert Shelf(tmp_path / "ocr", b"one").get(1) == {"lines": []}
    assert Shelf(tmp_path / "ocr", b"two").get(1) is None
    assert shelf.get(2) is None
    for file in (tmp_path / "ocr").rglob("*.json"):
        file.write_text("{", "utf-8")
    assert shelf.get(1) is None
    Shelf(None, b"one").put(1, {})
    assert Shelf(None, b"one").get(1) is None
