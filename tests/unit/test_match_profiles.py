import pytest

from docintel.errors import BadInput
from docintel.match import read_profile, read_profiles


def test_reads_one_list_and_object() -> None:
    row = {"id": "A", "name": "甲", "region": {"province": "澜江省"}, "facts": [{"what": "保费", "value": 12, "unit": "CNY"}]}
    for data in (row, [row], {"profiles": [row]}):
        (enterprise,) = read_profiles(data)
        assert (enterprise.id, enterprise.region.province, enterprise.facts[0].value) == ("A", "澜江省", 12.0)


def test_only_a_name_is_enough() -> None:
    assert read_profile({"name": "甲公司"}).id == "甲公司"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "缺少 id"),
        ([], "为空"),
        (["x"], "JSON 对象"),
        ({"id": "A", "size": "巨"}, "size"),
        ({"id": "A", "as_of": "去年"}, "as_of"),
        ({"id": "A", "founded": "2020年"}, "founded"),
        ({"id": "A", "employees": "八十"}, "employees"),
        ({"id": "A", "revenue_cny": True}, "revenue_cny"),
        ({"id": "A", "region": "澜州"}, "region"),
        ({"id": "A", "facts": {}}, "facts"),
        ({"id": "A", "facts": [{"value": 1}]}, "facts[0]"),
        ({"id": "A", "facts": [{"what": "x", "value": []}]}, "value"),
        ({"id": "A", "qualifications": [{}]}, "qualifications[0]"),
        ({"id": "A", "needs": [3]}, "needs[0]"),
        ([{"id": "A"}, {"id": "A"}], "重复"),
    ],
)
def test_bad_profiles_name_the_field(data: object, words: str) -> None:
    with pytest.raises(BadInput, match=words.replace("[", r"\[").replace("]", r"\]")):
        read_profiles(data)
