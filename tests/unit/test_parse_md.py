"""Markdown: what a reader of the rendered page sees, with the numbers of its lists."""

import pytest

from docintel.errors import UnreadableFile
from docintel.parse import parse
from tests.parse_samples import put

PAPER = """---
title: 澜州市方案
---
# 澜州市科技企业培育方案

为**加快**培育[科技企业](http://x.example)，制定本方案。
本方案适用于全市。

## 一、主要任务

3. 建设平台
4. 引进人才，其中：
   1. 2025年50名；
   2. 2026年80名。
- 各县区要
  及时报送

| 任务 | 责任单位 |
|:---|---|
| 建设平台 | 市科技局<br>市财政局 |
| 5%增长 | `市统计局` |

> 附：联系人见附件。

![图](a.png)
"""


def test_a_paper(tmp_path):
    document = parse(put(tmp_path, "方案.md", PAPER))
    assert document.media_type == "md"
    assert document.title_hint == "澜州市方案"
    assert document.text.split("\n")[:12] == [
        "澜州市科技企业培育方案",
        "为加快培育科技企业，制定本方案。",
        "本方案适用于全市。",
        "一、主要任务",
        "3.建设平台",
        "4.引进人才，其中：",
        "1. 2025年50名；",
        "2. 2026年80名。",
        "各县区要",
        "及时报送",
        "任务\t责任单位",
        "建设平台\t市科技局",
    ]
    assert document.tables[0].rows == (("任务", "责任单位"), ("建设平台", "市科技局\n市财政局"), ("5%增长", "市统计局"))
    assert [b.kind for b in document.blocks][:4] == ["heading", "paragraph", "paragraph", "heading"]
    assert document.text.rstrip().endswith("附：联系人见附件。")


def test_gb18030_and_broken_tables(tmp_path):
    document = parse(put(tmp_path, "a.md", "| 甲 | 乙 |\n|--|--|\n| 一 |\n| 二 | 三 | 四 |\n".encode("gb18030")))
    assert document.tables[0].rows == (("甲", "乙"), ("一", ""), ("二", "三"))


def test_markup_without_words(tmp_path):
    with pytest.raises(UnreadableFile, match="没有文字"):
        parse(put(tmp_path, "a.md", "![](a.png)\n\n---\n"))
