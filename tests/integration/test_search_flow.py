"""From files to answers over the command line, with the real encoder (skipped where models/e5 is not built)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not (ROOT / "models/e5/model.onnx").is_file(), reason="models/e5 is not built")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    papers = [str(ROOT / "corpora" / f"{name}.txt") for name in ("W03", "W08")]
    docintel(folder, "ingest", *papers, "--no-index")
    return folder


def docintel(home, *args, code=0):
    env = {**os.environ, "DOCINTEL_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "docintel", *args], check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == code, done.stderr
    return done


def test_index_catches_up_and_rebuilds_the_same(home, tmp_path):
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"qid": "a", "query": "高新技术企业 奖励"}\n{"qid": "b", "query": "火星 移民 签证"}\n', encoding="utf-8")

    def ask():
        return [json.loads(line) for line in docintel(home, "search", "--batch", str(questions), "--format", "jsonl").stdout.splitlines()]

    before = ask()
    assert [row["qid"] for row in before] == ["a", "b"]
    assert before[0]["results"][0]["doc"] == "W08"
    assert not before[0]["no_answer"]
    assert before[1]["no_answer"]
    for result in before[0]["results"]:
        text = (ROOT / "corpora" / f"{result['doc']}.txt").read_bytes().decode()
        assert text[result["start"] : result["end"]].split() == result["text"].split()
    shutil.rmtree(home / "index")
    assert ask() == before


def test_one_question_in_three_formats(home):
    assert json.loads(docintel(home, "search", "流片补贴", "--format", "json").stdout)["results"][0]["why"]
    assert "流片" in docintel(home, "search", "流片补贴", "--limit", "1").stdout
    assert docintel(home, "search", "流片补贴", "--kind", "reply_npc", "--format", "jsonl").stdout.count("\n") == 1


def test_a_bad_call_is_one_line(home, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"qid": 1}\n', encoding="utf-8")
    for args in (
        ("search",),
        ("search", "x", "--batch", str(bad)),
        ("search", "--batch", str(bad)),
        ("search", "--batch", "missing.jsonl"),
    ):
        assert docintel(home, *args, code=2).stderr.count("\n") == 1
