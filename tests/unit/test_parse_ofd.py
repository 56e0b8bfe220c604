"""OFD: each sign stands where boundary, matrix and deltas put it; tables, templates, turned pages; what is no text is named."""

import io
import zipfile

import pytest
from PIL import Image

from docintel.errors import NotFound, UnreadableFile
from docintel.parse import ofd as reader
from docintel.parse import parse
from docintel.parse.ofd_page import deltas
from docintel.parse.page_images import page_image
from docintel.parse.pages import Page
from tests.ofd_samples import EM, LEFT, NS, PITCH, TOP, ofd, path, plain_ofd, set_pages, text
from tests.parse_samples import put, zip_bytes

LONG = "一、加大支持力度。2025年底前安排5000万元，" + "支持企业技术改造和数字化转型，" * 6 + "确保完成。"


def read(tmp_path, data):
    return parse(put(tmp_path, "通知.ofd", data))


def words(document):
    return document.text.split("\n")[:-1]


def test_lines_become_paragraphs_and_know_their_place(tmp_path):
    paragraphs = [LONG, "二、加强组织领导。", "（一）市科技局牵头。"] * 12
    document = read(tmp_path, plain_ofd(paragraphs))
    assert words(document) == paragraphs
    assert document.media_type == "ofd"
    assert len(document.pages) == 4
    assert document.pages[0] == pytest.approx((595.28, 841.89), abs=0.01)
    first = document.lines[0]
    assert document.text[first.start : first.end].startswith("一、加大支持力度")
    assert first.box[:2] == pytest.approx(((LEFT + 2 * EM) / 210, TOP / 297), abs=0.002)
    assert max(line.page for line in document.lines) == 4


@pytest.mark.parametrize(
    ("written", "count", "read_as"),
    [
        ("g 3 5.6", 4, [5.6, 5.6, 5.6]),
        ("5.6 g 2 3 5.6", 9, [5.6, 3, 3, 5.6]),
        ("1,2,3", 9, [1, 2, 3]),
        ("g 1000000000 5", 3, [5, 5, 5]),
        ("5 g", 3, [5]),
        ("x", 3, []),
        (None, 3, []),
    ],
)
def test_deltas(written, count, read_as):
    assert deltas(written, count) == read_as


def test_a_matrix_sets_size_and_place(tmp_path):
    """Some producers write size 1 and scale by the matrix; others move the words by it."""
    big = text("关于印发方案的通知", 0, 0, 1, ' CTM="7.7 0 0 7.7 60 40"', code='X="0" Y="0.86" DeltaX="g 8 1"')
    pages = set_pages([LONG] * 3)
    document = read(tmp_path, ofd([big.replace("60 40", "60 20"), *pages]))
    assert words(document) == ["关于印发方案的通知", LONG, LONG, LONG]
    assert document.lines[0].box[0] == pytest.approx(60 / 210, abs=0.002)
    assert document.blocks[0].kind == "heading"


def test_one_object_may_hold_several_lines(tmp_path):
    first, second = LONG[:28], LONG[28:50]
    code = f'<ofd:TextCode X="0" Y="5" DeltaX="g 27 {EM}">{first}</ofd:TextCode><ofd:TextCode X="0" Y="15" DeltaX="g 21 {EM}">{second}</ofd:TextCode>'
    both = f'<ofd:TextObject ID="4" Boundary="{LEFT} {TOP} 160 30" Font="1" Size="{EM}">{code}</ofd:TextObject>'
    assert words(read(tmp_path, ofd([both + text("第二段。", LEFT + 2 * EM, TOP + 30)]))) == [first + second, "第二段。"]


def test_white_space_of_pretty_printing_is_no_text(tmp_path):
    pretty = text("请认真贯彻执行。", LEFT, TOP).replace(">请认真贯彻执行。<", ">\n      请认真贯彻执行。\n    <")
    assert words(read(tmp_path, ofd([pretty]))) == ["请认真贯彻执行。"]


def test_a_table_from_its_ruled_lines(tmp_path):
    rules = (
        "".join(f"M {x} 100 L {x} 130 " for x in (30, 60, 180))
        + "".join(f"M 30 {y} L 180 {y} " for y in (100, 110, 130))
        + "M 60 120 L 180 120"
    )
    cells = [("任务", 32, 102), ("责任单位", 62, 102), ("建平台", 32, 115), ("市科技局牵头", 62, 112), ("市财政局配合", 62, 122)]
    document = read(tmp_path, ofd([text("重点任务如下：", LEFT, 60) + path(rules) + "".join(text(w, x, y, 4) for w, x, y in cells)]))
    assert document.tables[0].rows == (("任务", "责任单位"), ("建平台", "市科技局牵头"), ("建平台", "市财政局配合"))


def test_what_a_template_repeats_is_furniture(tmp_path):
    template = f'<ofd:Page {NS}><ofd:Content><ofd:Layer ID="1">{text("澜州市人民政府公报", 80, 15, 4)}</ofd:Layer></ofd:Content></ofd:Page>'.encode()
    common = '<ofd:TemplatePage ID="5" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    part = {"Doc_0/Tpls/Tpl_0/Content.xml": template}
    use = '<ofd:Template TemplateID="5" ZOrder="Background"/>'
    pages = set_pages([LONG] * 10)
    assert "公报" not in read(tmp_path, ofd(pages, part, common, [use] * len(pages))).text
    assert words(read(tmp_path, ofd(pages[:1], part, common, [use])))[0] == "澜州市人民政府公报"  # the letterhead of a single page


def test_blocks_and_composite_objects_are_looked_into(tmp_path):
    unit = text("来自复合对象的一行。", 0, 0)
    res = f'<ofd:Res {NS} BaseLoc="Res"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="20" Width="90" Height="9"><ofd:Content>{unit}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>'
    page = f'<ofd:PageBlock ID="3"><ofd:PageBlock ID="4">{text("来自分块的一行。", LEFT, TOP)}</ofd:PageBlock></ofd:PageBlock>'
    page += f'<ofd:CompositeObject ID="6" Boundary="{LEFT} {TOP + 20} 90 9" ResourceID="20"/>'
    data = ofd([page], {"Doc_0/DocumentRes.xml": res.encode()}, "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>")
    assert words(read(tmp_path, data)) == ["来自分块的一行。", "来自复合对象的一行。"]


@pytest.mark.parametrize("turn", ["0 1 -1 0", "0 -1 1 0", "-1 0 0 -1"])
def test_turned_pages_read_upright(tmp_path, turn):
    lines = ["一、市科技局要在年底前完成改造。", "二、加强组织领导和经费保障工作。", "三、及时报送情况。"]
    column = {
        "0 1 -1 0": lambda i: f"{150 - i * 10} 40",
        "0 -1 1 0": lambda i: f"{50 + i * 10} 240",
        "-1 0 0 -1": lambda i: f"190 {200 - i * 10}",
    }[turn]
    objects = "".join(text(w, 0, 0, EM, f' CTM="{turn} {column(i)}"') for i, w in enumerate(lines))
    document = read(tmp_path, ofd([objects]))
    assert words(document) == lines
    assert all(0 <= value <= 1 for line in document.lines for value in line.box)


def test_a_watermark_across_the_page_is_no_text(tmp_path):
    mark = text("内部资料", 0, 0, 20, ' CTM="0.7 0.7 -0.7 0.7 50 100"')
    assert words(read(tmp_path, ofd([mark + set_pages([LONG])[0]]))) == [LONG]


def test_broken_prefixes_backslashes_and_gbk_parts(tmp_path):
    with zipfile.ZipFile(io.BytesIO(ofd(set_pages(["请于年底前完成。"])))) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    page = parts.pop("Doc_0/Pages/Page_0/Content.xml").decode()
    parts["DOC_0\\Pages\\page_0\\content.xml"] = ('<?xml version="1.0" encoding="GBK"?>' + page.replace(f" {NS}", "")).encode("gbk")
    assert words(read(tmp_path, zip_bytes(parts))) == ["请于年底前完成。"]


def test_glyphs_without_a_character_are_named(tmp_path):
    document = read(tmp_path, ofd([text("补助\ue0c5\ue0c6万元", LEFT, TOP)]))
    assert any("第 1 页有字形没有对应的文字编码" in w for w in document.warnings)


def picture_page():
    out = io.BytesIO()
    Image.new("L", (210, 297), 128).save(out, "PNG")
    res = f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="30" Type="Image"><ofd:MediaFile>a.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>'
    parts = {"Doc_0/DocumentRes.xml": res.encode(), "Doc_0/Res/a.png": out.getvalue()}
    image = '<ofd:ImageObject ID="7" Boundary="0 0 210 297" CTM="210 0 0 297 0 0" ResourceID="30"/>'
    return image, parts, "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"


def test_a_page_that_is_a_picture_is_drawn_for_the_reader_of_pictures(tmp_path, monkeypatch):
    image, parts, common = picture_page()
    seen = []

    class Seer:
        why_not = ""

        def __init__(self, source, count):
            assert count == 2

        def read(self, number, size, draw, *before):
            picture = draw()
            seen.append((picture.size, picture.getpixel((800, 900)), number))
            return Page(number, *size)

        def warnings(self, pages):
            return [f"第 {p.number} 页是识别的" for p in pages]

    monkeypatch.setattr(reader, "Scans", Seer)
    document = read(tmp_path, ofd([*set_pages(["正文。" * 5]), image], parts, common))
    assert words(document) == ["正文。" * 5]
    assert document.warnings == ("第 2 页是识别的",)
    assert seen == [((1654, 2339), (128, 128, 128), 2)]


def test_notes_and_attachments_are_named(tmp_path):
    notes = f'<ofd:Annotations {NS}><ofd:Page PageID="10"><ofd:FileLoc>A_0.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    note = f'<ofd:PageAnnot {NS}><ofd:Annot ID="1" Type="Path" Subtype="TypeWriter"><ofd:Appearance Boundary="0 0 9 9">{text("同意", 0, 0)}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>'
    files = f'<ofd:Attachments {NS}><ofd:Attachment ID="1" Name="任务表.xlsx"><ofd:FileLoc>a.xlsx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
    parts = {"Doc_0/Annots/Annotations.xml": notes.encode(), "Doc_0/Annots/A_0.xml": note.encode(), "Doc_0/Attachments.xml": files.encode()}
    after = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations><ofd:Attachments>Attachments.xml</ofd:Attachments>"
    document = read(tmp_path, ofd(set_pages([LONG]), parts, after=after))
    assert "同意" not in document.text
    assert [w[:9] for w in document.warnings] == ["文件上另有 1 处", "文件内附有 1 个"]
    assert "任务表.xlsx" in document.warnings[1]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (ofd([]), "没有页面"),
        (ofd(set_pages([LONG]), {"Encryptions.xml": b"<x/>"}), "已加密"),
        (ofd([path("M 0 0 L 100 0")]), "没有文字"),
        (ofd(["x"]).replace(b"Page_0/Content.xml", b"Page_0/Elsewhere.x"), "损坏"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, data, says):
    with pytest.raises(UnreadableFile, match=says):
        read(tmp_path, data)


def test_a_title_in_the_file_is_a_hint(tmp_path):
    assert read(tmp_path, ofd(set_pages([LONG]), info="<ofd:Title>关于开展工作的通知</ofd:Title>")).title_hint == "关于开展工作的通知"
    assert PITCH == 10


def test_a_page_is_drawn_as_it_is_read(tmp_path):
    """The signs of the picture stand where the lines say."""
    data = ofd(set_pages([LONG]))
    document = read(tmp_path, data)
    picture = Image.open(io.BytesIO(page_image(data, 1, 840))).convert("L")
    assert picture.size == (840, 1188)
    dark = picture.point(lambda v: 255 * (v < 128)).getbbox()
    left, top = document.lines[1].box[0] * 840, document.lines[0].box[1] * 1188
    assert dark[0] == pytest.approx(left, abs=6)
    assert dark[1] == pytest.approx(top, abs=8)
    with pytest.raises(NotFound, match="没有第2页"):
        page_image(data, 2, 600)


def test_seals_are_drawn_and_are_no_words(tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), (220, 20, 20)).save(picture, "PNG")
    stamps = '<ofd:StampAnnot ID="1" PageRef="10" Boundary="100 200 40 40" Clip="0 0 20 40"/>'
    parts = {
        "Doc_0/Signs/Signatures.xml": f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></ofd:Signatures>'.encode(),
        "Doc_0/Signs/Sign_0/Signature.xml": f"<ofd:Signature {NS}><ofd:SignedInfo><ofd:Seal><ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal>"
        f"{stamps}</ofd:SignedInfo></ofd:Signature>".encode(),
        "Doc_0/Signs/Sign_0/Seal.esl": b"0\x82\x01" + picture.getvalue() + b"\x30\x00",
    }
    data = ofd(set_pages([LONG]), parts, after="")
    data = zip_bytes(
        {
            **opened(data),
            "OFD.xml": opened(data)["OFD.xml"].replace(
                b"</ofd:DocRoot>", b"</ofd:DocRoot><ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures>"
            ),
        }
    )
    assert words(read(tmp_path, data)) == [LONG]
    page = Image.open(io.BytesIO(page_image(data, 1, 420))).convert("RGB")
    red, white = page.getpixel((220, 440)), page.getpixel((260, 440))
    assert red[0] > 150 > red[1]
    assert min(white) > 200  # the other half is on another page


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {info.filename: package.read(info) for info in package.infolist()}
