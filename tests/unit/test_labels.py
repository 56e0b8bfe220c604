"""Labels of units: wording, scope, headings, wrapped lines (annotation guide §2, §3, §8a)."""

from __future__ import annotations

from time import process_time

import pytest

from docintel.extract.headings import own_line
from docintel.extract.outline import outline
from docintel.extract.units import label_units
from tests.papers import PLAN, REPLY, paper


def labels(text: str, kind: str = PLAN) -> list[tuple[str, ...]]:
    return [u.labels for u in label_units(paper(text, kind))]


def last(text: str, kind: str = PLAN) -> set[str]:
    return set(labels(text, kind)[-1])


OPENING = "沈岸委员：\n您提出的《关于修缮古渡口的提案》收悉，现答复如下：\n"


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("鼓励保险机构开发专属产品。", "ENCOURAGE"),
        ("市财政局每年安排专项资金用于渡口修缮。", "COMMIT"),
        ("对首次认定的高新技术企业，给予20万元奖励。", "BENEFIT"),
        ("任何单位不得挪用专项资金。", "PROHIBIT"),
        ("各地可结合实际制定实施细则。", "PERMIT"),
        ("本方案自2024年5月1日起施行，有效期3年。", "BACKGROUND"),
        ("截至2023年底，全市已建成渡口12处。", "ACHIEVE"),
        ("坚持以人民为中心的发展思想。", "BACKGROUND"),
        ("为加快渡口修缮，促进水运发展，制定和实施以下政策。", "BACKGROUND"),
        ("落实渡口值守制度情况，制定应急预案情况。", "BACKGROUND"),
        ("各设计、施工、监理单位要对照清单，健全质量管理体系。", "BACKGROUND"),
        ("渡口抽查率不得少于20%。", "COMMIT"),
        ("提高政治站位，牢固树立安全意识，开拓创新。", "BACKGROUND"),
        ("巡查结果可纳入年度考核。", "PERMIT"),
        ("各镇可吸收志愿者参加巡查。", "PERMIT"),
        ("同一渡口不可通过多途径申报。", "PROHIBIT"),
        ("建立不予处罚的轻微违法行为清单。", "COMMIT"),
        ("渡口名单分为三类。", "BACKGROUND"),
        ("岸线租赁期限不低于5年。", "BACKGROUND"),
        ("巡查制度从印发之日起实行。", "BACKGROUND"),
        ("渡口改造必将带动沿岸发展。", "BACKGROUND"),
        ("渡工培训实行分级管理。", "COMMIT"),
        ("渡口事故起数较上年下降20%，救生设备每半年检查一次。", "COMMIT"),
        ("渡口客运量同比增长8%以上。", "COMMIT"),
        ("已拨付资金由县财政局收回。", "COMMIT"),
        ("一是指导各镇加强渡工培训。", "COMMIT"),
        ("每月5日前通报上月进展。", "COMMIT"),
        ("协调解决工作中存在的困难和问题。", "COMMIT"),
        ("动态调整不予处罚、减轻处罚事项清单。", "COMMIT"),
        ("整合各部门已有巡查系统。", "COMMIT"),
        ("基层医疗卫生机构要制定值班办法。", "COMMIT"),
        ("定期收集渡口运行情况。", "COMMIT"),
        ("2022年，渡口客运量达到80万人次，同比增长8%。", "ACHIEVE"),
    ],
)
def test_the_words_of_a_sentence_decide_its_label(sentence: str, label: str) -> None:
    assert last(f"各县（市、区）人民政府：\n现将方案印发给你们，请认真贯彻执行。\n一、主要任务\n{sentence}") == {label}


def test_a_reply_looks_back_until_a_cue_looks_forward() -> None:
    text = OPENING + "一、关于“修缮古渡口”的建议\n近年来，我局推进渡口修缮。组织专家踏勘4次。下一步，我局将编制修缮方案。开展水下考古。"
    assert labels(text, REPLY)[-4:] == [("ACHIEVE",), ("ACHIEVE",), ("COMMIT",), ("COMMIT",)]


def test_the_scope_ends_with_the_paragraph() -> None:
    text = OPENING + "下一步，我局将编制修缮方案。\n组织专家踏勘4次，完成测绘。"
    assert last(text, REPLY) == {"ACHIEVE"}


def test_a_bare_verb_in_a_plan_is_a_commitment() -> None:
    assert last("为做好修缮工作，制定本方案。\n一、重点任务\n完善渡口管护机制。") == {"COMMIT"}


def test_the_future_auxiliary_is_told_from_the_disposal_jiang() -> None:
    reply = OPENING + "我局将渡口纳入市级文物保护单位名录，完成挂牌。"
    assert last(reply, REPLY) == {"ACHIEVE"}
    assert last(OPENING + "我局将加快渡口修缮。", REPLY) == {"COMMIT"}


def test_a_quoted_suggestion_and_the_receipt_are_the_proposers_words() -> None:
    found = labels(OPENING + "一、关于“修缮古渡口”的建议\n渡口修缮已列入计划。", REPLY)
    assert found[1] == ("PROPOSAL", "META")
    assert found[2] == ("PROPOSAL",)


def test_thanks_are_no_promise_in_spite_of_jiang() -> None:
    assert last(OPENING + "感谢您对文物工作的关心，我们将加强与您的沟通联系。", REPLY) == {"META"}


def test_a_group_heading_is_meta_and_a_lowest_heading_keeps_its_label() -> None:
    text = "一、重点任务\n（一）完善管护机制\n1.建立巡查制度。组织市县两级巡查。\n2.支持社会参与。对参与修缮的企业，给予5万元补助。\n"
    found = dict(zip(("一", "（一", "1", "巡", "2", "补"), labels(text), strict=True))
    assert found["一"] == found["（一"] == ("META",)
    assert found["1"] == found["巡"] == ("COMMIT",)
    assert found["2"] == ("META",), "its body has no ENCOURAGE"
    assert found["补"] == ("BENEFIT",)


def test_encouragement_reaches_the_other_verbs_of_the_party_but_not_the_governments() -> None:
    assert last("一、任务\n鼓励企业设立研究院，开发新产品。") == {"ENCOURAGE"}
    assert last("一、任务\n鼓励企业设立研究院，落实用地保障政策。") == {"ENCOURAGE", "COMMIT"}


def test_an_invitation_to_nobody_ends_with_its_clause() -> None:
    text = "为做好修缮工作，制定本方案。\n一、重点任务\n鼓励老旧渡船提前更新，加大渡口巡查力度。"
    assert last(text) == {"ENCOURAGE", "COMMIT"}
    assert last(text.replace("老旧渡船提前更新", "渡运企业提前更新渡船")) == {"ENCOURAGE"}


def test_a_permission_ends_where_the_body_is_told_to_see_to_something() -> None:
    text = "为做好修缮工作，制定本方案。\n一、重点任务\n各镇可适当增加班次，督促渡工持证上岗。"
    assert last(text) == {"PERMIT", "COMMIT"}


def test_the_paragraph_of_general_demands_is_attitude_unless_it_tells_something_to_check() -> None:
    text = "为做好修缮工作，制定本方案。\n一、总体要求\n坚持保护优先，全面夯实管护基础，打造水上交通新格局。\n二、重点任务\n开展巡查。"
    assert labels(text)[2] == ("BACKGROUND",)
    assert labels(text.replace("打造水上交通新格局", "到2026年改造渡口12处"))[2] == ("COMMIT",)


def test_a_line_above_the_first_point_of_its_list_is_a_heading() -> None:
    text = "为做好修缮工作，制定本方案。\n一、重点任务\n1.开展渡口巡查。\n定岗定责，公布渡工名单\n1.建立渡工名册。\n2.明确巡查责任。"
    assert labels(text)[3] == ("META",)


def test_indents_of_a_text_in_one_line_are_its_paragraphs() -> None:
    point = "　　一、指导思想　　坚持保护优先，全面夯实管护基础。　　二、重点任务　　（一）加强巡查。开展渡口普查。"
    found = label_units(paper("渡口管护方案　　为做好修缮工作，制定本方案。" + point + "　　三、工作要求　　各镇要安排专人。" + "　" * 340))
    assert [u.labels for u in found][1:] == [("META", "BACKGROUND"), ("COMMIT",), ("COMMIT",), ("COMMIT",)]


def test_owner_lines_in_brackets_and_bare_lists() -> None:
    assert last("一、任务\n修缮渡口。\n（责任单位：市文物局，市财政局）") == {"OWNER"}
    assert last("一、任务\n修缮渡口。\n（市文物局牵头，市财政局配合）") == {"OWNER"}
    assert last("一、任务\n修缮渡口。\n（市文物局、市财政局，各县（市、区）人民政府）") == {"OWNER"}


def test_a_hard_wrapped_line_takes_the_label_of_its_sentence() -> None:
    line = (
        "各有关部门要按照职责分工，加强渡口安全巡查，完善巡查台账，建立健全渡口管\n护长效机制，组织开展应急演练，配备救生设施，"
        "确保渡口运行安全有序平稳可\n靠。"
    )
    text = "为做好渡口工作，制定本方案，请各地各部门结合实际认真贯彻落实，并将落实情\n况及时报告市政府。\n" + "\n".join([line] * 4)
    found = labels(text)
    assert found[-1] == found[-2] == ("COMMIT",)


def test_every_unit_has_a_label_on_any_text() -> None:
    for text in ("", "\n", "。", "（", "“", "一、", "1.1.1.", "将将将。", "》》\n》", "责任单位：", "\t\t\n1\t\t"):
        assert all(labels(text)), text


def test_what_a_lower_government_requests_is_a_proposal_and_what_it_is_asked_to_do_an_encouragement() -> None:
    text = OPENING + "白榆县请求，拟投资4000万元，新建渡口3处。\n建议你县继续做好渡口值守，加强巡查。"
    assert labels(text, REPLY)[-2:] == [("PROPOSAL",), ("ENCOURAGE",)]


def test_what_a_citizen_wrote_is_no_promise() -> None:
    text = "渡口夜间照明\n建议每年增设路灯50盏，方便群众夜间过河。\n留言时间：2024-02-01\n\n答复内容：\n您好！我们将增设路灯。"
    found = labels(text, "other")
    assert found[1] == ("PROPOSAL",)
    assert found[-1] == ("COMMIT",)


def test_a_review_looks_back_whatever_it_hoped_for() -> None:
    text = "一、总体情况\n深入开展渡口整治，争取专项资金，确保群众安全过河。\n二、下一步工作\n编制渡口修缮方案。"
    assert labels(text, "other")[1:] == [("ACHIEVE",), ("META",), ("COMMIT",)]


def test_a_forecast_in_a_review_promises_only_own_work() -> None:
    text = "一、2023年工作回顾\n预计全年接待游客12万人次，旅游收入增长5%。\n预计6月底前建成渡口泵站。"
    assert [one[0] for one in labels(text, "other")[1:]] == ["ACHIEVE", "COMMIT"]


def test_a_nominal_heading_over_a_description_is_no_promise() -> None:
    text = "各县（市、区）人民政府：\n现通知如下：\n一、检查内容\n（一）渡口设计。设计单位落实规范情况，制定预案情况。"
    assert labels(text)[-2:] == [("META",), ("BACKGROUND",)]


def reply(text: str) -> list[tuple[str, ...]]:
    return labels(OPENING + text, REPLY)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # behind the restated suggestion the body speaks for itself
        ("您提出的“设立渡口基金”的建议，经商市财政局，暂不单独设立；市财政局将整合资金300万元用于渡口建设。", {"PROPOSAL", "COMMIT"}),
        ("您提出的统一补助标准的建议，按照现行规定，补助标准由各县（市、区）确定。", {"PROPOSAL", "BACKGROUND"}),
        ("需要说明的是，提案中提到的“渡口收费不公开”问题，市交通局已责令整改。", {"PROPOSAL", "ACHIEVE"}),
        ("您反映渡口管理水平不高，设施老化，服务不到位。", {"PROPOSAL"}),
        # a promise beside thanks counts, politeness does not
        ("感谢您对渡口工作的关心，我局将督促各镇修缮渡口设施。", {"META", "COMMIT"}),
        ("我局将认真吸纳您的宝贵意见。", {"META"}),
        ("首先感谢您对渡口工作的关心。", {"META"}),
        # lead-ins
        ("针对您提出的建议，我们将重点做好以下几方面工作：", {"META"}),
        ("主要开展了以下工作。", {"META"}),
        # the handling of a proposal and the state of things are no achievement
        ("接到提案后，我局召开专题会议进行研究，并与您当面沟通。", {"BACKGROUND"}),
        ("截至2022年底，全市渡口共有36处，其中农村渡口29处，占比八成。", {"BACKGROUND"}),
        ("截至2022年底，全市建成标准化渡口36处。", {"ACHIEVE"}),
        ("近年来，由于资金有限，渡口设施陈旧。", {"BACKGROUND"}),
        # what another body undertakes
        ("市交通局承诺，渡口道路拓宽工程列入农村公路建设计划，力争通车。", {"COMMIT"}),
        ("市市场监管局表示：集中开展渡口商铺专项整治。", {"COMMIT"}),
        # what another paper says opens no scope
        ("市政府2022年印发《渡口管理意见》，明确到2025年渡口达标率达到90%。", {"ACHIEVE"}),
        # hope beside done looks back
        ("我市累计争取上级资金2亿元，新建渡口47处。", {"ACHIEVE"}),
        # dates
        ("其余渡口11月底前完成改造。", {"COMMIT"}),
        ("从2026年起渡口班次由每日10班提高到20班。", {"COMMIT"}),
        ("我市加快渡口建设，一年内发生两起事故。", {"ACHIEVE"}),
        ("下一步，我局将加强协调，会同你局推进该项目前期工作。", {"COMMIT"}),
        # a condition and what follows it
        ("待市政府研究同意后印发实施。", {"COMMIT"}),
        ("条件成熟后逐步推广。", {"COMMIT"}),
        ("渡口道路已列入明年养护计划。", {"ACHIEVE"}),
        ("渡口补助政策执行至今年12月31日。", {"BACKGROUND"}),
        ("市总工会表示将进一步向上级请示。", {"COMMIT"}),
        ("下一步，对本市已登记的渡船建立台账。", {"COMMIT"}),
    ],
)
def test_sentences_of_a_reply(sentence: str, expected: set[str]) -> None:
    assert set(reply(sentence)[-1]) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("督促尚未安装的54家渡口装上监控。", {"COMMIT"}),
        ("梳理可用于文旅业态的老渡口清单。", {"COMMIT"}),
        ("对屡教不改的依法暂扣经营工具。", {"COMMIT"}),
        ("对连续两次排名末位的企业核减10%的班次。", {"COMMIT"}),
        ("对解放路等12条道路增设护栏，消除隐患。", {"COMMIT"}),
        ("剩余渡口汛前完成改造。", {"COMMIT"}),
        ("但鼓励企业开展渡口旧船回收。", {"ENCOURAGE"}),
        ("市交通局答复，完善渡口管护机制。", {"COMMIT"}),
        ("考虑到渡口结构特殊，设施老化。", {"BACKGROUND"}),
        ("会议听取了市交通局关于渡口管理的汇报。", {"BACKGROUND"}),
        ("市水务局等单位负责人列席会议。", {"BACKGROUND"}),
    ],
)
def test_sentences_of_a_plan(sentence: str, expected: set[str]) -> None:
    assert last(f"各县（市、区）人民政府：\n现将方案印发给你们，请认真贯彻执行。\n一、主要任务\n{sentence}") == expected


def test_a_lead_in_that_looks_back_opens_no_future() -> None:
    assert reply("我局主要开展了以下工作：\n一、修缮渡口\n组织专家踏勘，完善渡口设施。")[-1] == ("ACHIEVE",)


def test_the_fields_of_a_page_of_letters_are_no_words_of_the_writer() -> None:
    text = "渡口夜航\n能不能开通渡口夜航，我们村晚上出不去。\n留言时间：2023-07-13\n\n答复内容：\n您好！我局将开通渡口夜航。"
    assert labels(text, "关于渡口夜航的答复")[0] != ("PROPOSAL",)


def test_a_page_of_letters_whose_answer_names_its_office_first() -> None:
    text = "信件标题：渡口夜航\n信件内容：去年就说要开通夜航，到现在没动静。\n回复单位：市交通局 回复时间：2021-12-06\n回复内容：您好！我局将开通渡口夜航。\n"
    found = label_units(paper(text, "关于渡口夜航的答复"))
    assert next(u.labels for u in found if text[u.start : u.end].startswith("信件内容")) == ("PROPOSAL",)


def test_a_heading_of_a_verb_and_its_object_is_no_topic() -> None:
    assert "META" not in set(labels("一、工作现状\n渡口老化。\n二、主要任务\n（一）落实扶持政策。\n出台渡口扶持办法。\n")[-2])


def test_a_line_above_a_blanked_table_is_read_at_once() -> None:
    line = "定单——公布名单，探索体系"
    skeleton = outline(line + "\n" * 20_000 + "渡口")
    began = process_time()
    assert own_line(skeleton, skeleton.clauses[0], line)
    assert process_time() - began < 1.0  # milliseconds, but seconds where a look behind the line tries every length of the blanks
