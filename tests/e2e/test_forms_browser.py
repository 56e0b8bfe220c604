"""A secretary chooses rows in the list, gets a 督办通知单, records a 回头看: as a person does it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import docx
import pytest

pytestmark = pytest.mark.browser


def test_chosen_rows_become_a_notice_in_word(page, shot):
    page.goto("/ledger/?state=proposed")
    page.locator("#rows tbody a").first.click()
    page.select_option("select[name=state]", "confirmed")
    page.click("button:has-text('保存') >> nth=0")
    item = page.url.rstrip("/").split("/")[-1]
    page.goto("/ledger/?state=confirmed")
    page.check(f"input[name=item][value='{item}']")
    page.click("button:has-text('督办通知单')")
    assert "制作督办通知单" in page.inner_text("h1")
    page.fill("input[name=number]", "澜督〔2026〕3号")
    page.fill("input[name=limit]", "2026-12-31")
    shot("form-notice")
    with page.expect_download() as got:
        page.click("button:has-text('下载 Word 文件')")
    assert got.value.suggested_filename.startswith("督办通知单-")
    document = docx.Document(BytesIO(Path(got.value.path()).read_bytes()))
    assert "澜督〔2026〕3号" in [p.text for p in document.paragraphs]
    assert "2026年12月31日" in "".join(document.element.body.itertext())
    page.goto("/forms/")
    shot("forms")
    assert "有错" not in page.inner_text("main")


def test_a_second_look_is_recorded(page, shot):
    page.goto("/outcomes/")
    page.select_option("select[name=scheme]", "three")
    page.click("button:has-text('选定')")
    shot("outcomes")
    page.locator("#rows tbody a").first.click()
    page.select_option("#record select[name=letter]", "B")
    page.uncheck("#record input[name=follow_up]")
    page.click("#record button")
    page.select_option("#record select[name=letter]", "A")
    page.check("#record input[name=follow_up]")
    page.fill("#record textarea[name=note]", "已逐项核实")
    page.click("#record button")
    assert "B→A" in page.inner_text("main")
    assert "已逐项核实" in page.inner_text("main")
    shot("outcome")
