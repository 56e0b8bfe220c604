"""编号登记: what a notice goes out under, the next number, a number used twice, 作废, on pages, by command and by API."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from docintel.cli import forms as forms_cli
from docintel.domain.forms import NumberFilters
from docintel.errors import BadInput, NotFound
from docintel.store import form_numbers as store
from docintel.store import ledger, papers
from docintel.store.models import Audit, FormNumber, Obligation
from docintel.workflows import form_numbers
from tests.people import client_of
from tests.readings import Line, make_reading

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def issue(number, *, kind="supervise", day=DAY, unit="市教育局", who="wang", items=("cn-a",)):
    return store.issue(kind, number, items, unit=unit, day=day, who=who)


@pytest.fixture
def item():
    """A confirmed row of one unit."""
    papers.save(make_reading("甲", (Line("市教育局将改造老旧校舍30所。", "COMMIT", "市教育局", None),)))
    (found,) = Obligation.objects.all()
    ledger.change_state(found.item_id, "confirmed", "guan")
    return found.item_id


@pytest.mark.parametrize(
    ("given", "following"),
    [
        ("云督〔2026〕3号", "云督〔2026〕4号"),
        ("云督[2026] 9 号", "云督〔2026〕10号"),
        ("云督（2026）099号", "云督〔2026〕100号"),
        ("云督〔2026〕007号", "云督〔2026〕008号"),
        ("云督〔２０２６〕３号", "云督〔2026〕4号"),
        ("2026年第12期督办单", "2026年第13期督办单"),
        ("督办12", "督办13"),
        ("云督〔2026〕号", ""),
        ("特急件", ""),
    ],
)
def test_the_next_number_follows_the_office_s_own_writing(given, following):
    issue(given)
    assert store.following("supervise", DAY) == following
    assert store.following("urge", DAY) == "", "each form counts for itself"


def test_a_new_year_begins_with_one_and_gaps_are_not_filled():
    for number in ("云督〔2026〕3号", "云督〔2026〕7号", "云督〔2026〕5号", "特督〔2026〕40号", "云督〔2026〕6号"):
        issue(number)
    assert store.following("supervise", DAY) == "云督〔2026〕8号", "after the highest of the same writing"
    assert store.following("supervise", date(2027, 1, 4)) == "云督〔2027〕1号"
    issue("督办5", kind="urge")
    assert store.following("urge", date(2027, 1, 4)) == "督办1"
    assert issue("督办5", kind="urge", day=date(2027, 1, 4)).year == 2027, "a number that names no year is that year's"


@pytest.mark.parametrize("again", ["云督〔2026〕3号", "云督[2026]3号", " 云督（2026） 03 号", "云督【２０２６】３号"])
def test_a_number_used_twice_is_refused_and_says_by_whom(again):
    issue("云督〔2026〕3号", who="wang")
    with pytest.raises(
        BadInput, match=r"云督〔2026〕3号 已由wang于\d{4}-\d\d-\d\d用在发给市教育局的督办通知单上（1项）.*下一个是 云督〔2026〕4号"
    ):
        issue(again, who="li", unit="市住建局")
    assert issue(again, kind="urge").kind == "urge", "another form has a register of its own"
    assert FormNumber.objects.count() == 2


def test_a_void_number_may_be_given_again_and_its_line_stays():
    line = issue("云督〔2026〕3号").line
    with pytest.raises(BadInput, match="原因"):
        store.void(line, "wang", " ")
    store.void(line, "wang", "发错单位")
    with pytest.raises(BadInput, match="已由wang作废"):
        store.void(line, "li", "再作废")
    with pytest.raises(NotFound):
        store.void(line + 100, "li", "没有")
    assert store.following("supervise", DAY) == "云督〔2026〕4号", "it is not proposed by itself: the void form may lie somewhere"
    issue("云督〔2026〕3号", unit="市住建局")
    (new, old) = store.rows(NumberFilters(kind="supervise", year=2026))
    assert (new.unit, new.voided_at, old.unit, old.void_reason) == ("市住建局", None, "市教育局", "发错单位")


def test_the_database_itself_keeps_a_number_from_two_forms(monkeypatch):
    first = issue("云督〔2026〕3号")
    monkeypatch.setattr(store.FormNumber.objects, "filter", lambda **_: FormNumber.objects.none())  # as if two looked at once
    with pytest.raises(BadInput, match="刚刚已被使用"):
        issue("云督〔2026〕3号")
    monkeypatch.undo()
    assert [n.line for n in store.rows(NumberFilters())] == [first.line]


def test_what_is_looked_for_is_found():
    issue("云督〔2026〕3号", items=("cn-aaaa", "cn-bbbb"))
    issue("云督〔2025〕8号", unit="市住建局", day=date(2025, 3, 1), who="li")
    find = lambda **f: [n.number for n in form_numbers.list_numbers(NumberFilters(**f))[:]]  # noqa: E731
    assert find(text="cn-bbbb") == find(text="教育") == find(year=2026) == find(text="云督[2026]3号") == ["云督〔2026〕3号"]
    assert find(text="li") == ["云督〔2025〕8号"]
    assert find(kind="urge") == []
    assert form_numbers.years() == [2026, 2025]
    with pytest.raises(NotFound, match="supervise（督办通知单）"):
        find(kind="circular")


def test_the_page_proposes_registers_and_refuses(item):
    wang, li = client_of("wang", "secretariat"), client_of("li", "secretariat")
    url = reverse("form_notice", args=["supervise"]) + f"?item={item}"
    assert 'name="number" maxlength' in wang.get(url).content.decode(), "before the first nothing is proposed"
    year = timezone.localdate().year
    assert wang.post(url, {"number": f"云督〔{year}〕1号"})["Content-Disposition"].startswith("attachment")
    assert f'value="云督〔{year}〕2号"' in li.get(url).content.decode()
    refused = li.post(url, {"number": f"云督〔{year}〕1号"}).content.decode()
    assert f"云督〔{year}〕1号 已由wang" in refused
    assert li.post(url, {"number": ""})["Content-Disposition"].startswith("attachment"), "a form to be numbered by hand"
    assert FormNumber.objects.count() == 1
    page = li.get(reverse("form_numbers")).content.decode()
    assert f"云督〔{year}〕1号" in page
    assert item in page
    line = FormNumber.objects.get().pk
    told = li.post(reverse("form_numbers_void"), {"line": line, "reason": "发错单位"}, follow=True).content.decode()
    assert "已作废，这个编号可以再用" in told
    assert "li " in told
    for bad in ("", "x", "99999999999999999999"):
        assert "没有作废" in li.post(reverse("form_numbers_void"), {"line": bad, "reason": "y"}, follow=True).content.decode()


def test_the_register_as_a_file_is_told_to_the_audit(item):
    issue("=云督〔2026〕3号", unit="市教育局")
    answer = client_of("zhao", "leader").get(reverse("form_numbers_export"), {"year": "2026"})
    (head, line) = csv.reader(io.StringIO(answer.content.decode().removeprefix("\ufeff")))
    assert dict(zip(head, line, strict=True))["编号"] == "'=云督〔2026〕3号", "no formula for Excel"
    assert Audit.objects.filter(act="export", who="zhao").exists()


def test_a_unit_and_a_leader_void_nothing(item):
    line = issue("云督〔2026〕3号").line
    assert client_of("unit", "unit").get(reverse("form_numbers")).status_code == 403
    leader = client_of("zhao", "leader")
    assert leader.get(reverse("form_numbers")).status_code == 200
    assert leader.post(reverse("form_numbers_void"), {"line": line, "reason": "x"}).status_code == 403
    assert FormNumber.objects.get().voided_at is None


def test_the_api_and_the_command_line(item, tmp_path):
    wang = client_of("wang", "secretariat")
    post = lambda url, body: wang.post(url, json.dumps(body), content_type="application/json")  # noqa: E731
    run = lambda *words: CliRunner().invoke(forms_cli.command, words)  # noqa: E731
    assert run("make", "supervise", "--item", item, "--next", "--by", "wang", "--out", str(tmp_path)).exit_code == 2, "no first number yet"
    year = timezone.localdate().year
    made = run("make", "supervise", "--item", item, "--number", f"云督〔{year}〕1号", "--by", "wang", "--out", str(tmp_path))
    assert made.exit_code == 0, made.output
    assert run("make", "supervise", "--item", item, "--next", "--by", "li", "--out", str(tmp_path)).exit_code == 0
    assert post("/api/forms/notices/supervise", {"rows": {"items": [item]}, "next_number": True}).status_code == 200
    answer = post("/api/forms/notices/supervise", {"rows": {"items": [item]}, "number": f"云督〔{year}〕2号"})
    assert answer.status_code == 422
    assert "已由li" in answer.json()["detail"]
    found = wang.get("/api/form-numbers", {"kind": "supervise", "limit": 2}).json()
    assert [n["number"] for n in found["numbers"]] == [f"云督〔{year}〕3号", f"云督〔{year}〕2号"]
    assert (found["count"], found["next"]["supervise"], found["next"]["urge"]) == (3, f"云督〔{year}〕4号", "")
    assert post("/api/form-numbers/void", {"line": found["numbers"][0]["line"], "reason": "重复"}).json()["void_reason"] == "重复"
    assert f"下一个编号：云督〔{year}〕4号" in run("numbers").output
    assert len(run("numbers", "--format", "json").output.splitlines()) == 3
    assert "重复" in run("numbers", "--format", "csv").output
    line = found["numbers"][1]["line"]
    assert "已作废" in run("void", str(line), "--why", "改发", "--by", "wang").output
