"""Golden web pages: the paper in a site's page with menu, crumbs and footer (``page``), and the same saved in one file (``build``)."""

from __future__ import annotations

import quopri
from html import escape

from golden.plain import Spec, blocks, spans, words_of

HEAD = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://www.example.gov.cn/zwgk/t20250301_1.html\r\nSubject: zwgk\r\n"
    'Date: Sat, 1 Mar 2025 10:00:00 -0000\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b--"\r\n\r\n\r\n'
)


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (".mht", bytes), as a browser saves a page in one file."""
    part = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    picture = b"Content-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAAAAACw=\r\n"
    body = quopri.encodestring(page(source).encode()).replace(b"\n", b"\r\n")
    return ".mht", HEAD.encode() + b"----b--\r\n" + part + body + b"\r\n----b--\r\n" + picture + b"----b----\r\n"


def page(source: Spec) -> str:
    """A source as the page of a government site."""
    title = next((b["text"] for b in source["blocks"] if b["type"] == "heading"), source["name"])
    menu = "".join(
        f'<li><a href="/{i}/">{name}</a></li>' for i, name in enumerate(("首页", "机构概况", "政务公开", "办事服务", "互动交流"))
    )
    body = "".join(_table(b) if b["type"] == "table" else f"<p>{escape(b['text'])}</p>\n" for b in blocks(source))
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}_怀川市人民政府</title></head>\n<body>'
        f'<div class="header"><ul class="nav">{menu}</ul></div><div class="crumb">您当前的位置：首页 &gt; 政务公开</div>\n'
        f'<div class="main"><div id="zoom" class="article-content">\n{body}</div>\n<div class="share">分享到：微信 微博</div></div>\n'
        '<div class="footer"><p>主办单位：怀川市人民政府办公室　网站标识码：5170000001</p></div></body></html>\n'
    )


def _table(block: Spec) -> str:
    rows: dict[int, list[str]] = {r: [] for r in range(len(block["rows"]))}
    for r, _, down, across, cell in spans(block["rows"]):
        inner = "".join(f"<p>{escape(words)}</p>" for words in words_of(cell))
        rows[r].append(f'<td rowspan="{down}" colspan="{across}">{inner}</td>')
    lines = "".join(f"<tr>{''.join(cells)}</tr>" for cells in rows.values())
    return f"<table border='1'>{lines}</table>\n"
