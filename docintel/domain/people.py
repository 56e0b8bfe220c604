"""People of an office: roles, units, who may do what (角色和权限)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

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

ACT_NAMES = {
    "read": "查看公文和本单位事项",
    "read_all": "查看全部台账",
    "search": "查条款",
    "match": "政策匹配",
    "upload": "上传公文",
    "review": "审核、更正台账",
    "assign": "交办",
    "decide": "批复申请、审核反馈、销号",
    "answer": "签收、反馈、填报",
    "export": "导出、下载",
    "exchange": "导入台账",
    "rules": "修改本单位规则",
    "bodies": "认定机构名称",
    "check_reply": "答复体检",
    "remind": "催办",
    "audit": "查看审计记录",
    "people": "管理人员和单位",
    "operate": "查看系统状态、备份",
}
"""Act → Chinese label."""
AUDITED = {
    "sign_in": "登录",
    "failed": "登录失败",
    "locked": "锁定",
    "sign_out": "退出",
    "refused": "拒绝访问",
    "import": "导入",
    "export": "导出、下载",
    "settings": "修改设置",
    "people": "人员变动",
    "units": "单位变动",
    "password": "修改密码",
}
"""What the audit records, code → Chinese label."""


def holders(act: str) -> str:
    """The roles that may do ``act``, in words: 督查室、系统管理员."""
    return "、".join(name for role, name in ROLES.items() if role in ACTS[act])


@dataclass(frozen=True, slots=True)
class UnitRow:
    """承办单位 with its place in the tree. ``body``: full name in the gazetteer ("" = none). ``version`` goes back with a change."""

    number: int
    name: str
    parent: int | None
    depth: int
    body: str
    aliases: tuple[str, ...]
    email: str
    phone: str
    stopped: bool
    members: int
    version: str


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A user with his role; ``unit`` "" = none. ``version`` goes back with a change to be refused when somebody was faster.

    ``first_password``: he has not changed the password that he was given.
    """

    name: str
    full_name: str
    role: str
    unit_number: int | None
    unit: str
    active: bool
    last: datetime | None
    version: str
    first_password: bool = False


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit; ``act`` is a key of AUDITED."""

    number: int
    when: datetime
    who: str
    address: str
    act: str
    subject: str
    detail: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Empty = no restriction; days are inclusive. ``who`` part of the name of whoever acted, ``about`` a user who acted or was meant."""

    who: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: user name, role (a key of ROLES), the unit he works in with every unit below it (None, empty: no unit).

    ``units`` restricts what a ``unit`` sees; everybody else sees every row. ``first_password``: nothing is open to him before he
    has changed the password that he was given.
    """

    name: str
    role: str
    unit: int | None = None
    units: frozenset[int] = frozenset()
    first_password: bool = False

    def may(self, act: str) -> bool:
        """Whether the role allows ``act`` (a key of ACTS; an unknown one is a KeyError, never a silent no)."""
        return self.role in ACTS[act]

    @property
    def only_units(self) -> frozenset[int] | None:
        """The units whose rows he is confined to, None when he sees all."""
        return None if self.may("read_all") else self.units


PROGRAM = Viewer("docintel", "administrator")
"""The program itself and the command line, which whoever can read the data folder may use."""
