"""Every address and every role: what the table of docintel.web.access says is what happens, and nothing is open that it does not name."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from ninja.operation import PathView

from docintel.domain.people import ACT_NAMES, ACTS, ROLES, Viewer
from docintel.store import papers
from docintel.store.models import Assignment, Audit, Obligation, Unit
from docintel.web import access
from docintel.web.api import api
from docintel.workflows import people, track
from tests.people import PASSWORD, client_of, person
from tests.readings import make_reading

pytestmark = pytest.mark.django_db
READS, CHANGES = "GET", "POST"
FILLS = {"int": "1", "str": "W00", "slug": "a-1", "path": "x"}


def _addresses(patterns=None, space="", route=""):
    """(name in the table, an address) of every pattern that the resolver knows."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = "admin:" if space == "admin" else f"{space}:{entry.name}" if space else str(entry.name)
            yield name, "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda m: FILLS[m[1] or "str"], here)
        else:
            yield from _addresses(entry.url_patterns, entry.namespace or space, here)


ADDRESSES = sorted({(n, a) for n, a in _addresses() if n != "admin:"} | {("admin:", "/admin/"), ("admin:", "/admin/auth/user/")})
METHODS = [(name, address, method) for name, address in ADDRESSES for method in (READS, CHANGES)]


def _operations():
    """(name, method) of every operation of the API, the name being that of the first one at its path."""
    for prefix, router in api._routers:
        for view in router.path_operations.values():
            assert isinstance(view, PathView), prefix
            first = view.operations[0]
            name = getattr(first, "url_name", "") or api.get_operation_url_name(first, router=router)
            yield from ((f"api:{name}", method) for op in view.operations for method in op.methods)


def _key(name, method):
    return name if method in ("GET", "HEAD") else f"{method} {name}"


def test_every_address_has_its_line():
    unnamed = [address for name, address in ADDRESSES if name.endswith("None")]
    assert not unnamed, f"without a name: {unnamed}"
    known = {key.split(" ")[-1] for key in access.TABLE}
    missing = {name for name, _ in ADDRESSES} - known
    assert not missing, f"write into docintel/web/access.py who may open: {missing}"


def test_every_operation_of_the_api_has_its_own_line():
    missing = {_key(*op) for op in _operations()} - set(access.TABLE)
    assert not missing, f"write into docintel/web/access.py who may call: {missing}"


def test_the_table_has_no_line_too_many():
    names = {name for name, _ in ADDRESSES}
    assert not {key for key in access.TABLE if key.split(" ")[-1] not in names}
    assert set(access.TABLE.values()) <= {*ACTS, access.OPEN, access.SIGNED_IN}
    assert set(ACTS) == set(ACT_NAMES)
    assert all(set(roles) <= set(ROLES) for roles in ACTS.values())


def test_every_part_of_an_address_says_whose_it_is():
    """A new part (a number of an assignment …) is nobody's until docintel.web.access says how its row is found."""

    def parts(patterns):
        for entry in patterns:
            if isinstance(entry, URLPattern):
                yield from entry.pattern.converters
            elif entry.namespace != "admin":
                yield from parts(entry.url_patterns)

    unknown = set(parts(get_resolver().url_patterns)) - access.EVERYBODYS - set(access.SCOPED)
    assert not unknown, f"write into docintel/web/access.py who sees: {unknown}"


@pytest.fixture
def clients(db):
    """Role → a signed-in client; "" → a stranger."""
    unit = Unit.objects.create(name="市教育局")
    found = {role: client_of(f"u-{role}", role, unit if role == "unit" else None) for role in ROLES}
    for client in found.values():
        client.raise_request_exception = False
    return {**found, "": Client(raise_request_exception=False)}


@pytest.mark.parametrize(("name", "address", "method"), METHODS, ids=str)
def test_each_role_is_let_in_or_refused_as_the_table_says(clients, name, address, method, monkeypatch):
    from docintel.workflows import doctor

    monkeypatch.setattr(doctor, "examine", lambda *_, **__: ())  # what lies behind is not asked here
    act = access.TABLE.get(_key(name, method)) or access.TABLE.get(name)
    if method == CHANGES and act in access.READING and _key(name, method) not in access.TABLE:
        act = None
    for role, client in clients.items():
        if name == "logout" and role and method == CHANGES:
            continue  # it would end the session that the next address needs
        answer = client.generic(method, address)
        if act == access.OPEN:
            assert answer.status_code not in (401, 403) or b"CSRF" in answer.content, (role, answer.status_code)
        elif not role:
            assert answer.status_code == (401 if address.startswith("/api/") else 302), role
            if answer.status_code == 302:
                assert answer["Location"].startswith("/login/")
        elif act == access.SIGNED_IN or (act and role in ACTS[act]):
            assert answer.status_code != 403 or "没有权限" not in answer.content.decode(), role
        else:
            assert answer.status_code == 403, (role, act, answer.status_code)


def test_an_address_without_a_line_is_refused_even_to_administrators(clients, monkeypatch):
    monkeypatch.delitem(access.TABLE, "papers")
    monkeypatch.delitem(access.TABLE, "api:papers")
    chief = clients["administrator"]
    page = chief.get("/papers/")
    assert page.status_code == 403
    assert "没有登记" in page.content.decode()
    assert chief.get("/api/papers").status_code == 403
    assert clients[""].get("/papers/").status_code == 302


def test_a_refusal_says_for_whom_it_is_and_whom_to_ask_and_is_kept(clients):
    page = clients["leader"].get("/upload/")
    words = page.content.decode()
    for part in ("督查室、工作人员、系统管理员", "您的角色是“领导”", "u-administrator"):
        assert part in words, part
    line = Audit.objects.get(act="refused")
    assert (line.who, line.subject, line.allowed) == ("u-leader", "GET /upload/", False)
    assert clients["unit"].get("/api/nothing").status_code == 404
    told = clients["auditor"].post("/api/ledger/x/state", {"state": "confirmed"}, content_type="application/json")
    assert told.status_code == 403
    assert "您的角色是“审计”" in told.json()["detail"]


def test_programs_with_a_password_have_the_role_of_their_user(db):
    person("program", "auditor")
    headers = {"Authorization": "Basic " + b64encode(f"program:{PASSWORD}".encode()).decode()}
    strict = Client(enforce_csrf_checks=True)
    assert strict.get("/api/papers", headers=headers).status_code == 200
    refused = strict.post("/api/ledger/x/state", {"state": "confirmed"}, content_type="application/json", headers=headers)
    assert "审计" in refused.json()["detail"]
    person("clerk", "secretariat")
    headers = {"Authorization": "Basic " + b64encode(f"clerk:{PASSWORD}".encode()).decode()}
    allowed = strict.post("/api/ledger/x/state", {"state": "confirmed"}, content_type="application/json", headers=headers)
    assert allowed.status_code == 404  # no such row; and no CSRF token is asked of a password
    wrong = {"Authorization": "Basic " + b64encode(b"clerk:wrong").decode()}
    assert strict.get("/api/papers", headers=wrong).status_code == 401


# --- rows of units -------------------------------------------------------------------------------------------------


@pytest.fixture
def rows(db):
    """Two rows: 甲 given to a division of 市教育局, 乙 to nobody."""
    for name in ("甲", "乙"):
        papers.save(make_reading(name))
    mine, other = (Obligation.objects.filter(paper__doc_id=d).first() for d in ("甲", "乙"))
    bureau = Unit.objects.create(name="市教育局")
    division = Unit.objects.create(name="市教育局基教科", parent=bureau)
    Assignment.objects.create(obligation=mine, unit=division, role="support", assigned_by="wang")
    return mine.item_id, other.item_id, bureau, division


def test_a_unit_sees_its_rows_and_those_of_the_units_below_it(rows):
    mine, other, bureau, division = rows
    for unit in (bureau, division):
        client = client_of(f"u{unit.pk}", "unit", unit)
        assert client.get("/api/ledger").json()["count"] == 1
        assert client.get(f"/ledger/{mine}/").status_code == 200
        assert client.get(f"/ledger/{other}/").status_code == 404
        assert client.get(f"/api/ledger/{other}").status_code == 404
        assert client.post(f"/ledger/{other}/progress/", {"value": "1"}).status_code == 404
        assert mine in client.get("/ledger/").content.decode()
        assert other not in client.get("/ledger/").content.decode()
        assert other not in client.get("/").content.decode()
        assert sum(client.get("/api/lights").json()["counts"].values()) == 1
        assert client.get("/api/statistics").json()["whole"]["counts"]["total"] == 1
    elsewhere = client_of("li", "unit", Unit.objects.create(name="市财政局"))
    assert elsewhere.get("/api/ledger").json() == {"count": 0, "rows": []}
    assert elsewhere.get(f"/ledger/{mine}/").status_code == 404
    assert client_of("zhao", "unit").get("/api/ledger").json()["count"] == 0
    assert client_of("chen", "leader").get("/api/ledger").json()["count"] == Obligation.objects.count()


def test_a_row_handed_back_is_seen_no_longer(rows):
    mine, _, bureau, _ = rows
    client = client_of("li", "unit", bureau)
    for state in ("returned", "withdrawn"):
        Assignment.objects.update(state=state)
        assert client.get(f"/ledger/{mine}/").status_code == 404
        assert client.get("/api/ledger").json()["count"] == 0


def test_the_export_of_a_unit_has_its_rows_alone_and_is_kept(rows):
    import io

    import openpyxl

    mine, other, bureau, _ = rows
    data = client_of("li", "unit", bureau).get("/ledger/export.xlsx").content
    cells = [str(c.value) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for c in row]
    assert mine in cells
    assert other not in cells
    line = Audit.objects.get(act="export")
    assert (line.who, line.subject) == ("li", "/ledger/export.xlsx")


def test_no_page_of_a_unit_shows_a_row_that_is_not_its_own(rows):
    """Also not one that is written tomorrow: every page that the resolver knows is opened."""
    _, other, bureau, _ = rows
    client = client_of("li", "unit", bureau)
    client.raise_request_exception = False
    opened = 0
    for name, address in ADDRESSES:
        if name.startswith(("paper", "api:paper", "api:places", "logout")):
            continue  # papers are everybody's
        answer = client.get(address)
        if answer.status_code == 200 and not answer.streaming:
            opened += 1
            assert other not in answer.content.decode("utf-8", "replace"), address
    assert opened > 8


def test_the_viewer_costs_one_statement(rows, django_assert_num_queries):
    _, _, bureau, division = rows
    user = person("li", "unit", bureau)
    with django_assert_num_queries(1):
        viewer = people.viewer(user)
    assert viewer == Viewer("li", "unit", bureau.pk, frozenset((bureau.pk, division.pk)))


def test_a_ring_of_units_ends(rows):
    _, _, bureau, division = rows
    Unit.objects.filter(pk=bureau.pk).update(parent=division)
    assert people.viewer(person("li", "unit", division)).units == {bureau.pk, division.pk}


def test_users_without_a_member_row_are_staff_or_the_administrator(django_user_model):
    assert people.viewer(django_user_model.objects.create_user("li")).role == "staff"
    assert people.viewer(django_user_model.objects.create_superuser("guan")).role == "administrator"


def test_a_unit_role_elsewhere_does_not_confine(rows):
    mine, other, bureau, _ = rows
    viewer = people.viewer(person("wang", "secretariat", bureau))
    assert viewer.only_units is None
    assert track.sees(viewer, other)
    assert not track.sees(Viewer("x", "unit"), mine)


def test_navigation_shows_what_the_role_may_open(clients):
    assert "/upload/" not in clients["leader"].get("/").content.decode()
    assert "/upload/" in clients["staff"].get("/").content.decode()
    assert "/admin/" in clients["administrator"].get("/").content.decode()
    assert "/admin/" not in clients["secretariat"].get("/").content.decode()
