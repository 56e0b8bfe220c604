"""What rows of task tables promise: owners, deadlines, actions and targets, cell by cell."""

from __future__ import annotations

from docintel.domain.documents import Document
from docintel.domain.findings import Obligation
from docintel.domain.papers import Anchor, HeadMatter, Paper
from docintel.extract import extract
from docintel.structure.task_tables import find_task_tables
from tests.unit.test_task_tables import document


def promised(*tables: str, anchor: str = "2025-03-01", text: Document | None = None) -> tuple[Obligation, ...]:
    """The obligations of a paper of tables, one row a line (see ``document``)."""
    paper = text or document(*tables)
    head = HeadMatter(doc_kind="plan", issuer="怀川市人民政府", region="怀川市", anchor=Anchor(anchor, "day", "issue_date"))
    found = extract(Paper(paper, head, (), (), task_tables=find_task_tables(paper))).obligations
    assert all(paper.text[a.span.start : a.span.end] == a.span.text for o in found for a in o.actions)
    return found


def acts(item: Obligation) -> list[str]:
    return [a.span.text for a in item.actions]


def owners(cell: str, head: str = "责任单位") -> list[tuple[str | None, str]]:
    (item,) = promised(f"|序号|任务|{head}|完成时限|\n|1|修缮渡口12处|{cell}|2025年底|")
    return [(o.name, o.role) for o in item.owners]


def test_owners_take_the_role_of_their_column_or_of_their_own_words() -> None:
    assert owners("市渡口局、市财政局", "牵头单位") == [("市渡口局", "lead"), ("市财政局", "lead")]
    assert owners("市渡口局（牵头），市财政局") == [("市渡口局", "lead"), ("市财政局", "responsible")]
    assert owners("市渡口局牵头，市财政局、市水利局配合") == [("市渡口局", "lead"), ("市财政局", "support"), ("市水利局", "support")]
    assert owners("牵头单位：市渡口局；配合单位：市财政局、各县（市、区）人民政府") == [
        ("市渡口局", "lead"),
        ("市财政局", "support"),
        ("各县（市、区）人民政府", "support"),
    ]
    assert owners("牵头：市渡口局配合：市财政局") == [("市渡口局", "lead"), ("市财政局", "support")]
    assert owners("1.市渡口局；2.市财政局") == [("市渡口局", "responsible"), ("市财政局", "responsible")]
    assert owners("市渡口局/市财政局 市水利局") == [("市渡口局", "responsible"), ("市财政局", "responsible"), ("市水利局", "responsible")]
    assert owners("市渡口局等有关部门") == [("市渡口局", "responsible")]


def test_names_that_a_cell_wraps_are_whole_and_names_on_lines_of_their_own_are_parted() -> None:
    paper = document("|序号|任务|责任单位|\n|1|修缮渡口|甲|")
    cell = "市住房城乡建\n设局、市渡\n口局\n市财政局"
    start = paper.text.rindex("甲")
    whole = paper.text[:start] + cell + paper.text[start + 1 :]
    table = paper.tables[0]
    spans = (*table.spans[:1], (*table.spans[1][:2], (start, start + len(cell))))
    wrapped = Document(
        "T", whole, "T.pdf", "pdf", "0", tables=(type(table)(table.rows, table.start, table.end + len(cell) - 1, None, spans),)
    )
    (item,) = promised(text=wrapped)
    assert [o.name for o in item.owners] == ["市住房城乡建设局", "市渡口局", "市财政局"]


def test_nobody_named_is_the_issuer() -> None:
    (item,) = promised("|序号|整改任务|责任单位|完成时限|\n|1|修缮渡口12处|—|2025年底|")
    assert [(o.name, o.canonical, o.basis) for o in item.owners] == [(None, "怀川市人民政府", "implied_issuer")]


def due(cell: str, task: str = "修缮渡口12处") -> list[list[str | None]]:
    (item,) = promised(f"|序号|任务|责任单位|完成时限|\n|1|{task}|市渡口局|{cell}|")
    return [[item.deadlines[i].end for i in a.deadline_idx] for a in item.actions]


def test_the_deadline_column_dates_what_has_no_date_of_its_own() -> None:
    assert due("2025年6月") == [["2025-06-30"]]
    assert due("2025.9") == [["2025-09-30"]]
    assert due("9月底前") == [["2025-09-30"]]
    assert due("2025年3月—11月") == [["2025-11-30"]]
    assert due("长期坚持") == [[]]
    assert due("2025年底前", "修缮渡口12处，6月底前公布渡口名录") == [["2025-12-31"], ["2025-06-30"]]


def test_as_many_deadlines_as_actions_are_one_each() -> None:
    assert due("5月底前组建；9月底前培训完毕", "组建渡口总站，培训管护员") == [["2025-05-31"], ["2025-09-30"]]


def test_what_each_year_is_to_reach() -> None:
    (item,) = promised("|序号|任务|责任单位|完成时限|\n|1|更新渡船30艘|市渡口局|2025年10艘，2026年20艘|")
    assert acts(item) == ["更新渡船30艘", "2025年10艘", "2026年20艘"]
    assert [[item.deadlines[i].end for i in a.deadline_idx] for a in item.actions] == [["2026-12-31"], ["2025-12-31"], ["2026-12-31"]]


def test_columns_of_quarters_are_due_at_their_ends() -> None:
    (item,) = promised("|序号|任务|责任单位|一季度|二季度目标|下半年|\n|1|渡口修缮|市渡口局|完成勘察设计|修缮渡口4处|—|")
    assert acts(item) == ["渡口修缮", "完成勘察设计", "修缮渡口4处"]
    assert [[item.deadlines[i].end for i in a.deadline_idx] for a in item.actions] == [[], ["2025-03-31"], ["2025-06-30"]]


def test_a_recurrence_in_the_deadline_column() -> None:
    (item,) = promised("|序号|任务|责任单位|完成时限|\n|1|排查渡口隐患|市渡口局|每季度1次|")
    assert [(a.recurrence.every if a.recurrence else None, a.deadline_idx) for a in item.actions] == [("P3M", ())]


def test_measures_are_the_actions_and_their_task_is_a_heading() -> None:
    (item,) = promised("|序号|任务|措施|责任单位|\n|1|渡口修缮工程|修缮渡口12处；探索建立联管机制。|市渡口局|")
    assert acts(item) == ["修缮渡口12处", "探索建立联管机制"]
    assert [a.strength for a in item.actions] == ["firm", "exploratory"]


def test_a_task_that_says_how_much_is_to_be_reached_besides_its_measures() -> None:
    (item,) = promised("|序号|任务|措施|责任单位|\n|1|新增渡船30艘|制定更新计划。|市渡口局|")
    assert acts(item) == ["新增渡船30艘", "制定更新计划"]


def test_target_cells_measure_the_row() -> None:
    (first, second) = promised(
        "|序号|任务|年度目标|责任单位|\n|1|更新渡船|30艘以上|市渡口局|\n|2|提升渡运服务|群众满意度达到95%以上|市渡口局|"
    )
    assert acts(first) == ["更新渡船"]
    assert [t.number.value for t in first.targets] == [30]
    assert acts(second)[-1] == "群众满意度达到95%以上"


def test_a_row_that_is_done_promises_nothing_and_results_are_no_promise() -> None:
    found = promised(
        "|序号|任务|责任单位|完成时限|进展情况|\n|1|修缮渡口12处|市渡口局|2025年2月|已完成。|\n|2|更新渡船30艘|市渡口局|2025年底|将于5月签订合同|"
    )
    assert [acts(o) for o in found] == [["更新渡船30艘"]]


def test_a_row_whose_measures_say_it_was_done_promises_nothing() -> None:
    found = promised("|序号|任务|措施|责任单位|\n|1|渡口条例|已于2024年3月印发渡口管理办法。|市渡口局|\n|2|渡船|更新渡船30艘|市渡口局|")
    assert [acts(o) for o in found] == [["更新渡船30艘"]]


def test_merged_tasks_are_promised_once() -> None:
    found = promised("|序号|任务|责任单位|完成时限|\n|1|修缮渡口12处|市渡口局|2025年底|\n|2|^|市水利局|2025年底|")
    assert len({o.item_id for o in found}) == len(found) == 2
    assert [o.owners[0].name for o in found] == ["市渡口局", "市水利局"]


def test_running_text_around_a_table_reads_as_without_it() -> None:
    before = "为做好渡口工作，制定本方案。\n一、重点任务\n完善渡口管护机制。\n任务分工表\n"
    table = "序号\t任务\t责任单位\n1\t更新渡船30艘\t市渡口局\n"
    after = "二、保障措施\n各区要建立工作台账。\n"
    plain = promised(text=Document("T", before + after, "T.txt", "txt", "0"))
    found = promised(text=Document("T", before + table + after, "T.txt", "txt", "0"))
    inside = [o for o in found if o.found.found_by == "rule:task-table"]
    assert [acts(o) for o in inside] == [["更新渡船30艘"]]
    assert [acts(o) for o in found if o not in inside] == [acts(o) for o in plain]
    assert plain
