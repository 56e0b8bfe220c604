"""The page beside the text, as a reader uses it: a marked place, turned pages, zoom, the way from a ledger row to its page."""

import re

import pytest

pytestmark = pytest.mark.browser


def loaded(page):
    """Whether the page's picture is there and drawn."""
    page.wait_for_function("(i => i && i.complete && i.naturalWidth > 0)(document.querySelector('.leaf img'))", timeout=30_000)
    return page.evaluate("document.querySelector('.leaf img').naturalWidth")


def test_a_finding_is_opened_on_its_page(page, shot):
    page.goto("/papers/N05/")
    assert loaded(page) == 900
    link = page.locator(".below a.place", has_text="第3页").first
    link.click()
    assert loaded(page)
    assert page.locator(".leafbar input[name=page]").input_value() == "3"
    assert "第3页" in page.locator(".spot").inner_text()
    leaf, mark = page.locator(".leaf").bounding_box(), page.locator(".leaf .m-source").first.bounding_box()
    assert leaf["x"] < mark["x"] < mark["x"] + mark["width"] < leaf["x"] + leaf["width"]
    pane = page.locator(".leafpane").bounding_box()
    assert pane["y"] <= mark["y"] < pane["y"] + pane["height"], "the marked place is in view"
    text, here = page.locator(".doc-pane").bounding_box(), page.locator("#at").bounding_box()
    assert text["y"] <= here["y"] < text["y"] + text["height"], "and so are its words"
    shot("page-with-place")


def test_the_picture_and_the_boxes_lie_on_one_another(page):
    page.goto("/papers/N05/?page=2")
    loaded(page)
    picture, leaf = page.locator(".leaf img").bounding_box(), page.locator(".leaf").bounding_box()
    assert all(abs(picture[side] - leaf[side]) < 1 for side in ("x", "y", "width", "height"))
    natural = page.evaluate("(i => i.naturalWidth / i.naturalHeight)(document.querySelector('.leaf img'))")
    assert abs(natural - leaf["width"] / leaf["height"]) < 0.005


def test_pages_turn_and_the_text_follows(page, shot):
    page.goto("/papers/N05/")
    text = page.evaluate("document.querySelector('.doc-pane').scrollTop")
    page.click("[aria-label=下一页]")
    page.wait_for_selector("img[src*='/pages/2.png']")
    assert page.url.endswith("/papers/N05/"), "only the pane was loaded"
    page.wait_for_function(f"document.querySelector('.doc-pane').scrollTop > {text}")
    page.fill(".leafbar input[name=page]", "4")
    page.keyboard.press("Enter")
    page.wait_for_selector("img[src*='/pages/4.png']")
    assert page.locator("[aria-label=下一页]").count() == 0
    page.click(".leafmark:has-text('第2页')")
    page.wait_for_selector("img[src*='/pages/2.png']")
    page.click(".zooms a:has-text('200%')")
    page.wait_for_selector("img[src*='w=1800']")
    leaf, pane = page.locator(".leaf").bounding_box(), page.locator(".leafpane").bounding_box()
    assert leaf["width"] > 1.8 * pane["width"]
    shot("page-zoomed")


def test_marks_are_switched_off_on_the_page_too(page):
    page.goto("/papers/N05/?page=2")
    colour = "getComputedStyle(document.querySelector('.leaf .m-commit')).backgroundColor"
    before = page.evaluate(colour)
    page.uncheck("[data-toggle-mark=commit]")
    page.wait_for_function(f"{colour} !== '{before}'", timeout=3000)  # links fade
    page.click("[aria-label=下一页]")
    page.wait_for_selector("img[src*='/pages/3.png']")
    assert page.evaluate(colour) != before, "turning the page keeps what is switched off"


def test_a_ledger_row_shows_the_strip_of_its_page(page, shot):
    page.goto("/ledger/?doc=N05")
    page.locator("#rows tbody td:nth-child(2) a").first.click()
    strip = page.locator(".cutting")
    page.wait_for_function("(i => i.complete && i.naturalWidth > 0)(document.querySelector('.cutting img'))", timeout=30_000)
    outer, mark = strip.bounding_box(), page.locator(".cutting .m-source").first.bounding_box()
    assert outer["y"] < mark["y"] < mark["y"] + mark["height"] < outer["y"] + outer["height"]
    shot("ledger-row-with-page")
    strip.click()
    assert re.search(r"/papers/N05/\?at=\d+-\d+#at$", page.url)
    assert page.locator(".leaf .m-source").count() > 0


def test_a_word_file_names_the_cell(page, shot):
    page.goto("/papers/N06/")
    assert page.locator("#sheet").count() == 0
    text = page.evaluate("fetch('/api/papers/N06').then(r => r.json()).then(p => p.text)")
    at = text.index("海堤路与鹿鸣河交点")
    page.goto(f"/papers/N06/?at={at}-{at + 9}#at")
    assert "表1 第3行“备注”" in page.locator(".spot").inner_text()
    assert page.locator("table.grid td#at").inner_text() == "海堤路与鹿鸣河交点"
    shot("paper-cell")


def test_without_scripts_the_place_is_marked_all_the_same(browser, served):
    address, user, password = served
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", base_url=address)
    tab = context.new_page()
    tab.goto("/login/")
    tab.fill("input[name=username]", user)
    tab.fill("input[name=password]", password)
    tab.click("button:has-text('登录')")
    tab.goto("/papers/N05/")
    tab.locator(".below a.place", has_text="第2页").first.click()
    assert tab.locator(".leaf .m-source").count() > 0
    tab.click("[aria-label=下一页]")
    assert "page=3" in tab.url
    assert tab.locator(".leaf img").get_attribute("src").startswith("/papers/N05/pages/3.png")
    context.close()


def test_a_picture_is_not_given_to_strangers(browser, served):
    tab = browser.new_page(base_url=served[0])
    answer = tab.goto("/papers/N05/pages/1.png")
    assert "/login/" in tab.url
    assert "image" not in answer.headers["content-type"]
    tab.close()
