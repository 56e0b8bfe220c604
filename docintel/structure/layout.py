"""Where the parts of a paper stand: addressee, title, carried title, sign-off, parts; and what of it is no body."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from docintel.structure import signoff, titles
from docintel.structure.para import Para
from docintel.structure.parts import Found, find_parts
from docintel.structure.shapes import DOC_NUMBER
from docintel.structure.signoff import SignOff

_NUMBER = re.compile(DOC_NUMBER)
_WEB_TAIL = re.compile(
    r"^(?:二维码开始|相关附件[：:]?|【?打印本页|【?原文下载|上一[条篇]|下一[条篇]|主办[：:]|网站标识码|相关报道|分享到|责任编辑|扫一扫|\*{0,2}更新时间)"
)
_ANNEX_LIST = re.compile(r"^附\s*件\s*(?:[：:]|[1１一]\s*[.．、：:]\s*[^\s])")
_ANNEX_ITEM = re.compile(r"^(?:附\s*件\s*)?\d{1,2}\s*[.．、：:]")
_ANNEX = re.compile(r"^附\s*件\s*\d{0,2}[：:]?$")
_PUBLIC = re.compile(
    r"^[（(](?:此件|本文|此文|本件|此函)[^（）()]*[)）]$|^(?:信息)?公开(?:属性|方式|选项|形式|类别|范围)[：:]|^(?:不公开|不予公开)(?:理由|原因|原由)[：:]"
)
ANSWERED = re.compile(r"^答复(?P<what>部门|时间|单位)\s*[：:]\s*(?P<value>.+)$")
_FOOT = re.compile("|".join(p.pattern for p in (_PUBLIC, _WEB_TAIL, ANSWERED, _ANNEX, _ANNEX_LIST)))
SHORT_LINE = 90


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of the paper stand, as paragraph indices."""

    addressee: int | None
    title: tuple[int, int] | None
    carried: tuple[int, int] | None
    sign: SignOff | None
    body: int  # first paragraph of the body
    parts: tuple[Found, ...] = ()


def lay_out(paras: list[Para], signs: list[SignOff]) -> Layout:
    """The parts of a paper, told by the address, the titles and the sign-offs."""
    addressee = titles.find_addressee(paras)
    body = addressee + 1 if addressee is not None else _first_body(paras)
    title = titles.title_before(paras, addressee if addressee is not None else body)
    words = titles.join_lines(paras, *title) if title else None
    lead = "".join(p.text for p in paras[body : body + 4])
    notice_sign = next((s for s in signs if s.first >= (title[1] + 1 if title else 0) and s.first < body + 25), None)
    carried = None
    if titles.carries(words, lead):
        start = (notice_sign.last if notice_sign else body) + 1
        carried = titles.carried_title(paras, start, (words or "") + lead)
    sign = notice_sign if carried and notice_sign and carried[0] > notice_sign.last else _main_sign(paras, signs, body)
    signed = sign.last if sign and sign.orgs else None
    return Layout(addressee, title, carried, sign, body, tuple(find_parts(paras, title, carried, signed, body)))


def _first_body(paras: list[Para]) -> int:
    for k, para in enumerate(paras[:60]):
        text = para.text.strip()
        if titles.is_noise(text) or titles.is_title(text) or (para.mark and k < 3):
            continue
        if (
            len(text) > 60
            or text[-1] in "。；！？"
            or re.match(r"第[一二三四五六七八九十\d]+[章条编]|[一二三四五六七八九十]+、|（一）|1[.、]|问", text)
        ):
            return k
    return min(len(paras), 3)


def _main_sign(paras: list[Para], signs: list[SignOff], body: int) -> SignOff | None:
    """The sign-off of the paper itself: the first with bodies after the address; else the last date that stands alone near the end."""
    after = [s for s in signs if s.last >= body]
    signed = next((s for s in after if s.orgs), None)
    if signed:
        return signed
    undated = signoff.last_orgs(paras)
    alone = next((s for s in reversed(after) if s.last >= len(paras) - 12), None) or next(iter(after), None)
    if undated and alone:
        return replace(alone, orgs=undated.orgs)
    return alone or undated or next((s for s in signs if s.orgs), None) or next(iter(signs), None)


def outside(paras: list[Para], layout: Layout, signs: list[SignOff]) -> set[int]:
    """Paragraphs that are head or foot, by what they are and not by where they stand, so that later text changes nothing before it."""
    out: set[int] = set()
    for at in (layout.title, layout.carried):
        if at:
            out.update(range(at[0], at[1] + 1))
    if layout.addressee is not None:
        out.update(range(layout.addressee + 1))
    for sign in signs:
        out.update(range(sign.first, sign.last + 1))
    for found in layout.parts:
        if found.part.kind == "annex":
            out.update(range(found.first, found.body))
    for k, para in enumerate(paras):
        text = para.text.strip()
        head = k < layout.body and _is_head(text)
        if head or (len(text) < 300 and (_is_foot(text) or (k - 1 in out and _annexed(paras[k - 1].text, text)))):
            out.add(k)
    return out


def _is_head(text: str) -> bool:
    return titles.is_noise(text) or (len(text) < SHORT_LINE and bool(_NUMBER.search(text))) or bool(signoff.orgs_of(text))


def _annexed(before: str, text: str) -> bool:
    """The second and later names of a list 附件：1.… 2.…."""
    return (
        len(text) < 80
        and "。" not in text
        and bool(_ANNEX_ITEM.match(text))
        and bool(_ANNEX_ITEM.match(before) or _ANNEX_LIST.match(before))
    )


def _is_foot(text: str) -> bool:
    """Lines of the record at the foot, of publication and of the web page, wherever they stand."""
    return bool(_FOOT.match(text)) or signoff.read_copies(text) is not None or signoff.read_printed(text) is not None
