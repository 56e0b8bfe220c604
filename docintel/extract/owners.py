"""Owners: who promised (guide §4 owners, §8a-8, 20): subjects, partners, owner lines, headings, scope, the implied issuer."""

from __future__ import annotations

import re
from bisect import bisect_right

from docintel.domain.findings import Owner, Unit
from docintel.domain.papers import Paper
from docintel.domain.spans import Span
from docintel.extract.canonical import bodies_of
from docintel.extract.carry import PRONOUN, Holder, holders
from docintel.extract.labelled import Labelled
from docintel.extract.names import is_public, shared_name, split_names
from docintel.extract.owner_lines import convention, names_no_body, names_of_line, standing_names
from docintel.extract.partners import Partner, helpers_in, partners_in
from docintel.extract.reader import read
from docintel.extract.task_rows import task_rows

_GOES_ALONG = re.compile(r"(?:要|应|将|积极|也|表示|高度重视|，)*配合")


class OwnerFinder:
    """Finds the owners of any stretch of a paper."""

    def __init__(self, paper: Paper, units: tuple[Unit, ...]) -> None:
        self._paper = paper
        self._reading = read(paper)
        self._bodies = bodies_of(paper)
        self._rows = task_rows(paper)
        self._starts = [c.clause.start for c in self._reading.clauses]
        self._marks = convention(self._reading.flow.text)
        self._told_once = standing_names(self._reading.flow.text)
        self._lines = self._owner_lines()
        self._lines_of: dict[int | None, list[tuple[int, tuple[Owner, ...]]]] = {}  # point → its own
        for line in self._lines:
            self._lines_of.setdefault(self._reading.clauses[line[0]].clause.point, []).append(line)
        self._subjects = holders(self._reading)
        self._known: dict[int, tuple[Owner, ...]] = {}
        self._beside: dict[int, list[Partner]] = {}  # clause → partners that it names: every later clause of its sentence asks
        self._issuer = self._bodies.owner(Owner(None, None, "responsible", "implied_issuer"))

    def owners(self, start: int, end: int) -> tuple[Owner, ...]:
        """The owners of document offsets [start, end): never empty, the implied issuer where the text names nobody."""
        told = self._rows.owners_at(start) if self._rows else ()
        if told:
            return told
        index = self._clause_at(start)
        return self.of_clause(index) if index is not None else (self._issuer,)

    def of_clause(self, index: int) -> tuple[Owner, ...]:
        """The owners of a clause of the shared reading."""
        if index not in self._known:  # asked to group the actions, for their rows and for norms
            self._known[index] = self._of_clause(index)
        return self._known[index]

    def _of_clause(self, index: int) -> tuple[Owner, ...]:
        subject = self._subjects[index]
        line = self._line_for(index)
        labelled = self._reading.clauses[index]
        if subject and (subject.sentence == labelled.clause.sentence or not line):
            found = self._subject_owners(subject, index)
        else:
            found = line or (self._issuer,)
        return (*found, *(p for p in self._partners(index) if p.name not in {f.name for f in found}))

    def _clause_at(self, offset: int) -> int | None:
        clauses = self._reading.clauses
        flow = self._reading.flow
        low = offset if flow.back is None else bisect_right(flow.back, offset) - 1
        index = bisect_right(self._starts, max(low, 0)) - 1
        return max(index, 0) if clauses else None

    # owner lines -----------------------------------------------------------------------------------------------------

    def _owner_lines(self) -> list[tuple[int, tuple[Owner, ...]]]:
        """(clause index, owners) of every owner line or bracket."""
        out: list[tuple[int, tuple[Owner, ...]]] = []
        for i, labelled in enumerate(self._reading.clauses):
            if labelled.clause.owner_line:
                found = self._parse_line(labelled)
                if found:
                    out.append((i, (*found, *self._standing(labelled, found))))
        return out

    def _standing(self, labelled: Labelled, found: tuple[Owner, ...]) -> tuple[Owner, ...]:
        """The owners that an earlier line names for all that follow it (以下责任单位均包含各市政府) and this one leaves out."""
        told = self._told_once
        if told is None or labelled.clause.start < told[0]:
            return ()
        known, flow = {o.name for o in found}, self._reading.flow
        return tuple(
            self._bodies.owner(Owner(flow.text[a:b], None, role, "responsibility_list", flow.span(a, b), len(found) + n))
            for n, (a, b, role) in enumerate(told[1], 1)
            if flow.text[a:b] not in known
        )

    def _parse_line(self, labelled: Labelled) -> tuple[Owner, ...]:
        clause = labelled.clause
        names, marks = list(names_of_line(clause.text)), self._marks
        names = marks.roles(clause.text, names) if marks and clause.end >= marks.start else names
        return tuple(
            self._bodies.owner(
                Owner(clause.text[a:b], None, role, "responsibility_list", self._reading.flow.span(clause.start + a, clause.start + b), n)
            )
            for n, (a, b, role) in enumerate(names, 1)
        )

    def _line_for(self, index: int) -> tuple[Owner, ...]:
        """The owner line of a clause: the next one in its own point, else one above it, else a heading's."""
        clauses = self._reading.clauses
        outline = self._reading.outline
        if not self._lines:
            return ()
        point = clauses[index].clause.point
        path = outline.path(point)
        for place in path[:1] or (None,):
            inside = self._lines_of.get(place, [])
            if place is None:
                inside = [
                    (i, o)
                    for i, o in inside
                    if clauses[i].clause.paragraph in (clauses[index].clause.paragraph, clauses[index].clause.paragraph + 1)
                ]
            after = [(i, o) for i, o in inside if i >= index]
            if after:
                return self._joined(after[0][0], inside)
            if inside and self._leads_in(inside[-1][0]):
                return inside[-1][1]
            if (
                inside
                and place is not None
                and not [
                    i for i in range(inside[-1][0] + 1, index) if clauses[i].clause.paragraph > clauses[inside[-1][0]].clause.paragraph + 1
                ]
            ):
                return self._joined(inside[0][0], inside) if inside[0][0] < index and clauses[inside[0][0] - 1].clause.heading else ()
        for place in path[1:]:
            if place in self._lines_of:
                return self._lines_of[place][0][1]
        if path and outline.points[path[0]].level >= 4 and len(path) > 1:  # 一是…二是…（责任单位：…）: the line closes the whole point
            return self._sibling_line(path[1], index)
        return ()

    def _leads_in(self, line: int) -> bool:
        """Whether an owner line closes a lead-in, whose list follows: 下列7处（责任单位均为市交警支队）：."""
        end = self._reading.clauses[line].clause.end
        return self._reading.flow.text[end : end + 1] in ("：", ":")

    def _sibling_line(self, parent: int, index: int) -> tuple[Owner, ...]:
        outline = self._reading.outline
        last = outline.points[parent].children[-1]
        for i, owners in self._lines:
            if i > index and self._reading.clauses[i].clause.point == last:
                return owners
        return ()

    def _joined(self, first: int, lines: list[tuple[int, tuple[Owner, ...]]]) -> tuple[Owner, ...]:
        """Owner lines that follow one another (牵头单位：… / 配合单位：…) are one."""
        out: list[Owner] = []
        at = first
        for i, owners in lines:
            if i >= first and i - at <= 1:
                out += owners
                at = i
        return tuple(out)

    # subjects --------------------------------------------------------------------------------------------------------

    def _subject_owners(self, holder: Holder, index: int) -> tuple[Owner, ...]:
        labelled = self._reading.clauses[holder.clause]
        begin, end = holder.start, holder.end
        text = labelled.clause.text
        same = labelled.clause.sentence == self._reading.clauses[index].clause.sentence
        rest = text[end : end + 14]
        role = "lead" if same and "牵头" in rest else "support" if _GOES_ALONG.match(rest) or self._supports(index) else "responsible"
        out = []
        for a, b in shared_name(text, split_names(text, begin, end)):
            name = text[a:b]
            basis = "header" if holder.header else "pronoun" if PRONOUN.match(name) and same else "explicit_subject" if same else "scope"
            span = self._reading.flow.span(labelled.clause.start + a, labelled.clause.start + b) if same else None
            out.append(self._bodies.owner(Owner(name, None, role, basis, span), holder.meant))
        return tuple(out)

    def _supports(self, index: int) -> bool:
        labelled = self._reading.clauses[index]
        return labelled.clause.text[labelled.head.act :].startswith(("配合", "积极配合"))

    def subject_at(self, index: int) -> Span | None:
        """The words that name a clause's subject, in this clause or an earlier one whose subject it carries on."""
        held = self._subjects[index]
        if held is None:
            return None
        base = self._reading.clauses[held.clause].clause.start
        return self._reading.flow.span(base + held.start, base + held.end)

    def subject_key(self, index: int) -> tuple[str | None, ...]:
        """The names of a clause's own subject; () where an owner line speaks for the whole point (G2)."""
        if self._line_for(index):
            return ()
        return tuple(o.name for o in self.of_clause(index) if o.role != "co")

    def partners(self, index: int) -> tuple[Span, ...]:
        """Outside parties behind 联合 in a clause: companies, institutions; never owners (guide §4)."""
        labelled = self._reading.clauses[index]
        text, base = labelled.clause.text, labelled.clause.start
        return tuple(
            self._reading.flow.span(base + p.start, base + p.end)
            for p in self._named_beside(index)
            if not is_public(text[p.start : p.end]) and p.end - p.start >= 2
        )

    def _named_beside(self, index: int) -> list[Partner]:
        found = self._beside.get(index)
        if found is None:
            clause, read = self._reading.clauses[index].clause, self._reading.clauses[index].head
            found = self._beside[index] = list(partners_in(clause.text, read.subject, read.act))
        return found

    def _listed(self, index: int) -> bool:
        """Whether a colon stands before in the sentence: 会同X做好以下工作：一是…；二是…."""
        clauses = self._reading.clauses
        while index > 0 and clauses[index - 1].clause.sentence == clauses[index].clause.sentence:
            index -= 1
            if clauses[index].clause.mark in ("：", ":"):
                return True
        return False

    def _partners(self, index: int) -> tuple[Owner, ...]:
        """Bodies that act beside the subject: in the clause itself, and joint ones from before in its sentence."""
        clauses = self._reading.clauses
        out: list[Owner] = []
        sentence = clauses[index].clause.sentence
        for at in range(index, -1, -1):
            mark = clauses[at].clause.mark if at < index else ""
            if clauses[at].clause.sentence != sentence or (mark in ("；", ";") and not self._listed(at)):
                break
            clause, read = clauses[at].clause, clauses[at].head
            helpers = helpers_in(clause.text)
            found = helpers or self._named_beside(at)
            for partner in found:
                name = clause.text[partner.start : partner.end]
                if (at == index or partner.joint) and (helpers or _acts_beside(name)):
                    place = self._reading.flow.span(clause.start + partner.start, clause.start + partner.end)
                    out.append(self._bodies.owner(Owner(name, None, partner.role, "explicit_partner", place)))
            if not helpers and (found or read.subject):
                break
        return tuple(out)


def _acts_beside(name: str) -> bool:
    """Whether the name behind 会同 is a public body's."""
    return is_public(name) and not names_no_body(name) and "的" not in name and name[0] not in "向对为将把在"
