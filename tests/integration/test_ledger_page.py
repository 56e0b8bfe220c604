"""The ledger's pages show what the store holds."""

from __future__ import annotations

import pytest
from django.urls import reverse

from docintel.store import papers
from docintel.store.models import Obligation
from docintel.workflows import track
from tests.people import person
from tests.readings import PROMISES, make_reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    client.force_login(person("zhang"))
    return client


def test_what_people_write_on_the_page_is_shown_there(signed_in):
    papers.save(make_reading("甲"))
    item = Obligation.objects.get(source_text=PROMISES[1].text).item_id
    page = reverse("ledger_row", args=[item])
    signed_in.post(
        reverse("ledger_correct", args=[item]), {"progress": "已完成选址", "lead": "市发展改革委、市教育局", "due": "2026-03-31"}
    )
    signed_in.post(reverse("ledger_state", args=[item]), {"state": "confirmed", "expected": "proposed", "note": "已核对原文"})
    html = signed_in.get(page).content.decode()
    for words in ("已完成选址", "市发展改革委、市教育局", "2026-03-31", "已确认", "已核对原文", "zhang", "完成时限"):
        assert words in html
    signed_in.post(reverse("ledger_state", args=[item]), {"state": "rejected", "expected": "proposed", "note": ""})
    assert "请刷新后再改" in signed_in.get(page).content.decode()


def test_a_row_that_vanished_from_the_paper_still_opens(signed_in):
    papers.save(make_reading("甲"))
    item = Obligation.objects.get(source_text=PROMISES[1].text).item_id
    track.change_state(item, "confirmed", "zhang")
    papers.save(make_reading("甲", (PROMISES[0], *PROMISES[2:])))
    html = signed_in.get(reverse("ledger_row", args=[item])).content.decode()
    assert "新版公文中已找不到这一项" in html
    assert "2025年12月底前" in html


def test_a_correction_of_a_row_that_a_colleague_changed_is_refused_in_words(signed_in):
    papers.save(make_reading("甲"))
    item = Obligation.objects.get(source_text=PROMISES[1].text).item_id
    page, correct = (reverse(name, args=[item]) for name in ("ledger_row", "ledger_correct"))
    seen = signed_in.get(page).context["correct_form"].initial["expected"]
    first, second = (signed_in.post(correct, {"progress": words, "expected": seen}, follow=True) for words in ("已选址", "已开工"))
    assert "已保存" in first.content.decode()
    assert "在此期间已被修改；请刷新后再改" in second.content.decode()
    assert [c.new for c in track.history(item)] == ["已选址"]
