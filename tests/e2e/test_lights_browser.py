"""Lights as a clerk and an administrator meet them: counts that filter, a reported value, other rules after a preview."""

import re

import pytest

pytestmark = pytest.mark.browser


def test_a_count_narrows_the_list_and_a_value_moves_the_bar(page, shot):
    page.goto("/ledger/")
    counts = {a.inner_text().split()[0]: int(a.inner_text().split()[1]) for a in page.locator(".colours a:has(b)").all()}
    assert sum(counts.values()) == int(re.search(r"共 (\d+) 项", page.locator("#rows").inner_text())[1])
    colour = next(name for name, n in counts.items() if n)
    page.click(f".colours a:has-text('{colour}')")
    page.wait_for_url("**light=*")
    assert f"共 {counts[colour]} 项" in page.locator("#rows").inner_text()
    shot("ledger-colours")
    page.goto("/ledger/?text=校企共建实训基地")
    page.locator("#rows tbody a").first.click()
    page.select_option("#report select[name=goal]", label="产业技工教育联盟不少于5个")
    page.fill("#report input[name=value]", "2个")
    page.fill("#report textarea[name=note]", "批复文件2份")
    page.click("#report button")
    assert page.locator(".track .done").first.bounding_box()["width"] == pytest.approx(
        0.4 * page.locator(".track").first.bounding_box()["width"], abs=2
    )
    assert "批复文件2份" in page.locator("table.reports").inner_text()
    page.click("table.reports a:has-text('更正')")
    assert page.input_value("#report input[name=day]") != ""
    page.fill("#report input[name=value]", "3个")
    shot("ledger-row-progress")
    page.click("#report button")
    assert "已由第" in page.locator("table.reports").inner_text()


def test_other_rules_are_tried_before_they_are_chosen(page, shot):
    page.goto("/lights/")
    page.select_option("select[name=rules]", "suqian")
    page.select_option("select[name=limit]", "india")
    page.click("button[name=preview]")
    assert "还没有改用" in page.inner_text("main")
    shot("lights-preview")
    page.click("button[name=choose]")
    assert "已改用“蓝黄红（宿迁）”" in page.inner_text("main")
    page.select_option("select[name=rules]", "default")
    page.select_option("select[name=limit]", "")
    page.click("button[name=preview]")
    page.click("button[name=choose]")
    assert "已改用“绿黄红（按时限）”" in page.inner_text("main")
