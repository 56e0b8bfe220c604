"""Build the golden files of tests/golden/files/<kind>/ from the papers of tests/golden/sources/*.json (see tests/golden/README.md).

reads   tests/golden/sources/*.json      writes   tests/golden/files/<kind>/<name>.<suffix>, the same bytes each time
usage: python scripts/build_golden.py [kind…] [--only NAME]
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCES, FILES = ROOT / "tests" / "golden" / "sources", ROOT / "tests" / "golden" / "files"

KINDS: dict[str, str] = {
    "docx": "golden.word",
    "pdf": "golden.office_pdf",
    "scan": "golden.scan",
    "ofd": "golden.ofd",
    "doc": "golden.doc",
    "rtf": "golden.rtf",
    "xlsx": "golden.workbook",
    "txt": "golden.text",
    "md": "golden.markdown",
    "html": "golden.html",
    "mhtml": "golden.web",
    "zip": "golden.archive",
    "eml": "golden.mail",
}
"""Kind (folder under files/) → module of scripts/golden with ``build(source) -> (suffix, bytes) | None``."""


def sources(only: str = "") -> dict[str, dict[str, Any]]:
    """Name → source paper."""
    return {f.stem: json.loads(f.read_text("utf-8")) for f in sorted(SOURCES.glob("*.json")) if only in f.stem}


def build(kind: str, name: str, source: dict[str, Any]) -> tuple[str, bytes] | None:
    """(file name, bytes) of a source as ``kind``, None when the paper is not shown in that kind."""
    if kind not in source.get("kinds", KINDS):
        return None
    made = importlib.import_module(KINDS[kind]).build(source)
    return None if made is None else (name + made[0], made[1])


def main() -> None:
    sys.path.insert(0, str(ROOT))  # some builders read a paper's PDF with docintel's own parts
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("kinds", nargs="*", choices=[*KINDS, []], help="all when none is named")
    ap.add_argument("--only", default="", help="only sources whose name holds this word")
    a = ap.parse_args()
    for kind in a.kinds or KINDS:
        folder = FILES / kind
        folder.mkdir(parents=True, exist_ok=True)
        made = [made for name, source in sources(a.only).items() if (made := build(kind, name, source))]
        for stale in () if a.only else set(folder.iterdir()) - {folder / name for name, _ in made}:
            stale.unlink()
        for name, data in made:
            (folder / name).write_bytes(data)
        print(f"{kind}: {len(made)} files, {sum(len(d) for _, d in made) // 1024} KB", file=sys.stderr)


if __name__ == "__main__":
    main()
