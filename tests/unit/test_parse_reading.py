"""The reading workflow and ``docintel parse``: folders walked, broken files named, the rest goes on."""

import json
import os
import pickle

from click.testing import CliRunner

from docintel.cli.main import cli
from docintel.domain.papers import Paper
from docintel.errors import UnreadableFile
from docintel.workflows.files import iter_files
from docintel.workflows.reading import each, read_papers
from tests.parse_samples import put

TEXT = "澜州市教育局关于开展测试的通知\n澜教〔2024〕8号\n\n各有关单位：\n请于2025年底前完成。\n\n澜州市教育局\n2024年3月6日\n"


def test_folders_are_walked_sorted_and_litter_is_left_out(tmp_path):
    for name in ("b.txt", "a.txt", "~$a.docx", ".hidden.txt", "catalogue.jsonl", "annotations.yaml", "Thumbs.db", "README.md"):
        put(tmp_path, name, TEXT)
    deep = tmp_path / "c" / "d"
    deep.mkdir(parents=True)
    put(deep, "e.txt", TEXT)
    (tmp_path / ".git").mkdir()
    put(tmp_path / ".git", "x.txt", TEXT)
    missing = tmp_path / "none.txt"
    found = iter_files([tmp_path, tmp_path / "a.txt", missing])
    assert [str(f.relative_to(tmp_path)) for f in found] == ["a.txt", "b.txt", "c/d/e.txt", "none.txt"]


def test_a_broken_file_stops_nothing(tmp_path):
    paths = [put(tmp_path, "a.txt", TEXT), put(tmp_path, "b.pdf", b"%PDF-1.7\nbroken"), put(tmp_path, "c.txt", TEXT)]
    for jobs in (1, 2):
        results = list(read_papers(paths, jobs, {"a": {"region": "澜江省澜州市"}}))
        assert [p for p, _ in results] == paths
        assert [type(r) for _, r in results] == [Paper, UnreadableFile, Paper]
    assert results[0][1].text == TEXT


def _fatal(path, word):
    if path.stem == "kill":
        os._exit(3)
    if path.stem == "raise":
        raise ValueError("意外")
    return f"{path.stem}{word}"


def test_a_file_that_kills_its_process_is_blamed_alone(tmp_path):
    paths = [tmp_path / f"{name}.txt" for name in ("a", "kill", "b", "raise", "c")]
    results = dict(each(_fatal, paths, 2, lambda path: ("!",)))
    assert list(results) == paths
    assert [results[paths[i]] for i in (0, 2, 4)] == ["a!", "b!", "c!"]
    assert "意外终止" in str(results[paths[1]])
    assert "ValueError: 意外" in str(results[paths[3]])


def test_errors_cross_processes():
    error = pickle.loads(pickle.dumps(UnreadableFile("a.doc", "甲", "乙")))
    assert (error.path, error.what, error.todo, str(error)) == ("a.doc", "甲", "乙", "a.doc：甲；乙")


def test_docintel_parse_prints_rows_and_names_what_it_could_not_read(tmp_path):
    put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "b.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    result = CliRunner().invoke(cli, ["parse", str(tmp_path), "--format", "jsonl"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 2
    assert [row["doc_id"] for row in rows] == ["a"]
    assert set(rows[0]) >= {"record", "doc_id", "text", "kind", "head", "sections", "blocks", "tables", "warnings"}
    assert rows[0]["head"]["doc_number"] == "澜教〔2024〕8号"
    assert result.stderr.count("\n") == 1
    assert "b.doc：这个老版 Office 文件" in result.stderr


def test_docintel_parse_exits_0_when_all_is_read(tmp_path):
    assert CliRunner().invoke(cli, ["parse", str(put(tmp_path, "a.txt", TEXT))]).exit_code == 0


def test_an_empty_folder_says_so(tmp_path):
    result = CliRunner().invoke(cli, ["parse", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "没有找到" in result.stderr


def test_names_in_gbk_bytes_are_read_as_their_words(tmp_path):
    names = [os.fsencode(tmp_path) + b"/" + name.encode("gbk") for name in ("实施办法.txt", "损坏.pdf")]
    for name, data in zip(names, (TEXT.encode(), b"%PDF-1.4"), strict=True):
        with open(name, "wb") as file:
            file.write(data)
    result = CliRunner().invoke(cli, ["parse", str(tmp_path)])
    assert json.loads(result.stdout)["doc_id"] == "实施办法"
    assert "损坏.pdf：PDF 不完整" in result.stderr
