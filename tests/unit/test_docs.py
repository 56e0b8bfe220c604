"""The documents say what is there."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


PAGES = runpy.run_path(str(ROOT / "scripts" / "build_docs.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_document_is_current(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == PAGES[name](), "run scripts/build_docs.py"


def test_every_link_in_the_documents_leads_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
