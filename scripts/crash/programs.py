"""Programs that crash_test starts in order to kill them, as Python source, and the person who clicks while the pages are killed."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Sequence

import httpx

LOOK = """
import json
from docintel.workflows import session
session.open_home()
from docintel.store import soundness
print(json.dumps([soundness.damage(True), soundness.loose_ends()], ensure_ascii=False))
"""
SIGNED_IN = """
import sys
from docintel.workflows import session
session.open_home()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from docintel.workflows import people
for name in sys.argv[1:]:
    people.add_member(name, "secretariat", "docintel")
    people.chose_password(name)
    user = get_user_model().objects.get(username=name)
    known = SessionStore()
    known[SESSION_KEY], known[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    known[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    known.create()
    print(known.session_key)
"""
REVIEW = """
import sys
from docintel.workflows import session
session.open_home()
from docintel.workflows import review, track
items = sys.argv[1].split(",")
for n in range(100_000):
    item = items[n % len(items)]
    track.correct(item, {"progress": f"第{n}次", "note": f"备注{n}"}, "张三")
    if n % 7 == 0:
        review.confirm(item, "张三")
        review.undo("张三")
    print(n, item, flush=True)
"""
LIFE = """
import sys
from datetime import date
from docintel.workflows import session
session.open_home()
from docintel.domain.people import PROGRAM, Viewer
from docintel.workflows import handle, review
lead, support = (number for number, _ in handle.units())
unit = Viewer("联络员", "unit", lead, frozenset((lead,)))
given = {}
for n in range(100_000):
    item = sys.argv[1].split(",")[n % 12]
    if item not in given:
        review.confirm(item, "张三")
        print("confirmed", item, flush=True)
        both = [handle.Given(lead, "lead", None), handle.Given(support, "support", None)]
        given[item] = handle.assign(PROGRAM, item, both, "请办理", today=date.today())[0]
        print("assigned", item, flush=True)
        handle.accept(unit, given[item])
        print("in_progress", item, flush=True)
    proof = handle.Proof(file=handle.keep_file(f"佐证{n}.txt", f"第{n}次".encode()))
    handle.give_feedback(unit, given[item], "progress", handle.Words(f"第{n}次"), today=date.today(), proofs=[proof])
    print("said", f"第{n}次", flush=True)
"""
TOKEN = "a" * 32


class Clicks:
    """A person who corrects and confirms row after row in the pages, with a ``pause`` after each.

    ``told``: what they answered was saved; ``seconds``: how soon they answered what.
    """

    def __init__(self, port: int, session: str, items: Sequence[str], pause: float = 0.0) -> None:
        self.port, self.items, self.pause = port, items, pause
        self.told, self.errors = list[str](), list[str]()
        self.seconds: list[tuple[float, str]] = []
        cookies = {"sessionid": session, "csrftoken": TOKEN}
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies=cookies, headers={"X-CSRFToken": TOKEN}, timeout=60)

    def wait(self) -> None:
        """Until the pages answer. Raises RuntimeError where they do not, or do not let him work: nothing would then be looked at."""
        for _ in range(300):
            try:
                self.client.get("/api/health")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        if (answer := self.client.get(f"/ledger/{self.items[0]}/")).status_code != 200:
            raise RuntimeError(f"a row is answered with {answer.status_code}, {answer.headers.get('location', '')}")

    def work(self, over: Callable[[], bool]) -> None:
        """Until ``over``; an answer that is an error, or none, is kept in ``errors`` and the next row is tried."""
        number = 0
        while not over():
            item = self.items[number % len(self.items)]
            try:
                self._row(item, number)
            except httpx.TransportError as error:
                self.errors.append(type(error).__name__)
                time.sleep(0.1)
            number += 1
            time.sleep(self.pause)

    def _row(self, item: str, number: int) -> None:
        page = self._answer(self.client.get(f"/ledger/{item}/"))
        seen = re.search(r'action="/ledger/[^/]+/correct/".*?name="expected" value="(\d+)"', page, re.S)
        if not seen:
            return
        if number % 3 == 0:
            answer = self.client.post(f"/review/{item}/act/", data={"act": "confirm", "expected": seen[1]}, headers={"HX-Request": "true"})
            if f"已确认 {item}" in self._answer(answer):
                self.told.append(f"confirmed {item}")
            return
        data = {"progress": f"第{number}次", "expected": seen[1]}
        if "已保存" in self._answer(self.client.post(f"/ledger/{item}/correct/", data=data, follow_redirects=True)):
            self.told.append(f"{number} {item}")

    def _answer(self, answer: httpx.Response) -> str:
        self.seconds.append((answer.elapsed.total_seconds(), f"{answer.request.method} {answer.request.url.path}"))
        if answer.status_code >= 400:
            self.errors.append(str(answer.status_code))
        return answer.text


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])
