"""Names of bodies: whose they are, and which body of those known they mean."""

from __future__ import annotations

import pytest

from docintel.text.bodies import LEVEL, OWN, WRITTEN, BodyName, asked, full_name, official_place, read_name
from docintel.text.gazetteer import Gazetteer
from docintel.text.places import place_path


@pytest.mark.parametrize(
    ("name", "region", "place", "function", "by"),
    [
        ("市科技局", "浙江省温州市", "温州市", "科技局", LEVEL),
        ("市科技局", "怀川市砚湖区", "怀川市", "科技局", LEVEL),
        ("市政府", "浙江省嘉兴市平湖市", "平湖市", "政府", LEVEL),
        ("自治区市场监管厅", "宁夏回族自治区", "宁夏回族自治区", "市场监管厅", LEVEL),
        ("州科技局", "云南省红河哈尼族彝族自治州", "红河哈尼族彝族自治州", "科技局", LEVEL),
        ("红河州人民政府办公室", "云南省红河哈尼族彝族自治州", "红河哈尼族彝族自治州", "人民政府办公室", WRITTEN),
        ("朝阳区教委", "北京市", "朝阳区", "教委", WRITTEN),
        ("国家税务总局温州市税务局", "浙江省温州市", "温州市", "国家税务总局税务局", WRITTEN),
        ("中共温州市委组织部", "浙江省温州市", "温州市", "委组织部", WRITTEN),
        ("市委组织部", "浙江省温州市", "温州市", "委组织部", LEVEL),
        ("团市委", "浙江省温州市", "温州市", "团委", LEVEL),
        ("共青团温州市委员会", "浙江省温州市", "温州市", "团委", WRITTEN),
        ("市场监管局", "浙江省温州市", "温州市", "市场监管局", OWN),
        ("市交通委（市道运局）", "上海市", "上海市", "交通委", LEVEL),
        ("北京经济技术开发区管委会", "北京市", "北京市", "经济技术开发区管委会", WRITTEN),
        ("三亚住房公积金管理局", "海南省三亚市", "三亚市", "三亚住房公积金管理局", WRITTEN),
        ("温州科技局", "浙江省温州市", "温州市", "科技局", WRITTEN),
        ("国家发改委", "浙江省温州市", "全国", "国家发展和改革委员会", WRITTEN),
        ("发展改革委", "全国", "全国", "国家发展和改革委员会", WRITTEN),
        ("公安局", "湖北省荆州市", "荆州市", "公安局", OWN),
    ],
)
def test_a_name_gives_its_place_and_function(name, region, place, function, by):
    body = read_name(name, place_path(region))
    assert body is not None
    assert (body.place[-1], body.function, body.by) == (place, function, by)


@pytest.mark.parametrize(
    "name", ["各区人民政府", "有关部门", "市直有关单位", "我局", "县（市、区）政府", "当地公安机关", "省市县", "中国华能集团", "教"]
)
def test_what_names_no_single_body(name):
    assert read_name(name, place_path("浙江省温州市")) is None


def test_a_level_that_the_place_of_the_paper_does_not_have():
    assert read_name("省财政厅", ("澜州市",)) is None
    assert read_name("市财政局", ()) is None


@pytest.mark.parametrize(
    "full",
    [
        "温州市科学技术局",
        "温州市鹿城区教育局",
        "平湖市人民政府",
        "重庆市黔江区人民政府",
        "国家税务总局温州市税务局",
        "中国银行保险监督管理委员会湖北监管局",
        "中共温州市委组织部",
        "中共温州市委员会",
        "共青团温州市委员会",
        "天津海关",
        "北京经济技术开发区管理委员会",
        "西咸新区管理委员会",
        "三亚住房公积金管理局",
        "国家发展和改革委员会",
        "温州市人民政府办公室",
    ],
)
def test_a_full_name_comes_back(full):
    body = read_name(full, place_path("陕西省") if "西咸" in full else ())
    assert body is not None
    assert full_name(body.place, body.function) == full


def test_a_district_carries_its_city():
    assert official_place(("浙江省", "温州市", "鹿城区")) == "温州市鹿城区"
    assert official_place(("浙江省", "嘉兴市", "平湖市")) == "平湖市"
    assert official_place(("安徽省", "合肥市", "合肥高新区")) == "合肥高新区"


@pytest.mark.parametrize(
    ("words", "means"), [("市科技局", ("", "市", "科技局")), ("科技局", ("", "", "科技局")), ("温州市科技局", ("温州市", "", "科技局"))]
)
def test_what_a_person_asks_for(words, means):
    place, level, function = asked(words)
    assert ("".join(place[-1:]), level, function) == means


WENZHOU = ("浙江省", "温州市")


def _meaning(known, function, by=LEVEL, *functions, **options):
    gazetteer = Gazetteer()
    gazetteer.add(WENZHOU, known)
    return gazetteer.find(BodyName(WENZHOU, function, by), **options)


@pytest.mark.parametrize(
    ("known", "function", "by", "means", "how"),
    [
        (["科学技术局"], "科技局", LEVEL, "科学技术局", "known"),
        ([], "科技局", LEVEL, "科学技术局", "short_form"),
        (["科技创新局"], "科技局", LEVEL, "科学技术局", "short_form"),
        (["地方金融管理局"], "金融办", LEVEL, "地方金融管理局", "known"),
        (["地方金融管理局", "金融工作办公室"], "金融办", LEVEL, None, ""),
        ([], "金融办", LEVEL, None, ""),
        ([], "文旅局", WRITTEN, None, ""),
        (["文化广电旅游局"], "文旅局", WRITTEN, "文化广电旅游局", "known"),
        (["住房和城乡建设局", "住房和建设局"], "住建局", LEVEL, None, ""),
        (["绿化市容局", "绿化和市容管理局"], "绿化市容局", LEVEL, "绿化和市容管理局", "known"),
        (["财政局"], "财政局", WRITTEN, "财政局", "written"),
        ([], "营商环境建设局", WRITTEN, "营商环境建设局", "written"),
        ([], "营商环境建设局", LEVEL, None, ""),
        (["发展和改革委员会"], "发改委", OWN, None, ""),
    ],
)
def test_what_a_name_means(known, function, by, means, how):
    found = _meaning(known, function, by)
    assert (found.function, found.how) == (means, how)


def test_a_name_without_level_means_the_own_body_where_its_paper_says_so():
    assert _meaning(["发展和改革委员会"], "发改委", OWN).candidates == ("发展和改革委员会",)
    assert _meaning(["发展和改革委员会"], "发改委", OWN, own=True).function == "发展和改革委员会"


def test_two_bodies_are_both_offered():
    assert _meaning(["地方金融管理局", "金融工作办公室"], "金融办").candidates == ("地方金融管理局", "金融工作办公室")


def test_what_somebody_said_goes_before_all():
    known = Gazetteer()
    known.add(WENZHOU, ["科学技术局", "科技创新局"])
    known.tell(WENZHOU, "科技局", "科技创新局")
    known.tell(WENZHOU, "招商办", None)
    assert known.find(BodyName(WENZHOU, "科技局", LEVEL)).function == "科技创新局"
    assert known.find(BodyName(WENZHOU, "招商办", LEVEL)).how == "told"


def test_a_body_and_its_successor_are_one_where_a_name_fits_both():
    known = Gazetteer()
    known.add(WENZHOU, ["大数据发展管理局", "大数据管理局"])
    assert known.find(BodyName(WENZHOU, "大数据局", LEVEL)).function is None
    known.succeed(WENZHOU, "大数据发展管理局", "大数据管理局", reform=True)
    assert known.find(BodyName(WENZHOU, "大数据局", LEVEL)).function == "大数据管理局"
    assert known.find(BodyName(WENZHOU, "大数据发展管理局", WRITTEN)).function == "大数据发展管理局"


def test_links_in_a_ring_come_to_an_end():
    known = Gazetteer()
    known.add(WENZHOU, ["财政局", "财政税务局"])
    known.succeed(WENZHOU, "财政局", "财政税务局")
    known.succeed(WENZHOU, "财政税务局", "财政局")
    assert known.head(WENZHOU, "财政局") in ("财政局", "财政税务局")


def test_a_district_of_another_city_is_not_taken_for_the_papers_own():
    assert read_name("桥东区人民政府", ("汐湾市",)) is None
    at_home = read_name("桥东区人民政府", ("河北省", "张家口市"))
    assert at_home is not None
    assert at_home.place[-1] == "桥东区"
    named = read_name("张家口市桥东区人民政府", ("汐湾市",))
    assert named is not None
    assert named.place[-1] == "桥东区"
