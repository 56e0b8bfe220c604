"""The head of a comma clause: subject, modal, adverbs, preposition phrases, and the verb that governs it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from docintel.extract import lexicon
from docintel.extract.phrases import EVERY, LINK, LOOSE, ORDINAL, PART, SPELL, TIME, TIME_WORDS, verbs, walk
from docintel.extract.prepositions import behind_prepositions, governing
from docintel.extract.subjects import partner_end, subject_of
from docintel.text.cue import cue


@dataclass(slots=True)  # not frozen: one is made for each clause
class Head:
    """Offsets into the clause text. ``verb`` None = no verb of an act was recognised; ``act`` is where the action begins."""

    subject: tuple[int, int] | None
    modal: str
    time: tuple[int, int] | None
    lead: int  # after ordinals, links, times
    act: int
    verb: tuple[int, int] | None
    by: bool = False  # the subject stands behind 由


_WHEN = (
    r"(?:具备|符合)[^，。]{0,6}条件的|条件(?:成熟|具备|允许)(?:之?后|时)|(?:待|经)[^，。]{2,30}?(?:之?后|通过后|同意(?!之?后))(?:，|再)?"
    r"|(?:情节|后果|构成|涉嫌|拒不|逾期|违反)[^，。的]{1,12}的(?=[依由按移取一严予及坚责将])|(?:收到|接到|接警|接报)[^，。的]{0,16}?后(?=\d|[一二三四五六七八九十两])"
)


_lead = cue(rf"(?:{ORDINAL}|{_WHEN}|{LINK}(?!类|果|为|时|有|何)|{TIME_WORDS}|[，,、：: 　])")


_ADVERBIAL = lexicon.Told("wording", "ADVERBIAL")


def adverbial(text: str) -> bool:
    """Whether a whole clause only says when, where or how."""
    return _ADVERBIAL.told(text)


"""Clauses that only say how, where or with whom."""
_HOW = frozenset("充综利采运借通按根依对参遵结围针立面聚在以")
"""With what they begin behind a subject that is told."""


_AFTER = cue(
    r"[^，。、的]{2,20}?后(?=(?:\d{1,3}|[一二三四五六七八九十两]{1,3})个?(?:工作日|[日天月年]|小时|分钟|周))|[^，。、的]{2,14}?时(?=应当|应(?!急)|须|必须)"
)
"""县财政部门收到资金后10个工作日内拨付: behind the subject, a time counted from an event."""
_MEANS = frozenset("充综灵利采运借□")
_MANNER = re.compile(
    r"(?P<means>(?:充分|综合|灵活)?(?:利用|采取|采用|运用|借助)[^，。的]{2,40}?(?:形式|方式|渠道|手段|途径|平台|载体)(?=[一-龥]{2}))|□{4,}"
)


_PURPOSE_OF = cue(r"为(?:了)?(?!此)")


@lru_cache(maxsize=4096)  # labels, strengths and second verbs of a long paper ask about the same words
def head(text: str) -> Head:
    """Read a clause from its left edge; words in quotes, titles and brackets hold no verb of it."""
    text = masked(text)
    if "日起" in text:
        text = _SINCE.sub(lambda m: _as_time(len(m.group())), text)
    at, when = 0, None
    while found := _lead.match(text, at):
        if found.end() == at:
            break
        if TIME.match(text, at) and when is None:
            when = found.span()
        at = found.end()
    lead = at
    subject, modal, after, by = subject_of(text, at)
    if subject:
        at = after
    at = partner_end(text, at)
    event = _AFTER.match(text, at) if subject and ("后" in text or "时" in text) else None
    at, modal, start = walk(text, event.end() if event else at, modal)
    manner = _MANNER.match(text, at) if text[at : at + 1] in _MEANS else None
    if manner and (manner["means"] or (subject and not verbs().match(text, at))):  # 利用广播等形式广泛宣传, “一企一策”研究确定
        further, modal, _ = walk(text, manner.end(), modal)
        if verbs().match(text, further):
            at, start = further, manner.end() if manner["means"] else start
    if when is None and at > lead and (found := TIME.search(text, lead, at)):
        when = found.span()
    if (
        _ADVERBIAL.told(text)
        or ((subject or modal) and text[start : start + 1] in _HOW and _ADVERBIAL.told(text[start:]))
        or _purpose(text, lead)
    ):
        return Head(subject, modal, when, lead, start, None, by)
    verb = verbs().match(text, at)
    if verb and text.startswith("的", verb.end()):
        verb = None  # 监测的内容也逐步增加: an attribute
    act, governs = (start, verb.span()) if verb else behind_prepositions(text, at)
    if governs is None and subject is None:
        return _topic(text, Head(subject, modal, when, lead, start if modal else lead, governs, by))
    return Head(subject, modal, when, lead, act, governs, by)


_TOLD = cue(r"(我[局委厅部办院镇]|我们)(?=将|拟|会(?![同商议办审诊签]))")


_COMMENT = cue(
    rf"(?:将(?=适时|逐步|继续|及时|统一|按|根据|依据|结合|统筹|分批|分年|陆续|全部|会同)|一律|适时|及时|尽快|全部|同步|一并|另行|优先|(?<![已拟未新被符可入])(?:纳入|列入|计入)(?=[^，的]{{3,}}$)|(?:积极|主动|认真|大力|着力)(?=[一-龥]{{4,}}$)|实行(?=[^，的]{{2,}}$)|实现(?=全覆盖)|采[用取](?=[^，]{{2,16}}(?:方式|形式|模式)[^，的]{{2,6}}$)|保持(?=[^，的]{{2,12}}$)|由(?!于)|向(?!好)|按(?!时)|与|从|{EVERY}|{SPELL}|{LOOSE}|20\d\d年{PART})"
)


def _topic(text: str, head_: Head) -> Head:
    """NP first, then what will be done with it: 结果向社会公布, 标准将适时调整, 入学由教育部门统筹安排, 一期6月底前完工."""
    governs: tuple[int, int] | None
    told = _TOLD.search(text, head_.lead + 2)
    if told:
        at, modal, _ = walk(text, told.end(1), "")
        verb = verbs().match(text, at)
        governs = verb.span() if verb else behind_prepositions(text, at)[1]
        if governs:
            return Head(told.span(1), modal or "将", head_.time, head_.lead, head_.lead, governs)
    for found in _COMMENT.finditer(text, head_.lead + 2, min(len(text), head_.lead + 32)):
        at = found.start()
        if "关于" in text[head_.lead : at]:
            break  # a title
        if found.group() == "由":
            subject, modal, after, _ = subject_of(text, at)
            verb = verbs().search(text, after) if subject else None
            if subject and verb:
                return Head(subject, modal, head_.time, head_.lead, at, verb.span(), True)
            continue
        if found.group() in ("纳入", "列入", "计入", "实行", "实现", "保持", "采用", "采取"):  # 履行情况纳入信用记录, 签约团队实行统一管理
            governs = found.span()
        elif found.group() in ("向", "按", "与", "从"):
            governs = governing(text, at + 1, False)
        elif _GROUND.match(text, at):  # 该问题将根据增产情况统筹考虑: neither topic nor ground is part of the act
            act, governs = behind_prepositions(text, at + 1)
            if governs:
                return Head(None, head_.modal or "将", head_.time, head_.lead, act, governs)
        else:
            after, _, _ = walk(text, found.end(), "")
            verb = verbs().match(text, after)
            governs = verb.span() if verb else behind_prepositions(text, after)[1]
        if governs:
            return Head(None, head_.modal, head_.time, head_.lead, head_.lead, governs)
    return head_


_GROUND = cue("将(?:根据|依据|结合)")


_QUOTES = re.compile(r"“[^”]*(?:”|$)|《[^》]*(?:》|$)|（[^）]*）|\\([^)]*\\)|「[^」]*」")


_OPENS_QUOTE = re.compile(r"[“《（「\\]")


_KEPT = re.compile(r"[（(][省市县州区镇乡居、,，旗盟]+[)）]|“十[一二三四五]五”")


def masked(text: str) -> str:
    """The clause with what stands in quotes blanked out at equal length; （市、区） of a name stays."""
    if not _OPENS_QUOTE.search(text):
        return text
    return _QUOTES.sub(lambda m: m.group() if _KEPT.fullmatch(m.group()) else "□" * len(m.group()), text)


_SINCE = re.compile(
    r"(?:自|在|从|于)?(?:[^，。自在从于应须]|(?<=[供响效])应){1,16}之?日起(?:[一二三四五六七八九十]{1,3}|\d{1,3})个?(?:年|月|工作日|日|天|小时)(?:之内|以内|内)"
)


def _as_time(length: int) -> str:
    """A time word of equal length in place of 收到通知之日起3个月内, so that the walk steps over it."""
    return ("明年底" if length % 2 else "") + "届时" * ((length - 3 * (length % 2)) // 2)


def _purpose(text: str, at: int) -> bool:
    """为加快X, 为引导X: 为 before a verb opens a purpose; before a noun (为企业提供) a beneficiary."""
    opening = text.startswith("为", at) and _PURPOSE_OF.match(text, at)
    if not opening:
        return False
    after, _, _ = walk(text, opening.end(), "")
    return bool(verbs().match(text, after)) and not re.search("提供", text)
