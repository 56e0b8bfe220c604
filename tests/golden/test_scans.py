"""A few golden scans in every run; all of them with ``pytest tests/golden -m scans``."""

import json
from pathlib import Path

import pytest

from docintel.parse import Ocr, ocr, parse
from docintel.report.scores.parsing import score
from docintel.workflows.evaluate import LENIENT

ROOT = Path(__file__).parent
AT_LEAST = {"numbers_kept": 1.0, "paragraphs_whole": 0.92, "cells": 0.95, "order": 0.99}
AT_MOST = {"furniture_leaks": 0.02, "cer": 0.02}

pytestmark = pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra ocr: pip install 'docintel[ocr]'")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return tmp_path_factory.mktemp("ocr")


@pytest.mark.parametrize("name", ["reply.pdf", "tables_merged.jpg"])
def test_a_scan_is_read_as_its_source_says(name, shelf):
    assert "scan" in LENIENT
    source = json.loads((ROOT / "sources" / f"{name.split('.')[0]}.json").read_text("utf-8"))
    tally = score(source, parse(ROOT / "files" / "scan" / name, Ocr(cache=shelf)), lenient=True)
    figures = tally.figures()
    assert all(figures.get(figure, 1.0) >= floor for figure, floor in AT_LEAST.items()), (figures, tally.misses)
    assert all(figures.get(figure, 0.0) <= most for figure, most in AT_MOST.items()), (figures, tally.misses)


def test_what_was_read_is_kept(shelf, monkeypatch):
    path = ROOT / "files" / "scan" / "reply.pdf"
    pages = []
    first = parse(path, Ocr(cache=shelf, tell=lambda page, of: pages.append((page, of))))
    monkeypatch.setattr("docintel.parse.ocr.find_lines", lambda picture: pytest.fail("read again"))
    assert parse(path, Ocr(cache=shelf)) == first
    assert pages == [(1, 3), (2, 3), (3, 3)]


def test_a_scanned_line_knows_its_place_and_certainty(shelf):
    document = parse(ROOT / "files" / "scan" / "reply.pdf", Ocr(cache=shelf))
    start = document.text.index("2024年7月19日")  # under the seal
    line = next(line for line in document.lines if line.start <= start < line.end)
    assert line.page == 3
    left, top, right, bottom = line.box
    assert 0.5 < left < right < 0.8
    assert 0.15 < top < bottom < 0.3
    assert all(block.confidence is not None and block.confidence > 0.8 for block in document.blocks)
