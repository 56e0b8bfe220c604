"""系统状态 as an administrator reads it."""

import pytest

pytestmark = pytest.mark.browser


def test_an_administrator_reads_what_is_well_and_what_to_do(page, shot):
    page.click("nav a:has-text('系统状态')")
    page.wait_for_selector("table.status tbody tr", timeout=30_000)
    rows = page.locator("table.status tbody tr")
    assert rows.count() > 10
    assert "故障 0" in page.locator("#status").inner_text()
    backup = page.locator("table.status tr", has=page.locator("td", has_text="备份").first).last
    assert "docintel backup" in backup.inner_text()
    page.click("button:has-text('重新检查')")
    page.wait_for_selector("table.status tbody tr")
    shot("status")


def test_a_monitor_needs_no_sign_in(browser, served):
    tab = browser.new_page(base_url=served[0])
    answer = tab.goto("/api/health")
    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    tab.close()
