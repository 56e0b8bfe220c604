"""A clause's parts: what it asks (condition parts) and what it gives (pay parts). 对X的Y，给予Z → ask 'X的Y', pay '给予Z'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docintel.match import lexicon
from docintel.match.clean import Clean, clean

_STRONG = re.compile(
    r"给予|予以|给与|奖励(?!的)|奖补|(?<!申请)(?<!申领)(?:补助|补贴|资助)(?!当月|前|对象|条件|申请|期间|的)|返还|免征|免除|减免|减征|免收|贴息|退还|退税|可申请|可按规定申请|可享受|"
    r"^享受(?!过|了)|核拨|发放|(?<!加计)扣除|缓缴|配套(?!设施|服务|建设|企业|产业)|(?:最高|不超过)(?![^，]{1,14}的[^，]*(?:提供|给予|实行|企业|主体))|按(?:照)?(?!规定|时|期|月|要求|有关|程序|年|季|现行|国家|统一|劳动|市场)|可(?:申领|获|提高|贷)|"
    r"实行(?=[^，]{0,12}(?:减免|缓缴|政策|担保|优惠))|执行(?=[^，]{0,16}(?:政策|价格))|提供(?=[^，]{0,20}(?:担保|贷款|优惠|服务|补贴|支持))|实施(?=[^，]{0,10}(?:优惠|减免|欠费))"
)
_WEAK = re.compile(r"予|奖|补|享|享有|优先|纳入|列入|列为|实行|提供|执行|简化|允许|可")
_END_ASK = re.compile(r"(?:的|者|后)$|的(?:[^，的]{0,12}(?:企业|公司|单位|主体|项目|机构|人员|个人|工商户|农户|商户|业主|组织|产品|贷款))$")
_LEAD = re.compile(
    r"^(?:通过对|(?:由)?[^，的]{0,6}财政(?:部门)?(?=对)|或者|或|其中|同时|此外|另外|并|且|但|对于|针对|凡是|凡|对|（[一二三四五六七八九十\d]+）|\d+[.．、]|[一二三四五六七八九十]是|第[一二三四五六七八九十百]+条)"
)
_PAYER = re.compile(
    r"^(?:由)?(?:(?:[省市区县本我]{1,2}级?(?:[、和与及][省市区县]级?)*|[^，的]{0,10})(?:财政部门?|财政|政府|园区|管委会|部门|就业补助资金|专项资金|资金)|[省市区县]级(?:[、和与及][省市区县]级)*)(?:将|可|分别|再|统一|择优|按规定|一次性)*$"
)
_HEADED = re.compile(r"^[^，、]{4,24}?(?:（[一二三四五六七八九十]{1,3}）|(?<!\d)\d{1,2}[.．、](?=[^\d]))(?=.{4})")
_LABEL = re.compile(r"(?:其中)?(?:补贴|补助|奖励|资助|奖补|扶持|支持|具体)?(?:标准|对象|期限|条件|金额)(?:为|是|如下)?")
_GLUED = re.compile(r"^[^，的、]{5,20}(?:对|凡)(?=[^，]*(?:的|企业|单位|项目))")
_OF_SUM = re.compile(r"^(?:每[一-龥]{1,4}|[^，]{0,12}(?:增量|增长|增加|超过|新增)部分)$")
_TO = ("对", "对于", "针对", "凡", "凡是", "通过对", "向", "为")
_LIMIT = re.compile(r"(?:以上|以下|以内|不低于[^，]*|达到[^，]*)(?:（[^）]*）)?$")
_CEILING = re.compile(r"^(?:最高|不超过|不高于|上限|封顶)[^给补奖支资]*$")
_SAME = re.compile(r"^\d+个?[年月日]的$|^(?:该|其|单个|单家|每家|每户)(?:企业|单位|项目)?$")
_STANDS = re.compile(r"(?:的|者|后)(?:（[^）]*）)?$|企业$|单位$|收入$|获得|达到|超过|以上|以下|地区")
_NUMBERING = re.compile(r"^(?:（责任单位[^）]*）)?(?:[（(]?[一二三四五六七八九十\d]+[）).．、]|第[一二三四五六七八九十百]+条)\s*")


@dataclass(frozen=True, slots=True)
class Part:
    """[start, end) of the clean copy with its text; ``ask`` True for conditions.

    ``to``: introduced by 对, 向, 凡 …; ``within``: by 其中, a stage of what stands
    before; ``other``: by 或, an alternative to the part before.
    """

    text: str
    start: int
    end: int
    ask: bool
    to: bool = False
    within: bool = False
    other: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """One alternative of a clause: all ``asks`` must hold, ``pays`` is what is given then."""

    asks: tuple[Part, ...]
    pays: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause read into parts; ``clean`` maps back to the paper."""

    clean: Clean
    parts: tuple[Part, ...]

    @property
    def asks(self) -> tuple[Part, ...]:
        """The condition parts."""
        return tuple(p for p in self.parts if p.ask)

    @property
    def pays(self) -> tuple[Part, ...]:
        """The pay parts."""
        return tuple(p for p in self.parts if not p.ask)

    def branches(self) -> tuple[Branch, ...]:
        """The alternatives of a clause that pays more than once: each later condition takes the place of the first branch's last one."""
        groups: list[tuple[list[Part], list[Part]]] = [([], [])]
        for part in self.parts:
            if part.ask and groups[-1][1]:
                if not (part.to or _STANDS.search(part.text)) or _SAME.match(
                    part.text
                ):  # 单笔贷款, 总额 …: what a limit is for, no condition
                    continue
                groups.append(([], []))
            groups[-1][0 if part.ask else 1].append(part)
        first = groups[0][0]
        out = [Branch(tuple(first), tuple(groups[0][1]))]
        for asks, pays in groups[1:]:
            shared = () if asks and asks[0].within else first[:-1]
            out.append(Branch((*shared, *asks), tuple(pays)))
        grants = [b for b in out if not (b.pays and all(_CEILING.match(p.text) for p in b.pays))]  # 利率不超过…: no alternative
        return tuple(grants or out)

    @property
    def pay_text(self) -> str:
        """All pay parts, joined by commas."""
        return "，".join(p.text for p in self.pays)

    @property
    def ask_text(self) -> str:
        """All condition parts, joined by commas."""
        return "，".join(p.text for p in self.asks)


@lru_cache(maxsize=16384)
def read_clause(source: str, base: int) -> Clause:
    """Parts of ``source``, which stands at ``base`` of the paper."""
    copy = clean(source, base)
    parts: list[Part] = []
    for start, end in _segments(copy.text):
        parts.extend(_cut(copy.text, start, end, any(not p.ask for p in parts)))
    if (
        not any(not p.ask for p in parts) and len(parts) > 1 and not _END_ASK.search(parts[-1].text) and not _LIMIT.search(parts[-1].text)
    ):  # nothing paid by a strong verb: the last segment is what is given
        last = parts[-1]
        parts[-1] = Part(last.text, last.start, last.end, False)
    return Clause(copy, tuple(parts))


def _segments(text: str) -> list[tuple[int, int]]:
    """Comma segments; brackets are not cut."""
    out, depth, begin = [], 0, 0
    for i, c in enumerate(text):
        if c in "（【[":
            depth += 1
        elif c in "）】]":
            depth = max(0, depth - 1)
        elif c in "，；。：" and not depth:
            out.append((begin, i))
            begin = i + 1
    out.append((begin, len(text)))
    return [(a, b) for a, b in out if b > a]


def _outside(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("（") <= before.count("）")


def _cut(text: str, start: int, end: int, paid: bool) -> list[Part]:
    """One segment → its condition part and its pay part."""
    segment = text[start:end]
    skip = _NUMBERING.match(segment)
    if skip and skip.end() < len(segment):
        start, segment = start + skip.end(), segment[skip.end() :]
    if _LABEL.fullmatch(segment):
        return []
    inner = _HEADED.match(segment)
    if inner and lexicon.cues("slogan").match(segment):  # 鼓励企业扩大规模（八）商品流通企业…: a heading run into its first point
        start, segment = start + inner.end(), segment[inner.end() :]
    strong = next((m for m in _STRONG.finditer(segment) if _outside(segment, m.start())), None)
    asks_whole = bool(_END_ASK.search(segment)) and not (strong and strong.start() == 0)
    if asks_whole and not (strong and re.search(r"\d.*(?:万元|元|%)", segment[strong.start() :])) and not _pays_named(segment):
        return _ask(text, start, end)
    if strong is None:
        if paid or _WEAK.match(segment):
            return [Part(segment, start, end, False)]
        return _ask(text, start, end)
    cut = start + strong.start()
    if _OF_SUM.search(text[start:cut]):  # 每件资助…, 增量部分按…: what the sum is counted on
        return [Part(text[start:end], start, end, False)]
    return [*_ask(text, start, cut), Part(text[cut:end], cut, end, False)]


def _pays_named(segment: str) -> bool:
    return bool(re.match(r"(?:给予|予以|奖励|补贴|补助)", segment))


def _ask(text: str, start: int, end: int) -> list[Part]:
    """A condition part without its lead word and without the payer; nothing when nothing is asked."""
    to = within = other = False
    while True:
        lead = _LEAD.match(text[start:end])
        if not lead or lead.end() == 0 or lead.end() >= end - start:
            break
        to, other = to or lead.group() in _TO, other or lead.group() in ("或", "或者")
        within = within or lead.group() == "其中"
        start += lead.end()
    glued = _GLUED.match(text[start:end])  # 一、加大稳岗支持力度对不裁员的企业: a heading run into its sentence
    if glued and lexicon.cues("slogan").match(glued.group()) and not lexicon.cues("delegated").search(glued.group()):
        start, to = start + glued.end(), True
    piece = text[start:end]
    if len(piece) < 2 or _PAYER.match(piece) or lexicon.cues("filler").fullmatch(piece):
        return []
    return [Part(piece, start, end, True, to, within, other)]
