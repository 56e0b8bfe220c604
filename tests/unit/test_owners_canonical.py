"""Full names only where place and short form are certain."""

from __future__ import annotations

import pytest

from docintel.extract.canonical import canonical


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("市科技局", "澜州市", "澜州市科学技术局"),
        ("市卫健委", "怀川市砚湖区", "怀川市卫生健康委员会"),
        ("区财政局", "怀川市砚湖区", "怀川市砚湖区财政局"),
        ("县政府", "梧岭县", "梧岭县人民政府"),
        ("市科技局", "玉岭省玉江市澄水市", "澄水市科学技术局"),
        ("区财政局", "玉岭省怀川市砚湖区", "怀川市砚湖区财政局"),
        ("县城管局", "梧岭县", None),
        ("省财政厅", "澜州市", None),
        ("市科技局", None, None),
        ("市招商办", "澜州市", None),
        ("相关部门", "澜州市", None),
    ],
)
def test_full_names(name: str, region: str | None, expected: str | None) -> None:
    assert canonical(name, region, "澜州市文物局") == expected


def test_the_house_is_the_issuer() -> None:
    assert canonical("我局", "澜州市", "澜州市文物局") == "澜州市文物局"
    assert canonical("我局", "澜州市", "澜州市文物局、澜州市财政局") is None
    assert canonical("我们", "澜州市", "澜州市文物局") == "澜州市文物局"


def test_the_office_that_signs_speaks_for_its_bureau() -> None:
    assert canonical("我局", "澜州市", "澜州市文物局办公室") == "澜州市文物局"
    assert canonical("我们", "澜州市", "澜州市文物局办公室") == "澜州市文物局办公室"
