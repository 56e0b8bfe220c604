"""A reviewer at the keyboard: a hundred items without the mouse, corrections in place, split, merge, undo, a missed item added."""

import re
import time

import pytest

from tests.e2e.conftest import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A library of its own: a hundred confirmed rows would be in the way of other tests."""
    papers = ("W02.txt", "W08.txt", "W10.txt", "W11.txt", "P38.txt", "P44.txt", "N06.docx")
    with serving(tmp_path_factory.mktemp("review"), papers) as found:
        yield found


@pytest.fixture
def review(page):
    page.goto("/review/")
    return page


def shown(page):
    return page.get_attribute("[data-item]", "data-item")


def press(page, key, other=True):
    """Presses a key and waits for the card that it brings; the row's id."""
    before = shown(page)
    with page.expect_response(lambda r: "/review/" in r.url) as answer:
        page.keyboard.press(key)
    assert answer.value.ok
    if other:
        page.wait_for_function("id => { const c = document.querySelector('[data-item]'); return !c || c.dataset.item !== id }", arg=before)
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    return shown(page)


def waiting(page):
    return int(re.search(r"共 (\d+) 项待审核", page.inner_text(".place"))[1])


def field(page, name):
    return page.inner_text(f"[data-field={name}] .shown")


def typed(page, key, words, submit="Enter"):
    """Opens a field by its key, types over it and saves."""
    page.keyboard.press(key)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)
    press(page, submit, other=False)


def test_corrections_split_merge_reject_and_undo_by_keys(review, shot):
    page = review
    first, start = shown(page), waiting(page)
    page.keyboard.press("o")
    page.keyboard.type("yn")  # keys do nothing while a person types
    assert page.input_value("[data-field=lead] input[name=value]").endswith("yn")
    page.keyboard.press("Escape")
    assert shown(page) == first
    typed(page, "o", "市发展改革委、市教育局")
    typed(page, "d", "2027年6月底前")
    typed(page, "t", "新增公办学位2000个")
    typed(page, "w", "新增公办学位2000个并投入使用", "Control+Enter")
    assert (field(page, "lead"), field(page, "targets")) == ("市发展改革委、市教育局", "新增公办学位2000个")
    assert "2027-06-30" in field(page, "due")
    typed(page, "d", "不久以后")
    assert "读不出日期" in page.inner_text("[role=alert]")
    assert page.input_value("[data-field=due] input[name=value]") == "不久以后"
    page.keyboard.press("Escape")
    shot("review-corrected")
    page.keyboard.press("s")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("新增公办学位2000个\n确保按期投入使用")
    shot("review-split")
    assert press(page, "Control+Enter") == f"{first}-a"
    assert waiting(page) == start + 1
    assert field(page, "lead") == "市发展改革委、市教育局"
    merged = press(page, "m")
    assert merged not in (first, f"{first}-a", f"{first}-b")
    assert waiting(page) == start
    page.keyboard.press("n")
    shot("review-reject")
    second = press(page, "1")
    assert waiting(page) == start - 1
    assert "不予立项" in page.inner_text(".told")
    assert press(page, "u") == merged
    press(page, "j")
    assert shown(page) == second
    assert press(page, "k") == merged
    page.keyboard.press("i")
    page.wait_for_selector("#why .found")
    page.keyboard.press("?")
    assert page.is_visible("#help")
    shot("review-help")
    page.keyboard.press("Escape")
    paper = page.inner_text(".where b")
    press(page, "p")
    assert page.inner_text(".where b") != paper


def test_an_input_method_keeps_its_keys(review):
    page = review
    first = shown(page)
    page.evaluate("""() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'y', bubbles: true, isComposing: true }))""")
    page.evaluate("""() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', keyCode: 229, bubbles: true }))""")
    page.wait_for_timeout(300)
    assert shown(page) == first


def test_a_missed_stretch_is_added_by_selection(review, shot):
    page = review
    page.keyboard.press("a")
    page.wait_for_url("**/papers/**")
    page.evaluate("""() => {
        const one = [...document.querySelectorAll('[data-add] .s')].find((s) => !s.querySelector('.m-commit') && s.textContent.trim().length > 12);
        const range = document.createRange(); range.selectNodeContents(one);
        const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range); one.scrollIntoView();
    }""")
    words = page.evaluate("() => getSelection().toString().trim()")
    page.keyboard.press("a")
    page.wait_for_selector("#add textarea[name=text]")
    assert page.input_value("#add textarea[name=text]").replace(" ", "")[:8] == words.replace(" ", "")[:8]
    page.fill("#add input[name=lead]", "市财政局")
    shot("review-add")
    page.focus("#add input[name=lead]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#add .note.success")
    made = page.inner_text("#add .note a >> nth=0")
    page.goto(f"/ledger/{made}/")
    assert "人工补录" in page.inner_text("main")
    assert "市财政局" in page.inner_text("main")


def test_a_hundred_items_are_confirmed_without_the_mouse(review, shot):
    page = review
    shot("review-card")
    start, seen, began = waiting(page), [shown(page)], time.monotonic()
    for n in range(100):
        seen.append(press(page, "y" if n % 2 else "Enter"))
    took = time.monotonic() - began
    assert len(set(seen)) == 101
    assert waiting(page) == start - 100
    assert took < 50, f"{took:.1f} s for 100 items"
    for _ in range(3):
        press(page, "u")
    assert shown(page) == seen[97]
    assert waiting(page) == start - 97
