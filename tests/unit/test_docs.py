"""The documents say what is there."""

import re
import subprocess
import sys
from pathlib import Path

from docintel.domain.people import ACT_NAMES, ACTS, ROLES

ROOT = Path(__file__).parents[2]


def test_the_generated_documents_are_current():
    """In a process of its own: a command that ran before keeps the help option it was called with."""
    told = subprocess.run([sys.executable, "scripts/build_docs.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_link_in_the_documents_leads_somewhere():
    for page in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_the_table_of_roles_is_the_one_in_force():
    rows = [
        line.strip("|").split("|")
        for line in (ROOT / "docs" / "people.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    head = next(n for n, row in enumerate(rows) if row[0].strip() == "能做什么")
    assert [cell.strip() for cell in rows[head][1:]] == list(ROLES.values())
    told = {row[0].strip(): [cell.strip() == "●" for cell in row[1:]] for row in rows[head + 2 : head + 2 + len(ACTS)]}
    assert told == {ACT_NAMES[act]: [role in ACTS[act] for role in ROLES] for act in ACTS}
