"""Our own ids are known in a workbook, whatever a person or two equal promises have put behind them."""

import pytest

from docintel.domain.ids import content_id
from docintel.report.sheet_columns import OUR_ID


@pytest.mark.parametrize("tail", ["", "-2", "-b", "-2-a"])
@pytest.mark.parametrize("prefix", ["c", "cn", "re"])
def test_an_id_is_known(prefix, tail):
    assert OUR_ID.fullmatch(content_id(prefix, "新增公办学位2000个") + tail)


@pytest.mark.parametrize("words", ["2026-031", "督字3号", "ZD-2026-01", "cn-9xdcquwk 事项", "12"])
def test_an_offices_number_is_none(words):
    assert not OUR_ID.fullmatch(words)
