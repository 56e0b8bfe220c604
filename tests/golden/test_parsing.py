"""What is read from each golden file is what its source says; a floor a figure and kind."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from docintel.parse import ocr, office, parse
from docintel.report.scores.parsing import distance, score
from docintel.workflows.evaluate import evaluate_parsing
from docintel.workflows.files import iter_files

ROOT = Path(__file__).parents[2]
SOURCES, FILES = ROOT / "tests" / "golden" / "sources", ROOT / "tests" / "golden" / "files"
sys.path.insert(0, str(ROOT / "scripts"))
_spec = importlib.util.spec_from_file_location("build_golden", ROOT / "scripts" / "build_golden.py")
builder = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = builder
_spec.loader.exec_module(builder)

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["parsing"]
"""Kind → least share of each figure; of furniture_leaks and cer the most."""
NEED_OFFICE = ("doc", "rtf")
AT_MOST = ("furniture_leaks", "cer")


def test_every_kind_has_floors():
    assert set(FLOORS) == set(builder.KINDS) == {f.name for f in FILES.iterdir() if f.is_dir()}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.scans) if kind == "scan" else kind for kind in FLOORS])
def test_floors(kind):
    if kind == "scan" and not ocr.is_installed():
        pytest.skip("needs the extra ocr: pip install 'docintel[ocr]'")
    if kind in NEED_OFFICE and office.program() is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer")
    run = evaluate_parsing(SOURCES, FILES, [kind])
    for name, floor in FLOORS[kind].items():
        figure = run.figures[kind].get(name)
        right = figure is None or (figure <= floor if name in AT_MOST else figure >= floor)
        assert right, (name, figure, floor, [m for m in run.misses if m.what == name][:20])


@pytest.mark.parametrize("name", [name for name, s in builder.sources().items() if "docx" in s.get("kinds", builder.KINDS)])
def test_the_committed_word_file_is_the_built_one(name, tmp_path):
    made = builder.build("docx", name, builder.sources()[name])
    assert made is not None
    (tmp_path / made[0]).write_bytes(made[1])
    built, committed = parse(tmp_path / made[0]), parse(FILES / "docx" / made[0])  # as read: compressors differ between machines
    assert (built.text, built.blocks, built.tables) == (committed.text, committed.blocks, committed.tables)


@pytest.mark.parametrize("kind", ["ofd", "xlsx", "txt", "md", "html", "mhtml", "zip", "eml"])
def test_committed_files_are_the_built_ones(kind, tmp_path):
    for name, source in builder.sources().items():
        made = builder.build(kind, name, source)
        if made is not None:
            (tmp_path / made[0]).write_bytes(made[1])
            built, committed = (parse(iter_files([folder / made[0]])[0]) for folder in (tmp_path, FILES / kind))
            assert (built.text, built.blocks, built.tables) == (committed.text, committed.blocks, committed.tables)


def test_each_loss_is_seen(tmp_path):
    source = {
        "furniture": {"page_number": "— {n} —"},
        "blocks": [
            {"type": "heading", "text": "一、总体要求", "label": "一、"},
            {"type": "paragraph", "text": "到2027年建成。"},
            {"type": "table", "rows": [["任务", "单位"], ["建平台", "^"]]},
        ],
    }
    path = tmp_path / "a.html"
    page = "<html><body>{}</body></html>"
    rows = "<table><tr><td>任务</td><td rowspan=2>单位</td></tr><tr><td>建平台</td></tr></table>"
    path.write_text(page.format("<p>一、总体要求</p><p>到2027年建成。</p>" + rows), encoding="utf-8")
    assert score(source, parse(path)).misses == []
    path.write_text(page.format("<p>到2027年</p><p>建成。— 1 —</p><p>总体要求</p>" + rows.replace("建平台", "平台")), encoding="utf-8")
    figures = score(source, parse(path)).figures()
    assert {name: figures[name] for name in ("numbers_kept", "paragraphs_whole", "cells", "furniture_leaks")} == {
        "numbers_kept": 0,
        "paragraphs_whole": 0,
        "cells": 0.75,
        "furniture_leaks": 1,
    }
    assert figures["cer"] > 0.5


@pytest.mark.parametrize(("a", "b", "steps"), [("", "abc", 3), ("一二三", "一三", 1), ("督查室", "督察室", 1), ("abcd", "badc", 3)])
def test_distance(a, b, steps):
    assert distance(a, b) == distance(b, a) == steps


def test_the_golden_word_files_hold_every_kind_of_number():
    sources = builder.sources().values()
    formats = {
        level[0] for s in sources for spec in s.get("lists", {}).values() for level in spec.get("levels", ()) if isinstance(level, list)
    }
    assert formats >= {
        *(
            "chineseCounting",
            "chineseCountingThousand",
            "chineseLegalSimplified",
            "japaneseCounting",
            "taiwaneseCounting",
            "ideographDigital",
        ),
        *("ideographTraditional", "ideographZodiac", "decimalEnclosedCircle", "decimalEnclosedCircleChinese", "decimalEnclosedParen"),
        *("decimalEnclosedFullstop", "decimalFullWidth", "upperRoman", "lowerRoman", "upperLetter", "lowerLetter", "decimal"),
    }
    assert evaluate_parsing(SOURCES, FILES, ["docx"]).figures["docx"]["numbers"] >= 400
