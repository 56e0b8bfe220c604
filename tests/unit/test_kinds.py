"""What kind of paper a title, or a body without title, makes."""

import pytest

from docintel.structure.kinds import Clues, bare_title, kind_of


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("澜州市技能人才提质倍增三年行动实施方案（2024—2026年）", "plan", "实施方案"),
        ("澜州市“十四五”残疾人保障和发展规划", "plan", "规划"),
        ("2024年澜州市优化营商环境工作要点", "plan", "工作要点"),
        ("不良事件监测检查要点", "other", "要点"),
        ("砚湖区促进智能传感器产业高质量发展若干措施", "measures", "若干措施"),
        ("怀川市科技专项资金管理办法（试行）", "measures", "办法"),
        ("汐湾市支持现代渔业发展若干政策（征求意见稿）", "measures", "若干政策"),
        ("澜江省人民政府关于加快发展康养服务业的实施意见", "circular", "实施意见"),
        ("关于做好防汛工作的通知", "circular", "通知"),
        ("关于政协第十四届全国委员会第一次会议第01234号提案答复的函", "reply_cppcc", "政协提案答复"),
        ("对省十四届人大二次会议第1138号建议的答复", "reply_npc", "人大建议答复"),
        ("关于县十六届人大二次会议第57号建议办理情况的复函", "reply_npc", "人大建议答复"),
        ("《苍浦市职工长期护理保险实施办法》政策解读", "interpretation", "解读"),
        ("关于同意设立澜州高新技术产业开发区的批复", "other", "批复"),
        ("澜江省人民政府办公厅关于防洪建设有关问题的函", "other", "函"),
        ("关于进一步加强提案办理工作的通知", "circular", "通知"),
        ("2026年澜江省政府工作报告", "other", "政府工作报告"),
        ("关于市政协十四届三次会议第112号提案的会办意见", "reply_cppcc", "会办意见"),
        ("对市十五届人大三次会议第7号议案的答复", "reply_npc", "人大议案答复"),
        ("2025年度澜州市科技创新券申报指南", "other", "申报指南"),
        ("澜州市优化营商环境三年行动计划（2025—2027年）", "plan", "行动计划"),
        ("怀川市科技局会议纪要", "other", "纪要"),
    ],
)
def test_the_title_decides(title, kind, name):
    assert kind_of(title, Clues()) == (kind, name)


@pytest.mark.parametrize(
    ("clues", "kind"),
    [
        (Clues("为加快产业发展，结合本区实际，制定本措施。"), "measures"),
        (Clues("第一条 为规范资金管理，根据有关规定，制定本办法。"), "measures"),
        (Clues("现将有关事项通知如下："), "circular"),
        (Clues("请抓好落实。", addressee="各县（市、区）人民政府"), "circular"),
        (Clues("您提出的《关于停车难的提案》收悉，现答复如下：", addressee="沈若溪委员"), "reply_cppcc"),
        (Clues("您提出的《关于修路的建议》收悉，现答复如下：", addressee="贺兰芝代表"), "reply_npc"),
        (Clues("有关部门负责同志就出台背景进行了解读。"), "interpretation"),
        (Clues("一、背景", top=("政策文件：澜州市关于支持中医药发展的意见",)), "interpretation"),
        (Clues("一、《澜州市若干措施》的背景是什么？", questions=4), "interpretation"),
        (Clues("本届活动于上周闭幕，来自各地的代表参加。"), "other"),
    ],
)
def test_without_title_the_body_decides(clues, kind):
    assert kind_of(None, clues)[0] == kind


def test_an_opinion_for_the_lead_office_says_so_in_its_first_lines():
    lead = "该提案由你局主办，现将我局职责范围内的意见函告如下，供你局答复委员时参考："
    assert kind_of("关于市政协第112号提案办理意见的函", Clues(lead, "市科学技术局")) == ("reply_cppcc", "会办意见")


def test_notes_at_the_end_of_a_title_are_no_part_of_its_kind():
    assert bare_title("澜州市管理办法（试行）（2024年修订）") == "澜州市管理办法"
    assert bare_title("（试行）") == "（试行）"
