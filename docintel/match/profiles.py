"""Profile JSON → Enterprise. The shape is that of eval/match profiles; every error names the field and what it should hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from docintel.domain.enterprises import Enterprise, Fact, Place, Qualification
from docintel.errors import BadInput

_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?$")
_SIZES = {"大": "大", "大型": "大", "中": "中", "中型": "中", "小": "小", "小型": "小", "微": "微", "微型": "微"}


def read_profiles(data: Any) -> tuple[Enterprise, ...]:
    """One profile, a list of profiles, or ``{"profiles": [...]}`` as parsed JSON. Raises BadInput naming the field."""
    if isinstance(data, Mapping) and "profiles" in data:
        data = data["profiles"]
    rows = data if isinstance(data, Sequence) and not isinstance(data, str) else [data]
    if not rows:
        raise BadInput("企业画像为空：文件中没有任何画像；请至少提供一个含 id、name、region 的对象")
    out = tuple(read_profile(row, f"第{i}个画像" if len(rows) > 1 else "画像") for i, row in enumerate(rows, 1))
    seen: set[str] = set()
    for enterprise in out:
        if enterprise.id in seen:
            raise BadInput(f"画像 id 重复：{enterprise.id}；请给每个企业不同的 id")
        seen.add(enterprise.id)
    return out


def read_profile(data: Any, where: str = "画像") -> Enterprise:
    """One profile object → Enterprise. Only ``id`` (or ``name``) is required; what is absent stays None."""
    if not isinstance(data, Mapping):
        raise BadInput(f"{where}应是 JSON 对象，实际是{_kind(data)}；请参照画像格式填写 id、name、region、facts 等字段")
    ident = _text(data, "id", where) or _text(data, "name", where)
    if not ident:
        raise BadInput(f"{where}缺少 id：请填写企业编号或 name")
    where = f"画像 {ident}"
    day = _text(data, "as_of", where)
    return Enterprise(
        id=ident,
        name=_text(data, "name", where) or ident,
        region=_place(data.get("region"), where),
        as_of=_date(day, "as_of", where) if day else None,
        industry=_text(data, "industry", where),
        size=_size(_text(data, "size", where), where),
        stage=_text(data, "stage", where),
        founded=_partial(_text(data, "founded", where), "founded", where),
        employees=_whole(data, "employees", where),
        revenue=_number(data, ("revenue_cny", "revenue"), where),
        rd=_number(data, ("rd_cny", "rd"), where),
        qualifications=tuple(_qualification(q, f"{where} qualifications[{i}]") for i, q in enumerate(_list(data, "qualifications", where))),
        facts=tuple(_fact(f, f"{where} facts[{i}]") for i, f in enumerate(_list(data, "facts", where))),
        needs=tuple(_need(n, f"{where} needs[{i}]") for i, n in enumerate(_list(data, "needs", where))),
    )


def _kind(value: Any) -> str:
    return {str: "文字", int: "数字", float: "数字", bool: "布尔值", list: "列表", dict: "对象", type(None): "空值"}.get(
        type(value), type(value).__name__
    )


def _text(data: Mapping[str, Any], key: str, where: str) -> str | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        raise BadInput(f"{where} 的 {key} 应是文字，实际是{_kind(value)}")
    return str(value).strip() or None


def _number(data: Mapping[str, Any], keys: tuple[str, ...], where: str) -> float | None:
    for key in keys:
        value = data.get(key)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise BadInput(f"{where} 的 {key} 应是数字（元），实际是{_kind(value)}“{value}”")
        return float(value)
    return None


def _whole(data: Mapping[str, Any], key: str, where: str) -> int | None:
    value = _number(data, (key,), where)
    return None if value is None else int(value)


def _list(data: Mapping[str, Any], key: str, where: str) -> Sequence[Any]:
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise BadInput(f"{where} 的 {key} 应是列表，实际是{_kind(value)}")
    return value


def _date(text: str, key: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{where} 的 {key} 应是 YYYY-MM-DD 日期，实际是“{text}”") from None


def _partial(text: str | None, key: str, where: str) -> str | None:
    if text is None:
        return None
    if not _DAY.match(text):
        raise BadInput(f"{where} 的 {key} 应是 YYYY、YYYY-MM 或 YYYY-MM-DD，实际是“{text}”")
    return text


def _place(value: Any, where: str) -> Place:
    if value is None:
        return Place()
    if not isinstance(value, Mapping):
        raise BadInput(f"{where} 的 region 应是含 province、city、district 的对象，实际是{_kind(value)}")
    inner = f"{where} 的 region"
    return Place(_text(value, "province", inner), _text(value, "city", inner), _text(value, "district", inner))


def _size(value: str | None, where: str) -> str | None:
    if value is None:
        return None
    if value not in _SIZES:
        raise BadInput(f"{where} 的 size 应是 大、中、小、微 之一，实际是“{value}”")
    return _SIZES[value]


def _qualification(value: Any, where: str) -> Qualification:
    if isinstance(value, str) and value.strip():
        return Qualification(value.strip())
    if not isinstance(value, Mapping) or not _text(value, "name", where):
        raise BadInput(f"{where} 应是含 name 的对象；请写资质名称")
    return Qualification(
        _text(value, "name", where) or "", _text(value, "level", where), _partial(_text(value, "date", where), "date", where)
    )


def _fact(value: Any, where: str) -> Fact:
    if not isinstance(value, Mapping) or not _text(value, "what", where):
        raise BadInput(f"{where} 应是含 what 的对象；请写明这一事实是什么")
    raw = value.get("value")
    if raw is not None and not isinstance(raw, (str, int, float, bool)):
        raise BadInput(f"{where} 的 value 应是数字、文字或布尔值，实际是{_kind(raw)}")
    number = float(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else raw
    return Fact(
        _text(value, "what", where) or "", number, _text(value, "unit", where), _partial(_text(value, "date", where), "date", where)
    )


def _need(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{where} 应是文字，实际是{_kind(value)}")
    return value.strip()
