"""Laws of people and units, on SQLite and on PostgreSQL: who sees which row, the tree, the last administrator, nothing deleted, all told."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from docintel.domain.ledger import LedgerFilters
from docintel.domain.people import AuditFilters
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import audit, items, ledger, papers, people, units
from docintel.store.models import Assignment, Audit, Body, Member, Obligation, Owner, Unit
from tests.people import PASSWORD, person
from tests.readings import make_reading

TODAY = date(2026, 3, 1)


@pytest.fixture
def tree(store):
    """市教育局 with 基教科 below it, and 市财政局."""
    bureau = units.add("市教育局", "guan", aliases=["教育局", "市教委"], email="jyj@example.cn")
    return bureau, units.add("基教科", "guan", parent=bureau), units.add("市财政局", "guan")


@pytest.fixture
def row(tree):
    papers.save(make_reading("甲"))
    return Obligation.objects.order_by("pk").first()


def _seen(unit):
    return [r.item_id for r in ledger.rows(LedgerFilters(units=people.viewer(unit).only_units), TODAY)]


def test_a_unit_sees_what_it_and_those_below_it_were_given(tree, row):
    bureau, division, _ = tree
    chief, clerk, other = (person(f"u{n}", "unit", Unit.objects.get(pk=n)) for n in tree)
    assert people.viewer(chief).units == {bureau, division}
    assert _seen(chief) == _seen(clerk) == []
    given = Assignment.objects.create(obligation=row, unit_id=division, role="support", assigned_by="wang")
    assert _seen(chief) == _seen(clerk) == [row.item_id]
    assert _seen(other) == []
    assert items.sees(people.viewer(clerk).only_units, row.item_id)
    assert not items.sees(people.viewer(other).only_units, row.item_id)
    assert sum(ledger.counts(people.viewer(chief).only_units).values()) == 1
    assert len(ledger.lit(LedgerFilters(units=people.viewer(clerk).only_units), TODAY)) == 1
    for over in ("returned", "withdrawn"):
        Assignment.objects.filter(pk=given.pk).update(state=over)
        assert _seen(chief) == []
    assert len(_seen(person("leader", "leader"))) == Obligation.objects.count()


def test_the_tree_has_no_ring_and_a_name_means_one_unit(tree):
    bureau, division, treasury = tree
    assert [(u.name, u.depth) for u in units.units()] == [("市教育局", 0), ("基教科", 1), ("市财政局", 0)]
    with pytest.raises(BadInput, match="在 市教育局 之下"):
        units.change(bureau, {"parent": division}, "guan")
    with pytest.raises(BadInput, match="已是单位 市教育局"):
        units.add("市教委", "guan")
    with pytest.raises(BadInput, match="已是单位 市教育局"):
        units.change(treasury, {"aliases": ["财政局", "教育局"]}, "guan")
    with pytest.raises(BadInput, match="邮箱"):
        units.change(treasury, {"email": "no address"}, "guan")
    with pytest.raises(NotFound):
        units.change(treasury, {"parent": 10**9}, "guan")


def test_a_stale_change_of_a_unit_is_refused(tree):
    bureau, *_ = tree
    seen = units.unit(bureau).version
    units.change(bureau, {"phone": "0577-1"}, "guan", expected=seen)
    with pytest.raises(StoreConflict, match="请刷新"):
        units.change(bureau, {"phone": "0577-2"}, "wang", expected=seen)
    assert units.unit(bureau).phone == "0577-1"
    line = Audit.objects.order_by("-id").first()
    assert (line.act, line.who, line.subject, line.detail) == ("units", "guan", "市教育局", "电话 空 → 0577-1")


def test_units_are_proposed_by_name_other_writing_and_body(tree, row):
    bureau, _, treasury = tree
    row.owners.all().delete()
    written = [("responsible", "市教委", ""), ("support", "财政局", "澜州市财政局"), ("support", "市卫健委", "")]
    for n, (role, name, canonical) in enumerate(written):
        Owner.objects.create(obligation=row, order=n, role=role, name=name, canonical=canonical, settled="")
    assert [(u.pk, role) for u, role in units.proposed_units(row)] == [(bureau, "lead")]
    body = Body.objects.create(place="浙江省/澜州市", function="财政局", name="澜州市财政局")
    Unit.objects.filter(pk=treasury).update(body=body)
    old = Body.objects.create(place="浙江省/澜州市", function="财税局", name="澜州市财税局", successor=body)
    Owner.objects.filter(obligation=row, name="财政局").update(body=old)
    assert [(u.pk, role) for u, role in units.proposed_units(row)] == [(bureau, "lead"), (treasury, "support")]
    units.set_stopped(treasury, "guan", stopped=True)
    assert [u.pk for u, _ in units.proposed_units(row)] == [bureau]
    Owner.objects.create(obligation=row, order=9, role="support", name="市教育局", settled="")
    assert [(u.pk, role) for u, role in units.proposed_units(row)] == [(bureau, "lead")], "each unit once, as leader where it leads"


def test_units_are_taken_from_bodies_that_own_rows(store):
    papers.save(make_reading("甲"))
    papers.save(make_reading("乙"))
    body = Body.objects.create(place="浙江省/澜州市", function="教育局", name="澜州市教育局")
    Body.objects.create(place="浙江省/澜州市", function="审计局", name="澜州市审计局")
    Owner.objects.update(body=body)
    assert units.bodies_without_unit() == ["澜州市教育局"]
    number = units.add("澜州市教育局", "guan")
    assert units.unit(number).body == "澜州市教育局"
    assert units.bodies_without_unit() == []


def test_people_get_roles_and_the_last_administrator_stays(tree):
    bureau, *_ = tree
    assert people.first_administrator("admin", "Lan-zhou-2025")
    assert not people.first_administrator("second", "Lan-zhou-2025")
    people.add("li", "unit", "admin", password="Lan-zhou-2025", unit=bureau, full_name="李四")
    assert people.member("li").unit == "市教育局"
    with pytest.raises(BadInput, match="在哪个单位"):
        people.change("li", "unit", "admin")
    with pytest.raises(BadInput, match="没有角色"):
        people.change("li", "king", "admin")
    for wrong in (lambda: people.change("admin", "staff", "li"), lambda: people.set_active("admin", "li", active=False)):
        with pytest.raises(BadInput, match="最后一位系统管理员"):
            wrong()
    people.change("li", "administrator", "admin")
    people.set_active("admin", "li", active=False)
    assert people.administrators() == ["李四"]
    with pytest.raises(BadInput, match="不能停用自己"):
        people.set_active("li", "li", active=False)
    with pytest.raises(BadInput, match="已有用户"):
        people.add("LI", "staff", "li", password="Lan-zhou-2025")
    with pytest.raises(BadInput, match="密码"):
        people.add("zhao", "staff", "li", password="12345678")
    assert get_user_model().objects.count() == Member.objects.count() == 2
    told = [(r.who, r.subject, r.detail) for r in audit.rows(AuditFilters(act="people"))][::-1]
    assert told == [
        ("docintel", "admin", "新增：系统管理员"),
        ("admin", "li", "新增：承办单位（市教育局）"),
        ("admin", "li", "承办单位（市教育局） → 系统管理员"),
        ("li", "admin", "停用"),
    ]


def test_a_stale_change_of_a_user_is_refused(store):
    person("li", "staff")
    seen = people.member("li").version
    people.change("li", "leader", "guan", expected=seen)
    with pytest.raises(StoreConflict, match="请刷新"):
        people.change("li", "secretariat", "wang", expected=seen)
    assert people.member("li").role == "leader"


def test_the_audit_cannot_be_changed_and_is_read_by_who_what_and_when(store):
    audit.write("sign_in", "wang", address="10.1.1.7")
    audit.write("refused", "li", subject="GET /audit/\x00", allowed=False)
    line = Audit.objects.get(who="wang")
    line.who = "li"
    for change in (line.save, line.delete, Audit.objects.all().delete, lambda: Audit.objects.update(who="x")):
        with pytest.raises(StoreConflict):
            change()
    day = line.when.astimezone().date()
    assert [r.who for r in audit.rows(AuditFilters())] == ["li", "wang"]
    assert [r.who for r in audit.rows(AuditFilters(act="sign_in", since=day, until=day))] == ["wang"]
    assert audit.count(AuditFilters(who="WA")) == 1
    assert audit.count(AuditFilters(since=day.replace(year=day.year + 1))) == 0
    assert len(audit.rows(AuditFilters(), offset=1, limit=5)) == 1


def test_many_wrong_passwords_at_once_are_all_counted(store):
    person("wang")
    person("li")
    answers, errors = [], []

    def guess(name):
        try:
            answers.extend(Client().post("/login/", {"username": name, "password": "wrong"}).status_code for _ in range(6))
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=(name,)) for name in ("wang", "li") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, "no lock error, whatever the number of tries"
    assert set(answers) == {200, 429}
    assert answers.count(200) <= 2 * (settings.AXES_FAILURE_LIMIT + 3), (
        "beyond the limit only those that were on their way when the lock fell"
    )
    for name in ("wang", "li"):
        assert Client().post("/login/", {"username": name, "password": PASSWORD}).status_code == 429
    people.set_password("wang", "Xin-mi-ma-77", "guan")
    assert Client().post("/login/", {"username": "wang", "password": "Xin-mi-ma-77"}).status_code == 302
