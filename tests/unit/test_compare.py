"""Rows of 各地对比: tiers that share a clause are one row, places by their best row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from docintel.domain.comparisons import COLUMNS, Measure, cells
from docintel.domain.standing import Term, standing
from docintel.workflows.compare import _by_place, _joined

STANDS = standing(Term("measures", "若干措施", "in_force", "2024-01-01"), date(2024, 6, 1))
ONE = Measure(
    place="澜江省榆州市",
    doc="甲",
    title="榆州市若干措施",
    number="榆政发〔2024〕1号",
    date="2024-01-01",
    start=0,
    end=30,
    words="对国家级、省级的分别奖励100万元、50万元",
    kind="reward",
    beneficiary="企业",
    conditions="国家级",
    rate="",
    cap="",
    sums="国家级：100万元",
    lasts="",
    term="",
    standing=STANDS,
    fit=0.5,
)


def test_tiers_of_one_clause_are_one_row() -> None:
    joined = _joined(ONE, replace(ONE, conditions="省级", sums="省级：50万元", fit=0.7))
    assert (joined.sums, joined.conditions, joined.beneficiary, joined.fit) == (
        "国家级：100万元；省级：50万元",
        "国家级；省级",
        "企业",
        0.7,
    )
    assert joined.words == ONE.words


def test_places_stand_in_the_order_of_their_best_row_and_keep_together() -> None:
    rows = [ONE, replace(ONE, place="澜江省汐湾市", doc="乙", fit=0.9), replace(ONE, doc="丙", fit=0.8), replace(ONE, doc="丁", fit=0.1)]
    found = _by_place("奖励", rows, 2, [])
    assert found.places == ("澜江省汐湾市", "澜江省榆州市")
    assert [r.doc for r in found.rows] == ["乙", "丙", "甲"]
    assert found.notes == ("每个地区列最贴近的2条，另有1条未列",)


def test_every_column_has_a_cell() -> None:
    told = cells(ONE)
    assert list(told) == list(COLUMNS)
    assert (told["standing"], told["source"]) == ("现行", "《榆州市若干措施》（榆政发〔2024〕1号）")
