"""What an owner line says: its names with their roles (guide §4 owners), read from the line's own words alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from docintel.extract import lexicon
from docintel.extract.names import bare_name, ends_like_body, split_names

ROLES = {
    "牵头": "lead",
    "主办": "lead",
    "责任": "responsible",
    "落实": "responsible",
    "实施": "responsible",
    "承办": "responsible",
    "主管": "responsible",
    "负责": "responsible",
    "配合": "support",
    "协办": "support",
    "协同": "support",
    "支持": "support",
    "参与": "support",
    "指导": "support",
}
_LABEL = re.compile(
    r"(?:[省市县区镇]级?|主要|共同|具体|总|第一|指标|任务|工作|项目|整改|行业|业务){0,2}"
    r"(?:(?P<term>(?:完成|办理|落实|整改)(?:时限|时间|期限))|(?P<word>牵头|主办|责任|落实|实施|承办|主管|配合|协办|协同|支持|参与|负责|分管|包保|包联)"
    r"(?:及配合|和配合|考核)?(?:(?P<person>市领导|县领导|区领导|领导|负责人|责任人|人员?)|单位|部门|科室|处室|主体)?)(?:[：:】]|(?:均|都)?(?:为|是)(?=[一-龥]{2}))"
)
_SUFFIX = re.compile(
    r"(?:按(?:照)?(?:各自)?职责(?:分工)?|分别|共同|分工|具体)*(?P<word>牵头(?:负责)?|负责|主办|配合|协办|参与|支持|指导)(?:组织)?(?:落实|实施|推进)?[，,；;）)〕】\]。]*$"
)
_TOLD = re.compile(
    r"(?:具体|按(?:照)?(?:各自)?职责(?:分工)?|分别|共同)*(?P<word>牵头|负责|配合|参与|协办)?(?:负责|落实|实施)?$(?<=[头责合与办体施实])(?<!工办)"
)
_BELOW = re.compile(r"[（(]?以下[^，。；：、]{0,8}均[^\n]*$")  # （以下均需各县政府落实，不再列出）
_NO_NAME = lexicon.named("names", "NO_NAME")
_NO_BODY = frozenset(("单位", "部门", "机构", "机关", "公司", "集团", "中心", "办", "局", "所", "站", "区", "县", "市", "院", "组"))
"""Words that name no body without an attribute."""


def names_of_line(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, role) of each name of an owner line, in its order; persons and terms (完成时限：…) are left out."""
    text = _BELOW.sub("", text)
    labels = list(_LABEL.finditer(text))
    if labels:
        yield from _unlabelled(text, 0, labels[0].start(), False)  # （市教育局负责，完成时限：…）
        for n, label in enumerate(labels):
            stop = labels[n + 1].start() if n + 1 < len(labels) else len(text)
            if label["term"]:
                continue
            yield from _names(text, (label.end(), stop), ROLES[label["word"]], bool(label["person"]))
        return
    yield from _unlabelled(text, 0, len(text), True)


def _unlabelled(text: str, begin: int, stop: int, whole: bool) -> list[tuple[int, int, str]]:
    """市教育局牵头，市财政局、市水利局配合; without a role word each name is responsible where the line is ``whole``."""
    begin += text[begin : begin + 1] in tuple("（(〔【[")
    stop = begin + len(text[begin:stop].rstrip("）)〕】]"))
    found: list[tuple[int, int, str]] = []
    for part in re.finditer(r"(?:[^，,；;（(]|[（(][^（）()]*[)）])+[，,；;]?", text[begin:stop]):
        words = part.group()
        suffix = _SUFFIX.search(words)
        role = ROLES[suffix["word"][:2]] if suffix else ""
        cut = begin + part.start() + (suffix.start() if suffix else len(words))
        known = len(found)
        found += _names(text, (begin + part.start(), cut), role, False)
        if role:  # a role word at the end of a part holds for the unmarked parts before it
            found[:known] = [(a, b, own or role) for a, b, own in found[:known]]
    return [(a, b, own or "responsible") for a, b, own in found if own or whole]


def _names(text: str, part: tuple[int, int], role: str, persons: bool) -> Iterator[tuple[int, int, str]]:
    for a, b in split_names(text, *part):
        told = _TOLD.search(text[a:b])
        end = bare_name(text, a, a + told.start() if told else b)
        end -= text[a:end].endswith("等")
        name = text[a:end]
        if end - a < 2 or name in _NO_BODY or _NO_NAME.search(name) or (persons and not ends_like_body(name)):
            continue
        yield a, end, ROLES[told["word"]] if told and told["word"] else role


_LEADS = lexicon.named("names", "LEADS")


class Convention(NamedTuple):
    """From ``start`` on the names of an owner line before its first comma lead, or its first name alone."""

    start: int
    comma: bool

    def roles(self, text: str, names: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """The names of a line with their roles; a line with role words of its own keeps them."""
        if len(names) < 2 or any(role != "responsible" for _, _, role in names):
            return names
        stop = text.find("，", names[0][1]) if self.comma else names[0][1]
        return [(a, b, "lead" if b <= stop else role) for a, b, role in names]


def convention(text: str) -> Convention | None:
    """（列第一位者为牵头单位，下同）, （逗号前为牵头单位，下同）: how a paper marks who leads; None where it does not."""
    told = _LEADS.search(text) if "为牵头" in text else None
    return Convention(told.start(), told["comma"] is not None) if told else None


_STANDING = lexicon.named("names", "STANDING")


def standing_names(text: str) -> tuple[int, list[tuple[int, int, str]]] | None:
    """Who belongs to every owner line that follows: （以下责任单位均包含各市、县人民政府，不再列出）.

    (where they begin to hold, [(start, end, role)]), or None where a paper says nothing of the kind.
    """
    told = _STANDING.search(text) if "不再" in text else None
    if not told:
        return None
    return told.end(), list(_names(text, told.span("names"), ROLES[told["word"] or "责任"], False))


def names_no_body(name: str) -> bool:
    """Whether a word names no body without an attribute (单位, 部门, 中心)."""
    return name in _NO_BODY
