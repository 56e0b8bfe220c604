"""The main path as a clerk walks it: sign in, upload, read, track, search, match."""

import io
import json
import re
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.browser


def test_sign_in_is_asked_for_and_wrong_passwords_are_refused(browser, served):
    tab = browser.new_page(base_url=served[0], locale="zh-CN")
    tab.goto("/ledger/")
    assert "/login/" in tab.url
    tab.fill("input[name=username]", "admin")
    tab.fill("input[name=password]", "wrong")
    tab.click("button:has-text('登录')")
    assert tab.locator("text=用户名或密码不对").is_visible()
    tab.close()


def test_upload_names_what_was_read_and_what_was_not(page, shot, tmp_path):
    broken = tmp_path / "损坏.pdf"
    broken.write_bytes(b"%PDF-1.7\nnot really")
    page.goto("/upload/")
    page.set_input_files("input[type=file]", [str(ROOT / "corpora" / "W01.txt"), str(broken)])
    page.wait_for_selector("text=完成，共 2 个文件", timeout=120_000)
    rows = page.locator("#upload-results tr")
    assert rows.count() == 2
    assert rows.nth(0).locator("a").count() == 1
    assert int(rows.nth(0).locator("td.num").nth(1).inner_text()) > 0
    assert "损坏.pdf" in rows.nth(1).inner_text()
    shot("upload")
    rows.nth(0).locator("a").click()
    assert page.locator(".doc .m-commit").count() > 3
    assert page.locator(".doc .m-deadline").count() > 0
    shot("paper")
    page.uncheck("[data-toggle-mark=commit]")
    assert "commit" in page.locator(".doc").get_attribute("data-off")


def test_the_ledger_filters_opens_changes_and_exports(page, shot):
    page.goto("/ledger/?dated=yes")
    total = int(re.search(r"共 (\d+) 项", page.locator("#rows").inner_text())[1])
    assert total > 0
    shot("ledger")
    page.locator("#rows tbody a").first.click()
    assert page.locator(".doc .m-commit").count() > 0
    page.select_option("select[name=state]", "confirmed")
    page.fill("textarea[name=note]", "已与承办单位核对")
    page.click("section:has(h2:text('改状态')) button")
    assert page.locator("text=状态已改为“已确认”").is_visible()
    assert page.locator("section:has(h2:text('经过'))").inner_text().count("已与承办单位核对") == 1
    shot("ledger-row")
    page.goto("/ledger/?state=confirmed")
    with page.expect_download() as download:
        page.click("text=导出 Excel")
    sheet = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes())).worksheets[0]
    assert any("已确认" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_search_finds_the_clause_and_says_why(page, shot):
    page.goto("/search/")
    page.fill("input[name=q]", "传感器企业 研发 补助")
    page.keyboard.press("Enter")
    page.wait_for_selector("#hits .hit")
    assert page.locator("#hits .hit mark").count() > 0
    assert "为什么找到" in page.locator("#hits .hit").first.inner_text()
    shot("search")
    page.locator("#hits .hit a.title").first.click()
    assert page.locator("#at").count() == 1
    assert page.locator(".doc .m-source").count() > 0


def test_match_gives_reasons_for_every_verdict(page, shot, tmp_path):
    profile = {
        "id": "P1",
        "name": "砚湖灵敏传感技术有限公司",
        "as_of": "2024-10-01",
        "region": {"province": None, "city": "怀川市", "district": "砚湖区"},
        "industry": "智能传感器制造",
        "size": "小",
        "founded": "2019-03-01",
        "employees": 80,
        "revenue_cny": 60000000,
        "rd_cny": 6000000,
        "qualifications": [{"name": "高新技术企业", "level": "国家", "date": "2024-07-01"}],
        "facts": [],
        "needs": ["研发投入能不能补助", "首次认定高新技术企业有没有奖励"],
    }
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(profile, ensure_ascii=False), encoding="utf-8")
    page.goto("/match/")
    page.set_input_files("input[name=profile]", str(file))
    page.click("button:has-text('匹配')")
    page.wait_for_selector(".verdict")
    shot("match")
    for verdict in page.locator(".verdict.ineligible").all():
        assert len(verdict.inner_text()) > 20
    for verdict in page.locator(".verdict.unknown").all():
        assert "还缺" in verdict.inner_text()


def test_the_administration_is_there_for_the_first_user(page, shot):
    page.goto("/admin/")
    assert "docintel 管理" in page.inner_text("body")
    shot("admin")
    page.goto("/")
    shot("home")
