"""Head matter: 版头, 主体 and 版记 elements (GB/T 9704-2012 §7) of a paper as it states them itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from docintel.domain.documents import Document
from docintel.domain.papers import Anchor, HeadMatter
from docintel.domain.spans import Span
from docintel.structure import contacts, elements, handling, replies, signoff, titles
from docintel.structure.adopted import read_adoption
from docintel.structure.citations import read_citations
from docintel.structure.days import read_days
from docintel.structure.issuers import issuer_of, mark_issuer
from docintel.structure.kinds import Clues, kind_of
from docintel.structure.layout import ANSWERED, SHORT_LINE, Layout, lay_out, outside
from docintel.structure.para import Para
from docintel.structure.schemes import read_outcome
from docintel.structure.shapes import DOC_NUMBER
from docintel.structure.status import read_anchor, read_region, read_status
from docintel.structure.validity import read_validity, title_years

_NUMBER = re.compile(DOC_NUMBER)
_ORDER_NUMBER = re.compile(r"^[（(]?\s*(?:国令)?第\s*[\d一二三四五六七八九十百]{1,5}\s*号\s*[)）]?$")
_ATTACHED_NUMBER = re.compile(rf"(?:附件|原文|相关附件)[^。\n]{{0,12}}?({DOC_NUMBER})(?=关于|印发)")
_TITLE_DATE = re.compile(r"[（(]\s*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*[)）]\s*$")
_SPOKEN = re.compile(r"^[—－\-（(]{1,3}\s*\d{4}\s*年.{4,12}在.{4,60}(?:会议|大会|会)上")


def read_head(document: Document, paras: list[Para], row: Mapping[str, str | None] | None) -> tuple[HeadMatter, list[int]]:
    """(head matter, indices of the paragraphs that are body)."""
    if not paras:
        return _fill(HeadMatter(), row), []
    signs = signoff.find_signoffs(paras)
    layout = lay_out(paras, signs)
    head = _read(document, paras, layout)
    no_body = outside(paras, layout, signs)
    return _fill(head, row), [k for k in range(len(paras)) if k not in no_body]


def _read(document: Document, paras: list[Para], layout: Layout) -> HeadMatter:
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
    people = contacts.read_contacts([p.text for p in paras if contacts.is_contact(p.text)])
    edges = top + [p.text for p in paras[-14:]]
    answer = _answer(title or "", lead, edges, issuer, addressee) if reply else {}
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
        contact=contacts.joined(people),
        cc=next((c for p in paras[-12:] if (c := signoff.read_copies(p.text))), None),
        status=read_status(kind, title or notice, text),
        anchor=read_anchor(issue, printed[1][1] if printed else None, number or (source.group() if source else None), title, text),
        validity=validity,
        region=read_region(issuer, notice or title, addressee, text),
        source_doc=_source_doc(title, lead, top) if kind == "interpretation" else None,
        contacts=people,
        citations=read_citations(text, paras, (title, notice, answer.get("proposal_title"))),
        parts=tuple(f.part for f in layout.parts),
        spans=spans,
        **_elements(document, paras, layout, spans),
        **answer,
    )


def _answer(title: str, lead: str, edges: list[str], issuer: str | None, addressee: str | None) -> dict[str, Any]:
    """What only a reply has, as fields of HeadMatter."""
    proposal = replies.read_proposal(title, lead)
    letter = replies.read_class(edges)
    outcome = read_outcome(letter, edges, issuer)
    handled = handling.read_handling(lead, edges, issuer, addressee)
    return {
        "session": proposal.session,
        "case_number": proposal.case_number,
        "case_numbers": replies.read_case_numbers(title, lead),
        "proposal_title": proposal.title,
        "proposers": handling.read_proposers(addressee, lead, edges),
        "reply_class": letter,
        "reply_words": outcome.words,
        "reply_scheme": outcome.scheme,
        "reply_outcome": outcome.outcome,
        "lead_offices": handled.lead,
        "co_offices": handled.co,
    }


def _elements(document: Document, paras: list[Para], layout: Layout, spans: dict[str, Span]) -> dict[str, Any]:
    """The elements of 版头 and 版记 that are labels and marks, as fields of HeadMatter."""
    text, sign = document.text, layout.sign
    first = layout.title[0] if layout.title else layout.body
    above = paras[: min(first + elements.is_letterhead(paras[first].text) if layout.title else first, layout.body)]
    marks = elements.read_marks(text, above, spans)
    following = min((f.first for f in layout.parts if sign and f.first > sign.last), default=len(paras))
    behind = paras[sign.last + 1 : min(sign.last + 5, following)] if sign else paras[-4:]
    signed = paras[sign.first : sign.last + 1] if sign else []
    numbers = [line for line in document.text.split("\n") if 2 < len(line) < 24] if len(paras) > 20 else []
    if sign and sign.orgs:
        spans["signatories"] = Span.of(text, signed[0].start, signed[-1].end)
    return {
        "copy_number": marks.copy_number,
        "secrecy": marks.secrecy,
        "urgency": marks.urgency,
        "letterhead": marks.letterhead,
        "signatories": sign.orgs if sign else (),
        "seal": elements.read_seal(signed + behind[:1]),
        "notes": elements.read_notes(text, behind, spans),
        "annexes": elements.read_annex_note(text, paras[layout.body :], spans),
        "page_numbers": elements.read_page_numbers(numbers),
        "publicity": elements.read_publicity(text, [*above, *paras[-14:], *behind], spans),
    }


def _clues(paras: list[Para], lead: str, addressee: str | None, top: list[str]) -> Clues:
    asks = sum(p.text.rstrip().endswith(("？", "?")) and len(p.text) < 160 for p in paras)
    heads = "\n".join(p.text[:24] for p in paras[:60])
    return Clues(lead, addressee or "", tuple(top), "".join(p.text for p in paras[-8:]), asks, heads)


def _titles(text: str, paras: list[Para], layout: Layout, spans: dict[str, Span]) -> tuple[str | None, str | None]:
    """(the paper's title, the notice's title): the carried plan gives the paper its title."""
    notice = titles.join_lines(paras, *layout.title) if layout.title else None
    at = layout.carried or layout.title
    if at is None:
        return None, None
    spans["title"] = Span.of(text, paras[at[0]].start, paras[at[1]].end)
    named = titles.handed_on(notice) if notice and layout.carried is None else None
    if named and layout.sign and layout.sign.orgs and _follows(paras, layout.sign.last):
        return named, notice
    title = re.sub(r"^附件\s*\d{0,2}\s*[：:]?\s*", "", titles.join_lines(paras, *at))
    return title or None, notice


def _follows(paras: list[Para], last: int) -> bool:
    """Whether what a notice hands on stands behind its sign-off without a title of its own: it begins with its first article or point."""
    return last + 3 < len(paras) and bool(re.match(r"第一[条章]|一、", paras[last + 1].text.strip()))


def _addressee(text: str, paras: list[Para], layout: Layout, spans: dict[str, Span]) -> str | None:
    if layout.addressee is None:
        return None
    para = paras[layout.addressee]
    spans["addressee"] = Span.of(text, para.start, para.end)
    return para.text.strip().rstrip("：:").strip()


def _doc_number(text: str, paras: list[Para], layout: Layout, spans: dict[str, Span]) -> str | None:
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
        r"^.*(?:的(?:通知|函|意见|决定|批复|公告|实施意见|报告|措施|办法|方案|细则|规定|规划|计划|要点)|意见|文件|制度的函|通知)(?=[一-龥]{2,}[〔\[（(﹝【［])",
        "",
        number,
    )


def _clean(words: str) -> str:
    closed = re.sub(r"[\s\u200b]", "", words)
    return re.sub(
        r"([〔\[（(]\d{4})(\d{1,4}号)$", r"\1 \2", closed
    )  # the year's closing bracket is missing: the blank parts it from the number


def _issue_date(text: str, paras: list[Para], layout: Layout, spans: dict[str, Span]) -> str | None:
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
        answered = ANSWERED.match(para.text)
        days = read_days(answered.group("value")) if answered and answered.group("what") == "时间" else []
        if days:
            spans["issue_date"] = Span.of(text, para.start, para.end)
            return days[0][2]
    return _heading_date(text, paras, layout, spans)


def _heading_date(text: str, paras: list[Para], layout: Layout, spans: dict[str, Span]) -> str | None:
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
