"""What placed lines of pages give besides the text."""

from dataclasses import replace

from docintel.parse.page_flow import paragraphs
from docintel.parse.page_furniture import without_furniture
from docintel.parse.page_lines import Line
from docintel.parse.page_margins import Setting
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


def _page(number, first, head=""):
    """A page of ten lines 28 points apart, ``first`` at their top, and a running head above."""
    words = [
        replace(
            line(first if at == 0 else f"{'甲乙丙丁戊己庚'[number]}乡{'子丑寅卯辰巳午未申酉'[at]}村负责落实。", 100 + 28 * at), page=number
        )
        for at in range(10)
    ]
    return ([replace(line(head, 60), page=number)] if head else []) + words


def test_words_that_chance_to_open_two_pages_stay():
    address = "网址：https://example.gov.cn/"
    pages = {number: _page(number, address if number in (2, 4) else f"各县{'甲乙丙丁戊己庚'[number]}应当报告。") for number in range(1, 7)}
    left = without_furniture(pages, dict.fromkeys(pages, 842.0))
    assert [left[number][0].text for number in (2, 4)] == [address] * 2


def test_a_running_head_apart_from_the_words_goes():
    pages = {
        number: _page(number, f"各县{'甲乙丙丁戊己庚'[number]}应当报告。", "澜州市年鉴" if number in (2, 4) else "")
        for number in range(1, 7)
    }
    left = without_furniture(pages, dict.fromkeys(pages, 842.0))
    assert all(len(lines) == 10 for lines in left.values())


def test_a_quotation_mark_takes_its_neighbours_to_the_next_line():
    """White of three signs before a word of five (保”－“我) is no paragraph's end."""
    how = Setting(left=80, right=528, size=16, pitch=28)
    lines = [
        replace(line("可以关注公众号，点击右下角“我的社", 100), x0=80, x1=464),
        replace(line("保”－“我的进度”查询办理进展", 128), x0=80, x1=300),
    ]
    assert [paragraph.text for paragraph in paragraphs(lines, how)] == ["可以关注公众号，点击右下角“我的社保”－“我的进度”查询办理进展"]


def test_a_paragraph_does_not_end_within_brackets():
    how = Setting(left=80, right=528, size=16, pitch=28)
    upper = replace(line("市农业农村局科教处，技术支持", 100), x0=80, x1=353)
    opened = replace(upper, text="（联系人及电话：" + upper.text)
    lower = replace(line("0577-80000001，0577-80000002）", 128), x0=80, x1=285)
    assert len(paragraphs([opened, lower], how)) == 1
    assert len(paragraphs([upper, lower], how)) == 2  # nothing is open
