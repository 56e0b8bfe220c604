"""What the firm would get now: every shape of standard, on invented clauses."""

from datetime import date
from typing import Any

import pytest

from docintel.match import match
from tests.matching import fact, firm, offer, title

INSURED = {"facts": [fact("网络安全保险保费", 600_000, "CNY", "2025-02")]}
STAFF = {"facts": [fact("新招用高校毕业生", 8, "人", "2025-03")]}
CENTRE = {"qualifications": [title("企业技术中心", "省级", "2024-12-08")]}
RISING = {"facts": [fact("2023年研发费用", 2_000_000, "CNY", "2023"), fact("2024年研发费用", 3_000_000, "CNY", "2024")]}

CASES = [
    ("对工业企业给予2万元补助", {}, (20_000, 20_000)),
    ("对工业企业给予最高30万元奖励", {}, (0, 300_000)),
    ("对工业企业给予5万元至30万元奖励", {}, (50_000, 300_000)),
    ("对工业企业给予不低于10万元奖励", {}, (100_000, None)),
    ("对购买网络安全保险的企业，按保费的50%给予补贴", INSURED, (300_000, 300_000)),
    ("对购买网络安全保险的企业，按保费的50%、不超过20万元给予补贴", INSURED, (200_000, 200_000)),
    ("对购买网络安全保险的企业，按不超过保费的50%给予补贴，最高20万元", INSURED, (0, 200_000)),
    ("对购买网络安全保险的企业给予不低于70%的保费补贴", INSURED, (420_000, None)),
    ("对购买网络安全保险的企业给予全额补贴", INSURED, None),
    ("对购买货物运输保险的企业，按保费的50%给予补贴", {"facts": [fact("购买货物运输保险", "是", "bool")]}, None),
    ("对招用高校毕业生的企业，按每人1500元标准给予补助", STAFF, (12_000, 12_000)),
    ("对招用高校毕业生的企业，按每人1500元标准给予补助，最高不超过1万元", STAFF, (10_000, 10_000)),
    ("对成功创建国家级、省级、市级企业技术中心的，分别给予50万元、20万元、10万元奖励", CENTRE, (200_000, 200_000)),
    ("对企业按研发费用增量的10%给予补助，最高50万元", RISING, (100_000, 100_000)),
    ("为小微企业提供最高500万元信用贷款", {}, None),
    ("对企业免征增值税", {}, None),
]


@pytest.mark.parametrize(("clause", "profile", "amount"), CASES)
def test_amount(clause: str, profile: dict[str, Any], amount: tuple[float, float | None] | None) -> None:
    (found,) = match(firm(**profile), [offer(clause)], date(2025, 6, 1))
    assert found.verdict != "ineligible", found.why
    assert (None if found.amount is None else (found.amount.min, found.amount.max)) == amount
    if found.amount:
        assert "元" in found.amount.formula


def test_unknown_amount_is_conditional() -> None:
    (found,) = match(firm(**INSURED), [offer("对符合条件的购买网络安全保险的企业，按保费的50%给予补贴")], date(2025, 6, 1))
    assert found.verdict == "unknown"
    assert found.amount is not None
    assert found.amount.formula.startswith("若符合：")


def test_ineligible_has_no_amount() -> None:
    (found,) = match(firm(), [offer("对餐饮企业给予2万元补助")], date(2025, 6, 1))
    assert (found.verdict, found.amount) == ("ineligible", None)
