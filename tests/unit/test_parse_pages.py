"""What placed lines of pages give besides the text."""

from docintel.parse.page_lines import Line
from docintel.parse.pages import Page, body_of


def line(text, top, unsure=()):
    return Line(text, 100, 100 + 16 * len(text), top, top + 16, 16, 1, confidence=0.9, unsure=unsure)


def test_doubtful_words_are_placed_in_the_text():
    lines = [
        line("奖励最高3000元，补助", 100, ("000元", "补助")),
        line("企业最高3000元。", 130, ("3000元",)),
        line("以上请核对无误。", 300, ("看不清",)),
    ]
    body = body_of([Page(1, 595, 842, lines)])
    assert [body.text[a:b] for a, b in body.doubts] == ["000元", "补助", "3000元", "以上请核对无误。"]
    assert body.doubts == tuple(sorted(body.doubts))
    assert body_of([Page(1, 595, 842, [line("全部清楚。", 100)])]).doubts == ()
