"""The administrative tree: names to paths, containment, places in running text."""

import pytest

from docintel.text.places import NATION, contains, find_places, path_of, place_path, render


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("温州", ("浙江省", "温州市")),
        ("浙江省温州市鹿城区", ("浙江省", "温州市", "鹿城区")),
        ("浙江 温州 鹿城", ("浙江省", "温州市", "鹿城区")),
        ("北京海淀", ("北京市", "海淀区")),
        ("海淀区", ("北京市", "海淀区")),
        ("四川广安", ("四川省", "广安市")),
        ("广东广州南沙", ("广东省", "广州市", "南沙区")),
        ("内蒙古", ("内蒙古自治区",)),
        ("延边", ("吉林省", "延边朝鲜族自治州")),
        ("吉林", ("吉林省",)),
        ("吉林市", ("吉林省", "吉林市")),
        ("仙桃市", ("湖北省", "仙桃市")),
        ("襄樊市", ("湖北省", "襄阳市")),
        ("宣武区", ("北京市", "西城区")),
        ("东湖高新区", ("湖北省", "武汉市", "东湖高新区")),
        ("武汉东湖新技术开发区", ("湖北省", "武汉市", "东湖高新区")),
        ("合肥市高新区", ("安徽省", "合肥市", "合肥高新区")),
        ("合肥高新技术产业开发区", ("安徽省", "合肥市", "合肥高新区")),
        ("广安经开区", ("四川省", "广安市", "广安经开区")),
        ("前海", ("广东省", "深圳市", "前海")),
        ("坪山", ("广东省", "深圳市", "坪山区")),
        ("天津市滨海新区", ("天津市", "滨海新区")),
        ("温州市科学技术局", ("浙江省", "温州市")),
        ("国家", (NATION,)),
        ("朝阳区", ("朝阳区",)),
        ("北京市朝阳区", ("北京市", "朝阳区")),
        ("澜江省澜州市栖山区", ("澜江省", "澜州市", "栖山区")),
        ("松峪县白榆镇", ("松峪县", "白榆镇")),
        ("上海市各区", ("上海市",)),
        ("某某", ()),
        ("", ()),
    ],
)
def test_a_name_gives_its_canonical_path(name, path):
    assert place_path(name) == path


@pytest.mark.parametrize(
    ("given", "path"),
    [
        (("北京市", "北京市", "海淀区"), ("北京市", "海淀区")),
        (("上海市", "上海市", "松江区"), ("上海市", "松江区")),
        (("湖北省", "武汉市", "东湖高新区"), ("湖北省", "武汉市", "东湖高新区")),
        (("四川省", "广安市", "广安经开区"), ("四川省", "广安市", "广安经开区")),
        (("安徽省", "合肥市", "高新区"), ("安徽省", "合肥市", "合肥高新区")),
        (("澜江省", "澜州市", "栖山区"), ("澜江省", "澜州市", "栖山区")),
        (("浙江省", None, None), ("浙江省",)),
        ((None, None, None), ()),
    ],
)
def test_a_profile_gives_one_canonical_path(given, path):
    assert path_of(*given) == path


@pytest.mark.parametrize(
    ("outer", "inner", "inside"),
    [
        ("全国", "浙江省温州市", True),
        ("浙江省", "温州市鹿城区", True),
        ("温州市", "温州市", True),
        ("温州市鹿城区", "温州市", False),
        ("杭州市", "温州市鹿城区", False),
        ("澜州市", "澜江省澜州市栖山区", True),
        ("浙江省", "全国", False),
        ("某某", "温州市", False),
        ("温州市", "某某", False),
    ],
)
def test_containment(outer, inner, inside):
    assert contains(place_path(outer), place_path(inner)) is inside


def test_rendering_a_path_and_reading_it_again_gives_the_path():
    for name in ("北京海淀", "合肥市高新区", "澜江省澜州市栖山区", "前海", "仙桃市"):
        assert place_path(render(place_path(name))) == place_path(name)


def test_places_in_running_text():
    text = "由温州市人民政府印发，在北京海淀设立；澜州市人民政府办公室、鹿城区教育局配合，上海市场活跃。"
    found = [(text[s:e], path) for s, e, path in find_places(text)]
    assert found == [
        ("温州市", ("浙江省", "温州市")),
        ("北京海淀", ("北京市", "海淀区")),
        ("澜州市", ("澜州市",)),
        ("鹿城区", ("浙江省", "温州市", "鹿城区")),
        ("上海", ("上海市",)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "大力推广安全生产技术",
        "平衡水平差异",
        "经济源头治理",
        "各县（市、区）人民政府",
        "会同市人民政府推进",
        "支持老区建设",
        "提升城市管理水平",
    ],
)
def test_pieces_of_words_are_no_places(text):
    assert find_places(text) == []
