"""Recognitions, listings, scales that a condition names: held, not held (closed: absence means no), or of another level, grade, day, place.

Levels: 国家级、省级、市级 lists any; 省级以上 ranks. Newness (新认定, 首次): recognised since the paper took effect, at most two years ago.
"""

from __future__ import annotations

import re
from datetime import timedelta

from docintel.match import lexicon
from docintel.match.asking import FAILED, MET, UNKNOWN, Answer, Asking, any_of
from docintel.match.overlap import back_cover, grade_clash, grades, telling
from docintel.match.portrait import Known, partial_day
from docintel.text import recognitions
from docintel.text.places import contains, find_places

_LEVELS = {"国家": 4, "省": 3, "自治区": 3, "市": 2, "区": 1, "县": 1}
_LEVEL_LIST = re.compile(r"(?<![我本全各外])(国家|省|市|区|县)(?:级|(?=[、和及与或])|$)")
_GIVEN = re.compile(
    r"认定|评定|评为|评选|创建|获评|获得|获批|获|入选|列入|备案|通过|取得|入库|授予|设立|建立|首次|初次|认证|称号|进规|升规|上市|挂牌|(?<!创)新(?!业|技|能|兴|型|材)|纳入"
)
_CLOSED = re.compile(
    r"认定|评定|评为|创建|获评|获得[^，]{0,16}(?:奖|称号|认证)|入选|授予|称号|上市(?!企业名单|后备|培育|辅导)|挂牌|首次公开发行|认证|\d+强|百强|十强"
)
_RECENT = timedelta(days=2 * 366)
_BEFORE = timedelta(days=366)
_RENEWAL = re.compile(r"复审|复核|重新认定|再次认定")


def asked_titles(text: str) -> list[tuple[int, int, str]]:
    """(start, end, id) of the titles that a condition names."""
    return [(m.start(), m.end(), recognitions.title_of(m.group()).id) for m in recognitions.title_pattern().finditer(text)]


def narrowest(named: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without the classes that another title of the same condition implies (创业板首发上市企业 asks for the board, not for any listing)."""
    implied = {i for _, _, ident in named for i in recognitions.titles()[ident].implies}
    return [t for t in named if t[2] not in implied]


def holds(text: str, at: int, ident: str, asking: Asking) -> Answer:
    """Whether the firm holds title ``ident``, named at ``at`` of ``text``, at the level and as newly as asked."""
    title = recognitions.titles()[ident]
    name = title.names[0]
    own = [k for k in asking.firm.knowns if ident in k.ids and not k.denied]
    if title.kind == "listing" and own:
        own = [k for k in own if k.kind == "title"] or own
    if not own:
        if title.kind == "open":
            return Answer(UNKNOWN, None, f"是否有{name}", "title_open")
        return Answer(FAILED, f"画像中无“{name}”", None, "title")
    return any_of([_fits(text, at, k, asking) for k in own])


def _fits(text: str, at: int, known: Known, asking: Asking) -> Answer:
    if grade_clash(text, known.label):
        return Answer(FAILED, f"所获为{known.shown}", None, "grade")
    level = _level(text[:at], known)
    if level:
        return level
    return newness(text, known, asking) or Answer(MET, known.shown, None, "title")


def _level(before: str, known: Known) -> Answer | None:
    """A level clash between the words before the title and the level of the firm's."""
    nearest = re.split(r"[，；的]", before)[-1]
    wanted = _LEVEL_LIST.findall(nearest)
    own = _rank(known)
    if not wanted or own is None:
        return None
    ranks = [_LEVELS[w] for w in wanted]
    if own in ranks or (re.search(r"以上", nearest) and own >= min(ranks)):
        return None
    return Answer(FAILED, f"级别不符：{known.shown}", None, "level")


def _rank(known: Known) -> int | None:
    words = (known.level or "") + known.label
    if known.level and known.level.endswith("市") and len(known.level) > 2:  # 北京市: a municipality is provincial
        return 3
    return next((rank for word, rank in _LEVELS.items() if f"{word}级" in words or word == known.level or words.startswith(word)), None)


def newness(text: str, known: Known, asking: Asking) -> Answer | None:
    """A clash with 新认定, 首次 …; None when nothing of the kind is asked or it is fulfilled."""
    if not lexicon.cues("newness").search(text):
        return None
    if _RENEWAL.search(known.label):
        return Answer(FAILED, f"并非首次：{known.shown}", None, "newness")
    elsewhere = [path for _, _, path in find_places(known.label) if not contains(asking.place, path) and not contains(path, asking.place)]
    if elsewhere and asking.place:
        return Answer(FAILED, f"在{''.join(elsewhere[0])}取得：{known.shown}", None, "newness")
    day = partial_day(known.day)
    if day is None:
        return Answer(UNKNOWN, known.shown, f"{known.label}的取得日期", "newness")
    if "当年" in text and day.year != asking.as_of.year:
        return Answer(FAILED, f"并非当年取得：{known.shown}", None, "newness")
    if asking.start and day < asking.start - _BEFORE:
        return Answer(FAILED, f"取得早于文件施行：{known.shown}", None, "newness")
    if asking.as_of - day > _RECENT:
        return Answer(UNKNOWN, known.shown, f"{known.shown}是否仍算新认定", "newness")
    return None


def unlisted(text: str, asking: Asking) -> tuple[Answer | None, Known | None]:
    """A recognition in the profile that the condition names though no list knows it (天府旅游名宿, 3A级评估), and that recognition."""
    if not _GIVEN.search(text) and not re.search(r"级|奖|星|企业", text):
        return None, None
    with_lead = text + asking.lead
    for known in asking.firm.titles:
        graded = bool(set(grades(text)) & set(grades(known.label))) and _shares_a_word(
            text, known
        )  # 3A、4A级 after a sentence that names the assessment
        named = (_says_enough(known, text) and back_cover(text, known) >= 0.75) or (graded and back_cover(with_lead, known) >= 0.6)
        if not named or known.denied:
            continue
        if grade_clash(text, known.label):
            return Answer(FAILED, f"所获为{known.shown}", None, "grade"), known
        return newness(text, known, asking) or Answer(MET, known.shown, None, "unlisted"), known
    return None, None


def _shares_a_word(text: str, known: Known) -> bool:
    """Whether they share more than the grade (评估等级3A and 能力体系3A级评估)."""
    return any(w in known.label.lower() and not grades(w.upper()) for w, _ in telling(text))


def _says_enough(known: Known, text: str) -> bool:
    """Whether a recognition's words are its own (天府旅游名宿), or stand in the condition as they are (企业技术中心)."""
    core = re.sub(r"（[^）]*）|^(?:国家|省|市|区)级", "", known.label)
    return core in text or sum(w for _, w in telling(core)) >= 6.0


def closed_event(text: str) -> bool:
    """Whether a condition asks for a recognition, award or listing (closed: unmentioned = no, MATCH_CONVENTIONS 2)."""
    return bool(_CLOSED.search(text))


def asked_at(text: str, start: int, end: int, ident: str) -> bool:
    """Whether the title at [start, end) must be had, not merely mentioned: a listing or open class, after a verb of recognition or
    newness, or at the head of the condition."""
    if recognitions.titles()[ident].kind in ("listing", "open"):
        return True
    return start == 0 or end == len(text) or bool(_GIVEN.search(text[max(0, start - 22) : start]))
