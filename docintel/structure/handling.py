"""Who made a proposal (提案者) and which offices handled it (主办, 会办), as a reply says."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE = r"(?:[一-龥·]{2,4}|[一-龥][ \u3000]{1,2}[一-龥])"
_LIST = rf"{_ONE}(?:\s*[、，,]\s*{_ONE}|\s{{1,4}}[一-龥·]{{2,4}})*"
_AND_SO_MANY = r"(?:等\s*[\d一二三四五六七八九十]*\s*[名位]?)?"
_PEOPLE = re.compile(
    rf"^(?:尊敬的|敬爱的)?\s*(?P<names>{_LIST})"
    rf"\s*{_AND_SO_MANY}\s*(?:政协)?(?:委员|代表|同志)(?:们)?$"
)
_BY = re.compile(
    rf"(?:^|[。，,；;：:])\s*(?:由)?(?P<names>{_LIST}){_AND_SO_MANY}\s*(?:政协)?(?:委员|代表)"
    rf"(?:领衔|联名|共同|联合|在[^。，]{{2,30}}?上)?"
    rf"(?:提出|所提|提交|反映|领衔|撰写)"
)
_STATED = re.compile(
    r"^(?:提案者|提案人|提案委员|领衔(?:委员|代表)|建议人|提出人|第一提案人|联名(?:委员|代表)?|附议人)\s*[：:]\s*(?P<names>[^。\n]{2,120})"
)
_BODIES = re.compile(
    r"民[革盟建进]|农工党|致公党|九三学社|台盟|工商联|总工会|共青团|团[省市县区]委|妇联|侨联|台联|科协"
    r"|[会党][^，。]{0,8}委员会|界别|专委会|小组|代表团"
)
_OFFICE = r"[一-龥、和及\s]{2,80}?"
_HANDLED = re.compile(
    rf"(?:由|，|。|：|^)(?P<lead>{_OFFICE})(?:牵头|主要)?(?:主办|承办|牵头办理)(?:[，,；;]\s*(?P<co>{_OFFICE})(?:共同)?(?:会办|协办|分办))?(?=[。，,；;）)]|$)"
)
_CO_ONLY = re.compile(rf"[（(，,。](?:由)?(?P<co>{_OFFICE})(?:会办|协办)(?=[。，,；;）)])")
_TOGETHER = re.compile(rf"由(?P<lead>{_OFFICE})(?:共同|联合|分别)(?:办理|答复|承办)")
_LINE_LEAD = re.compile(r"^(?:主办|承办|牵头办理)(?:单位|部门)\s*[：:]\s*(?P<o>[^。\n]{2,120})")
_LINE_CO = re.compile(r"^(?:会办|协办|分办)(?:单位|部门)\s*[：:]\s*(?P<o>[^。\n]{2,160})")
_SELF = re.compile(r"^(?:我|本)(?:局|委|厅|办|院|市|县|区|镇|单位|中心|公司|会)$")
_YOU = re.compile(r"^(?:你|贵)(?:局|委|厅|办|院|市|县|区|镇|单位|中心|公司|会)$")


@dataclass(frozen=True, slots=True)
class Handling:
    """主办 and 会办 offices as written; 我局 is the issuer, 你局 the addressee."""

    lead: tuple[str, ...] = ()
    co: tuple[str, ...] = ()


def read_proposers(addressee: str | None, lead: str, lines: list[str]) -> tuple[str, ...]:
    """提案者: people and bodies, from a line of their own, the address, or …委员提出的. Names lose the spaces put in for looks."""
    for line in lines:
        stated = _STATED.match(line)
        if stated:
            return _names(re.sub(r"[（(][^（）()]*[)）]", "", stated.group("names")))
    to = re.sub(r"^\s*(?:尊敬的|敬爱的)\s*", "", addressee or "").strip()
    people = _PEOPLE.match(to)
    if people:
        return _names(people.group("names"))
    if to and _BODIES.search(to):
        return tuple(n.strip() for n in re.split("[、，,；;]", to) if n.strip())
    said = _BY.search(lead[:300])
    return _names(said.group("names")) if said else ()


def _names(words: str) -> tuple[str, ...]:
    words = re.sub(r"(?<![一-龥])([一-龥])[ \u3000]{1,2}([一-龥])(?![一-龥])", r"\1\2", words)
    names = (re.sub(r"(?:等.*|委员|代表|同志)$", "", n) for n in re.split(r"[、，,；;\s]+", words))
    return tuple(dict.fromkeys(n for n in names if len(n) > 1))


def read_handling(lead: str, lines: list[str], issuer: str | None, addressee: str | None) -> Handling:
    """Who handled the proposal, from lines 主办单位：… or the first paragraph (…由我局主办，市财政局会办)."""
    stated = next((m.group("o") for line in lines if (m := _LINE_LEAD.match(line))), None)
    joint = next((m.group("o") for line in lines if (m := _LINE_CO.match(line))), None)
    if not stated and not joint:
        words = lead[:400]
        said = _HANDLED.search(words) or _TOGETHER.search(words)
        stated = said.group("lead") if said else None
        joint = said.groupdict().get("co") if said else None
        if joint is None and (co := _CO_ONLY.search(words)):
            joint = co.group("co")
    return Handling(_offices(stated, issuer, addressee), _offices(joint, issuer, addressee))


def _offices(words: str | None, issuer: str | None, addressee: str | None) -> tuple[str, ...]:
    words = re.sub(r"^.*(?:该|此|本)?(?:提案|建议|议案)?由", "", (words or "").strip())
    out: list[str] = []
    names = re.split(r"[、，,；;\s（）()]+|(?<=[局委厅办院会府部])[和及](?=[一-龥])", words)
    for name in names:
        if _SELF.match(name):
            out += (issuer or name).split("、")
        elif _YOU.match(name):
            out.append(addressee or name)
        elif len(name) > 1:
            out.append(name)
    return tuple(dict.fromkeys(out))
