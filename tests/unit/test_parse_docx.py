"""Word files: automatic Chinese numbers, tables with merged cells, tracked changes, fields, boxes."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from docintel.errors import UnreadableFile
from docintel.parse import parse
from docintel.parse.ordinals import FORMATS, chinese, custom, write
from tests.parse_samples import add_list, docx_bytes, level_xml, numbered, plain_docx, put, zip_bytes

OFFICIAL = [
    level_xml(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level_xml(1, "chineseCounting", "（%2）", '<w:suff w:val="nothing"/>'),
    level_xml(2, "decimal", "%3."),
    level_xml(3, "decimal", "（%4）"),
    level_xml(4, "decimalEnclosedCircleChinese", "%5", '<w:suff w:val="nothing"/>'),
]


def read(tmp_path, document):
    return parse(put(tmp_path, "a.docx", docx_bytes(document)))


def lines(tmp_path, document):
    return read(tmp_path, document).text.rstrip("\n").split("\n")


@pytest.mark.parametrize(
    ("number_format", "n", "text"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 12, "十二"),
        ("chineseCounting", 99, "九十九"),
        ("chineseCounting", 105, "一○五"),
        ("taiwaneseCountingThousand", 105, "一百零五"),
        ("padded:3", 7, "007"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 101, "一百〇一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1024, "一千〇二十四"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
        ("ideographDigital", 105, "一〇五"),
        ("decimalEnclosedCircle", 1, "①"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 3, "⒊"),
        ("decimalZero", 7, "07"),
        ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerLetter", 28, "bb"),
        ("none", 5, ""),
        ("japaneseCounting", 12, "十二"),
        ("japaneseCounting", 111, "百十一"),
        ("japaneseCounting", 2001, "二千一"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 13, "13"),
        ("ideographZodiacTraditional", 60, "癸亥"),
        ("ideographEnclosedCircle", 10, "㈩"),
        ("chineseLegalSimplified", 101, "壹佰零壹"),
        ("taiwaneseDigital", 10, "一○"),
        ("ordinal", 22, "22nd"),
        ("upperRoman", 10**9, "1000000000"),
        ("ideographDigital", -3, "-3"),
        ("hebrew1", 5, "5"),
    ],
)
def test_number_formats(number_format, n, text):
    assert write(n, number_format) == text


@pytest.mark.parametrize(
    ("samples", "name"),
    [
        ("一, 十, 一○○(简), ...", "chineseCounting"),
        ("一, 十, 一百(简), ...", "chineseCountingThousand"),
        ("①, ②, ③, ...", "decimalEnclosedCircle"),
        ("甲, 乙, 丙, ...", "ideographTraditional"),
        ("01, 02, 03, ...", "padded:2"),
        ("001, 002, 003, ...", "padded:3"),
        ("x, y, z", None),
        ("", None),
    ],
)
def test_custom_formats_are_told_by_example(samples, name):
    assert custom(samples) == name


def test_custom_format_wins_over_its_fallback(tmp_path):
    document = docx.Document()
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    chosen = '<mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="一, 十, 一百(简), ..."/></mc:Choice>'
    fallback = '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback>'
    inner = f"<mc:AlternateContent {space}>{chosen}{fallback}</mc:AlternateContent>"
    add_list(document, [f'<w:lvl w:ilvl="0"><w:start w:val="11"/>{inner}<w:lvlText w:val="第%1条"/></w:lvl>'])
    numbered(document, "为了规范")
    assert lines(tmp_path, document) == ["第十一条 为了规范"]


@given(st.integers(0, 9999))
def test_counting_numerals_read_back(n):
    digits, units = "零一二三四五六七八九", {"十": 10, "百": 100, "千": 1000}
    total, digit = 0, None
    for sign in chinese(n):
        if sign in units:
            total, digit = total + (1 if digit is None else digit) * units[sign], None
        else:
            digit = digits.index(sign)
    assert total + (digit or 0) == n


@given(st.sampled_from(sorted(FORMATS)), st.integers(0, 5000))
def test_no_format_fails(number_format, n):
    assert isinstance(write(n, number_format), str)


def test_official_outline(tmp_path):
    document = docx.Document()
    add_list(document, OFFICIAL)
    for level, text in [(0, "总体要求"), (0, "主要任务"), (1, "夯实基础"), (2, "建平台"), (2, "2025年底前建成"), (3, "甲"), (4, "乙")]:
        numbered(document, text, level)
    numbered(document, "强化保障", 1)
    numbered(document, "重新从一数起", 2)
    assert lines(tmp_path, document) == [
        *("一、总体要求", "二、主要任务", "（一）夯实基础", "1.建平台", "2. 2025年底前建成", "（1）甲", "①乙"),
        *("（二）强化保障", "1.重新从一数起"),
    ]


NUMERALS = [*"一二三四五六七八九十", *(f"十{n}" for n in "一二三四五六七八九"), "二十", *(f"二十{n}" for n in "一二三四五")]
SHAPES = [
    lambda n: f"{NUMERALS[n]}、",
    lambda n: f"（{NUMERALS[n]}）",
    lambda n: f"{n + 1}.",
    lambda n: f"（{n + 1}）",
    lambda n: chr(0x2460 + n),
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=20))
def test_any_order_of_levels_is_counted_as_a_person_counts(tmp_path_factory, steps):
    """Each step: a level, and whether a plain paragraph comes before it (it changes no count)."""
    document = docx.Document()
    add_list(document, OFFICIAL)
    counts, wanted = [0] * 5, []
    for level, interrupted in steps:
        if interrupted:
            document.add_paragraph("正文一段")
            wanted.append("正文一段")
        numbered(document, "事项", level)
        wanted.append(SHAPES[level](counts[level]) + "事项")
        counts[: level + 1] = [*(max(1, n) for n in counts[:level]), counts[level] + 1]  # a level passed over counts as begun
        counts[level + 1 :] = [0] * (4 - level)
    assert lines(tmp_path_factory.mktemp("docx"), document) == wanted


def test_articles_run_on_over_chapters(tmp_path):
    document = docx.Document()
    chapters = level_xml(0, "chineseCountingThousand", "第%1章", '<w:suff w:val="space"/>')
    articles = level_xml(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/><w:suff w:val="space"/>')
    add_list(document, [chapters, articles])
    for level, text in [(0, "总则"), (1, "为了规范"), (1, "本办法所称"), (0, "管理"), (1, "申请人应当")]:
        numbered(document, text, level)
    assert lines(tmp_path, document) == ["第一章 总则", "第一条 为了规范", "第二条 本办法所称", "第二章 管理", "第三条 申请人应当"]


def test_levels_quote_each_other(tmp_path):
    document = docx.Document()
    add_list(document, [level_xml(0, "chineseCounting", "%1"), level_xml(1, "decimal", "%1.%2", "<w:isLgl/>")])
    for level, text in [(0, "甲"), (0, "乙"), (1, "丙"), (1, "丁")]:
        numbered(document, text, level)
    assert lines(tmp_path, document) == ["一 甲", "二 乙", "2.1 丙", "2.2 丁"]


def test_a_level_passed_over_counts_as_begun(tmp_path):
    document = docx.Document()
    add_list(document, [level_xml(0, "decimal", "%1."), level_xml(1, "decimal", "%1.%2"), level_xml(2, "decimal", "%1.%2.%3")])
    for level in (1, 0, 2, 1):
        numbered(document, "项", level)
    assert lines(tmp_path, document) == ["1.1 项", "2.项", "2.1.1 项", "2.2 项"]


def test_a_bullet_is_no_number_to_quote(tmp_path):
    document = docx.Document()
    add_list(document, [level_xml(0, "decimal", "%1."), level_xml(1, "bullet", "-"), level_xml(2, "decimal", "%1.%2%3.")])
    for level in (0, 1, 2):
        numbered(document, "项", level)
    assert lines(tmp_path, document) == ["1.项", "- 项", "1.1.项"]


def test_two_lists_and_a_restart(tmp_path):
    document = docx.Document()
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    add_list(
        document, OFFICIAL, nums=[(77, ""), (78, over), (79, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')]
    )
    for num in (77, 77, 78, 78, 79):
        numbered(document, "项", 0, num)
    assert lines(tmp_path, document) == ["一、项", "二、项", "一、项", "二、项", "五、项"]


def test_lists_of_one_definition_go_on_counting(tmp_path):
    document = docx.Document()
    add_list(document, OFFICIAL, nums=[(77, ""), (78, "")])
    for num in (77, 78, 77):
        numbered(document, "项", 0, num)
    assert lines(tmp_path, document) == ["一、项", "二、项", "三、项"]


def test_an_override_may_bring_its_own_level(tmp_path):
    document = docx.Document()
    own = f'<w:lvlOverride w:ilvl="0">{level_xml(0, "ideographTraditional", "%1）")}</w:lvlOverride>'
    add_list(document, OFFICIAL, nums=[(77, own)])
    numbered(document, "项")
    assert lines(tmp_path, document) == ["甲）项"]


def test_number_comes_from_the_style(tmp_path):
    document = docx.Document()
    add_list(
        document,
        [
            level_xml(0, "chineseCounting", "%1、", '<w:pStyle w:val="Heading1"/>'),
            level_xml(1, "decimal", "%2.", '<w:pStyle w:val="Heading2"/>'),
        ],
    )
    for style in ("Heading 1", "Heading 2"):
        place = f'<w:numPr {nsdecls("w")}><w:numId w:val="77"/></w:numPr>'
        document.styles[style].element.get_or_add_pPr().append(parse_xml(place))
    for style, text in [("Heading 1", "目标"), ("Heading 2", "数量"), ("Heading 2", "质量"), ("Heading 1", "保障"), ("Heading 2", "组织")]:
        document.add_paragraph(text, style=style)
    numbered(document, "去掉编号的标题", None, num=0, style="Heading 1")
    made = read(tmp_path, document)
    assert made.text.split("\n")[:6] == ["一、目标", "1.数量", "2.质量", "二、保障", "1.组织", "去掉编号的标题"]
    assert {b.kind for b in made.blocks} == {"heading"}


def test_numbering_style_link(tmp_path):
    document = docx.Document()
    add_list(document, OFFICIAL)
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90"><w:numStyleLink w:val="公文编号"/></w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    place = '<w:pPr><w:numPr><w:numId w:val="77"/></w:numPr></w:pPr>'
    style = f'<w:style {nsdecls("w")} w:type="numbering" w:styleId="公文编号"><w:name w:val="公文编号"/>{place}</w:style>'
    document.styles.element.append(parse_xml(style))
    numbered(document, "项", 1, 90)
    assert lines(tmp_path, document) == ["（一）项"]


def test_bullets_of_symbol_fonts_become_a_dot(tmp_path):
    document = docx.Document()
    add_list(document, [level_xml(0, "bullet", "\uf0b7")])
    numbered(document, "项")
    assert lines(tmp_path, document) == ["• 项"]


def test_unknown_list_is_no_number(tmp_path):
    document = docx.Document()
    numbered(document, "项", 0, 4242)
    assert lines(tmp_path, document) == ["项"]


def test_merged_cells_are_repeated_in_the_record_and_written_once(tmp_path):
    document = docx.Document()
    document.add_paragraph("附件：任务分解表")
    table = document.add_table(rows=4, cols=4)
    rows = [
        ["序号", "任务", "责任单位", "时限"],
        ["1", "建平台", "市科技局", "2025年底"],
        ["2", "建平台", "市财政局", "2026年底"],
        ["合计", "", "", "2项"],
    ]
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    table.cell(2, 1).text = ""
    table.cell(1, 1).merge(table.cell(2, 1))
    table.cell(3, 0).merge(table.cell(3, 2))
    document.add_paragraph("表后一段")
    made = read(tmp_path, document)
    assert [list(r) for r in made.tables[0].rows] == [
        ["序号", "任务", "责任单位", "时限"],
        ["1", "建平台", "市科技局", "2025年底"],
        ["2", "建平台", "市财政局", "2026年底"],
        ["合计", "合计", "合计", "2项"],
    ]
    assert made.text.startswith(
        "附件：任务分解表\n序号\t任务\t责任单位\t时限\n1\t建平台\t市科技局\t2025年底\n2\t市财政局\t2026年底\n合计\t2项\n表后一段"
    )
    assert made.tables[0].spans[1][1] == made.tables[0].spans[2][1]


def test_numbers_inside_cells_and_nested_tables(tmp_path):
    document = docx.Document()
    add_list(document, OFFICIAL)
    table = document.add_table(rows=1, cols=2)
    numbered(table.cell(0, 0), "甲", 2)
    numbered(table.cell(0, 0), "乙", 2)
    inner = table.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "内一", "内二"
    made = read(tmp_path, document)
    assert made.tables[0].rows == (("1.甲\n2.乙", "内一 内二"),)


def test_a_single_cell_is_a_frame(tmp_path):
    document = docx.Document()
    document.add_table(rows=1, cols=1).cell(0, 0).text = "框里的话"
    made = read(tmp_path, document)
    assert (made.text.strip(), made.tables) == ("框里的话", ())


def _body(document, xml):
    document.element.body.insert(0, parse_xml(xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))


def test_changes_are_accepted(tmp_path):
    document = docx.Document()
    run = "<w:r><w:t>{}</w:t></w:r>"
    gone = '<w:del w:id="1" w:author="x"><w:r><w:delText>不超过50万元</w:delText></w:r></w:del>'
    new = f'<w:ins w:id="2" w:author="x">{run.format("不超过100万元")}</w:ins>'
    away = f'<w:moveFrom w:id="3" w:author="x">{run.format("旧处")}</w:moveFrom>'
    here = f'<w:moveTo w:id="4" w:author="x">{run.format("。")}</w:moveTo>'
    _body(document, f"<w:p>{run.format('给予')}{gone}{new}{run.format('补助')}{away}{here}</w:p>")
    assert lines(tmp_path, document) == ["给予不超过100万元补助。"]


def test_a_deleted_paragraph_mark_joins(tmp_path):
    document = docx.Document()
    document.add_paragraph("后半句。")
    mark = '<w:pPr><w:rPr><w:del w:id="1" w:author="x"/></w:rPr></w:pPr>'
    _body(document, f"<w:p>{mark}<w:r><w:t>前半句，</w:t></w:r></w:p>")
    assert lines(tmp_path, document) == ["前半句，后半句。"]


def test_fields_bookmarks_and_hidden_words(tmp_path):
    document = docx.Document()
    field = (
        '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "mailto:a@b.example" </w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>a@b.example</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:bookmarkEnd w:id="0"/><w:r><w:rPr><w:vanish/></w:rPr><w:t>看不见</w:t></w:r>'
    )
    _body(document, f'<w:p><w:r><w:t>邮箱：</w:t></w:r>{field}<w:r><w:t>。</w:t><w:br/><w:t>第二行</w:t><w:br w:type="page"/></w:r></w:p>')
    assert lines(tmp_path, document) == ["邮箱：a@b.example。", "第二行"]


def test_text_boxes_once_and_content_controls(tmp_path):
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
    drawing = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="wps">'
        f"<w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    _body(document, f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{drawing}</w:r></w:p>")
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>控件里</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(1, parse_xml(control))
    assert lines(tmp_path, document) == ["正文", "框内文字", "控件里"]


def test_headers_and_footers_are_dropped(tmp_path):
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    document.add_paragraph("正文")
    assert lines(tmp_path, document) == ["正文"]


def test_title_of_the_properties(tmp_path):
    document = docx.Document()
    document.core_properties.title = "关于测试的通知"
    document.add_paragraph("正文")
    assert read(tmp_path, document).title_hint == "关于测试的通知"


def test_no_words_no_paper(tmp_path):
    with pytest.raises(UnreadableFile, match="没有文字"):
        parse(put(tmp_path, "a.docx", plain_docx(["", "  "])))


def test_package_without_main_part(tmp_path):
    with pytest.raises(UnreadableFile):
        parse(put(tmp_path, "a.docx", zip_bytes({"word/document.xml": b"<x/>"})))


WORDS = st.text(alphabet="一二三、。；：澜州市促进产业发展2025abc（）%", min_size=1, max_size=60)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.lists(st.lists(WORDS, min_size=2, max_size=2), min_size=0, max_size=4))
def test_blocks_tile_and_cells_stand_where_they_say(tmp_path_factory, paragraphs, rows):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=len(rows), cols=2)
        for row, words in zip(table.rows, rows, strict=True):
            row.cells[0].text, row.cells[1].text = words
    made = read(tmp_path_factory.mktemp("docx"), document)
    assert made.text.split("\n")[: len(paragraphs)] == paragraphs
    assert [list(r) for t in made.tables for r in t.rows] == rows
    for table in made.tables:
        assert all(made.text[a:b] == cell for r, s in zip(table.rows, table.spans, strict=True) for cell, (a, b) in zip(r, s, strict=True))


def test_embedded_files_are_named(tmp_path):
    document = docx.Document()
    document.add_paragraph("正文")
    document.element.body.insert(0, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId99"/>'))
    assert any("altChunk" in w for w in read(tmp_path, document).warnings)


def test_scans_pasted_into_word_are_named(tmp_path):
    import io

    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (40, 40), 200).save(picture, "PNG")
    document = docx.Document()
    document.add_paragraph("附件")
    document.add_picture(picture)
    assert any("1 张图片而文字很少" in w for w in read(tmp_path, document).warnings)
