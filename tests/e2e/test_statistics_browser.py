"""统计 as a person reads it: chart and table, a figure opens its rows."""

import pytest

pytestmark = pytest.mark.browser


def test_a_figure_and_a_bar_open_their_rows(page, shot):
    page.click("nav a:has-text('统计')")
    page.wait_for_selector("#chart svg")
    page.click(".tabs a:has-text('按文种')")
    page.wait_for_selector("#chart svg")
    shot("statistics")
    cell = page.locator("table.statistics tbody tr:first-child td.num a").first
    count = cell.inner_text()
    cell.click()
    page.wait_for_selector("#rows")
    assert page.locator("#rows .bar span").first.inner_text().startswith(f"共 {count} 项，统计项：事项")
