"""Members and what they see. Users are never deleted, only stopped; every change is told to the audit in its own transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from axes.utils import reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from docintel.domain.ids import content_id
from docintel.domain.people import ROLES, MemberRow, Viewer
from docintel.errors import BadInput, NotFound, StoreConflict
from docintel.store import audit
from docintel.store.items import signed
from docintel.store.models import Member, Unit
from docintel.store.storable import storable

_OWN_AND_BELOW = """
WITH RECURSIVE mine(role, unit, own, given) AS (
    SELECT role, unit_id, 1, first_password FROM store_member WHERE user_id = %s
    UNION
    SELECT mine.role, u.id, 0, mine.given FROM store_unit u JOIN mine ON u.parent_id = mine.unit AND mine.role = 'unit'
)
SELECT role, unit, own, given FROM mine
"""  # UNION drops what is there already, so that a ring of units ends


def viewer(user: AbstractBaseUser) -> Viewer:
    """Who a signed-in user is: his member row, else an administrator (superuser) or staff. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OWN_AND_BELOW, [user.pk])
        found = cursor.fetchall()
    own = next((row for row in found if row[2]), None)
    if own is None:
        return Viewer(user.get_username(), "administrator" if getattr(user, "is_superuser", False) else "staff")
    role, unit, _, given = own
    units = frozenset(row[1] for row in found if row[1] is not None) if role == "unit" else frozenset()
    return Viewer(user.get_username(), role, unit, units, first_password=bool(given))


def feed(name: str) -> str | None:
    """The member's calendar feed, "" before the first, None for a user without a member row."""
    return Member.objects.filter(user__username=name).values_list("feed", flat=True).first()


def set_feed(name: str, token: str) -> None:
    """Another feed; the old address is worthless from now on."""
    Member.objects.filter(user__username=name).update(feed=token)


def viewer_of_feed(token: str) -> Viewer:
    """Whose feed it is. Raises NotFound, also for a user who may not sign in any more."""
    found = Member.objects.select_related("user").filter(feed=token, user__is_active=True).first() if token else None
    if found is None:
        raise NotFound("没有这个日历，或地址已经更换；请在“通知”页重新复制地址")
    return viewer(found.user)


def administrators() -> list[str]:
    """Whom to ask: names of the administrators that may sign in."""
    found = User.objects.filter(_ADMINISTRATES, is_active=True).order_by("pk")
    return [u.first_name or u.get_username() for u in found]


_ADMINISTRATES = Q(member__role="administrator") | Q(member=None, is_superuser=True)


def members(text: str = "") -> Sequence[MemberRow]:
    """Everybody, those that were stopped last; ``text`` part of a name, of the full name or of the unit's name."""
    found = User.objects.select_related("member__unit").order_by("-is_active", "username")
    if text:
        found = found.filter(Q(username__icontains=text) | Q(first_name__icontains=text) | Q(member__unit__name__icontains=text))
    return [_row(user) for user in found]


def member(name: str) -> MemberRow:
    """One user. Raises NotFound."""
    return _row(_user(name))


def colleagues(units: Collection[int]) -> frozenset[str]:
    """User names of everybody who works in one of the units."""
    return frozenset(Member.objects.filter(unit__in=units).values_list("user__username", flat=True))


def _row(user: User) -> MemberRow:
    own: Member | None = getattr(user, "member", None)
    role = own.role if own else "administrator" if user.is_superuser else "staff"
    unit = own.unit if own else None
    version = content_id("v", role, own.unit_id if own else "", user.first_name, user.is_active)
    return MemberRow(
        user.get_username(),
        user.first_name,
        role,
        unit.pk if unit else None,
        unit.name if unit else "",
        user.is_active,
        user.last_login,
        version,
        bool(own and own.first_password),
    )


def _user(name: str, lock: bool = False) -> User:
    found = User.objects.select_related("member__unit")
    if lock:
        found = found.select_for_update(of=("self",))
    user = found.filter(username=name.strip()).first()
    if user is None:
        raise NotFound(f"没有用户 {name}；用 docintel people list 或“人员”页查看用户名")
    return user


@transaction.atomic
def add(name: str, role: str, who: str, *, password: str | None, unit: int | None = None, full_name: str = "", address: str = "") -> None:
    """A new user; ``password`` None = he signs in through the office's own sign-in (OIDC) alone, else he must change it first.

    Raises BadInput, NotFound.
    """
    signed(who)
    name = storable(name.strip())
    user = User(username=name, first_name=storable(full_name.strip())[:150])
    found = _role_and_unit(role, unit)
    try:
        User.username_validator(name)
        if len(name) > 150:
            raise BadInput("用户名不能超过150个字")
        if password is None:
            user.set_unusable_password()
        else:
            validate_password(password, user)
            user.set_password(password)
    except ValidationError as error:
        raise BadInput("".join(error.messages)) from error
    if User.objects.filter(username__iexact=name).exists():
        raise BadInput(f"已有用户 {name}；停用的用户可以恢复，不必另建")
    _mark(user, role)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise BadInput(f"已有用户 {name}") from error
    Member.objects.create(user=user, role=role, unit=found, first_password=password is not None)
    audit.write("people", who, subject=name, detail=f"新增：{_told(role, found)}", address=address)


@transaction.atomic
def change(
    name: str, role: str, who: str, *, unit: int | None = None, full_name: str | None = None, expected: str | None = None, address: str = ""
) -> None:
    """Gives a user another role, unit or full name. Raises NotFound, BadInput (the last administrator stays), StoreConflict."""
    signed(who)
    _hold_administrators()
    user = _user(name, lock=True)
    before = _checked(user, expected)
    found = _role_and_unit(role, unit)
    if before.role == "administrator" and role != "administrator":
        _not_the_last(user)
    _mark(user, role)
    if full_name is not None:
        user.first_name = storable(full_name.strip())[:150]
    user.save(update_fields=["is_staff", "is_superuser", "first_name"])
    Member.objects.update_or_create(user=user, defaults={"role": role, "unit": found})
    was = _told(before.role, getattr(user, "member", None) and user.member.unit)
    named = f"；姓名 {before.full_name or '空'} → {user.first_name or '空'}" if before.full_name != user.first_name else ""
    audit.write("people", who, subject=name, detail=f"{was} → {_told(role, found)}{named}", address=address)


@transaction.atomic
def set_active(name: str, who: str, *, active: bool, expected: str | None = None, address: str = "") -> None:
    """Stops a user, or lets him in again; a stopped one is signed out at his next click. Raises NotFound, BadInput, StoreConflict."""
    signed(who)
    _hold_administrators()
    user = _user(name, lock=True)
    before = _checked(user, expected)
    if before.active == active:
        return
    if not active:
        if name.strip() == who:
            raise BadInput("不能停用自己；请由另一位系统管理员办理")
        if before.role == "administrator":
            _not_the_last(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    audit.write("people", who, subject=name, detail="恢复使用" if active else "停用", address=address)


@transaction.atomic
def set_password(name: str, password: str, who: str, address: str = "") -> None:
    """A new password that the user must change when he has signed in; his sessions end. Raises NotFound, BadInput."""
    signed(who)
    user = _user(name, lock=True)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput("".join(error.messages)) from error
    user.set_password(password)
    user.save(update_fields=["password"])
    Member.objects.update_or_create(user=user, defaults={"first_password": True}, create_defaults=_own_row(user))
    reset(username=user.get_username())  # who was locked out may sign in with it at once
    audit.write("password", who, subject=name, detail="重设密码", address=address)


def _own_row(user: User) -> dict[str, Any]:
    """The columns of a user whom an older version made without a row of his own."""
    return {"role": _row(user).role, "first_password": True}


def chose_password(name: str, address: str = "") -> None:
    """The user's password is now one of his own choice."""
    Member.objects.filter(user__username=name).update(first_password=False)
    audit.write("password", name, detail="自己修改", address=address)


def first_administrator(name: str, password: str) -> bool:
    """Writes an administrator where nobody can administer (a new library, or users added by command alone); whether it did."""
    taken = get_user_model().objects.filter(username__iexact=name)
    if User.objects.filter(_ADMINISTRATES, is_active=True).exists() or taken.exists():
        return False
    add(name, "administrator", "docintel", password=password)
    return True


def _checked(user: User, expected: str | None) -> MemberRow:
    now = _row(user)
    if expected is not None and now.version != expected:
        raise StoreConflict(f"用户 {now.name} 在此期间已被修改；请刷新后再改")
    return now


def _mark(user: User, role: str) -> None:
    """Django's own administration opens for administrators alone."""
    user.is_staff = user.is_superuser = role == "administrator"


def _role_and_unit(role: str, unit: int | None) -> Unit | None:
    if role not in ROLES:
        raise BadInput(f"没有角色 {role}；可用：{'、'.join(f'{code}（{words}）' for code, words in ROLES.items())}")
    if unit is None:
        if role == "unit":
            raise BadInput("承办单位的人员要写明在哪个单位；先在“单位”页建立单位")
        return None
    found = Unit.objects.filter(pk=unit).first()
    if found is None:
        raise NotFound(f"没有编号为 {unit} 的单位；用 docintel units list 或“单位”页查看")
    if found.stopped:
        raise BadInput(f"{found.name} 已停用；请另选单位")
    return found


def _hold_administrators() -> None:
    """Under lock, in one order: two who stop or demote each other at once would otherwise both find the other still there."""
    list(User.objects.select_for_update(of=("self",)).filter(_ADMINISTRATES, is_active=True).order_by("pk").values_list("pk"))


def _not_the_last(user: User) -> None:
    if not User.objects.filter(_ADMINISTRATES, is_active=True).exclude(pk=user.pk).exists():
        raise BadInput("这是最后一位系统管理员；请先另设一位")


def _told(role: str, unit: Any) -> str:
    return ROLES[role] + (f"（{unit.name}）" if unit else "")
