"""What is known of an enterprise, as conditions ask for it: a list of knowns (facts, recognitions, basic and derived figures)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from docintel.domain.enterprises import Enterprise, Fact, Qualification
from docintel.match import lexicon
from docintel.match.clean import squeeze
from docintel.text import recognitions
from docintel.text.places import path_of, place_path

_YEAR = re.compile(r"(20\d{2})(?:年度|年)?")
_NOTE = re.compile(r"（[^（）]*）")
_NO = re.compile(r"无|否|没有|未|尚未|不是")
_NOT_YET = re.compile(r"辅导|拟|准备|申请中|培育|后备|计划|在办")
_FOUNDER = re.compile(
    r"(?:法定代表人|创办人|创业者|创始人|经营者|负责人)[^，]{0,12}(?:毕业|大学|退役|军人|返乡|失业|农民工|就业困难|留学|港澳|台湾|学生|残疾)|"
    r"(?:港澳|台湾)青年"
)
_LABEL_TIME = re.compile(r"20\d{2}年度?|最近年度|上年度?|上一年度?|本年度?|当年")


@dataclass(frozen=True, slots=True)
class Known:
    """One thing known: ``label`` squeezed words, ``value`` in ``unit`` (CNY, 人, % …), ``day`` ISO (may be partial), ``shown`` for people.

    ``denied`` marks a fact stated to be absent (否, 无, 申请中).
    """

    label: str
    shown: str
    kind: str  # fact | title | base | derived
    value: float | None = None
    unit: str | None = None
    day: str | None = None
    denied: bool = False
    level: str | None = None
    ids: frozenset[str] = frozenset()

    @property
    def year(self) -> int | None:
        """The year named in the label, else that of the date."""
        found = _YEAR.search(self.label) or _YEAR.search(self.day or "")
        return int(found.group(1)) if found else None


@dataclass(frozen=True, slots=True)
class Portrait:
    """An enterprise ready to be asked. ``types`` are the kinds of beneficiary it is (data/beneficiaries.tsv)."""

    enterprise: Enterprise
    place: tuple[str, ...]
    sections: str
    size: str | None
    founded: date | None
    types: frozenset[str]
    founder: bool
    knowns: tuple[Known, ...]
    ids: frozenset[str]
    text: str

    @property
    def titles(self) -> tuple[Known, ...]:
        """Its recognitions."""
        return tuple(k for k in self.knowns if k.kind == "title")


def portrait(enterprise: Enterprise) -> Portrait:
    """All that the conditions may ask of the enterprise."""
    knowns = (
        *(_title(q) for q in enterprise.qualifications),
        *(_fact(f) for f in enterprise.facts),
        *_base(enterprise),
    )
    knowns = (*knowns, *_series(knowns), *_ratios(knowns, enterprise.employees))
    ids = frozenset(i for k in knowns if not k.denied for i in k.ids)
    own = squeeze("，".join(filter(None, (enterprise.industry, enterprise.name))))
    everything = "，".join((own, *(k.label for k in knowns if not k.denied and k.kind in ("fact", "title"))))
    return Portrait(
        enterprise,
        place_of_enterprise(enterprise),
        _sections(squeeze(enterprise.industry or enterprise.name)),
        enterprise.size or _size_from_figures(enterprise),
        partial_day(enterprise.founded),
        _types(own, knowns),
        any(_FOUNDER.search(k.label) and not k.denied for k in knowns if k.kind == "fact"),
        knowns,
        ids,
        everything,
    )


def partial_day(text: str | None) -> date | None:
    """2021, 2021-05 or 2021-05-07 as a date (its first day); None for None."""
    if not text:
        return None
    parts = [int(p) for p in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def title_ids(text: str) -> frozenset[str]:
    """Ids of the titles that a recognition's name holds, with all that they imply."""
    found = {recognitions.title_of(m.group()).id for m in recognitions.title_pattern().finditer(text)}
    for ident in tuple(found):
        found.update(_implied(ident))
    return frozenset(found)


def _implied(ident: str) -> set[str]:
    out: set[str] = set()
    for below in recognitions.titles()[ident].implies:
        if below in recognitions.titles() and below not in out:
            out |= {below, *_implied(below)} if below != ident else {below}
        else:
            out.add(below)
    return out


def _title(q: Qualification) -> Known:
    label = squeeze(q.name)
    shown = q.name + (f"（{q.level}）" if q.level else "") + (f"，{q.day}" if q.day else "")
    return Known(label, shown, "title", day=q.day, level=q.level, ids=title_ids(label), denied=bool(_NO.match(label)))


def _fact(f: Fact) -> Known:
    label = squeeze(f.what)
    number = f.value if isinstance(f.value, float) else None
    denied = f.value is False or (isinstance(f.value, str) and bool(_NO.match(f.value)))
    more = f"，{squeeze(f.value)}" if isinstance(f.value, str) and not denied and f.value not in ("是", "有") else ""
    ids = title_ids(label + more) if number is None and not denied and not _NOT_YET.search(label) else frozenset()
    return Known(label + more, f"{f.what}：{shown_value(f.value, f.unit)}", "fact", number, f.unit, f.day, denied, ids=ids)


def shown_value(value: float | str | bool | None, unit: str | None) -> str:
    """1200000 CNY → 120万元; other units as they are."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, (int, float)):
        return str(value or "")
    if unit == "CNY":
        return money(float(value))
    return f"{value:g}{unit or ''}"


def money(value: float) -> str:
    """Yuan in words of the office: 48万元, 1.2亿元, 1500元."""
    for size, word in ((1e8, "亿元"), (1e4, "万元")):
        if abs(value) >= size:
            return f"{round(value / size, 4):g}{word}"
    return f"{value:g}元"


def _base(e: Enterprise) -> list[Known]:
    out = []
    if e.industry:
        out.append(Known(squeeze(e.industry), f"所属行业：{e.industry}", "trade"))
    for value, label, unit in ((e.revenue, "营业收入", "CNY"), (e.rd, "研发投入研发费用", "CNY"), (e.employees, "职工人数从业人员", "人")):
        if value is not None:
            shown = {"营业收入": "营业收入", "研发投入研发费用": "研发投入"}.get(label, "职工人数")
            out.append(Known(label, f"{shown}：{shown_value(float(value), unit)}", "base", float(value), unit))
    return out


def stem(label: str) -> str:
    """A label without years and remarks: 2022年研发费用 → 研发费用."""
    return _LABEL_TIME.sub("", _NOTE.sub("", label))


def _series(knowns: tuple[Known, ...]) -> list[Known]:
    """Growth and increment from two consecutive figures of the same thing."""
    groups: dict[tuple[str, str | None], list[Known]] = {}
    for k in knowns:
        if k.kind == "fact" and k.value is not None and k.year:
            groups.setdefault((stem(k.label), k.unit), []).append(k)
    out = []
    for (name, unit), group in groups.items():
        group.sort(key=lambda k: (k.year or 0, k.day or ""))
        for old, new in pairwise(group):
            if old.value is None or new.value is None or (new.year or 0) - (old.year or 0) != 1:
                continue
            diff = new.value - old.value
            both = f"{name}：{shown_value(old.value, unit)}→{shown_value(new.value, unit)}"
            day = new.day
            out.append(Known(f"{name}增量净增额增加额增加值新增", f"{both}，增加{shown_value(diff, unit)}", "derived", diff, unit, day))
            if old.value > 0:
                rate = 100 * diff / old.value
                out.append(Known(f"{name}增长率增幅增速环比同比增长", f"{both}，增长{rate:.1f}%", "derived", rate, "%", day))
    return out


def _ratios(knowns: tuple[Known, ...], employees: int | None) -> list[Known]:
    """Head counts as a share of the staff."""
    if not employees:
        return []
    out = []
    for k in knowns:
        if k.kind == "fact" and k.unit == "人" and k.value is not None:
            share = 100 * k.value / employees
            out.append(Known(f"{k.label}占现有在职职工总数人数比例", f"{k.value:g}/{employees}={share:.1f}%", "derived", share, "%", k.day))
    return out


def _sections(industry: str) -> str:
    return next((letter for word, letter in lexicon.sections() if word in industry), "")


def _size_from_figures(e: Enterprise) -> str | None:
    """大中小微 by the statistical limits, when a section and at least one indicator are known."""
    section = _sections(squeeze(e.industry or ""))
    rule = next((r for r in lexicon.size_rules() if section and section in r.sections), None)
    figures = {k: v for k, v in (("e", e.employees), ("r", e.revenue)) if v is not None}
    if rule is None or not figures:
        return None
    for name, limits in (("大", rule.large), ("中", rule.medium), ("小", rule.small)):
        asked = {k: v for k, v in limits.items() if k in figures}
        if asked and all(figures[k] >= v for k, v in asked.items()):
            return name
    return "微" if figures.keys() & rule.small.keys() else None


def _types(own: str, knowns: tuple[Known, ...]) -> frozenset[str]:
    held = "，".join(k.label for k in knowns if k.kind == "title" and not k.denied)
    out = {"firm"}
    for kind, signs in lexicon.beneficiary_signs().items():
        if any(s in own or s in held for s in signs):
            out.add(kind)
    return frozenset(out)


def place_of_enterprise(enterprise: Enterprise) -> tuple[str, ...]:
    """The path of its place in the administrative tree; () = not stated."""
    region = enterprise.region
    province, city, district = region.province, region.city, region.district
    path = path_of(province, city, district)
    if district and path and len(path) < 3 and not path[-1].endswith(district):
        alone = place_path(district)  # 东湖高新区 names its city itself
        return alone if alone[: len(path)] == path else (*path, district)
    return path
