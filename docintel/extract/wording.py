"""Wording that decides a label by itself (guide §2, §8a): patterns over sentences, headings and comma clauses, kept in data/wording.tsv."""

from __future__ import annotations

import re

from docintel.extract import lexicon
from docintel.extract.grammar import Head
from docintel.text.cue import cue

BACKGROUND = lexicon.Told("background")
"""Clauses that say how things are."""
META = lexicon.Told("meta")
"""Sentences of the letter itself: greetings, forwarding, contacts."""
PROPOSAL = lexicon.Told("wording", "PROPOSAL")
"""A clause or sentence that restates what the proposer said."""
RECEIPT = lexicon.Told("wording", "RECEIPT")
"""您的提案收悉 / 现答复如下 with the proposal named (§8a-12, 19)."""
TOPIC = lexicon.Told("wording", "TOPIC")
"""对/关于您提出的…的建议 as the topic of an answer."""
ASKED = lexicon.Told("wording", "ASKED")
"""The end of a clause that restates a suggestion."""
ANSWER = lexicon.Told("wording", "ANSWER")
"""The head of the clause with which the body answers behind a restated suggestion."""
COURTEOUS = lexicon.Told("wording", "COURTEOUS")
"""Polite promises that name nothing to be checked (§8a-19)."""
QUOTED = lexicon.Told("wording", "QUOTED")
"""A heading that quotes a suggestion."""
NAMED_TOPIC = lexicon.Told("wording", "NAMED_TOPIC")
"""A heading that only names a topic."""
GROUP_PAST = lexicon.Told("wording", "GROUP_PAST")
"""Headings of what was done."""
GROUP_NEXT = lexicon.Told("wording", "GROUP_NEXT")
"""Headings of what will be done."""
GROUP_IDLE = lexicon.Told("wording", "GROUP_IDLE")
"""Headings of principles, scope and application papers."""
REVIEW = lexicon.Told("wording", "REVIEW")
"""Headings of what was done, whatever their length."""
HOPE = lexicon.named("wording", "HOPE")
"""Cues of hope that look forward only outside a review."""
GOAL = lexicon.Told("wording", "GOAL")
"""Headings of goals."""
NOMINAL = lexicon.Told("wording", "NOMINAL")
"""Headings without a verb of their own."""
SIGNATURE = lexicon.Told("wording", "SIGNATURE")
"""Ends of lines of signature, date, page furniture."""
IDLE_SENTENCE = lexicon.Told("wording", "IDLE_SENTENCE")
"""Whole sentences of basis, speech, insight."""
ENCOURAGE = lexicon.named("wording", "ENCOURAGE")
"""鼓励/支持 at the head of a clause."""
ACTS_INSIDE = lexicon.Told("wording", "ACTS_INSIDE")
"""Verbs that show that 支持X goes on."""
STOP_ENCOURAGE = lexicon.named("wording", "STOP_ENCOURAGE")
"""Acts of government that end the reach of 鼓励."""
PROHIBIT = lexicon.Told("wording", "PROHIBIT")
"""不得, 严禁 …"""
PERMIT = lexicon.Told("wording", "PERMIT")
"""可, 允许 …"""
PRIVATE = lexicon.Told("wording", "PRIVATE")
"""Duties of private parties (§8a-10)."""
RESTRICT = lexicon.Told("wording", "RESTRICT")
"""No double benefit (§8a-11)."""
YEAR = lexicon.named("wording", "YEAR")
"""A year at the head of a clause."""
DUE = lexicon.named("wording", "DUE")
"""A year by which something is due."""
COUNTED = lexicon.Told("wording", "COUNTED")
"""A counted quantity."""
DUE_COUNT = lexicon.Told("wording", "DUE_COUNT")
"""What a deadline cell says is to be reached by a year: 2025年60辆."""
DONE_CELL = lexicon.Told("wording", "DONE_CELL")
"""The cell of results of a task that is done."""
COPULA = lexicon.Told("wording", "COPULA")
"""实施X战略是Y的需要: says what something is."""
GLUED_HEAD = lexicon.Told("wording", "GLUED_HEAD")
"""A signature with its date run into the text (flat layouts)."""
PARTY_PHRASE = lexicon.Told("wording", "PARTY_PHRASE")
"""申请参加考核的人员: a party, not an act."""
LEADING_IN = lexicon.Told("wording", "LEADING_IN")
"""做好以下工作: leads in a list of acts and is none."""
BY_PRINCIPLE = lexicon.Told("wording", "BY_PRINCIPLE")
"""按照…的思路推进: how, not what."""
SPEECH = lexicon.Told("wording", "SPEECH")
"""…提出：, …的意见是： before reported words."""


TOLD = ("将", "要", "须", "必须", "应当", "应该", "应", "负责", "还将", "还要", "也将", "仍将", "将会", "将要")
_NO_ACT = cue(
    r"(?:进一步|充分|深刻|切实|牢固|始终|高度|坚决|更加|不断)*(?:坚持|发挥|认识|结合|重视|提高(?:政治)?(?:站位|认识)|树立|扛[起牢]|具[有备]|符合|遵[循守]|体现|把握"
    r"|有利|有(?!序|效|力|计)|是|为|以|按|根据|依据|依[照托]|参照|针对|聚焦|围绕|通过|在|从|于|对|与|同|把|将|让|使|由|经|自|如|商(?=[^，]{2,16}[局委厅办部府]$)|[一二三四五六七八九十\d]|会同|联合|□)"
)


_BY_THEN = cue(
    r"(?:[年月日季期节天灌汛号]|年底|月底|“[^”]{2,4}”)(?:之|以)?前[^，。]{0,16}(?:完成|建成|开工|开[业张园馆放]|完工|竣工|通车|投[用产]|投入使用|印发|上线|到位|装好|修通|启用|交付|验收|全覆盖)"
)
"""A state to be reached by a day: 剩余部分明年汛前完成."""
_SANCTION = cue(
    r"(?:的|企业|单位|机构|行为|人员|项目|商户|车辆)(?:一律|依法|依规|依纪|按规定|从[严重快]|坚决|限期|严肃|立即|予以)+(?:查处|处[罚理置分]|取[消缔]|暂扣|扣[减除]|核减|责令|约谈|通报|追[究回]|移送|关[停闭]|吊销|撤[销除换]|问责|整改|清退|曝光|下架|拆除|清除)"
    r"|(?:的|企业|单位|机构|人员)(?:取消|暂扣|扣减|核减|责令|约谈|追[究回]|吊销|撤[销换]|列入“)[^，。的]{3,}"
)
"""对屡教不改的依法暂扣经营工具: who is punished stands before the verb."""


def acts(text: str, read: Head, goal: bool) -> bool:
    """A public body will do or reach something: a verb of an act, or an outcome with a number."""
    if LEADING_IN.told(text):
        return False
    if read.verb:
        return not BY_PRINCIPLE.told(text)
    if _BY_THEN.search(text) or _SANCTION.search(text):
        return True
    if re.match(
        r"(?:对|为(?:了)?|坚持|以[^，]{2,20}为|充分发挥|高度重视|根据|按照|依托|围绕|聚焦|结合|针对|面向|立足|通过|在[^，]{4,}中$)",
        text[read.lead :],
    ):
        return False
    if (
        read.subject
        and read.modal.removeprefix("也").removeprefix("表示") in TOLD
        and len(text) - read.act >= 4
        and not _NO_ACT.match(text, read.act)
    ):
        return True  # a body told to do what no list of verbs knows
    if (
        re.search(r"(?:20\d\d年(?!以?前)[^，]{0,10}|占|仅|主要(?:靠|集中))[^，]{0,12}\d", text)
        and not goal
        and re.search(r"涉及|共|占|仅", text)
    ):
        return False
    if goal and len(text) >= 4:
        return True
    return bool(
        re.search(r"\d", text)
        and re.search(
            r"达到?|不得?低于|不得?少于|不超过|以上|以内|以下|新增|增长|完成|建成|覆盖|左右|提高|提升|下降|降低|突破|超过|实现|培[育养]|力争"
            r"|\d+(?:[家个所项名人户条处套亩件台辆场次座公款]|万|亿|%)",
            text,
        )
    )
