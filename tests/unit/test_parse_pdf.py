"""PDFs set as offices set a page: paragraphs come back whole, furniture goes, tables become records, scans are named."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from docintel.errors import UnreadableFile
from docintel.parse import Ocr, parse
from docintel.parse.page_lines import Line, Sign, join_lines, lines_of
from docintel.parse.pdf_signs import _text
from tests.parse_samples import LEFT, LINES, PITCH, SIZE, pdf_bytes, put, scanned_pdf, wrap

LONG = "为深入贯彻落实省委、省政府关于促进民营经济发展壮大的决策部署，进一步激发经营主体活力，结合我市实际，制定以下措施。"
PAPER = [
    LONG,
    "一、加大财政支持力度",
    "（一）设立专项资金。" + LONG * 3,
    "1.2025年起每年安排5000万元，" + LONG,
    "2.对符合条件的企业给予不超过100万元补助。" + LONG * 4,
] * 3


def paragraphs_of(tmp_path, data):
    return parse(put(tmp_path, "a.pdf", data)).text.rstrip("\n").split("\n")


def test_paragraphs_come_back_over_pages(tmp_path):
    assert paragraphs_of(tmp_path, pdf_bytes(PAPER, header="澜州市人民政府公报")) == PAPER


def test_blocks_carry_pages(tmp_path):
    document = parse(put(tmp_path, "a.pdf", pdf_bytes(PAPER)))
    pages = [b.page for b in document.blocks]
    assert pages == sorted(pages)
    assert pages[0] == 1
    assert pages[-1] == 3
    assert document.page_of(len(document.text) - 5) == 3


def test_a_number_that_is_text_stays(tmp_path):
    made = paragraphs_of(tmp_path, pdf_bytes(["全市共建成站点", "37", "覆盖全部街道。"]))
    assert made == ["全市共建成站点", "37", "覆盖全部街道。"]


SENTENCE = st.text(alphabet="澜州市建设产业支持企业发展资金项目，、（）2025万元", min_size=3, max_size=120).map(lambda t: f"对{t}。")


@settings(max_examples=12, deadline=None)
@given(st.lists(SENTENCE, min_size=0, max_size=14))
def test_any_indented_paragraphs_come_back(tmp_path_factory, drawn):
    texts = [LONG, *drawn]  # one long paragraph shows the margins
    pages = sum(len(wrap(t)) for t in texts) / LINES
    header = "澜州市人民政府公报" if pages > 1 else ""  # on a single page nothing tells a running header from a line
    assert paragraphs_of(tmp_path_factory.mktemp("pdf"), pdf_bytes(texts, header=header)) == texts


def _table_pdf(rows, style=(), width=120, fill=0):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    font = ("FONT", (0, 0), (-1, -1), "STSong-Light", 11)
    table = Table(
        rows,
        colWidths=[width] * len(rows[0]),
        style=TableStyle([font, ("GRID", (0, 0), (-1, -1), 0.5, colors.black), *style]),
        repeatRows=1,
    )
    from reportlab.lib.styles import ParagraphStyle

    words = ParagraphStyle("s", fontName="STSong-Light", fontSize=11, leading=18, wordWrap="CJK", firstLineIndent=22)
    story = [Paragraph(LONG, words), *([Spacer(1, fill)] if fill else []), table, Spacer(1, 12), Paragraph("表后的话。" + LONG, words)]
    SimpleDocTemplate(out, pagesize=A4).build(story)
    return out.getvalue()


def test_merged_cells_of_a_table(tmp_path):
    rows = [["任务", "责任单位", "时限"], ["建平台", "市科技局", "2025年"], ["", "市财政局", "2026年"]]
    document = parse(put(tmp_path, "a.pdf", _table_pdf(rows, [("SPAN", (0, 1), (0, 2))])))
    assert document.tables[0].rows == (("任务", "责任单位", "时限"), ("建平台", "市科技局", "2025年"), ("建平台", "市财政局", "2026年"))
    assert document.text.rstrip("\n").split("\n") == [
        LONG,
        "任务\t责任单位\t时限",
        "建平台\t市科技局\t2025年",
        "市财政局\t2026年",
        "表后的话。" + LONG,
    ]


def test_a_table_over_two_pages_is_one(tmp_path):
    rows = [["序号", "任务", "时限"], *([str(i), f"任务{i}", f"{2020 + i}年"] for i in range(1, 9))]
    document = parse(put(tmp_path, "a.pdf", _table_pdf(rows, fill=560)))
    assert len(document.tables) == 1
    assert [r[1] for r in document.tables[0].rows] == ["任务", *(f"任务{i}" for i in range(1, 9))]


def _lines(*placed, size=SIZE):
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4)
    for x, y, words, type_size in placed:
        sheet.setFont("STSong-Light", type_size)
        sheet.drawString(x, y, words)
    sheet.showPage()
    sheet.save()
    return out.getvalue()


def test_title_over_two_lines_and_sign_off(tmp_path):
    body = [(LEFT + (2 * SIZE if not i else 0), 600 - i * PITCH, LONG[i * 26 : i * 26 + 26], SIZE) for i in range(2)]
    data = _lines(
        (LEFT + 92, 720, "澜州市人民政府办公室关于", 22),
        (LEFT + 125, 686, "印发若干措施的通知", 22),
        (LEFT, 640, "各县（市、区）人民政府：", SIZE),
        *body,
        (LEFT + 260, 500, "澜州市人民政府办公室", SIZE),
        (LEFT + 276, 471, "2024年3月6日", SIZE),
    )
    made = parse(put(tmp_path, "a.pdf", data))
    assert made.text.rstrip("\n").split("\n") == [
        *("澜州市人民政府办公室关于印发若干措施的通知", "各县（市、区）人民政府：", LONG[:52], "澜州市人民政府办公室", "2024年3月6日")
    ]
    assert made.blocks[0].kind == "heading"


def test_contents_lines_are_marked(tmp_path):
    data = _lines((LEFT, 700, "一、总体要求 ................ 3", 12), (LEFT, 680, "二、主要任务 ................ 5", 12))
    document = parse(put(tmp_path, "a.pdf", data))
    assert [b.kind for b in document.blocks] == ["toc", "toc"]
    assert document.text == "一、总体要求 … 3\n二、主要任务 … 5\n"


def test_a_soft_hyphen_that_is_drawn_is_a_hyphen():
    assert _text(0xAD, None, 0) == "-"  # else the 2014-2020 of some fonts became 20142020


def test_signs_drawn_twice_count_once():
    def sign(text, x):
        return Sign(text, x, x + 10, 0, 10, 10)

    assert [line.text for line in lines_of([sign("通", 0), sign("通", 0.4), sign("知", 10), sign("知", 10.4)], 1)] == ["通知"]
    assert [line.text for line in lines_of([sign("⼤", 0), sign("局", 40)], 1)] == ["大  局"]
    assert isinstance(lines_of([sign("一", 0)], 1)[0], Line)


@pytest.mark.parametrize(
    ("upper", "lower", "joined"),
    [("促进", "发展", "促进发展"), ("open", "data", "open data"), ("2025", "年", "2025年"), ("AI", "企业", "AI企业")],
)
def test_joining(upper, lower, joined):
    assert join_lines(upper, lower) == joined


def test_pure_scan_is_refused_and_says_what_it_needs(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.ocr.is_installed", lambda: False)
    with pytest.raises(UnreadableFile, match=r"扫描件（2 页都没有文字层）.*pip install 'docintel\[ocr\]'"):
        parse(put(tmp_path, "a.pdf", scanned_pdf(2)))


def test_recognition_can_be_left_out(tmp_path):
    with pytest.raises(UnreadableFile, match=r"扫描件（2 页都没有文字层）.*--no-ocr"):
        parse(put(tmp_path, "a.pdf", scanned_pdf(2)), Ocr(use=False))


def test_a_scanned_page_among_others_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.ocr.is_installed", lambda: False)
    import pypdfium2

    joined = pypdfium2.PdfDocument.new()
    for data in (pdf_bytes([LONG]), scanned_pdf(2), pdf_bytes(["末页。"])):
        joined.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    joined.save(out)
    document = parse(put(tmp_path, "a.pdf", out.getvalue()))
    assert document.text == f"{LONG}\n末页。\n"
    assert any("第 2–3 页没有文字层" in w and "ocr" in w for w in document.warnings)
    assert [b.page for b in document.blocks] == [1, 4]


def test_password(tmp_path):
    with pytest.raises(UnreadableFile, match="有密码"):
        parse(put(tmp_path, "a.pdf", pdf_bytes([LONG], password="secret")))


def test_empty_page(tmp_path):
    with pytest.raises(UnreadableFile, match="没有文字"):
        parse(put(tmp_path, "a.pdf", pdf_bytes([], numbers=False)))


def test_two_columns_are_read_one_after_the_other(tmp_path):
    size, a_line = 10, 20
    texts = [LONG * 2 + "甲。", LONG * 3 + "乙。", LONG * 4 + "丙。", LONG + "丁。"]
    printed = []
    for text in texts:
        printed.append((2, text[: a_line - 2]))
        rest = text[a_line - 2 :]
        printed += [(0, rest[i : i + a_line]) for i in range(0, len(rest), a_line)]
    half = -(-len(printed) // 2)
    placed = [(200, 780, "澜州市人民政府公报第七期目录与正文的通栏标题", 14)]
    for i, (indent, words) in enumerate(printed):
        column, row = divmod(i, half)
        placed.append((80 + column * 230 + indent * size, 740 - row * 18, words, size))
    made = paragraphs_of(tmp_path, _lines(*placed))
    assert made[1:] == texts


def test_a_list_of_pairs_is_not_two_columns(tmp_path):
    placed = [
        (80 + x, 760 - 20 * y, words, 12) for y in range(12) for x, words in ((0, f"澜州市第{y}单位"), (260, f"联系人{y}，电话0517-{y}"))
    ]
    made = paragraphs_of(tmp_path, _lines(*placed))
    assert made[0].startswith("澜州市第0单位  联系人0")


def test_bombs_are_told_by_their_streams(monkeypatch):
    import zlib

    from docintel.parse import pdf_guard

    monkeypatch.setattr(pdf_guard, "MAX_STREAM", 50_000_000)
    packed = zlib.compress(bytes(60_000_000), 9)
    assert pdf_guard.is_bomb(b"%PDF-1.7\nstream\r\n" + packed + b"\r\nendstream")
    # a stream followed by other bytes ends there: the count stops and does not run on for ever
    assert not pdf_guard.is_bomb(b"stream\n" + zlib.compress(bytes(1_000_000), 9) + bytes(200_000) + b"endstream")
    assert not pdf_guard.is_bomb(b"stream\n" + bytes(100_000) + b"endstream")


def test_a_bomb_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.pdf.is_bomb", lambda data: True)
    with pytest.raises(UnreadableFile, match="压缩炸弹"):
        parse(put(tmp_path, "a.pdf", pdf_bytes([LONG])))


def test_too_many_pages(tmp_path, monkeypatch):
    monkeypatch.setattr("docintel.parse.pdf.MAX_PAGES", 1)
    with pytest.raises(UnreadableFile, match="超过上限 1 页"):
        parse(put(tmp_path, "a.pdf", pdf_bytes(PAPER)))


def test_every_line_has_its_place_on_the_page(tmp_path):
    document = parse(put(tmp_path, "a.pdf", pdf_bytes(PAPER, header="澜州市人民政府公报")))
    assert len(document.pages) == 4
    assert document.pages[0] == pytest.approx(A4, abs=1)
    assert "".join(document.text[line.start : line.end] for line in document.lines) == document.text.replace("\n", "")
    first = document.lines[0]
    assert document.text[first.start : first.end] == LONG[:26]
    assert first.page == 1
    assert first.box[0] == pytest.approx((LEFT + 2 * SIZE) / A4[0], abs=0.01)
    assert first.box[1] < (A4[1] - 737) / A4[1] < first.box[3]


def test_lines_of_cells_have_their_places(tmp_path):
    rows = [["任务", "责任单位"], ["建设公共技术服务平台，\n并向企业开放。", "市科技局"]]
    document = parse(put(tmp_path, "a.pdf", _table_pdf(rows, width=200)))
    table = document.tables[0]
    inside = [line for line in document.lines if table.start <= line.start < table.end]
    assert "".join(document.text[line.start : line.end] for line in inside) == "任务责任单位建设公共技术服务平台，并向企业开放。市科技局"


def test_a_page_of_picture_is_read_by_the_engine(tmp_path, monkeypatch):
    pytest.importorskip("cv2", reason="extra ocr is not installed")
    from docintel.parse.page_grid import Rules
    from docintel.parse.scan_page import Recognised
    from docintel.parse.scan_signs import Printed

    def engine(colours, size):
        assert colours.shape[1] / size[0] > 2
        signs = "澜州市的文字。"
        edges = tuple((79 + 16.0 * i, 95 + 16.0 * i) for i in range(len(signs)))
        return Recognised((Printed(signs, 400, 416, 16, edges, tuple(0.6 if s == "州" else 0.9 for s in signs)),), Rules())

    monkeypatch.setattr("docintel.parse.ocr.is_installed", lambda: True)
    monkeypatch.setattr("docintel.parse.scan_page.recognise", engine)
    told = []
    document = parse(put(tmp_path, "a.pdf", scanned_pdf(2)), Ocr(tell=lambda page, pages: told.append((page, pages))))
    assert document.text == "澜州市的文字。\n澜州市的文字。\n"
    assert [b.confidence for b in document.blocks] == [pytest.approx(0.857, abs=0.001)] * 2
    assert [line.page for line in document.lines] == [1, 2]
    assert document.warnings == tuple(f"第 {page} 页文字识别没有把握，请对照原页核对：“澜州市的”" for page in (1, 2))
    assert told == [(1, 2), (2, 2)]
