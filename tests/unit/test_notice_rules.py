"""When a notice is due: the last threshold passed, once."""

from datetime import date, timedelta

import pytest

from docintel.errors import BadInput
from docintel.store.notice_rules import chosen, read_days, shipped

LIMIT = date(2026, 6, 30)
GIVEN = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("left", "told"),
    [(31, None), (30, (30, 30)), (29, (30, 29)), (15, (15, 15)), (8, (15, 8)), (7, (7, 7)), (1, (1, 1)), (0, (0, 0)), (-1, None)],
)
def test_before_the_limit_the_nearest_threshold_counts(left, told):
    assert shipped()["due_soon"].reached(LIMIT, GIVEN, LIMIT - timedelta(days=left)) == told


@pytest.mark.parametrize(
    ("late", "told"),
    [(0, None), (1, (1, 1)), (6, (1, 6)), (7, (7, 7)), (29, (15, 29)), (30, (30, 30)), (59, (30, 59)), (60, (60, 60)), (125, (120, 125))],
)
def test_after_the_limit_and_then_every_so_often(late, told):
    assert shipped()["overdue"].reached(LIMIT, GIVEN, LIMIT + timedelta(days=late)) == told


def test_without_a_limit_only_the_receipt_is_asked_for():
    assert shipped()["due_soon"].reached(None, GIVEN, LIMIT) is None
    assert shipped()["overdue"].reached(None, GIVEN, LIMIT) is None
    monday = date(2026, 1, 5)
    assert shipped()["unaccepted"].reached(None, monday, monday + timedelta(days=1)) is None
    reached = shipped()["unaccepted"].reached(None, monday, monday + timedelta(days=4))
    assert reached is not None
    assert reached[0] == 3


def test_an_office_chooses_its_own_days():
    own = chosen({"due_soon": {"before": [10]}, "overdue": {"after": [], "every": 0}})
    assert own["due_soon"].reached(LIMIT, GIVEN, LIMIT - timedelta(days=11)) is None
    assert own["due_soon"].reached(LIMIT, GIVEN, LIMIT - timedelta(days=10)) == (10, 10)
    assert own["overdue"].reached(LIMIT, GIVEN, LIMIT + timedelta(days=40)) is None
    assert own["unaccepted"] == shipped()["unaccepted"]


def test_days_are_read_as_people_write_them():
    assert read_days("due_soon", "before", "1、30，7 7") == [30, 7, 1]
    assert read_days("overdue", "after", "7,1") == [1, 7]
    assert read_days("overdue", "after", "") == []
    with pytest.raises(BadInput, match="三天"):
        read_days("due_soon", "before", "30、三天")


def test_every_rule_says_when_and_on_which_ground():
    assert [r.told() for r in shipped().values() if r.before or r.after or any(r.sent)] == [
        "时限前30、15、7、3、1、0天",
        "时限后1、7、15、30天，以后每30天",
        "交办后3、5、10个工作日没有签收",
    ]
    assert all(r.source for r in shipped().values())
