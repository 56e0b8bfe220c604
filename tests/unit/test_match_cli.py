"""``docintel match`` over our own papers: profile files in, JSON lines or a table out, one clear line for a bad profile."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.matching import fact, title

ROOT = Path(__file__).parents[2]
SENSOR = {
    "id": "W-1",
    "name": "砚湖感知科技有限公司",
    "as_of": "2025-03-01",
    "region": {"province": "", "city": "怀川市", "district": "砚湖区"},
    "industry": "智能传感器制造",
    "size": "小",
    "founded": "2019-05-01",
    "qualifications": [title("高新技术企业（首次）", "国家", "2024-11-01"), title("规模以上工业企业", None, "2023-01-01")],
    "facts": [fact("2023年研发费用", 4_000_000, "CNY", "2023"), fact("2024年研发费用", 5_000_000, "CNY", "2024")],
    "needs": ["评上高企有没有奖励", "研发费用涨了能补多少", "职工食堂的油烟机能补吗"],
}
FISH = SENSOR | {"id": "W-2", "name": "汐湾深蓝养殖有限公司", "industry": "海水养殖", "region": {"city": "汐湾市"}, "as_of": "2025-12-01"} | {
    "facts": [fact("新建桁架类大型养殖装备总投资", 8_000_000, "CNY", "2025-10"), fact("单体养殖水体", 60_000, "立方米", "2025-10")]
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    run(folder, "ingest", *(str(ROOT / "corpora" / f"{name}.txt") for name in ("W08", "W09")), "--no-index", "--jobs", "1")
    return folder


def run(home: Path, *args: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DOCINTEL_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-m", "docintel", *args], check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == code, done.stderr
    return done


def test_json_lines(home: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    one.write_text(json.dumps(SENSOR), encoding="utf-8")
    two.write_text(json.dumps({"profiles": [FISH]}), encoding="utf-8")
    rows = [json.loads(line) for line in run(home, "match", str(one), str(two), "--format", "jsonl").stdout.splitlines()]
    assert [r["profile"] for r in rows] == ["W-1", "W-2"]
    text = {doc: (ROOT / "corpora" / f"{doc}.txt").read_text(encoding="utf-8") for doc in ("W08", "W09")}
    for row in rows:
        for r in row["results"]:
            assert r["text"] == text[r["doc"]][r["start"] : r["end"]]
            assert all(c["text"] == text[r["doc"]][c["start"] : c["end"]] for c in r["conditions"])
    growth = next(r for r in rows[0]["results"] if "增量部分的5%" in r["text"])
    assert (growth["verdict"], growth["amount"]["min"]) == ("eligible", 50_000)
    assert any(r["verdict"] == "eligible" and "国家高新技术企业" in r["text"] and r["amount"]["min"] == 200_000 for r in rows[0]["results"])
    assert any("油烟机" in note for note in rows[0]["notes"])


def test_drafts_are_watched_not_offered(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "fish.json"
    path.write_text(json.dumps(FISH), encoding="utf-8")
    (row,) = [json.loads(line) for line in run(home, "match", str(path), "--format", "jsonl").stdout.splitlines()]
    assert row["results"]
    assert {(r["verdict"], r["in_force"]) for r in row["results"]} == {("ineligible", False)}
    assert all("尚未生效" in r["why"] for r in row["results"])


def test_table_for_people(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(SENSOR), encoding="utf-8")
    shown = run(home, "match", str(path)).stdout
    assert "砚湖感知科技有限公司（2025-03-01）：符合" in shown
    assert "没有找到用词相近的现行可用条款" in shown.replace("\n", "")


@pytest.mark.parametrize(("content", "words"), [("{", "不是有效的 JSON"), ('{"id": "A", "size": "巨"}', "size"), ("[]", "为空")])
def test_a_bad_profile_is_one_line(home: Path, tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    done = run(home, "match", str(path), code=2)
    assert words in done.stderr
    assert str(path) in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
