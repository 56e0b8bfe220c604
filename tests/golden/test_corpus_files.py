"""Our papers in other formats: what is read is what the source says, and nothing changes unseen (pytest --snapshot-update renews)."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from docintel.parse import parse

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("build_corpus_files", ROOT / "scripts" / "build_corpus_files.py")
builder = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = builder
_spec.loader.exec_module(builder)
SOURCES = sorted(builder.SOURCES.glob("N*.txt"))
FILES = {source.stem: next(ROOT.joinpath("corpora").glob(f"{source.stem}.*")) for source in SOURCES}


def words(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_what_is_read_is_what_the_source_says(source):
    assert words(parse(FILES[source.stem]).text) == words(builder.plain(source))


@pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.stem)
def test_the_committed_file_is_the_built_one(source, tmp_path):
    name, data = builder.build(source)
    assert FILES[source.stem].name == name
    built = tmp_path / name
    built.write_bytes(data)
    read, committed = parse(built), parse(FILES[source.stem])  # compared as read: compressors differ between machines
    assert (read.text, read.blocks, read.tables) == (committed.text, committed.blocks, committed.tables)


@pytest.mark.parametrize("name", sorted(FILES))
def test_blocks_and_tables(name, snapshot):
    document = parse(FILES[name])
    blocks = [f"{b.page or '-'} {b.kind} {document.text[b.start : b.end][:24]!r}" for b in document.blocks]
    assert {"blocks": blocks, "tables": [t.rows for t in document.tables], "title": document.title_hint} == snapshot


def test_every_paper_is_in_the_catalogue():
    rows = [json.loads(line) for line in ROOT.joinpath("corpora/catalogue.jsonl").read_text("utf-8").splitlines() if line]
    named = [row["doc"] for row in rows]
    assert len(named) == len(set(named))
    assert set(named) >= {f.stem for f in ROOT.joinpath("corpora").glob("[NW][0-9]*.*")}
