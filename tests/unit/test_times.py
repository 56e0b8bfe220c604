"""Which act a time or a number belongs to (guide §4 deadlines, targets; §6)."""

from __future__ import annotations

import pytest

from docintel.domain.findings import Action, Obligation
from docintel.extract import extract
from tests.papers import paper

HEAD = "为做好渡口工作，制定本方案。\n一、重点任务\n"


def acts(text: str) -> list[tuple[Obligation, Action]]:
    return [(item, action) for item in extract(paper(text, "plan")).obligations for action in item.actions]


def due(text: str) -> list[tuple[str, str | None]]:
    """(words of the act, its last day) of every act."""
    return [(a.span.text, item.deadlines[a.deadline_idx[-1]].end if a.deadline_idx else None) for item, a in acts(HEAD + text)]


def rhythm(text: str) -> list[tuple[str | None, str | None]]:
    return [(a.recurrence.every, a.recurrence.by) if a.recurrence else (None, None) for _, a in acts(HEAD + text)]


def targets(text: str) -> list[list[float | None]]:
    return [[item.targets[i].number.value for i in a.target_idx] for item, a in acts(HEAD + text)]


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("1.夯实基础。修缮渡口12处，更新渡船3艘。\n责任单位：县交通局\n完成时限：2025年10月底前\n", ["2025-10-31", "2025-10-31"]),
        ("（一）动员部署阶段（2025年6月—7月）。召开动员会议，编制普查方案。\n", ["2025-07-31", "2025-07-31"]),
        ("扩大修缮范围，今年9月底前修缮渡口20处，每个乡镇至少1处。", [None, "2024-09-30", "2024-09-30"]),
        ("更新渡船3艘，完善码头设施，2025年6月底前全部完成。", ["2025-06-30", "2025-06-30", "2025-06-30"]),
        ("修缮渡口12处，更新渡船3艘。完善码头设施。以上工作要在2025年6月底前完成。", ["2025-06-30"] * 3),
        ("在2025年年底前，建成护渡平台，修缮渡口12处。", ["2025-12-31", "2025-12-31"]),
        ("对2023年四季度和2024年一季度管护成效突出的乡镇给予激励。", [None]),
        ("全年举办安全演练12场，培训渡工300人次。", ["2024-12-31", "2024-12-31"]),
        ("2025年度全县更新渡船3艘以上，培训渡工增长20%。", ["2025-12-31", "2025-12-31"]),
        ("完善码头设施，下半年更新渡船3艘以上，召开现场会议。", [None, "2024-12-31", None]),
        ("县交通局拟在2025年，完善码头设施，更新渡船。", ["2025-12-31", "2025-12-31"]),
        ("为做好渡口工作，县政府决定，2025年以安全渡运为主题，开展专项检查，修缮渡口。", ["2025-12-31", "2025-12-31"]),
        ("做好渡工2025年培训计划。", [None]),
        ("到2026年，渡口面貌明显改善：\n——提升安全水平。建成安全渡口30处。\n——更新船舶。更新渡船12艘。\n", ["2026-12-31"] * 2),
    ],
)
def test_whom_a_deadline_binds(text: str, ends: list[str | None]):
    found = [end for words, end in due(text) if "阶段" not in words and "——" not in words]
    assert found == ends


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("督促各乡镇按季度足额拨付管护经费。", [("P3M", None)]),
        ("争取每年新增渡口2处以上。", [("P1Y", None)]),
        ("建立年度考核制度。", [(None, None)]),
        ("每月15日前通报进度，年终组织评估。", [("P1M", "--15"), ("P1Y", "12-31")]),
        ("申报时间为每年3月1日至4月30日，由乡镇初审。县交通局于7月底前完成审核。", [("P1Y", "07-31")]),
    ],
)
def test_what_comes_again(text: str, found: list[tuple[str | None, str | None]]):
    assert rhythm(text)[-len(found) :] == found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("在城关等5个码头设置救生设施。", [[5.0]]),
        ("按每500户1名的标准配备渡工。", [[1.0]]),
        ("设置临时停靠点，限时5分钟。", [[5.0]]),
        ("完善管护机制，依托88个观测点。", [[]]),
        ("拟改为三分之二以上业主同意后实施修缮。", [[]]),
    ],
)
def test_numbers_beside_the_act(text: str, values: list[list[float]]):
    assert targets(text) == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("引进年产值10亿元以上的船厂2家。", [[2.0]]),
        ("每月开展巡查不少于2次。", [[2.0]]),
        ("每季度至少组织1次演练。", [[]]),
    ],
)
def test_sizes_and_rhythms_are_no_targets_but_counts_are(text: str, values: list[list[float]]):
    assert targets(text) == values
