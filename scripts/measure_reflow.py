#!/usr/bin/env python3
"""How well are real PDFs read? Characters in order against the papers' own texts; whole paragraphs against the same paper in Word.

reads   CORPORA/catalogue.jsonl, CORPORA/papers/*.txt, CORPORA/files/**/*.pdf; with --office CORPORA/files/*.docx, printed by LibreOffice
writes  nothing; a line a paper and the sums
usage: python scripts/measure_reflow.py CORPORA [--office] [--misses N]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from docintel.parse import Ocr, parse
from docintel.report.scores.parsing import squeeze

PAGE_NUMBER = re.compile(r"^\s*[-—–－]*\s*(第?\s*\d{1,4}\s*页?)\s*(/\s*\d{1,4}|共\s*\d+\s*页)?\s*[-—–－]*\s*$", re.MULTILINE)
RUNNING = 4  # times that a running header stands in a paper at least
LEADER = re.compile(r"[.．·…]{3,}")
NOT_WORDS = re.compile(r"[\s\u200b\ufeff\x00-\x20●•■▪◆]+")


def common(a: str, b: str) -> int:
    """Length of the longest common subsequence, bit-parallel (Hyyrö 2004)."""
    where: dict[str, int] = {}
    for i, sign in enumerate(a):
        where[sign] = where.get(sign, 0) | 1 << i
    full = (1 << len(a)) - 1
    row = full
    for sign in b:
        met = row & where.get(sign, 0)
        row = ((row + met) | (row - met)) & full
    return len(a) - row.bit_count()


def key(name: str) -> str:
    """Letters and figures of a title."""
    return re.sub(r"[^\u4e00-\u9fff0-9]", "", name)


def pairs(corpora: Path) -> Iterator[tuple[Path, Path]]:
    """(PDF, text) of the papers that exist as both, by title."""
    files = {key(f.stem.split("__")[-1]): f for f in corpora.glob("files/**/*.pdf")}
    for line in (corpora / "catalogue.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        title = key(row["title"])
        found = next((f for name, f in files.items() if len(name) > 6 and (name in title or title in name)), None)
        if row["layout"] == "pdf_lines" and found is not None:
            yield found, corpora / row["file"]


def words(text: str) -> str:
    """The signs of a text that count: no white space, bullets, leaders, page numbers, nor lines that run over four pages or more."""
    lines = PAGE_NUMBER.sub("", text).splitlines()
    often = Counter(re.sub(r"\d+", "#", line.strip()) for line in lines)
    kept = (line for line in lines if often[re.sub(r"\d+", "#", line.strip())] < RUNNING)
    return NOT_WORDS.sub("", LEADER.sub("", "".join(kept)))


def order(corpora: Path) -> None:
    """Share of a paper's characters that the PDF's reading holds in the same order."""
    kept = wanted = 0
    for pdf, text in pairs(corpora):
        truth = words(text.read_text("utf-8"))
        read = NOT_WORDS.sub("", LEADER.sub("", parse(pdf, Ocr(use=False)).text))
        held = common(truth, read)
        kept, wanted = kept + held, wanted + len(truth)
        print(f"{held / len(truth):.4f}  {len(truth):6}  {len(read):6}  {text.stem}  {pdf.stem[:50]}")
    print(f"characters in order: {kept / max(1, wanted):.4f} of {wanted}")


def paragraphs(corpora: Path, misses: int) -> None:
    """Share of a Word file's paragraphs that stand whole in its print."""
    whole = wanted = 0
    for file in sorted(corpora.glob("files/**/*.docx")):
        with tempfile.TemporaryDirectory() as folder:
            command = [
                "soffice",
                f"-env:UserInstallation=file://{folder}/p",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(file),
            ]
            subprocess.run(command, check=True, capture_output=True, timeout=180)
            read = parse(next(Path(folder).glob("*.pdf")))
        own = parse(file)
        truth = [squeeze(own.text[b.start : b.end]) for b in own.blocks if b.kind != "table"]
        left = Counter(squeeze(read.text[b.start : b.end]) for b in read.blocks)
        missed = []
        for words in truth:
            if left[words]:
                left[words] -= 1
            else:
                missed.append(words)
        whole, wanted = whole + len(truth) - len(missed), wanted + len(truth)
        print(f"{1 - len(missed) / max(1, len(truth)):.4f}  {len(truth):4}  {file.stem[:60]}")
        for words in missed[:misses]:
            print("        ", words[:100])
    print(f"paragraphs whole: {whole / max(1, wanted):.4f} of {wanted}")


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("corpora", type=Path)
    ap.add_argument("--office", action="store_true", help="also print Word files and compare paragraphs")
    ap.add_argument("--misses", type=int, default=3)
    a = ap.parse_args()
    order(a.corpora)
    if a.office:
        paragraphs(a.corpora, a.misses)


if __name__ == "__main__":
    main()
