"""People of an office: roles, units, who may do what (角色和权限)."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {
    "secretariat": "督查室",
    "unit": "承办单位",
    "leader": "领导",
    "staff": "工作人员",
    "auditor": "审计",
    "administrator": "系统管理员",
}
"""Role code → Chinese label."""

READERS = frozenset(ROLES)
ACTS = {
    "read": READERS,
    "read_all": READERS - {"unit"},
    "search": READERS,
    "match": READERS,
    "upload": frozenset(("secretariat", "staff", "administrator")),
    "review": frozenset(("secretariat", "administrator")),
    "assign": frozenset(("secretariat", "administrator")),
    "decide": frozenset(("secretariat", "administrator")),
    "answer": frozenset(("unit", "secretariat", "administrator")),
    "export": READERS,
    "exchange": frozenset(("secretariat", "administrator")),
    "rules": frozenset(("secretariat", "administrator")),
    "bodies": frozenset(("secretariat", "administrator")),
    "check_reply": frozenset(("unit", "secretariat", "staff", "administrator")),
    "remind": frozenset(("secretariat", "administrator")),
    "audit": frozenset(("auditor", "administrator")),
    "people": frozenset(("administrator",)),
    "operate": frozenset(("administrator",)),
}
"""Act → the roles that may do it.

read: own pages and rows (a unit only its own rows and those it supports), read_all: every row; review: confirm, correct, split, merge,
reject; assign: 交办 and withdraw; decide: requests, feedback, closing; answer: accept, report, ask; exchange: workbooks in;
rules: lights, limits, outcome schemes; operate: system state, backups.
"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: user name, role (a key of ROLES), the unit he works in with every unit below it (None, empty: no unit).

    ``units`` restricts what a ``unit`` sees; everybody else sees every row.
    """

    name: str
    role: str
    unit: int | None = None
    units: frozenset[int] = frozenset()

    def may(self, act: str) -> bool:
        """Whether the role allows ``act`` (a key of ACTS; an unknown one is a KeyError, never a silent no)."""
        return self.role in ACTS[act]

    @property
    def only_units(self) -> frozenset[int] | None:
        """The units whose rows he is confined to, None when he sees all."""
        return None if self.may("read_all") else self.units


PROGRAM = Viewer("docintel", "administrator")
"""The program itself and the command line, which whoever can read the data folder may use."""
