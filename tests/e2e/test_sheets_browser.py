"""The round trip as a clerk meets it: her own ledger in, its columns corrected, a conflict settled, the same form out again."""

import openpyxl
import pytest

from tests.office_sheets import duban, edit, jianggan

pytestmark = pytest.mark.browser


def test_an_offices_ledger_goes_in_and_comes_out(page, shot, tmp_path):
    path = duban(tmp_path / "督办登记簿.xlsx")
    page.goto("/ledger/")
    page.click("text=导入台账")
    page.set_input_files("input[name=file]", path)
    page.click("button:has-text('下一步')")
    assert page.locator("select[aria-label='承办单位认作']").input_value() == "lead"
    page.select_option("select[aria-label='批示领导签阅认作']", "leader")
    page.check("input[name=new]")
    page.click("button[name=try]")
    assert "还没有写入" in page.inner_text("#trial")
    assert page.locator("select[aria-label='批示领导签阅认作']").input_value() == "leader"
    shot("sheet-look")
    page.click("button[name=do]")
    assert "新登记" in page.inner_text("main")
    shot("sheet-import")

    page.goto("/ledger/?text=雨污分流")
    page.locator("#rows tbody a").first.click()
    assert "李阅" in page.inner_text("main")
    shot("sheet-added-row")
    page.click("summary:has-text('更正')")
    page.fill("textarea[name=progress]", "完成五条路")
    page.click("button:has-text('保存更正')")

    page.goto("/ledger/import/")
    page.set_input_files("input[name=file]", edit(path, tmp_path / "月底.xlsx", {("督2025-001", "落实情况"): "完成六条路"}))
    page.click("button:has-text('下一步')")
    assert page.locator("select[aria-label='批示领导签阅认作']").input_value() == "leader"
    page.click("button[name=do]")
    assert "完成两条路" in page.inner_text("#conflicts")
    shot("sheet-conflicts")
    page.check("input[aria-label='第2行落实情况采用 Excel 值']")
    page.click("button:has-text('保存所选')")
    assert "已处理 1 处冲突" in page.inner_text("main")

    page.goto("/ledger/?text=雨污分流")
    shot("sheet-ledger")
    page.click("summary:has-text('导出 Excel')")
    with page.expect_download() as waiting:
        page.click("details.dropdown a:has-text('督办登记簿')")
    waiting.value.save_as(tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [c.value for c in book.worksheets[0][3]][:3] == ["督办编号", "任务来源", "督查内容"]
    assert book.worksheets[0]["G4"].value == "完成六条路"

    page.goto("/ledger/import/")
    page.set_input_files("input[name=file]", jianggan(tmp_path / "执行台账.xlsx"))
    page.click("button:has-text('下一步')")
    shot("sheet-look-two-rows")
