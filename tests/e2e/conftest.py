"""A served library with a few of our papers, and Debian's chromium to look at it."""

import contextlib
import http.cookiejar
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHOSEN = "Yun-ling-2026-qiu"
SCREENSHOTS = Path(__file__).parent / "screenshots"


def _free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """The data folder of the served library."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def served(home):
    """(address, user, password) of a running docintel that holds a few papers, one with pages."""
    with serving(home, ("W02.txt", "W08.txt", "W10.txt", "N05.pdf", "N06.docx")) as found:
        yield found


def _choose_password(address, user, given):
    """The first sign-in as a person does it: the given password opens the page to change it, and nothing else."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def post(path, data):
        token = next(c.value for c in jar if c.name == "csrftoken")
        return opener.open(address + path, urllib.parse.urlencode(data | {"csrfmiddlewaretoken": token}).encode(), 30).read().decode()

    opener.open(f"{address}/login/", timeout=30)
    assert "请改成只有自己知道的密码" in post("/login/", {"username": user, "password": given})
    assert "密码已修改" in post("/password/", {"old_password": given, "new_password1": CHOSEN, "new_password2": CHOSEN})


@contextlib.contextmanager
def serving(home, names):
    """A docintel with a library of its own in the folder ``home``, of papers of the corpus: (address, user, password)."""
    env = {**os.environ, "DOCINTEL_HOME": str(home)}
    env.pop("DOCINTEL_DATABASE_URL", None)
    papers = [str(ROOT / "corpora" / name) for name in names]
    subprocess.run([sys.executable, "-m", "docintel", "ingest", *papers], check=True, cwd=ROOT, env=env, timeout=300)
    port = _free_port()
    log = (home / "serve.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "docintel", "serve", "--port", str(port)], cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{address}/login/", timeout=2)
                break
            except OSError:
                if server.poll() is not None:
                    break
                time.sleep(0.2)
        text = (home / "serve.log").read_text()
        sign_in = re.search(r"用户名 (\S+)，密码 (\S+?)（", text)
        assert sign_in, f"no first sign-in was printed:\n{text}"
        _choose_password(address, sign_in[1], sign_in[2])
        yield address, sign_in[1], CHOSEN
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium, headless."""
    sync_api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.skip("chromium is not installed (Debian: apt-get install chromium)")
    with sync_api.sync_playwright() as p:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ]
        b = p.chromium.launch(executable_path=chromium, args=flags)
        yield b
        b.close()


@pytest.fixture
def page(browser, served):
    """A signed-in page; fails the test when the page logs an error or asks for anything beyond this machine."""
    address, user, password = served
    context = browser.new_context(viewport={"width": 1360, "height": 900}, locale="zh-CN", base_url=address, accept_downloads=True)
    tab = context.new_page()
    problems = []
    tab.on("pageerror", lambda e: problems.append(f"script error: {e}"))
    tab.on("request", lambda r: problems.append(f"outside request: {r.url}") if not r.url.startswith((address, "data:", "blob:")) else None)
    tab.on("response", lambda r: problems.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    tab.goto("/login/")
    tab.fill("input[name=username]", user)
    tab.fill("input[name=password]", password)
    tab.click("button:has-text('登录')")
    tab.wait_for_url("**/")
    yield tab
    context.close()
    assert not problems, problems


@pytest.fixture
def shot(page):
    """Keep a screenshot for a person to look at."""
    SCREENSHOTS.mkdir(exist_ok=True)
    return lambda name: page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)
