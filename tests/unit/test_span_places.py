"""Where spans stand: pages and boxes, paragraphs, cells; any offset of any document has its place."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.documents import Block, Document, PlacedLine, Table
from docintel.domain.places import Places, cut, in_words, places


def document(text, **parts):
    return Document("T", text, "T", "txt", "0" * 64, **parts)


def table_paper():
    """One paragraph, one table of three rows whose first column is merged downwards, one paragraph."""
    text = "任务分解如下：\n任务\t牵头单位\n新建学位\t市教育局\n市财政局\n以上请执行。\n"
    at = {w: (text.index(w), text.index(w) + len(w)) for w in ("任务\t", "牵头单位", "新建学位", "市教育局", "市财政局")}
    head = (text.index("\n任务") + 1, text.index("\n任务") + 3)
    rows = (("任务", "牵头单位"), ("新建学位", "市教育局"), ("新建学位", "市财政局"))
    spans = ((head, at["牵头单位"]), (at["新建学位"], at["市教育局"]), (at["新建学位"], at["市财政局"]))
    start, end = head[0], at["市财政局"][1]
    last = text.index("以上")
    blocks = (Block(0, 7, ref="p1"), Block(start, end, "table", ref="t1"), Block(last, last + 6, ref="p9"))
    return document(text, blocks=blocks, tables=(Table(rows, start, end, spans=spans),)), text


def said(paper, words):
    at = paper.text.index(words)
    return in_words(places(paper, at, at + len(words)))


def test_cells_are_named_by_row_and_heading():
    paper, _ = table_paper()
    assert said(paper, "市财政局") == "表1 第3行“牵头单位”"
    assert said(paper, "牵头单位") == "表1 第1行第2列"
    assert said(paper, "新建学位\t市教育局") == "表1 第2行"
    assert said(paper, "市教育局\n市财政局") == "表1 第2–3行“牵头单位”"
    assert said(paper, "如下") == "第1段"
    assert said(paper, "以上请执行") == "第2段"
    assert in_words(places(paper, 0, len(paper.text))) == "第1段、表1 第1–3行、第2段"


def test_headings_of_two_rows_name_the_column_below():
    text = "任务\t责任单位\n牵头\t配合\n学位\t教育局\t财政局"
    span = {w: (text.index(w), text.index(w) + len(w)) for w in ("任务", "责任单位", "牵头", "配合", "学位", "教育局", "财政局")}
    words = (("任务", "责任单位", "责任单位"), ("任务", "牵头", "配合"), ("学位", "教育局", "财政局"))
    table = Table(words, 0, len(text), spans=tuple(tuple(span[w] for w in row) for row in words))
    paper = document(text, blocks=(Block(0, len(text), "table"),), tables=(table,))
    assert [said(paper, w) for w in ("教育局", "财政局", "学位")] == ["表1 第3行“牵头”", "表1 第3行“配合”", "表1 第3行“任务”"]
    assert [said(paper, w) for w in ("责任单位", "配合")] == ["表1 第1行第2列", "表1 第2行第3列"]


def test_notes_sheets_page_heads_and_broken_lines():
    text = "甲\n乙\n丙\n注"
    blocks = (Block(0, 1, ref="p1"), Block(2, 3, ref="p1"), Block(4, 5, ref="p4"), Block(6, 7, "footnote", ref="f1"))
    paper = document(text, blocks=blocks)
    assert [said(paper, w) for w in text.split("\n")] == ["第1段", "第1段", "第2段", "脚注1"]
    assert in_words(places(paper, 0, 5)) == "第1–2段"
    blocks = (Block(0, 1, "heading", ref="s2"), Block(2, 3, ref="s2"), Block(4, 7, "table", ref="s2"))
    sheet = document("甲\n乙\n丙\t丁", blocks=blocks, tables=(Table((("丙", "丁"),), 4, 7, spans=(((4, 5), (6, 7)),)),))
    assert [said(sheet, w) for w in "乙丁"] == ["第2张工作表 第2段", "第2张工作表 表1 第1行第2列"]
    head = document("澜政发〔2024〕1号\n正文", blocks=(Block(0, 11, ref="header"), Block(12, 14, ref="p1")))
    assert [said(head, w) for w in ("澜政发", "正文")] == ["页眉", "第1段"]
    pictures = document("甲\n乙", blocks=(Block(0, 1, ref="i1"), Block(2, 3, ref="i2")))  # a Word file of scanned pages
    assert in_words(places(pictures, 0, 3)) == "第1张图片、第2张图片"


def test_lines_are_cut_by_the_width_of_their_signs():
    text = "甲乙ab丙，12"  # 1+1+.5+.5+1+1+.5+.5 = 6 squares
    line = PlacedLine(0, len(text), 1, (0.2, 0.1, 0.8, 0.14))
    assert cut(line, text, 0, len(text)) == (0.2, 0.1, 0.8, 0.14)
    left, top, right, bottom = cut(line, text, 2, 5)
    assert (round(left, 6), top, round(right, 6), bottom) == (0.4, 0.1, 0.6, 0.14)
    assert cut(line, text, 9, 12) is None
    quotes = PlacedLine(0, 4, 1, (0.0, 0.0, 0.4, 0.1))
    assert round(cut(quotes, "“试点”", 0, 1)[2], 6) == 0.1


def test_knots_say_where_runs_stand():
    text = "到2027年底"  # a quarter of a square of white on each side of the figures
    line = PlacedLine(0, 7, 1, (0.0, 0.0, 1.0, 0.1), ((1, 0.25), (5, 0.6)))
    assert cut(line, text, 1, 5)[::2] == (0.25, 0.6)
    assert round(cut(line, text, 3, 5)[0], 6) == 0.425
    assert cut(line, text, 0, 1)[::2] == (0.0, 0.25)
    assert cut(line, text, 5, 6)[::2] == (0.6, 0.8)
    assert cut(line, text, 0, 7)[::2] == (0.0, 1.0)


def test_a_line_on_its_side_is_shown_whole():
    box = (0.5, 0.2, 0.52, 0.6)
    paper = document("横排的一行", blocks=(Block(0, 5, page=1),), lines=(PlacedLine(0, 5, 1, box),), pages=((595.0, 842.0),))
    assert places(paper, 1, 2)[0].boxes == (box,)


def test_a_span_over_a_page_break_stands_on_both_pages():
    text = "第一行的话\n第二行的话"
    lines = (PlacedLine(0, 5, 1, (0.1, 0.9, 0.9, 0.92)), PlacedLine(6, 11, 2, (0.1, 0.1, 0.9, 0.12)))
    paper = document(text, blocks=(Block(0, 11, page=1),), lines=lines, pages=((595.0, 842.0),) * 2)
    found = places(paper, 3, 8)
    assert [(p.page, p.start, p.end, len(p.boxes)) for p in found] == [(1, 3, 5, 1), (2, 6, 8, 1)]
    assert in_words(found) == "第1–2页"


def test_a_page_without_lines_is_still_named():
    paper = document("旧库里的话", blocks=(Block(0, 5, page=7, confidence=0.5),))
    (found,) = places(paper, 0, 2)
    assert (found.page, found.boxes, found.confidence, in_words((found,))) == (7, (), 0.5, "第7页")


def test_white_space_stands_nowhere_and_a_paper_without_blocks_is_read_by_lines():
    paper = document("甲\n\n  乙\n")
    assert places(paper, 1, 3) == ()
    assert in_words(places(paper, 5, 6)) == "第2段"


SIGNS = st.sampled_from("甲乙丙，。a1 “（")


@st.composite
def knots(draw, length):
    """Rising offsets with rising shares of the line."""
    at = sorted(draw(st.sets(st.integers(1, length), max_size=3)))
    shares = sorted(draw(st.lists(st.floats(0.01, 0.99), min_size=len(at), max_size=len(at))))
    return tuple(zip(at, shares, strict=True))


@st.composite
def laid_out(draw):
    """A document of lines on pages, drawn together into blocks."""
    words = draw(st.lists(st.text(SIGNS, min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=12))
    text, lines, at = "", [], 0
    for i, word in enumerate(words):
        left, top = draw(st.floats(0, 0.5)), draw(st.floats(0, 0.9))
        lines.append(
            PlacedLine(at, at + len(word), 1 + i // 4, (left, top, left + draw(st.floats(0.05, 0.5)), top + 0.02), draw(knots(len(word))))
        )
        text += word + "\n"
        at = len(text)
    blocks = tuple(Block(line.start, line.end, page=line.page) for line in lines)
    return document(text, blocks=blocks, lines=tuple(lines), pages=((595.0, 842.0),) * (1 + len(words) // 4))


@given(laid_out(), st.data())
def test_every_word_of_any_span_has_a_box_on_its_page(paper, data):
    start = data.draw(st.integers(0, len(paper.text) - 1))
    end = data.draw(st.integers(start + 1, len(paper.text)))
    found = Places(paper).of(start, end)
    assert bool(found) == bool(paper.text[start:end].strip())
    held = set()
    for place in found:
        assert start <= place.start < place.end <= end
        assert place.boxes
        held |= set(range(place.start, place.end))
        for left, top, right, bottom in place.boxes:
            assert 0 <= left <= right <= 1.0001
            assert 0 <= top < bottom <= 1
            assert any(
                line.box[0] - 1e-9 <= left and right <= line.box[2] + 1e-9 and line.box[1] == top
                for line in paper.lines
                if line.page == place.page
            )
    assert {i for i in range(start, end) if not paper.text[i].isspace()} <= held


@given(laid_out())
def test_neighbouring_spans_of_a_line_touch_and_fill_it(paper):
    line = paper.lines[0]
    cuts = [box for i in range(line.start, line.end) if (box := cut(line, paper.text, i, i + 1))]
    assert cuts[-1][2] <= line.box[2] + 1e-9
    assert all(a[2] <= b[0] + 1e-9 for a, b in pairwise(cuts))
