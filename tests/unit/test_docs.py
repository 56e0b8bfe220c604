"""The documents say what is there."""

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_command_reference_is_current():
    text = runpy.run_path(str(ROOT / "scripts" / "build_docs.py"))["text"]()
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == text, "run scripts/build_docs.py"


def test_every_link_in_the_documents_leads_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
