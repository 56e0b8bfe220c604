"""交办 to 销号 as a secretary and a unit meet it, each in a browser of his own, without the mouse where a form is filled."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
TEXT = "校企共建实训基地"
PEOPLE = """
import sys
from docintel.workflows.session import open_home
open_home()
from django.contrib.auth import get_user_model
from docintel.store import ledger
from docintel.store.models import Member, Obligation, Unit
row = Obligation.objects.filter(text__contains=sys.argv[1]).first()
units = [Unit.objects.get_or_create(name=o.name)[0] for o in row.owners.order_by("order") if o.name]
for name, role, unit in (("ducha", "secretariat", None), ("danwei", "unit", units[0])):
    user = get_user_model().objects.create_user(name, password="Lan-zhou-2025")
    Member.objects.create(user=user, role=role, unit=unit)
ledger.change_state(row.item_id, "confirmed", "ducha")
print(row.item_id, units[0].name)
"""


@pytest.fixture
def office(served, home, browser):
    """(page of the secretariat, page of the lead unit, row, the unit's name)."""
    env = {**os.environ, "DOCINTEL_HOME": str(home)}
    env.pop("DOCINTEL_DATABASE_URL", None)
    made = subprocess.run([sys.executable, "-c", PEOPLE, TEXT], cwd=ROOT, env=env, check=True, capture_output=True, text=True, timeout=60)
    item, unit = made.stdout.split()
    contexts = [browser.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN", base_url=served[0]) for _ in range(2)]
    tabs = []
    for name, context in zip(("ducha", "danwei"), contexts, strict=True):
        tab = context.new_page()
        tab.goto("/login/")
        tab.fill("input[name=username]", name)
        tab.fill("input[name=password]", "Lan-zhou-2025")
        tab.press("input[name=password]", "Enter")
        tab.wait_for_url("**/")
        tabs.append(tab)
    yield *tabs, item, unit
    for context in contexts:
        context.close()


def _keep(tab, name):
    folder = Path(__file__).parent / "screenshots"
    folder.mkdir(exist_ok=True)
    tab.screenshot(path=folder / f"{name}.png", full_page=True)


def test_a_promise_goes_from_the_secretariat_to_the_unit_and_back(office):
    secretary, unit, item, name = office
    secretary.goto(f"/ledger/{item}/")
    secretary.locator("#life summary", has_text="交办").first.press("Enter")
    assert secretary.input_value("#life input[name=lead]").split("、")[0] == name
    secretary.fill("#life input[name=lead]", name)
    secretary.fill("#life input[name=support]", "")
    secretary.fill("#life input[name=limit]", (date.today() + timedelta(days=40)).isoformat())
    secretary.fill("#life textarea[name=words]", "请按季度反馈")
    secretary.locator("#life details[open] button").first.press("Enter")
    assert "已交办" in secretary.inner_text(".note")

    unit.goto("/tasks/")
    assert "待签收" in unit.inner_text("main")
    unit.locator("#accept table a").first.click()
    assert "改状态" not in unit.inner_text("main")
    unit.click("#life button:has-text('签收')")
    unit.locator("#life summary", has_text="反馈").first.press("Enter")
    unit.check("#life input[name=kind][value=final]")
    unit.fill("#life textarea[name=text]", "实训基地已建成并通过验收。")
    unit.set_input_files("#life input[name=attached]", files=[{"name": "验收报告.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}])
    _keep(unit, "life-feedback")
    unit.locator("#life details[open] button").first.click()
    assert "待审核" in unit.inner_text("#life")

    secretary.goto("/tasks/")
    _keep(secretary, "life-tasks")
    secretary.locator("#review table a").first.click()
    secretary.click("#life button:has-text('退回重报')")
    assert "没有填写退回重报的理由" in secretary.inner_text(".note")
    secretary.click("#life button:has-text('通过')")
    assert "已办结，待销号" in secretary.inner_text("#life")
    secretary.click("#close-0-0 summary")
    secretary.click("#close-0-0 button")
    assert "已销号" in secretary.inner_text("#life .where")
    with secretary.expect_download() as found:
        secretary.click("#life a:has-text('验收报告.pdf')")
    assert found.value.suggested_filename == "验收报告.pdf"
    _keep(secretary, "life-closed")
