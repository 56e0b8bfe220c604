"""Head matter of many styles of paper; all places and people are invented."""

import hashlib

import pytest

from docintel.domain.documents import Document
from docintel.structure import structure

BODY = (
    "近年来，我局高度重视该项工作，全市累计完成改造项目三十六个，惠及群众两万余人。下一步，我局将会同有关部门进一步加大投入力度，"
    "力争年底前完成剩余任务，并加强日常管护，巩固改造成果。感谢您对我们工作的关心和支持！"
)


def head(text: str, row=None):
    digest = hashlib.sha256(text.encode()).hexdigest()
    return structure(Document("T", text, "T.txt", "txt", digest), row).head


CASES = [
    pytest.param(
        "关于政协第十四届全国委员会第一次会议第01234号（教育事业类123号）提案答复的函\n教提案〔2023〕45号\n\n林澄委员：\n"
        f"您提出的《关于加强乡村教师队伍建设的提案》收悉，经商财政部，现答复如下：\n{BODY}\n教育部\n2023年7月10日\n",
        {
            "doc_kind": "reply_cppcc",
            "doc_number": "教提案〔2023〕45号",
            "title": "关于政协第十四届全国委员会第一次会议第01234号（教育事业类123号）提案答复的函",
            "issuer": "教育部",
            "issue_date": "2023-07-10",
            "session": "政协第十四届全国委员会第一次会议",
            "case_number": "01234",
            "proposal_title": "关于加强乡村教师队伍建设的提案",
            "status": None,
            "region": "全国",
        },
        id="ministry to a member of the national CPPCC",
    ),
    pytest.param(
        "对十四届全国人大一次会议第2345号建议的答复\n卫建议〔2023〕8号\n\n周渔代表：\n"
        f"您提出的关于完善罕见病用药保障的建议收悉，现答复如下：\n{BODY}\n国家卫生健康委\n二〇二三年八月十五日\n",
        {
            "doc_kind": "reply_npc",
            "doc_number": "卫建议〔2023〕8号",
            "issuer": "国家卫生健康委",
            "issue_date": "2023-08-15",
            "session": "十四届全国人大一次会议",
            "case_number": "2345",
            "proposal_title": "关于完善罕见病用药保障的建议",
        },
        id="NPC deputy, no marks round the proposal's title, Chinese date",
    ),
    pytest.param(
        "澜江省水利厅文件\n澜水函〔2023〕12号　　　　签发人：方 敏\n　　　　　　　　　　　　　　办理结果：B\n"
        "澜江省水利厅\n关于对省政协十三届一次会议\n第0345号提案的答复\n\n"
        "民建澜江省委员会：\n贵单位提出的“关于推进中小河流系统治理的提案”（第0345号）收悉。现答复如下：\n"
        f"{BODY}\n　　　　　　　　　澜江省水利厅\n"
        "　　　　　　　　　2023年6月9日\n（联系人：许青，联系电话：0599-8765432）\n抄送：省政协提案委员会，省政府办公厅。\n",
        {
            "doc_kind": "reply_cppcc",
            "doc_number": "澜水函〔2023〕12号",
            "title": "澜江省水利厅关于对省政协十三届一次会议第0345号提案的答复",
            "issuer": "澜江省水利厅",
            "issue_date": "2023-06-09",
            "signer": "方敏",
            "session": "省政协十三届一次会议",
            "case_number": "0345",
            "proposal_title": "关于推进中小河流系统治理的提案",
            "reply_class": "B",
            "addressee": "民建澜江省委员会",
            "cc": "省政协提案委员会，省政府办公厅",
        },
        id="red head, signer beside the number, title over three lines, a party as proposer",
    ),
    pytest.param(
        "类    别：（A）\n\n怀川市农业农村局\n怀农建字〔2024〕第15号\n\n对市第八届人大四次会议第88号建议的答复\n\n尊敬的秦若岚代表：\n"
        f"您在市八届人大四次会议上提出的《关于扶持山区茶产业发展的建议》已收悉，现将办理情况答复如下：\n{BODY}\n\n怀川市农业农村局\n2024年5月20日\n",
        {
            "doc_kind": "reply_npc",
            "doc_number": "怀农建字〔2024〕第15号",
            "issuer": "怀川市农业农村局",
            "reply_class": "A",
            "session": "市第八届人大四次会议",
            "case_number": "88",
            "issue_date": "2024-05-20",
            "region": "怀川市",
        },
        id="class in brackets above the letterhead",
    ),
    pytest.param(
        "北陵县住房和城乡建设局关于县政协十届三次会议提案第45号办理情况的复函\n\n苗春雨委员：\n"
        f"您提出的关于增设公共停车位的提案收悉，感谢您的关注。现答复如下：\n{BODY}\n北陵县住房和城乡建设局\n2022年9月1日\n",
        {
            "doc_kind": "reply_cppcc",
            "session": "县政协十届三次会议",
            "case_number": "45",
            "proposal_title": "关于增设公共停车位的提案",
            "doc_number": None,
        },
        id="number after the word 提案",
    ),
    pytest.param(
        "首页 > 政务公开 > 建议提案\n澜州市教育局对政协澜州市第十四届委员会第二次会议第123号提案的答复\n"
        "发布日期：2023-08-01　来源：澜州市教育局　浏览次数：\n\n沈若溪委员：\n"
        f"您提出的《关于规范校外托管机构的提案》收悉。现答复如下：\n{BODY}\n",
        {
            "session": "政协澜州市第十四届委员会第二次会议",
            "case_number": "123",
            "issuer": "澜州市教育局",
            "issue_date": None,
            "title": "澜州市教育局对政协澜州市第十四届委员会第二次会议第123号提案的答复",
        },
        id="web page without sign-off: the day of publication is no issue date",
    ),
    pytest.param(
        "澜教提〔2023〕47号关于市政协十四届二次会议第086号提案的答复函沈若溪委员：您提出的《关于深化课后服务内"
        "涵的提案》（第086号）收悉。现答复如下：" + BODY * 3 + "澜州市教育局2023年7月12日",
        {
            "doc_kind": "reply_cppcc",
            "doc_number": "澜教提〔2023〕47号",
            "title": "关于市政协十四届二次会议第086号提案的答复函",
            "issuer": "澜州市教育局",
            "issue_date": "2023-07-12",
            "case_number": "086",
            "addressee": "沈若溪委员",
        },
        id="all breaks lost",
    ),
    pytest.param(
        "澜州市人民政府办公室文件\n澜政办发〔2024〕18号\n澜州市人民政府办公室关于印发澜州市\n"
        "支持中小企业数字化转型若干措施的通知\n各县（市、区）人民政府，市政府各部门：\n"
        "《澜州市支持中小企业数字化转型若干措施》已经市政府同意，现印发给你们，请认真贯彻执行。\n"
        "澜州市人民政府办公室\n2024年3月6日\n（此件公开发布）\n"
        "澜州市支持中小企业数字化转型若干措施\n为加快推进中小企业数字化转型，制定以下措施。\n"
        "一、支持设备更新。对符合条件的企业给予50万元奖励。\n"
        "二、附则。本措施自2024年4月1日起施行，有效期三年。\n",
        {
            "doc_kind": "measures",
            "kind_name": "若干措施",
            "doc_number": "澜政办发〔2024〕18号",
            "title": "澜州市支持中小企业数字化转型若干措施",
            "issuer": "澜州市人民政府办公室",
            "issue_date": "2024-03-06",
            "status": "in_force",
            "addressee": "各县（市、区）人民政府，市政府各部门",
            "region": "澜州市",
        },
        id="a notice that carries measures",
    ),
    pytest.param(
        "怀川市人民政府关于加快发展家政服务业的实施意见\n（怀政规〔2023〕3号）\n"
        "各区县人民政府，市政府有关部门：\n为促进家政服务业提质扩容，提出如下意见。\n一、总体要求\n"
        "坚持政府引导、市场运作。\n怀川市人民政府\n2023年2月14日\n",
        {
            "doc_number": "怀政规〔2023〕3号",
            "title": "怀川市人民政府关于加快发展家政服务业的实施意见",
            "doc_kind": "circular",
            "issuer": "怀川市人民政府",
        },
        id="number in brackets below the title",
    ),
    pytest.param(
        "梧岭县教育局 梧岭县财政局\n关于做好2024年学前教育资助工作的通知\n\n各乡镇中心校：\n"
        "现将有关事项通知如下。\n一、资助对象\n具有本县户籍的在园儿童。\n\n"
        "梧岭县教育局　　　　梧岭县财政局\n2024年2月26日\n",
        {
            "issuer": "梧岭县教育局、梧岭县财政局",
            "title": "梧岭县教育局 梧岭县财政局关于做好2024年学前教育资助工作的通知",
            "doc_kind": "circular",
        },
        id="two bodies sign on one line",
    ),
    pytest.param(
        "汐湾市促进低空经济发展若干政策\n（征求意见稿）\n为抢抓低空经济发展机遇，结合我市实际，制定本政策。\n"
        "一、支持企业集聚。对新落户企业给予最高100万元奖励。\n",
        {
            "status": "draft_for_comment",
            "title": "汐湾市促进低空经济发展若干政策（征求意见稿）",
            "doc_kind": "measures",
            "issuer": None,
            "issue_date": None,
        },
        id="draft without sign-off",
    ),
    pytest.param(
        "《苍浦市居家养老服务补贴办法》政策解读\n\n来源：苍浦市民政局　发布时间：2025-03-02\n\n"
        "近日，市政府办公室印发《苍浦市居家养老服务补贴办法》"
        "（苍政办规〔2025〕2号），现解读如下：\n一、出台背景是什么？\n我市老年人口持续增长。\n",
        {
            "doc_kind": "interpretation",
            "status": None,
            "issuer": "苍浦市民政局",
            "issue_date": None,
            "doc_number": None,
            "source_doc": "《苍浦市居家养老服务补贴办法》",
        },
        id="explanation",
    ),
    pytest.param(
        "澜江省人民政府令\n（第290号）\n《澜江省公共数据管理办法》已经省人民政府第162次常务会议审议通过，现予公"
        "布，自2021年11月25日起施行。\n省长　高远\n2021年10月18日\n"
        "澜江省公共数据管理办法\n第一章　总则\n第一条　为了规范公共数据管理，制定本办法。\n",
        {
            "title": "澜江省公共数据管理办法",
            "doc_kind": "measures",
            "issue_date": "2021-10-18",
            "signer": "高远",
            "issuer": "澜江省人民政府",
            "doc_number": "澜江省人民政府令第290号",
        },
        id="an order carries its measures",
    ),
    pytest.param(
        "栖山区科学技术局关于印发《栖山区科技创新券管理办法》的通\n知（2023 年5 月12 日）\n栖科规〔2023〕2 号\n"
        "各街道办事处，区政府各部门，各有关单位：\n为进一步激发企业创新活力，"
        "降低企\n业研发成本，我局制定了《栖山区科技创新券管理办法》，\n现印发给你们，请结合实际认\n"
        "真贯彻执行。\n栖山区科学技术局\n2023 年5 月12 日\n栖山区科技创新券管理办法\n"
        "第一条为规范科技创新券的发放、使用和管理，提高财政资金使\n用效益，根据有关规定，结合本区实际，制定本办"
        "法。\n第二条本办法所称科技创新券，是指面向中小企业无偿发放、用于\n"
        "购买科技服务的电子凭证，由区科学技术局统一组织实施，并接受\n区财政局的监督检查和绩效评价管理。\n"
        "第三条每家企业每年度申领额度最高不超过二十万元，同一服务合\n"
        "同不得重复申领，当年未使用的额度不结转到下一年度继续使用并\n由系统自动清零处理。\n",
        {
            "title": "栖山区科技创新券管理办法",
            "doc_number": "栖科规〔2023〕2号",
            "issuer": "栖山区科学技术局",
            "issue_date": "2023-05-12",
            "addressee": "各街道办事处，区政府各部门，各有关单位",
        },
        id="hard-wrapped lines",
    ),
    pytest.param(
        "关于市政协第20230123号提案的会办意见\n\n澜州市交通运输局：\n"
        "由贵局主办的市政协第20230123号提案《关于优化公交线网的提案》收悉，现提出会办意见如下：\n"
        f"{BODY}\n澜州市公安局\n2023年4月28日\n",
        {
            "doc_kind": "reply_cppcc",
            "case_number": "20230123",
            "session": None,
            "proposal_title": "关于优化公交线网的提案",
            "addressee": "澜州市交通运输局",
        },
        id="opinion for the lead unit",
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_head_matter(text, expected):
    found = head(text)
    assert {k: getattr(found, k) for k in expected} == expected


def test_validity_runs_from_the_clause():
    found = head(CASES[7].values[0])
    assert (found.validity.start, found.validity.end, found.validity.basis) == ("2024-04-01", "2027-03-31", "clause")


def test_years_of_the_title_are_its_validity_when_no_clause_stands():
    found = head("澜州市养老服务三年行动计划（2024—2026年）\n为加快发展养老服务，制定本计划。\n一、主要目标\n到2026年建成。\n")
    assert (found.validity.start, found.validity.end, found.validity.basis) == ("2024-01-01", "2026-12-31", "title")
    assert (found.anchor.value, found.anchor.basis) == ("2024", "title")


@pytest.mark.parametrize(
    ("text", "value", "basis"),
    [
        ("澜政办发〔2024〕18号\n各区人民政府：\n现将有关事项通知如下。\n澜州市人民政府办公室\n2024年3月6日\n", "2024-03-06", "issue_date"),
        ("各区人民政府：\n现将有关事项通知如下。\n澜州市人民政府办公室　　2024年3月8日印发\n", "2024-03-08", "print_date"),
        ("澜政办发〔2024〕18号\n各区人民政府：\n现将有关事项通知如下。\n", "2024", "doc_number"),
        ("截至2023年5月1日，已建成站点30个，覆盖全部街道和主要乡镇，群众反映良好，各项工作有序推进。\n", "2023-05-01", "body"),
        ("我市各项工作有序推进，群众反映良好，相关部门密切配合。\n", None, "assumed"),
    ],
)
def test_anchor_order(text, value, basis):
    anchor = head(text).anchor
    assert (anchor.value, anchor.basis) == (value, basis)


def test_the_catalogue_fills_only_what_the_paper_leaves_open():
    row = {"title": "别的标题", "issuer": "别的机关", "region": "浙江温州", "date": "2020-01-01", "doc_no": "温科〔2020〕1号"}
    full = head(CASES[7].values[0], row)
    assert full.from_catalogue == ()
    assert full.issuer == "澜州市人民政府办公室"
    bare = head("对符合条件的企业给予奖励，由有关部门负责兑现，确保资金及时拨付到位。\n", row)
    assert set(bare.from_catalogue) == {"title", "issuer", "region", "issue_date", "doc_number"}
    assert bare.anchor.basis == "catalogue"


def test_fields_are_quoted_from_the_text():
    text = CASES[7].values[0]
    spans = head(text).spans
    assert {k: spans[k].text for k in ("doc_number", "issuer", "issue_date")} == {
        "doc_number": "澜政办发〔2024〕18号",
        "issuer": "澜州市人民政府办公室",
        "issue_date": "2024年3月6日",
    }


def test_contacts_keep_names_and_telephones():
    contact = head(CASES[2].values[0]).contact
    assert (contact.name, contact.phone) == ("许青", "0599-8765432")


def test_a_law_names_who_adopted_it_and_when():
    found = head(
        "# 澜江省电子商务条例\n\n2016年5月4日 澜江省第十二届人民代表大会常务委员会第九次会议通过\n\n"
        "2021年9月29日 澜江省第十三届人民代表大会常务委员会第三十一次会议修订\n\n"
        "## 第一章 总则\n\n第一条 为了保障电子商务各方主体的合法权益，制定本条例。\n"
    )
    assert (found.title, found.issuer, found.issue_date) == ("澜江省电子商务条例", "澜江省人民代表大会常务委员会", "2021-09-29")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("澜州市关于扶持产业发展的若干措施\n在深入调研和公开征求意见的基础上，制定本措施。\n", "in_force"),
        ("澜州市关于扶持产业发展的若干措施（征求意见稿）\n为扶持产业发展，制定本措施。\n", "draft_for_comment"),
        ("关于公开征求《澜州市数据条例》意见的公告\n现向社会公开征求意见，请于月底前反馈至市司法局。\n", "draft_for_comment"),
        ("关于县十六届人大二次会议第57号建议的答复\n乔满仓代表：\n您提出的建议收悉，现答复如下：已办结。\n", None),
    ],
)
def test_status(text, status):
    assert head(text).status == status
