"""The merging of one workbook: which row is which, what each cell comes to, what is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from docintel.domain.ledger import FIELDS, CellChange
from docintel.domain.outcomes import Classes
from docintel.domain.sheets import COLUMN_FIELDS, EXTRA, OWN_EDITS, NewRow, SheetBook, SheetColumn, SheetReport, SheetRow, SheetTable
from docintel.report.ledger_xlsx import CLASS_WORDS, COLUMNS, DUE_WORDS, check_sum
from docintel.report.sheet_columns import OUR_ID, state_of
from docintel.store import added_rows, correct_many, row_match, sheets
from docintel.store.correct_many import Standing
from docintel.store.row_match import Found, Wanted
from docintel.workflows.sheet_cells import CONFLICT, KEEP, SAME, decide, is_open, label, reread_due, same_form, wrong

UNSAVED = "公式没有保存结果，未采纳；请用 Excel 或 WPS 打开并保存一次再导入"
DERIVED = "这一列由台账计算，改动没有采纳"
OURS = 0.8
"""Share of docintel's own headings from which a workbook is taken for its export."""
Tell = Callable[[int, int, str], None]


@dataclass(slots=True)
class _Line:
    """A row of the workbook on its way: ``item_id`` once it is known, ``own``: found by docintel's 编号, ``added``: made by this import."""

    table: SheetTable
    row: SheetRow
    item_id: str = ""
    own: bool = False
    added: bool = False

    @property
    def text(self) -> str:
        return self.table.words(self.row, "text")


def is_ours(table: SheetTable) -> bool:
    """Whether a table has docintel's own columns."""
    ours = {c.heading for c in COLUMNS}
    return len(ours & {c.heading for c in table.columns}) >= OURS * len(ours)


def own_columns(book: SheetBook, table: SheetTable) -> SheetTable:
    """The table with its columns marked whose cells hold what the ledger holds: those of docintel's own export, by its memory or by name.

    An export of an older program has a memory without them: there they stay columns that the ledger works out.
    """
    memory = next(iter(book.base.cells.values()), None)
    ours = [f for f in OWN_EDITS if (f in memory if memory is not None else is_ours(table))]
    return replace(table, columns=tuple(replace(c, ours=True) if c.field in ours else c for c in table.columns))


def _year(table: SheetTable) -> date | None:
    """The year that the title names (2025年重点工作台账), from which 年底前 counts."""
    found = next((m for title in table.titles if (m := re.search(r"(?<!\d)(20\d\d)\s*年", title))), None)
    return date(int(found[1]), 1, 1) if found else None


class Merging:
    """One workbook against the ledger. ``match``, ``compare``, then ``write`` inside a transaction; ``report`` says what came of it."""

    def __init__(self, sha256: str, name: str, book: SheetBook, *, who: str, tell: Tell, classes: Classes) -> None:
        book = replace(book, tables=tuple(own_columns(book, t) for t in book.tables))
        self.book, self.who, self.tell, self.classes = book, who, tell, classes
        self.note = f"由 Excel 导入：{name}"
        self.lines = [_Line(t, r) for t in book.tables for r in t.rows]
        self.taken: list[CellChange] = []
        self.conflicts: list[CellChange] = []
        self.refused: list[CellChange] = []
        self.added: list[NewRow] = []
        self.unmatched: list[NewRow] = []
        self.notes = [*(f"工作表“{t.sheet}”{n}" for t in book.tables for n in t.notes), *book.notes]
        self.states: dict[str, str] = {}
        self._edits: dict[str, dict[str, str]] = defaultdict(dict)
        self._values: dict[str, dict[str, str]] = defaultdict(dict)
        self._before = sheets.held_before(sha256, [t.fingerprint for t in book.tables])
        self._same = sheets.of_digest(sha256) is not None
        self._anchors = {t.sheet: _year(t) for t in book.tables}

    # which row is which -----------------------------------------------------------------------------------------------

    def match(self, paper: int | None = None) -> None:
        """Finds the ledger row of every line. ``paper``: rows without one are added, on this paper's words if no other has them."""
        named = [self._our_id(line) for line in self.lines]
        known = correct_many.known(i for i in named if i)
        seen: dict[str, int] = {}
        for line, item_id in zip(self.lines, named, strict=True):
            if item_id in seen:
                self._refuse(line, "编号", "", item_id, f"与第{seen[item_id]}行编号相同；新事项请把编号留空")
            elif item_id in known:
                line.item_id, line.own = item_id, True
                seen[item_id] = line.row.line
            elif item_id:
                self._refuse(line, "编号", "", item_id, f"台账中没有编号 {item_id}；用 docintel ledger list 查看编号")
        refused = {(c.sheet, c.line) for c in self.refused}
        rest = [x for x in self.lines if not x.item_id and (x.table.sheet, x.row.line) not in refused]
        self._by_content(rest, paper)

    def _our_id(self, line: _Line) -> str:
        words = line.table.words(line.row, "item_id")
        return words if OUR_ID.fullmatch(words) or line.table.column("text") is None else words if words and self.book.base.cells else ""

    def _by_content(self, rest: Sequence[_Line], paper: int | None) -> None:
        lines: list[_Line] = []
        first: dict[tuple[tuple[str, str], ...], int] = {}
        for line in rest:
            if not line.text:
                self._refuse(line, FIELDS["text"], "", "", "这一行没有督办事项，没有采纳")
                continue
            twin = tuple(sorted((c.key, line.row.cells.get(c.at, "")) for c in line.table.columns if c.key))
            if twin in first:
                self._refuse(line, FIELDS["text"], "", line.text, f"与第{first[twin]}行内容完全相同，没有重复登记")
                continue
            first[twin] = line.row.line
            lines.append(line)
        named = added_rows.papers_named([w for line in lines for w in self._paper_words(line)])
        papers = [next((named[w] for w in self._paper_words(line) if w in named), None) for line in lines]
        wanted = [Wanted(x.text, p, x.table.words(x.row, "number")) for x, p in zip(lines, papers, strict=True)]
        spoken = {x.item_id for x in self.lines if x.item_id}
        found = row_match.match(wanted, spoken, COLUMN_FIELDS["number"]) if lines else []
        new: list[tuple[_Line, int | None, Found]] = []
        for line, near, of in zip(lines, found, papers, strict=True):
            line.item_id = near.item_id
            if not near.item_id:
                new.append((line, of, near))
        self._new_rows(new, paper)

    def _paper_words(self, line: _Line) -> list[str]:
        return [w for f in ("doc_number", "source", "title", "case_number") if (w := line.table.words(line.row, f))]

    def _new_rows(self, new: Sequence[tuple[_Line, int | None, Found]], paper: int | None) -> None:
        finders: dict[int, added_rows.Finder] = {}
        places: list[tuple[_Line, added_rows.Place]] = []
        for line, named, near in new:
            told = NewRow(line.table.sheet, line.row.line, line.text, "", near.near, near.alike)
            if paper is None:
                self.unmatched.append(told)
                continue
            place = None
            for pk in (named, paper):
                if pk is not None and place is None:
                    finder = finders.setdefault(pk, added_rows.Finder(pk))
                    place = finder.exact(line.text) or (finder.alike(line.text) if pk == named else None)
            if place is None:
                self.unmatched.append(told)
                self._refuse(line, FIELDS["text"], "", line.text, "这一行在工作表中被隐藏或筛选掉，没有登记；请取消隐藏后再导入")
                continue
            places.append((line, place))
        ids = added_rows.add([(place, line.text) for line, place in places], self.who, self.note)
        for (line, _), item_id in zip(places, ids, strict=True):
            line.item_id, line.added = item_id, True
            self.added.append(NewRow(line.table.sheet, line.row.line, line.text, item_id))

    # what each cell comes to ------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """Compares every cell of every row that was found; writes nothing."""
        lines = [x for x in self.lines if x.item_id and not self._untouched(x)]
        now = correct_many.standing(x.item_id for x in lines)
        if any(x.own for x in self.lines) and not self.book.base.derived:
            self.notes.append("工作簿缺少导出时的原值（隐藏的工作表），由台账计算的各列没有核对")
        for n, line in enumerate(lines, 1):
            self._row(line, now[line.item_id])
            if n % 500 == 0 or n == len(lines):
                self.tell(n, len(lines), "比对")
        self._reread(now)

    def _untouched(self, line: _Line) -> bool:
        """Whether a row of an export is as it was exported: most are, and need not be read."""
        base = self.book.base.cells.get(line.item_id)
        if base is None or not line.own or line.row.unsaved or not all(self._derived(line).values()):
            return False
        keys = ((c.key, line.row.cells.get(c.at, "")) for c in line.table.columns if c.key and c.heading not in self.book.base.derived)
        return all(base.get(key) == words for key, words in keys)

    def _row(self, line: _Line, now: Standing) -> None:
        base = self.book.base.cells.get(line.item_id)
        derived = self._derived(line)
        unasked = self._unasked(line.table)
        for column in line.table.columns:
            words = line.row.cells.get(column.at, "")
            if not column.key:
                continue
            if column.at in line.row.unsaved:
                self._refuse(line, column.heading, label(column.key, now.of(column.key)), "（公式）", UNSAVED)
            elif column.heading in derived:
                if not derived[column.heading]:
                    self._refuse(line, column.heading, "（由台账计算）", words, DERIVED)
            elif column.heading in unasked:
                continue
            else:
                self._cell(line, column, words, now, base)

    def _derived(self, line: _Line) -> dict[str, bool]:
        """Heading of a column that the ledger works out → whether the cell is as it was exported."""
        sums = self.book.base.sums.get(line.item_id)
        if sums is None or not line.own:
            return {}
        headings = self.book.base.derived
        then = dict(zip(headings, (sums[n : n + 4] for n in range(0, len(sums), 4)), strict=False))
        cells = {c.heading: line.row.cells.get(c.at, "") for c in line.table.columns}
        return {h: check_sum(cells[h]) == then.get(h) for h in headings if h in cells}

    def _unasked(self, table: SheetTable) -> Sequence[str]:
        """Columns of an export that the ledger works out, where nothing says what they held (a row put in by hand, no hidden sheet)."""
        if self.book.base.cells:
            return self.book.base.derived
        return [c.heading for c in COLUMNS if not c.key] if is_ours(table) else ()

    def _cell(self, line: _Line, column: SheetColumn, words: str, now: Standing, base: dict[str, str] | None) -> None:
        key = column.key
        anchor = self._anchors[line.table.sheet]
        there, here = same_form(key, words, anchor), same_form(key, now.of(key))
        if key == "due" and there and is_open(there) and not here:
            self._keep_words(line, DUE_WORDS, there, now)
            return
        unread = ""
        if key == "outcome_class" and there and there != here:
            there, unread = self._class(there, now)
        if unread and not here:
            self._keep_words(line, CLASS_WORDS, words, now)
            self.notes.append(f"{unread}；先按原文保留，不计入办理结果")
            return
        held, older = self._held(line, key, base)
        bases = None if held is None else same_form(key, held, anchor)
        if held is None and line.added:
            bases = here  # the row is the workbook's own
        verdict = decide(here, there, bases, [same_form(key, w, anchor) for w in older])
        if key == "state" and state_of(words) and words != label("state", there):
            self.states.setdefault(there, words)
        if verdict in (SAME, KEEP):
            self._remember(line, key, words, changed=False)
            return
        change = CellChange(
            line.row.line, line.item_id, column.heading, label(key, now.of(key)), label(key, there), "", held, key, line.table.sheet
        )
        reason = unread or wrong(key, there)
        if reason:
            self.refused.append(replace(change, there=words, why=reason))
        elif verdict == CONFLICT:
            why = "台账中此后已另行修改" if held is not None else "工作簿缺少导出时的原值，与台账不同"
            if held is not None and any(same_form(key, w, anchor) == there for w in older):
                why = "与更早一次导入的值相同，可能是旧文件"
            self.conflicts.append(replace(change, why=why))
            self._remember(line, key, words, changed=True)
        else:
            self.taken.append(change)
            self._edits[line.item_id][key] = there
            self._remember(line, key, words, changed=True)
            if key == "outcome_class":
                self._keep_words(line, CLASS_WORDS, "", now)

    def _keep_words(self, line: _Line, name: str, words: str, now: Standing) -> None:
        """长期坚持 in a column of days, 基本办结 in one of classes: kept with the row, the ledger has no such value."""
        key = EXTRA + name
        if now.of(key) != words:
            here = now.of(key)
            self.taken.append(CellChange(line.row.line, line.item_id, name, here, words, "", None, key, line.table.sheet))
            self._edits[line.item_id][key] = words

    def _class(self, words: str, now: Standing) -> tuple[str, str]:
        """Words of 办理结果 as letters (B→A) of the row's scheme, "" ; or the words themselves and why they are no class of it."""
        try:
            return "→".join(x.letter for x in self.classes.read(words, now.scheme)), ""
        except ValueError as error:
            return words, str(error)

    def _reread(self, now: Mapping[str, Standing]) -> None:
        """Where only the words of a limit were changed, the day that they say now waits for a person's word, as a conflict of the day."""
        spoken = {c.item_id for c in (*self.taken, *self.conflicts, *self.refused) if c.key == "due"}
        changed = [c for c in self.taken if c.key == "due_words" and c.item_id not in spoken]
        anchors = correct_many.anchors(c.item_id for c in changed)
        for change in changed:
            day, here = reread_due(change.there, anchors.get(change.item_id)), now[change.item_id].of("due")
            if day is None:
                self.notes.append(f"第{change.line}行时限原文“{change.there}”读不出日期，完成时限没有变")
            elif day != here:
                said = f"读作{day}，采用即改完成时限" if day else "没有确定的日期，采用即清空完成时限"
                why = f"时限原文改成“{change.there}”，{said}"
                self.conflicts.append(replace(change, field=FIELDS["due"], here=here, there=day, why=why, base=here, key="due"))

    def _held(self, line: _Line, key: str, base: dict[str, str] | None) -> tuple[str | None, list[str]]:
        """What the cell held when the workbook was exported or imported the last time, and what older imports held."""
        before = [v[line.item_id][key] for v in self._before if key in v.get(line.item_id, {})]
        if base is not None and not (self._same and before):
            return base.get(key), []
        return (before[0], [w for w in before[1:] if w != before[0]]) if before else (None, [])

    def _remember(self, line: _Line, key: str, words: str, *, changed: bool) -> None:
        """What this import brought, for the next one of the same form; an export has its own memory of what was not changed."""
        if changed or not self.book.base.cells:
            self._values[line.item_id][key] = words

    # what is written --------------------------------------------------------------------------------------------------

    def write(self) -> None:
        """Writes what was taken; what the ledger itself refuses (销号 without evidence) goes over to the refused with its reason."""
        total = len(self._edits)
        refused = self._apply(total) if total else {}
        stay = []
        for change in self.taken:
            why = refused.get((change.item_id, change.key))
            if why is None:
                stay.append(change)
            else:
                self.refused.append(replace(change, why=why))
                self._values[change.item_id].pop(change.key, None)
        self.taken = stay

    def _apply(self, total: int) -> correct_many.Refused:
        told = lambda done: self.tell(done, total, "写入")  # noqa: E731
        return correct_many.apply(self._edits, self.who, self.note, told, classes=self.classes)

    def values(self) -> dict[str, dict[str, str]]:
        """Row id → key → words of the workbook, but for what was refused."""
        return {item_id: cells for item_id, cells in self._values.items() if cells}

    def report(self) -> SheetReport:
        """What came of it."""
        matched = sum(bool(x.item_id) for x in self.lines)
        return SheetReport(
            rows=len(self.lines),
            matched=matched,
            taken=tuple(self.taken),
            conflicts=tuple(self.conflicts),
            refused=tuple(self.refused),
            added=tuple(self.added),
            unmatched=tuple(self.unmatched),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _refuse(self, line: _Line, heading: str, here: str, there: str, why: str) -> None:
        self.refused.append(CellChange(line.row.line, line.item_id, heading, here, there, why, None, "", line.table.sheet))
