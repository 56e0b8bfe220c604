"""统计: figures add up, and each opens exactly the rows that it counts."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client

from docintel.domain.ledger import LedgerFilters
from docintel.domain.statistics import FIGURES, GROUPINGS, RATES
from docintel.errors import BadInput
from docintel.store.models import Obligation, Owner
from docintel.workflows import statistics, track
from docintel.workflows.ingest import ingest

ROOT = Path(__file__).parents[2]
TODAY = date(2024, 6, 30)
ALL = LedgerFilters()
pytestmark = pytest.mark.django_db


@pytest.fixture
def library():
    ingest([ROOT / "corpora" / name for name in ("W01.txt", "W02.txt", "W08.txt")], jobs=1, index=False)
    return list(Obligation.objects.order_by("id").values_list("item_id", flat=True))


def moved(item_id, *states):
    for state in states:
        track.change_state(item_id, state, "王五")


def count(figure, by="", key=""):
    return len(track.list_rows(LedgerFilters(figure=figure, by=by or None, key=key or None), TODAY))


def test_every_figure_of_every_group_opens_its_rows(library):
    for n, item in enumerate(library[:12]):
        moved(item, *(("confirmed",), ("confirmed", "in_progress"), ("confirmed", "done"), ("rejected",))[n % 4])
    for by in GROUPINGS:
        found = statistics.statistics(ALL, TODAY, by)
        assert found.lines
        for line in (*found.lines, found.whole):
            for figure in FIGURES:
                where = () if line is found.whole else (by, line.key)
                assert line.counts[figure] == count(figure, *where), (by, line.key, figure)


def test_groups_add_up_to_the_whole_but_for_joint_work(library):
    for by in ("year", "kind", "strength", "class"):
        found = statistics.statistics(ALL, TODAY, by)
        for figure in FIGURES:
            assert sum(line.counts[figure] for line in found.lines) == found.whole.counts[figure], (by, figure)
    by_unit = statistics.statistics(ALL, TODAY, "unit")
    assert sum(line.counts["total"] for line in by_unit.lines) >= by_unit.whole.counts["total"]


def test_rates_count_what_they_say(library):
    dated = list(Obligation.objects.filter(due__isnull=False).order_by("due")[:3])
    for item in dated:
        moved(item.item_id, "confirmed")
    before = statistics.statistics(ALL, dated[2].due + timedelta(days=1), "year").whole
    assert before.counts["overdue"] == 3
    assert before.rate("on_time_rate") == 0
    moved(dated[0].item_id, "done")
    after = statistics.statistics(ALL, dated[2].due + timedelta(days=1), "year").whole
    assert after.counts["finished"] == 1
    assert after.counts["late"] == 1  # it was done today, years after its limit
    assert after.counts["overdue"] == 2
    assert after.rate("completion") == pytest.approx(1 / 3)
    assert (after.days, after.timed) == (0, 1)


def test_a_correction_shows_at_once(library):
    whole = statistics.statistics(ALL, TODAY, "unit").whole
    undated = track.list_rows(LedgerFilters(figure="undated"), TODAY)[0]
    track.correct(undated.item_id, {"due": "2030-01-01", "lead": ["澜州市统计局"]}, "王五")
    found = statistics.statistics(ALL, TODAY, "unit")
    assert found.whole.counts["undated"] == whole.counts["undated"] - 1
    assert count("total", "unit", "澜州市统计局") == 1


def test_the_issuer_itself_is_not_called_us(library):
    named = {line.key for line in statistics.statistics(ALL, TODAY, "unit").lines}
    assert not named & {"我们", "我局", "我市", "发文单位"}
    assert Owner.objects.filter(basis="pronoun").exists()


def test_what_cannot_be_counted_is_named(library):
    with pytest.raises(BadInput, match="不能按 colour 统计"):
        statistics.statistics(ALL, TODAY, "colour")
    with pytest.raises(BadInput, match="没有统计项 nothing"):
        track.list_rows(LedgerFilters(figure="nothing"), TODAY)


def test_the_page_its_file_and_the_api_agree(library, django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_superuser("wang", password="Lan-zhou-2025"))
    page = client.get("/statistics/", {"by": "kind"}).content.decode()
    assert "政协提案答复" in page
    assert "figure=total&amp;by=kind&amp;key=reply_cppcc" in page
    whole = client.get("/api/statistics", {"by": "kind"}).json()
    lines = client.get("/statistics/table.csv", {"by": "kind"}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == len(whole["lines"]) + 2
    assert lines[-1].split(",")[1] == str(whole["whole"]["counts"]["total"])
    assert set(whole["whole"]["rates"]) == set(RATES)
    rows = client.get("/ledger/", {"figure": "total", "by": "kind", "key": "reply_cppcc"}).content.decode()
    assert "统计项：事项　政协提案答复" in rows
    assert client.get("/statistics/", {"by": "nothing"}).status_code == 200


def test_solved_replies_are_counted_by_meaning(library):
    solved = statistics.statistics(ALL, TODAY, "kind").solved
    assert (solved.replies, solved.now) == (2, 1)  # W01 says A（已解决）; W02 says no class whose meaning is known
    assert statistics.statistics(LedgerFilters(region="澜州"), TODAY, "kind").solved.replies == 0
