"""Names of public bodies taken apart: the place they speak for and the function behind it (温州市科学技术局 = 温州市 + 科学技术局). Pure.

A name gives its place by its own words (温州市教育局, 国家税务总局温州市税务局), by a level that the paper's place fills
(市教育局 in a paper of 温州市), or not at all (教育局). The function keeps 委 before what belongs to the party:
中共温州市委组织部 = 温州市 + 委组织部.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from docintel.text.abbreviations import is_listed, rows
from docintel.text.places import NATION, Path, is_known, is_zone, leading_place, short_name

OWN, LEVEL, WRITTEN = "own", "level", "written"
"""Where a name's place comes from: nothing says so, its level word, its own words."""

_LEVELS = "自治区|自治州|自治县|省|市|区|县|州|盟|旗"
_LEVEL = re.compile(rf"(?:{_LEVELS})(?=.)")
_NO_LEVEL = re.compile(r"市(?:场|容|监|政(?:公用|工程|局|管理|园林|设施))|区划|县域|州府|盟友|旗下")
_YOUTH = re.compile(rf"团(?P<level>{_LEVELS})委$")
_YOUTH_FULL = re.compile(r"共青团(?P<place>.+?)委(?:员会)?$")
_PARTY = re.compile(r"(?:中共|中国共产党)(?=.)")
_STATE = re.compile(
    r"(?P<head>国家税务总局|国家统计局|国家金融监督管理总局|中国人民银行|国家外汇管理局"
    r"|中国证监会|中国证券监督管理委员会|中国银保监会|中国银行保险监督管理委员会)(?P<rest>.+)"
)
"""The organs of the state whose branches stand as HEAD + place + rest."""
_STATE_FULL = {"中国证监会": "中国证券监督管理委员会", "中国银保监会": "中国银行保险监督管理委员会"}
_ZONE_KIND = re.compile(r"(?:国家级?)?(?:高新|经济|技术|综合|保税|开发|经开|临空|临港|旅游|度假)")
_GENERIC = re.compile(
    rf"^(?:(?:人民)?政府|法院|分局)$|[（(](?:{_LEVELS}|[、镇乡])+[）)]|^(?:各|有关|相关|全体|其他?|该|本|我|贵|所在|属地|当地|地方|上级|下级|同级|辖区|涉|(?:省|市|区|县|州|自治区)[级属](?!机关)|(?:省|市|区|县|州)直(?!机关)"
    rf"|国家(?:级|有关|相关)|乡镇|街道|镇街|(?:{_LEVELS}|、)+$)|各|有关|相关|(?:部门|单位|机构|企业|地区|地方|(?<!管理)机关|人员|主体|主管|事务所|责任人)$|[^一-龥（）()、·]"
)
_BRACKET = re.compile(r"(?<=..)[（(][^（）()]*[)）]$")
_AFTER_SHORT_PLACE = re.compile(r"(?:海关|海事局|铁路局|供电局|供电公司|(?:金融|银保|证券)?监管分?局|证监局|银保监局)")
"""Bodies of the state in a place whose names take it without its level: 天津海关."""
_ZONE = re.compile(r"(?:高新区|经开区|开发区|新区|新片区|保税区|综保区|示范区|产业园区|度假区|合作区|试验区)[一-龥]*$")
_DISTRICT = re.compile(r"(?<!自治)[区镇乡]$|街道$")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class BodyName:
    """A body: ``function`` of ``place`` ((全国,) = the nation; the whole name is then its function). ``by`` = OWN | LEVEL | WRITTEN."""

    place: Path
    function: str
    by: str

    @property
    def name(self) -> str:
        """The full name as its letterhead has it, if ``function`` is full: 温州市科学技术局, 温州市鹿城区教育局, 中共温州市委组织部."""
        return full_name(self.place, self.function)


@lru_cache(maxsize=65536)
def read_name(words: str, region: Path) -> BodyName | None:
    """``words`` as a body in a paper that speaks for ``region``.

    None for what names no single body (各区政府, 有关部门) or no known place.
    """
    name = _BRACKET.sub("", re.sub(r"\s", "", words))
    if not 2 <= len(name) <= _LONGEST:
        return None
    nation = _national(region == (NATION,)).get(name)
    if nation:
        return BodyName((NATION,), nation, WRITTEN)
    if _GENERIC.search(name):
        return None
    youth = _YOUTH.match(name)
    if youth:
        return _at_level(youth["level"], "团委", region)
    youth = _YOUTH_FULL.match(name)
    state = _STATE.match(name)
    if youth:
        end, place = leading_place(youth["place"], region)
        rest, tail = "团委", youth["place"][end:]
        return _placed(place, rest, region) if place and not tail else None
    if state:
        end, place = leading_place(state["rest"], region)
        head, rest = _STATE_FULL.get(state["head"], state["head"]), state["rest"]
        if place and rest[:end].endswith(short_name(place)) and place[-1] not in rest and not _AFTER_SHORT_PLACE.fullmatch(rest[end:]):
            return _placed(place, head + rest, region)  # 中国人民银行广州分行, which is not the city's
        return _placed(place, head + state["rest"][end:], region) if place and state["rest"][end:] else None
    bare = _PARTY.sub("", name, count=1) if _PARTY.match(name) else name
    level = None if _NO_LEVEL.match(bare) else _LEVEL.match(bare)
    if level:
        return _at_level(level.group(), _function(bare[level.end() :]), region)
    if bare.startswith(("国家", "中央", "中国", "全国", "国务院", "中华")):
        return None  # a body of the nation that the list does not know, or a firm
    end, place = leading_place(bare, region)
    rest = bare[end:]
    level = _LEVEL.match(rest)
    if place and level and place[-1].endswith(level.group()) and not bare[:end].endswith(level.group()):
        rest = rest[level.end() :]  # 红河州, 宁夏自治区: a short name with its level
    if place and _elsewhere(place, bare[:end], region):
        return None
    if place and rest:
        return _below(place, bare, end, rest, region)
    return BodyName(region, bare, OWN) if region and not place else None


def _elsewhere(place: Path, written: str, region: Path) -> bool:
    """Whether a district that the list knows only in another city stands without that city's name: 桥东区 in a paper of another place."""
    if not region or region == (NATION,) or len(place) < 2:
        return False
    inside = place[: len(region)] == region or region[: len(place)] == place or place[0] == region[0]
    return not inside and not any(short_name(place[:n]) in written for n in range(1, len(place)))


def full_name(place: Path, function: str) -> str:
    """The full name of a body by its place and full function."""
    if place == (NATION,):
        return function
    called = official_place(place)
    state = _STATE.match(function)
    if state and short_name(place) in function:
        return function
    if state:
        at = short_name(place) if _AFTER_SHORT_PLACE.fullmatch(state["rest"]) else called
        return f"{state['head']}{at}{state['rest']}"
    if function.startswith(short_name(place)) or _ZONE.search(function):
        return short_name(place) + function if _ZONE_KIND.match(function) else function
    if function == "团委":
        return f"共青团{called}委员会"
    if function == "委":
        return f"中共{called}委员会"
    if function.startswith("委") and not function.startswith("委员会"):
        return f"中共{called}{function}"
    return (short_name(place) if _AFTER_SHORT_PLACE.fullmatch(function) else called) + function


def official_place(place: Path) -> str:
    """The place as the names of its bodies begin: 温州市, but 温州市鹿城区; a zone carries its city's name already."""
    last = place[-1] if place else ""
    if len(place) > 1 and _DISTRICT.search(last) and place[-2][-1] in "市区县" and short_name(place[:-1]) not in last:
        return official_place(place[:-1]) + last
    return last


def asked(words: str, known: Path = ()) -> tuple[Path, str, str] | None:
    """(place, level, function) that a person asks for without saying where: 温州市科技局, 市科技局, 科技局; None for too few words.

    ``known``: a place that the words begin with, which the tree may lack.
    """
    name = re.sub(r"\s", "", words)
    level = None if _NO_LEVEL.match(name) else _LEVEL.match(name)
    if level and len(name) > 2:
        return (), level.group(), _function(name[level.end() :])
    found = read_name(name, known)
    if found and found.by == WRITTEN:
        return found.place, "", found.function
    return ((), "", name) if len(name) > 1 else None


def own_province(name: BodyName) -> bool:
    """Whether a name without a place can only be the province's: 财政厅 in a province's paper."""
    return name.function.endswith("厅") and len(name.place) == 1 and name.place[0].endswith(("省", "自治区"))


def _below(place: Path, words: str, end: int, rest: str, region: Path) -> BodyName | None:
    """The body that ``words`` names, ``words[:end]`` being its place.

    Bodies of a zone belong to the zone's city and keep the zone in their function, for its full name has many writings
    (北京经济技术开发区管委会 = 北京市 + 经济技术开发区管委会). A name that takes its place without the level keeps it too
    (三亚住房公积金管理局), unless it is one that every place has (温州科技局).
    """
    if is_zone(place):
        city = short_name(place[:-1])
        begin = max(words.find(city), 0) + len(city) if city and city in words[:end] else 0
        upper = place[:-1]
        while upper and words[begin:].startswith(upper[-1]):
            begin += len(upper[-1])
        inside = words[begin:].removeprefix(upper[-1][len(city) :] if upper else "")
        return _placed(upper, inside, region) if upper and inside else BodyName(region, inside, OWN) if region else None
    short = short_name(place)
    if (
        words[:end].endswith(short)
        and short != place[-1]
        and rest == words[end:]
        and not is_listed(rest)
        and not _AFTER_SHORT_PLACE.fullmatch(rest)
    ):
        return _placed(place, words[end - len(short) :], region)
    return _placed(place, _function(rest), region)


def _function(rest: str) -> str:
    return "委" if rest == "委员会" else rest


def _at_level(level: str, function: str, region: Path) -> BodyName | None:
    """市 stands for the innermost city of the paper's place: 平湖市 in a paper of 嘉兴市平湖市, 温州市 in one of 温州市鹿城区."""
    for n in range(len(region), 0, -1):
        last = region[n - 1]
        if last.endswith(level) and (level not in ("区", "县", "州") or not last.endswith("自治区")):
            return BodyName(region[:n], function, LEVEL)
    return None


def _placed(place: Path, function: str, region: Path) -> BodyName | None:
    """The place that a name itself gives, seen from the paper's: its path is filled up there; an unknown one must lie in or under it."""
    for n in range(len(region), 0, -1):
        if region[n - 1] == place[0]:
            return BodyName((*region[: n - 1], *place), function, WRITTEN)
        if region[:n] == place[-n:]:
            return BodyName(place, function, WRITTEN)
    return BodyName(place, function, WRITTEN) if is_known(place) else None


@cache
def _national(inside: bool) -> dict[str, str]:
    """Name → full name of the bodies of the nation; ``inside`` a national paper also by names that every place has (发展改革委)."""
    found: dict[str, str] = {}
    for full, *more in rows("national_bodies"):
        found[full] = full
        for short in more[0].split() if more else ():
            if inside or not short.startswith("="):
                found[short.lstrip("=")] = full
    return found
