"""各地对比 over the command line and in the page's workbook, with the real encoder (skipped where models/e5 is not built)."""

import json
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.integration.test_search_flow import ROOT, docintel, pytestmark

__all__ = ["pytestmark"]
PAPERS = ("W08", "W09", "P27", "P28", "P26")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    docintel(folder, "ingest", *(str(next((ROOT / "corpora").glob(f"{name}.*"))) for name in PAPERS))
    return folder


def test_places_side_by_side_with_their_own_words(home):
    found = json.loads(docintel(home, "compare", "贷款 贴息", "--on", "2024-12-31", "--format", "json").stdout)
    assert len(found["places"]) >= 2
    assert len({row["place"] for row in found["rows"]}) == len(found["places"])
    for row in found["rows"]:
        text = next((ROOT / "corpora").glob(f"{row['doc']}.*")).read_bytes().decode()
        assert "".join(row["words"].split("……")[0].split()) in "".join(text[row["start"] : row["end"]].split())
        assert "贴息" in row["words"] or "利息" in row["words"] or "贴息" in row["title"]


def test_what_is_over_is_counted_and_left_out(home):
    now = json.loads(docintel(home, "compare", "贷款 贴息", "--on", "2024-12-31", "--format", "json").stdout)
    later = json.loads(docintel(home, "compare", "贷款 贴息", "--on", "2099-12-31", "--format", "json").stdout)
    assert all(row["standing"]["state"] != "over" for row in now["rows"])
    ended = {row["doc"] for row in now["rows"]} - {row["doc"] for row in later["rows"]}
    assert ended
    left_out = [next(int(word) for note in found["notes"] for word in re.findall(r"另有(\d+)条", note)) for found in (now, later)]
    assert left_out[1] - left_out[0] == len(now["rows"]) - len(later["rows"]) > 0


def test_the_workbook_holds_the_table(home, tmp_path):
    file = tmp_path / "对比.xlsx"
    docintel(home, "compare", "贷款 贴息", "--on", "2024-12-31", "--export", str(file))
    sheet = load_workbook(BytesIO(file.read_bytes()))["各地对比"]
    found = json.loads(docintel(home, "compare", "贷款 贴息", "--on", "2024-12-31", "--format", "json").stdout)
    assert [c.value for c in sheet[2]][:3] == ["地区", "支持对象", "条件"]
    assert [sheet.cell(3 + n, 1).value for n in range(len(found["rows"]))] == [row["place"] for row in found["rows"]]


def test_a_topic_that_nobody_has_says_so(home):
    assert "没有找到" in docintel(home, "compare", "火星 移民 签证").stdout
    assert docintel(home, "compare", " ", code=2).stderr.count("\n") == 1
