"""What structure reads from a document: head matter (GB/T 9704-2012 elements), sections, provisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from docintel.domain.documents import Document
from docintel.domain.spans import Span

KIND_NAMES = {
    "reply_cppcc": "政协提案答复",
    "reply_npc": "人大建议答复",
    "plan": "方案、计划",
    "measures": "措施、办法",
    "circular": "通知、意见",
    "interpretation": "政策解读",
    "other": "其他",
}
"""Kind of paper (文种) → Chinese label."""
DOC_KINDS = tuple(KIND_NAMES)


@dataclass(frozen=True, slots=True)
class Contact:
    """联系人 as written; phone numbers keep their spaces and masks. ``unit``: the office the person is named with (基础教育科)."""

    name: str | None
    phone: str | None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Publicity:
    """公开属性: 主动公开 | 依申请公开 | 不予公开; ``reason`` as written (删减, 不公开理由)."""

    value: str
    reason: str | None = None


RELATIONS = ("basis", "implements", "amends", "repeals", "cites")


@dataclass(frozen=True, slots=True)
class Citation:
    """Another paper that this one names: 《title》（number）.

    ``relation``: basis (根据, 按照) | implements (贯彻, 落实) | amends (修改, 修订) | repeals (废止) | cites (any other naming).
    """

    title: str
    number: str | None
    relation: str
    span: Span


PART_KINDS = ("main", "notice", "annex")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch [start, end) that is a paper of its own: the ``notice`` that carries a plan, the ``main`` paper, an ``annex`` (附件).

    ``label`` is what the paper calls it (附件2), ``kind_name`` the kind of paper that its title names. Parts stand in text order.
    """

    kind: str
    title: str | None
    start: int
    end: int
    label: str = ""
    kind_name: str | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The date that relative times count from: ``value`` is YYYY-MM-DD or YYYY (guide §6 anchor order)."""

    value: str | None
    grain: str | None  # day | month | year
    basis: str  # issue_date | print_date | doc_number | body | title | catalogue | assumed

    @property
    def day(self) -> date | None:
        """The anchor as a date; a bare year stands for its first day."""
        if not self.value:
            return None
        parts = [int(p) for p in self.value.split("-")]
        return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


@dataclass(frozen=True, slots=True)
class Validity:
    """In force from ``start`` to ``end``, ISO dates, inclusive; None = not stated."""

    start: str | None
    end: str | None
    basis: str  # clause | title | doc | catalogue
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class HeadMatter:
    """版头、主体、版记 elements as the paper itself says them; None = not in the paper.

    ``from_catalogue`` names the fields that a catalogue row filled in (docs/formats.md: marked as coming from there).
    ``spans`` holds where each field was read.
    """

    doc_kind: str = "other"
    kind_name: str | None = None  # the finer kind: 政协提案答复, 会办意见, 通知, 实施方案, 若干措施 …
    doc_number: str | None = None
    title: str | None = None
    issuer: str | None = None
    addressee: str | None = None
    issue_date: str | None = None
    print_date: str | None = None
    printer: str | None = None
    signer: str | None = None
    contact: Contact | None = None
    cc: str | None = None
    session: str | None = None
    case_number: str | None = None
    proposal_title: str | None = None
    reply_class: str | None = None
    status: str | None = None
    anchor: Anchor = Anchor(None, None, "assumed")
    validity: Validity | None = None
    region: str | None = None
    source_doc: str | None = None
    spans: dict[str, Span] = field(default_factory=dict)
    from_catalogue: tuple[str, ...] = ()
    copy_number: str | None = None  # 份号
    secrecy: str | None = None  # 密级和保密期限: 秘密★1年
    urgency: str | None = None  # 紧急程度: 特急, 加急
    letterhead: str | None = None  # 发文机关标志: 汐湾市人民政府办公室文件
    signatories: tuple[str, ...] = ()  # 发文机关署名
    seal: str | None = None  # 印章 as far as words tell: 代章, 盖章
    notes: tuple[str, ...] = ()  # 附注, without its brackets
    annexes: tuple[str, ...] = ()  # 附件说明: the names listed under the text
    page_numbers: str | None = None  # 页码 that stand in the text: first–last
    case_numbers: tuple[str, ...] = ()  # several proposals answered together
    proposers: tuple[str, ...] = ()  # 提案者: people and bodies
    reply_words: str | None = None  # what the paper itself says the class means
    reply_scheme: str | None = None  # which set of classes the letter belongs to (structure/data/reply_schemes.tsv)
    reply_outcome: str | None = None  # done | under_way | planned | later | noted
    lead_offices: tuple[str, ...] = ()  # 主办
    co_offices: tuple[str, ...] = ()  # 会办, 协办
    contacts: tuple[Contact, ...] = ()  # each person to ask; ``contact`` joins them
    publicity: Publicity | None = None
    citations: tuple[Citation, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A node of the outline: ``number`` as written (一、 / （一） / 第三条 / 1. / 一是), ``level`` from 1, ``parent`` an index or None.

    [start, end) runs from the number to the end of the section's last descendant; ``heading_end`` ends its heading line.
    """

    number: str
    heading: str
    level: int
    start: int
    end: int
    heading_end: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class PersonalSpan:
    """Personal words at [start, end) of the text: ``what`` = name | phone | mobile | identity | mail | address."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Provision:
    """条款: the smallest numbered point or paragraph. ``path`` holds the headings above it, outermost first."""

    provision_id: str
    start: int
    end: int
    text: str
    path: tuple[str, ...] = ()
    heading: str = ""
    number: str = ""
    page: int | None = None


TASK_ROLES = ("lead", "responsible", "co", "support")


@dataclass(frozen=True, slots=True)
class TaskOwners:
    """The owner cell of a task row: ``role`` by the column's head; the words as they stand, in pieces where a page parts them."""

    role: str
    spans: tuple[Span, ...]
    inside: bool = False  # a column of the offices inside a body (责任科室, 内设处室)


@dataclass(frozen=True, slots=True)
class TaskStage:
    """What a task is to have brought by a quarter, month or year: the column's ``head`` (一季度, 2026年) says when, the cell what."""

    head: Span
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row of a task table (任务分解表, 责任清单, 工作台账). A cell is the spans of its words: several where a page break parts them.

    Merged cells and 同上 give the words of the row that holds them. ``progress`` says what was done and promises nothing; ``problem``
    is what the task answers to.
    """

    number: str  # 序号 as written; "" where the row has none
    task: tuple[Span, ...]
    measures: tuple[Span, ...] = ()
    owners: tuple[TaskOwners, ...] = ()
    deadline: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()
    stages: tuple[TaskStage, ...] = ()
    progress: tuple[Span, ...] = ()
    problem: tuple[Span, ...] = ()
    path: tuple[str, ...] = ()  # the table's category rows and columns above the row, outermost first
    table: int | None = None  # index into Document.tables; None = a table that stands in the text alone
    row: int = 0  # its row in that table, from 0


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A task table's stretch [start, end) of the text, head and category rows included, and its rows in text order."""

    start: int
    end: int
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A structured document: what parse and structure give to extract."""

    document: Document
    head: HeadMatter
    sections: tuple[Section, ...]
    provisions: tuple[Provision, ...]
    warnings: tuple[str, ...] = ()
    task_tables: tuple[TaskTable, ...] = ()

    @property
    def doc_id(self) -> str:
        return self.document.doc_id

    @property
    def text(self) -> str:
        return self.document.text
