"""The panel of a paper's page, the API and the stored paper say why a sentence is read as it is; 承诺用语表 is a page."""

from pathlib import Path

import pytest
from django.test import Client

from tests.people import person

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client()
    client.force_login(person())
    return client


@pytest.fixture
def library():
    from docintel.workflows.ingest import ingest

    ingest([ROOT / "corpora" / name for name in ("W02.txt", "W08.txt", "N13.xlsx")], jobs=1, index=False)
    return (ROOT / "corpora" / "W02.txt").read_text("utf-8")


@pytest.mark.parametrize("key", ["W02", "W08", "N13"])
def test_a_stored_paper_is_explained_as_it_was_read(library, key):
    """Head matter from the library, task tables, ids of the ledger: nothing differs from the first reading."""
    from docintel.store import papers
    from docintel.workflows.explain import explain_stored

    stored = papers.load_reading(key)
    ids = {item.item_id for item in stored.items}
    for unit in stored.units:
        found = explain_stored(key, unit.start, unit.end)
        assert found.current, unit
        assert found.explanation.labels == unit.labels
        assert {f.item_id for f in found.explanation.findings} <= ids


def test_a_reading_of_an_older_program_is_told(library):
    from docintel.store import models
    from docintel.workflows.explain import explain_stored

    at = library.index("力争三年内")
    models.Obligation.objects.filter(paper__doc_id="W02", start__lte=at, end__gt=at).delete()
    assert not explain_stored("W02", at).current


def test_the_panel_answers_a_click(client, library):
    at = library.index("力争三年内")
    part = client.get(f"/papers/W02/explain/?at={at}").content.decode()
    assert "<html" not in part
    assert "是承诺：硬承诺1项、力争类1项" in part
    assert "只承诺去争取" in part
    assert "至2027-08-21" in part
    assert 'href="/ledger/' in part
    nothing = client.get(f"/papers/W02/explain/?at={library.index('感谢您对')}").content.decode()
    assert "不是承诺：格式用语" in nothing


def test_a_place_outside_the_text_and_a_wrong_address(client, library):
    assert "这里没有句子" in client.get("/papers/W02/explain/?at=99999").content.decode()
    assert client.get("/papers/W02/explain/?at=x").status_code == 404
    assert client.get("/papers/nothing/explain/?at=1").status_code == 404
    assert Client().get("/papers/W02/explain/?at=1").status_code == 302


def test_a_place_in_the_address_is_explained_without_a_script(client, library):
    at = library.index("力争三年内")
    page = client.get(f"/papers/W02/?at={at}-{at + 5}").content.decode()
    assert "是承诺：硬承诺1项、力争类1项" in page
    assert f'data-from="{library.rindex("推广智慧", 0, at)}"' in page


def test_the_version_for_outsiders_explains_nothing(client, library):
    page = client.get("/papers/W02/?outside=1").content.decode()
    assert 'id="why"' not in page
    assert "data-explain" not in page
    assert "data-from" not in page


def test_the_api_gives_the_same(client, library):
    at = library.index("力争三年内")
    found = client.get("/api/papers/W02/explain", {"start": at, "end": at + 5}).json()
    assert found["current"]
    assert found["explanation"]["verdict"] == "是承诺：硬承诺1项、力争类1项"
    assert client.get("/api/papers/nothing/explain", {"start": 1, "end": 2}).status_code == 404


def test_the_table_of_phrases_is_a_page(client):
    page = client.get("/phrases/").content.decode()
    assert '<span class="badge">力争类</span>' in page, "a phrase that weakens says so where it stands among firm ones"
    for words in ("承诺用语表", "力争建成智慧渡口平台。", "鼓励企业参与渡口运营。", "只管本分句"):
        assert words in page
    assert "/phrases/" in client.get("/").content.decode()
