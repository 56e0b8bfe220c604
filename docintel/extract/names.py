"""Names of public bodies as offices write them in lists: where one ends, which are public, what an owner bracket looks like."""

from __future__ import annotations

import re
from functools import cache

from docintel.extract import lexicon
from docintel.text.cue import cue

_LABEL = lexicon.named("names", "LABEL")
_SUFFIX = lexicon.named("names", "SUFFIX")
_LABELLED = lexicon.named("names", "LABELLED")
_LEVEL = r"(?:[省市州县区镇乡盟旗]|自治区|直辖市|自治州|自治县)"
_STRIP = "（(〔【[）)〕】] 　。；;"
_AT_LARGE = lexicon.named("names", "AT_LARGE")


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon.longest_first('bodies')}|(?:[县区市州旗乡镇村居]|街道)[）)])$")


def ends_like_body(name: str) -> bool:
    """Whether a name ends like a public body's (局, 委员会, 人民政府, 各县（市、区） …)."""
    return bool(_ending().search(name))


def is_public(name: str) -> bool:
    """Whether a name ends like a public body's and is no firm, bank or institution at large."""
    return ends_like_body(name) and not _AT_LARGE.search(name)


_CLOSED = re.compile(r"[。；](?=[）)〕】\]]?$)")  # （市财政局负责。）, where 〕 may belong to the next sentence
_TERM = re.compile(r"(?:(?<=[，；])|^)[^，,；;]*(?:(?:时限|期限|时间)[：:]|[底日]前|月底|持续|长期)[^，,；;]*$")
_HOUSE = re.compile(r"(?<!^.)[局委厅部办院会行府门构司署处科室股队组站所校馆团社联关区县市省州镇乡村位]$|(?:集团|中心|街道|支部|系统)$")
"""How the name of a body may end where a role word or its place says that it is one."""
_IN_HOUSE = re.compile(r"[一-龥]{1,10}(?:处|科|室|股|队|馆|站|中心)$")
_NO_HOUSE = re.compile(r"[《“的为是了含见此何几]|以下|简称|级$|[到好用益长]处$|[等各].?(?:处|科)$")


def owner_line(text: str, divisions: bool = False) -> bool:
    """Whether a bracket or line only names owners: 责任单位：…, （市教育局牵头，市财政局配合）, （市教育局、市财政局）.

    ``divisions``: it stands alone behind a sentence of a paper that names its own divisions there (（质量发展处）).
    """
    words = text.strip()
    words = words[:-2] + _CLOSED.sub("", words[-2:])
    if _LABEL.match(words):
        return not _runs_on(words)
    if words[:1] not in "（(〔【[" or len(words) < 5 or "。" in words:
        return False
    inside = words.strip(_STRIP)
    if _SUFFIX.search(words) and not re.search(r"[《“]", inside):
        named = ends_like_body(_SUFFIX.sub("", words).strip(_STRIP)) or re.search(r"[、，].*(?:局|委|厅|办|政府|部门|单位)", inside)
        return bool(named) or _says_roles(inside)
    if _LABELLED.search(inside) or _TERM.search(inside):
        return _says_roles(inside)
    pieces = [inside[a:b] for a, b in split_names(inside, 0, len(inside))]
    return (
        bool(pieces)
        and all(len(p) <= 22 and not _NO_HOUSE.search(p) for p in pieces)
        and all(is_public(p) or (divisions and _IN_HOUSE.match(p)) for p in pieces)
        and len(inside) >= 3
    )


def _runs_on(words: str) -> bool:
    """（责任单位：…）加强教研工作。 : flat text runs the next point into the line behind its owners."""
    if words[0] not in "（(〔【[" or words[0] == "【":
        return False
    depth = 0
    for i, c in enumerate(words):
        depth += (c in "（(〔[") - (c in "）)〕]")
        if depth == 0:
            return bool(words[i + 1 :].strip("。；;，,、 　）)〕]"))
    return False


def _says_roles(inside: str) -> bool:
    """Whether every part between commas names bodies with or without a role, or a term (持续推进，牵头单位：…)."""
    told = False
    for part in re.split(r"[，,；;]", inside):
        label = _LABELLED.match(part)
        names = part[label.end() :] if label else _SUFFIX.sub("", part)
        if _TERM.match(part):
            continue
        if not names or not all(len(p) <= 26 and _HOUSE.search(p) for p in (names[a:b] for a, b in split_names(names, 0, len(names)))):
            return False
        told = told or bool(label) or names != part
    return told


_OPENS, _CLOSES = frozenset("（(〔“"), frozenset("）)〕”")


def split_names(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Offsets of the names of a list; 各市、州、县人民政府 and brackets stay whole, 等部门 is left out."""
    out: list[tuple[int, int]] = []
    depth, begin, shared = 0, start, [m.span() for m in _SHARED.finditer(text, start, stop)]
    for i in range(start, stop + 1):
        c = text[i] if i < stop else "、"
        if c in _OPENS:
            depth += 1
        elif c in _CLOSES:
            depth = max(0, depth - 1)
        elif c in "、，,；; 　\n和及或" and (not depth or i == stop):
            if c in "和及或" and not _joins(text[begin:i], text[i + 1 : stop].removeprefix("者")):
                continue
            if any(m < i < n for m, n in shared) or (c == "或" and _BARE.match(text[i + 1 : stop].removeprefix("者"))):
                continue  # 国有资产监管机构或部门: the second word shares what stands before the first
            a, b = _trim(text, begin, i)
            b = next((n for m, n in shared if m <= a < n), b)
            if (
                c == "、"
                and i < stop
                and not text.startswith("各", i + 1)
                and (_unfinished(text[a:b], text[i + 1 : stop]) or _one_quantity(text[a:b], text[i + 1 : stop]))
            ):
                continue
            if b > a:
                out.append((a, b))
            begin = i + 1
    return out


def shared_name(text: str, names: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """自然资源、住房城乡建设等行业主管部门: fields that share the last word are one name, as written (guide §4 owners)."""
    if len(names) == 1 and not ends_like_body(text[slice(*names[0])]) and (rest := _SHARED_END.match(text, names[0][1])):
        return [(names[0][0], rest.end())]  # 人力资源社会保障等审核部门
    first = next((n for n, (a, b) in enumerate(names) if not (text[a] == "各" and b - a < 5) and not ends_like_body(text[a:b])), None)
    if first is None or first == len(names) - 1 or not _SHARES.search(text[slice(*names[-1])]):
        return names
    return [*names[:first], (names[first][0], names[-1][1])]


_SHARED_END = re.compile(r"等[一-龥]{0,8}(?:部门|单位|机构)")
_SHARES = re.compile(r"(?:部门|单位|机构|机关|媒体|院校|公司)$")


def bare_name(text: str, a: int, b: int) -> int:
    """The end of a name without what a bracket behind it adds (区妇联（儿童友好社区）, 市住建局（市房管局）); （市、区） is part of it."""
    aside = _ASIDE.search(text[a:b])
    return a + aside.start() if aside and aside.start() > 1 else b


_ASIDE = re.compile(r"[（(〔](?![^）)〕]*[、/／])(?![^）)〕]{0,2}[）)〕])(?!管委会|园区|单位|部门|街道)[^（()）〔〕]{3,}[）)〕]$")


_FIELD = r"[一-龥]{2,8}(?<![局委厅部办院会行府门构司署处科室队组站所校联社道街镇乡县市区省州盟旗企业心团位地国关])"
_PLACE = r"[一-龥]{1,4}[县区市旗]"
_SHARED = cue(
    rf"法律、(?:行政)?法规(?:、规章)?授权的(?:具有[^，。、]{{2,16}}职能的)?组织|(?:(?:{_FIELD}|海关)、)+(?:{_FIELD}|人社)(?:等)?(?:有关|相关|主管|行政|公用企事业)?(?:部门|单位)(?![一-龥])"
    rf"|(?:{_FIELD}(?<![头责合])、)+(?!各)[一-龥]{{1,6}}[县区市](?:人民)?政府(?![一-龥])|(?:{_PLACE}、)+{_PLACE}[一-龥]{{2,6}}部门(?![一-龥])"
)
"""Names that share their last word: 公安、消防、市场监管等部门, 青石县、柳桥区商务部门."""


def _unfinished(name: str, rest: str) -> bool:
    """省、市、县 before 人民政府: a piece that only names a level waits for what follows."""
    aside = _LEVELS_ASIDE.fullmatch(name) and _NEXT_LEVEL.match(rest)
    return len(name) <= 1 or name.endswith("所在地省") or bool(aside or _LEVELS.fullmatch(name))


_LEVELS = re.compile(rf"各?(?:相关|有关)?{_LEVEL}(?:、{_LEVEL})*|各?[市省州县区]级?|[市省县区]、?委")
_LEVELS_ASIDE = re.compile(r"各?(?:[市省州]、)?[市省州县区][（(〔][^（()）〔〕]{1,8}[）)〕]")
_NEXT_LEVEL = re.compile(r"(?:[市省州县区]|园区)(?:[（(〔、]|人民政府|政府|财政)")  # 各市〔州〕、县〔市、区〕政府


def _one_quantity(name: str, rest: str) -> bool:
    """各部门、单位: 各 speaks for both words, the second names no body by itself."""
    return name[:1] in ("各", "有", "相") and bool(_BARE.match(rest)) and bool(_BARE_END.search(name))


_BARE = re.compile(r"(?:单位|部门|机构|机关|企业|干部|街道|乡镇|园区|科室|处室)(?![一-龥](?<![及和]))")
_BARE_END = re.compile(r"^(?:各|有关|相关)(?:级|有关|相关|带队|分管|包联)?(?:单位|部门|机构|机关|地区|领导|乡镇|街道|科室|处室|园区)$")


def _joins(left: str, right: str) -> bool:
    """Whether 和/及 stands between two names (市教育局和市财政局), not inside one (住房和城乡建设局)."""
    return (
        left[-1:] in tuple("局委厅部办院会行府门构司联社位站队组关署所团社人等")
        and ends_like_body(re.sub("等$", "", left.strip(_STRIP)))
        and ends_like_body(re.split("[、，]", right, maxsplit=1)[0].strip(_STRIP))
    )


_ENDING = re.compile(
    r"(?:等(?:[市省区县]?[级直]?各?(?:有关|相关)|\d+个|[一二三四五六七八九十]+个)?"
    r"(?:部门|单位|镇|县|乡镇|方面)?(?:[（(]单位[)）])?"
    r"|等[一-龥]{1,6}(?:有关|相关|直属)?(?:部门|单位)(?:[（(]单位[)）])?)?[ 　。）)〕】\]；;]*$"
)


def _trim(text: str, a: int, b: int) -> tuple[int, int]:
    while a < b and (text[a] in " 　、，,；;（(〔【[：:\n和及或" or text[a - 1 : a + 1] == "或者"):
        a += 1
    ending = _ENDING.search(text[a:b])
    if ending and ending.group():
        cut = a + ending.start()
        opened = sum(text[a:cut].count(c) for c in "（(〔") > sum(text[a:cut].count(c) for c in "）)〕")
        b = a + len(text[a:b].rstrip(" 　。；;")) if opened else cut
    return a, b
