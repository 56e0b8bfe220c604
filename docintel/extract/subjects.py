"""Who acts: the body a clause names at its head, and the partners behind 会同."""

from __future__ import annotations

import re
from functools import cache

from docintel.extract import lexicon
from docintel.extract.phrases import NAME_CHAR, NEAR, TIME, adverbs, verbs, walk
from docintel.text.cue import Cue, cue

_NO_NAME = cue(
    r"要|受(?![灾援训益])|发挥|充分|坚持|鼓励|支持|倡导|将|把|对|为|以|按|在|从|向|通过|围绕|根据|依托|用|经|与|其(?!他[一-龥]{0,6}(?:部门|单位|机构|机关))|具有|符合|实际|重点|有条件|赴|到|前往|超出|超过|由于|需|好|不(?!动产)|若|凡|没有|含有|有利于|未"
)


@cache
def _subject() -> Cue:
    return cue(rf"(?:各|{NAME_CHAR})(?:{NAME_CHAR}|[（）()、□·]){{0,40}}?(?:{body_ending().pattern})|我们|{body_ending().pattern}")


JOINTLY = "联合(?!体|会(?![计同])|国(?![资家有土])|社(?!会))"
"""联合 as a verb, not in 联合体, 联合会, 联合国, 联合社."""
_SOME = cue(r"(?:有关|相关)(?:部门|单位)$")
BESIDE = "会(?=[市省区县州国](?:级|家)?(?:有关|相关)(?:部门|单位)|(?:有关|相关)(?:部门|单位)|[市省区县州][一-龥]{2,10}[局委厅部办])"
"""会 as offices write it for 会同: 市财政局会市税务局."""
_WITH = cue(rf"(?:将|要|拟|积极|应当?)?(?:会同|{BESIDE}|{JOINTLY}|联动|协同|商请|商(?=[市省区县有相同]))")


def partner_end(text: str, at: int) -> int:
    """Past 会同X、Y等部门: the partners are no part of the act."""
    opening = _WITH.match(text, at)
    if not opening:
        return at
    found = next_ending().match(text, opening.end())
    while found:
        end = found.end()
        while longer := body_ending().match(text, end) or _ASIDE.match(text, end):
            end = longer.end()
        end = _whole_name(text, end)
        rest = _AND_SO_ON.match(text, end)
        end = rest.end() if rest else end
        if (rest or _SOME.search(text, at, end)) and text[end : end + 1] not in ("、", "和", "及"):
            return end  # 等部门, 有关部门: here the list ends, whatever follows
        after, _, _ = walk(text, end, "")
        acts = end == len(text) or after > end or verbs().match(text, after) or NEAR.match(text, after)
        if acts or (text[end - 1] in "局委厅部办署院门" and _HOW.match(text, after)):
            return end
        found = next_ending().match(text, end)
    return at


def _whole_name(text: str, end: int) -> int:
    """Behind 市 or 乡 a name may go on: 市发展改革部门, 市住房城乡建设局; a body's division and a group named after a task end it."""
    charged = _CHARGED.match(text, end)
    if charged:
        return charged.end()
    further = next_ending().match(text, end) if text[end - 1 : end] in tuple("市区县省镇乡州") else None
    if further and further.end() - end <= 8 and text[further.end() - 1] in "局委厅部办门院室":
        end = further.end()
    longer = _DIVISION.match(text, end) if text[end - 1 : end] in tuple("局委厅部办院会") else _GROUP.match(text, end)
    return longer.end() if longer else end


_DIVISION = cue(r"(?:(?![要将应须与和及对在为向])[一-龥]){2,8}?(?:处|科|股|室)(?=负责|牵头|承担|会同|具体|[要将应须])")
"""市卫生健康委科教处负责…: the division is told, not the whole bureau."""
_CHARGED = cue(
    r"(?:(?<=[级府院家市省区县])(?:负责|管理|主管)[^，。、的]{2,16}的(?:部门|机构|机关)|(?<=国务院)(?!有关|相关|各)[一-龥]{2,10}?(?:部门|机构)|(?<=级)[一-龥]{2,8}?(?:部门|机构))"
    r"(?=应|负责|须|将|会同|依法|不得|按)"
)
"""What the name of a level goes on with: 县级负责药品监督管理的部门, 国务院教育行政部门."""
_GROUP = cue(
    r"(?:改革|发展|建设|治理|整治|保护|管理|服务|创建|振兴|普查|防治|防控|协调|推进|工作|专项|综合|试点|攻坚|行动)*"
    r"(?:领导小组|工作小组|指挥部|工作专班|联席会议)(?:办公室)?"
)
"""省国有企业改革领导小组: the task stands between a word that could end the name and its end."""


_AND_SO_ON = cue(r"等(?:有关|相关)?(?:部门|单位|方面)?")


def subject_of(text: str, at: int) -> tuple[tuple[int, int] | None, str, int, bool]:
    """(subject, modal behind it, where it ends, whether it stands behind 由)."""
    at += text.startswith(("将由", "拟由", "应由", "要由", "须由"), at)
    by = text.startswith("由", at) and not text.startswith("由于", at)
    at += text.startswith("请", at) and bool(_ASKED.match(text, at + 1))
    glued = _GLUED_HEAD.match(text, at) if "各" in text else None  # 工作要求各成员单位要…: flat text runs a heading into its body
    begin = at + 1 if by else glued.end() if glued else at
    if not by and "由" in text and (topic := _TOPIC_BY.match(text, begin)):  # 评估报告由负责人签字后报送: a noun that begins like a verb
        begin, by = topic.end(), True
    bureau = None if by else _BUREAU.match(text, begin)
    if bureau and _TOLD.match(text, bureau.end()):  # 建设部将…, 发展改革委会同…: names that begin like verbs
        return bureau.span(), walk(text, bureau.end(), "")[1], bureau.end(), by
    manner = adverbs().match(text, begin)
    acts = verbs().match(text, begin) or (manner and verbs().match(text, walk(text, manner.end(), "")[0]))
    acts = None if text.startswith(("各", "采购人"), begin) else acts  # 各牵头单位
    if not by and (acts or _NO_NAME.match(text, begin) or (manner and manner.group()[0] != "各" and _NO_NAME.match(text, manner.end()))):
        return None, "", at, False
    pronoun = _PRONOUN.match(text, begin)
    if pronoun:
        return pronoun.span(), walk(text, pronoun.end(), "")[1], pronoun.end(), by
    whole = body_ending().match(text, begin)  # 国家, 各地, 市级: names that need nothing before them
    found = whole if whole and whole.end() - begin > 1 and (not whole.group().endswith("级") or by) else _subject().match(text, begin)
    if by and found is None and (attribute := _ATTRIBUTE.match(text, begin)):
        found = next_ending().match(text, attribute.end())  # 由最初作出决策的政府指定…
    first = None
    while found:
        end = found.end()
        if not by and _BEHIND.match(text, end):  # 运营公司由监管部门行使股东职权: whose matter it is stands before 由
            begin, by, found = end + 1, True, next_ending().match(text, end + 1)
            continue
        inside = text.find("由", begin, end)
        if inside > begin and text[inside - 1] != "自":  # 所需资金由市级承担: the name stands behind 由
            begin, by = inside + 1, True
        while longer := body_ending().match(text, end) or _ASIDE.match(text, end):
            end = longer.end()
        end = _whole_name(text, end)
        post = _POST.match(text, end)
        end = post.end() if post else end
        after, modal, _ = walk(text, end, "")
        if _NO_PART.search(text, begin, end):
            break
        told = by and (NEAR.match(text, after) or _ends_here(text, begin, end) or not next_ending().match(text, end))
        agent = None if by or modal or "由" not in text or _DUTY.match(text, after) else _OWN_AGENT.search(text, end)
        if agent:  # 单位引进人才按职责分工由发展改革部门管理: the topic's name
            begin, by, found = agent.end(), True, next_ending().match(text, agent.end())
            continue
        if modal or told or _predicate(text, begin, end, after):
            return (begin, end), modal, end, by
        if by and first is None and end - begin > 2:
            first = (begin, end)
        found = next_ending().match(text, end)
    return (first, "", first[1], by) if first else (None, "", at, False)


@cache
def body_ending() -> Cue:
    """The end of a public body's name (data/bodies.tsv)."""
    goes_on = r"(?![法理署]|分(?!别)|长(?![期效远])|所[在属辖])(?!(?<=所)[在需有属述涉提列得具产])(?!(?<=委)[托员派任培屈])"
    goes_on += r"(?!(?<=购人)员)(?!(?<=政府)采购)(?!(?<=上)市)(?!(?<=领导)(?:[和、]|并)?(?:管理|组织|监督|指导|本|全[市省县区国]|下))"
    no_body = r"(?<![全内]部)(?<![经承申举交督可网协创兴包代催补兼]办)(?<!住院)"
    return cue(rf"[县区市州旗镇居][）)]|(?:{lexicon.longest_first('bodies')}){goes_on}{no_body}")


@cache
def next_ending() -> Cue:
    """On from inside a name to the next place where one can end."""
    return cue(rf"(?:{NAME_CHAR}|[（）()、□]){{0,30}}?(?:{body_ending().pattern})")


_PRONOUN = cue(r"(?:我[局委厅部办院镇会站]|我们|该[部委局厅办院]|本[局委厅部办院])(?![市省县区、和与法理门])")


_PARTS = (
    "承办|主办|会办|协办|牵头|责任|实施|配合|办理|受理|主管|督办|审批|审核|审查|监管|监督|登记|备案|认定|发证|征收|经办"
    "|决策|评估|起草|制定|提出|组织|验收|考核|评审|推荐|培养|执法|协调|指导|编制|审计|监测|管理|处理|处置|复议|执行|检察|提供|公证|授权"
)
"""What a body does in a matter, as it names the body: 起草单位, 决策主体."""
_BUREAU = cue(
    r"(?:发展|建设|教育|审计|统计|规划|监察|管理|信访|研究|统战|宣传|组织|监管|执法|整改|招商|扶贫|督查|征收|治理|防控|采购|服务)(?:(?![我该本各市省县区])[一-龥]){0,8}?"
    r"(?:部门?|委|局|署|厅|办(?![理法结])|院|总局|分局|委员会|办公室)"
    r"|采购人(?!员)(?:(?:或者?|[、和及])(?:采购)?代理机构)?"
    r"|(?:检查|抽查|督查|督导|巡查|调查|评审|考核|验收|评估|清算)组|(?:稽查|注册|审批|抽检|监管|综合|指导|协调)处"
    rf"|(?:政策|项目|行业|业务|直接|具体|原|各|有关|相关){{0,2}}(?:{_PARTS}){{1,3}}(?:单位|部门|机关|机构|(?<=决策)主体|(?<=评估)主体|(?<=实施)主体|(?<=审查)主体)"
    r"(?:(?:和|及|、|或者?)(?:有关|相关|其他)?(?:部门|单位|机构))?"
    r"|[一-龥]{0,8}?所在(?:单位|部门|学校)"
    r"|(?:负责|负有|承担|接到|收到|受理|作出|主管)[^，。、的]{2,20}的(?:[一-龥]{0,12}?)(?:部门|机关|机构|人民政府)"
    r"|(?:包联|包保|包村|包抓|挂点|挂钩|联系|驻村|驻点|带队|分管)[一-龥]{0,4}(?:领导|干部|民警)(?!小组|班子)(?:(?:和|及|、)(?:包联|驻村|驻点|[镇村乡])?(?:领导|干部|民警))*"
)
"""Names that begin like verbs: of bureaus, by a body's part (决策机关, 评估主体), by its charge (负责药品监督管理的部门)."""
_TOLD = cue(
    r"[^，。的]{2,14}?时(?=应当|应(?!急)|须|必须)|不得|将|拟|共同|按照|会同|负责|牵头|要|应|须|需|必须|也|表示|联合|已|正|提出|研究提出|按|根据|在|于|自|对|向|及时|定期|每(?![个项位])"
)


_POST = cue(r"(?:党政)?(?:主要|分管|有关)?(?:负责人|负责同志|领导(?:同志)?(?!小组|机构|机关|班子|[体下])|主任|校长|书记)(?![、和])")
"""The post behind a body's name: 各责任单位主要负责人, 各中小学校校长."""


_ASKED = cue(r"各|市|省|区|县|镇|乡|有关|相关|[一-龥]{2,8}(?:局|委|厅|部|办|政府|部门|单位)")


_GLUED_HEAD = cue(r"[一-龥]{2,4}(?:要求|保障|措施|分工|安排|职责)[ \u3000]*(?=各[一-龥])")


_ASIDE = cue(
    r"(?:和|及|以及|或者?|、)?法律、(?:行政)?法规(?:、规章)?授权的(?:具有[^，。的]{2,16}职能的)?组织|[（(](?:管委会|园区|单位|部门|街道|乡镇|开发区|[省市县区镇街村居社]{1,2}|[^（）()]{2,8}(?:局|委|办|会|处|政府))[)）]|□{4,}(?=会同|要|将|应|须|负责|牵头|按|根据|和|、|及|每)"
)


_NO_PART = cue(
    r"同意|会同|协请|商请|完成|争取|接受|做到|鼓励|支持(?![^，]{0,6}(?:中心|部门|机构|单位))|依托(?!单位)|情况|已(?!经)|可能|不得|报(?=[项主市县省区国本])|代表(?=[省市县区自本])|^因|对(?=所|各|本|辖|其)|应(?!急)|须|用于|建议|指导|标准|通过|应当|可以|落实"
    r"|要[明适组]|结合|根据|委托|遵守|组建|编制|请求|适时|负责(?!人|同志)|采取|比照|参照|关于|印发|转发|函告|报送|报请|提请|超过|占比|经费|收入|连续|召开|要(?=[推引充加强积切认做按建完])"
)


_BEHIND = cue(r"由(?!于|此|来|浅|点)")
_TOPIC_BY = cue(r"[一-龥]{2,10}?(?:报告|结果|结论|方案|经费|资金|费用|工作|意见|计划|标准|名单|材料|数据)由(?!于|此|来)")
_ATTRIBUTE = cue(r"(?:最初|最后|首先|直接|具体)?(?:作出|负责|承担|提出|接到|收到|受理|管理|组织|发现|颁发|批准|主管)[^，。、由的]{0,14}的")
_OWN_AGENT = cue(r"(?<=[一-龥）])由(?!于|此|来|浅|点)(?=[^，]{2,14}(?:部门|政府|[局委厅办]|机构|单位)[^，]{2})")


def _ends_here(text: str, begin: int, end: int) -> bool:
    """Whether a name behind 由 ends in a word that ends any office's name: what follows is what it does, whatever its verb."""
    return end - begin > 3 and bool(_SURE.search(text, begin, end)) and text[end : end + 1] not in tuple("、和及或与等的（(领负主直")


_SURE = cue(r"(?:部门|机关|[一-龥]级政府|人民政府)$")
_WHILE = re.compile(r"中(?!心|[介药医小])|过程|情况|工作中|期间")
_STATE_OF = cue(r"(?:(?!建立|健全|制定|开展|完善)[^，对]){0,40}情况(?=与|作为|纳入|列入|[应须要将]|进行|的|和)")
"""各区政府落实《细则》情况与考核挂钩: how they do it is the topic."""
_DUTY = cue(
    rf"行使|(?<=[局厅部办院心]){BESIDE}|决定(?![了性权])|答应|收到|接到|因(?=[^，]{{2}})|会同|联合|牵头|配合|负责|联动|商|作为|表示|承诺"
    r"|提出|分别|要|将|承担|[^，。的]{2,14}?时(?=应当|应(?!急)|须|必须)|领导(?=和管理|和?组织|本|全)"
    r"|(?:初审|审核|审查|汇总|核实|复核|验收|确认|批准|审定)[^，。]{0,6}后"
)


def _predicate(text: str, begin: int, end: int, after: int) -> bool:
    """Whether what follows a name is what it does: a duty word, a time, a preposition, or a verb behind a clear name."""
    if _DUTY.match(text, after) or (after > end and TIME.search(text[end:after])):
        return True
    verb = verbs().match(text, after)
    if verb and (_WHILE.match(text, verb.end()) or _STATE_OF.match(text, verb.end())):
        return False  # 县区自查中发现的问题: a time, no predicate
    if verb:
        return (after > end and bool(_OFFICE.search(text, begin, end))) or not _nominal(text, begin, end, after)
    if NEAR.match(text, after) and not text.startswith("为", after):
        return True
    if _SHARE.match(text, after) and (text[begin] == "各" or _OFFICE.search(text, begin, end)):
        return True
    if after > end and _HOW.match(text, end) and _OFFICE.search(text, begin, end):  # 财政部门按规定和程序做好…
        return bool(verbs().search(text, after))
    if not _HOW.match(text, after):
        return False
    if _OFFICE.search(text, begin, end):
        return bool(verbs().search(text, after)) or bool(_BY_RULE.search(text, after))
    return bool(_ACTOR.search(text, begin, end)) and bool(_BY_RULE.search(text, after))


_OFFICE = cue(
    r"(?:部门|机关|总局|海关|人民银行|[策估]主体|税务局|法院|检察院|管委会|委员会|办公室|人民政府|[市省区县]政府|[一-龥]{2}局|[省市区县镇乡级]财政|经办机构)$"
)
"""Names that can hardly be an attribute of what follows."""
_ACTOR = cue(r"(?:联合会|残联|妇联|中心|研究院|机构|单位|公司|集团|学校|院校|高校|医院|街道|乡镇|小组|专班|组织)$")
_BY_RULE = re.compile(
    r"(?:原则|规定|要求|政策|实际|特点|职责|分工|方案|计划|规划|任务|重点|需求|标准|程序|条例|办法|精神|情况|需要|比例|额度|权限|□)[^，。的]{0,4}$"
)
"""按照市场化的原则， : by what somebody acts who is named before."""
_SHARE = cue(r"(?:按照?|根据|结合|依据)[^，。]{0,10}(?:职责|职能|分工|规定|要求|实际|权限)(?:分工|范围|权限)?$")
"""市有关部门按照职能分工， : who acts in the clauses that follow."""
_CLEAR = re.compile(
    r"(?:国有[一-龥、]{2,10}公司|[市省区县]属[一-龥]{0,6}(?:公司|集团)|村委会|居委会|管委会|办事处|派出所|指挥部|工作专班|党支部|(?!有关|相关|主管)[一-龥]{2}(?<![跨多各门])部门)$"
)
_HOW = cue(r"(?:在|按照?|以|根据|依据|依托|通过|结合|利用|围绕|从)(?!内)")


def _nominal(text: str, begin: int, end: int, verb: int) -> bool:
    """A verb right behind a body's name is the predicate only if the name is a clear one (市科技局推进…, not 市场建设…)."""
    name = text[begin:end]
    if _BUREAU.fullmatch(name):
        return False
    if verbs().match(name) or len(name) < 2:
        return True
    clear = re.match(
        r"(?:各|每个|市|省|区|县|州|盟|旗|镇|乡|村|街道|国家|中央|我|本|该|相关|有关|属地|财政|科技|教育|农业|商务|公安|民政|司法|国务院|[一-龥]{2,6}(?:市|省|县|区|州))",
        name,
    )
    clear = clear or _CLEAR.search(name)
    return not (clear and len(name) >= 2) or bool(re.search(r"的", name))
