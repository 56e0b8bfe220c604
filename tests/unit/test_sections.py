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


def ends(text: str):
    return {s.number: text[s.start : s.end].rstrip()[-6:] for s in paper(text).sections}


def test_figures_with_points_are_an_outline_where_they_stand_in_series():
    text = "1　总则\n1.1　编制目的\n为建立机制，制定本预案。\n1.2　编制依据\n依据有关法律。\n2　组织体系\n2.1　指挥机构\n由县政府设立。\n1.5亿元资金已经到位，其余正在落实。\n"
    assert outline(text) == [
        (1, "1", "总则"),
        (2, "1.1", "编制目的"),
        (2, "1.2", "编制依据"),
        (1, "2", "组织体系"),
        (2, "2.1", "指挥机构"),
    ]


def test_numbers_of_one_sign_and_full_width_figures():
    text = "现将申报工作有关事项通知如下。\n㈠申报对象\n本市企业。\n㈡申报条件\n应符合：\n⑴依法注册；\n⑵信用良好。\n１．提交材料\n按要求提交。\n"
    assert [(level, number) for level, number, _ in outline(text)] == [(1, "㈠"), (1, "㈡"), (2, "⑴"), (2, "⑵"), (2, "１．")]


def test_a_year_may_follow_a_number():
    assert outline("一、2024年工作回顾\n全年完成投资三亿元。\n二、2025年重点工作\n抓好落实。\n") == [
        (1, "一、", "2024年工作回顾"),
        (1, "二、", "2025年重点工作"),
    ]


def test_a_question_is_a_heading():
    assert outline("一、哪些人可以参加？\n本市职工均可参加。\n二、钱从哪里来？\n由单位和个人缴纳。\n") == [
        (1, "一、", "哪些人可以参加"),
        (1, "二、", "钱从哪里来"),
    ]


def test_owners_in_brackets_end_a_heading():
    text = "（一）加快交通枢纽建设（牵头单位：市交通运输局）\n1.建设机场。扩建航站楼。\n2.建设铁路。加快前期工作。\n"
    assert outline(text)[0] == (1, "（一）", "加快交通枢纽建设")


def test_a_first_sentence_that_tells_something_is_no_heading():
    text = "（一）对新认定的企业，给予20万元奖励。对复审通过的减半。\n（二）加强组织领导。各部门要高度重视。\n"
    assert [h for _, _, h in outline(text)] == ["", "加强组织领导"]


def test_articles_may_stand_under_chinese_numbers_and_count_on():
    text = "一、支持创新\n第一条 对平台给予奖励。\n第二条 对人才给予补贴。\n二、支持融资\n第三条 对贷款给予贴息。\n"
    assert [(level, number) for level, number, _ in outline(text)] == [
        (1, "一、"),
        (2, "第一条"),
        (2, "第二条"),
        (1, "二、"),
        (2, "第三条"),
    ]


def test_a_list_led_in_by_a_colon_is_below_its_point():
    text = "1.申请人需要具备哪些条件？\n答：需要具备以下条件：（一）年满十八周岁；（二）有固定住所；（三）无犯罪记录。\n2.何时申报？\n答：每年三月。\n"
    assert [(level, number) for level, number, _ in outline(text)] == [(1, "1."), (2, "（一）"), (2, "（二）"), (2, "（三）"), (1, "2.")]


def test_points_that_are_named_are_not_begun():
    text = "（一）落实补助政策。按照规定足额发放补助资金。\n（二）建立补助制度。按照（一）、（二）所列标准执行，由第十条规定的部门负责，第三条第（二）款、第（三）项除外。\n（三）强化监管。加强检查。\n"
    assert [number for _, number, _ in outline(text)] == ["（一）", "（二）", "（三）"]


def test_closing_paragraphs_belong_to_no_point():
    text = "一、加强领导。各部门要高度重视。\n二、严格考核。对进度滞后的予以约谈。\n本方案自2025年6月1日起施行，有效期三年。\n"
    assert ends(text)["二、"].endswith("予以约谈。")
    plan = "一、加强领导。各部门要高度重视。\n二、严格考核。对进度滞后的予以约谈。\n各县（区）要结合本方案制定具体措施，报市政府备案。\n"
    assert ends(plan)["二、"].endswith("予以约谈。")
    reply = "一、工作情况\n（一）加强培训。开展培训三期。\n（二）改善待遇。人均补贴六百元。\n同时也要看到，队伍年龄老化问题仍然存在。\n二、下一步打算\n继续落实。\n"
    assert ends(reply)["（二）"].endswith("六百元。")
    assert ends(reply)["一、"].endswith("仍然存在。")


def test_a_turn_inside_a_series_ends_nothing():
    text = "（一）扩大来源。每年招聘一千名。\n（二）稳定待遇。足额拨付补助。\n关于您提出的全额缴费的建议，目前条件尚不成熟。\n（三）改善条件。改造卫生室。\n"
    assert ends(text)["（二）"].endswith("尚不成熟。")


def test_the_first_word_of_a_topic_reaches_to_the_next():
    text = "首先，关于资金问题。已争取补助。\n补助标准拟提高到十五万元。\n其次，关于审批问题。实行联合审查。\n感谢您的关心。\n"
    assert ends(text)["首先"].endswith("十五万元。")


def test_warnings_name_the_missing_numbers_and_the_place():
    text = "一、甲方面工作\n内容甲。\n四、丁方面工作\n内容丁。\n"
    (warning,) = paper(text).warnings
    assert "“二、”、“三、”" in warning
    assert str(text.index("四、")) in warning
    (again,) = paper("第一条 甲。\n第二条 乙。\n第二条 丙。\n").warnings
    assert "重复" in again


def test_each_annex_counts_for_itself_and_names_its_provisions():
    text = (
        "关于开展检查的通知\n各单位：\n现将有关事项通知如下。\n一、检查内容\n检查消防设施的配备和维护情况。\n二、检查时间\n本月下旬开始，年底前结束。\n"
        "附件：1.检查方案\n2.责任分工\n怀川市应急管理局\n2024年3月5日\n附件1\n消防安全检查方案\n一、检查方式\n采取随机抽查的方式进行检查。\n"
        "二、结果运用\n检查结果向社会公布，并纳入年度考核。\n附件2\n责任分工\n一、市应急局\n负责统筹协调各项检查工作的开展。\n"
    )
    found = paper(text)
    assert [(p.kind, p.label, p.title) for p in found.head.parts] == [
        ("main", "", "关于开展检查的通知"),
        ("annex", "附件1", "消防安全检查方案"),
        ("annex", "附件2", "责任分工"),
    ]
    assert found.warnings == ()
    assert [s.level for s in found.sections] == [1, 1, 1, 1, 1]
    assert {p.path[0] for p in found.provisions if p.start > text.index("附件1\n")} == {"附件1消防安全检查方案", "附件2责任分工"}
