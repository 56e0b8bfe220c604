"""Who to ask (联系人, 承办人, 咨询电话): people, their offices and telephones, as the last lines of a paper give them."""

from __future__ import annotations

import re

from docintel.domain.papers import Contact

_CONTACT = re.compile(r"联\s*系\s*人|承\s*办\s*人|经\s*办\s*人|联系\s*电话|咨询\s*电话|联系\s*方式|解读人")
_LABEL = re.compile(
    r"(?:联\s*系\s*人(?:及(?:联系)?(?:电话|方式))?|承\s*办\s*人(?:员)?|经\s*办\s*人|解读人|联系(?:单位|处室|科室|电话|方式)"
    r"|承办(?:单位|处室|科室)|(?:咨询|办公|联系)?\s*(?:电\s*话|手\s*机)|传\s*真)\s*[：:]?"
)
PHONE = re.compile(
    r"(?<!\d)(?:1\d{2}[\d*]{4}\d{4}|1[3-9]\d[\s-]\d{4}[\s-]\d{4}"
    r"|(?:[（(]?0\d{2,3}[)）]?\s*[-—－– ]?\s*)?\d{3,4}[ -]?\d{3,4})(?:[-转]\d{1,5})?(?![\d.@元年])"
)
"""A telephone as offices write it: area code in brackets or not, spaces, a masked middle, an extension."""

_NAMED = re.compile(r"(?:联\s*系\s*人(?:及(?:联系)?(?:电话|方式))?|承\s*办\s*人(?:员)?|经\s*办\s*人|解读人)\s*[：:]\s*([^。\n]{2,80})")
_UNIT = re.compile(r"(?:科|处|室|局|委|办|部|中心|队|股|厅|院|公司|单位|街道|政府|镇|乡|站|所|会)$")
_UNIT_NAME = re.compile(r"([一-龥]{1,18}(?:局|科|处|室|办|委|部|中心|政府))([一-龥]{2,3})")
_ASKED_UNIT = re.compile(r"(?:联系|承办)(?:单位|处室|科室)\s*[：:]\s*(?P<u>[一-龥]{2,20}?)(?=[，,；;。\s）)]|$)")
_NO_NAME = frozenset(
    (
        "联系",
        "电话",
        "联系电话",
        "手机",
        "传真",
        "邮箱",
        "办公电话",
        "咨询电话",
        "同志",
        "及电话",
        "地址",
        "邮编",
        "固定",
        "电子邮箱",
        "电子邮件",
        "传真号码",
        "年月日",
    )
)
_SPLIT = re.compile(r"[，,；;、：:\s（）()/]+")
_SPACED_NAME = re.compile(r"(?<![一-龥])([一-龥])[ \u3000]{1,3}([一-龥])(?![一-龥])")
LONG = 160


def is_contact(text: str) -> bool:
    """Whether the paragraph gives people to ask."""
    return len(text) < LONG and bool(_CONTACT.search(text))


def read_contacts(lines: list[str]) -> tuple[Contact, ...]:
    """The people of the contact lines in order, each with the telephones behind the name; telephones without a name stand alone."""
    out: list[Contact] = []
    for line in lines:
        out += _of_line(line)
    return tuple(dict.fromkeys(out))


def joined(contacts: tuple[Contact, ...]) -> Contact | None:
    """All names and telephones in one record, joined by 、; None when there are none."""
    names = dict.fromkeys(c.name for c in contacts if c.name)
    phones = dict.fromkeys(p for c in contacts if c.phone for p in c.phone.split("、"))
    units = dict.fromkeys(c.unit for c in contacts if c.unit)
    if not names and not phones:
        return None
    return Contact("、".join(names) or None, "、".join(phones) or None, "、".join(units) or None)


def _of_line(line: str) -> list[Contact]:
    line = _SPACED_NAME.sub(r"\1\2", line)
    named = [m.span(1) for m in _NAMED.finditer(line)]
    units = [(m.start("u"), "unit", m.group("u")) for m in _ASKED_UNIT.finditer(line)]
    tokens = sorted([*units, *_words(line, named), *((m.start(), "phone", m.group().strip()) for m in PHONE.finditer(line))])
    people: list[tuple[str | None, str | None, list[str]]] = []
    unit: str | None = None
    for _, kind, word in tokens:
        if kind == "unit":
            unit = word
        elif kind == "name":
            people.append((word, unit, []))
        elif people:
            people[-1][2].append(word)
        else:
            people.append((None, unit, [word]))
    shared = people[-1][2] if len(people) > 1 and sum(bool(p[2]) for p in people) == 1 else None
    return [Contact(name, "、".join(shared if shared and name else phones) or None, where) for name, where, phones in people]


def _words(line: str, named: list[tuple[int, int]]) -> list[tuple[int, str, str]]:
    """(offset, name | unit, word) of the Chinese words where people are named."""
    out = []
    for start, end in named:
        at = start
        for word in _SPLIT.split(_LABEL.sub(lambda m: "，" * len(m.group()), line[start:end])):
            if not word:
                continue
            at = line.find(word, at)
            if at < 0:
                break
            glued = _UNIT_NAME.fullmatch(word)
            if glued and len(word) > 4 and not _UNIT.search(glued.group(2)):
                out += [(at, "unit", glued.group(1)), (at + len(glued.group(1)), "name", glued.group(2))]
            elif re.fullmatch(r"[一-龥]{2,20}", word) and _UNIT.search(word) and len(word) > 2:
                out.append((at, "unit", word))
            elif re.fullmatch(r"[一-龥]{2,4}", word) and word not in _NO_NAME and not _UNIT.search(word):
                out.append((at, "name", word))
            at += len(word)
    return out
