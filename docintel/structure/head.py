"""Head matter: 版头, 主体 and 版记 elements (GB/T 9704-2012 §7) of a paper as it states them itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from docintel.domain.documents import Document
from docintel.domain.papers import Anchor, HeadMatter
from docintel.domain.spans import Span
from docintel.structure import replies, signoff, titles
from docintel.structure.adopted import read_adoption
from docintel.structure.days import read_days
from docintel.structure.issuers import issuer_of, mark_issuer
from docintel.structure.kinds import Clues, kind_of
from docintel.structure.para import Para
from docintel.structure.shapes import DOC_NUMBER
from docintel.structure.signoff import SignOff
from docintel.structure.status import read_anchor, read_region, read_status
from docintel.structure.validity import read_validity, title_years

_NUMBER = re.compile(DOC_NUMBER)
_ORDER_NUMBER = re.compile(r"^[（(]?\s*(?:国令)?第\s*[\d一二三四五六七八九十百]{1,5}\s*号\s*[)）]?$")
_ATTACHED_NUMBER = re.compile(rf"(?:附件|原文|相关附件)[^。\n]{{0,12}}?({DOC_NUMBER})(?=关于|印发)")
_TITLE_DATE = re.compile(r"[（(]\s*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*[)）]\s*$")
_WEB_TAIL = re.compile(
    r"^(?:二维码开始|相关附件[：:]?|【?打印本页|【?原文下载|上一[条篇]|下一[条篇]|主办[：:]|网站标识码|相关报道|分享到|责任编辑|扫一扫|\*{0,2}更新时间)"
)
_ANNEX_LIST = re.compile(r"^附\s*件\s*[：:]")
_ANNEX_ITEM = re.compile(r"^\d{1,2}\s*[.．、：:]")
_ANNEX = re.compile(r"^附\s*件\s*\d{0,2}[：:]?$")
_PUBLIC = re.compile(r"^[（(](?:此件|本文|此文)[^（）()]*[)）]$|^公开(?:属性|方式)[：:]")
_SPOKEN = re.compile(r"^[—－\-（(]{1,3}\s*\d{4}\s*年.{4,12}在.{4,60}(?:会议|大会|会)上")
_ANSWERED = re.compile(r"^答复(?P<what>部门|时间|单位)\s*[：:]\s*(?P<value>.+)$")
_FOOT = re.compile("|".join(p.pattern for p in (_PUBLIC, _WEB_TAIL, _ANSWERED, _ANNEX, _ANNEX_LIST)))
SHORT_LINE = 90


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the parts of the paper stand, as paragraph indices."""

    addressee: int | None
    title: tuple[int, int] | None
    carried: tuple[int, int] | None
    sign: SignOff | None
    body: int  # first paragraph of the body


def read_head(document: Document, paras: list[Para], row: Mapping[str, str | None] | None) -> tuple[HeadMatter, list[int]]:
    """(head matter, indices of the paragraphs that are body)."""
    if not paras:
        return _fill(HeadMatter(), row), []
    signs = signoff.find_signoffs(paras)
    layout = _lay_out(paras, signs)
    head = _read(document, paras, layout)
    outside = _outside(paras, layout, signs)
    return _fill(head, row), [k for k in range(len(paras)) if k not in outside]


def _lay_out(paras: list[Para], signs: list[SignOff]) -> _Layout:
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
    if carried and notice_sign and carried[0] > notice_sign.last:
        return _Layout(addressee, title, carried, notice_sign, body)
    return _Layout(addressee, title, carried, _main_sign(paras, signs, body), body)


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


def _read(document: Document, paras: list[Para], layout: _Layout) -> HeadMatter:
    text = document.text
    spans: dict[str, Span] = {}
    title, notice = _titles(text, paras, layout, spans)
    top = [p.text for p in paras[: max(layout.body, 1)]] + (
        [paras[layout.title[1] + 1].text] if layout.title and layout.title[1] + 1 < len(paras) else []
    )
    lead = "".join(p.text for p in paras[layout.body : layout.body + 3])[:900]
    addressee = _addressee(text, paras, layout, spans)
    kind, kind_name = kind_of(title or notice, _clues(paras, lead, addressee, top))
    number = _doc_number(text, paras, layout, spans)
    printed = next(((k, p) for k in range(len(paras) - 1, -1, -1) if (p := signoff.read_printed(paras[k].text))), None)
    adopter, adopted = read_adoption(paras[: layout.body + 1])
    issue = _issue_date(text, paras, layout, spans) or adopted
    signed = layout.sign.orgs if layout.sign else ()
    issuer = issuer_of(signed, notice or title, number, top, [p.text for p in paras[-6:]]) or adopter
    mark_issuer(text, paras, issuer, spans)
    reply = kind.startswith("reply")
    proposal = replies.read_proposal(title or "", lead) if reply else replies.Proposal(None, None, None)
    edges = top + [p.text for p in paras[-14:]]
    validity = read_validity(text, paras, title, issue, reported=kind == "interpretation") if not reply else None
    source = _NUMBER.search(lead) if kind == "interpretation" else None
    return HeadMatter(
        doc_kind=kind,
        kind_name=kind_name,
        doc_number=number,
        title=title,
        issuer=issuer,
        addressee=addressee,
        issue_date=issue,
        print_date=printed[1][1] if printed else None,
        printer=printed[1][0] if printed else None,
        signer=next((s for line in top if (s := replies.read_signer(line))), layout.sign.signed_by if layout.sign else None),
        contact=signoff.read_contact([p.text for p in paras if signoff.is_contact(p.text)]),
        cc=next((c for p in paras[-12:] if (c := signoff.read_copies(p.text))), None),
        session=proposal.session,
        case_number=proposal.case_number,
        proposal_title=proposal.title,
        reply_class=replies.read_class(edges) if reply else None,
        status=read_status(kind, title or notice, text),
        anchor=read_anchor(issue, printed[1][1] if printed else None, number or (source.group() if source else None), title, text),
        validity=validity,
        region=read_region(issuer, notice or title, addressee, text),
        source_doc=_source_doc(title, lead, top) if kind == "interpretation" else None,
        spans=spans,
    )


def _clues(paras: list[Para], lead: str, addressee: str | None, top: list[str]) -> Clues:
    asks = sum(p.text.rstrip().endswith(("？", "?")) and len(p.text) < 160 for p in paras)
    return Clues(lead, addressee or "", tuple(top), "".join(p.text for p in paras[-8:]), asks)


def _titles(text: str, paras: list[Para], layout: _Layout, spans: dict[str, Span]) -> tuple[str | None, str | None]:
    """(the paper's title, the notice's title): the carried plan gives the paper its title."""
    notice = titles.join_lines(paras, *layout.title) if layout.title else None
    at = layout.carried or layout.title
    if at is None:
        return None, None
    spans["title"] = Span.of(text, paras[at[0]].start, paras[at[1]].end)
    title = re.sub(r"^附件\s*\d{0,2}\s*[：:]?\s*", "", titles.join_lines(paras, *at))
    return title or None, notice


def _addressee(text: str, paras: list[Para], layout: _Layout, spans: dict[str, Span]) -> str | None:
    if layout.addressee is None:
        return None
    para = paras[layout.addressee]
    spans["addressee"] = Span.of(text, para.start, para.end)
    return para.text.strip().rstrip("：:").strip()


def _doc_number(text: str, paras: list[Para], layout: _Layout, spans: dict[str, Span]) -> str | None:
    """发文字号: a line of its own (perhaps beside the signer) in the head; else the name of the attached original."""
    stop = max(layout.body, (layout.title[1] + 3) if layout.title else 0)
    for para in paras[: stop + 1]:
        m = _NUMBER.search(para.text)
        if not m or len(para.text) > SHORT_LINE or re.search(r"[《。]", para.text[: m.start()]):
            continue
        spans["doc_number"] = Span.of(text, para.back(m.start()), para.back(m.end() - 1) + 1)
        return _without_title(_clean(m.group()))
    for k, para in enumerate(paras[:stop]):
        if _ORDER_NUMBER.match(para.text.strip()) and k > 0 and re.search(r"(?:令|公告|通告)$", paras[k - 1].text):
            spans["doc_number"] = Span.of(text, paras[k - 1].start, para.end)
            return _clean(paras[k - 1].text + para.text.strip("（）() \u3000"))
    for para in paras[-6:]:
        m = _ATTACHED_NUMBER.search(para.text)
        if m:
            spans["doc_number"] = Span.of(text, para.back(m.start(1)), para.back(m.end(1) - 1) + 1)
            return _clean(m.group(1))
    return None


def _without_title(number: str) -> str:
    """…的通知渝府发〔2021〕22号: the break between title and number was lost."""
    return re.sub(
        r"^.*(?:的(?:通知|函|意见|决定|批复|公告|实施意见|报告)|意见|文件|制度的函|通知)(?=[一-龥]{2,}[〔\[（(﹝【［])", "", number
    )


def _clean(words: str) -> str:
    return re.sub(r"[\s\u200b]", "", words)


def _issue_date(text: str, paras: list[Para], layout: _Layout, spans: dict[str, Span]) -> str | None:
    sign = layout.sign
    if sign and sign.day and sign.date_para is not None:
        para = paras[sign.date_para]
        spans["issue_date"] = Span.of(text, para.start, para.end)
        return sign.day
    for last in paras[max(0, layout.title[1] - 1) : layout.title[1] + 2] if layout.title else ():
        dated = _TITLE_DATE.search(last.text)
        if not dated:
            continue
        spans["issue_date"] = Span.of(text, last.back(dated.start(1)), last.back(dated.end(1) - 1) + 1)
        return read_days(dated.group(1))[0][2]
    for para in paras[-6:]:
        answered = _ANSWERED.match(para.text)
        days = read_days(answered.group("value")) if answered and answered.group("what") == "时间" else []
        if days:
            spans["issue_date"] = Span.of(text, para.start, para.end)
            return days[0][2]
    return _heading_date(text, paras, layout, spans)


def _heading_date(text: str, paras: list[Para], layout: _Layout, spans: dict[str, Span]) -> str | None:
    """The note under a report's title: ——2026年1月26日在某省人民代表大会上."""
    for para in paras[: layout.body + 1]:
        note = _SPOKEN.match(para.text)
        days = read_days(para.text) if note else []
        if days:
            spans["issue_date"] = Span.of(text, para.back(days[0][0]), para.back(days[0][1] - 1) + 1)
            return days[0][2]
    return None


def _source_doc(title: str | None, lead: str, top: list[str]) -> str | None:
    """The paper that an explanation explains, in its marks."""
    for words in (title or "", *(t for t in top if re.match(r"\**(?:政策|相关)文件", t)), lead):
        m = re.search(r"《(?:[^《》]|《[^《》]*》|〈[^〉]*〉)+》", words)
        if m:
            return m.group()
        named = re.match(r"\**(?:政策|相关)文件\**[：:]\s*(.+)$", words)
        if named:
            return named.group(1).strip()
    return None


def _outside(paras: list[Para], layout: _Layout, signs: list[SignOff]) -> set[int]:
    """Paragraphs that are head or foot, by what they are and not by where they stand, so that later text changes nothing before it."""
    out: set[int] = set()
    for at in (layout.title, layout.carried):
        if at:
            out.update(range(at[0], at[1] + 1))
    if layout.addressee is not None:
        out.update(range(layout.addressee + 1))
    for sign in signs:
        out.update(range(sign.first, sign.last + 1))
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


def _fill(head: HeadMatter, row: Mapping[str, str | None] | None) -> HeadMatter:
    """Fields that the paper does not state, from the catalogue; each is named in ``from_catalogue``."""
    if not row:
        return head
    given = {"title": row.get("title"), "issuer": row.get("issuer"), "region": row.get("region"), "doc_number": row.get("doc_no")}
    day = row.get("date")
    given["issue_date"] = day if day and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else None
    new = {k: v.strip() for k, v in given.items() if v and v.strip() and getattr(head, k) is None}
    if not new:
        return head
    filled = replace(head, **new, from_catalogue=tuple(sorted(new)))  # type: ignore[arg-type]
    if "issue_date" in new and head.anchor.basis in ("assumed", "body", "title"):
        filled = replace(filled, anchor=Anchor(new["issue_date"], "day", "catalogue"))
    if head.validity is None and "title" in new and (years := title_years(new["title"])):
        filled = replace(filled, validity=replace(years, basis="catalogue"))
    if head.doc_kind == "other" and "title" in new:
        kind, name = kind_of(new["title"], Clues(addressee=head.addressee or ""))
        filled = replace(filled, doc_kind=kind, kind_name=name, status=head.status or read_status(kind, new["title"], ""))
    return filled
