"""Saved web pages: trafilatura tells which words are the article; the page's own tree gives them back whole, with tables and order.

trafilatura alone drops parts of notices (sign-off lines, merged cells, metadata). So its words are used to find the element that holds
the article, and that element is rendered in full. A page on which it finds too little is read as a whole, without link lists.
"""

from __future__ import annotations

import html
import re
from typing import Any

import lxml.html
import trafilatura
from lxml import etree

from docintel.parse.assembly import Assembly
from docintel.parse.decode import NotTextError, decode
from docintel.parse.furniture import drop_signposts, is_furniture
from docintel.parse.html_blocks import Piece, clean, pieces
from docintel.parse.source import Body, Source

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_XML_ENCODING = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANK = re.compile(r"\s+")
_SITE = re.compile(
    r"\s*(?:[-_|｜—–]{1,2}|·)\s*[^-_|｜—–]{0,40}"
    r"(?:政府|门户|网站?|委员会|局|厅|部|信息公开|政务|发布|动态|文件|公告)[^-_|｜—–]{0,20}$"
)
_ATTACHED = re.compile(r"^\s*(?:相关)?附件|\.(?:docx?|pdf|xlsx?|zip|rar|wps|ofd)\b", re.IGNORECASE)
_ATTACHMENTS = re.compile(r"\s*(?:相关)?附件\s*[:：]?\s*")
_READING = re.compile(r"^\s*[·•]?\s*【?(?:政策解读|一图读懂|图解|音频解读|视频解读|文字解读)")
_PAPER_TITLE = re.compile(
    r"关于|(?:通知|办法|意见|方案|措施|细则|规定|条例|计划|规划|公告|通告|函|批?复|决定|报告|解读|指南|清单|问答|纲要)[\d年版（(）)〔〕]*$"
)
_PUBLISHED = re.compile(
    r"(?<!失效)(?<!实施)(?<!生效)(?<!施行)(?:时间|日期)\s*[:：]\s*\d{4}|来源\s*[:：].*\d{4}[-年./]\d|^\d{4}[-/]\d{1,2}[-/]\d{1,2}"
)
_COUNTERS = re.compile(r"【?(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s*[:：]?\s*[-\d]*\s*次?.*|【?\s*字[体号].*|分享.*|打印.*")
_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|head|noscript|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_FEW = 20  # signs: a page with fewer is no paper
_VALIDITY = re.compile(r"(失效日期|废止日期|有效期至|有效性|文件状态|效力状态|时效性)\s*[:：]\s*([^\s:：，；|]{2,20})")
_ABOVE = 6  # pieces above the article in which that line is looked for
_ENOUGH = 0.5  # share of the page's running words that trafilatura must have found to be believed
_NEAR = 12  # pieces around the article's element in which sentences of it are looked for
_HOLDS = 0.9  # share of the found words that the article's element must hold


def read(source: Source) -> Body:
    """Read a web page. Raises UnreadableFile when it shows no words (a page drawn by scripts, an error page)."""
    declared = _CHARSET.search(source.data[:4096])
    try:
        page = decode(source.data, declared.group(1).decode("ascii") if declared else None).text
    except NotTextError as error:
        raise source.fail("网页的文字编码无法识别", "请用浏览器打开后另存为“网页，仅 HTML”") from error
    page = _XML_ENCODING.sub("", page.replace("\x00", ""))
    tree = _tree(page)
    if tree is not None:
        drop_signposts(tree)
    seen = [] if tree is None else [p for p in _pieces(tree) if not is_furniture(p.text)]
    if not seen:
        bare = _bare_words(page)
        if bare:  # a page whose tags the parser gave up on
            return bare
        raise source.fail("网页里没有可读的文字（可能由脚本生成）", "请用浏览器打开，等内容显示完整后另存为“网页，仅 HTML”或 pdf")
    title, sure = _title(tree, seen)
    chosen, warnings = _article(page, tree, seen)
    out = Assembly()
    published = _published(seen, chosen)
    warnings += _marked_validity(seen, chosen)
    if title and sure and not _stands_in(title, chosen):
        out.paragraph(title, "heading")
    if published:
        out.paragraph(published)
    for piece in chosen:
        if piece.grid is not None:
            out.table(piece.grid)
        else:
            out.paragraph(piece.text, piece.kind)
    return out.body(warnings, title)


def _tree(page: str) -> Any:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    try:
        tree = lxml.html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # nothing but comments or blanks
        return None
    body = tree.find("body")
    return tree if body is None else body


def _pieces(tree: Any) -> list[Piece]:
    try:
        return pieces(tree)
    except RecursionError:  # tags nested by the thousand: the words are still there
        return [Piece(tree, words) for words in map(clean, tree.itertext()) if words]


def _bare_words(page: str) -> Body | None:
    """The words between the tags, a line each, with a warning; None when there are hardly any."""
    words = [clean(html.unescape(part)) for part in _TAG.sub("\n", _UNSEEN.sub("\n", page)).split("\n")]
    if sum(map(len, words)) < _FEW:
        return None
    out = Assembly()
    for word in words:
        out.paragraph(word)
    return out.body(["网页的结构过深或已损坏，已去掉标签按全文读取，可能含有导航文字"])


def _squeeze(text: str) -> str:
    return _BLANK.sub("", text)


def _article(page: str, tree: Any, seen: list[Piece]) -> tuple[list[Piece], list[str]]:
    """The pieces of the article, and a warning when the whole page had to be taken."""
    found = _squeeze(trafilatura.extract(page, favor_recall=True, include_tables=True, include_comments=False, deduplicate=False) or "")
    wanted = [piece for piece in seen if _is_found(piece, found)]
    held = sum(len(p.text) for p in wanted)
    running = sum(len(p.text) for p in seen if not _link_list(p))
    if not held or held < running * _ENOUGH:
        whole = [p for p in seen if not _link_list(p)]
        return whole or seen, ["没有认出网页的正文区域，已按整页文字读取，可能含有导航文字"]
    home = _home(tree, wanted, held)
    inside = [i for i, p in enumerate(seen) if _within(p.element, home)]
    known = {id(p) for p in wanted}
    first = inside[0] - _reach([seen[i] for i in range(inside[0] - 1, -1, -1)], known)
    last = inside[-1] + _reach(seen[inside[-1] + 1 :], known)
    around = (p for i, p in enumerate(seen[first : last + 1], first) if inside[0] <= i <= inside[-1] or id(p) in known)
    return _without_menus(list(around)), []


def _reach(pieces_away: list[Piece], known: set[int]) -> int:
    """How many pieces beyond the article's element still belong to it: sentences found close by (a preamble above its own box)."""
    reach = 0
    for distance, piece in enumerate(pieces_away[:_NEAR], 1):
        if id(piece) in known and "。" in piece.text and not _link_list(piece):
            reach = distance
        elif distance - reach > 2:
            break
    return reach


def _without_menus(inside: list[Piece]) -> list[Piece]:
    """Links to other pages go; links to the paper's own attachments stay."""
    kept: list[Piece] = []
    for piece in inside:
        attached = _ATTACHED.search(piece.text) or (kept and _ATTACHMENTS.fullmatch(kept[-1].text))
        if not _link_list(piece) or (attached and not _READING.match(piece.text)):
            kept.append(piece)
    return kept or inside


def _is_found(piece: Piece, found: str) -> bool:
    if piece.grid is None:
        words = _squeeze(piece.text)
        return len(words) >= 6 and words in found
    cells = {_squeeze(cell.text) for row in piece.grid for cell in row}
    telling = [c for c in cells if len(c) >= 4]
    return bool(telling) and sum(c in found for c in telling) >= len(telling) / 2


def _home(tree: Any, wanted: list[Piece], held: int) -> Any:
    """The deepest element that holds nearly all the words found."""
    weights: dict[Any, int] = {}
    for piece in wanted:
        element = piece.element
        while element is not None:
            weights[element] = weights.get(element, 0) + len(piece.text)
            element = element.getparent()
    home = tree
    while True:
        deeper = next((c for c in home if weights.get(c, 0) >= held * _HOLDS), None)
        if deeper is None or (deeper.tag == "table" and any(p.element is deeper for p in wanted)):
            return home
        home = deeper


def _within(element: Any, home: Any) -> bool:
    while element is not None:
        if element is home:
            return True
        element = element.getparent()
    return False


def _link_list(piece: Piece) -> bool:
    """A menu, a list of other articles: mostly link text and no sentence."""
    return piece.linked >= len(piece.text) * 0.6 and not re.search(r"[。；]", piece.text)


def _title(tree: Any, seen: list[Piece]) -> tuple[str | None, bool]:
    """(title, whether the page says it of the paper): ArticleTitle, the meta tag of government sites, or the first h1; else <title>."""
    root = tree.getroottree().getroot()
    named = root.xpath("//meta[translate(@name,'ARTICLE','article')='articletitle']/@content")
    heads = [p.text for p in seen if p.element.tag == "h1" and len(p.text) >= 6]
    for words in map(clean, (*named, *heads[:1])):
        if len(words) >= 4:
            return words, True
    # <title> may be the site's name; it is put before the text only when it reads like the title of a paper.
    titles = (_SITE.sub("", clean(t.text_content())) for t in root.iter("title"))
    title = next((t for t in titles if len(t) >= 4), None)
    return title, bool(title and _PAPER_TITLE.search(title))


def _published(seen: list[Piece], chosen: list[Piece]) -> str | None:
    """The line above an article that says when and by whom it was published: a page without sign-off has no other date."""
    if not chosen:
        return None
    first = next(i for i, p in enumerate(seen) if p is chosen[0])
    for piece in reversed(seen[max(0, first - _ABOVE) : first]):
        if piece.grid is None and len(piece.text) <= 160 and _PUBLISHED.search(piece.text):
            return _COUNTERS.sub("", piece.text).strip()
    return None


def _marked_validity(seen: list[Piece], chosen: list[Piece]) -> list[str]:
    """What the site's own box above a paper says of its validity (失效日期, 文件状态): later repeal stands only there."""
    first = next((i for i, p in enumerate(seen) if chosen and p is chosen[0]), 0)
    marks = [mark for p in seen[:first] for mark in _VALIDITY.findall(p.text)]
    return [f"网页标注：{'，'.join(f'{name}{value}' for name, value in dict(marks).items())}；请与正文的有效期核对"] if marks else []


def _stands_in(title: str, chosen: list[Piece]) -> bool:
    """Whether the article itself begins with its title (it may be broken over lines)."""
    return _squeeze(title) in _squeeze("".join(p.text for p in chosen[:25]))
