"""Score the program against gold data, end to end: what a user would get is what is measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docintel.domain.documents import Document
from docintel.errors import BadInput, UnreadableFile
from docintel.parse import parse
from docintel.report import jsonl
from docintel.report.scores import expressions as expression_scores
from docintel.report.scores import extraction as extraction_scores
from docintel.report.scores import match as match_scores
from docintel.report.scores import parsing as parsing_scores
from docintel.report.scores import search as search_scores
from docintel.report.scores import sections as section_scores
from docintel.structure import structure
from docintel.workflows import expressions, extraction, json_lines
from docintel.workflows.reading import iter_files
from docintel.workflows.scans import scans

LENIENT = ("scan",)
"""Kinds of golden files whose punctuation may be read in either width."""


def evaluate_extraction(gold: Path, papers: Sequence[Path], jobs: int = 1) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """(figures, misses) of extraction on the papers that gold knows. Raises BadInput when one of them is not among ``papers``."""
    rows = [row for _, row in json_lines.read(gold)]
    wanted = {row["doc_id"] for row in rows}
    files = [f for f in iter_files(papers) if f.stem in wanted]
    if missing := wanted - {f.stem for f in files}:
        raise BadInput(f"没有找到标注所说的公文：{'、'.join(sorted(missing)[:8])}；请在命令里加上它们所在的文件夹")
    found: list[dict[str, Any]] = []
    for _, result in extraction.extract_files(files, jobs):
        if isinstance(result, UnreadableFile):
            raise result
        found.extend(result)
    return extraction_scores.score(rows, found)


def evaluate_parsing(sources: Path, files: Path, kinds: Sequence[str] = ()) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """(figures by kind, misses as (kind/file, figure, words)) of the files ``files/<kind>/<source>.*`` made from ``sources/<source>.json``.

    A file that cannot be read misses everything. Raises BadInput when a kind has no files or a file no source.
    """
    figures: dict[str, Any] = {}
    misses: list[tuple[str, str, str]] = []
    for folder in [files / k for k in kinds] or sorted(f for f in files.iterdir() if f.is_dir()):
        made = sorted(folder.glob("[!.]*")) if folder.is_dir() else []
        if not made:
            raise BadInput(f"{folder}：没有这一类文件；请先运行 scripts/build_golden.py")
        total = parsing_scores.Tally()
        for file in made:
            document, trouble = _parsed(file)
            tally = parsing_scores.score(_object(sources / f"{file.stem}.json"), document, lenient=folder.name in LENIENT)
            misses += [(f"{folder.name}/{file.name}", figure, words) for figure, words in [*trouble, *tally.misses]]
            total += tally
        figures[folder.name] = {"files": len(made), **total.figures()}
    return figures, misses


def _parsed(file: Path) -> tuple[Document, list[tuple[str, str]]]:
    """The file as read, or an empty paper and why."""
    try:
        return parse(iter_files([file])[0], scans()), []  # an archive or mail holds the paper as its only member
    except UnreadableFile as error:
        return Document(file.stem, "", str(file), "", ""), [("unreadable", error.what)]


def evaluate_expressions(rows: Path) -> tuple[dict[str, Any], list[str]]:
    """(accuracy by family, ids of the wrong rows)."""
    found = {str(key): frames for key, frames in expressions.batch(rows)}
    return expression_scores.score([row for _, row in json_lines.read(rows)], found)


def evaluate_sections(gold: Path, papers: Sequence[Path]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """(figures, misses) of the section trees of the papers that gold knows. Raises BadInput when one of them is not among ``papers``."""
    rows = [row for _, row in json_lines.read(gold)]
    wanted = {row["doc"] for row in rows}
    files = [f for f in iter_files(papers) if f.stem in wanted]
    if missing := wanted - {f.stem for f in files}:
        raise BadInput(f"没有找到标注所说的公文：{'、'.join(sorted(missing)[:8])}；请在命令里加上它们所在的文件夹")
    return section_scores.score(rows, [jsonl.document_row(structure(parse(f))) for f in files])


def _object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(json_lines.text_of(path))
    except ValueError as error:
        raise BadInput(f"{path}：不是合法的 JSON（{error}）；请给出评测集文件") from error
    if not isinstance(data, dict):
        raise BadInput(f"{path}：应是一个 JSON 对象；请给出评测集文件")
    return data


def evaluate_search(gold: Path) -> dict[str, Any]:
    """Figures of search over the papers of the open library; ingest exactly those of the set's ``collection`` first."""
    from docintel.workflows import find  # noqa: PLC0415 - the encoder loads only for this

    asked = [(q["qid"], find.find(q["query"], limit=10)) for q in _object(gold)["queries"]]
    found = {
        qid: {
            "results": [{"doc": h.passage.doc, "start": h.passage.start, "end": h.passage.end} for h in answer.hits],
            "no_answer": answer.no_answer,
        }
        for qid, answer in asked
    }
    return search_scores.score(_object(gold)["queries"], found)


def evaluate_match(gold: Path) -> dict[str, Any]:
    """Figures of matching over the open library."""
    from docintel.workflows import advise  # noqa: PLC0415 - models need an opened home

    advices = advise.advise(advise.load_profiles([gold]))
    return match_scores.score(_object(gold), {a.profile: advise.row(a)["results"] for a in advices})
