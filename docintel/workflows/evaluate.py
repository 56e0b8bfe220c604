"""Score the program against gold data, end to end: what a user would get is what is measured. Every measurement is a Run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import docintel
from docintel.domain.documents import Document
from docintel.errors import BadInput, UnreadableFile
from docintel.parse import parse
from docintel.report import jsonl
from docintel.report.scores import expressions as expression_scores
from docintel.report.scores import extraction as extraction_scores
from docintel.report.scores import match as match_scores
from docintel.report.scores import parsing as parsing_scores
from docintel.report.scores import runs
from docintel.report.scores import search as search_scores
from docintel.report.scores import sections as section_scores
from docintel.report.scores.runs import Difference, Miss, Run
from docintel.structure import structure
from docintel.workflows import expressions, extraction, json_lines
from docintel.workflows.files import iter_files
from docintel.workflows.scans import scans

LENIENT = ("scan",)
"""Kinds of golden files whose punctuation may be read in either width."""
Row = dict[str, Any]
GROUPS: dict[str, Callable[[Row], str]] = {
    "kind": lambda head: str(head.get("doc_kind") or "unknown"),
    "series": lambda head: (re.match(r"[A-Za-z]*", head["doc_id"]) or [""])[0] or "other",
}
"""How papers are grouped: by the kind of paper that gold says, by the letters before a paper's number."""


def _run(task: str, scored: tuple[dict[str, Any], list[Miss]], gold: dict[str, str]) -> Run:
    return Run(task, docintel.__version__, scored[0], tuple(scored[1]), gold)


def evaluate_extraction(gold: Path, papers: Sequence[Path], jobs: int = 1, by: str | None = None) -> tuple[Run, dict[str, dict[str, Any]]]:
    """(the run on the papers that gold knows, figures of each group of ``by``, a name of GROUPS).

    Raises BadInput when a paper of gold is not among ``papers``.
    """
    rows, files = _gold(gold, papers, "doc_id")
    found: list[Row] = []
    for _, result in extraction.extract_files(files, jobs):
        if isinstance(result, UnreadableFile):
            raise result
        found.extend(result)
    groups = {
        group: extraction_scores.score([r for r in rows if r["doc_id"] in docs], found)[0]
        for group, docs in (_groups(rows, by) if by else {}).items()
    }
    return _run("extraction", extraction_scores.score(rows, found), runs.by_paper(rows, "doc_id")), groups


def _groups(rows: Sequence[Row], by: str) -> dict[str, set[str]]:
    """Group → papers; a paper whose gold has no head matter is of the kind unknown."""
    heads: dict[str, Row] = {row["doc_id"]: {"doc_id": row["doc_id"]} for row in rows}
    heads |= {row["doc_id"]: row for row in rows if row.get("record") == "doc"}
    out: dict[str, set[str]] = {}
    for doc, head in heads.items():
        out.setdefault(GROUPS[by](head), set()).add(doc)
    return dict(sorted(out.items()))


def _gold(gold: Path, papers: Sequence[Path], key: str) -> tuple[list[Row], list[Path]]:
    """(gold rows, the files of ``papers`` that they speak of)."""
    rows = [row for _, row in json_lines.read(gold)]
    wanted = {row[key] for row in rows}
    files = [f for f in iter_files(papers) if f.stem in wanted]
    if missing := wanted - {f.stem for f in files}:
        raise BadInput(f"没有找到标注所说的公文：{'、'.join(sorted(missing)[:8])}；请在命令里加上它们所在的文件夹")
    return rows, files


def evaluate_parsing(sources: Path, files: Path, kinds: Sequence[str] = ()) -> Run:
    """Figures by kind of the files ``files/<kind>/<source>.*`` made from ``sources/<source>.json``; misses name kind/file and figure.

    A file that cannot be read misses everything. Raises BadInput when a kind has no files or a file no source.
    """
    figures: dict[str, Any] = {}
    misses: list[Miss] = []
    gold: dict[str, str] = {}
    for folder in [files / k for k in kinds] or sorted(f for f in files.iterdir() if f.is_dir()):
        made = sorted(folder.glob("[!.]*")) if folder.is_dir() else []
        if not made:
            raise BadInput(f"{folder}：没有这一类文件；请先运行 scripts/build_golden.py")
        total = parsing_scores.Tally()
        for file in made:
            document, trouble = _parsed(file)
            source = _object(sources / f"{file.stem}.json")
            tally = parsing_scores.score(source, document, lenient=folder.name in LENIENT)
            name = f"{folder.name}/{file.name}"
            misses += [Miss(name, figure, words) for figure, words in [*trouble, *tally.misses]]
            gold[name] = runs.digest(source)
            total += tally
        figures[folder.name] = {"files": len(made), **total.figures()}
    return _run("parsing", (figures, misses), gold)


def _parsed(file: Path) -> tuple[Document, list[tuple[str, str]]]:
    """The file as read, or an empty paper and why."""
    try:
        return parse(iter_files([file])[0], scans()), []  # an archive or mail holds the paper as its only member
    except UnreadableFile as error:
        return Document(file.stem, "", str(file), "", ""), [("unreadable", error.what)]


def evaluate_expressions(path: Path) -> Run:
    """Accuracy by family; misses are the wrong rows by id."""
    found = {str(key): frames for key, frames in expressions.batch(path)}
    rows = [row for _, row in json_lines.read(path)]
    return _run("expressions", expression_scores.score(rows, found), runs.by_paper(rows, "id"))


def evaluate_sections(gold: Path, papers: Sequence[Path]) -> Run:
    """The section trees of the papers that gold knows. Raises BadInput when one of them is not among ``papers``."""
    rows, files = _gold(gold, papers, "doc")
    scored = section_scores.score(rows, [jsonl.document_row(structure(parse(f))) for f in files])
    return _run("sections", scored, runs.by_paper(rows, "doc"))


def _object(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(json_lines.text_of(path))
    except ValueError as error:
        raise BadInput(f"{path}：不是合法的 JSON（{error}）；请给出评测集文件") from error
    if not isinstance(data, dict):
        raise BadInput(f"{path}：应是一个 JSON 对象；请给出评测集文件")
    return data


def evaluate_search(gold: Path) -> Run:
    """Search over the papers of the open library; ingest exactly those of the set's ``collection`` first."""
    from docintel.workflows import find  # noqa: PLC0415 - the encoder loads only for this

    queries = _object(gold)["queries"]
    asked = [(q["qid"], find.find(q["query"], limit=10)) for q in queries]
    found = {
        qid: {
            "results": [{"doc": h.passage.doc, "start": h.passage.start, "end": h.passage.end} for h in answer.hits],
            "no_answer": answer.no_answer,
        }
        for qid, answer in asked
    }
    return _run("search", search_scores.score(queries, found), runs.by_paper(queries, "qid"))


def evaluate_match(gold: Path) -> Run:
    """Matching over the open library."""
    from docintel.workflows import advise  # noqa: PLC0415 - models need an opened home

    asked = _object(gold)
    advices = advise.advise(advise.load_profiles([gold]))
    scored = match_scores.score(asked, {a.profile: advise.row(a)["results"] for a in advices})
    told = {p["id"]: runs.digest([p, asked["judgments"].get(p["id"]), asked["hard_negatives"].get(p["id"])]) for p in asked["profiles"]}
    return _run("match", scored, told)


def save(run: Run, path: Path) -> None:
    """Keep a run as a file. Raises BadInput when it cannot be written."""
    try:
        path.write_text(runs.dump(run), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}：无法写入（{error.strerror or error}）；请换一个文件夹") from error


def against(run: Run, path: Path) -> Difference:
    """What ``run`` lost and won against the run kept in ``path``. Raises BadInput for another task or another kind of file."""
    try:
        before = runs.load(json_lines.text_of(path))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{path}：不是 docintel evaluate --save 存下的结果；请先用 --save 存一份") from error
    if before.task != run.task:
        raise BadInput(f"{path}：存的是 {before.task} 的结果，不能与 {run.task} 相比；请换成同一项评测的文件")
    return runs.difference(before, run)
