"""The verb behind preposition phrases: 对X进行Y, 将X纳入Y, 按X落实Y."""

from __future__ import annotations

import re
from functools import cache

from docintel.extract import lexicon
from docintel.extract.phrases import NEAR, PREPOSITION, verbs, walk
from docintel.text.cue import Cue, cue

_CIRCUMSTANCE = cue(
    r"(?:在|于|待|经|当|随着?)[^，。；]{2,24}?"
    r"(?:之?后(?![续期台勤备])|(?<![延错按及同准临小工])时(?![间限期段代效常候])|的?同时|(?:前提|基础|情况|条件)[上下]|(?:保障|领导|指导|支持|帮助|推动|引领|带动|监督|协调)下|期间|过程中|范围内|[之以]内|之际)"
)
"""在…时, 待…后, 在…的基础上: a phrase with a closing word."""


@cache
def inner_verbs() -> Cue:
    """Verbs that govern from behind a preposition phrase (data/inner_verbs.tsv)."""
    return cue(lexicon.longest_first("inner_verbs"))


def behind_prepositions(text: str, at: int) -> tuple[int, tuple[int, int] | None]:
    """对X进行Y, 将X纳入Y, 按X落实Y: (where the action begins, the verb behind the preposition phrases)."""
    opening = PREPOSITION.match(text, at)
    if not opening:
        return at, None
    disposal = opening.group() in ("将", "把")
    closed = _CIRCUMSTANCE.match(text, at)
    if closed:  # 在条件成熟时开通…: behind the phrase any verb of an act may govern
        after, _, start = walk(text, closed.end(), "")
        verb = verbs().match(text, after)
        if verb:
            return start if start > closed.end() else closed.end(), verb.span()
    found = governing(text, at + 1, disposal)
    if found is None:
        return at, None
    counted = opening.group().startswith("按") and re.search(r"\d|比例", text[at : found[0]])  # 按每户两元的标准: what is promised
    if disposal or counted or NEAR.match(text, at):
        return at, found
    inner = re.search(
        r"(?:(?:继续|进一步|逐步|统一)?(?:将|把)|(?<=[中上下内后里面])(?:继续|进一步)?(?:对|为|向))(?=.{2,})", text[at : found[0]]
    )
    if inner and inner.start() > 2:
        return at + inner.start(), found
    return _adverb_start(text, found[0], at), found


def governing(text: str, at: int, disposal: bool) -> tuple[int, int] | None:
    """The verb behind a preposition phrase; one that only stands in an attribute (对承担建设任务的企业) governs nothing."""
    if disposal:
        moved = _moved().search(text, at + 1)
        if moved:
            return moved.span()
    strict = bool(_GUARDED.match(text, at - 1))
    if manner := manner_verb(text, at) or _behind_list(text, at):
        return manner
    candidates = [m for m in inner_verbs().finditer(text, at + 1) if not text.startswith(("的", "等", "人员", "部门", "渠道"), m.end())]
    if text.startswith("通过", at - 1):  # 通过设置专区、组建联合体: its verbs are the means
        candidates = [m for m in candidates if m.start() > at + 1 and text[m.start() - 1] != "、"]
    if text.startswith("对", at - 1):  # 对科技保险创新予以支持: a light verb governs before a noun that could be a verb
        candidates.sort(key=lambda m: (m.group() not in lexicon.words("light_verbs"), m.start()))
    for found in candidates:
        if _in_attribute(text, found.end()) or (found.end() == len(text) and found.group() in ("进行", "发展", "建设", "研究", "开发")):
            continue
        tail = text[found.end() :]
        light = found.group() in lexicon.words("light_verbs")
        if (
            not light
            and len(tail) <= 6
            and re.search(r"的[^的，]{0,8}$", text[: found.start()])
            and not _MEASURE.search(text, 0, found.start())
            and not disposal
        ):
            continue  # 面向产业的基础研究项目: inside a noun
        if strict and _PLACE.fullmatch(tail) and not found.group().startswith(("建", "搭", "打", "完善", "健全")):
            continue  # 依托…等开放渠道: a noun
        if (
            strict
            and re.fullmatch(r"[一-龥]{0,4}(?:需求|特点|目标|要求|需要|问题|实际|情况|规律|趋势|作用)|", tail)
            and not _FINAL.search(text)
        ):
            continue
        if light or not strict or disposal or not re.search(r"的[^的]{1,16}$", tail):
            return found.span()
        if len(text) - found.end() > 6 and re.match(r"[^，]{0,2}(?:《|“|一|具|符|与|覆|国|更)", text[found.end() :]):
            return found.span()
    final = _FINAL.search(text, at + 2)
    return final.span() if final else None


_GUARDED = cue(r"对|围绕|针对|根据|结合|按|面向|以|通过|依托|利用|立足|就")


_MANNER = cue(
    r"逐[一户台项条个家人村栋件]|一律|及时|立即|坚决|第一时间|依法|从严|严肃|从重|定期|主动|自动|优先|联合|限期(?:\d+日内)?|(?<![需主重只必首紧])(?:必须|应当|[要须])(?=[一-龥]{2})"
    r"|(?P<verbal>合理|择优|妥善|有序|稳步|逐步|积极|大力|不断|切实|着力|深入|广泛|稳妥|科学|分别|适时)(?!的)"
)
"""Manner words that stand only before a verb: what follows them governs."""


_MEASURE = re.compile(r"的(?:标准|比例|原则|要求|方式|规定|程序|办法|时限|口径|顺序|价格|额度|速度|频次)$")
"""按每户两元的标准安排经费: the phrase ends with its own noun."""


def manner_verb(text: str, at: int = 0) -> tuple[int, int] | None:
    """The verb that a manner word shows to govern: 对在用设备逐台核查, 对违停车辆一律拖移."""
    for manner in _MANNER.finditer(text, at + 1):
        if manner["verbal"] and manner.start() < at + 3:
            continue  # 围绕持续优化…: its own object
        verb = verbs().match(text, manner.end())
        if verb and "的" not in text[verb.end() :]:
            return verb.span()
    return None


_PLACE = re.compile("[一-龥]?(?:平台|系统|渠道|基地|体系|网络|园区|载体|设施|队伍|机构|网站|窗口|站点|活动|项目|政策)")
_LIST_END = re.compile("等(?![级候待次比于同额])")
_NEEDS = re.compile(r"[一-龥]{0,4}(?:需求|特点|目标|要求|需要|问题|实际|情况|规律|趋势|作用|工作|领域|环节|方面|任务|重点|措施|项目|活动)?")


def _behind_list(text: str, at: int) -> tuple[int, int] | None:
    """围绕甲、乙、丙等形成…: 等 closes the list of the phrase, and what follows it governs."""
    for closed in _LIST_END.finditer(text, at + 3):
        after, _, _ = walk(text, closed.end(), "")
        verb = verbs().match(text, after)
        if verb and _PLACE.fullmatch(text, verb.end()):
            continue
        if verb and "、" in text[at : closed.start()] + "、" * text.startswith("依", at - 1) and not _NEEDS.fullmatch(text, verb.end()):
            return verb.span()
    return None


_FINAL = cue(
    r"(?:适当|继续|予以|给予)?(?:倾斜|挂钩|联通|共享|考核|约谈|统筹考虑|管理|分担|承担|拨付|执行|办理|发放|兑现|兑付|处理|查处|支付|结算|补偿|调整|更新|匹配|检测|值守|通报|备案|上报|报送|报批|报告|汇报|公示|核实|确认)$"
)


@cache
def _moved() -> Cue:
    return cue(lexicon.longest_first("disposal_verbs"))


def _in_attribute(text: str, end: int) -> bool:
    """A verb followed by …的NOUN and another verb is inside an attribute; before 更为… it has an object of its own."""
    return not text.startswith("更", end) and text.find("的", end) >= 0 and _attribute().match(text, end) is not None


@cache
def _attribute() -> re.Pattern[str]:
    return re.compile(rf"[^，,；;。]{{0,40}}?的[^，,；;。]{{1,24}}?(?:{inner_verbs().pattern})")


def _adverb_start(text: str, verb: int, floor: int) -> int:
    """Pull adverbs directly before the verb into the action."""
    for width in (5, 4, 3, 2):
        if verb - width > floor and text[verb - width : verb] in lexicon.words("adverbs"):
            return verb - width
    return verb
