"""Acts and circumstances that a condition asks for, against the profile's facts by their words; and words that no profile can settle.

Rule (MATCH_CONVENTIONS 2): an act that a fact names is met; one that a fact half names is unknown; one that nothing names is failed
when it is a recognition, award or listing (closed), else unknown and the question is named. A fact stated
as absent (否, 无, 申请中) makes it failed.
"""

from __future__ import annotations

import re

from docintel.match import lexicon
from docintel.match.asking import FAILED, MET, UNKNOWN, Answer, Asking
from docintel.match.overlap import back_cover, best_share, cover, grade_clash, telling, word_cover
from docintel.match.portrait import Known
from docintel.match.titles import closed_event
from docintel.text.places import find_places

FULL, HALF = 0.55, 0.34
"""Shares of a condition's telling words that count as named and as half named."""
LEAST = 2.0
"""Least weight of telling words for a condition to ask anything at all."""

_NUMBER = re.compile(
    r"20\d\d年(?:度|底|末)?(?:\d+月)?(?:\d+日)?(?:前|内|期间)?|\d[\d.,]*(?:个|名|人|家|项|件|亿|万|千|百)*(?:元|%|平方米|亩)?"
)
_BRACKETS = re.compile(r"（[^（）]*）")
_RECOGNISED = re.compile(r"(?:经|由|有关|各级)[^，的]{0,10}(?:认定|评定|批准|备案|确认|审定)的?")
_FOUNDED_BY = re.compile(
    r"(?:大学生|毕业生|返乡[^，]{0,6}人员|创业者|退役军人|失业人员|农民工|创业者|港澳青年)[^，]{0,24}(?:创办|创业|初创)"
)
_STATUS = re.compile(r"返乡|毕业|大学|退役|军人|失业|农民工|就业困难|港澳|台湾|留学|残疾")
_GRADED = re.compile(
    r"[一二三四五特优]等奖|[金银铜]奖|优秀奖|[甲乙丙丁]级|[一二三四五]星级|[一二三四五六七八九]级|\dA级?|(?:国家|省|市|区|县)级?(?:以上)?"
)
_NOT_A = re.compile(r"(?:非|不是|不属于|未)[^，]{0,6}")


def undefined(text: str) -> Answer | None:
    """符合条件的, 一定规模 … : the paper does not spell the condition out (convention 7)."""
    found = lexicon.cues("undefined").search(text)
    if not found:
        return None
    return Answer(UNKNOWN, None, f"“{found.group()}”的具体标准（文件未载）及本企业是否符合", "undefined")


def anaphora(text: str) -> Answer | None:
    """上述企业, 相关成果 …: what is meant stands earlier in the paper."""
    found = lexicon.cues("anaphora").search(text)
    return Answer(UNKNOWN, None, f"“{found.group()}”所指的前文条件", "anaphora") if found else None


def employee(text: str) -> Answer | None:
    """与用人单位签订劳动合同的: the one meant is a person, not the employer."""
    if re.match(r"(?:与|被|由|经)用人单位", text) or re.search(r"人才(?:认定)?条件", text):
        return Answer(FAILED, "对象是与用人单位签约的个人，不是本企业", None, "beneficiary")
    return None


def founder(text: str, asking: Asking) -> Answer | None:
    """大学生创办的企业: the founder's status must be stated (MATCH_CONVENTIONS 8)."""
    if not _FOUNDED_BY.search(text):
        return None
    wanted = set(_STATUS.findall(text))
    own = next((k for k in asking.firm.knowns if k.kind == "fact" and not k.denied and wanted & set(_STATUS.findall(k.label))), None)
    if asking.firm.founder and own:
        return Answer(MET, own.shown, None, "founder")
    return Answer(FAILED, "画像未说明创办人身份（毕业生、返乡人员等）", None, "founder")


def without(rest: str, known: Known) -> str:
    """A condition without the words of a recognition that the firm holds."""
    core = re.sub(r"（[^）]*）", "", known.label)
    rest = rest.replace(core, "")
    for word, _ in telling(core):
        rest = rest.replace(word, "")
    return rest


def asks_more(rest: str) -> bool:
    """Whether what is left still says something of its own."""
    return (
        sum(
            w
            for _, w in telling(re.sub(r"称号|荣誉|名单|库|等级|达到|通过|评估|新?创建|新?认定|评定|首发|首次", "", _GRADED.sub("", rest)))
        )
        >= 4.0
    )


def delegated(text: str) -> Answer | None:
    """鼓励县（市、区）…: whether the lower government did so is not in this paper."""
    found = lexicon.cues("delegated").search(text)
    return Answer(UNKNOWN, None, "所在地政府是否已出台该补贴及其比例", "delegated") if found else None


def ranking(text: str, asking: Asking) -> Answer | None:
    """Rankings, tax paid, output: open facts unless the profile has a figure with these words."""
    found = lexicon.cues("ranking").search(text)
    if not found:
        return None
    known = next((k for k in asking.firm.knowns if found.group() in k.label and not k.denied), None)
    return Answer(MET, known.shown, None, "ranking") if known else Answer(UNKNOWN, None, f"{_question(text)}的情况", "ranking")


def open_fact(text: str, asking: Asking) -> Answer | None:
    """Credit record, agreements, being in a park …: open unless a fact says it."""
    found = lexicon.cues("open_fact").search(text)
    if not found:
        return None
    known = next((k for k in asking.firm.knowns if found.group() in k.label), None)
    if known is None:
        return Answer(UNKNOWN, None, f"是否{_question(text)}", "open_fact")
    return Answer(FAILED if known.denied else MET, known.shown, None, "open_fact")


def residue(text: str, spans: list[tuple[int, int]]) -> str:
    """A condition without the stretches that other predicates have read, without numbers and brackets."""
    chars = list(text)
    for start, end in (*spans, *((a, b) for a, b, _ in find_places(text))):
        chars[start:end] = " " * (end - start)
    bare = _BRACKETS.sub("", "".join(chars))
    bare = lexicon.cues("undefined").sub("", bare)
    bare = _RECOGNISED.sub("", bare)
    return _NUMBER.sub("", bare).replace(" ", "")


def act(text: str, whole: str, asking: Asking, quoted: tuple[str, ...] = ()) -> tuple[Answer | None, Known | None]:
    """The rest of a condition (``text``) against the facts; ``whole`` is the condition itself, for the question.

    Words in quotation marks (以“机器换人”为主) define the act: without them a fact only half answers.
    """
    asked = telling(text)
    if sum(w for _, w in asked) < LEAST:
        return None, None
    stated = tuple(k for k in asking.firm.knowns if k.kind in ("fact", "title", "trade") or "增量" in k.label or "增长率" in k.label)
    denied = tuple(k for k in stated if k.denied)
    against = cover(text, denied)
    if against.known and against.score >= FULL:
        return Answer(FAILED, against.known.shown, None, "denied"), against.known
    contradicted = _contradicted(text, stated)
    if contradicted:
        return Answer(FAILED, contradicted.shown, None, "denied"), contradicted
    best = cover(text, tuple(k for k in stated if not k.denied))
    together = best_share(text, asking.firm.text)
    if best.known and grade_clash(whole, best.known.label):
        return Answer(FAILED, best.known.shown, None, "grade"), best.known
    back = back_cover(whole, best.known) if best.known else 0.0
    if best.known and not all(word_cover(q, asking.firm.text) >= 0.6 for q in quoted):
        return Answer(UNKNOWN, best.known.shown, f"{best.known.shown}是否属于“{_question(whole)}”", "half"), best.known
    if best.known and best.score >= HALF and (not _head_fits(best.known, whole + asking.clause) or contrast(whole, best.known.label)):
        return Answer(UNKNOWN, best.known.shown, f"是否{_question(whole)}", "half"), None
    least = HALF if whole.endswith("后") else FULL  # 建成后, 期满后: a step of an act that the facts name
    if best.known and (best.score >= least or (best.score >= HALF and (together[0] >= FULL + 0.1 or back >= 0.6))):
        return Answer(MET, best.known.shown, None, "fact"), best.known
    if closed_event(whole) and best.score < HALF:
        return Answer(FAILED, f"画像中没有“{_question(whole)}”", None, "closed"), None
    if best.known and best.score >= HALF:
        return Answer(UNKNOWN, best.known.shown, f"{best.known.shown}是否属于“{_question(whole)}”", "half"), best.known
    return Answer(UNKNOWN, None, f"是否{_question(whole)}", "act"), None


def _head_fits(known: Known, clause: str) -> bool:
    """Whether a sum of a special kind (保费, 利息, 租金) is asked for: the premium of a patent insurance does not show a patent."""
    heads = list(lexicon.cues("fact_head").findall(known.label)) if known.unit == "CNY" else []
    return not heads or any(word_cover(h, clause) >= 0.7 for h in heads)


def contrast(asked: str, label: str) -> bool:
    """Whether they stand on the two sides of a contrast (国内, 境外)."""
    if "、" in asked:
        return False
    if lexicon.cues("must").search(asked) and not lexicon.cues("must").search(label):
        return True
    for one, other in lexicon.contrasts():
        for a, b in ((one, other), (other, one)):
            if a.search(asked) and not b.search(asked) and b.search(label) and not a.search(label):
                return True
    return False


def _contradicted(text: str, knowns: tuple[Known, ...]) -> Known | None:
    """A fact that says the firm is *not* what is asked (非事业单位转制 against 转制)."""
    for known in knowns:
        for negated in _NOT_A.findall(known.label):
            said = negated.lstrip("非不是属于未")
            rest = known.label.replace(negated, "")
            if len(said) >= 4 and best_share(said, text)[0] >= 0.6 and best_share(text, rest)[0] < HALF:
                return known
    return None


def question(text: str) -> str:
    """A condition as a question."""
    return f"是否{_question(text)}"


def _question(text: str) -> str:
    """A condition as the object of a question."""
    bare = _BRACKETS.sub("", text)
    bare = re.sub(r"^(?:支持|鼓励|引导|推动|企业|单位|对|为|并|与其|与之)+", "", bare)
    return re.sub(r"的(?:企业|单位)?$", "", bare) or text
