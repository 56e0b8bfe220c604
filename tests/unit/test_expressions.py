import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from docintel.cli.expressions import command
from docintel.domain.expressions import COMPARATORS, TIME_ROLES, NumberFrame, TimeFrame
from docintel.domain.papers import Anchor
from docintel.errors import BadInput
from docintel.text.explain import BASES, ROLES, certainty, explain, rule_name
from docintel.text.explain import COMPARATORS as COMPARATOR_WORDS
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
    assert explain(found) == "完成时限：至2026-12-31（有两种读法：2026-12-31，或2027-12-31）"
    (found,) = find_frames("给予30-50万元奖励", DAY)
    assert explain(found) == "数量：30万至50万元"


@pytest.mark.parametrize(
    ("text", "said", "sure"),
    [
        ("一年内完成搬迁", "完成时限：至2025-06-27（按成文日期2024-06-27起算1年）", "确定"),
        ("印发之日起10个工作日内报送", "完成时限：至2024-07-11（按成文日期2024-06-27起算10个工作日）", "确定"),
        ("收到申请之日起15个工作日内办结", "完成时限：从“收到申请之日”起算15个工作日", "未定"),
        ("期满前3个月提出", "完成时限：从“期满”倒推3个月", "未定"),
        ("2024年9月31日前", "完成时限：至2024-09-30（原文日期不存在，按当月最后一天）", "两可"),
        ("汛期前完成", "完成时限：至2025-05-31（按“汛期”的通常日期；大致时间）", "大致"),
        ("适时召开", "完成时限：日期未定（原文没有给出具体日期）", "未定"),
        ("每年6月、12月底前报送", "周期：每半年，6月30日、12月31日前", "确定"),
        ("每季度末前报送", "周期：每季度，季度末前", "确定"),
        ("本办法自印发之日起施行，有效期3年", "有效期：2024-06-27至2027-06-26（按成文日期2024-06-27起算3年）", "确定"),
        ("9月前完成", "完成时限：至2024-08-31（有两种读法：2024-08-31，或2024-09-30）", "两可"),
        ("2026年之后执行", "起始时间：自2027-01-01起（有两种读法：自2027-01-01起，或自这段时间开始之日起）", "两可"),
        ("收入增长2倍", "数量：原来的3倍", "确定"),
        ("合格率保持在95%以上", "数量：保持在不少于（含本数）95%", "确定"),
        ("降至5%以下", "数量：降低到不超过（含本数）5%", "确定"),
        ("近千人参加", "数量：接近1,000人（概数）", "大致"),
        ("位居全省前3名", "名次或序号：前3名", "确定"),
    ],
)
def test_a_clerk_can_check_what_was_read(text: str, said: str, sure: str):
    (found,) = find_frames(text, DAY)
    assert (explain(found, DAY), certainty(found)) == (said, sure)


def test_every_role_unit_and_basis_has_words():
    assert set(ROLES) == set(TIME_ROLES)
    assert set(COMPARATOR_WORDS) == set(COMPARATORS)
    for basis, words in BASES.items():
        (found,) = find_frames("一年内完成", Anchor("2024-06-27", "day", basis))
        assert words in explain(found, Anchor("2024-06-27", "day", basis))
    for frame in find_frames("3年内、至少5万元、约30%、2倍以上、20个基点、1.5个百分点，由3个增至6个，适时推进", None):
        assert not re.search("[A-Za-z]", explain(frame)), explain(frame)


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


@pytest.mark.parametrize("name", ["times", "amounts"])
def test_every_rule_says_in_words_what_it_reads(name):
    lines = (Path(__file__).parent / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rules = {f.rule for line in lines for f in find_frames(json.loads(line)["text"], DAY)}
    assert len(rules) >= 8
    assert {rule: rule_name(rule) for rule in rules if rule_name(rule).startswith("规则")} == {}
