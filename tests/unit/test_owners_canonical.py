"""Full names only where the paper, or place and short form, make them certain."""

from __future__ import annotations

import pytest

from docintel.domain.documents import Document
from docintel.domain.findings import Owner
from docintel.domain.papers import HeadMatter, Paper
from docintel.extract import extract
from docintel.extract.canonical import Bodies, bodies_of
from docintel.structure import structure


def _bodies(region="澜州市", issuer="澜州市文物局", text="", **named):
    return Bodies(text, region, issuer, tuple((where, name) for where, names in named.items() for name in names))


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        ("市科技局", "澜州市", ("澜州市科学技术局", "short_form")),
        ("市卫健委", "怀川市砚湖区", ("怀川市卫生健康委员会", "short_form")),
        ("区财政局", "怀川市砚湖区", ("怀川市砚湖区财政局", "short_form")),
        ("县政府", "梧岭县", ("梧岭县人民政府", "short_form")),
        ("市财政局", "浙江省温州市", ("温州市财政局", "short_form")),
        ("市政府", "浙江省嘉兴市平湖市", ("平湖市人民政府", "short_form")),
        ("市科技局", "玉岭省玉江市澄水市", ("澄水市科学技术局", "short_form")),
        ("区财政局", "玉岭省怀川市砚湖区", ("怀川市砚湖区财政局", "short_form")),
        ("县城管局", "梧岭县", (None, None)),
        ("财政厅", "浙江省", ("浙江省财政厅", "short_form")),
        ("温州市财政局", "浙江省温州市", ("温州市财政局", "written")),
        ("商务部", "浙江省温州市", ("商务部", "written")),
        ("省财政厅", "澜州市", (None, None)),
        ("市科技局", None, (None, None)),
        ("市招商办", "澜州市", (None, None)),
        ("财政局", "澜州市", (None, None)),
        ("市经信局", "澜州市", (None, None)),
        ("市地方金融监管局", "澜州市", (None, None)),
        ("相关部门", "澜州市", (None, None)),
    ],
)
def test_full_names(name, region, expected):
    assert _bodies(region).name(name) == expected


def test_the_house_is_the_issuer():
    assert _bodies().name("我局") == ("澜州市文物局", "issuer")
    assert _bodies(issuer="澜州市文物局、澜州市财政局").name("我局") == (None, None)
    assert _bodies().name("我们") == ("澜州市文物局", "issuer")
    assert _bodies(issuer="市文物局").issuer == "市文物局"
    assert _bodies(issuer="市科技局、澜州市财政局").issuer == "澜州市科学技术局、澜州市财政局"


def test_the_office_that_signs_speaks_for_its_bureau():
    assert _bodies(issuer="澜州市文物局办公室").name("我局") == ("澜州市文物局", "issuer")
    assert _bodies(issuer="澜州市文物局办公室").name("我们") == ("澜州市文物局办公室", "issuer")


@pytest.mark.parametrize(
    ("name", "why"),
    [("我局", "no-house"), ("有关部门", "no-body"), ("省财政厅", "no-place"), ("市经信局", "several"), ("市招商办", "no-form")],
)
def test_why_a_name_stays_open(name, why):
    assert _bodies(issuer=None).open_because(name) == why


def test_the_full_names_of_head_and_foot_go_before_the_list():
    bodies = _bodies(cc=["澜州市经济和信息化局", "澜州市科学技术局"], signatory=["澜州市地方金融管理局"])
    assert bodies.name("市经信局") == ("澜州市经济和信息化局", "paper")
    assert bodies.name("市金融办") == ("澜州市地方金融管理局", "paper")
    assert bodies.name("市科技局") == ("澜州市科学技术局", "paper")
    assert bodies.name("科技局") == ("澜州市科学技术局", "paper")
    assert bodies.name("市财政局") == ("澜州市财政局", "short_form")


def test_a_name_that_fits_two_bodies_of_the_paper_stays_open():
    assert _bodies(cc=["澜州市住房和城乡建设局", "澜州市住房和建设局"]).name("市住建局") == (None, None)


def test_the_paper_says_what_it_calls_a_body():
    text = "由澜州市投资促进服务中心（以下简称“市招商办”）受理，澜州市关于产业扶持的办法（以下简称《办法》）同时废止。"
    bodies = _bodies(text=text)
    assert bodies.name("市招商办") == ("澜州市投资促进服务中心", "paper")
    assert [(s.function, s.where) for s in bodies.seen] == [("投资促进服务中心", "definition")]


def test_only_full_names_with_their_place_are_learned():
    named = ["澜州市财政局", "澜州市科技局", "市财政局", "各区人民政府", "澜州市水利局澜州市农业农村局", "澜州市文旅局"]
    assert [s.name for s in _bodies(cc=named).seen] == ["澜州市财政局"]


def test_an_owner_says_how_its_name_was_resolved():
    paper = Paper(Document("p", "", "p.txt", "txt", "0"), HeadMatter(issuer="澜州市教育局", region="澜州市"), (), ())
    bodies = bodies_of(paper)
    assert bodies.owner(Owner(None, None, "responsible", "implied_issuer")).resolved == "issuer"
    assert bodies.owner(Owner("市财政局", None, "lead", "header")).canonical == "澜州市财政局"
    assert bodies.owner(Owner("市招商办", None, "lead", "header")).resolved is None


def test_a_reading_tells_the_bodies_that_its_paper_names():
    text = (
        "关于市政协第12号提案的答复\n市政协委员：\n一、市经信局将在2025年12月底前建成数据平台。\n"
        "二、栖山区教育局将在2025年12月底前新增学位200个。\n澜州市教育局\n2025年3月1日\n抄送：澜州市经济和信息化局。\n"
    )
    reading = extract(structure(Document("答复", text, "答复.txt", "txt", "0")))
    owners = {o.name: (o.canonical, o.resolved) for i in reading.obligations for o in i.owners}
    assert owners["市经信局"] == ("澜州市经济和信息化局", "paper")
    assert {("经济和信息化局", "cc"), ("教育局", "issuer")} <= {(b.function, b.where) for b in reading.bodies}
