"""办理结果 as people use it: recording classes, satisfaction and 回头看, the list of replies, the office's scheme of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from docintel.domain.checks import Fault
from docintel.domain.outcomes import OUTCOMES, OutcomeFilters, Reply, Result, Scheme, Standing, standing
from docintel.domain.people import PROGRAM, Viewer
from docintel.domain.statistics import Solved
from docintel.errors import BadInput, NotFound
from docintel.extract.reply_faults import class_faults, promises_of
from docintel.store import choices, outcomes, papers
from docintel.store.choices import Settled
from docintel.structure.reply_form import fault
from docintel.structure.schemes import schemes
from docintel.workflows.classes import KEY, office

__all__ = ["Settled", "schemes"]


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """A reply with everything recorded for it (oldest first) and what is in force of each of its rows."""

    reply: Reply
    results: tuple[Result, ...]
    rows: dict[str, Standing]
    scheme: Scheme | None  # in which a new result is recorded unless another is named


def office_scheme() -> Scheme | None:
    """The scheme that the office chose, None before it did."""
    return schemes().get(str(choices.current(KEY).value))


def scheme_choice() -> Settled:
    """The choice in force, with its number."""
    return choices.current(KEY)


def scheme_history() -> list[Settled]:
    """Every choice of a scheme, the newest first."""
    return choices.history(KEY)


def choose_scheme(key: str, who: str, note: str = "", expected: int | None = None) -> Scheme:
    """The office goes by another scheme. Results recorded before keep theirs.

    Raises NotFound (no such scheme), BadInput (the one in force), StoreConflict.
    """
    found = _scheme(key)
    choices.settle(KEY, key, who, note, expected)
    return found


def _scheme(key: str) -> Scheme:
    found = schemes().get(key)
    if found is None:
        raise NotFound(f"没有分类办法 {key}；可用：{'、'.join(f'{s.key}（{s.name}）' for s in schemes().values())}")
    return found


def list_replies(filters: OutcomeFilters, today: date, viewer: Viewer = PROGRAM) -> Sequence[Reply]:
    """The replies that ``viewer`` sees, the newest first."""
    return outcomes.replies(filters, today, schemes(), office(), viewer.only_units)


def solved(replies: Sequence[Reply]) -> Solved:
    """解决率 of ``replies``, and how many of each neutral outcome ("unknown": nobody says what the letter means).

    Letters of different schemes are never put together.
    """
    found = dict.fromkeys((*OUTCOMES, "unknown"), 0)
    for reply in replies:
        found[reply.outcome or "unknown"] += 1
    first = sum(r.first_outcome == "done" for r in replies)
    up = sum(r.outcome == "done" != r.first_outcome for r in replies)
    return Solved(len(replies), len(replies) - found["unknown"], first, found["done"], up, found)


def reply(doc_id: str, today: date, viewer: Viewer = PROGRAM) -> ReplyPage:
    """One reply. Raises NotFound."""
    found = outcomes.reply(doc_id, today, schemes(), office(), viewer.only_units)
    written = tuple(outcomes.results(doc_id, schemes()))
    items = dict.fromkeys(r.item_id for r in written if r.item_id)
    rows = {item: standing([r for r in written if r.item_id == item]) for item in items}
    return ReplyPage(found, written, rows, schemes().get(found.scheme) or office_scheme())


def class_check(found: Reply) -> tuple[Fault, ...]:
    """The class in force against what the reply says (已解决 claimed, but only what will be done), by the rules of 答复体检."""
    reading = papers.load_reading(found.doc)
    head = replace(reading.paper.head, reply_class=found.letter, reply_words=found.words or None, reply_outcome=found.first_outcome or None)
    reading = replace(reading, paper=replace(reading.paper, head=head))
    return tuple(class_faults(reading, promises_of(reading), fault))


def record(doc_id: str, given: Result, *, today: date, expected: int | None = None) -> Result:
    """Records a result of a reply, or of one row of it (``given.item_id``). Written once; ``given.corrects`` replaces an older one.

    ``given.scheme`` "" stands for the reply's own scheme, else for the office's. ``expected``: the reply's ``revision`` as seen.
    Raises NotFound, BadInput (no such class; the known ones are named), StoreConflict.
    """
    if given.letter.strip():
        scheme = _scheme(given.scheme) if given.scheme else reply(doc_id, today).scheme
        if scheme is None:
            raise BadInput("本单位还没有选定办理结果的分类办法，答复自己也没有写明；请先在“办理结果”页选定，或写明用哪一种")
        letter = scheme.find(given.letter)
        if letter is None:
            known = "、".join(f"{x.letter}（{x.words}）" for x in scheme.letters)
            raise BadInput(f"“{scheme.name}”没有 {given.letter} 这一类；可用：{known}")
        given = replace(given, scheme=scheme.key, letter=letter.letter)
    return outcomes.record(doc_id, given, schemes(), today=today, expected=expected)
