"""What is printed over and beside a PDF's words goes; turned, locked, garbled and footnoted pages are read right."""

import io

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from docintel.errors import UnreadableFile
from docintel.parse import Ocr, parse
from docintel.parse.page_columns import Columns
from docintel.parse.page_grid import Rules, grids
from docintel.parse.page_lines import Sign, lines_of
from docintel.parse.page_tables import PageCell, PageTable, append, continues
from docintel.parse.pdf_quality import why_unusable
from docintel.parse.pdf_signs import UNKNOWN, TextLayer, _Found, _parted, _Way
from tests.parse_samples import LEFT, PITCH, SIZE, TOP, pdf_bytes, put, wrap

LONG = "为深入贯彻落实省委、省政府关于促进民营经济发展壮大的决策部署，进一步激发经营主体活力，结合我市实际，制定以下措施。"
PAPER = [LONG, "一、加大财政支持力度", "（一）设立专项资金。" + LONG * 2, "市财政局要于每年一季度前安排资金。"]


def drawn(paint, pages=1, paper=PAPER, size=A4, encrypt=None):
    """A paper (the same on each page, or a paper a page) set as offices set it; ``paint(sheet, number)`` is called after the words."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=size, encrypt=encrypt)
    for number in range(1, pages + 1):
        sheet.setFont("STSong-Light", SIZE)
        for row, (indent, words) in enumerate(
            line for text in (paper(number) if callable(paper) else paper) for line in wrap(text, narrow=0.5)
        ):
            sheet.drawString(LEFT + indent * SIZE, TOP - row * PITCH, words)
        sheet.saveState()
        paint(sheet, number)
        sheet.restoreState()
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def texts(tmp_path, data):
    return parse(put(tmp_path, "a.pdf", data)).text.rstrip("\n").split("\n")


def watermark(turn, grey):
    def paint(sheet, number):
        sheet.setFillGray(grey)
        sheet.setFont("STSong-Light", 60)
        sheet.translate(300, 560)
        sheet.rotate(turn)
        sheet.drawCentredString(0, 0, "征求意见稿")

    return paint


@pytest.mark.parametrize(("turn", "grey"), [(45, 0.8), (30, 0.0), (0, 0.8), (-20, 0.5)])
def test_watermarks_go(tmp_path, turn, grey):
    assert texts(tmp_path, drawn(watermark(turn, grey))) == PAPER


def test_a_large_dark_title_is_no_watermark(tmp_path):
    assert "征求意见稿" in "".join(texts(tmp_path, drawn(watermark(0, 0.0), paper=[])))


def test_side_marks_go(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", 10)
        for at, sign in enumerate("装订线"):
            sheet.drawString(30, 700 - 60 * at, sign)
        sheet.translate(20, 300)
        sheet.rotate(90)
        sheet.drawString(0, 0, "内部资料请勿外传")

    assert texts(tmp_path, drawn(paint)) == PAPER


def test_numbers_outside_the_margin_stay(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", SIZE)
        for row in range(3):
            sheet.drawString(LEFT - 30, 400 - row * PITCH, str(row + 1))
            sheet.drawString(LEFT, 400 - row * PITCH, f"建成第{'一二三'[row]}批站点。")

    assert [t.split()[0] for t in texts(tmp_path, drawn(paint))[-3:]] == ["1", "2", "3"]


def test_the_words_under_a_seal_stay_and_those_of_the_seal_go(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", SIZE)
        sheet.drawString(LEFT + 260, 400, "澜州市财政局")
        sheet.drawString(LEFT + 250, 372, "2025年3月6日")
        sheet.setFillColorRGB(0.85, 0.1, 0.1)
        sheet.setFont("STSong-Light", 12)
        sheet.translate(LEFT + 308, 390)
        sheet.drawCentredString(0, -34, "公文专用章")
        for at, sign in enumerate("澜州市财政局印"):
            sheet.saveState()
            sheet.rotate(105 - at * 35)
            sheet.drawCentredString(0, 44, sign)
            sheet.restoreState()

    assert texts(tmp_path, drawn(paint)) == [*PAPER, "澜州市财政局", "2025年3月6日"]


def test_page_numbers_of_every_style_go(tmp_path):
    def paper(number):
        return [f"{'甲乙丙'[number - 1]}类企业。{LONG}"]

    for style in ("— {} —", "-{}-", "第{}页", "第 {} 页 共 3 页", "第{}页/共3页", "{} / 3", "{}", "· {} ·", "Page {} of 3", "－ {} －"):

        def paint(sheet, number, style=style):
            sheet.setFont("STSong-Light", 10)
            sheet.drawCentredString(297, 40, style.format(number))

        assert texts(tmp_path, drawn(paint, 3, paper)) == [text for number in (1, 2, 3) for text in paper(number)], style


def test_words_at_a_right_angle_that_are_left_out_are_named(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", 9)
        sheet.translate(560, 100)
        sheet.rotate(90)
        sheet.drawString(0, 0, LONG)
        sheet.drawString(0, 12, LONG)

    document = parse(put(tmp_path, "a.pdf", drawn(paint)))
    assert document.text.rstrip("\n").split("\n") == PAPER
    assert document.warnings == ("第 1 页另有转了方向的文字，没有读出；请对照原件",)


def test_words_cut_away_from_the_page_are_not_read(tmp_path):
    def paint(sheet, number):
        sheet.drawString(LEFT, -60, "cut away")

    assert texts(tmp_path, drawn(paint)) == PAPER


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_pages_shown_turned_are_read_upright_and_placed_as_shown(tmp_path, quarter):
    document = pypdfium2.PdfDocument(drawn(lambda sheet, number: None))
    document[0].set_rotation(quarter)
    out = io.BytesIO()
    document.save(out)
    read = parse(put(tmp_path, "a.pdf", out.getvalue()))
    assert read.text.rstrip("\n").split("\n") == PAPER
    left, top, right, bottom = read.lines[0].box
    wide, high = read.pages[0]
    assert (wide > high) == (quarter in (90, 270))
    if quarter == 180:
        assert left < 0.2
        assert top > 0.8
    else:  # a level line now stands upright near one side
        assert (bottom - top) * high > 5 * (right - left) * wide
        assert (left > 0.8) == (quarter == 90)


def test_a_file_locked_only_against_changes_is_read(tmp_path):
    lock = StandardEncryption(userPassword="", ownerPassword="secret", canModify=0)
    assert texts(tmp_path, drawn(lambda sheet, number: None, encrypt=lock)) == PAPER


def test_a_file_that_lost_its_index_is_read(tmp_path):
    data = drawn(lambda sheet, number: None)
    assert texts(tmp_path, data[: data.rindex(b"xref")]) == PAPER


def test_footnotes_follow_the_paragraph_and_lose_their_marks(tmp_path):
    def paint(sheet, number):
        if number == 1:
            sheet.line(LEFT, 150, LEFT + 140, 150)
            sheet.setFont("STSong-Light", 9)
            sheet.drawString(LEFT, 136, "1 资金按年度拨付，由市财政局统一核算，并接受审计监督，结果向社会")
            sheet.drawString(LEFT, 122, "公开。")
            sheet.drawString(LEFT, 108, "② 以年度公报为准。")

    document = parse(put(tmp_path, "a.pdf", drawn(paint)))
    notes = [document.text[b.start : b.end] for b in document.blocks if b.kind == "footnote"]
    assert notes == ["资金按年度拨付，由市财政局统一核算，并接受审计监督，结果向社会公开。", "以年度公报为准。"]
    assert [document.text[b.start : b.end] for b in document.blocks if b.kind != "footnote"] == PAPER


def test_raised_marks_go_and_powers_stay(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", SIZE)
        sheet.drawString(LEFT, 300, "面积500km")
        end = LEFT + sheet.stringWidth("面积500km", "STSong-Light", SIZE)
        sheet.setFont("STSong-Light", 8)
        sheet.drawString(end, 307, "2")
        sheet.setFont("STSong-Light", SIZE)
        sheet.drawString(end + 5, 300, "以上。")
        sheet.setFont("STSong-Light", 8)
        sheet.drawString(end + 5 + 3 * SIZE, 308, "3")

    assert texts(tmp_path, drawn(paint))[-1] == "面积500km2以上。"


def test_spaced_and_stretched_type_has_no_blanks(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", SIZE)
        for at, sign in enumerate("重点任务分解"):
            sheet.drawString(LEFT + at * 2 * SIZE, 300, sign)

    assert texts(tmp_path, drawn(paint))[-1] == "重点任务分解"


ROWS = [
    ("单位", "事项", "电话"),
    ("市发展改革委", "项目审批", "0999-5550101"),
    ("市财政局", "资金拨付", "0999-5550102"),
    ("市科技局", "成果登记", "0999-5550103"),
]


def test_a_table_without_lines(tmp_path):
    def paint(sheet, number):
        sheet.setFont("STSong-Light", 12)
        for y, row in enumerate(ROWS):
            for x, cell in enumerate(row):
                sheet.drawString(LEFT + 150 * x, 330 - 20 * y, cell)

    document = parse(put(tmp_path, "a.pdf", drawn(paint)))
    assert document.tables[0].rows == tuple(ROWS)
    assert document.text.startswith("\n".join(PAPER))


def test_pages_are_told_while_a_long_paper_is_read(tmp_path):
    told = []
    parse(put(tmp_path, "a.pdf", drawn(lambda sheet, number: None, pages=25)), Ocr(tell=lambda page, pages: told.append((page, pages))))
    assert told == [(page, 25) for page in range(1, 26)]


def layer(text, hidden=0.0):
    return TextLayer([Sign(sign, 0, 10, 0, 10, 10) for sign in text], 595, 842, 0, hidden)


@pytest.mark.parametrize(
    ("text", "picture", "hidden", "reason"),
    [
        (LONG, 0.0, 0.0, None),
        (LONG, 1.0, 1.0, None),  # a good layer under a scan
        ("", 0.9, 0.0, "picture"),
        ("第1页", 0.9, 0.0, "picture"),
        ("", 0.0, 0.0, None),
        ("第1页", 0.02, 0.0, None),  # a short page with a logo
        (UNKNOWN * 10 + "通知", 0.0, 0.0, "garbage"),
        ("\ue001\ue002\ue003\ue004\ue005通知", 0.0, 0.0, "garbage"),
        ("ÖÐ»ªÈËÃñ¹²ºÍ¹ú", 0.0, 0.0, "garbage"),  # GBK read as Latin-1
        ("鍏充簬鍗板彂鑻ュ共鎺柦", 0.0, 0.0, "garbage"),  # UTF-8 read as GBK
        ("为深入贯彻落实省委錒蠔" + "鵱鸊", 1.0, 1.0, "garbage"),
        (LONG + "錒蠔鵱", 1.0, 1.0, "picture"),
        ("Notice on PM2.5 and ISO 9001 ±5℃ αβ", 0.0, 0.0, None),
    ],
)
def test_what_a_text_layer_is_worth(text, picture, hidden, reason):
    assert why_unusable(layer(text, hidden), picture) == reason


def test_a_garbled_page_is_named_where_nothing_can_read_it(tmp_path):
    data = drawn(lambda sheet, number: None, paper=["ÖÐ»ªÈËÃñ¹²ºÍ¹ú" * 4])
    with pytest.raises(UnreadableFile, match="编码表"):
        parse(put(tmp_path, "a.pdf", data), Ocr(use=False))


def box(x0, y0, x1, y1):
    return Rules([(y0, x0, x1), (y1, x0, x1)], [(x0, y0, y1), (x1, y0, y1)])


def test_a_grid_with_merged_cells_dashes_and_an_underline():
    rules = box(0, 0, 90, 60)
    rules.level += [(20, 0, 90), *((40, x, x + 4) for x in range(30, 90, 6)), (75, 10, 60)]
    rules.upright += [(30, 0, 60), (60.8, 20, 60), (61.2, 20, 40)]
    (grid,) = grids(rules)
    assert [round(x) for x in grid.xs] == [0, 30, 61, 90]
    assert [round(y) for y in grid.ys] == [0, 20, 40, 60]
    top, middle, last = grid.cells
    assert top[1] == top[2]
    assert middle[0] == last[0]
    assert len({*top, *middle, *last}) == 7
    assert grid.rectangle(middle[0])[1::2] == pytest.approx((20, 60))
    assert grid.at(200, 10) is None


def test_open_sides_are_the_ends_of_the_lines():
    rules = Rules([(0, 0, 90), (20, 0, 90), (40, 0, 90)], [(30, 0, 40), (60, 0, 40)])
    (grid,) = grids(rules)
    assert grid.xs == [0, 30, 60, 90]
    assert len({cell for row in grid.cells for cell in row}) == 6


def test_words_of_a_short_paper_that_look_like_furniture_stay(tmp_path):
    assert texts(tmp_path, pdf_bytes(["附件1", LONG])) == ["附件1", LONG]


def page_table(page, columns, *rows):
    cells = {}  # a cell's words name it: equal words in a row or below one another are one merged cell
    grid = [[cells.setdefault((words, full), PageCell(words, full=full)) for words, full in row] for row in rows]
    return PageTable((columns[0], 0, columns[-1], 100), columns, grid, page)


def rows_of_joined(upper, lower):
    assert continues(upper, lower)
    append(upper, lower)
    return [[cell.text for cell in row] for row in upper.grid]


FULL = "支持企业开展设备更新和技术改造，按照"


def test_a_merged_cell_cut_by_the_page_goes_on_once():
    upper = page_table(1, (0, 30, 60, 90), [("条件", False), ("甲", False), ("乙", False)], [("标准", False), (FULL, True), (FULL, True)])
    lower = page_table(2, (0, 30, 90), [("", False), ("投资额给予补助。", False)], [("时限", False), ("2026年", False)])
    assert rows_of_joined(upper, lower) == [
        ["条件", "甲", "乙"],
        ["标准", FULL + "投资额给予补助。", FULL + "投资额给予补助。"],
        ["时限", "2026年", "2026年"],
    ]
    assert upper.grid[1][1] is upper.grid[1][2]


def test_a_row_of_its_own_is_not_joined_to_the_one_above():
    rows = [("一类", False), (FULL + "执行。", True)], [("二类", False), (FULL + "执行。", True)]
    assert (
        len(rows_of_joined(page_table(1, (0, 30, 90), *rows), page_table(2, (0, 30, 90), [("三类", False), ("按规定执行。", False)]))) == 3
    )


def test_headings_of_two_rows_are_repeated_on_each_page():
    head = [("序号", False), ("责任单位", False), ("责任单位", False)], [("序号", False), ("牵头", False), ("配合", False)]
    upper = page_table(1, (0, 30, 60, 90), *head, [("1", False), ("市财政局", False), ("市科技局", False)])
    lower = page_table(2, (0, 30, 60, 90), *head, [("2", False), ("市商务局", False), ("市数据局", False)])
    assert [row[0] for row in rows_of_joined(upper, lower)] == ["序号", "序号", "1", "2"]


def spread(words, x, y, size=10, narrow=0.3):
    signs = []
    for sign in words:
        wide = narrow * size if sign.isascii() else size
        signs.append(Sign(sign, x, x + wide, y, y + size, size))
        x += wide
    return signs


def test_narrow_signs_side_by_side_are_not_drawn_twice():
    (line,) = lines_of(spread("网址：https://www.illinois.gov", 0, 0), 1)
    assert line.text == "网址：https://www.illinois.gov"


def test_one_glyph_that_stands_for_two_signs_gives_both_a_place():
    way = _Way(10, 0, True, 0.0, False, False)
    dashes = list(_parted(_Found("—", 5.0, 7.0, 20.0, way, False) for _ in range(2)))
    assert [(sign.x, sign.advance) for sign in dashes] == [(5.0, 10.0), (15.0, 10.0)]


def column_page(texts, rows=20):
    signs, wide = [], 20
    lines = [text[i : i + wide] for text in texts for i in range(0, len(text), wide)]
    for at, words in enumerate(lines):
        column, row = divmod(at, rows)
        signs += spread(words, 80 + 230 * column, 100 + 18 * row)
    return signs


def test_a_page_too_short_to_show_its_columns_follows_the_one_before():
    columns = Columns()
    columns.lines(column_page([LONG * 14]), 595, 1)
    assert "".join(line.text for line in columns.lines(column_page([LONG], rows=2), 595, 2)) == LONG
    assert "".join(line.text for line in Columns().lines(column_page([LONG], rows=2), 595, 2)) != LONG
