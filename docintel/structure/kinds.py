"""What kind of paper it is: the guide's seven kinds, and the Chinese word the title ends in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_REPLY = re.compile(r"答\s*复|复\s*函|回\s*复|办理意见|办理情况|[会协分]办意见|会办函")
_CPPCC = re.compile(r"提\s*案|政协")
_NPC = re.compile(r"(?:人大|代表|第\s*[\w-]+\s*号).{0,12}?建\s*议|人大.{0,20}(?:建议|议案)|议案")
_EXPLAIN = re.compile(r"解读|问答|答记者问|政策图解|一图读懂|答问|问题解答")
_EXPLAIN_BODY = re.compile(r"(?:现|作|进行了?|政策|的)解读(?:如下|[。：:])|解读如下|答记者问|回答了记者")
_EXPLAINED = re.compile(r"^\**(?:政策|相关|解读)文件\**\s*[：:]")
_NAMED_POLICY = re.compile(r"以下简称《|《[^》]{2,60}(?:措施|意见|办法|细则|条例|方案|规划)》")
_TAIL_NOTE = re.compile(r"\s*[（(〔\[](?:[^（()）]{0,24})[)）〕\]]\s*$")


def _rows(name: str) -> list[list[str]]:
    text = files("docintel.structure").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _kinds() -> tuple[tuple[str, str, str], ...]:
    """(word, kind, name of the kind) rows, longest word first."""
    return tuple(sorted(((r[0], r[1], r[-1] if len(r) > 2 else r[0]) for r in _rows("kinds.tsv")), key=lambda r: -len(r[0])))


@cache
def _reply_kinds() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """(pattern, name, kind) rows in their order."""
    return tuple((re.compile(words), name, kind) for words, name, kind in _rows("reply_kinds.tsv"))


@cache
def title_word() -> re.Pattern[str]:
    """The words that a title ends in; letters spaced for looks (答 复 函) count."""
    return re.compile("(?:" + "|".join(r"\s*".join(word) for word, _, _ in _kinds()) + ")$")


def bare_title(title: str) -> str:
    """The title without its closing notes （试行）, （2025—2027年）, （征求意见稿）."""
    while True:
        cut = _TAIL_NOTE.sub("", title)
        if cut == title or not cut:
            return title.strip()
        title = cut


@dataclass(frozen=True, slots=True)
class Clues:
    """What decides where the title does not: the first few hundred characters of the body, the lines above it, the last lines,
    how many paragraphs ask a question, and how the paragraphs begin."""

    lead: str = ""
    addressee: str = ""
    top: tuple[str, ...] = ()
    tail: str = ""
    questions: int = 0
    heads: str = ""  # the first words of the first paragraphs


def kind_of(title: str | None, clues: Clues) -> tuple[str, str | None]:
    """(doc_kind, kind_name) by the title's last word, or by the paper's own words where it has no title."""
    title = re.sub(r"\s", "", title or "")
    reply = _reply_kind(title, clues.lead, clues.addressee)
    if reply:
        said = title + "\n" + clues.lead[:200]
        return reply, next(name for words, name, kind in _reply_kinds() if kind in ("any", reply) and words.search(said))
    if _EXPLAIN.search(title) or (not title and _explains(clues)):
        return "interpretation", "解读"
    if not title:
        return _kind_of_body(clues)
    return _by_last_word(title) or ("other", _service_kind(clues))


def _by_last_word(title: str) -> tuple[str, str] | None:
    base = bare_title(bare_title(title).rstrip("》”〉"))
    known, longest = _words()
    return next((known[base[-n:]] for n in range(min(longest, len(base)), 0, -1) if base[-n:] in known), None)


@cache
def _words() -> tuple[dict[str, tuple[str, str]], int]:
    """(word → kind and name, letters of the longest word)."""
    known = {word: (kind, name) for word, kind, name in _kinds()}
    return known, max(map(len, known))


def name_of(title: str | None) -> str | None:
    """The kind of paper that a title names by its last word; None when it names none."""
    found = _by_last_word(re.sub(r"\s", "", title or ""))
    return found[1] if found else None


def _explains(clues: Clues) -> bool:
    """An explanation without a title: it says so, names the paper it explains above the text, or asks and answers about one."""
    if _EXPLAIN_BODY.search(clues.lead) or any(_EXPLAINED.match(line) for line in clues.top):
        return True
    return clues.questions >= 2 and bool(_NAMED_POLICY.search("".join(clues.top) + clues.lead))


def _reply_kind(title: str, lead: str, addressee: str) -> str | None:
    if title and not _REPLY.search(title):
        return None
    if not title and not re.search(r"(?:收悉|答复如下|函复如下)", lead):
        return None
    person = re.search(r"(委员|代表|党派|小组|同志|委员会|工商联|民[建革盟进]|致公党|九三学社)", addressee)
    if re.search("提案", title) or (not title and re.search(r"提案", lead) and person):
        return "reply_cppcc"
    if _NPC.search(title) or (not title and "代表" in addressee and "建议" in lead):
        return "reply_npc"
    if title and person and re.search("政协.{0,40}提案|提案.{0,20}收悉", lead):
        return "reply_cppcc"
    if title and "代表" in addressee and re.search("建议.{0,20}收悉", lead):
        return "reply_npc"
    return None


_SELF = re.compile(
    r"(?:制定|制订|提出|出台|特制[定订])(?:了)?(?:如下|以下|本|该|此)?[“”\"]?[^，。]{0,8}?(措施|办法|方案|细则|规定|政策|意见|计划|规范|程序|制度|条例)[。：:]|^第一条.{0,120}?制定本(办法|规定|细则|规则|条例|措施|规范|程序|制度|规程|法|预案)"
)
_MAILBOX = re.compile(r"(?:留言|来信)(?:时间|内容|标题)\s*[：:]|答复内容\s*[：:]")
_GUIDE = re.compile(r"(?:办理|申领|申请|服务|受理)(对象|条件|材料|流程|单位|部门|窗口|时限|依据|地点|程序|方式|时间)|所需(材料)|收费(标准)")
_NOTIFIES = re.compile(r"(?:通知|通告|公告|通报)如下|特此(?:通知|通告|公告|通报)|(?:现|特)予?(?:以)?公布")


def _kind_of_body(clues: Clues) -> tuple[str, str | None]:
    """A paper without a title names itself: …，制定本措施。 现将有关事项通知如下； 特此通知."""
    own = _SELF.search(clues.lead)
    word = next((g for g in own.groups() if g), None) if own else None
    if word:
        return next(((kind, name) for known, kind, name in _kinds() if known == word), ("other", word))
    if re.search("发布如下命令|命令如下", clues.lead):
        return "circular", "令"
    said = _NOTIFIES.search(clues.lead) or _NOTIFIES.search(clues.tail)
    if said:
        return "circular", next((w for w in ("通知", "通告", "公告", "通报") if w in said.group()), "通知")
    # Addressed to whole classes of offices: what is so addressed and is no reply instructs them.
    return ("circular", "通知") if clues.addressee.startswith("各") else ("other", _service_kind(clues))


def _service_kind(clues: Clues) -> str | None:
    """What a page of an office that is no 公文 is: an answered letter, a guide to a service."""
    if _MAILBOX.search(clues.heads):
        return "留言答复"
    return "办事指南" if len(set(_GUIDE.findall(clues.heads))) >= 3 else None
