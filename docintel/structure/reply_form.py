"""答复体检, the form: what head and foot of a draft reply still want, faults of its numbers. What is checked is data (reply_form.tsv)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from docintel.domain.checks import Fault
from docintel.domain.papers import HeadMatter, Paper
from docintel.domain.spans import Span
from docintel.structure.proposals import ProposalHead, read_proposal_head
from docintel.structure.replies import session_in
from docintel.structure.reply_numbers import number_faults
from docintel.text.numerals import parse_number

_GOOD_NUMBER = re.compile(r"[一-龥A-Za-z]+〔(?:19|20)\d\d〕[1-9]\d*号")
_BLANK_NUMBER = re.compile(r"[一-龥]{2,12}[〔\[［(（﹝][^〕\]］)）﹞]{0,6}[〕\]］)）﹞]\s*第?\s*(?:[Xx×_＿]+\s*|\s+)号")
_BAD_NUMBER = (
    (re.compile(r"[\[［(（﹝【]"), "年份应当用六角括号〔〕"),
    (re.compile(r"第"), "顺序号前不加“第”"),
    (re.compile(r"[〕\]］)）﹞】]\s*第?0\d"), "顺序号不编虚位"),
    (re.compile(r"[〔\[［(（﹝【]\s*\d\d\s*[〕\]］)）﹞】]"), "年份应当写全"),
)
_TWICE = re.compile(r"第第|号号|提案提案|答复答复|的的(?!确)|关于关于|你们你们|委员委员|代表代表")
_PLACEHOLDER = re.compile(r"[XxＸ×]{2,}|[_＿]{3,}|（(?:待定|待补充|此处[^）]{0,10})）|【[^】]{0,10}(?:待|填|补)[^】]{0,10}】|\?{3,}|？{3,}")
_DEBRIS = re.compile(r"\[bookmark:[^\]]*\]|错误[!！]\s*(?:未找到引用源|未定义书签)[。.]?|\{\s*(?:HYPERLINK|PAGE|REF)[^}]*\}|_GoBack")
_SUBJECT_WORDS = re.compile(r"^\s*主题词\s*[：:]", re.MULTILINE)
_CASE_IN_TITLE = re.compile(r"\d{1,10}\s*号|第[一二三四五六七八九十百零〇]{1,7}号|号(?=提案|建议|议案)")
_ORDINALS = re.compile(r"(?P<term>[一二三四五六七八九十\d]{1,4})届.*?(?P<meeting>[一二三四五六七八九十\d]{1,4})次")
_CHINESE_DAY = re.compile(r"[二两][○〇O0零oО一二三四五六七八九十]{3}年[一二三四五六七八九十元]{1,3}月[一二三四五六七八九十廿卅]{1,4}日")
_ASKS = re.compile(r"征询意见|征求意见表|意见(?:反馈|征询)表|满意度测评表|反馈意见表")
CPPCC, NPC = "reply_cppcc", "reply_npc"
_OFFICES = {
    CPPCC: (re.compile(r"政协|提案"), "政协提案委员会和政府办公室"),
    NPC: (re.compile(r"人大|代表工|选联工|人代"), "人大常委会代表工作机构和政府办公室"),
}


def form_faults(paper: Paper, proposal: Paper | None = None, session_here: str = "") -> list[Fault]:
    """Faults of the form of a reply, in the order of the list. ``session_here``: the session that other replies of its place and year name.

    A paper that is no reply gives the faults of every paper (numbers, placeholders) alone.
    """
    return [*_found(paper, proposal, session_here), *number_faults(paper, fault)]


def fault(code: str, span: Span | None = None, **words: object) -> list[Fault]:
    """The fault of a code with its words filled in; [] where the list has no such row."""
    row = rules().get(code)
    if row is None:
        return []
    gravity, told, todo, ground = row
    return [Fault(code, gravity, told.format_map(words), todo.format_map(words), ground, span)]


@cache
def rules() -> Mapping[str, tuple[str, str, str, str]]:
    """Code → weight, words, what to do, ground."""
    text = files("docintel.structure").joinpath("data", "reply_form.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {code: (gravity, words, todo, ground) for code, gravity, words, todo, ground in rows}


def is_reply(paper: Paper) -> bool:
    """Whether the paper answers a proposal or a suggestion."""
    return paper.head.doc_kind in (CPPCC, NPC)


def _found(paper: Paper, proposal: Paper | None, session_here: str) -> Iterator[Fault]:
    if is_reply(paper):
        yield from _number(paper)
        yield from _title(paper)
        yield from _to_whom(paper)
        yield from _foot(paper)
        yield from _sessions(paper, proposal, session_here)
        if proposal is not None:
            yield from _against(paper.head, read_proposal_head(proposal))
    text = paper.text
    for code, pattern in (("twice", _TWICE), ("placeholder", _PLACEHOLDER), ("debris", _DEBRIS)):
        for m in pattern.finditer(text):
            yield from fault(code, Span.of(text, m.start(), m.end()), words=m.group())


def _number(paper: Paper) -> Iterator[Fault]:
    head, text = paper.head, paper.text
    blank = _BLANK_NUMBER.search(text[:600])
    if blank and not head.doc_number:
        yield from fault("blank_number", Span.of(text, blank.start(), blank.end()), words=blank.group())
    elif not head.doc_number:
        yield from fault("no_number")
    else:
        where = head.spans.get("doc_number")
        words = re.sub(r"\s", "", where.text if where else head.doc_number)
        wrong = [what for pattern, what in _BAD_NUMBER if pattern.search(words)]
        if wrong and not _GOOD_NUMBER.fullmatch(words):
            yield from fault("number_form", where, words=words, what="，".join(wrong))
        year = re.search(r"(?:19|20)\d\d", words)
        if year and head.issue_date and year.group() != head.issue_date[:4]:
            yield from fault("number_year", where, year=year.group(), date=head.issue_date)


def _title(paper: Paper) -> Iterator[Fault]:
    head = paper.head
    if not head.title:
        yield from fault("no_title")
        return
    where = head.spans.get("title")
    if not _CASE_IN_TITLE.search(head.title):
        yield from fault("title_number", where)
    if not session_in(head.title):
        yield from fault("title_session", where)


def _to_whom(paper: Paper) -> Iterator[Fault]:
    head = paper.head
    if not head.addressee:
        yield from fault("no_addressee")
        return
    kind, other = (("政协提案", "代表"), "委员") if head.doc_kind == CPPCC else (("人大建议", "委员"), "代表")
    where = head.spans.get("addressee")
    if re.search(rf"{kind[1]}(?:们|同志)?[：:]?$", head.addressee) and other not in head.addressee:
        yield from fault("kind_mixed", where, what=f"标题写的是{kind[0]}，主送却是“{head.addressee}”")


def _foot(paper: Paper) -> Iterator[Fault]:
    head, text = paper.head, paper.text
    if not head.contact and not head.contacts:
        yield from fault("no_contact")
    elif not any(c.phone for c in (*head.contacts, *((head.contact,) if head.contact else ()))):
        yield from fault("no_phone")
    if not head.reply_class and not head.reply_words:
        yield from fault("no_class")
    pattern, to = _OFFICES[head.doc_kind]
    if not head.cc:
        yield from fault("no_cc", to=to)
    elif not pattern.search(head.cc):
        yield from fault("cc_short", head.spans.get("cc"), to=to)
    if not head.signatories and not head.issuer:
        yield from fault("no_signature")
    written = _CHINESE_DAY.search(text)
    if not head.issue_date:
        yield from fault("no_date")
    elif written and not re.search(r"\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*$", text[: written.end()]):
        yield from fault("date_form", Span.of(text, written.start(), written.end()), words=written.group())
    if not head.signer:
        yield from fault("no_signer")
    if head.publicity is None:
        yield from fault("no_publicity")
    if not _ASKS.search(text):
        yield from fault("no_form")
    old = _SUBJECT_WORDS.search(text)
    if old:
        yield from fault("subject_words", Span.of(text, old.start(), old.end()))


def _sessions(paper: Paper, proposal: Paper | None, session_here: str) -> Iterator[Fault]:
    head = paper.head
    lead = paper.text[head.spans["title"].end :][:600] if "title" in head.spans else paper.text[:900]
    named = {"标题": session_in(head.title or ""), "正文": session_in(lead.partition("现答复")[0])}
    if proposal is not None:
        named["提案原文"] = read_proposal_head(proposal).session
    said = {where: words for where, words in named.items() if words and ordinals(words)}
    if len({ordinals(words) for words in said.values()}) > 1:
        what = "，".join(f"{where}是“{words}”" for where, words in said.items())
        yield from fault("session_differs", head.spans.get("title"), what=what)
    mine = head.session or next(iter(said.values()), "")
    if session_here and mine and ordinals(mine) and ordinals(mine) != ordinals(session_here):
        yield from fault("session_year", head.spans.get("title"), here=mine, there=session_here)


def ordinals(session: str) -> tuple[int, int] | None:
    """(届, 次) of 市政协十四届二次会议; None where it names none."""
    m = _ORDINALS.search(re.sub(r"[\s第]", "", session))
    if not m:
        return None
    term, meeting = parse_number(m["term"]), parse_number(m["meeting"])
    return (int(term), int(meeting)) if term and meeting else None


def _against(head: HeadMatter, proposal: ProposalHead) -> Iterator[Fault]:
    """What the reply says of the proposal against the proposal itself."""
    numbers = {*head.case_numbers, *((head.case_number,) if head.case_number else ())}
    there = proposal.number
    if numbers and there and there.lstrip("0") not in {n.lstrip("0") for n in numbers}:
        what = f"答复写第{'、'.join(sorted(numbers))}号，提案原文是第{there}号"
        yield from fault("case_differs", head.spans.get("title"), what=what)
    here, title = head.proposal_title, proposal.title
    if here and title and _core(here) != _core(title):
        yield from fault("title_differs", here=here, there=title)
    missing = [n for n in proposal.proposers if head.addressee and n not in re.sub(r"\s", "", head.addressee)]
    if missing and not (head.addressee and "等" in head.addressee):
        yield from fault("proposer_missing", head.spans.get("addressee"), names="、".join(missing))


def _core(title: str) -> str:
    return re.sub(r"^关于|的?(?:提案|建议|议案)$|[\s“”\"《》，,、（）()]", "", title)
