"""The head of a comma clause: subject, modal, adverbs, preposition phrases, and the verb that governs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from docintel.extract import lexicon

MODAL = (
    r"(?:将(?:会(?![同商议])|要)?|要(?![求素点件])|应(?:当|该)?(?![用急对收征届付邀聘])|须|必须|需(?:要)?(?![求])|会(?![同商议办员计])"
    r"|可以?(?!持续|行)|能够|负责|正在?|已经?|还要|还将|仍将|也将|一律|也?表示将?|愿意?)"
)
_ORDINAL = r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，?|首先|其次|再次|最后|另?一方面)"
_LINK = (
    r"(?:同时|并且?|且|以及|此外|另外|对此|为此|据此|因此|由此|其中|还|也|再|则|即|"
    r"例如|比如|如|特别是|尤其是|而且|从而|进而|以此|借此|届时|随后|然后|之后|下一步|接下来|下阶段|下一阶段|今后|未来|目前|当前|同步)"
)
_YEAR = r"(?:20\d\d年?度?|今年|明年|本年度?|当年|次年|后年)(?:[—\-至～~]20\d\d年?)?(?:年)?"
_PART = (
    r"(?:第?[一二三四1-4]季度|上半年|下半年|[上下]半年|\d{1,2}月份?|年?底|年?末|春季学期|秋季学期|秋季开学|春季|秋季|汛期)*"
    r"(?:\d{1,2}日)?(?:底|末|初|上旬|中旬|下旬)?(?:之?前|以前|以后|起|期间|内|年内)?"
)
_EVERY = r"每(?:年|月|季度|半年|两年|周|日|天|学期末?|个上学日)(?:\d{1,2}[月日](?:底|末)?(?:之?前|以前)?)?(?:度末)?"
_SPELL = r"[一二三四五六七八九十两\d]+(?:年|个月|个工作日|周|天)(?:之?内|时间|期间|累计)?"
_LOOSE = (
    r"\d{1,2}月(?:\d{1,2}日)?(?:底|末|上旬|中旬|下旬)?(?:之?前|以前|起)?|秋季开学前|春季开学前|开学(?:后?[一二三四两]周内|前|后)|汛期前"
    r"|上半年|下半年|全年|届时|日前|近日|年底(?:之?前)?|年内|年终|近期"
)
_PLAN = r"“?十[一二三四五]五”?(?:期间|末|时期)?"
_TIME = rf"(?:(?:到|至|在|于|自|从|用|利用)?(?:{_PLAN}|{_YEAR}{_PART}|{_EVERY}|{_SPELL}|{_LOOSE})(?:期间|前|末|底|起)?)"
_PREP = (
    r"(?:对于|对|向|面向|针对|围绕|按照|按|根据|依据|依托|依靠|结合"
    r"|通过|利用|借助|运用|以|在|于|从|由|与|同|和|将|把|为了|为|给|就|用|经|随|至|到|凭|沿|就)"
)
_NEAR_PREP = r"(?:对|向|为|将|把|与|同|给|由)"


@dataclass(frozen=True, slots=True)
class Head:
    """Offsets into the clause text. ``verb`` None = no verb of an act was recognised; ``act`` is where the action begins."""

    subject: tuple[int, int] | None
    modal: str
    time: tuple[int, int] | None
    lead: int  # after ordinals, links, times
    act: int
    verb: tuple[int, int] | None
    by: bool = False  # the subject stands behind 由


@cache
def _skip() -> re.Pattern[str]:
    adverb = lexicon.longest_first("adverbs")
    return re.compile(rf"(?:{adverb})(?:地|而)?")


_NO_NAME = re.compile(
    r"发挥|充分|坚持|鼓励|支持|倡导|将|把|对|为|以|按|在|从|向|通过|围绕|根据|依托|用|经|与|其|具有|符合|实际|重点|有条件"
)
_WHEN = r"(?:具备|符合)[^，。]{0,6}条件的|(?:待|经)[^，。]{2,30}?(?:之?后|通过后|同意)(?:，|再)?"
_lead = re.compile(rf"(?:{_ORDINAL}|{_WHEN}|{_LINK}(?!类|果|为|时|有|何)|{_TIME}|[，,、：: 　])")
_time = re.compile(_TIME)
_modal = re.compile(MODAL)
_ADVERBIAL = re.compile(
    r"(?:牵头)?(?:会同|联合)[^，]{2,24}(?:部门|单位|局|委|厅|办)$|^通过[^，]*(?:方式|形式|途径|手段|渠道|措施|机制)$|^(?:结合|围绕|针对|根据|依据|立足|面向|聚焦)[^，]*"
    r"(?:模式|需求|特点|实际|情况|任务|环节|问题|目标|重点|领域|能力|基础|优势|标准|规律|趋势|方向|要求)$|"
    r"^(?:在|于|当|待|自|经|对|随着)?[^，]{2,}(?:之?后|之?时|的同时|前提下|基础上|情况下|过程中|[项事方区园域面环节程]上|工作中|期间|期间)$|^(?:在|从|围绕|于|聚焦|针对|面向)[^，]*(?:方面|领域|环节)$|^(?:按照?|根据|依据|参照|遵循|落实好?)[^，]*(?:安排|要求|部署|精神|原则|思路|意见|导向|模式|方式)$|^(?:联合|联动|会同)[^，]*(?:等|单位|部门|机构|高校|企业|公司|局|委)$"
    r"|^(?:与|同)[^，]{2,30}(?:联动|协同)$"
)
_PURPOSE_OF = re.compile(r"为(?:了)?(?!此)")
_prep = re.compile(_PREP)
_near = re.compile(_NEAR_PREP)


@cache
def _verb() -> re.Pattern[str]:
    hope = r"报(?=[市县省区国上请送批经])|预计(?=[^，]{2})|计划(?=[^，]{3})|准备(?=[^，]{3})|拟(?![定订建制写人])"
    return re.compile(rf"(?:{lexicon.longest_first('verbs')})(?![器室者员率站]|人$|人[，、])|{hope}")


@cache
def _inner_verb() -> re.Pattern[str]:
    return re.compile(lexicon.longest_first("inner_verbs"))


@cache
def _subject() -> re.Pattern[str]:
    return re.compile(rf"(?:各|{_NAME_CHAR})(?:{_NAME_CHAR}|[（）()、□·]){{0,40}}?(?:{_suffix().pattern})|我们|{_suffix().pattern}")


def head(text: str) -> Head:
    """Read a clause from its left edge; words in quotes, titles and brackets hold no verb of it."""
    text = _masked(text)
    at, when = 0, None
    while found := _lead.match(text, at):
        if found.end() == at:
            break
        if _time.match(text, at) and when is None:
            when = found.span()
        at = found.end()
    lead = at
    subject, modal, after, by = _subject_of(text, at)
    if subject:
        at = after
    at = _partner_end(text, at)
    at, modal, start = _walk(text, at, modal)
    if when is None and (found := _time.search(text, lead, at)):
        when = found.span()
    if _ADVERBIAL.search(text) or _purpose(text, lead):
        return Head(subject, modal, when, lead, start, None, by)
    verb = _verb().match(text, at)
    act, governs = (start, verb.span()) if verb else _behind_prepositions(text, at)
    if governs is None and subject is None:
        return _topic(text, Head(subject, modal, when, lead, start if modal else lead, governs, by))
    return Head(subject, modal, when, lead, act, governs, by)


_TOLD = re.compile(r"(我[局委厅部办院镇]|我们)(?=将|拟|会(?!同))")
_COMMENT = re.compile(
    rf"(?:将(?=适时|逐步|继续|及时|统一|按)|一律|适时|及时|尽快|全部|同步|一并|另行|优先|由(?!于)|向(?!好)|按(?!时)|与|从|{_EVERY}|{_SPELL}|{_LOOSE}|20\\d\\d年{_PART})"
)


_WITH = re.compile(r"(?:将|要|拟|积极|应当?)?(?:会同|联合|联动|协同)")


def _partner_end(text: str, at: int) -> int:
    """Past 会同X、Y等部门: the partners are no part of the act."""
    opening = _WITH.match(text, at)
    if not opening:
        return at
    found = _more().match(text, opening.end())
    while found:
        end = found.end()
        while longer := _suffix().match(text, end) or _ASIDE.match(text, end):
            end = longer.end()
        further = _more().match(text, end)
        if text[end - 1] in "市区县省镇乡州" and further and further.end() - end <= 8 and text[further.end() - 1] in "局委厅部办门院":
            end = further.end()  # 市发展改革部门: the name goes on behind 市
        rest = _AND_SO_ON.match(text, end)
        end = rest.end() if rest else end
        after, _, _ = _walk(text, end, "")
        if after > end or _verb().match(text, after) or _near.match(text, after):
            return end
        found = _more().match(text, end)
    return at


_AND_SO_ON = re.compile(r"等(?:有关|相关)?(?:部门|单位|方面)?")


def _topic(text: str, head_: Head) -> Head:
    """NP first, then what will be done with it: 结果向社会公布, 标准将适时调整, 入学由教育部门统筹安排, 一期6月底前完工."""
    told = _TOLD.search(text, head_.lead + 2)
    if told:
        at, modal, _ = _walk(text, told.end(1), "")
        verb = _verb().match(text, at)
        governs = verb.span() if verb else _behind_prepositions(text, at)[1]
        if governs:
            return Head(told.span(1), modal or "将", head_.time, head_.lead, head_.lead, governs)
    for found in _COMMENT.finditer(text, head_.lead + 2, min(len(text), head_.lead + 32)):
        at = found.start()
        if found.group() == "由":
            subject, modal, after, _ = _subject_of(text, at)
            verb = _verb().search(text, after) if subject else None
            if subject and verb:
                return Head(subject, modal, head_.time, head_.lead, at, verb.span(), True)
            continue
        if found.group() in ("向", "按", "与", "从"):
            governs = _governing(text, at + 1, False)
        else:
            after, _, _ = _walk(text, found.end(), "")
            verb = _verb().match(text, after)
            governs = verb.span() if verb else _behind_prepositions(text, after)[1]
        if governs:
            return Head(None, head_.modal, head_.time, head_.lead, head_.lead, governs)
    return head_


_NAME_CHAR = "(?![在将把按被让的是了])[一-龥]"
_QUOTES = re.compile(r"“[^”]*(?:”|$)|《[^》]*(?:》|$)|（[^）]*）|\\([^)]*\\)|「[^」]*」")


_KEPT = re.compile(r"[（(][省市县州区、,，旗盟]+[)）]|“十[一二三四五]五”")


def _masked(text: str) -> str:
    """The clause with what stands in quotes blanked out at equal length; （市、区） of a name stays."""
    return _QUOTES.sub(lambda m: m.group() if _KEPT.fullmatch(m.group()) else "□" * len(m.group()), text)


def _purpose(text: str, at: int) -> bool:
    """为加快X, 为引导X: 为 before a verb opens a purpose; before a noun (为企业提供) a beneficiary."""
    opening = _PURPOSE_OF.match(text, at)
    if not opening:
        return False
    after, _, _ = _walk(text, opening.end(), "")
    return bool(_verb().match(text, after)) and not re.search("提供", text)


def _walk(text: str, at: int, modal: str) -> tuple[int, str, int]:
    """Over modals and adverbs: (position of the verb, modal, where the action begins: after the last modal or time)."""
    start = at
    while True:
        skipped = _skip().match(text, at)
        timed = _time.match(text, at)
        if skipped and timed and timed.end() > skipped.end():
            skipped = None
        if skipped and not _longer_verb(text, at, skipped.end()):
            at = skipped.end()
            continue
        found = _modal.match(text, at)
        if found and not _is_disposal(text, at):
            modal = modal or found.group()
            at = start = found.end()
            continue
        when = _time.match(text, at)
        if when and when.end() > at:
            if not text[at:].startswith("每"):
                start = when.end()
            at = when.end()
            continue
        return at, modal, start


def _longer_verb(text: str, at: int, end: int) -> bool:
    """统筹推进 begins with an adverb, 统筹资金 with a verb: an adverb is one only if a verb, adverb or preposition follows."""
    if text[at:end] not in lexicon.words("verbs"):
        return False
    return not (_verb().match(text, end) or _skip().match(text, end) or _near.match(text, end))


def _is_disposal(text: str, at: int) -> bool:
    """将 before a noun phrase (将X纳入Y) is a preposition; before a verb, adverb or another preposition it is the future."""
    if not text.startswith("将", at):
        return False
    return not is_future_jiang(text, at)


def is_future_jiang(text: str, at: int) -> bool:
    """Whether 将 at ``at`` is the auxiliary."""
    rest = at + 1
    if text[at - 1 : at] in ("即", "还", "必", "也", "仍", "均", "都", "就"):
        return True
    if text.startswith(
        (
            "会",
            "要",
            "于",
            "在",
            "按",
            "以",
            "对",
            "把",
            "与",
            "向",
            "从",
            "根据",
            "围绕",
            "通过",
            "依",
            "结合",
            "充分",
            "由",
            "为",
            "同",
            "继续",
            "适时",
            "一并",
        ),
        rest,
    ):
        return True
    verb = _verb().match(text, rest)
    skip = _skip().match(text, rest)
    if skip:
        return True
    if not verb:
        return False
    return not re.search(
        r"(?:纳入|列入|作为|列为|转化为|转为|调整为|提高到|提高至|扩大到|扩展到|拓展到|延伸至|应用于|应用到|用于|融入|嵌入|落实到|推送|报送|上报)",
        text[verb.end() :],
    )


def _subject_of(text: str, at: int) -> tuple[tuple[int, int] | None, str, int, bool]:
    """(subject, modal behind it, where it ends, whether it stands behind 由)."""
    by = text.startswith("由", at) and not text.startswith("由于", at)
    begin = at + 1 if by else at
    bureau = None if by else _BUREAU.match(text, begin)
    if bureau:  # 建设部将…, 发展改革委会同…: names that begin like verbs
        return bureau.span(), _walk(text, bureau.end(), "")[1], bureau.end(), by
    manner = _skip().match(text, begin)
    acts = _verb().match(text, begin) or (manner and _verb().match(text, manner.end()))
    if not by and (acts or _NO_NAME.match(text, begin)):
        return None, "", at, False
    pronoun = _PRONOUN.match(text, begin)
    if pronoun:
        return pronoun.span(), _walk(text, pronoun.end(), "")[1], pronoun.end(), by
    found = _subject().match(text, begin)
    while found:
        end = found.end()
        inside = text.find("由", begin, end)
        if inside > begin and text[inside - 1] != "自":  # 所需资金由市级承担: the name stands behind 由
            begin, by = inside + 1, True
        while longer := _suffix().match(text, end) or _ASIDE.match(text, end):
            end = longer.end()
        after, modal, _ = _walk(text, end, "")
        if _NO_PART.search(text, begin, end):
            break
        if modal or _predicate(text, begin, end, after) or (by and not _more().match(text, end)):
            return (begin, end), modal, end, by
        found = _more().match(text, end)
    return None, "", at, False


@cache
def _suffix() -> re.Pattern[str]:
    return re.compile(rf"[县区市][）)]|(?:{lexicon.longest_first('bodies')})(?![法理署分])")


@cache
def _more() -> re.Pattern[str]:
    return re.compile(rf"(?:{_NAME_CHAR}|[（）()、□]){{0,30}}?(?:{_suffix().pattern})")


_PRONOUN = re.compile(r"(?:我[局委厅部办院镇会站]|我们|该[部委局厅办院]|本[局委厅部办院])(?![市省县区、和与法理])")
_BUREAU = re.compile(
    r"(?:发展|建设|教育|审计|统计|规划|监察|管理|信访|研究|统战|宣传|组织|监管|执法)[一-龥]{0,8}?(?:部|委|局|署|厅|办|院|总局|分局|委员会)(?=将|会同|负责|牵头|要|应|也|表示|联合|已|正|提出|按)"
)
_ASIDE = re.compile(r"[（(](?:管委会|园区|单位|部门|[省市县区镇街]{1,2}|[^（）()]{2,8}(?:局|委|办|会))[)）]")
_NO_PART = re.compile(r"应(?!急)|须|用于|建议|指导|标准|通过|应当|可以|落实|要[明适组]|结合|根据|委托|遵守|组建|编制|请求|适时|负责|采取")
_DUTY = re.compile(r"因(?=[^，]{2})|会同|联合|牵头|配合|负责|联动|商|作为|表示|提出|分别|要|将|承担")


def _predicate(text: str, begin: int, end: int, after: int) -> bool:
    """Whether what follows a name is what it does: a duty word, a time, a preposition, or a verb behind a clear name."""
    if _DUTY.match(text, after) or (after > end and _time.search(text[end:after])):
        return True
    if _verb().match(text, after):
        return not _nominal(text, begin, end, after)
    return bool(_near.match(text, after)) and not text.startswith("为", after)


def _nominal(text: str, begin: int, end: int, verb: int) -> bool:
    """A verb right behind a body's name is the predicate only if the name is a clear one (市科技局推进…, not 市场建设…)."""
    name = text[begin:end]
    if _verb().match(name) or len(name) < 2:
        return True
    clear = re.match(
        r"(?:各|市|省|区|县|州|盟|旗|镇|乡|国家|中央|我|本|该|相关|有关|属地|财政|科技|教育|农业|商务|公安|民政|司法|国务院|[一-龥]{2,6}(?:市|省|县|区))",
        name,
    )
    return not (clear and len(name) >= 2) or bool(re.search(r"的", name))


def _behind_prepositions(text: str, at: int) -> tuple[int, tuple[int, int] | None]:
    """对X进行Y, 将X纳入Y, 按X落实Y: (where the action begins, the verb behind the preposition phrases)."""
    opening = _prep.match(text, at)
    if not opening:
        return at, None
    disposal = opening.group() in ("将", "把")
    found = _governing(text, at + 1, disposal)
    if found is None:
        return at, None
    if disposal or _near.match(text, at):
        return at, found
    inner = re.search(
        r"(?:(?:继续|进一步|逐步|统一)?(?:将|把)|(?<=[中上下内后里面])(?:继续|进一步)?(?:对|为|向))(?=.{2,})", text[at : found[0]]
    )
    if inner and inner.start() > 2:
        return at + inner.start(), found
    return _adverb_start(text, found[0], at), found


def _governing(text: str, at: int, disposal: bool) -> tuple[int, int] | None:
    """The verb behind a preposition phrase; one that only stands in an attribute (对承担建设任务的企业) governs nothing."""
    if disposal:
        moved = _moved().search(text, at + 1)
        if moved:
            return moved.span()
    strict = bool(_GUARDED.match(text, at - 1))
    candidates = [m for m in _inner_verb().finditer(text, at + 1) if not text.startswith(("的", "等"), m.end())]
    for found in candidates:
        if _in_attribute(text, found.end()) or (found.end() == len(text) and found.group() in ("进行", "发展", "建设", "研究", "开发")):
            continue
        tail = text[found.end() :]
        light = found.group() in lexicon.words("light_verbs")
        if not light and len(tail) <= 6 and re.search(r"的[^的，]{0,8}$", text[: found.start()]) and not disposal:
            continue  # 面向产业的基础研究项目: inside a noun
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


_GUARDED = re.compile(r"对|围绕|针对|根据|结合|按|面向|以|通过|依托|利用|立足|就")
_FINAL = re.compile(
    r"(?:适当|继续|予以|给予)?(?:倾斜|挂钩|联通|共享|考核|约谈|统筹考虑|管理|分担|承担|拨付|执行|办理|发放|兑现|兑付|处理|查处|支付|结算|补偿|调整|更新|匹配|检测|值守|通报|备案)$"
)


@cache
def _moved() -> re.Pattern[str]:
    return re.compile(lexicon.longest_first("disposal_verbs"))


def _in_attribute(text: str, end: int) -> bool:
    """A verb followed by …的NOUN and another verb is inside an attribute."""
    return bool(re.match(r"[^，,；;。]{0,40}?的[^，,；;。]{1,24}?" + f"(?:{_inner_verb().pattern})", text[end:]))


def _adverb_start(text: str, verb: int, floor: int) -> int:
    """Pull adverbs directly before the verb into the action."""
    for width in (5, 4, 3, 2):
        if verb - width > floor and text[verb - width : verb] in lexicon.words("adverbs"):
            return verb - width
    return verb
