"""答复体检 as a clerk uses it: draft and proposal in, the report beside the draft."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]


def test_a_draft_is_looked_over_against_its_proposal(page, shot):
    page.click("footer a:has-text('答复体检')")
    page.set_input_files("input[name=draft]", ROOT / "corpora" / "W01.txt")
    page.set_input_files("input[name=proposal]", ROOT / "tests" / "integration" / "proposal_086.txt")
    page.click("button:has-text('体检')")
    page.wait_for_selector("#must li", timeout=30_000)
    assert "第5条建议没有找到回应" in page.locator("#must").inner_text()
    assert page.locator("#answers tbody tr").count() == 5
    page.click("#should a >> nth=1")
    assert page.url.endswith(page.locator("#should a >> nth=1").get_attribute("href"))
    shot("check-reply")
