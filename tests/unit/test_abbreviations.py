"""Which names are short forms of which (real names of offices and their usual short forms)."""

from __future__ import annotations

import pytest

from docintel.text.abbreviations import abbreviates, is_full, list_name, may_mean, possible, rows

SHORT = """
科技局 科学技术局
科技厅 科学技术厅
科委 科学技术委员会
发改委 发展和改革委员会
发展改革委 发展和改革委员会
发改局 发展和改革局
经信局 经济和信息化局
经济信息化委 经济和信息化委员会
工信局 工业和信息化局
教委 教育委员会
人社局 人力资源和社会保障局
人力社保局 人力资源和社会保障局
人力资源社会保障局 人力资源和社会保障局
住建局 住房和城乡建设局
住建委 住房和城乡建设委员会
住房城乡建设委 住房和城乡建设委员会
住房建设局 住房和建设局
住房城乡建设管理委 住房和城乡建设管理委员会
市监局 市场监督管理局
市场监管局 市场监督管理局
市场监管委 市场监督管理委员会
文旅局 文化和旅游局
文广旅局 文化广电和旅游局
卫健委 卫生健康委员会
卫生健康委 卫生健康委员会
卫健局 卫生健康局
资规局 自然资源和规划局
自规局 自然资源和规划局
规划资源局 规划和自然资源局
自然资源规划局 自然资源和规划局
金融局 地方金融管理局
地方金融监管局 地方金融监督管理局
金融办 金融工作办公室
城管局 城市管理局
城管委 城市管理委员会
综合执法局 综合行政执法局
城管执法局 城市管理行政执法局
国资委 国有资产监督管理委员会
国资委 人民政府国有资产监督管理委员会
应急局 应急管理局
退役军人局 退役军人事务局
医保局 医疗保障局
药监局 药品监督管理局
药品监管局 药品监督管理局
林草局 林业和草原局
粮储局 粮食和物资储备局
民宗局 民族宗教事务局
民宗委 民族宗教事务委员会
机关事务局 机关事务管理局
机管局 机关事务管理局
政务服务局 政务服务管理局
政数局 政务服务数据管理局
大数据局 大数据发展管理局
绿化市容局 绿化和市容管理局
交通局 交通运输局
交通委 交通运输委员会
投促局 投资促进局
外办 外事办公室
外办 人民政府外事办公室
台办 台湾事务办公室
编办 机构编制委员会办公室
网信办 委网络安全和信息化委员会办公室
委网信办 委网络安全和信息化委员会办公室
妇联 妇女联合会
残联 残疾人联合会
工商联 工商业联合会
侨联 归国华侨联合会
科协 科学技术协会
政府办 人民政府办公室
府办 人民政府办公室
政府办公厅 人民政府办公厅
税务局 国家税务总局税务局
公积金中心 住房公积金管理中心
农业农村委 农业农村委员会
教体局 教育体育局
科工信局 科技工业信息化局
公共资源交易局 公共资源交易管理局
城运中心 城市运行管理中心
工商局 工商行政管理局
质监局 质量技术监督局
安监局 安全生产监督管理局
食药监局 食品药品监督管理局
卫计委 卫生和计划生育委员会
人防办 人民防空办公室
国动办 国防动员办公室
政法委 委政法委员会
委统战部 委统一战线工作部
疾控中心 疾病预防控制中心
营商局 营商环境建设局
中小企业局 中小企业管理局
园林绿化局 园林和绿化管理局
"""
"""Short form, full name: spelled shorter."""

LISTED = """
检察院 人民检察院
中院 中级人民法院
管委会 管理委员会
政府 人民政府
供销社 供销合作社联合社
金融办 地方金融监督管理局
城管局 城市管理和综合执法局
建设局 住房和城乡建设局
"""
"""Short forms that only the list knows."""

OTHER = """
卫生局 卫生健康局
文化局 文化和旅游局
旅游局 文化和旅游局
农业局 农业农村局
教育局 教育体育局
体育局 教育体育局
规划局 自然资源和规划局
国土局 自然资源局
林业局 林业和草原局
粮食局 粮食和物资储备局
管理局 市场监督管理局
管理局 城市管理局
监督局 质量技术监督局
监管局 市场监督管理局
服务中心 政务服务中心
事务局 退役军人事务局
办公室 人民政府办公室
委员会 卫生健康委员会
局 教育局
发改委 发展和改革局
卫健局 卫生健康委员会
科技局 科技创新局
科技局 科学技术协会
城管局 城市管理和综合执法局
公安局 公安局交通警察支队
财政局 财政局国库支付中心
住房局 住房和建设局
建设局 住房和城乡建设局
信息局 经济和信息化局
经济局 经济和信息化局
资源局 公共资源交易管理局
环保局 生态环境局
政务服务局 政务服务数据管理局
人事局 人力资源和社会保障局
交通局 交通警察支队
水利局 水务局
监局 市场监督管理局
中心 大数据中心
联合会 残疾人联合会
妇联 残疾人联合会
工会 总工会
市容局 绿化和市容管理局
科学技术局 科技局
"""
"""Former names, other bodies, parts of bodies, words that many names share, the longer of two names."""


def _pairs(words):
    return [line.split() for line in words.strip().splitlines()]


@pytest.mark.parametrize(("short", "full"), _pairs(SHORT))
def test_a_short_form_spells_every_word_of_the_full_name(short, full):
    assert abbreviates(short, full)
    assert not abbreviates(full, short)


@pytest.mark.parametrize(("short", "full"), _pairs(OTHER))
def test_another_name_is_no_short_form(short, full):
    assert not abbreviates(short, full)


@pytest.mark.parametrize(("short", "full"), _pairs(LISTED))
def test_the_list_knows_what_no_letter_betrays(short, full):
    assert not abbreviates(short, full)
    assert may_mean(short, full)


@pytest.mark.parametrize(
    ("name", "full"), [("科技局", "科学技术局"), ("教育局", "教育局"), ("发展和改革委员会", "发展和改革委员会"), ("招才局", None)]
)
def test_the_list_gives_the_name_that_is_the_same_everywhere(name, full):
    assert list_name(name) == full


@pytest.mark.parametrize(
    "name", ["经信局", "工信局", "文旅局", "城管局", "综合执法局", "地方金融监管局", "金融办", "国资委", "大数据局", "文化广电旅游局"]
)
def test_names_that_differ_between_cities_are_not_guessed(name):
    assert list_name(name) is None


def test_a_person_may_choose_among_what_the_list_offers():
    assert possible("经信局") == ("经济和信息化局", "经济贸易和信息化局")
    assert possible("营商环境建设局") == ("营商环境建设局",)
    assert possible("政务服务办") == ("政务服务办公室",)
    assert possible("开发区管委会") == ("开发区管理委员会",)
    assert possible("综合处") == ()


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("科学技术局", True),
        ("营商环境建设局", True),
        ("科技局", False),
        ("文旅局", False),
        ("卫健委", False),
        ("管理局", False),
        ("外办", False),
        ("经济开发区管委会", False),
    ],
)
def test_what_is_written_out(name, full):
    assert is_full(name) is full


def test_every_single_short_form_of_the_list_stands_for_one_name_of_the_same_organ():
    for short, full in rows("short_forms"):
        assert short
        assert full
        assert short == full or not abbreviates(full, short), f"{short} {full}: turned round"
