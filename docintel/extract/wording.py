"""Wording that decides a label by itself (guide §2, §8a): patterns over sentences, headings and comma clauses, kept in data/wording.tsv."""

from __future__ import annotations

import re

from docintel.extract import lexicon
from docintel.extract.grammar import Head, adverbial
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
GUIDING = lexicon.Told("wording", "GUIDING")
"""Headings whose paragraph speaks of attitude, unless it tells a body, a number or a day."""
TASKED = lexicon.Told("wording", "TASKED")
"""Words by which a sentence under such a heading is a task all the same."""
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
AGENT = lexicon.named("wording", "AGENT")
"""Parties that can act by themselves: where none is invited, 鼓励 reaches no further than its own clause (§8a-21)."""
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
PROMISED = lexicon.Told("wording", "PROMISED")
"""A dated or counted aim told among the grounds of a paper."""
PARTY_TOPIC = cue(r"的[一-龥]{0,8}(?:单位|企业|个人|人员|机构|业主|家庭|经营者|[申参投]\S{1,2}人|户|主体)$")
"""未按比例安排就业的用人单位， : the party whose duty or right follows."""
PARTY_PHRASE = lexicon.Told("wording", "PARTY_PHRASE")
"""申请参加考核的人员: a party, not an act."""
LEADING_IN = lexicon.Told("wording", "LEADING_IN")
"""做好以下工作: leads in a list of acts and is none."""
ALL_ABOVE = cue(r"(?:以上|上述|前述)[^，。]{0,6}(?:工作|任务|事项|措施|要求|内容)(?:均|都|应当?|务必|必须|须|需|要|请|[在于])*")
"""以上工作要在2月底前完成: dates every act of its paragraph and is none."""
BY_PRINCIPLE = lexicon.Told("wording", "BY_PRINCIPLE")
"""按照…的思路推进: how, not what."""
SPEECH = lexicon.Told("wording", "SPEECH")
"""…提出：, …的意见是： before reported words."""


ROLE_ONLY = cue(r"(?:主动|积极|密切|具体|共同|协同|做好|负责)*(?:牵头|配合|协助|参与|协办|负责|兼任|担任)(?:工作)?$")
"""X牵头, X、Y配合: a clause that only gives a body its part."""
TOLD = ("将", "要", "须", "必须", "应当", "应该", "应", "负责", "还将", "还要", "也将", "仍将", "将会", "将要")
_NO_ACT = cue(
    r"(?:进一步|充分|综合|深刻|切实|牢固|始终|高度|坚决|更加|不断)*(?:坚持|利用|借助|发挥|认识|结合|重视|提高(?:政治)?(?:站位|认识)|树立|扛[起牢]|具[有备]|符合|遵[循守]|体现|把握"
    r"|有利|有(?!序|效|力|计)|是|为|以|按|根据|依据|依[照托]|参照|针对|聚焦|围绕|着眼|立足|注重|通过|在|从|于|对|与|同|把|将|让|使|由|经|自|如|商(?=[^，]{2,16}[局委厅办部府]$)|[一二三四五六七八九十\d]|会同|联合|□)"
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
_MOVES = cue(r"[把将](?![^，]*(?:作为|视为|当[作成]|看[作成]|摆|放在))[^，的]{2,}(?:[给进出到入完好成清下上]|[一-龥]到)[^，的]{0,12}$")
"""要把情况报给…, 写进…: a thing is moved, whatever the verb."""
_COMES_ABOUT = cue(r"(?:竣工|投产|达产|投用|通车|开工|建成|完工|投运|启用|入住|清零|推开|销号|上线|开通|只减不增)$")
"""Words that end a state reached: 二期工程6月底前竣工投产."""
_EMPTY = cue(
    r"(?:形成|凝聚|汇聚)[^，]*合力$|^密切[^，]{0,2}(?:协作|配合|协同)[^，]{0,2}$|(?:推进|推动|促进)[^，]{0,6}工作的?(?:顺利|有序|有效)?开展$|(?:强化|增强)[^，]{0,8}意识$|^(?:持续|协同|有序|稳步|扎实|积极|大胆|不断|共同|逐步)+(?:推进|探索|试点|优化|完善|深化)$"
)
"""What cannot be checked by anybody (tie rule R6)."""
_CHARGE = re.compile("(?:工作|事务|事宜|任务)$")
"""负责会场安全保卫和消防工作: a task told without a verb of its own."""
_NORM = cue(
    r"[^，的]{2,12}(?<![需主重只必首紧还也])(?:(?:应当|必须|应|须)(?=经|符合|遵[守循]|取得|具备|满足)|要(?=务求|做到|坚持|注意|注重|突出|严格))"
    r"|[^，的]{4,16}需要(?:进一步|不断|继续|持续)*[一-龥]{2,4}$"
)
"""增设设施应当经…同意, 监测手段需要改进: an act as the topic of a norm or a need, for whoever does it."""
_PART = cue(r"[长级员]|任|兼|担任|主持|代为|[^，]*(?:组成|组长|队长|召集人|主任)$")
"""由X任组长, 由A和B组成: who makes up a body."""
_MEANS = re.compile(r"(?:通过|依托|围绕|聚焦|结合|针对|立足|坚持|充分发挥)|发挥[^，]*作用$")
"""How a goal is reached (A3)."""
_NO_STATE = re.compile(r"^(?:——?[一-龥、]{2,16}$|展望|序号|其中$|到?20\d\d年[底末]?前?$)|[一-龥\d](?:中|后|时)$|\d{4}年 +\d{4}年")
"""Clauses of a goal paragraph that name a topic or a time, no state."""
_RATIO = cue(r"(?:占[^，]{2,24}|比[例重]|占比|[^效]率)(?:不[低少]于|达到?|提高[到至])[^，]{0,3}\d")
"""对…的覆盖率达到8%: a measure, whatever the clause begins with."""
_LIMIT = cue(
    r"(?:补贴|补助|奖励|贴息|资助|贷款|资金|费用?|收费|标准|额度|待遇|租住|租期|展期|年限|面积|每[户人家台]|单[户人家个台笔机]|连续|累计|合计)[^，]{0,14}"
    r"(?:最[高多长]|不(?:得)?超过|不高于|上限|封顶|限报)|(?:(?:租赁|使用|贷款|借款|出让|合同|经营|支持|享受|担保|执行|流转)期限|租期|(?:注册|实缴)资本)[^，]{0,8}(?:不[低少]于|不超过|\d)|（含）$|^(?:一般|原则上)?(?:最[高多长]|不超过)[^，]{0,8}\d[^，]{0,6}$"
)
"""How much or how long a party gets at most: a term of a benefit, reached by nobody."""
_PAPER_END = cue(r"(?:复印件|原件|证明|材料|[申审报登][^，]{0,6}表|证书|承诺书|说明书|营业执照|身份证)(?:[（(][^）)]*[）)])?$")
"""办公场所3年以上租用合同复印件: what is handed in."""
_SHARES = re.compile(r"其中(?:、?(?:中央|省|市|县|区|州|乡|镇)[^，、\d]{0,6}\d[\d.]*[万亿]?元){2,}$")
"""其中市级10万元、区级5万元: how the sum before it is shared out."""
_PARTY_END = cue(
    r"(?:的[一-龥“”]{0,12}|[或和]|以[上内下])(?:企业|单位|机构|个人|人员|人才|毕业生|家庭|户|老[年]?人|残疾人|青年|儿童|学生|职工|农民|居民|用户|团队|民宿|项目|工程|用地|设施|线路|车辆|对象|者)(?:[（(][^）)]*[）)])?$"
)
"""年营业额2000万元以上的企业: who is meant, by a number."""
_ONLY_HOW = re.compile(r"对|为|坚持|以[^，]{2,20}为|充分发挥|高度重视|根据|按照|依托|围绕|聚焦|结合|针对|面向|立足|通过|在[^，]{4,}中$")
_HOW_MANY = cue(r"涉及|共|占(?!比)|仅")
_NOW = re.compile(r"(?:20\d\d年(?!以?前)[^，]{0,10}|占(?!比)|仅|主要(?:靠|集中))[^，]{0,12}\d")
"""2023年共有12家, 仅占3%: a number that tells how things stand."""
_DIGIT = re.compile(r"\d")
_MEASURED = re.compile(
    r"达到?|不得?低于|不得?少于|不超过|以上|以内|以下|新增|增长|完成|建成|覆盖|左右|提高|提升|下降|降低|突破|超过|实现|培[育养]|力争"
    r"|\d+(?:[家个所项名人户条处套亩件台辆场次座公款]|万|亿|%)"
)


def _is_empty(text: str) -> bool:
    return (
        text.startswith("密切") or text.endswith(("合力", "开展", "意识", "推进", "探索", "试点", "优化", "完善", "深化"))
    ) and _EMPTY.search(text) is not None


_ACTS_ON = re.compile("规范|优化|放宽|清理|降低|严格|简化|取消|完善")


def idles(heading: str) -> bool:
    """Whether what stands under a heading promises nothing: 申请条件, not 规范供应商资格条件设置."""
    return len(heading) <= 14 and GROUP_IDLE.told(heading) and not _ACTS_ON.match(heading)


def acts(text: str, read: Head, goal: bool) -> bool:
    """A public body will do or reach something: a verb of an act, or an outcome with a number."""
    if LEADING_IN.told(text):
        return False
    if read.verb:
        if not goal and (_is_empty(text) or (read.subject is None and not read.modal and _NORM.may(text) and _NORM.match(text, read.act))):
            return False
        return not BY_PRINCIPLE.told(text)
    if _BY_THEN.search(text) or _SANCTION.search(text):
        return True
    measure = _RATIO.search(text) is not None
    if not measure and _ONLY_HOW.match(text, read.lead):
        return False
    if _COMES_ABOUT.search(text) and (read.time or re.search("全面|全部|动态|基本|如期", text)):
        return True
    if (
        read.subject
        and (read.modal.removeprefix("也").removeprefix("表示") in TOLD or (read.by and not _PART.match(text, read.act)))
        and len(text) - read.act >= 4
        and (not _NO_ACT.match(text, read.act) or _MOVES.match(text, read.act))
    ):
        return True  # a body told to do what no list of verbs knows
    if not (goal or measure) and _HOW_MANY.search(text) and _NOW.search(text):
        return False
    if goal and len(text) >= 4:
        return not (
            adverbial(text)
            or (_MEANS.match(text, read.lead) and not _DIGIT.search(text))
            or _NO_STATE.search(text)
            or (read.subject and _NO_ACT.match(text, read.act))
        )
    if read.act >= len(text):
        return False  # 市科技局应当自收到申请之日起5个工作日内， : who and when, the act follows
    if read.modal == "负责" and _CHARGE.search(text) and len(text) - read.act >= 4:
        return True
    if _LIMIT.search(text) or _SHARES.match(text) or _PARTY_END.search(text) or _PAPER_END.search(text):
        return False
    return bool(_DIGIT.search(text) and _MEASURED.search(text))
