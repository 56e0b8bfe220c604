"""Our gold is what the annotations say, and every row of it quotes its paper."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from docintel.parse import parse

ROOT = Path(__file__).parents[2]
_spec = importlib.util.spec_from_file_location("build_gold", ROOT / "scripts" / "build_gold.py")
builder = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = builder
_spec.loader.exec_module(builder)
ANNOTATIONS = sorted(builder.CORPORA.joinpath("annotations").glob("*.yaml"))


def rows_of(doc_id):
    lines = builder.CORPORA.joinpath("gold.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["doc_id"] == doc_id]


def spans(value):
    if isinstance(value, dict):
        if {"start", "end", "text"} <= set(value):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


@pytest.mark.parametrize("file", ANNOTATIONS, ids=lambda f: f.stem)
def test_the_gold_is_what_the_annotation_says(file):
    rows = rows_of(file.stem)
    assert rows == list(builder.Annotation(file, builder.CORPORA).rows())
    text = parse(next(builder.CORPORA.glob(f"{file.stem}.*"))).text
    for row in rows:
        for span in spans(row):
            assert text[span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"units": "1-4 META\n"}, "without label"),
        ({"units": "1-999 META\n"}, "not in the paper"),
        ({"items": [{"label": "COMMIT", "units": [12], "actions": [{"text": "没有这句话"}]}]}, "does not stand in its evidence"),
        (
            {"items": [{"label": "COMMIT", "units": [12], "actions": [{"text": "由石窑乡政府落实专人值守", "deadline_idx": [0]}]}]},
            "points behind",
        ),
    ],
)
def test_a_fault_names_its_place(change, message, tmp_path):
    data = {**builder.yaml.safe_load((builder.CORPORA / "annotations" / "W04.yaml").read_text("utf-8")), **change}
    file = tmp_path / "W04.yaml"
    file.write_text(builder.yaml.safe_dump(data, allow_unicode=True), "utf-8")
    with pytest.raises(builder.Fault, match=message):
        list(builder.Annotation(file, builder.CORPORA).rows())
