"""Elements that are labels or marks on a line: 份号, 密级, 紧急程度, 发文机关标志, 印章, 附注, 附件说明, 页码, 公开属性."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.domain.papers import Publicity
from docintel.domain.spans import Span
from docintel.structure.para import Para
from docintel.structure.shapes import PAGE_NUMBER
from docintel.structure.signoff import orgs_of

TOP_LONG = 60
"""Characters of a line of marks above the title."""

_COPY = re.compile(r"^(?:份\s*号\s*[：:]?\s*(?P<a>\d{1,6})|(?:№|No\.?|NO\.?)\s*(?P<b>\d{3,6})|(?P<c>\d{6}))(?=\s|$)")
_TERM = r"(?:\s*[★☆*＊·]\s*(?:[\d一二三四五六七八九十]{1,3}\s*(?:年|个?月)|长期|启用前))?"
_SECRECY = re.compile(rf"(?:^|(?<=[\s：:]))(?P<s>(?:绝\s?密|机\s?密|秘\s?密)[级]?{_TERM})(?=\s|$)")
_URGENCY = re.compile(r"(?:^|(?<=[\s：:]))(?P<u>特\s?提|特\s?急|加\s?急|平\s?急|紧\s?急|急\s?件)(?=\s|$)")
_LETTERHEAD = re.compile(r"^[一-龥（）()、·\s]{3,60}?(?:文\s*件|令|纪\s*要|简\s*报|督\s*查\s*通\s*报)$")
_SEAL = re.compile(r"[（(\[【〔]\s*(代\s*章|印\s*章|盖\s*章|公\s*章|签\s*章|电子印章|章)\s*[)）\]】〕]")
_NOTE = re.compile(r"^[（(〔]\s*(?P<n>[^（）()]*(?:[（(][^（）()]*[)）][^（）()]*)*)\s*[)）〕][。.]?$", re.S)
_ANNEX_NOTE = re.compile(r"^(?:相关)?附\s*件\s*(?:[：:]\s*(?P<n>\S.*)|(?P<m>[1１一]\s*[.．、：:]\s*\S.*))$", re.S)
_ITEM = re.compile(r"^(?:附\s*件\s*)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[.．、：:]\s*")
_FIRST = re.compile(r"^[1１一]\s*[.．、：:]\s*")
_ITEMS = re.compile(r"(?:^|(?<=[\s；;。一-龥）)”]))(?:\d{1,2})\s*[.．、]\s*(?=[一-龥《“])")
_WEB_WORDS = re.compile("二维码开始|扫一扫|用来校验")
_LINKS = re.compile(r"[（(]\s*(?:https?:/)?/[^（）()]*[)）]")
_SUFFIX = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|et|ofd|zip|rar|mp3|jpg)$", re.I)
_PASSED = re.compile("通过|公布|修订|修正")
_STATED = re.compile(
    r"(?:(?:信息)?公开(?:属性|方式|选项|形式|类别|类型|范围|程度)|是否公开|主动公开选项)\s*[：:]\s*(?P<v>[^\s，,；;。（(]{1,12})"
    r"(?:\s*[（(](?P<r>[^）)]{2,60})[)）])?"
)
_REASON = re.compile(r"(?:不(?:予)?(?:主动)?公开|依申请公开|非公开)\s*(?:的)?(?:理由|原因|原由|依据)\s*[：:]\s*(?P<r>[^。\n）)]{2,80})")
_THIS = re.compile(
    r"(?:此件|此文|本文|本件|此函|该件)(?P<w>[^（）()，,。；;]{0,20}(?:公开|发布|公布)[^（）()，,。；;]{0,6})"
    r"|(?P<cut>(?:此件|本文)有删[减节])"
)
_VALUES = (
    (re.compile("依申请"), "依申请公开"),
    (re.compile("不予|不宜|不公开|免予|免于|非公开|不主动|^否$|^不$"), "不予公开"),
    (re.compile("主动|公开|公布|发布|^是$|全文|政府网|部分"), "主动公开"),
)
_ABRIDGED = re.compile("删减|删节|部分公开|摘要|隐去|处理后")


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands above the title; None = not there."""

    copy_number: str | None = None
    secrecy: str | None = None
    urgency: str | None = None
    letterhead: str | None = None


def read_marks(text: str, paras: list[Para], spans: dict[str, Span]) -> Marks:
    """份号, 密级, 紧急程度 and 发文机关标志 from the lines above the title (``paras``), in any order and on shared lines."""
    found: dict[str, str] = {}
    for para in paras:
        line = para.text
        if len(line) > TOP_LONG:
            continue
        for name, pattern in (("copy_number", _COPY), ("secrecy", _SECRECY), ("urgency", _URGENCY)):
            m = pattern.search(line) if name not in found else None
            group = m.lastgroup if m else None
            if m and group:
                found[name] = re.sub(r"\s", "", m.group(group))
                spans[name] = _span(text, para, *m.span(group))
        if "letterhead" not in found and (is_letterhead(line) or orgs_of(line)):
            found["letterhead"] = re.sub(r"\s+", " " if orgs_of(line) and len(orgs_of(line)) > 1 else "", line.strip())
            spans["letterhead"] = _span(text, para, 0, len(line))
    return Marks(**found)


def is_letterhead(line: str) -> bool:
    """…文件, …令, …纪要 alone on a line."""
    return len(line) <= TOP_LONG and "关于" not in line and bool(_LETTERHEAD.match(line))


def read_seal(paras: list[Para]) -> str | None:
    """代章, 盖章 … beside the signature, as far as words tell."""
    for para in paras:
        m = _SEAL.search(para.text) if len(para.text) < TOP_LONG else None
        if m:
            return re.sub(r"\s", "", m.group(1))
    return None


def read_notes(text: str, paras: list[Para], spans: dict[str, Span]) -> tuple[str, ...]:
    """附注: what stands in brackets under the date (``paras``: the lines behind the sign-off), without the brackets."""
    out = []
    for para in paras[:4]:
        m = _NOTE.match(para.text) if len(para.text) < 200 else None
        if m and not _SEAL.search(para.text) and not _PASSED.search(para.text):
            out.append(m.group("n").strip())
            spans.setdefault("notes", Span.of(text, para.start, para.end))
    return tuple(out)


def read_annex_note(text: str, paras: list[Para], spans: dict[str, Span]) -> tuple[str, ...]:
    """The names under 附件： in their order, without their numbers; several lines or one."""
    for k, para in enumerate(paras):
        m = _ANNEX_NOTE.match(para.text) if para.text.startswith(("附", "相关附")) and len(para.text) < 600 else None
        if not m:
            continue
        first = _LINKS.sub(" ", _WEB_WORDS.split(m.group("n") or m.group("m"))[0])
        pieces = [p for p in _ITEMS.split(_FIRST.sub("", first)) if p.strip()]
        last = k
        while pieces and last + 1 < len(paras) and _continues_list(first, paras[last + 1].text):
            last += 1
            pieces.append(_ITEM.sub("", paras[last].text))
        spans["annexes"] = Span.of(text, para.start, paras[last].end)
        names = (_SUFFIX.sub("", " ".join(p.split())).strip(" ；;。") for p in pieces)
        return tuple(name for name in names if len(name) > 1 and not _SUFFIX.fullmatch(f".{name}"))  # 附件1.docx names nothing
    return ()


def _continues_list(first: str, line: str) -> bool:
    return bool(_ITEM.match(first) and _ITEM.match(line)) and len(line) < 80 and "。" not in line[:-1]


def read_page_numbers(lines: list[str]) -> str | None:
    """1–12 when the lines hold page numbers such as — 1 — … — 12 —; ``lines``: those of the text itself, before reflow."""
    found = (PAGE_NUMBER.match(line.strip()) for line in lines if 2 < len(line) < 24 and not line[0].isalpha())
    numbers = [int(n) for m in found if m and (n := m.group("p") or m.group("r"))]
    if not numbers or numbers != sorted(numbers):
        return None
    return f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])


def read_publicity(text: str, paras: list[Para], spans: dict[str, Span]) -> Publicity | None:
    """主动公开, 依申请公开 or 不予公开, from a labelled line or the note 此件…公开, with the reason where one is given."""
    value = reason = None
    for para in paras:
        if len(para.text) > 160 or not re.search("公开|公布|发布|删", para.text):
            continue
        stated = _STATED.search(para.text)
        said = stated or _THIS.search(para.text)
        if said and value is None:
            words = stated.group("v") if stated else said.group()
            value = next((v for pattern, v in _VALUES if pattern.search(words)), "主动公开" if said.groupdict().get("cut") else None)
            reason = (stated.group("r") if stated else None) or (said.group() if not stated and _ABRIDGED.search(said.group()) else None)
            spans["publicity"] = _span(text, para, *said.span())
        why = _REASON.search(para.text)
        reason = reason or (why.group("r").strip() if why else None)
    return Publicity(value, reason) if value else None


def _span(text: str, para: Para, start: int, end: int) -> Span:
    return Span.of(text, para.back(start), para.back(end - 1) + 1)
