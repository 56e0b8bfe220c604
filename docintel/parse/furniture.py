"""Parts of a web page that are not the paper: menus, footers, share bars, buttons. The words and names are data files."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

_LITTLE = 0.15  # a part that holds more of the page's words than this is no signpost, whatever its name
_BLANK = re.compile(r"[\s|｜·:：]+")
_LONGEST = 120


@cache
def _pattern(name: str) -> re.Pattern[str]:
    lines = resources.files("docintel.parse").joinpath(f"data/{name}.txt").read_text("utf-8").splitlines()
    return re.compile("|".join(f"(?:{line})" for line in lines if line and not line.startswith("#")), re.IGNORECASE)


def is_furniture(text: str) -> bool:
    """Whether a line is made of buttons and signposts alone (字体：大 中 小, 打印, 浏览次数：12)."""
    return len(text) <= _LONGEST and not _BLANK.sub("", _pattern("page_furniture").sub("", text))


def drop_signposts(tree: Any) -> None:
    """Remove from the tree the small parts whose class or id says menu, footer, share bar … and that hold no title."""
    whole = len(tree.text_content())
    named = [e for e in tree.iter() if isinstance(e.tag, str) and e is not tree and (e.tag in ("nav", "footer") or _is_named(e))]
    for element in named:
        parent = element.getparent()
        if parent is None or element.tag in ("body", "html", "h1", "td", "tr", "table") or element.find(".//h1") is not None:
            continue
        if len(element.text_content()) <= whole * _LITTLE:
            element.drop_tree()


def _is_named(element: Any) -> bool:
    words = f"{element.get('class') or ''} {element.get('id') or ''}".replace("-", "_").split()
    return any(_pattern("page_parts").fullmatch(word) for word in words)
