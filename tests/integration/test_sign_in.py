"""Signing in: wrong passwords, sessions, what the audit keeps, the office's own sign-in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from docintel.domain.people import AUDITED
from docintel.store.models import Audit
from docintel.workflows import people
from tests.people import PASSWORD, client_of, person

ROOT = Path(__file__).parents[2]


def _try(client, name, password, **more):
    return client.post("/login/", {"username": name, "password": password}, **more)


@pytest.mark.django_db
def test_too_many_wrong_passwords_pause_the_user_from_that_machine():
    person()
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert "用户名或密码不对" in _try(client, "wang", "wrong").content.decode()
    last = _try(client, "wang", "wrong")
    assert last.status_code == 429
    assert "15分钟后再试" in last.content.decode()
    assert _try(client, "wang", PASSWORD).status_code == 429, "the right password opens nothing meanwhile"
    assert _try(Client(), "wang", PASSWORD, REMOTE_ADDR="10.1.1.9").status_code == 302, "his own machine is not locked by another's tries"
    person("li")
    assert _try(client, "li", PASSWORD).status_code == 302
    told = list(Audit.objects.order_by("id").values_list("act", "who", "allowed"))
    assert told[:4] == [("failed", "wang", False)] * 4
    assert told[4] == ("locked", "wang", False)
    assert ("sign_in", "wang", True) in told


@pytest.mark.django_db
def test_a_pause_ends_and_a_new_password_ends_it_at_once():
    from axes.models import AccessAttempt

    person()
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        _try(client, "wang", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert _try(client, "wang", PASSWORD).status_code == 302
    for _ in range(settings.AXES_FAILURE_LIMIT):
        _try(client, "wang", "wrong")
    password = people.reset_password("wang", "guan")
    assert _try(client, "wang", password).status_code == 302


@pytest.mark.django_db
def test_the_api_is_no_way_round_the_lock():
    person()
    header = {"Authorization": "Basic " + b64encode(b"wang:wrong").decode()}
    answers = [Client().get("/api/papers", headers=header) for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert [a.status_code for a in answers] == [401] * (settings.AXES_FAILURE_LIMIT - 1) + [429] * 2
    assert "分钟后再试" in answers[-1].json()["detail"]
    assert _try(Client(), "wang", PASSWORD).status_code == 429


@pytest.mark.django_db
def test_sign_in_sign_out_and_a_new_password_are_kept():
    person()
    client = Client()
    _try(client, "wang", PASSWORD, REMOTE_ADDR="10.1.1.7", headers={"X-Forwarded-For": "6.6.6.6"})
    client.post("/password/", {"old_password": PASSWORD, "new_password1": "Xin-mi-ma-77", "new_password2": "Xin-mi-ma-77"})
    client.post("/logout/")
    lines = [(line.act, line.who, line.allowed) for line in Audit.objects.order_by("id")]
    assert lines == [(act, "wang", True) for act in ("sign_in", "password", "sign_out")]
    assert Audit.objects.order_by("id").first().address == "10.1.1.7", "a header that nobody vouches for is no address"
    assert {act for act, _, _ in lines} <= set(AUDITED)


@pytest.mark.django_db
def test_weak_passwords_are_refused():
    client = client_of()
    for weak in ("12345678", "password", "20251130", "short7"):
        page = client.post("/password/", {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak})
        assert page.status_code == 200, weak
        assert "errorlist" in page.content.decode()


@pytest.mark.django_db
def test_a_session_ends_without_clicks_and_with_the_browser(monkeypatch):
    client = Client()
    person()
    _try(client, "wang", PASSWORD)
    assert not client.cookies["sessionid"]["max-age"], "the browser forgets it when it closes"
    from django.contrib.sessions.models import Session

    from docintel.web import middleware

    first = Session.objects.get().expire_date
    later = middleware.time.time() + 1000
    monkeypatch.setattr(middleware.time, "time", lambda: later)
    client.get("/")
    moved = Session.objects.get().expire_date
    assert moved > first
    client.get("/")
    assert Session.objects.get().expire_date == moved, "not written again at each click"
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/").status_code == 302


@pytest.mark.django_db
def test_a_stopped_user_is_out_at_his_next_click():
    person("guan", "administrator")
    client = client_of()
    assert client.get("/").status_code == 200
    people.set_active("wang", "guan", active=False)
    assert client.get("/").status_code == 302
    assert _try(Client(), "wang", PASSWORD).status_code == 200


def _settings(**env):
    code = "from django.conf import settings as s; import django; django.setup(); from docintel.workflows import serve; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_AGE, s.AXES_FAILURE_LIMIT, sorted(serve._proxy()))"
    base = {k: v for k, v in os.environ.items() if not k.startswith("DOCINTEL_") or k == "DOCINTEL_HOME"}
    return subprocess.run(
        [sys.executable, "-c", code], check=False, cwd=ROOT, env={**base, **env}, capture_output=True, text=True, timeout=60
    )


def test_settings_come_from_the_environment():
    assert _settings().stdout.split(" ", 4) == ["False", "False", "28800", "5", "[]\n"]
    env = {"DOCINTEL_HTTPS": "1", "DOCINTEL_SESSION_MINUTES": "30", "DOCINTEL_SIGN_IN_TRIES": "3", "DOCINTEL_TRUSTED_PROXY": "10.0.0.2"}
    shown = _settings(**env).stdout
    assert shown.startswith("True True 1800 3 ['clear_untrusted_proxy_headers', 'trusted_proxy'")
    wrong = _settings(DOCINTEL_SIGN_IN_TRIES="many")
    assert "DOCINTEL_SIGN_IN_TRIES 应为正整数，现为“many”" in wrong.stderr
    half = _settings(DOCINTEL_OIDC_CLIENT_ID="docintel")
    assert "缺少环境变量 DOCINTEL_OIDC_CLIENT_SECRET" in half.stderr


def test_without_the_extra_the_office_sign_in_says_what_to_install(tmp_path):
    code = "import sys, importlib.util as u; f = u.find_spec; u.find_spec = lambda n, *a: None if n == 'mozilla_django_oidc' else f(n, *a); import docintel.cli.main as m; sys.argv = ['docintel', 'overview']; m.main()"
    env = {**os.environ, "DOCINTEL_HOME": str(tmp_path), "DOCINTEL_OIDC_CLIENT_ID": "docintel"}
    done = subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "pip install 'docintel[oidc]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_office_sign_in(tmp_path):
    """In a process of its own: whether it is offered is settled when the program starts."""
    pytest.importorskip("mozilla_django_oidc")
    env = {**os.environ, "DOCINTEL_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.oidc_provider"], check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["page"] == ["统一登录"]
    assert told["first"] == ["zhao", "staff", "/search/"]
    assert told["given a role"] == "leader"
    assert told["must change"] == [False, True], "who signs in at the office has no password here to change"
    assert told["same person again"] == 1
    for refused in (
        "has a password here",
        "other program's token",
        "forged token",
        "another person's particulars",
        "expired",
        "stopped",
        "provider down",
    ):
        assert told[refused] == "/login/?office=failed", refused
    assert told["audit"].count("sign_in") == 2


def _given(name="sun", role="secretariat"):
    """A user as an administrator adds him, signed in with the password that he was given."""
    password = people.add_member(name, role, "guan")
    client = Client()
    assert _try(client, name, password).status_code == 302
    return client, password


@pytest.mark.django_db
def test_a_given_password_opens_nothing_before_it_is_changed():
    client, password = _given()
    for path in ("/", "/ledger/", "/papers/", "/tasks/", "/people/", "/audit/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/password/"), path
    assert client.post("/handling/", {}).status_code == 302, "changing something is closed as well"
    part = client.get("/ledger/", headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Redirect"]) == (403, "/password/")
    page = client.get("/password/").content.decode()
    assert "请改成只有自己知道的密码" in page
    assert 'href="/ledger/"' in page, "the menu stands there as ever"
    basic = {"Authorization": "Basic " + b64encode(f"sun:{password}".encode()).decode()}
    for answer in (client.get("/api/papers"), Client().get("/api/papers", headers=basic)):
        assert answer.status_code == 403
        assert "改成自己的密码" in answer.json()["detail"]
    same = client.post("/password/", {"old_password": password, "new_password1": password, "new_password2": password})
    assert "和原来的一样" in same.content.decode()
    assert people.member("sun").first_password
    new = {"old_password": password, "new_password1": "Xin-mi-ma-77", "new_password2": "Xin-mi-ma-77"}
    assert client.post("/password/?next=/ledger/%3Fpage%3D1", new)["Location"] == "/ledger/?page=1"
    assert client.get("/ledger/").status_code == 200
    assert not people.member("sun").first_password
    basic = {"Authorization": "Basic " + b64encode(b"sun:Xin-mi-ma-77").decode()}
    assert Client().get("/api/papers", headers=basic).status_code == 200
    assert _try(Client(), "sun", password).status_code == 200, "the given one is worth nothing any more"


@pytest.mark.django_db
def test_the_way_out_and_back_stays_on_this_site():
    client, password = _given()
    assert client.post("/logout/").status_code == 302, "he may sign out"
    assert _try(client, "sun", password).status_code == 302
    new = {"old_password": password, "new_password1": "Xin-mi-ma-77", "new_password2": "Xin-mi-ma-77"}
    assert client.post("/password/?next=https://example.com/", new)["Location"] == "/password/done/"


@pytest.mark.django_db
def test_a_password_set_by_an_administrator_is_a_given_one_again():
    client = Client()
    person()
    _try(client, "wang", PASSWORD)
    assert client.get("/ledger/").status_code == 200
    password = people.reset_password("wang", "guan")
    assert client.get("/ledger/")["Location"].startswith("/login/"), "and the old session is over"
    _try(client, "wang", password)
    assert client.get("/ledger/")["Location"].startswith("/password/")


@pytest.mark.django_db
def test_a_superuser_of_an_older_version_gets_a_row_with_his_new_password():
    from django.contrib.auth import get_user_model

    get_user_model().objects.create_superuser("old", password=PASSWORD)
    client = Client()
    _try(client, "old", PASSWORD)
    assert client.get("/people/").status_code == 200
    assert _try(client, "old", people.reset_password("old", "guan")).status_code == 302
    assert client.get("/people/")["Location"].startswith("/password/")
    assert people.member("old").role == "administrator"


@pytest.mark.django_db
def test_who_signs_in_elsewhere_has_no_password_to_change():
    people.add_member("zhao", "staff", "guan", outside=True)
    assert not people.member("zhao").first_password
