"""Fifty people of an office at their screens, for locust. Each writes down what the pages told him was saved, to be looked for afterwards.

reads   users.json (LOAD_USERS)      writes   seen.json (LOAD_SEEN): seconds of every page, what failed, what was told as saved
"""

from __future__ import annotations

import json
import os
import random
import re
import time
from collections import defaultdict
from html import unescape
from itertools import count
from pathlib import Path
from typing import Any

import gevent
from locust import HttpUser, between, events, task

PEOPLE = iter(json.loads(Path(os.environ["LOAD_USERS"]).read_text(encoding="utf-8")))
TOGETHER = 20  # seconds between two moments at which people save the same row
SECONDS: dict[str, list[float]] = defaultdict(list)
FAILED: list[str] = []
SAVED: list[dict[str, Any]] = []
FILTERS = (
    {},
    {"page": "3"},
    {"light": "red"},
    {"light": "yellow"},
    {"state": "in_progress"},
    {"state": "proposed", "dated": "yes"},
    {"owner": "教育局"},
    {"owner": "财政", "light": "red"},
    {"text": "学位"},
    {"due_after": "2025-01-01", "due_before": "2025-12-31"},
    {"strength": "firm", "page": "2"},
)
QUESTIONS = ("专精特新 奖励", "研发投入补助比例", "职业技能培训补贴", "老旧小区加装电梯", "农村供水水质达标", "企业贷款贴息")


@events.request.add_listener
def _kept(name: str, response_time: float, exception: Exception | None, response: Any, **_: Any) -> None:
    SECONDS[name].append(response_time / 1000)
    if exception is not None or (response is not None and response.status_code >= 400):
        FAILED.append(f"{name}: {exception or response.status_code}")


@events.spawning_complete.add_listener
def _all_there(**_: Any) -> None:
    """Seconds are counted from here on; those of signing in are kept."""
    for name in [n for n in SECONDS if not n.startswith("登录")]:
        del SECONDS[name]


@events.quitting.add_listener
def _told(**_: Any) -> None:
    found = {"seconds": SECONDS, "failed": FAILED, "saved": SAVED}
    Path(os.environ["LOAD_SEEN"]).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


class Person(HttpUser):
    """One user with his role; signs in once and thinks between two clicks."""

    wait_time = between(5, 15)

    def on_start(self) -> None:
        self.me = next(PEOPLE)
        self.numbers = count(1)
        self.page("登录页", "/login/")
        self.post("登录", "/login/", username=self.me["name"], password=self.me["password"])

    # --- what a browser does
    def page(self, name: str, path: str, **query: str) -> str:
        return self.client.get(path, params=query, name=name).text

    def post(self, name: str, path: str, **data: object) -> str:
        """The answer, and the page it leads to as a request of its own."""
        head = {"X-CSRFToken": self.client.cookies.get("csrftoken", ""), "Referer": self.client.base_url + path}
        if path.endswith("/act/"):
            head["HX-Request"] = "true"
        answer = self.client.post(path, data=data, headers=head, name=name, allow_redirects=False)
        where = answer.headers.get("Location")
        return self.client.get(where, name=f"{name}之后的页面").text if where else answer.text

    def saved(self, kind: str, item: str, value: str, seen: int | None = None) -> None:
        SAVED.append({"who": self.me["name"], "kind": kind, "item": item, "value": value, "seen": seen})

    def mine(self) -> str:
        return random.choice(self.me["rows"])

    def does(self, *roles: str) -> bool:
        return self.me["role"] in roles

    # --- what everybody looks at
    @task(10)
    def ledger(self) -> None:
        self.page("台账（列表、筛选）", "/ledger/", **random.choice(FILTERS))

    @task(10)
    def row(self) -> None:
        self.page("事项", f"/ledger/{self.mine()}/")

    @task(4)
    def home(self) -> None:
        self.page("首页", "/")

    @task(4)
    def work(self) -> None:
        if self.does("unit", "secretariat", "administrator"):
            self.page("我的工作", "/tasks/")

    @task(3)
    def statistics(self) -> None:
        self.page("统计", "/statistics/", by=random.choice(("unit", "kind", "year")))

    @task(3)
    def notices(self) -> None:
        self.page("通知", "/notices/")

    @task(3)
    def search(self) -> None:
        self.page("查条款", "/search/", q=random.choice(QUESTIONS))

    @task(1)
    def export(self) -> None:
        self.page("导出 Excel（一个单位的事项）", "/ledger/export.xlsx", owner="教育局", state="confirmed")

    # --- what they write
    @task(8)
    def review(self) -> None:
        if not self.does("secretariat"):
            return
        card = (
            self.page("审核卡片", "/review/", at=random.choice(self.me["rows"]))
            if random.random() < 0.2
            else self.page("审核卡片", "/review/")
        )
        item, seen = re.search(r'data-item="([^"]+)"', card), re.search(r'name="expected" value="(\d+)"', card)
        gevent.sleep(random.uniform(2, 5))
        if item and seen:
            answer = self.post("审核：确认", f"/review/{item[1]}/act/", act="confirm", expected=seen[1])
            if f"已确认 {item[1]}" in answer:
                self.saved("confirm", item[1], "confirmed", int(seen[1]))

    @task(6)
    def correct(self) -> None:
        """进展情况 of a row of his own, over and over: the last one that was told as saved must stand."""
        if not self.does("secretariat", "administrator"):
            return
        item, value = self.mine(), f"{self.me['name']}第{next(self.numbers)}次"
        page = self.page("事项", f"/ledger/{item}/")
        seen = re.search(r'action="/ledger/[^/]+/correct/".*?name="expected" value="(\d+)"', page, re.S)
        gevent.sleep(random.uniform(2, 5))
        if seen and "已保存" in self.post("更正", f"/ledger/{item}/correct/", progress=value, expected=seen[1]):
            self.saved("progress", item, value, int(seen[1]))

    @task(3)
    def together(self) -> None:
        """The same row as colleagues, saved at the same moment: of those that saw one revision, one wins."""
        if not self.does("secretariat"):
            return
        moment = (time.time() // TOGETHER + 1) * TOGETHER
        item = self.me["hot"][int(moment // TOGETHER) % len(self.me["hot"])]
        page = self.page("事项", f"/ledger/{item}/")
        seen = re.search(r'action="/ledger/[^/]+/correct/".*?name="expected" value="(\d+)"', page, re.S)
        value = f"{self.me['name']}第{next(self.numbers)}次"
        gevent.sleep(max(0.0, moment - time.time()))
        answer = self.post("更正（几人同时）", f"/ledger/{item}/correct/", progress=value, expected=seen[1]) if seen else ""
        if "已保存" in answer:
            self.saved("progress", item, value, int(seen[1]))
        elif "在此期间已被修改" in unescape(answer):
            self.saved("refused", item, value, int(seen[1]))
        else:
            FAILED.append(f"更正（几人同时）: neither saved nor refused {item}")

    @task(8)
    def answer(self) -> None:
        """签收 where a row is new, else 反馈."""
        if not self.does("unit"):
            return
        item = self.mine()
        page = self.page("事项", f"/ledger/{item}/")
        gevent.sleep(random.uniform(2, 5))
        for step, words, told in (("accept", "签收", "已签收"), ("feedback", "反馈", "反馈已保存")):
            form = re.search(rf'action="/assignments/(\d+)/{step}/">.*?</form>', page, re.S)
            seen = form and re.search(r'name="expected" value="(\d+)"', form[0])
            if form and seen:
                value = f"{self.me['name']}第{next(self.numbers)}次"
                given = {"item": item, "expected": seen[1], "kind": "progress", "text": value}
                if told in self.post(words, f"/assignments/{form[1]}/{step}/", **given):
                    self.saved(step, item, value if step == "feedback" else form[1], int(seen[1]))
                return
