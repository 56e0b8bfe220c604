from hypothesis import given
from hypothesis import strategies as st

from docintel.web.marks import Mark, paragraphs


def test_overlapping_marks_cut_the_line_where_they_begin_and_end():
    lines = list(paragraphs("市教育局年底前完成修订。\n\n好。", [Mark(0, 11, "commit", "a"), Mark(4, 7, "deadline")]))
    assert [s.text for s in lines[0].segments] == ["市教育局", "年底前", "完成修订", "。"]
    assert lines[0].segments[1].css == "m m-commit m-deadline"
    assert lines[0].segments[0].starts == ("a",)
    assert lines[0].segments[1].starts == ()
    assert lines[0].segments[3].css == ""
    assert lines[1].start == 14


def test_a_mark_over_two_lines_goes_on_in_the_second():
    lines = list(paragraphs("甲乙\n丙丁", [Mark(1, 4, "commit", "x")]))
    assert [[s.text for s in p.segments] for p in lines] == [["甲", "乙"], ["丙", "丁"]]
    assert lines[1].segments[0].refs == ("x",)


@given(st.text("甲乙。\n ", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_nothing_is_lost_or_doubled(text, spans):
    marks = [Mark(min(a, b), max(a, b), "commit", str(i)) for i, (a, b) in enumerate(spans)]
    shown = ["".join(s.text for s in p.segments) for p in paragraphs(text, marks)]
    assert shown == [line for line in text.split("\n") if line.strip()]
