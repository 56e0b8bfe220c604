"""Sign-offs and the record at the foot (版记): who signed, when, who gets copies, who printed it and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from docintel.structure.days import DATE_LONG, day_of_line, read_days
from docintel.structure.para import Para
from docintel.text.places import place_path

_ENTITY = re.compile(r"&#?\w{1,6};")  # left over from web pages
_DATE_BEGINS = frozenset("12１２一二壹贰（(")
_SEAL = re.compile(r"\s*[（(\[【〔]\s*(?:代|印|盖|公|签)?\s*章\s*[)）\]】〕]")
_NOT_ORG = re.compile(
    r"[，。；：？！]|^(?:第|附|注|联系|电话|地址|请|各|特此|此|主任|副|组长|召集|成员|来源|解读|责任|牵头|市长|省长|县长|区长|总理|主席|部长|局长)|附件|签字|盖章|负责人|法定代表|审核|填表|以上|如下"
)
_PERSON = re.compile(
    r"^(?:[一-龥]{0,6}(?:主席|总理|省长|市长|县长|区长|部长|主任|局长|署长|行长|州长|旗长|会长|厅长|委员长)|代?理?[一-龥]{0,4}长)[\s：:]+[一-龥]{1,2}\s*[一-龥]{1,3}(?:\s*[（(](?:签名|签字|签章|印)[)）])?$"
)
_COPY = re.compile(r"^(?:主送[：:].*)?抄\s*送\s*(?:单位|机关)?\s*[：:]\s*(.+)$", re.S)
_PRINTED = re.compile(r"^(?P<who>[一-龥（）()、]{4,40}?)?\s*(?P<when>\S{4}\s*年\s*\S{1,3}\s*月\s*\S{1,3}\s*日)\s*印(?:发|制)?\s*$")


@cache
def org_tails() -> str:
    """The words that names of bodies end in, as one alternation."""
    text = files("docintel.structure").joinpath("data", "org_tails.txt").read_text(encoding="utf-8")
    return "|".join(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def _org() -> re.Pattern[str]:
    return re.compile(rf"[一-龥（）()、“”\"·—\-]{{2,50}}?(?:{org_tails()})")


@dataclass(frozen=True, slots=True)
class SignOff:
    """``first``..``last`` are the paragraphs it takes; ``orgs`` as written, ``day`` ISO or None, ``signed_by`` of an order (令)."""

    first: int
    last: int
    orgs: tuple[str, ...]
    day: str | None
    date_para: int | None
    signed_by: str | None = None


def find_signoffs(paras: list[Para]) -> list[SignOff]:
    """Every place where bodies sign above a date, in order; a date alone counts when it stands alone on its line."""
    out: list[SignOff] = []
    for k, para in enumerate(paras):
        days = read_days(para.text) if len(para.text) < 120 and "年" in para.text else []
        if (
            not days
            and len(para.text) <= DATE_LONG
            and k > 0
            and para.text[0] in _DATE_BEGINS
            and (bare := day_of_line(para.text))
            and orgs_of(paras[k - 1].text)
        ):
            days = [(0, len(para.text), bare)]
        if not days or _PRINTED.match(para.text):
            continue
        rest = (para.text[: days[0][0]] + para.text[days[-1][1] :]).strip(" \u3000（()）")
        own = orgs_of(rest) if rest else ()
        if len(days) > 1 or (rest and not own):
            continue
        orgs, first, person = own, k, None
        while first > 0 and not own:
            above = paras[first - 1].text
            names = orgs_of(above)
            if _PERSON.match(above.strip()):
                person = re.split(r"[\s：:]+", above.strip(), maxsplit=1)[1]
                person = re.sub(r"\s|[（(].*", "", person)
            elif names and len(orgs) < 12:
                orgs = (*names, *orgs)
            elif len(orgs) == 1 and first < k and _wraps(above, orgs[0]):
                orgs = (above.strip() + orgs[0],)
            else:
                break
            first -= 1
        out.append(SignOff(first, k, orgs, days[0][2], k, person))
    return out


def _wraps(above: str, name: str) -> bool:
    """A long name signed over two lines: 市推进政府职能转变和“放管服”改革 / 协调领导小组办公室."""
    return (
        6 < len(above.strip()) <= 30
        and not re.search(r"[。；：，！？、）)]|^[一二三四五六七八九十\d（(]|附件", above)
        and not place_path(name)
    )


def last_orgs(paras: list[Para]) -> SignOff | None:
    """Bodies that sign without a date in the last lines of the paper."""
    for k in range(len(paras) - 1, max(-1, len(paras) - 8), -1):
        names = orgs_of(paras[k].text)
        if names and k > 0 and (len(paras[k - 1].text) > 30 or orgs_of(paras[k - 1].text)):
            first = k
            while first > 1 and orgs_of(paras[first - 1].text):
                first -= 1
            orgs = tuple(n for p in paras[first : k + 1] for n in orgs_of(p.text))
            return SignOff(first, k, orgs, None, None)
        if len(paras[k].text) > 60:
            break
    return None


def orgs_of(line: str) -> tuple[str, ...]:
    """The bodies that a line of signatures names; () when the line is anything else. Two on a line are parted by white space."""
    line = _SEAL.sub("", _ENTITY.sub("", line)).strip(" \u3000*")
    if not 2 < len(line) <= 90 or _NOT_ORG.search(line):
        return ()
    pieces = line.split()
    if not all(len(p) >= 4 and _org().fullmatch(p) for p in pieces):
        pieces = [p for p in re.split(r"\s{2,}", line) if p]
    names = []
    for piece in pieces:
        compact = re.sub(r"\s", "", piece)
        if not _org().fullmatch(compact):
            return ()
        names.append(compact)
    return tuple(names)


def read_copies(text: str) -> str | None:
    """抄送：… → the list as written."""
    m = _COPY.match(text)
    return m.group(1).strip().rstrip("。.") if m else None


def read_printed(text: str) -> tuple[str | None, str] | None:
    """(printing office, ISO date) of a line …印发."""
    m = _PRINTED.match(text.strip()) if text.rstrip()[-2:] in ("印发", "印制") or text.rstrip().endswith("印") else None
    days = read_days(m.group("when")) if m else []
    return ((m.group("who") or "").strip() or None, days[0][2]) if m and days else None
