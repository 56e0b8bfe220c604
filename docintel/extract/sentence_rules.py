"""What a sentence says as a whole once its clauses are read: purpose, answer behind a topic, bare state, courtesy (guide §2, §8a)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docintel.extract import cues, lexicon, wording
from docintel.extract.grammar import Head, masked
from docintel.extract.labelled import Labelled
from docintel.extract.lexicon import Told
from docintel.extract.outline import Clause, Outline
from docintel.extract.phrases import verbs, walk
from docintel.extract.prepositions import manner_verb
from docintel.text.cue import cue

_MAIN = re.compile(r"根据|按照?|依据|结合|现[就将]?|特|经(?![营济过])|决定")
_FOR = re.compile(r"(?:[^，。]{1,12}[ \u3000]+)?为(?:了)?(?!此|期|主|由)")  # flat text leaves a heading before it


def purpose_run(out: list[Labelled]) -> None:
    """为落实X，强化Y，按照Z，各单位开展W: the purpose runs on to the clause that names the ground or the body."""
    opening = _FOR.match(out[0].clause.text)
    if not opening or out[0].label not in (None, "BACKGROUND"):
        return
    after, _, _ = walk(out[0].clause.text, opening.end(), "")
    if not verbs().match(out[0].clause.text, after):
        return
    main = next((n for n, one in enumerate(out[1:], 1) if one.head.subject or _MAIN.match(one.clause.text)), 0)
    for one in out[1:main]:
        if one.label == "COMMIT" and not one.head.modal and not re.search(r"\d", one.clause.text):
            one.label, one.rule, one.since = None, "purpose", (out[0].clause.start, out[0].clause.end)


def condition_run(out: list[Labelled]) -> None:
    """Conditions before the one that closes them: 净资产5000万元以上，年纳税100万元以上的，…; 认定不符合条件，或符合条件但超过标准的，…."""
    for n, one in enumerate(out):
        if one.rule != "condition" or not one.clause.text.endswith("的"):
            continue
        goes_on = _OR.match(one.clause.text) is not None
        for before in reversed(out[:n]):
            bare = before.head.verb is None or goes_on
            if before.label != "COMMIT" or before.head.modal or before.clause.mark not in "，," or not bare:
                break
            before.label, before.rule, before.since = None, "condition", (one.clause.start, one.clause.end)
            goes_on = _OR.match(before.clause.text) is not None


_OR = re.compile("或者?|且|并且|以及")
_DEALS = cue(
    "解决|破解|化解|研究|处理|整改|整治|排查|梳理|协调|回应|纠正|克服|应对|查找|查摆|消除|缓解|治理|办理|关注|反映|收集|避免|防止|反馈|移[交送]|通报|报告|交办|告知|上报|推送"
)

_ABOUT = re.compile(r"对(?![照接标外内口话比账])")


def only_topic(clause: Clause, read: Head) -> bool:
    """对未连续参保的人员， / 租赁住房问题， : whom or what the next clause is about; a verb inside it governs nothing."""
    text = clause.text
    if clause.mark not in "，," or read.verb is None:
        return False
    if text.endswith("问题") and not read.modal and not read.subject and not _DEALS.search(text):
        return True
    if not _ABOUT.match(text):
        return False
    if manner_verb(text):
        return False
    inside = "的" in text[read.verb[1] :] or not text[read.verb[1] :] or bool(re.match("对于?违反", text))
    return inside and text[slice(*read.verb)] not in lexicon.words("light_verbs")


def answers_from(clauses: Sequence[Clause]) -> int:
    """Where the body speaks in a sentence that first restates the proposal: 您提出的…的建议，|经商市财政局，….

    The number of the first clause of the answer, that of all clauses where there is none.
    """
    for n, clause in enumerate(clauses[1:], 1):
        topic = wording.ASKED.told(clauses[n - 1].text) or clauses[n - 1].text.endswith(("”", "》"))
        if wording.ANSWER.told(clause.text) if topic else _OURS.match(clause.text):
            return n
    return len(clauses)


_OURS = cue(r"(?:对此[，,]?)?(?:我[局委厅市省县区院办校镇部]|我们|本[局委厅])(?!.{0,12}(?:存在|面临|还有))")


def told_promise(text: str, read: Head) -> bool:
    """感谢…，我们将督促有关部门落实…: a closing promise that names its act counts besides the thanks (§8a-19)."""
    return read.verb is not None and "将" in read.modal and cues.future(text) and not wording.COURTEOUS.told(text)


def bare_state(out: Sequence[Labelled]) -> None:
    """A sentence that looks back without anything done, grown or reached says how things are (guide §2 BACKGROUND)."""
    if not any(one.label == "ACHIEVE" for one in out):
        return
    if any(one.label not in (None, "ACHIEVE", "BACKGROUND") or one.rule == "issued" for one in out):
        return
    if any(
        one.label == "ACHIEVE" and (one.rule != "scope" or one.head.verb or _DONE.search(one.clause.text) or _own_past(one)) for one in out
    ):
        return
    for one in out:
        if one.label == "ACHIEVE":
            one.label, one.rule = "BACKGROUND", "state"


def _own_past(one: Labelled) -> bool:
    """已, 了, 一直 … of the clause itself: 目前 and 截至 only say when."""
    return bool(one.past) and not _WHEN.match(cues.past_words(one.clause.text))


def explain_answer(answer: Sequence[Labelled]) -> None:
    """Behind a restated suggestion a bare verb tells what holds: 补贴标准由各地确定; done is what has 已 or 了."""
    for one in answer:
        if one.label == "ACHIEVE" and one.rule == "scope" and not _own_past(one):
            one.label, one.rule = "BACKGROUND", "explains"


_WHEN = cue("目前|当前|截[至止]|到目前|近|.{0,2}年来|[去前上今]年|正")
_DONE = cue(
    r"了(?!解|望)|予以|给予|落实|受理|接到|处置|审批|排名|未发生|取得|得到|变化|改善|好转|跃[上升]|迈[上入]|[快好优]于|达标|[一-龥]过(?![程去于高低大多])|已|达到?(?!标)|[增提上]升|[一-龥]?增[长加至到幅]|下降|降[至到低]|提高|获|荣[获膺]|评[为选定]|列[为入]|纳入|命名|入选"
    r"|建[成设立]|完成|实现|累计|先后|成功|出台|印发|发布|形成|受益|突破|新[增建]|改造|覆盖|办[结理]|举[办行]|开[展工园]|召开|投入|拨付|组织|制[定订]|修订|实施|推[进动行]"
    r"|查处|签[订约]|培训|发放|明显|显著|稳[定步]|持续|逐[年步]|不断|超[过额]|惠及|带动|引进|走在|位居|第[一二三]|首[个批家]"
)


_ANY_OF = re.compile(r"(?:下列|以下|如下)[^，。]{0,4}(?:行为|情形|情况)之一的?$")


def spare_cases(out: Sequence[Labelled], outline: Outline) -> None:
    """有下列行为之一的，依法给予处分：（一）评估失实的；（二）…: what the cases of a rule tell is done by nobody who promises."""
    for n, one in enumerate(out):
        if not _ANY_OF.search(one.clause.text):
            continue
        for case in out[n + 1 :]:
            if case.label == "COMMIT" and one.clause.point in outline.path(case.clause.point)[1:]:
                case.label, case.rule = None, "condition"
        return


def spare_courtesy(out: Sequence[Labelled]) -> None:
    """A polite clause beside clauses of content is part of its neighbours; alone it is META."""
    if any(one.label and one.rule != "courtesy" for one in out):
        for one in out:
            if one.told is wording.COURTEOUS:
                one.label = None


def governed(told: Told, text: str, read: Head) -> bool:
    """督促尚未安装的54家装上, 梳理可用于…的清单: the words that told stand in the object of the clause's verb."""
    if read.verb is None:
        return False
    row = told.row(text)
    if row and row[1].start() >= read.verb[1]:
        if told is wording.BACKGROUND and _DEALS.search(text[read.verb[0] : row[1].start()]):
            return True  # 协调解决工作中存在的困难
        if told is wording.PROHIBIT and _NAMES_RULES.search(text, row[1].end()):
            return True  # 动态调整不予处罚清单
    if row is None or not read.verb[1] <= row[1].start() <= read.verb[1] + 2 + 20 * (row[1].group() in _LACKS):
        return False
    tail = text[row[1].end() :]
    return bool(re.search(r"的[^，的]{1,24}$", tail)) or (told is wording.BACKGROUND and row[1].group() in _LACKS and len(tail) <= 4)


def permits(text: str, read: Head) -> bool:
    """可, 允许 … of the clause itself, and no future."""
    told = wording.PERMIT.told(text) or read.modal.startswith("可")
    return told and not cues.future(text) and not governed(wording.PERMIT, text, read)


def forbids(text: str, read: Head) -> bool:
    """不得, 严禁 … of the clause itself: not in a bracket or a quote, nor in the object (建立不予处罚的行为清单)."""
    told = wording.PROHIBIT.told(text) and wording.PROHIBIT.told(masked(text))
    return told and not governed(wording.PROHIBIT, text, read)


_NAMES_RULES = re.compile(r"(?:清单|[通告]知书|决定书|体系|制度|机制|措施|目录|情形|事项|标准|“[^”]*清单”)$")
_LACKS = ("薄弱环节", "缺口")
SAYING_ENDS = ("承诺", "答应", "表示", "答复", "回复", "认为", "反馈")
SAYS = re.compile(r"(?:[局委厅部院署府会社司联行镇办]|分行)(?:已经?|也|均)?(?:" + "|".join(SAYING_ENDS) + ")$")
"""An office's name and that it promises, answers or says: what follows is its word."""
HAD = re.compile(r".{0,3}[已了过]|累计|先后|成功|圆满|共计|顺利")
"""A past cue that tells of something done; 目前 only says when."""
DATED = re.compile(r"明年|后年|.*前$")
"""Future cues that are but dates: 已列入明年计划 is done."""
ISSUED = re.compile(r"(?:印发|出台|制[定订]|发布|下发|修订|编制|审议通过)了?[^，。]{0,6}《")
"""Another paper was issued …"""
SAYING = re.compile(r"(?:其中|并|文件|对[^，]{2,20}作?出?)?(?:明确|规定|提出|要求)")
"""… and this is what it says."""


def invitation(text: str, read: Head) -> re.Match[str] | None:
    """鼓励, 支持, 建议 … at the head of a clause."""
    at = read.lead if read.subject is None else read.subject[1]
    return wording.ENCOURAGE.match(text, read.act) or (wording.ENCOURAGE.match(text, at) if at != read.act else None)


def invites_nobody(text: str, found: re.Match[str]) -> bool:
    """鼓励提升…水平: without a party that could go on by itself an invitation ends with its clause; 鼓励结合实际， is not at its end."""
    asked = found.group()[0] in "恳请建"
    return not (asked or wording.AGENT.search(text, found.end()) or _UNFINISHED.match(text, found.end()))


_UNFINISHED = re.compile("以|通过|结合|围绕|针对|按|根据|依托|利用|运用")


def own_act(text: str, read: Head, sentence: str, before: str) -> bool:
    """Whether a clause among a benefit's conditions is an act of the body: 每年培养学徒2000人，按规定给予企业补贴."""
    if re.match(r"(?:整合|发行|筹集|统筹|争取|列支|安排|投入)[^，]*(?:资金|债券|经费|指标)", text[read.act :]) and "对" not in sentence:
        return True
    if read.verb is None or read.verb[0] > read.act + 6 or re.search(r"[对给]|的$|补|奖|免|优惠|元|%", text):
        return False
    return "对" not in before and bool(re.search(r"\d|机制|制度|平台|体系|(?:工程|行动)$", text))
