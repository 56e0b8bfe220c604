"""Wording that decides a label by itself (guide §2, §8a): patterns over sentences, headings and comma clauses."""

from __future__ import annotations

import re

from docintel.extract.grammar import Head

PROPOSAL = re.compile(
    r"^(?:对于?|关于|针对|就)?您(?:们|委员|代表)?(?:在|的|提|所提|建议|指出|反映|认为|希望)|^(?:你|贵)(?:们|省|市|区|县|委|局)?[^，。]{0,6}(?:请求|建议|提出|希望|反映)|(?:建议|提案)[^。]{0,80}收悉|^该(?:提案|建议)(?:提出|建议|指出)"
)
QUOTED = re.compile(
    r"^关于.{0,4}[“《「].*[”》」]?(?:的)?(?:建议|提案|意见|问题|请求)?[：:。]?$|^关于(?:您|委员|代表)?(?:提出|建议)?.{2,60}(?:的建议|的提案)(?:方面)?[：:。]?$"
)
GROUP_PAST = re.compile(
    r"现状|工作(?:开展)?情况|工作基础|发展基础|主要(?:做法|成效|工作)|取得的?成效|背景|形势|成绩|回顾|进展情况|办理情况|已开展|前期工作|存在(?:的)?(?:主要)?(?:问题|困难|不足)"
)
GROUP_NEXT = re.compile(r"下一步|下步|打算|今后|目标|任务|措施|举措|安排|部署|建议")
GROUP_IDLE = re.compile(
    r"指导思想|基本原则|工作原则|总体要求|总体思路|适用(?:范围|对象)|申报(?:条件|材料|程序|流程|对象|要求)|申请(?:条件|材料|程序)|名词解释|有关定义|附则"
)
GOAL = re.compile(r"目标")
ENCOURAGE = re.compile(
    r"(?:(?:积极|大力|重点|优先|继续|进一步|全力|充分)?(?:引导和|积极|引导|大力)?(?:鼓励|倡导)(?:和|引导|支持|、支持)?|(?:积极|大力|重点|继续|进一步|全力|引导和?|优先)?支持(?!下|力度|体系|政策|工作|资金|平台|服务|机制|措施|中心))"
)
STOP_ENCOURAGE = re.compile(
    r"(?:进一步|积极|加快|大力|依法|合理)*(?:推动|指导|督促|完善|健全|落实|出台|争取|力争|保障|构建|简化|组织|给予|建立(?!健全内)|确保|统筹|推进|加大|允许|实施(?!方)|搭建|打造|优化|探索|对|按|将|强化|深化|做好|到20|20\d\d年|建设产业)"
)
PROHIBIT = re.compile(
    r"不得(?!不)|严禁|禁止|不予(?!以)|(?:一律)?不再(?=给予|享受|受理|安排|新|审批|予以|支持|执行|列入|纳入|批准|要求|作为)"
)
PERMIT = re.compile(
    r"(?<![许认不])可(?:以)?(?=按|根据|结合|依|将|向|申|在|通过|由|自|采取|视|参照|给予|适当|凭|优先|享受|委托|使用|直接|先|不|提|选|与|为|对|就|一次|延|免|适|采|用|同时|继续|单独|相应|从|每|变更|再)|允许(?!范围)|准予|有权|方可"
)
ENTITLED = re.compile(
    r"可(?:按规定|按照规定|依法|优先|同时)?(?:享受|申请|申领|获得|领取)[^，。；]{0,30}(?:补贴|补助|奖励|资金|优惠|服务|贷款|贴息|减免|待遇|支持|资助|拨款|政策)"
)
BENEFIT = re.compile(
    r"补贴|补助|奖励|奖补|贴息|资助|减免|免征|免收|免缴|减征|减按|退还|退税|扣除|优惠|补偿|奖金|启动资金|生活费|津贴|一次性|给予[^，。；]{0,20}(?:支持|扶持)|担保费|保费|返还|配套|全额|租金|待遇|提高至|限额"
)
MONEY = re.compile(
    r"\d[\d,.]*\s*(?:万|亿|千)?元|\d[\d.]*\s*[%％‰]|百分之|个百分点|[一二三四五六七八九十百]+万?元|全额|基点|免(?:征|收|缴)|按[^，。；]{2,20}(?:补贴|补助|奖励|资助)"
)
BENEFIT_BARE = re.compile(
    r"(?:给予|予以|享受|发放)(?:一定|相应|适当|激励|一次性|资金|财政)*[^，。；、]{0,8}(?:奖励|补贴|补助|奖补|资助|贴息|退税|优惠|免收|减免)|(?:享受|按规定享受)[^，。；]{2,20}(?:待遇|政策|补贴|拨款|服务)"
)
TO_PUBLIC = re.compile(
    r"(?:市|省|区|县)级财政[^，。；]{0,4}对[^，。；]*(?:地区|县|区|市)|对[^，。；]{0,30}(?:各地|地区|县（市、区）|县\(市、区\)|街道|乡镇|试点(?:市|县|区)|市县)(?:[^，。；]{0,12})(?:给予|予以)"
)
PRIVATE = re.compile(
    r"^(?:[一-龥、“”（）]{0,14}(?:企业|申请人|申报单位|申请单位|申报主体|个人|用人单位|经营者|投资者|参保人员?|当事人|学生|家长|业主|项目单位|承担单位|受助人|申领人|纳税人|运营主体|经营主体|机构))(?:应当?|须|需|必须|要|自|承诺)"
)
RESTRICT = re.compile(r"不重复享受|就高不就低|从高不重复|不重复|合计最高")


YEAR = re.compile(r"(?<![到至《〔(（\d—\-])(20[0-3]\d)年(?!底?[之以]?前|末|—|-|\d+月底?前)")


def is_benefit(text: str, segment: str) -> bool:
    """Whether a clause gives an outside party money or a named entitlement; ``segment`` is what stands between its semicolons."""
    if TO_PUBLIC.search(text):
        return False
    if ENTITLED.search(text) or (BENEFIT_BARE.search(text) and re.search(r"对|的[，,]?|给予[^，。]{1,12}(?:企业|个人|机构)", segment)):
        return True
    if not (MONEY.search(text) and BENEFIT.search(text)):
        return bool(
            MONEY.search(segment)
            and BENEFIT.search(segment)
            and re.search(r"^(?:对|给予|按|最高|每|单|不超过|分别|上限|期限|同一)", text)
            and re.search(r"给予|补贴|补助|奖励|资助|贴息", segment)
            and not re.search(r"^对[^，]*(?:加强|开展|进行|实行)", text)
        )
    return bool(re.search(r"给予|予以|补贴|补助|奖励|奖补|贴息|资助|减免|免征|免收|享受|优惠|扣除|退|发放|免缴|返还", segment))


def acts(text: str, read: Head, goal: bool) -> bool:
    """A public body will do or reach something: a verb of an act, or an outcome with a number."""
    if (
        re.match(
            r"(?:为(?:了)?|坚持|以[^，]{2,20}为(?!.*(?:推动|建立))|充分发挥|高度重视|根据|按照|依托|围绕|聚焦|结合|针对|面向|立足|通过)",
            text[read.lead :],
        )
        and not read.verb
    ):
        return False
    if read.verb:
        return True
    if goal and len(text) >= 4:
        return True
    return bool(
        re.search(r"\d", text)
        and re.search(
            r"达到?|不低于|不少于|不超过|以上|以内|以下|新增|增长|完成|建成|覆盖|左右|提高|提升|下降|降低|突破|超过|实现|培[育养]|力争|约?\d+(?:[家个所项名人户条处套亩件台辆场次座]|万|亿|%)",
            text,
        )
    )
