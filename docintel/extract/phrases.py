"""Small parts of a clause's head: times, modals, adverbs, prepositions, verbs, and the walk over them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from docintel.extract import lexicon
from docintel.text.cue import Cue, cue, opening

MODAL = "(?:" + "|".join(row[0] for row in lexicon.rows("modals")) + ")"
"""Words between a subject and its verb (data/modals.tsv)."""


ORDINAL = (
    r"(?:[一二三四五六七八九十]是|第[一二三四五六七八九十]，?|首先|其次|再次|最后|另?一方面|[①-⑳]|[○●◆■▲★☆]\d{0,2}[ 　]*"
    r"|\d{1,2}[★☆▲△]{0,2}[ 　]+(?![家个所项名人户条处套亩件台辆场次座公款万亿元%年月日])(?=[一-龥“]{3}))"  # flat lists: 3 发展助餐服务
)


LINK = (
    r"(?:同时|但是?(?!凡)|不过(?!多)|特(?=成立|制[定订]|设立|组建|编制|发布|举办|开展|邀请|下发|印发)|并且?|且|以及|此外|另外|对此|为此|据此|因此|由此|其中|还|也|再|则|即|"
    r"请(?=[于在自将明届])|会议(?:原则)?(?:同意|决定|明确|要求)(?![市县省区州镇乡各有由了的])(?=[一-龥])|原则上(?=国家|各|省|市|县|区|由)|例如|比如|如|特别是|尤其是|而且|从而|进而|以此|借此|届时|随后|然后|之后|下一步|接下来|下阶段|下一阶段|今后|未来|目前|当前|同步)"
)


_YEAR = r"(?:20\d\d年?度?|今年|明年|本年度?|当年|次年|后年)(?:[—\-至～~]20\d\d年?)?(?:年)?"


PART = (
    r"(?:第?[一二三四1-4]季度|上半年|下半年|[上下]半年|\d{1,2}月份?|年?底|年?末|春季学期|秋季学期|秋季开学|春季|秋季|汛期)*"
    r"(?:\d{1,2}日)?(?:\d{1,2}[:：]\d\d)?(?:底|末|初|上旬|中旬|下旬)?(?:之?前|以前|以后|起|期间|内|年内)?"
)


EVERY = (
    r"每(?:年(?:度(?!末))?|月|季度|半年|半月|旬|周|日|天|[两三四五六\d]{1,2}(?:年|个月|周|天)|学期末?|个上学日)(?:第?[一二三四]季度)?"
    r"(?:(?:\d{1,2}月(?:\d{1,2}日)?|\d{1,2}日)(?:[底末]|[上中下]旬)?(?:之?前|以前)?)?(?:度末)?"
)


SPELL = (
    r"[一二三四五六七八九十两\d]+(?:[—\-～~至到][一二三四五六七八九十\d]+)?(?:年|个月|个工作日|周(?![岁年边期末])|天|(?:小时|分钟|日)(?=之?内))"
    r"(?:之?内|时间|期间|累计)?"
)


LOOSE = (
    r"\d{1,2}月份?(?:\d{1,2}日)?(?:\d{1,2}[:：]\d\d)?(?:底|末|上旬|中旬|下旬)?(?:之?前|以前|起)?|秋季开学前|春季开学前|开学(?:后?[一二三四两]周内|前|后)|汛期前"
    r"|上半年|下半年|全年|届时|日前|近日|年底(?:之?前)?|年内|年终|近期"
)


_PLAN = r"“?十[一二三四五]五”?(?:期间|末|时期)?"


TIME_WORDS = rf"(?:(?:到|至|在|于|自|从|用|利用)?(?:{_PLAN}|{_YEAR}{PART}|{EVERY}|{SPELL}|{LOOSE})(?:期间|前|末|底|起)?)"


_PREP = (
    r"(?:对于|对|向|面向|针对|围绕|按照|按|根据|依据|依照|参照|遵照|依托|依靠|结合"
    r"|通过|利用|借助|运用|以|在|于|从|由|与|同|和|将|把|为了|为|给|就|用|经|随|至|到|凭|沿|就)"
)


_NEAR_PREP = r"(?:对|向|为|将|把|与|同|给|由)"


@cache
def adverbs() -> Cue:
    """Adverbs that may stand before a verb (data/adverbs.tsv)."""
    return cue(rf"(?:{lexicon.longest_first('adverbs')})(?:地(?![方区级块铁理])|而)?")


TIME = cue(TIME_WORDS)


MODALS = cue(MODAL)


PREPOSITION = cue(_PREP)


NEAR = cue(_NEAR_PREP)


_NOUN_OF_VERB = (
    r"|(?:对象|期限|时限|额度|比例|面积|数量|程序|范围|名额|金额|流程|标准(?![在以]))(?:[为是包由不最在以按可应须原]|一[般律])"
    r"|(?:资金|经费)[由分从]|时间(?=[ 　：:为])|(?<=研究)生|(?<=固定)(?:电话|资产)|(?<=管理)人员|(?<=派出)所"
    r"|(?<=供应)商|(?<=承包)商|(?<=运营)商"
    r"|(?<=联系)(?:地址|方式|电话|邮箱)"
)
"""补贴标准为…, 发放期限不超过…: a verb before such a noun with its own predicate is part of the noun."""


@cache
def verbs() -> Cue:
    """Verbs of acts at the head of a phrase (data/verbs.tsv) and the hopes 预计, 计划, 拟 before them."""
    hope = (
        r"报告(?=[^，。]{2,}(?:情况|事项|进展|结果|问题|线索)$)|报(?=[市县省区国上请送批经镇乡街管州旗园党主])"
        r"|提出(?!的)(?=[^，。]{0,12}(?:方案|建议|意见|名单|清单|计划|措施|草案|安排|[一-龥]{2}要求)$)"
        r"|预计(?=[^，]{2})|计划(?=[^，]{3})|准备(?=[^，]{3})|拟(?![定订建制写人])"
    )
    return cue(rf"(?!(?<=精)细化)(?:{lexicon.longest_first('verbs')})(?![器室者员率站]|人$|人[，、]{_NOUN_OF_VERB})|{hope}")


NAME_CHAR = "(?![将把按被让是了]|(?<!所)在|(?<!设区)的)[一-龥]"


def walk(text: str, at: int, modal: str) -> tuple[int, str, int]:
    """Over modals and adverbs: (position of the verb, modal, where the action begins: after the last modal or time)."""
    start = at
    begins = _steps()
    while begins(text, at):
        skipped = adverbs().match(text, at)
        timed = TIME.match(text, at)
        if skipped and timed and timed.end() > skipped.end():
            skipped = None
        if skipped and not _longer_verb(text, at, skipped.end()):
            at = skipped.end()
            continue
        found = MODALS.match(text, at)
        if found and not _is_disposal(text, at):
            modal = modal or found.group()
            at = start = found.end()
            continue
        if timed and timed.end() > at:
            if not text.startswith("每", at):
                start = timed.end()
            at = timed.end()
            continue
        break
    return at, modal, start


@cache
def _steps() -> Callable[[str, int], re.Match[str] | None]:
    return opening(adverbs().pattern, TIME_WORDS, MODAL)


def _longer_verb(text: str, at: int, end: int) -> bool:
    """统筹推进 begins with an adverb, 统筹资金 with a verb: an adverb is one only if a verb, adverb or preposition follows."""
    if text.startswith("各", end):
        return text[at:end] in lexicon.words("verbs")  # 统筹各地指标
    if text[at:end] not in lexicon.words("verbs"):
        return False
    return not (verbs().match(text, end) or adverbs().match(text, end) or NEAR.match(text, end))


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
            "自",
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
            "作进",
            "商市",
            "商省",
            "商县",
        ),
        rest,
    ):
        return True
    verb = verbs().match(text, rest)
    skip = adverbs().match(text, rest)
    if skip and skip.group() != "各":  # 将各主体的信息归集到平台
        return True
    if not verb:
        return False
    if verb.group() in (
        "安排",
        "整合",
        "统筹",
        "筹集",
        "拨付",
        "投入",
        "列支",
        "争取",
    ):  # 将整合资金用于…: the money's use is a second verb
        return True
    return not re.search(
        r"(?:纳入|列入|作为|列为|转化为|转为|调整为|提高到|提高至|扩大到|扩展到|拓展到|延伸至|应用于|应用到|用于|融入|嵌入|落实到|推送|报送|上报)",
        text[verb.end() :],
    )
