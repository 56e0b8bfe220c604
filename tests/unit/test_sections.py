"""The outline: levels, headings, lost and restarted numbers, flat and hard-wrapped layouts."""

import hashlib

from docintel.domain.documents import Document
from docintel.structure import structure
from docintel.structure.paragraphs import paragraphs


def paper(text: str):
    return structure(Document("T", text, "T.txt", "txt", hashlib.sha256(text.encode()).hexdigest()))


def outline(text: str):
    sections = paper(text).sections
    return [(s.level, s.number, s.heading) for s in sections]


def test_levels_follow_the_styles_as_they_nest():
    text = (
        "一、总体要求\n坚持以人民为中心的发展思想，统筹推进各项工作。\n二、重点任务\n"
        "（一）强化创新。加大研发投入力度，支持企业技术改造。\n1.建设平台。支持建设创新平台。\n"
        "（1）省级平台。给予奖励。\n①认定。由市科技局认定。\n（二）扩大开放。积极引进外资。\n三、保障措施\n"
        "加强组织领导，落实工作责任，确保取得实效。\n"
    )
    assert outline(text) == [
        (1, "一、", "总体要求"),
        (1, "二、", "重点任务"),
        (2, "（一）", "强化创新"),
        (3, "1.", "建设平台"),
        (4, "（1）", "省级平台"),
        (5, "①", "认定"),
        (2, "（二）", "扩大开放"),
        (1, "三、", "保障措施"),
    ]


def test_chapters_hold_articles_and_articles_their_items():
    text = (
        "第一章 总则\n第一条 为规范管理，制定本办法。\n第二条 【适用范围】本办法适用于下列企业：\n"
        "（一）制造业企业；\n（二）服务业企业。\n"
        "第二章 附则\n第三条 本办法自印发之日起施行。\n"
    )
    assert outline(text) == [
        (1, "第一章", "总则"),
        (2, "第一条", ""),
        (2, "第二条", "适用范围"),
        (3, "（一）", ""),
        (3, "（二）", ""),
        (1, "第二章", "附则"),
        (2, "第三条", ""),
    ]


def test_points_inside_a_paragraph_end_with_it():
    text = (
        "一、工作情况\n近年来，我市积极作为。一是完善制度。出台管理办法三项。二是加大投入。安排资金两亿元。\n"
        "下一步，我局将继续加大工作力度，抓好落实。\n"
    )
    sections = paper(text).sections
    assert [(s.number, s.heading) for s in sections] == [("一、", "工作情况"), ("一是", "完善制度"), ("二是", "加大投入")]
    assert sections[0].end > text.index("下一步") > sections[2].end


def test_thanks_belong_to_no_point():
    text = "一、关于停车问题\n我局将新增泊位三百个，年底前投入使用。\n感谢您对城市管理工作的关心支持，欢迎继续监督。\n"
    (only,) = paper(text).sections
    assert only.end <= text.index("感谢")


def test_a_lost_automatic_number_joins_its_series():
    text = "一、关于宣传的建议\n已开展活动。\n2、关于平台的建议\n正在建设。\n3、关于资金的建议\n已安排。\n四、关于人才的建议\n将研究。\n"
    assert [(level, number) for level, number, _ in outline(text)] == [(1, "一、"), (1, "2、"), (1, "3、"), (1, "四、")]


def test_broken_and_restarted_series_are_reported():
    warnings = paper("一、甲方面工作\n内容甲。\n三、丙方面工作\n内容丙。\n一、再起一组\n内容。\n").warnings
    assert any("不连续" in w and "三、" in w for w in warnings)
    assert any("重新开始" in w for w in warnings)


def test_references_to_numbers_are_no_points():
    text = "第一条 违反本办法第三条、第四条规定的，依照有关法律处理，并按照第（二）项的要求予以公示，同时依据《管理条例》第五条执行。\n"
    assert [n for _, n, _ in outline(text)] == ["第一条"]


def test_years_sums_and_dates_are_no_numbers():
    text = "2023年全市完成投资1.5亿元，同比增长3.2%。10.5万人受益，2024.6.1前完成。\n1.5亿元已经到位，其余资金正在落实。\n"
    assert outline(text) == []


def test_a_flat_text_shows_the_same_outline():
    flat = (
        "为推动高质量发展，结合我市实际，制定如下政策。一、加大平台支持1.对获批国家级平台的企业，给予300万元奖"
        "励，并优先推荐申报上级专项资金。"
        "2.对获批省级平台的企业，给予100万元奖励，并在用地、用能等要素保障方面给予重点倾斜。二、加大研发支持3."
        "对年度研发投入达到50万元以上的企业，"
        "按研发投入的百分之三给予补助，最高二百万元。4.支持领军企业牵头组建创新联合体，开展产业链上下游联合攻关，最高给予100万元支持。"
        "三、保障措施（一）加强领导。各级各部门要高度重视，健全工作机制，压实工作责任。（二）严格监督。加强资金"
        "使用全过程监管，确保专款专用。"
    )
    assert [(level, number, heading) for level, number, heading in outline(flat)] == [
        (1, "一、", "加大平台支持"),
        (2, "1.", ""),
        (2, "2.", ""),
        (1, "二、", "加大研发支持"),
        (2, "3.", ""),
        (2, "4.", ""),
        (1, "三、", "保障措施"),
        (2, "（一）", "加强领导"),
        (2, "（二）", "严格监督"),
    ]


def test_hard_wrapped_lines_are_joined_and_offsets_stay():
    text = (
        "一、总体要求\n坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建\n"
        "新发展格局，统筹发展和安全，深化供给侧结构性改革，着力推动经济\n实现质的有效提升和量的合理增长。\n"
        "二、重点任务\n（一）提升企业创新能力。支持企业建设研发机构，加大研发投入力\n"
        "度，对符合条件的企业给予奖励，进一步强化企业创新主体地位，推动\n产学研深度融合发展。（责任单位：市科技局、市财政局）\n"
        "（二）优化营商环境。深化行政审批制度改革，推行一网通办，压减办\n"
        "理时限，提升服务效能，切实减轻企业负担，营造公平竞争的市场环境\n和良好社会氛围。\n三、保障措施\n"
        "加强组织领导，健全工作机制，明确责任分工，细化工作举措，强化督\n"
        "促检查，确保各项任务落到实处，及时总结推广好经验好做法，营造全\n社会共同参与的浓厚氛围。\n"
    )
    joined = [p.text for p in paragraphs(text)]
    assert (
        "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念，加快构建新发展格局，统筹发展和安全，深化供给侧结构"
        "性改革，着力推动经济实现质的有效提升和量的合理增长。" in joined
    )
    assert len(joined) == 7
    for para in paragraphs(text):
        assert [text[para.back(i)] for i in range(len(para.text))] == list(para.text)


def test_headings_that_the_file_marks_hold_what_follows():
    text = "# 吸纳就业补贴\n\n适用于符合条件的中小微企业，按规定享受一次性补贴。\n\n一、申报条件\n签订一年以上劳动合同并缴纳社会保险费。\n\n# 区块链企业奖励\n\n对入选企业给予一次性奖励。\n"
    found = [
        (s.level, s.number, s.heading)
        for s in paper("为便利企业，现公布惠企政策如下，请按照要求及时申报，逾期不再受理。\n\n" + text).sections
    ]
    assert found == [(1, "", "吸纳就业补贴"), (2, "一、", "申报条件"), (1, "", "区块链企业奖励")]
