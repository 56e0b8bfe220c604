"""What in a paper is personal: names and telephones of 联系人 and of 委员, 代表; mobile and identity numbers; mail addresses.

A reply is published without them (国办发〔2014〕46号 and the local rules that follow it). A landline of an office is personal only where a
person is named beside it.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from docintel.domain.documents import Document
from docintel.domain.papers import HeadMatter, Paper, PersonalSpan
from docintel.domain.spans import Span
from docintel.structure.contacts import LONG, PHONE, is_contact, read_contacts

_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d(?:[\d*]{4}\d{4}|[\s-]\d{4}[\s-]\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])")
_MAIL = re.compile(r"(?<![\w.])[A-Za-z0-9_][\w.+-]{1,40}@[A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{2,20})+")
_HOME = re.compile(r"(?:家庭|现|户籍)?住址\s*[：:]\s*(?P<a>[^\n，。；,;]{4,40})")
_NO_PERSON = re.compile("人大|政协|常务|专职|列席|全体|各位|安全|经济|[者员方]$")
_COLUMN_NAME = re.compile(r"^(?:姓\s*名|联\s*系\s*人|负责人|经办人|委员姓名|代表姓名|提案人|申请人)$")
_COLUMN_PHONE = re.compile(r"(?:电\s*话|手\s*机|联系方式|身份证)")


@cache
def _surname() -> str:
    """The surnames as one alternation, compound ones first."""
    text = files("docintel.structure").joinpath("data", "surnames.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    compound = [line for line in lines if len(line) == 2]
    single = "".join(sorted({c for line in lines if len(line) > 2 for c in line}))
    return f"(?:{'|'.join(compound)}|[{single}])"


@cache
def _member() -> re.Pattern[str]:
    """A name before or behind 委员, 代表: 沈若溪委员提出, 县人大代表乔满仓."""
    name = rf"{_surname()}[一-龥]{{1,2}}"
    title = r"(?:委员|代表)(?!长|会|大会|团|性|了|着|处|权|作|国|全|我|什么)"
    return re.compile(
        rf"(?:(?<![一-龥])|(?<=[由为与和、对请]))(?P<a>{name}|{_surname()}[ \u3000][一-龥])"
        rf"(?=\s{{0,2}}(?:等\s*[\d一二三四五六七八九十]*\s*[名位]?)?\s*(?:政协)?{title})"
        rf"|(?:政协委员|人大代表|提案人|建议人|领衔(?:委员|代表))[：:]?\s*(?P<b>{name})(?=[等、，,；;。（(\s在提就]|$)"
    )


def personal_spans(paper: Paper) -> tuple[PersonalSpan, ...]:
    """The personal words of the paper in text order, not overlapping; what: name | phone | mobile | identity | mail | address.

    Names of officials at work (市长, 局长, 组长) are no personal data of this kind and stay.
    """
    text, found = paper.text, set(_numbers(paper.text))
    people = {c.name for c in paper.head.contacts if c.name} | set(_members(paper.head))
    found |= _in_contact_lines(text)
    found |= {(m.start(g), m.end(g), "name") for m in _member().finditer(text) for g in ("a", "b") if m.group(g) and _is_name(m.group(g))}
    found |= _named_again(paper, people | {text[a:b] for a, b, what in found if what == "name"})
    found |= _in_tables(paper.document)
    out: list[PersonalSpan] = []
    for start, end, what in sorted(found, key=lambda f: (f[0], -f[1], f[2] == "phone")):
        if not out or start >= out[-1].end:
            out.append(PersonalSpan(start, end, what))
    return tuple(out)


def masked(text: str, spans: tuple[PersonalSpan, ...], start: int = 0) -> str:
    """``text`` with the personal words hidden, each letter by one * so that offsets stay. ``text`` begins at offset ``start`` of the paper.

    The surname, the first three figures of a number and the host of a mail address stay readable.
    """
    letters = list(text)
    for span in spans:
        words = text[max(0, span.start - start) : max(0, span.end - start)]
        shown = 3 if span.what in ("phone", "mobile", "identity") else 1
        for i, c in enumerate(words):
            at = max(span.start - start, 0) + i
            host = span.what == "mail" and "@" in words[: i + 1]
            if i >= shown and not host and not c.isspace() and c not in "-－、，()（）":
                letters[at] = "*"
    return "".join(letters)


def masked_paper(paper: Paper) -> Paper:
    """The paper as it may be shown outside the office: every word of it that quotes a personal one is masked; offsets stay."""
    spans = personal_spans(paper)
    if not spans:
        return paper
    text = masked(paper.text, spans)
    hidden = {paper.text[s.start : s.end]: text[s.start : s.end] for s in spans}
    hidden |= {"".join(words.split()): "".join(shown.split()) for words, shown in hidden.items()}

    def hide(value: Any) -> Any:
        """``value`` (strings, spans, records and tuples of them) with every hidden word replaced."""
        if isinstance(value, str):
            for words, shown in hidden.items():
                value = value.replace(words, shown) if words in value else value
            return value
        if isinstance(value, Span):
            return Span.of(text, value.start, value.end)
        if isinstance(value, tuple):
            return tuple(hide(v) for v in value)
        if isinstance(value, dict):
            return {key: hide(v) for key, v in value.items()}
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{f.name: hide(getattr(value, f.name)) for f in fields(value)})
        return value

    whole = paper.document
    document = replace(whole, text=text, title_hint=hide(whole.title_hint), tables=hide(whole.tables), warnings=hide(whole.warnings))
    provisions = tuple(replace(p, text=text[p.start : p.end], heading=hide(p.heading), path=hide(p.path)) for p in paper.provisions)
    return replace(
        paper,
        document=document,
        head=hide(paper.head),
        sections=hide(paper.sections),
        provisions=provisions,
        warnings=hide(paper.warnings),
        task_tables=hide(paper.task_tables),
    )


def _members(head: HeadMatter) -> list[str]:
    """The proposers who are people; a party or a committee is none."""
    return [name for name in head.proposers if re.fullmatch(rf"{_surname()}[一-龥·]{{1,3}}", name) and len(name) <= 4]


def _is_name(words: str) -> bool:
    return len(words) > 1 and not _NO_PERSON.search(words)


def _numbers(text: str) -> list[tuple[int, int, str]]:
    out = [(*m.span(), "mobile") for m in _MOBILE.finditer(text)] if "1" in text else []
    out += [(*m.span(), "identity") for m in _IDENTITY.finditer(text)]
    if "@" in text:
        out += [(*m.span(), "mail") for m in _MAIL.finditer(text)]
    if "住址" in text:
        out += [(*m.span("a"), "address") for m in _HOME.finditer(text)]
    return out


def _in_contact_lines(text: str) -> set[tuple[int, int, str]]:
    """Names of the people to ask, and the telephones of lines that name one."""
    out: set[tuple[int, int, str]] = set()
    at, named = 0, False  # 联系电话：… right under 联系人：… is that person's
    for line in text.split("\n"):
        if len(line) < LONG and is_contact(line):
            people = [c.name for c in read_contacts([line]) if c.name]
            for name in people:
                out |= {(at + m.start(), at + m.end(), "name") for m in re.finditer(r"[ \u3000]{0,3}".join(name), line)}
            if people or named:
                out |= {(at + m.start(), at + m.end(), "phone") for m in PHONE.finditer(line)}
            named = bool(people)
        elif line.strip():
            named = False
        at += len(line) + 1
    return out


def _named_again(paper: Paper, people: set[str]) -> set[tuple[int, int, str]]:
    """The people in the address and in lists of proposers; a name of three letters or more wherever it stands."""
    out: set[tuple[int, int, str]] = set()
    zones = [(s.start, s.end) for name in ("addressee", "title") if (s := paper.head.spans.get(name))]
    for name in people:
        compact = "".join(name.split())
        pattern = re.compile(r"[ \u3000]{0,2}".join(map(re.escape, compact)))
        if len(compact) > 2:
            out |= {(m.start(), m.end(), "name") for m in pattern.finditer(paper.text)}
        else:
            out |= {(m.start(), m.end(), "name") for a, b in zones for m in pattern.finditer(paper.text, a, b)}
    return out


def _in_tables(document: Document) -> set[tuple[int, int, str]]:
    """Cells below 姓名, 联系人 and 联系电话."""
    out: set[tuple[int, int, str]] = set()
    for table in document.tables:
        if not table.spans or not table.rows:
            continue
        for column, head in enumerate(table.rows[0]):
            name, phone = _COLUMN_NAME.match(head.strip()), _COLUMN_PHONE.search(head)
            if not name and not phone:
                continue
            for row, places in zip(table.rows[1:], table.spans[1:], strict=False):
                if column < len(row) and _personal_cell(row[column], bool(name)):
                    out.add((*places[column], "name" if name else "phone"))
    return {f for f in out if f[1] > f[0]}


def _personal_cell(words: str, named: bool) -> bool:
    compact = re.sub(r"\s", "", words)
    return bool(re.fullmatch(rf"{_surname()}[一-龥·]{{1,3}}", compact)) if named else bool(re.search(r"\d{6,}|\d{3,4}\*{2,}", compact))
