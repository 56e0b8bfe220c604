"""What a reply to a proposal says of it: session, numbers, proposal title, class (办理结果), signer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docintel.text.numerals import parse_number

_GAP = r"\s*"
_CHINESE_CASE = re.compile(r"第\s*([一二三四五六七八九十百零〇]{1,7})\s*号(?=\s*(?:提案|建议|议案))")
_ORD = r"第?[一二三四五六七八九十百零〇\d]{1,4}"
_SESSION = re.compile(
    rf"(?:(?:全国|[一-龥]{{0,9}}?(?:省|自治区|市|区|县|州|旗|镇|乡)?)?"
    rf"(?:政协|人民代表大会|人大|人代会)[一-龥]{{0,9}}?{_ORD}届(?:全国委员会|委员会|常委会)?{_ORD}次(?:会议|全会)"
    rf"|(?:政协)?[一-龥]{{0,6}}?{_ORD}届(?:全国人大|全国政协|[一-龥]{{0,5}}(?:人大|政协|人民代表大会))(?:委员会)?{_ORD}次会议)"
)
_LEAD_IN = re.compile(r"^.*?(?:关于|对于|对|在|答复|你们?|您们?|我们)(?=[^关对在们])")
_CASE = re.compile(
    rf"(?:第{_GAP})*(?P<n>[A-Za-z]?{_GAP}\d{{1,10}}){_GAP}号|(?:提案|建议|议案){_GAP}(?:第)?(?P<m>\d{{1,10}}){_GAP}号|[（(]第?(?P<k>\d{{1,10}})号[)）]|(?:编号|案号)[：:]{_GAP}(?P<e>\d{{1,10}})"
)
_CASES = re.compile(r"(?:第\s*)?[A-Za-z]?\d{1,10}\s*号?(?:\s*[、，,和及]\s*(?:第\s*)?[A-Za-z]?\d{1,10}\s*号?)+(?=\s*(?:号|提案|建议|议案))")
_MARKED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》|“([^”]*(?:提案|建议|议案))”|\"([^\"]*(?:提案|建议|议案))\"")
_UNMARKED = re.compile(
    r"(?:提出|所提|提交|反映|收到|来)的?[，,]?(关于[^。；《》]{4,80}?的?(?:提案|建议|议案))(?=收悉|已收悉|（|\(|，|已|,)"
)
CLASS_LABEL = (
    r"(?:(?:提案|建议)?(?:办理|答复|办复|结果|处理)(?:意见|结果|情况)?(?:类别|类型|分类|标记|等级|结果|情况)(?:标记|等级)?|类别标记|类\s*别|分\s*类)"
    r"\s*[：:]\s*"
)
"""What stands before the letter of a reply's class; every office has its own word for it."""
_CLASS = re.compile(rf"{CLASS_LABEL}[（(“]?([A-EＡ-Ｅ]\d?)")
_CLASS_ALONE = re.compile(rf"(?:^|[\s（(〔]){_GAP}([A-EＡ-Ｅ]\d?){_GAP}(?:类{_GAP}(?:[)）〕，,；;]|$|\s)|[)）〕]|$|\s)")
_SIGNER = re.compile(
    rf"签{_GAP}发(?:{_GAP}人)?{_GAP}[：:]{_GAP}([一-龥·]{{1,2}}{_GAP}[一-龥·]{{1,3}}(?:[、\s]+[一-龥]{{2,4}}(?![一-龥]*\s*[：:]))*)"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposal that a reply answers; None = not said."""

    session: str | None
    case_number: str | None
    title: str | None


def read_proposal(title: str, lead: str) -> Proposal:
    """From the reply's title, else from the first paragraph of its body."""
    session = session_in(title) or session_in(lead)
    number = _case(title) or _case(lead.partition("现答复")[0][:300])
    return Proposal(session, number, _proposal_title(lead))


def read_case_numbers(title: str, lead: str) -> tuple[str, ...]:
    """All numbers where several proposals are answered together (第12号、第35号, 第12、35号); () for one or none."""
    for words in (title, lead.partition("现答复")[0][:300]):
        m = _CASES.search(words)
        if m:
            return tuple(dict.fromkeys(re.findall(r"\d{1,10}", m.group())))
    return ()


def session_in(text: str) -> str | None:
    """The first session that a text names: 市政协十四届二次会议."""
    compact = re.sub(r"\s", "", text)
    found = _SESSION.search(compact)
    if not found:
        return None
    return _LEAD_IN.sub("", found.group()) or found.group()


def _case(text: str) -> str | None:
    for m in _CASE.finditer(text):
        if text[max(0, m.start() - 1)] in "〕]】﹞)" or re.match(rf"{_GAP}(?:令|文)", text[m.end() :]):
            continue
        digits = re.sub(r"\D", "", next(g for g in m.groups() if g))
        if digits:
            return digits
    spelt = _CHINESE_CASE.search(text)
    number = parse_number(spelt.group(1)) if spelt else None
    return str(int(number)) if number else None


def _proposal_title(lead: str) -> str | None:
    head = lead[:400]
    marked = next((m for m in _MARKED.finditer(head) if _names_proposal(head, m)), None)
    if marked:
        return next(g for g in marked.groups() if g).strip()
    plain = _UNMARKED.search(head)
    return plain.group(1) if plain else None


def _names_proposal(head: str, m: re.Match[str]) -> bool:
    """The marked words are the proposal's title: they say so, or 提出的/关于 stands before and 收悉/提案/建议 after."""
    words = next(g for g in m.groups() if g)
    after = head[m.end() : m.end() + 40]
    return bool(
        re.search(r"(?:提案|建议|议案|提按)$", words) or re.match(r"[^。]{0,6}(?:的?(?:提案|建议|议案)|[（(].{0,24}[)）]|已?收悉)", after)
    )


def read_class(lines: list[str]) -> str | None:
    """A, B, C, D as the paper marks itself, from its head and foot lines."""
    for line in lines:
        m = _CLASS.search(line)
        if m:
            return m.group(1).translate({ord("Ａ") + i: "ABCDE"[i] for i in range(5)})
    for line in lines:
        m = _CLASS_ALONE.search(line) if len(line) < 70 and "。" not in line else None
        if m:
            return m.group(1).translate({ord("Ａ") + i: "ABCDE"[i] for i in range(5)})
    return None


def read_signer(line: str) -> str | None:
    """签发人：周启明 → 周启明; several names are joined by 、."""
    m = _SIGNER.search(line)
    if not m:
        return None
    names = [n for n in re.split(r"[、\s]{2,}|、", m.group(1)) if n]
    return "、".join(re.sub(r"\s", "", n) for n in names)
