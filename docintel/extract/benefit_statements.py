"""Clauses put together: one statement for each *who – under what conditions – gets what* of a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from docintel.extract.benefit_clauses import Clause, gives, read
from docintel.extract.benefit_flow import Flow, flows
from docintel.extract.benefit_words import pattern

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One benefit as stated; each is itself (no equality). All ranges are letters of ``flow``.

    ``conds``: its conditions; ``grants``: what is given, with ceilings; ``shared``: conditions set before in its ；-part;
    ``lead``: the grant that a named case belongs to (给予补贴，省内不超过5万元，省外…); such a grant is ``absorbed`` by its cases.
    ``joint``: a ceiling over several benefits that follows it. ``rank``: 2 a sum, 1 an entitlement. ``cue``: the wording that granted.
    """

    flow: Flow
    start: int
    end: int
    conds: tuple[Range, ...]
    grants: tuple[Range, ...]
    shared: tuple[Range, ...] = ()
    joint: tuple[Range, ...] = ()
    rank: int = 0
    cue: str = ""
    lead: tuple[Range, ...] = ()
    absorbed: bool = False

    @property
    def text(self) -> str:
        """The words of the statement, heading numbers left out."""
        return self.flow.text[self.start : self.end]

    def words(self, ranges: tuple[Range, ...]) -> str:
        """The words of some of its ranges, joined by commas."""
        return "，".join(self.flow.text[a:b] for a, b in ranges)


@dataclass(slots=True)
class _Draft:
    conds: list[Range]
    grants: list[Range]
    shared: list[Range]
    common: list[Range]  # conditions that the next cases of the same part share
    joint: list[Range] = field(default_factory=list)
    rank: int = 0
    cue: str = ""
    lead: list[Range] = field(default_factory=list)
    absorbed: bool = False

    def close(self, flow: Flow) -> Statement:
        spans = sorted((*self.conds, *self.grants))
        start, end = spans[0][0], max(b for _, b in spans)
        conds, grants, shared, joint, lead = (tuple(r) for r in (self.conds, self.grants, self.shared, self.joint, self.lead))
        return Statement(flow, start, end, conds, grants, shared, joint, self.rank, self.cue, lead, self.absorbed)


def _is(name: str, text: str, span: Range) -> bool:
    return pattern("statements", name).match(text[slice(*span)]) is not None


def opening(text: str, pending: list[Range]) -> list[Range]:
    """The conditions from the last clause that names a party (对…, 凡…) on, with the time that stands before it."""
    first = next((i for i in range(len(pending) - 1, -1, -1) if _is("opens", text, pending[i]) and not _is("time", text, pending[i])), 0)
    while first and _is("time", text, pending[first - 1]):
        first -= 1
    return pending[first:]


class _Reader:
    """Walks the clauses of one paragraph; ``part`` is the first statement of the ；-part, ``current`` the one that tails belong to."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[_Draft] = []
        self.pending: list[Range] = []
        self.part: _Draft | None = None
        self.current: _Draft | None = None
        self.ended = False  # a sentence has ended since the current statement
        self.sentence: list[Range] = []  # the clauses of a sentence that has granted nothing yet
        self.spelt = False  # 给予奖励，即：… what the grant before comes to follows
        self.prior: list[Range] = []  # 支持企业…: what the sentence before said of the party

    def take(self, clause: Clause) -> None:
        span = (clause.start, clause.end)
        if clause.kind in ("cond", "purpose"):
            self.sentence.append(span)
        if clause.kind == "cond":
            self.pending.append(span)
        elif clause.kind in ("other", "purpose"):
            self.pending = []
            self.current = None if clause.kind == "other" else self.current
        elif clause.kind == "void" and clause.mark in ("：", ":"):
            self.spelt = self.current is not None and not self.ended
        elif clause.kind == "tail" and self.current and (not self.pending or self._only_limits(span)):
            self.pending = []
            for draft in self._alike():
                (draft.joint if _is("joint", self.text, span) else draft.grants).append(span)
                if pattern("clauses", "sum").search(self.text, *span):
                    draft.rank = 2
        elif clause.kind in ("grant", "member", "tail"):
            self._grant(clause)
        self._mark(clause.mark)

    def _only_limits(self, span: Range) -> bool:
        """每位消费者每类产品可补贴1件，每件不超过2000元: a ceiling, and nothing before it that names another case."""
        limits = _is("limit", self.text, span)
        return limits and not any(_is("opens", self.text, p) or self.text[p[1] - 1] in "的后" for p in self.pending)

    def _alike(self) -> list[_Draft]:
        """The statement that is open; a sentence behind the cases of one standard speaks of them all."""
        if self.ended and self.current and self.current.cue == "field" and self.current.lead:
            return [d for d in self.out if d.lead == self.current.lead]
        return [self.current] if self.current else []

    def _grant(self, clause: Clause) -> None:
        prefix = [(clause.start, clause.cut)] if clause.cut > clause.start else []
        other = _is("other-case", self.text, (clause.start, clause.end))  # 其中…的全部免收
        again = clause.kind == "grant" and not (other or self.ended or self.pending or (prefix and self._names_new(prefix[0])))
        if self.current and (again or (not other and self._same_entitlement(prefix, clause))):
            self.current.grants.append((clause.start, clause.end))
            self.current.rank = max(self.current.rank, clause.rank)
        else:
            self.current = self._begin(prefix, clause)
            self.part = self.part or self.current
            self.out.append(self.current)
        self.pending, self.ended, self.sentence, self.prior = [], False, [], []

    def _same_entitlement(self, prefix: list[Range], clause: Clause) -> bool:
        """办理人才绿卡，…享受市民待遇: entitlements without sums that one sentence gives to one party."""
        named = any(_is("opens", self.text, p) for p in (*self.pending, *prefix))
        return (
            self.current is not None
            and self.current.rank == clause.rank == 1
            and not (self.ended or named or self.part is not self.current)
        )

    def _begin(self, prefix: list[Range], clause: Clause) -> _Draft:
        conds = opening(self.text, self.pending + prefix)
        shared: list[Range] = []
        if self.part and not any(_is("opens", self.text, c) for c in conds):
            shared = self.part.shared + self.part.conds if clause.kind == "member" else self.part.common
        if not conds and not shared:
            shared = self.prior
        common = shared + [c for c in conds if c not in prefix]
        rank = 2 if clause.kind == "tail" else clause.rank
        draft = _Draft(conds, [(clause.cut, clause.end)], shared, common, rank=rank, cue=clause.cue or clause.kind)
        if clause.kind == "member" and self.part and self.part.cue != "member" and not self.ended:
            draft.lead = self.part.grants
            self.part.absorbed = True
        if clause.cue == "field" or self.spelt:
            self._under(draft)
        self.spelt = False
        return draft

    def _under(self, draft: _Draft) -> None:
        """对企业给予贴息。贴息标准为：…: the standard's cases belong to the grant before it that named no sum."""
        last = self.out[-1] if self.out else None
        if last and last.rank == 1 and last.cue in ("give", "do", "pay", "support"):
            last.absorbed = True
            draft.lead, draft.shared = last.grants, [*last.shared, *last.conds]
        elif last and last.cue == "field" and last.lead:
            draft.lead, draft.shared = last.lead, last.shared

    def _names_new(self, prefix: Range) -> bool:
        """Whether the words before a grant name another case than the statement that is open."""
        return prefix[1] - prefix[0] > 1 and not _is("same-case", self.text, prefix)

    def _mark(self, mark: str) -> None:
        self.ended = self.ended or mark in ("。", "！", "？")
        if mark and mark in "；;。！？":
            self.pending = []
            self.part = None
        if mark in ("。", "！", "？"):
            first = next((i for i, c in enumerate(self.sentence) if _is("invites", self.text, c)), None)
            self.prior = self.sentence[first:] if first is not None else []
            self.sentence = []


def statements(flow: Flow, standard: bool = False) -> list[Statement]:
    """Every statement of a paragraph, in text order; ``standard``: a row below a head of sums (补贴标准)."""
    if not standard and not gives(flow.text):
        return []
    reader = _Reader(flow.text)
    for clause in read(flow.text, standard):
        reader.take(clause)
    return [draft.close(flow) for draft in reader.out]


@lru_cache(maxsize=4)
def statements_of(text: str) -> tuple[tuple[Flow, tuple[Statement, ...]], ...]:
    """Every paragraph of a paper with its statements, read once for the labels and the items."""
    out = []
    standard = False  # the rows that are being read stand below a head of sums
    for flow in flows(text):
        headed = flow.row and pattern("statements", "row-head").search(flow.text) is not None
        standard = headed or (standard and flow.row)
        out.append((flow, tuple(statements(flow, standard and not headed))))
    return tuple(out)
