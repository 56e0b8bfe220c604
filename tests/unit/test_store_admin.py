"""The administrators' tables open and change nothing."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from docintel.store import audit, papers
from docintel.store.models import Audit, Benefit, History, Obligation, Outbox, Paper, Review
from tests.people import person
from tests.readings import make_reading


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Paper, Obligation, Benefit, Review, History, Outbox, Audit])
def test_lists_and_rows_open_and_cannot_be_changed(client, model):
    client.force_login(person("admin", "administrator"))
    papers.save(make_reading("甲"))
    papers.correct("甲", "title", "新标题", "张三")
    audit.write("sign_in", "admin")
    name = model._meta.model_name
    page = client.get(reverse(f"admin:store_{name}_changelist"))
    assert page.status_code == 200
    assert model._meta.verbose_name_plural in page.content.decode()
    row = model._default_manager.first()
    url = reverse(f"admin:store_{name}_change", args=[row.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 403
    assert client.post(reverse(f"admin:store_{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert admin.site.is_registered(model)
