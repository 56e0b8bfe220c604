"""The panel beside a paper, as a clerk uses it: a click on words, a selection, the keyboard alone, a file with pages."""

import pytest

pytestmark = pytest.mark.browser


def words(page):
    """The panel's words once the answer to the last question is there."""
    page.wait_for_load_state("networkidle")
    return page.locator("#why").inner_text()


def sentence(page, text):
    return page.locator(".doc .s", has_text=text).first


def test_a_click_on_words_explains_these_words(page, shot):
    page.goto("/papers/W02/")
    assert "点正文里任意一句" in page.locator("#why").inner_text()
    sentence(page, "力争三年内").locator(".m-deadline").click()
    page.wait_for_selector("#why .found")
    told = words(page)
    assert "是承诺：硬承诺1项、力争类1项" in told
    assert "承诺 力争三年内配备率达到80%" in told, "the clicked action is shown, the others wait"
    assert "承诺 推广智慧随访设备" not in told
    assert "至2027-08-21" in told
    assert sentence(page, "力争三年内").get_attribute("class") == "s asked"
    shot("explain-action")
    page.click("#why summary:has-text('本句还有')")
    assert "推广智慧随访设备" in page.locator("#why").inner_text()
    sentence(page, "感谢您对卫生健康工作").click()
    page.wait_for_selector("#why .found:has-text('不是承诺')")
    assert "格式用语" in words(page)
    assert page.locator(".s.asked").count() == 1


def test_a_selection_explains_what_was_selected(page):
    page.goto("/papers/W02/")
    target = sentence(page, "力争三年内").locator(".m-target").first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=4)
    with page.expect_request(lambda r: "/explain/?at=" in r.url) as asked:
        page.mouse.up()
    start, end = asked.value.url.split("at=")[1].split("-")
    chosen = sentence(page, "力争三年内")
    begins = int(chosen.get_attribute("data-from"))
    assert chosen.text_content()[int(start) - begins : int(end) - begins] in "达到80%"
    assert "力争类" in words(page)


def test_the_keyboard_alone_reaches_every_sentence(page):
    page.goto("/papers/W02/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('s')"):
            break
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") != first
    page.keyboard.press("Enter")
    page.wait_for_selector("#why .found")
    assert page.evaluate("document.activeElement.textContent").strip()[:6] in words(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    page.wait_for_selector(".s.asked")
    page.keyboard.press("Escape")
    assert page.locator(".s.asked").count() == 0


def test_beside_a_page_the_panel_opens_over_the_picture_and_closes(page, shot):
    page.goto("/papers/N05/")
    assert page.locator("#why").is_hidden()
    page.locator(".doc .m-commit").nth(3).click()
    page.wait_for_selector("#why .found")
    panel, text = page.locator("#why").bounding_box(), page.locator(".doc-pane").bounding_box()
    assert panel["x"] + panel["width"] <= text["x"], "the text stays free"
    shot("explain-beside-page")
    page.click("#why button:has-text('收起')")
    assert page.locator("#why").is_hidden()


def test_the_table_of_phrases_is_reached_from_the_panel(page, shot):
    page.goto("/papers/W02/")
    sentence(page, "力争三年内").click()
    page.click("#why a:has-text('承诺用语表')")
    assert page.locator("h1").inner_text() == "承诺用语表"
    assert page.locator("table.phrases").count() > 20
    shot("phrases")
