import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from docintel.cli.expressions import command
from docintel.domain.expressions import NumberFrame, TimeFrame
from docintel.domain.papers import Anchor
from docintel.errors import BadInput
from docintel.text.explain import explain
from docintel.text.expressions import find_frames
from docintel.workflows.expressions import frame_row

DAY = Anchor("2024-06-27", "day", "issue_date")


def test_times_and_numbers_share_a_sentence():
    text = "力争3年内新增规上企业20家以上，每年安排不低于5000万元"
    frames = find_frames(text, DAY)
    assert [(f.span.text, isinstance(f, TimeFrame)) for f in frames] == [
        ("3年内", True),
        ("20家以上", False),
        ("每年", True),
        ("每年安排不低于5000万元", False),
    ]


def test_a_duration_is_not_also_a_count():
    assert not [f for f in find_frames("15个工作日内办结，公示3个月", DAY) if isinstance(f, NumberFrame)]


def test_explanations_are_chinese_and_say_what_is_unsure():
    (found,) = find_frames("2027年前建成", DAY)
    assert explain(found) == "完成时限：至2026-12-31（有两种读法）"
    (found,) = find_frames("给予30-50万元奖励", DAY)
    assert explain(found) == "数量：300,000至500,000元"


@given(st.text(max_size=60))
def test_every_frame_can_be_printed(text: str):
    for f in find_frames(text, DAY):
        row = frame_row(f)
        assert row["rule"]
        assert row["explanation"]
        json.dumps(row)


def run(*args: str):
    return CliRunner().invoke(command, list(args), catch_exceptions=True)


def test_text_on_the_command_line():
    result = run("到2025年底建成3个园区", "--anchor", "2024-06-27")
    (line,) = result.output.splitlines()
    frames = json.loads(line)["frames"]
    assert [(f["type"], f.get("end"), f.get("value")) for f in frames] == [("time", "2025-12-31", None), ("count", None, 3.0)]


def test_batch_keeps_ids_and_falls_back_on_the_anchor_given(tmp_path: Path):
    rows = [{"id": "a", "context": "年底前完成", "anchor": "2023-01-01"}, {"id": "b", "context": "年底前完成"}]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows) + "\n\n", encoding="utf-8")
    out = [json.loads(line) for line in run("--batch", str(file), "--anchor", "2024-06-27").output.splitlines()]
    assert [(r["id"], r["frames"][0]["end"]) for r in out] == [("a", "2023-12-31"), ("b", "2024-12-31")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"id": 1, "context": "x"}\n{broken', "第2行：不是合法的 JSON"),
        (b'{"id": 1}', "第1行：缺少文字字段 context"),
        (b"[1]", "第1行：不是 JSON 对象"),
        (b'{"context": "x", "anchor": "2024-02-30"}', "第1行：没有“2024-02-30”这一天"),
        ('{"context": "x", "anchor": "去年"}'.encode(), "第1行：日期“去年”看不懂"),
        ("字".encode("gb18030") * 3, "不是 UTF-8"),
    ],
)
def test_bad_batch_names_file_and_line(tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "rows.jsonl"
    file.write_bytes(content)
    error = run("--batch", str(file)).exception
    assert isinstance(error, BadInput)
    assert said in str(error)
    assert str(file) in str(error)


@pytest.mark.parametrize(
    "args", [[], ["文字", "--batch", "x.jsonl"], ["文字", "--anchor", "2024-6-1"], ["--batch", "/nonexistent/x.jsonl"]]
)
def test_bad_arguments_are_one_clear_line(args: list[str]):
    error = run(*args).exception
    assert isinstance(error, BadInput)
    assert "\n" not in str(error)
