"""The search page and the API over a small library: facets, chips, conditions, corrections that reach the index."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.contract.test_index import HashEncoder
from tests.people import client_of

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return client_of()


@pytest.fixture
def library(tmp_path, monkeypatch):
    from docintel.search.index import LocalIndex
    from docintel.workflows import find, indexing
    from docintel.workflows.ingest import ingest

    made = LocalIndex(tmp_path / "index", HashEncoder())
    monkeypatch.setattr(find, "index", lambda: made)
    monkeypatch.setattr(indexing, "index", lambda: made)
    ingest([ROOT / "corpora" / f"{name}.txt" for name in ("W02", "W08", "N05")], jobs=1, index=False)
    return made


def _page(client, **params):
    answer = client.get("/search/", params)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def _facet(page, label):
    """Value → (count, address) of a facet."""
    found = re.search(rf"<summary>{label}</summary><ul>(.*?)</ul>", page, re.DOTALL)
    rows = re.findall(r'href="([^"]+)".*?<span>(.*?)</span><span class="count">(\d+)</span>', found[1] if found else "", re.DOTALL)
    return {re.sub("✓ ", "", name): (int(count), link) for link, name, count in rows}


def test_a_result_with_a_benefit_leads_to_the_same_measure_elsewhere(client, library):
    page = _page(client, q="贷款 贴息", kind="measures")
    links = re.findall(r'<a href="(/compare/[^"]+)">看各地同类标准</a>', page)
    assert links
    compared = unescape(client.get(links[0]).content.decode())
    asked = re.search(r'name="q" value="([^"]+)"', compared)
    assert asked
    assert not re.search(r"\d", asked[1])
    assert '<table class="compare">' in compared
    book = client.get(links[0] + "&format=xlsx")
    assert book["Content-Type"].startswith("application/vnd.openxmlformats")
    nowhere = unescape(client.get("/compare/", {"doc": "W08", "at": "0-1"}).content.decode())
    assert "这一处没有惠企条款" in nowhere


def test_a_facet_narrows_and_its_chip_takes_it_back(client, library):
    page = _page(client, q="奖励 补贴")
    kinds = _facet(page, "支持方式")
    count, link = kinds["奖励"]
    assert parse_qs(urlsplit(link).query) == {"q": ["奖励 补贴"], "benefit_kind": ["reward"]}
    narrowed = unescape(client.get(link).content.decode())
    assert f"排在前面的 {count} 段" in narrowed
    chip = re.search(r'<a class="chip" href="([^"]+)"[^>]*>支持方式：奖励', narrowed)
    assert parse_qs(urlsplit(chip[1]).query) == {"q": ["奖励 补贴"]}
    assert _facet(narrowed, "支持方式")["奖励"][1] == chip[1]
    assert '<input type="hidden" name="benefit_kind" value="reward">' in narrowed  # another question keeps it


def test_filters_alone_list_what_passes(client, library):
    page = _page(client, has_deadline="true")
    assert "符合条件的共" in page
    assert "完成时限：20" in page


def test_the_form_writes_a_condition_into_the_question(client, library):
    given = {"q": "奖励", "add": "1", "n_join": "且", "n_name": "补贴上限", "n_sign": "≥", "n_value": "10", "n_unit": "万元"}
    answer = client.get("/search/", given)
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {"q": ["奖励 且 补贴上限≥10万元"]}
    page = unescape(client.get(answer["Location"]).content.decode())
    assert "读作：补贴上限≥10万元；其余按词查找：奖励" in page
    assert "数字条件相符" in page
    wrong = _page(client, **{**given, "n_value": "很多"})
    assert "“很多”不是可以比较的数值" in wrong
    assert 'value="奖励"' in wrong


def test_what_nothing_meets_is_widened_and_said(client, library):
    page = _page(client, q="奖励 补贴上限≥900亿元")
    assert "没有符合“补贴上限≥900亿元”的条款，以下未按数字条件筛选" in page
    assert 'class="hit"' in page


def test_only_hits_and_form_are_sent_to_htmx(client, library):
    answer = client.get("/search/", {"q": "奖励"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert 'id="ask"' in answer.content.decode()


def test_the_api_gives_facets_and_takes_conditions(client, library):
    answer = client.get("/api/search", {"q": "", "numbers": "补贴上限≥10万元", "limit": 3}).json()
    assert answer["hits"]
    assert answer["whole"]
    assert {f["name"] for f in answer["facets"]} >= {"region", "kind", "benefit_kind"}
    assert all(any(figure["kind"] == "cap" for fact in hit["passage"]["facts"] for figure in fact["figures"]) for hit in answer["hits"])
    wrong = client.get("/api/search", {"q": "", "numbers": "≥"})
    assert wrong.status_code == 422
    assert "没有读懂" in wrong.json()["detail"]


def test_a_correction_is_found_at_once(client, library):
    from docintel.store import acts, ledger
    from docintel.store.models import Obligation

    item = Obligation.objects.filter(gone_since=None).first()
    ledger.correct(item.item_id, {"lead": "澜州市特别督办局", "due": "2031-07-31"}, "wang")
    page = _page(client, owner="特别督办局")
    assert "符合条件的共 1 段" in page
    assert "2031-07-31到期" in _page(client, q="完成时限≥2031-01-01")
    acts.reject(item.item_id, "wang", "不是承诺")
    assert "符合条件的共" not in _page(client, owner="特别督办局")
