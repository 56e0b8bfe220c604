"""An administrator takes units in and adds a user; the user signs in and sees only what is his."""

import pytest

pytestmark = pytest.mark.browser


def test_a_unit_and_its_first_user(page, browser, served, shot):
    address, *_ = served
    page.goto("/units/")
    page.click("button[name=all]")
    page.wait_for_selector("text=已建立")
    shot("units")
    unit = page.inner_text("main table tbody tr:first-child a")
    page.goto("/people/")
    page.fill("input[name=name]", "clerk-1")
    page.fill("input[name=full_name]", "李四")
    page.select_option("select[name=role]", "unit")
    page.select_option("select[name=unit]", label=unit)
    page.click("button:text-is('新增')")
    password = page.inner_text("main code")
    shot("person")
    page.reload()  # the browser asks again with the form; the user is there already
    page.goto("/people/clerk-1/")
    assert password not in page.content()

    context = browser.new_context(locale="zh-CN", base_url=address)
    clerk = context.new_page()
    clerk.goto("/ledger/")
    clerk.fill("input[name=username]", "clerk-1")
    clerk.fill("input[name=password]", password)
    clerk.click("button:has-text('登录')")
    assert "不是您自己定的" in clerk.inner_text("main")
    clerk.fill("input[name=old_password]", password)
    for field in ("new_password1", "new_password2"):
        clerk.fill(f"input[name={field}]", "Qiu-tian-2026-he")
    clerk.click("main button:has-text('保存')")
    clerk.wait_for_selector("h1:has-text('台账')")
    assert "共 0 项" in clerk.inner_text("main")
    assert clerk.locator("nav >> text=上传").count() == 0
    assert "您的角色是“承办单位”" in (clerk.goto("/upload/") and clerk.inner_text("main"))
    context.close()
    page.goto("/audit/?act=refused")
    assert "clerk-1" in page.inner_text("main table")
    shot("audit")
