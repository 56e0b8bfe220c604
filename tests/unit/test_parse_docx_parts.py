"""Word packages written by hand: what a library would not write but offices send."""

import io

import pytest

from docintel.errors import UnreadableFile
from docintel.parse import ocr, parse
from docintel.parse.docx_fields import drawn, symbol
from tests.parse_samples import docx_bytes, picture_bytes, put, zip_bytes

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def p(*runs, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(words, tag="t"):
    return f'<w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


def mark(kind):
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def package(body, slash="/", **parts):
    def root(tag, inner):
        return f"<w:{tag} {SPACES}>{inner}</w:{tag}>".encode()

    rows = "".join(f'<Relationship Id="{n}" Type="{R}/{n.rstrip("12")}" Target="{n}.xml"/>' for n in parts)
    members = {
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="a" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>'.encode(),
        "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELS}">{rows}</Relationships>'.encode(),
        **{f"word/{n}.xml": x if isinstance(x, bytes) else root(n.rstrip("12"), x) for n, x in parts.items()},
    }
    return zip_bytes({name.replace("/", slash): data for name, data in members.items()})


@pytest.fixture
def read(tmp_path):
    return lambda body, **more: parse(put(tmp_path, "a.docx", package(body, **more)))


LIST = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
IN_LIST = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def test_a_table_of_contents_over_paragraphs_goes_with_its_heading(read):
    contents = [
        p(r("目  录")),
        p(mark("begin"), r(' TOC \\o "1-3" ', "instrText"), mark("separate"), r("一、目标\t1")),
        p(r("二、任务\t2")),
        p(mark("end")),
    ]
    assert read("".join([p(r("行动计划")), *contents, p(r("一、目标"))])).text == "行动计划\n一、目标\n"


def test_the_word_contents_alone_is_kept(read):
    assert read(p(r("目录")) + p(r("一、企业名单"))).text == "目录\n一、企业名单\n"


def test_a_field_that_never_ends_hides_no_paper(read):
    body = p(mark("begin"), r(" TOC ", "instrText"), mark("separate"), r("一、目标\t1")) + p(r("正文一段。")) + p(r("正文二段。"))
    assert read(body).text == "正文一段。\n正文二段。\n"


def test_a_deleted_field_mark_hides_no_paper(read):
    gone = f"<w:del>{mark('begin')}{r(' REF a ', 'instrText')}</w:del>"
    assert read(p(gone, mark("separate"), r("见第一条"), mark("end")) + p(r("第二段。"))).text == "见第一条\n第二段。\n"


def test_a_hidden_mark_closes_its_field(read):
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>'
    assert read(p(mark("begin"), r(" XE a ", "instrText"), hidden, r("第一段。")) + p(r("第二段。"))).text == "第一段。\n第二段。\n"


def test_changes_and_comments_are_told(read):
    body = p("<w:ins>", r("加上"), "</w:ins>", "<w:del>", r("去掉", "delText"), "</w:del>", '<w:r><w:commentReference w:id="0"/></w:r>')
    warnings = read(body).warnings
    assert any("插入 1 处、删除 1 处" in w and "接受全部修订" in w for w in warnings)
    assert any("1 条批注" in w for w in warnings)
    assert read(p(r("定稿"))).warnings == ()


def test_embedded_objects_are_told_and_formulas_are_not(read):
    body = p(
        r("正文"), '<w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>', '<w:object><o:OLEObject ProgID="Equation.3"/></w:object>'
    )
    assert next(w for w in read(body).warnings if "附件对象" in w).startswith("文中嵌有 1 个")


def test_damaged_numbering_loses_numbers_and_says_so(read):
    made = read(p(r("保障措施"), properties=IN_LIST), numbering=b"<w:numbering")
    assert made.text == "保障措施\n"
    assert any("自动编号部分已损坏" in w for w in made.warnings)


def test_names_with_backslashes(read):
    assert read(p(r("保障措施"), properties=IN_LIST), slash="\\", numbering=LIST).text == "一、保障措施\n"


def header(which, title_page="<w:titlePg/>"):
    return f'<w:sectPr><w:headerReference w:type="{which}" r:id="header1"/>{title_page}</w:sectPr>'


HEAD = p(r("澜州市水务局文件")) + p(r("澜水发〔2024〕8号"))


def test_a_letterhead_in_the_header_is_kept_when_the_number_stands_nowhere_else(read):
    made = read(p(r("关于防汛的通知")) + header("first"), header1=HEAD)
    assert made.text == "澜州市水务局文件\n澜水发〔2024〕8号\n关于防汛的通知\n"
    assert any("页眉" in w for w in made.warnings)


@pytest.mark.parametrize(
    ("body", "section"),
    [
        (p(r("澜水发〔2024〕8 号")) + p(r("关于防汛的通知")), header("first")),  # the body has the number
        (p(r("关于防汛的通知")), header("first", "")),  # a first page's header that is not shown
    ],
)
def test_headers_are_dropped(read, body, section):
    made = read(body + section, header1=HEAD)
    assert "水务局文件" not in made.text
    assert made.warnings == ()


def test_of_a_running_header_only_the_number_is_kept(read):
    made = read(p(r("关于防汛的通知")) + header("default"), header1=p(r("关于防汛的通知")) + p(r("澜水发〔2024〕8号")))
    assert made.text == "澜水发〔2024〕8号\n关于防汛的通知\n"


def test_only_notes_that_are_pointed_to_in_their_order(read):
    def note(number, words):
        return f'<w:footnote w:id="{number}">{p(r(words))}</w:footnote>'

    def point(number):
        return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'

    body = p(r("甲"), point(2), r("乙"), point(1), "<w:del>", point(3), "</w:del>")
    made = read(body, footnotes=note(1, "注一") + note(2, "注二") + note(3, "删去的注"))
    assert made.text == "甲乙\n注二\n注一\n"
    assert [b.kind for b in made.blocks] == ["paragraph", "footnote", "footnote"]


def test_tables_in_a_frame_stay_tables(read):
    def cell(inner):
        return f"<w:tc>{inner}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(p(r('任务')))}{cell(p(r('单位')))}</w:tr></w:tbl>"
    made = read(f"<w:tbl><w:tr>{cell(p(r('框内一段。')) + inner + p())}</w:tr></w:tbl>")
    assert made.text == "框内一段。\n任务\t单位\n"
    assert made.tables[0].rows == (("任务", "单位"),)


def test_numbers_of_covered_cells_are_not_counted(read):
    def row(merge, words):
        return f"<w:tr><w:tc><w:tcPr><w:vMerge {merge}/></w:tcPr>{p(properties=IN_LIST)}</w:tc><w:tc>{p(r(words))}</w:tc></w:tr>"

    rows = row('w:val="restart"', "甲") + row("", "乙") + row('w:val="restart"', "丙")
    assert read(f"<w:tbl>{rows}</w:tbl>", numbering=LIST).tables[0].rows == (("一、", "甲"), ("一、", "乙"), ("二、", "丙"))


def test_columns_skipped_before_a_row(read):
    def row(before, *words):
        cells = "".join(f"<w:tc>{p(r(w))}</w:tc>" for w in words)
        return f'<w:tr><w:trPr><w:gridBefore w:val="{before}"/></w:trPr>{cells}</w:tr>'

    assert read(f"<w:tbl>{row(0, '甲', '乙')}{row(1, '丙')}</w:tbl>").tables[0].rows == (("甲", "乙"), ("", "丙"))


def test_old_merge_across(read):
    first = '<w:tc><w:tcPr><w:hMerge w:val="restart"/></w:tcPr>' + p(r("合计")) + "</w:tc>"
    rest = "<w:tc><w:tcPr><w:hMerge/></w:tcPr>" + p() + "</w:tc>"
    rows = f"<w:tr><w:tc>{p(r('甲'))}</w:tc><w:tc>{p(r('乙'))}</w:tc></w:tr><w:tr>{first}{rest}</w:tr>"
    assert read(f"<w:tbl>{rows}</w:tbl>").tables[0].rows == (("甲", "乙"), ("合计", "合计"))


def test_a_dropped_capital_belongs_to_its_paragraph(read):
    frame = '<w:framePr w:dropCap="drop"/>'
    assert read(p(r("为"), properties=frame) + p(r("贯彻落实决策部署。"))).text == "为贯彻落实决策部署。\n"


def test_line_breaks_stay_inside_their_paragraph(read):
    made = read(p(r("关于防汛的"), "<w:r><w:br/></w:r>", r("通知")))
    assert [made.text[b.start : b.end] for b in made.blocks] == ["关于防汛的\n通知"]


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [("Wingdings", "F0FE", "☑"), ("Wingdings 2", "F052", "☑"), ("Wingdings", "F099", "□"), ("宋体", "2103", "℃"), ("Symbol", "x", "")],
)
def test_symbols(font, code, sign):
    assert symbol(font, code) == sign


def test_a_package_whose_document_is_no_word_is_refused(tmp_path):
    with pytest.raises(UnreadableFile, match="正文"):
        parse(put(tmp_path, "a.docx", zip_bytes({"word/document.xml": b"<x/>"})))


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        (r" eq \o\ac(○,1) ", "①"),
        (r"EQ \o \ac (○, 21)", "㉑"),
        (r"eq \o\ac(○,甲)", "（甲）"),
        (r'EQ \* jc2 \* "Font:宋体" \* hps16 \o\ad(\s\up 15(yuán),沅)', "沅"),
        (r"EQ \f(1,3)", "1/3"),
        (r"EQ \o(\s\up 5(水利),\s\do 2(农业))", "水利农业"),
        (r'SYMBOL 254 \f "Wingdings" \s 12', "☑"),
        ("EQ", ""),
        ("PAGE", ""),
    ],
)
def test_fields_that_word_draws(code, shown):
    assert drawn(code) == shown


def test_a_circled_number_keeps_its_place(read):
    circled = mark("begin") + r(r" eq \o\ac(○,", "instrText") + r("2)", "instrText") + mark("end")
    assert read(p(circled, r("责任单位：市水利局"))).text == "②责任单位：市水利局\n"


def test_tick_boxes_of_old_forms(read):
    def box(state):
        return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{state}</w:checkBox></w:ffData></w:fldChar></w:r>' + mark(
            "end"
        )

    assert read(p(box("<w:checked/>"), r("同意"), box('<w:default w:val="0"/>'), r("不同意"))).text == "☑同意□不同意\n"


def test_words_in_a_symbol_font(read):
    def in_font(words):
        return f'<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>{words}</w:t></w:r>'

    assert read(p(in_font("þ"), r("是"), in_font("\uf0a8"), r("否"), in_font("水"))).text == "☑是□否水\n"


def test_word_art_is_read(read):
    art = '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="澜州市人民政府文件"/></v:shape></w:pict></w:r>'
    assert read(p(art) + p(r("澜政发〔2024〕1号"))).text == "澜州市人民政府文件\n澜政发〔2024〕1号\n"


def test_prompts_that_nobody_filled_in_are_no_words(read):
    prompt = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处输入文字。')}</w:sdtContent></w:sdt>"
    assert read(p(r("联系人："), prompt)).text == "联系人：\n"


def test_residue_of_converters(read):
    assert read(p(r("[bookmark: _GoBack]关于防汛的通知"))).text == "关于防汛的通知\n"


def test_a_deleted_mark_before_a_table_joins_nothing(read):
    deleted = IN_LIST + '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    cells = f"<w:tc>{p(r('甲'))}</w:tc><w:tc>{p(r('乙'))}</w:tc>"
    made = read(p(r("表前一段"), properties=deleted) + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>" + p(r("表后")), numbering=LIST)
    assert made.text == "一、表前一段\n甲\t乙\n表后\n"


def test_numbers_made_by_fields_are_told(read):
    made = read(p(mark("begin"), r(" AUTONUM ", "instrText"), mark("end"), r("一段")))
    assert any("AUTONUM" in w for w in made.warnings)


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def test_the_words_of_a_smart_art_follow_their_paragraph(read):
    drawing = f'<w:r><w:drawing><d:relIds xmlns:d="{DIAGRAM}" r:dm="diagramData1"/></w:drawing></w:r>'
    shapes = "".join(f"<d:pt><d:t><a:p><a:r><a:t>{words}</a:t></a:r></a:p></d:t></d:pt>" for words in ("领导小组", "综合协调组", ""))
    data = f'<d:dataModel xmlns:d="{DIAGRAM}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:ptLst>{shapes}</d:ptLst></d:dataModel>'
    made = read(p(r("组织架构如下："), drawing) + p(r("附则")), diagramData1=data.encode())
    assert made.text == "组织架构如下：\n领导小组\n综合协调组\n附则\n"
    assert made.warnings == ()
    assert any("SmartArt" in w for w in read(p(r("组织架构"), drawing), diagramData1=b"<broken").warnings)


CHUNK = '<w:altChunk r:id="aFChunk1"/>'
PAGE = "<html><body><h1>关于防汛的通知</h1><p>各县人民政府：</p><table><tr><td>任务</td><td rowspan=2>市水利局</td></tr><tr><td>排查</td></tr></table></body></html>"


def test_a_web_page_exported_to_word_is_read(read):
    made = read(p(r("附：")) + CHUNK + p(r("表后")), aFChunk1=PAGE.encode())
    assert made.text == "附：\n关于防汛的通知\n各县人民政府：\n任务\t市水利局\n排查\n表后\n"
    assert made.tables[0].rows == (("任务", "市水利局"), ("排查", "市水利局"))
    assert made.warnings == ()


def test_a_file_inside_that_cannot_be_read_is_told(read):
    assert any("altChunk" in w for w in read(p(r("正文")) + CHUNK, aFChunk1=b"Rar!\x1a\x07").warnings)


def scanned(picture, words=""):
    from docx import Document

    document = Document()
    document.add_paragraph(words)
    document.add_picture(io.BytesIO(picture))
    document.add_picture(io.BytesIO(picture))
    return docx_bytes(document)


def test_a_file_of_scanned_pages_is_recognised(tmp_path):
    if not ocr.is_installed():
        pytest.skip("extra ocr is not installed")
    made = parse(put(tmp_path, "a.docx", scanned(picture_bytes(["关于加强农村供水工作的通知", "各县人民政府："]))))
    assert made.text.count("关于加强农村供水工作的通知") == 1  # the same picture twice is one page
    assert made.pages == ()
    assert all(b.page is None and b.confidence is not None for b in made.blocks)
    assert "1 张扫描图片" in made.warnings[0]


def test_scanned_pages_behind_a_few_words_are_recognised(tmp_path):
    if not ocr.is_installed():
        pytest.skip("extra ocr is not installed")
    page = picture_bytes(["关于加强农村供水工作的通知", *["各县人民政府，市政府有关部门：请认真贯彻落实。"] * 21])
    made = parse(put(tmp_path, "a.docx", scanned(page, "附件")))
    assert made.text.startswith("附件\n关于加强农村供水工作的通知\n")
    assert "放在正文后面" in made.warnings[0]
    assert not any("没有读出" in w for w in made.warnings)
    logo = parse(put(tmp_path, "b.docx", scanned(picture_bytes(["横幅"]), "附件")))  # a wide picture is no page
    assert logo.text == "附件\n"


def test_without_the_recogniser_scanned_pages_say_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.ocr.is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match=r"1 张扫描图片.*附加组件"):
        parse(put(tmp_path, "a.docx", scanned(picture_bytes(["关于加强农村供水工作的通知"]))))
