"""Actions: the finite verb phrases of COMMIT clauses (guide §4 A1–A5, §8a 5–7, 15, 16), with strength and specificity."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from docintel.extract import lexicon, wording
from docintel.extract.act_model import ADDED
from docintel.extract.grammar import Head, head, masked
from docintel.extract.labelled import Labelled
from docintel.extract.reader import Reading, sentences
from docintel.text.cue import cue

_SPLIT = cue(r"(?:[，,]?)(?<!合)(并(?![联网购轨举重列行])且?|同时)(?=[一-龥]{2,})(?!投入(?:使用|运[营行]|生产)$)")
_DELIVERABLE = cue(
    r"《|(?:方案|规划|办法|细则|意见|清单|目录|名单|指南|指引|标准|规范|报告|平台|中心|基金|专班|领导小组|工作组|小组|实验室|基地|产业园|园区|联盟|大赛|竞赛|论坛|活动|对接会|推介会|例会|会议|系统|台账|联席会议|专栏|名录|图谱|数据库|项目库|学校|医院|工程|车道|政策|产品|团队|计划|规定|培训班|课题)(?:等)?$"
)
_MADE = cue(
    r"(?:成立|设立|组建|举办|召开|发布|印发|出台|编制|制定|制订|搭建|建成|开工|竣工|投用|通车|上线|举行|开设|新建|新增|建设|撰写|出具|修订|筹备|筹建|启动|开展|开发|布局|推出|构建|完成|评选|遴选|组织)"
)
_CAUSATIVE = re.compile(
    r"^(?:进一步|积极|大力|持续|有序|切实|加快|引导和)*(推动|推进|督促|指导|引导|组织|协调|吸引|引进|鼓励|支持|帮助|促进|邀请)(?=([一-龥“”、（）]{2,40}?)(?:建立|开展|落实|制定|加强|完善|设立|提供|参与|开发|加大|建设|实施|指定|做好|形成|优化|推出|将|把|对|在|到|按|聚焦|投向|申报|创新|扩大|健全|落户|走访))"
)
_DATED = re.compile(r"\d|年[底内末]|半年|季度|月底")
"""With a number or a date a result is an act (A4)."""
_SLOGAN = re.compile(r"(?:助力|助推|突出|彰显|加快[^，]*步伐$)(?!.*\d)")
_PURPOSE = re.compile(
    r"(?:切实|有效|充分|进一步|不断|积极|努力|全面|更好|更好地|综合|持续|真正|着力|从而|进而|全力|加快|有力)*"
    r"(?:(?:实现|确保|激发|满足|彰显|助力|助推|赋能|凝聚|提振|弥补|破解|达成|突出|营造|增强|减轻|护航)(?!.*(?:机制|体系|平台)$)"
    r"|形成[^，]*(?:合力|格局|氛围|态势|局面|模式|风尚|风气|热潮|声势|共识)|(?:降低|减少|防范|化解)[^，]*(?:风险|成本|负担|压力)|提升[^，]*(?:水平|能力|质效|效能|品质|形象|意识)$|提[升高][^，]*(?:满意度|获得感|积极性)$|取得[^，]*(?:突破|成效|实效|进展)$|(?:帮助)?解决[^，]*(?:问题|难题|困难)(?!.*方案)"
    r"|扩大[^，]*(?:影响力|知名度)$|运用|利用|发挥|汇聚|统筹(?:好)?发展[和与]安全|保障[^，]*(?:落地|实施|到位|运行|推进|发展|开展)|打通[^，]*(?:堵点|最后)|畅通[^，]*循环|为[^，]{2,40}(?:保驾护航|奠定|贡献|创造|注入|夯实|提供[^，]*(?:支撑|保障|依据|便利|支持|平台)$|撑))"
)
_TAIL_GOAL = re.compile(
    r"发展|落地|落实|见效|增长|优化|习惯|台阶|常态化|长效化|提升|提质|增效|创新|壮大|升级|转型|繁荣|融合|振兴|普及|提高|进步|好转|改善|增收|高质量|水平|能力|融资|步伐|进程|活力|动力|合力|格局|环境|氛围|生态"
)


@dataclass(slots=True)
class Draft:
    """An action before owners, times and numbers are tied to it; offsets in the flow."""

    start: int
    end: int
    clause: int  # index into Reading.clauses
    strength: str
    cue: str | None
    specificity: str
    rule: str
    addressed: tuple[int, int] | None = None
    targets: list[int] = field(default_factory=list)
    deadlines: list[int] = field(default_factory=list)


_TAIL_GOOD = re.compile(r"(?:权益|利益|权利|稳定|和谐|安宁|隐私|发展|大局|群众|市民|百姓|企业|查询|出行|办事|安全)$")


def draft_actions(reading: Reading) -> list[Draft]:
    """Every action of the paper in text order."""
    out: list[Draft] = []
    for run in sentences(reading):
        out += _sentence(reading, run)
    return out


def _sentence(reading: Reading, run: list[int]) -> list[Draft]:
    acting, tails = _acting(reading, run)
    out: list[Draft] = []
    for i in acting:
        if i in tails and not (out and _unfinished(reading, out[-1]) and out[-1].clause == i - 1):
            continue
        drafts = _drafts(reading, i)
        if drafts:
            drafts[0].start = _with_indicator(reading, i, drafts[0])
        if out and drafts and out[-1].clause == i - 1 and _unfinished(reading, out[-1]) and _may_join(reading, out[-1], i):
            joined = _draft(reading, out[-1].clause, out[-1].start, drafts[0].end)
            out[-1:] = [joined, *drafts[1:]]
            joined.clause = i if _ONLY_TIME.match(reading.flow.text[joined.start : drafts[0].start]) else joined.clause
        else:
            out += drafts
    return out


def _acting(reading: Reading, run: list[int]) -> tuple[list[int], set[int]]:
    """The COMMIT clauses of a sentence that count, and those of them that are but tails."""
    acting = [i for i in run if reading.clauses[i].label == "COMMIT" and _counts(reading, i)]
    return acting, _tails(reading, run, acting) if acting else set()


def left_out(reading: Reading, i: int) -> str:
    """Why a COMMIT clause is no action of its own: heading, tail, short, else joined to its neighbour."""
    sentence = reading.clauses[i].clause.sentence
    acting, tails = _acting(reading, [k for k, c in enumerate(reading.clauses) if c.clause.sentence == sentence])
    if i in tails or _idle_help(reading.clauses[i]):
        return "tail"
    return "heading" if i not in acting else "joined" if _drafts(reading, i) else "short"


_REACHED = re.compile(r"(?:达到?|提高到|增加到|不低于|不少于|超过|突破|降至|稳定在)")
_INDICATOR = re.compile(r"(?:比例|占比|[^效]率|总量|总额|规模|面积|人数|数量|次数)(?:逐年|稳步)?(?:提高|下降|增加)?$")


def _with_indicator(reading: Reading, i: int, draft: Draft) -> int:
    """具备资格的比例，2025年达到45%: what is counted stands in the clause before."""
    before = reading.clauses[i - 1] if i else None
    if before is None or before.clause.sentence != reading.clauses[i].clause.sentence or before.clause.mark not in "，,":
        return draft.start
    words = before.clause.text
    counted = _REACHED.match(reading.flow.text, draft.start, draft.end) and before.label in (None, "COMMIT") and _INDICATOR.search(words)
    return before.clause.start if counted and not re.search(r"\d", words) else draft.start


def _may_join(reading: Reading, last: Draft, i: int) -> bool:
    return not reading.clauses[i].head.subject or bool(_ONLY_TIME.match(reading.flow.text[last.start : last.end]))


_ONLY_TIME = re.compile(
    r"(?:争取|力争|确保|努力)?(?:到|至|在)?(?:20\d\d年(?:底|末|年底)?(?:前)?|“?十[一二三四五]五”?(?:末|时?期末?|期间))[，,]?$"
)
_BY_MEANS = re.compile(
    r"(?:积极|继续|进一步){0,2}探索(?:[在从于][^，]{2,40}(?:[中上]|领域|方面|环节|流程)|(?:通过|以|采[取用]|利用|依托)[^，]{2,60}(?:方式|形式|模式|办法|途径|手段|路径))$"
)
_PARTY = re.compile(
    r"(?:进一步|积极|大力|持续|有序|切实|加快|优先)*(?:推动|引导|指导|督促|监督|组织|帮助|鼓励|支持|争取|动员)(?P<rest>[^，。]*)$"
)
_PARTY_END = re.compile(
    r"(?:机构|企业|单位|高校|院所|部门|公司|银行|医院|学校|患者|主体|农户|群众|支持|党员|干部)(?:等)?$|(?:围绕|聚焦|根据|按照|结合|针对|依托|立足)[^，]{2,30}$|[自在][^，]{2,20}之日起[^，]{1,8}内$"
)


def _unfinished(reading: Reading, draft: Draft) -> bool:
    """推动X紧紧围绕Y， / 争取到2025年， : the phrase goes on behind the comma (A3)."""
    words = reading.flow.text[draft.start : draft.end]
    if reading.clauses[draft.clause].clause.mark not in "，,":
        return False
    if _ONLY_TIME.match(words) or _BY_MEANS.match(words):
        return True
    found = _PARTY.match(words)
    return bool(found and _PARTY_END.search(found["rest"]) and not wording.ACTS_INSIDE.told(_PARTY_END.sub("", found["rest"])))


_MAKES = re.compile(r"(?:加快|启动|出台|成立|组建|设立|召开|举办|印发|发布)(?!.*(?:水平|力度|能力|机制|体系))")


def _idle_help(labelled: Labelled) -> bool:
    """助力企业复工复产: a slogan also where it stands alone, unless it tells a body or a number (tie rule R7)."""
    text, read = labelled.clause.text, labelled.head
    told = read.subject or read.modal or re.search(r"\d", text)
    return _HELPS.match(text, read.act) is not None and not told


_HELPS = re.compile("助力|助推")


def _counts(reading: Reading, i: int) -> bool:
    """A heading is an action only if it makes a thing that its body does not restate, or has no body (§8a-1, 18)."""
    labelled = reading.clauses[i]
    above = wording.ALL_ABOVE.match(labelled.clause.text)
    if _run_in(reading, i) or _idle_help(labelled) or (above and labelled.clause.text.endswith("完成")):
        return False
    if not labelled.clause.heading or labelled.clause.point is None:
        return True
    point = reading.outline.points[labelled.clause.point]
    body = reading.flow.text[(point.head or (0, point.body))[1] : point.end]
    made = _MAKES.match(labelled.clause.text)
    if not re.search(r"[一-龥]{4}", body):
        return labelled.head.verb is not None
    return bool(made) and made is not None and made.group() not in body and made.group() != "加快"


def _run_in(reading: Reading, i: int) -> bool:
    """加强组织领导。 at the head of a paragraph that goes on: a heading without a number; its body says what will be done."""
    clause, read = reading.clauses[i].clause, reading.clauses[i].head
    if (
        clause.heading
        or read.subject
        or read.modal
        or (clause.point is not None and clause.start <= reading.outline.points[clause.point].body)
    ):
        return False
    sentence = reading.outline.sentences[clause.sentence]
    alone = clause.start == sentence[0] and sentence[1] - clause.end == 1 and len(clause.text) <= 12
    before = reading.clauses[i - 1].clause.paragraph if i else None
    if not alone or before == clause.paragraph or re.search(r"\d|《", clause.text):
        return False
    body = takewhile(lambda one: one.clause.paragraph == clause.paragraph, islice(reading.clauses, i + 1, None))
    return any(one.label == "COMMIT" for one in body)


def _tails(reading: Reading, run: list[int], acting: list[int]) -> set[int]:
    """Clauses of purpose or result at the end of a sentence (A4, §8a-7); a goal paragraph has none."""
    tails: set[int] = set()
    first = reading.clauses[run[0]].clause
    if wording.DUE.search(reading.flow.text[first.start : first.start + 20]):
        return {acting[-1]} if len(acting) > 1 and _serves(reading.clauses[acting[-1]]) else tails  # results to be reached (A4)
    open_end = True  # nothing but tails stands behind
    for n, i in enumerate(reversed(acting)):
        labelled = reading.clauses[i]
        if len(acting) == 1 or (labelled.goal and not (_SLOGAN.match(labelled.clause.text[labelled.head.act :]) or _serves(labelled))):
            break
        if labelled.goal or (labelled.head.modal == "负责" and not labelled.head.subject and _sets_up_body(reading, run, i)):
            tails.add(i)
            continue
        if _is_purpose(labelled) or (open_end and n + 1 < len(acting) and _is_tail(labelled)):
            tails.add(i)
        else:
            open_end = False
    return tails - _parallel(reading, acting, tails) if len(tails) < len(acting) else set()


def _parallel(reading: Reading, acting: list[int], tails: set[int]) -> set[int]:
    """推动A…，推动B…，推动C… stand beside each other: a tail follows another verb (§8a-16)."""
    out: set[int] = set()
    for before, i in pairwise(acting):
        opens = _verb(reading.clauses[before])
        if i in tails and (before not in tails or before in out) and opens in _PARALLEL and opens == _verb(reading.clauses[i]):
            out.add(i)
    return out


_PARALLEL = frozenset(("推动", "推进", "引导"))


def _verb(labelled: Labelled) -> str:
    return labelled.clause.text[slice(*labelled.head.verb)] if labelled.head.verb else ""


_LEVELLED = re.compile(r"全覆盖|应.尽.|全部(?=实现|完成|达到?|纳入|建成|落实|整改|办结|到位|[进入]|接入)")


def _sets_up_body(reading: Reading, run: list[int], i: int) -> bool:
    """成立X领导小组，…，负责日常工作: the duty of the new body is part of the same act (worked example 28)."""
    return any(_NEW_BODY.search(reading.clauses[k].clause.text) for k in run if k < i)


_NEW_BODY = re.compile(r"(?:成立|组建|设立|设在)[^，]*(?:小组|专班|委员会|指挥部|办公室|局|中心|办)")


def _is_purpose(labelled: Labelled) -> bool:
    """A result or attitude wherever it stands: 实现…, 确保…, 充分运用… without number or date."""
    text, read = labelled.clause.text, labelled.head
    if read.subject or labelled.goal or _DATED.search(text) or _LEVELLED.search(text):
        return False
    words = text[read.act :]
    return bool(_PURPOSE.match(words))


_PAPER = re.compile(r"(?:方案|清单|报告|名单|台账|目录|档案|办法|结论|意见|纪要|协议)(?:上?报[^，]*)?$")
"""形成初步方案: a paper is made."""
_SERVES = re.compile(r"(?:从而|进而|以此|切实|全力|有力|有效|真正|积极|努力)*为[^，]{2,40}(?:提供|保驾护航|奠定|贡献|创造|注入|夯实|积累)")


_NAMED_SERVICE = re.compile(r"提供(?!(?:更|更加|更为|优质|高效|便[捷利]|有力|良好|坚强)[^、]{0,12}服务$)[^，]*(?:服务|方案|融资支持|手段)$")
"""为…提供<named service> is an act (§8a-7), 提供更优质的服务 is none."""


def _serves(labelled: Labelled) -> bool:
    """为航天强国建设提供有力支撑: what it is good for, no state to be reached."""
    return _SERVES.match(labelled.clause.text, labelled.head.lead) is not None and _is_tail(labelled)


def _is_tail(labelled: Labelled) -> bool:
    text, read = labelled.clause.text, labelled.head
    if (
        read.subject
        or _DATED.search(text)
        or _LEVELLED.search(text)
        or read.modal in ("将", "要", "应", "应当", "须")
        or labelled.clause.mark in "：:"
    ):
        return False
    if _SERVES.match(text, read.lead):
        return not _NAMED_SERVICE.search(text)
    if read.verb is None:
        return False
    verb = text[slice(*read.verb)]
    if verb in ("确保", "助力", "实现", "形成", "激发", "增强", "营造", "凝聚", "提振", "满足", "彰显", "赋能", "带动"):
        return verb != "形成" or not _PAPER.search(text)
    if verb in (
        "提升",
        "提高",
        "减少",
        "减轻",
        "破解",
        "化解",
        "缓解",
        "防范",
        "防止",
        "消除",
        "改善",
        "丰富",
        "加速",
        "弥补",
        "增进",
        "集聚",
        "促进",
        "服务",
    ):
        return True
    if verb in ("帮助", "助力", "便利", "方便", "助推"):
        return True  # whom it helps to what
    if verb in ("维护", "保护", "保障", "守护", "方便", "便利"):
        return bool(_TAIL_GOOD.search(text[-8:]))
    return verb in lexicon.flagged("verbs", "t") and verb in ("推动", "加快", "推进", "引导") and bool(_TAIL_GOAL.search(text[-6:]))


def _drafts(reading: Reading, i: int) -> list[Draft]:
    """One action, or two where 并 joins a second verb with its own object (A1)."""
    labelled = reading.clauses[i]
    clause, read = labelled.clause, labelled.head
    begin = read.lead if labelled.goal and read.subject is None and read.verb and read.verb[0] > read.lead + 8 else read.act
    left = len(clause.text) - begin
    after = read.subject[1] if read.subject else read.lead
    topic = read.subject is not None and read.subject[0] - 4 >= read.lead  # 所需资金由市级承担
    if read.by and not read.time and (left <= 3 or (topic and left <= 8)):
        begin = read.lead
    elif (left <= 3 and not read.by and not read.subject) or (left <= 4 and clause.text.startswith(("按", "从", "经"), after)):
        begin = min(begin, after)  # a bare verb says nothing without its topic or its measure
    start = clause.start + min(max(begin, 0), len(clause.text) - 1)
    joint = _second_verb(clause.text, read)
    pieces = [(start, clause.start + joint[0]), (clause.start + joint[1], clause.end)] if joint else [(start, clause.end)]
    return [_draft(reading, i, a, b) for a, b in pieces if b - a >= 2]


def _second_verb(text: str, read: Head) -> tuple[int, int] | None:
    """(end of the first phrase, start of the second) around 并/并且/同时 before a verb."""
    if read.verb is None:
        return None
    bare = masked(text) if "并" in text or "同时" in text else ""
    for joint in _SPLIT.finditer(bare, min(read.verb[1] + 2, len(text))):
        following = head(text[joint.end() :])
        near = following.verb is not None and following.verb[0] <= following.act + 8
        if near and len(text) - joint.end() >= 4 and joint.start() - read.act >= 4:
            return joint.start(), joint.end()
    return None


def _draft(reading: Reading, i: int, start: int, end: int) -> Draft:
    words = reading.flow.text[start:end].rstrip()
    strength, cue = strength_of(words)
    causative = _CAUSATIVE.match(words)
    addressed = (start + causative.start(2), start + causative.end(2)) if causative else None
    specificity = "deliverable" if made(words) else "general"
    return Draft(start, start + len(words), i, strength, cue, specificity, _rule(reading.clauses[i]), addressed)


def made(words: str) -> str | None:
    """The countable thing that an action makes, by its last words (guide §4 specificity); None where it makes none."""
    found = _MADE.search(words[:8]) and _DELIVERABLE.search(words)
    return found.group() if found else None


def _rule(labelled: Labelled) -> str:
    """Which rule speaks for an action: a told duty (将/要 or a named body), a goal, a verb in front or behind, a number."""
    read = labelled.head
    if labelled.rule == ADDED:
        return "model"
    if labelled.clause.heading:
        return "heading"
    if labelled.goal:
        return "goal"
    if read.modal or read.subject:
        return "told"
    if read.verb is None:
        return "number"
    return "verb" if read.verb[0] <= read.act + 4 else "behind"


_LATE = cue(r"(?:统筹考虑|再行研究|进一步(?:论证|研究)|予以考虑)$")


def strength_of(words: str) -> tuple[str, str | None]:
    """The weakest cue that governs an action's verb (guide §4, §8a-5): only the head of the action is read."""
    weak, late, hope = lexicon.patterns("exploratory").search(words), _LATE.search(words), lexicon.patterns("aspirational")
    if not (weak or late or hope.may(words)):
        return "firm", None  # most actions: the verb need not be looked for
    begin, reach = head(words).verb or (8, 10)
    if weak and weak.start() <= begin:
        return "exploratory", weak.group()
    if late:
        return "exploratory", late.group()
    hoped = hope.search(words[: max(reach, 6)])
    return ("aspirational", hoped.group()) if hoped and hoped.start() <= begin else ("firm", None)
