"""Saved pages: the article whole (number, title, tables, sign-off), menus and share bars gone."""

import pytest

from docintel.errors import UnreadableFile
from docintel.parse import parse
from docintel.parse.furniture import is_furniture
from docintel.parse.html_blocks import clean
from tests.parse_samples import page, put

LONG = "为深入贯彻落实省委、省政府关于促进民营经济发展壮大的决策部署，进一步激发经营主体活力，结合我市实际，制定以下措施。"
MENU = "".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(12))
ARTICLE = (
    "<h1>关于促进民营经济发展的若干措施</h1><p style='text-align:center'>澜政办规〔2024〕6号</p><p>各县（市、区）人民政府：</p>"
    + "".join(f"<p>　　{n}、{LONG}</p>" for n in "一二三四")
    + "<table><tr><td rowspan='2'>建平台</td><td>市科技局</td><td>2025年底</td></tr><tr><td>市财政局</td><td>2026年底</td></tr>"
    "<tr><td colspan='3'>合计2项</td></tr></table>"
    "<p style='text-align:right'>澜州市人民政府办公室</p><p>2024年3月6日</p><p>（此件公开发布）</p>"
)
WHOLE = page(
    f"<div class='header'><ul class='nav'>{MENU}</ul></div><div class='main'><div class='content'>{ARTICLE}</div>"
    "<div class='share'>分享到：微信 微博</div><p>【打印】【关闭】</p>"
    "<div class='xgxw'><a href='/1'>一图读懂若干措施的政策解读</a></div></div><div style='display:none'>手机版副本</div>"
    "<div class='footer'>主办单位：澜州市人民政府办公室 澜ICP备123号</div><script>var a='脚本'</script>"
)


def read(tmp_path, text, name="a.html", encoding="utf-8"):
    return parse(put(tmp_path, name, text.encode(encoding)))


def test_the_article_whole_and_nothing_else(tmp_path):
    document = read(tmp_path, WHOLE)
    assert document.text.rstrip("\n").split("\n") == [
        *("关于促进民营经济发展的若干措施", "澜政办规〔2024〕6号", "各县（市、区）人民政府："),
        *(f"{n}、{LONG}" for n in "一二三四"),
        *("建平台\t市科技局\t2025年底", "市财政局\t2026年底", "合计2项", "澜州市人民政府办公室", "2024年3月6日", "（此件公开发布）"),
    ]
    assert document.tables[0].rows == (("建平台", "市科技局", "2025年底"), ("建平台", "市财政局", "2026年底"), ("合计2项",) * 3)
    assert document.title_hint == "关于促进民营经济发展的若干措施"
    assert document.warnings == ()


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_encoding_of_the_page(tmp_path, encoding):
    declared = WHOLE.replace("utf-8", "gb2312" if encoding == "gb18030" else encoding)
    assert read(tmp_path, declared, encoding=encoding).text == read(tmp_path, WHOLE, "b.html").text


def test_a_wrong_declaration_does_no_harm(tmp_path):
    assert "若干措施" in read(tmp_path, WHOLE.replace("utf-8", "gb2312")).text


def test_a_frame_table_is_no_table(tmp_path):
    paragraphs = "".join(f"<p>{LONG}</p>" for _ in range(7))
    document = read(tmp_path, page(f"<table><tr><td>{paragraphs}</td></tr></table>"))
    assert (document.tables, document.text.count(LONG)) == ((), 7)


def test_title_of_the_page_goes_before_the_text(tmp_path):
    body = f"<div id='zoom'><p>{LONG}</p><p>{LONG}再次。</p><p>{LONG}三次。</p></div>"
    head = '<meta charset="utf-8"><meta name="ArticleTitle" content="本月起，补贴直达个人">'
    document = read(tmp_path, page(body, head=head))
    assert document.text.startswith(f"本月起，补贴直达个人\n{LONG}")
    assert document.blocks[0].kind == "heading"


def test_name_of_the_site_is_no_title(tmp_path):
    body = f"<div><p>{LONG}</p><p>{LONG}再次。</p></div>"
    assert read(tmp_path, page(body, title="澜州企业服务平台首页")).text.startswith(LONG)


def test_attachments_stay_and_other_links_go(tmp_path):
    links = "<p><a href='/a.docx'>附件1：任务分解表.docx</a></p><p><a href='/b'>关于另一项工作的通知全文链接</a></p>"
    document = read(tmp_path, page(f"<div class='content'><h1>关于测试的通知</h1><p>{LONG}</p><p>{LONG}再次。</p>{links}</div>"))
    assert "附件1：任务分解表.docx" in document.text
    assert "另一项工作" not in document.text


def test_breaks_are_paragraphs_and_source_breaks_are_not(tmp_path):
    document = read(tmp_path, page(f"<div><p>第一条　甲乙\n丙丁<br>第二条</p><p>{LONG}</p></div>"))
    assert document.text.split("\n")[:2] == ["第一条　甲乙丙丁", "第二条"]
    assert clean("中\n  文 and\n more") == "中文 and more"


def test_a_page_drawn_by_scripts(tmp_path):
    with pytest.raises(UnreadableFile, match="脚本"):
        read(tmp_path, page("<div id='app'></div><script>render()</script>"))


@pytest.mark.parametrize(
    "text", ["【字体：大 中 小】", "打印本页 关闭窗口", "浏览次数：128次", "首页 > 政务公开 > 通知公告", "分享到：微信 微博"]
)
def test_furniture(text):
    assert is_furniture(text)


@pytest.mark.parametrize(
    "text", ["澜政办规〔2024〕6号", "2024年3月6日", "一、关闭落后产能", "打印机采购项目", "来源：市教育局", "下载量超过100万次"]
)
def test_what_is_no_furniture(text):
    assert not is_furniture(text)


@pytest.mark.parametrize("depth", [200, 700, 4000])
def test_tags_nested_by_the_thousand(tmp_path, depth):
    document = read(tmp_path, page("<div>" * depth + f"<p>{LONG}</p>" + "</div>" * depth))
    assert LONG in document.text


def test_line_of_publication_is_kept_without_its_counters(tmp_path):
    body = (
        "<div class='main'><h1>本月起补贴直达个人的说明</h1><div class='meta'>发布日期：2025-03-18 来源：市民政局 浏览次数：1286</div>"
        f"<div id='zoom'><p>{LONG}</p><p>{LONG}再次。</p><p>{LONG}三次。</p></div></div>"
    )
    assert read(tmp_path, page(body)).text.split("\n")[:2] == ["本月起补贴直达个人的说明", "发布日期：2025-03-18 来源：市民政局"]


def test_validity_that_only_the_site_states_is_a_warning(tmp_path):
    box = "<div class='jbxx'><div>实施日期：2021年04月16日</div><div>失效日期：2023年06月01日</div><div>文件状态：</div></div>"
    body = f"{box}<div id='zoom'>{''.join(f'<p>{LONG}第{i}次。</p>' for i in range(12))}</div>"
    assert read(tmp_path, page(body)).warnings == ("网页标注：失效日期2023年06月01日；请与正文的有效期核对",)
