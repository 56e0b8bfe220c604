"""Papers as their pages print them: tables as tables, every word once."""

from hypothesis import given
from hypothesis import strategies as st

from docintel.domain.documents import Block, Document, Table
from docintel.web.marks import Mark, Paragraph
from docintel.web.shown import ShownTable, shown, starts


def words(lines):
    return "".join(segment.text for line in lines for segment in line.segments)


def merged():
    """A title over both columns, a cell over two rows, an empty cell."""
    text = "前\n任务表\n学位\t教育局\n财政局\n补助\n后"
    spans = (((2, 5), (2, 5)), ((6, 8), (9, 12)), ((6, 8), (13, 16)), ((17, 19), (19, 19)))
    rows = tuple(tuple(text[a:b] for a, b in row) for row in spans)
    return Document("T", text, "T", "docx", "0" * 64, tables=(Table(rows, 2, 19, spans=spans),))


def test_merged_cells_are_printed_once_with_their_size():
    parts = list(shown(merged(), [Mark(13, 16, "owner", "x")]))
    assert [type(p) for p in parts] == [Paragraph, ShownTable, Paragraph]
    table = parts[1]
    assert [[(words(c.lines), c.across, c.down) for c in row] for row in table.rows] == [
        [("任务表", 2, 1)],
        [("学位", 1, 2), ("教育局", 1, 1)],
        [("财政局", 1, 1)],
        [("补助", 1, 1), ("", 1, 1)],
    ]
    assert table.rows[2][0].lines[0].segments[0].css == "m m-owner"
    assert list(starts(parts)) == [0, 2, 6, 9, 13, 17, 20]


def test_tables_without_places_are_printed_as_lines():
    document = Document("T", "甲\t乙\n丙", "T", "pdf", "0" * 64, (Block(0, 3, "table"),), (Table((("甲", "乙"),), 0, 3),))
    assert [words([p]) for p in shown(document, [])] == ["甲\t乙", "丙"]


@given(st.lists(st.lists(st.sampled_from(["", "甲", "乙丙", "丁\n戊"]), min_size=2, max_size=3), min_size=1, max_size=4), st.data())
def test_every_word_is_printed_once_whatever_is_marked(grid, data):
    width = max(map(len, grid))
    text, spans = "首段\n", []
    for row in grid:
        line = []
        for word in row + [""] * (width - len(row)):
            line.append((len(text), len(text) + len(word)))
            text += word + ("\t" if word else "")
        text = text.rstrip("\t") + "\n"
        spans.append(tuple(line))
    start, end = 3, max(3, len(text.rstrip()))
    text += "末段"
    table = Table(tuple(tuple(text[a:b] for a, b in row) for row in spans), start, end, spans=tuple(spans))
    document = Document("T", text, "T", "docx", "0" * 64, tables=(table,))
    edges = st.integers(0, len(text))
    marks = [Mark(*sorted(pair), "commit") for pair in data.draw(st.lists(st.tuples(edges, edges), max_size=4))]
    printed = "".join(
        words([part]) if isinstance(part, Paragraph) else "".join(words(cell.lines) for row in part.rows for cell in row)
        for part in shown(document, marks)
    )
    assert "".join(printed.split()) == "".join(text.split())
