"""What extract finds in a paper: unit labels, obligations, benefits, norms (annotation guide §2, §4, §5)."""

from __future__ import annotations

from dataclasses import dataclass

from docintel.domain.expressions import NumberFrame, Recurrence, TimeFrame
from docintel.domain.papers import Paper, Validity
from docintel.domain.spans import Evidence, Span

LABELS = ("COMMIT", "BENEFIT", "ENCOURAGE", "PERMIT", "PROHIBIT", "ACHIEVE", "BACKGROUND", "PROPOSAL", "OWNER", "META")
OWNER_ROLES = ("lead", "responsible", "co", "support")
STRENGTHS = ("firm", "aspirational", "exploratory", "enabling")
CONDITION_KINDS = ("qualification", "list", "place", "size", "industry", "stage", "first", "date", "age", "threshold")
AMOUNT_RULES = ("rate", "fixed", "cap", "floor", "reduction", "per_unit", "range", "quota")
BENEFIT_TYPES = (
    "subsidy",
    "reward",
    "interest_subsidy",
    "guarantee",
    "fee_reduction",
    "tax",
    "risk_compensation",
    "service",
    "land",
    "financing",
    "other",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the reference segmentation with its label set, in order of first occurrence."""

    start: int
    end: int
    labels: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Owner:
    """牵头/责任/会同/配合 body. ``name`` as written (None for an implied issuer), ``canonical`` only when certain.

    ``resolved`` says how the full name was found (domain.bodies.RESOLVED), None without one.
    """

    name: str | None
    canonical: str | None
    role: str  # OWNER_ROLES
    basis: str  # explicit_subject, responsibility_list, header, scope, implied_issuer … (guide §4)
    span: Span | None = None
    order: int | None = None
    resolved: str | None = None


@dataclass(frozen=True, slots=True)
class SeenBody:
    """A body that a paper names in full: ``function`` of ``place`` (a path of text.places), ``where`` a key of domain.bodies.WHERE."""

    name: str
    place: tuple[str, ...]
    function: str
    where: str


@dataclass(frozen=True, slots=True)
class Target:
    """量化指标: a number that a promise can be checked against; ``deadline`` indexes the item's deadlines."""

    number: NumberFrame
    indicator: Span | None = None
    deadline: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """举措: one promised act or outcome; the ``*_idx`` point into the item's deadlines, targets and owners.

    ``condition``: on what it hangs (待规划批复后, 条件成熟时).
    """

    span: Span
    strength: str | None
    specificity: str  # measurable | deliverable | general
    evidence: Evidence
    addressed_to: Span | None = None
    deadline_idx: tuple[int, ...] = ()
    target_idx: tuple[int, ...] = ()
    owner_idx: tuple[int, ...] = ()
    recurrence: Recurrence | None = None
    condition: Span | None = None


@dataclass(frozen=True, slots=True)
class ConditionReading:
    """One thing that a condition asks for, read only where its words are certain; ``words`` are those words.

    ``kind``: CONDITION_KINDS. ``value``: a number in base units, a recognition's or list's name, a place, a size; days are ISO in
    ``min`` and ``max``. ``comparator`` as in NumberFrame (eq for names).
    """

    kind: str
    words: Span
    comparator: str = "eq"
    value: float | str | None = None
    min: float | str | None = None
    max: float | str | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """申报条件: the words that a beneficiary must fit; what no rule reads for certain stays words."""

    span: Span
    readings: tuple[ConditionReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """支持标准: one rule of a sum (guide §5, §8a-9, §8a-14). ``number`` holds comparator, value/min/max and unit."""

    number: NumberFrame
    rule: str  # AMOUNT_RULES
    base_of: Span | None = None
    per: str | None = None
    period: str | None = None


@dataclass(frozen=True, slots=True)
class BenefitDuration:
    """How long a benefit is paid (支持三年): ISO duration."""

    span: Span
    duration: str
    per: str | None = None
    modality: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What every finding shares. ``item_id`` is readable and comes from the content; ``evidence`` are spans in text order."""

    item_id: str
    label: str  # COMMIT | BENEFIT | ENCOURAGE | PERMIT | PROHIBIT | REFUSE
    evidence: tuple[Span, ...]
    found: Evidence
    attribution: str = "own"  # own | reported
    source_doc: str | None = None
    responds_to: int | None = None
    owners: tuple[Owner, ...] = ()  # of a benefit: its providers
    actions: tuple[Action, ...] = ()
    deadlines: tuple[TimeFrame, ...] = ()
    targets: tuple[Target, ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        return self.evidence[0].start

    @property
    def end(self) -> int:
        return self.evidence[-1].end


@dataclass(frozen=True, slots=True)
class Obligation(Item):
    """承诺事项: a COMMIT item with its actions, owners, deadlines and targets; ``kind`` is action or outcome."""

    kind: str = "action"
    partners: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Benefit(Item):
    """惠企条款: what an outside party gets by a rule. ``clause`` are the fewest words that state it, from 对… to its last ceiling.

    ``stacking``: how it adds up with others; ``window``: when to apply; ``exclusions``: who gets nothing; ``materials``: what to hand in;
    ``contact``: where to ask. They may stand in sentences of their own around it.
    """

    status: str = "unknown"  # in_force | announced | draft | expired | unknown
    benefit_type: str = "other"
    beneficiary: Span | None = None
    conditions: tuple[Condition, ...] = ()
    amounts: tuple[Amount, ...] = ()
    tier: str | None = None
    validity: Validity | None = None
    duration: BenefitDuration | None = None
    stacking: Span | None = None
    region: str | None = None
    clause: Span | None = None
    window: Span | None = None
    exclusions: tuple[Condition, ...] = ()
    materials: tuple[Span, ...] = ()
    contact: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Norm(Item):
    """An ENCOURAGE, PERMIT or PROHIBIT item, or REFUSE: a suggestion that a reply does not take up, with the ``reason`` it gives."""

    status: str | None = None
    beneficiary: Span | None = None
    conditions: tuple[Condition, ...] = ()
    amounts: tuple[Amount, ...] = ()
    reason: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in one paper."""

    paper: Paper
    units: tuple[Unit, ...]
    obligations: tuple[Obligation, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    norms: tuple[Norm, ...] = ()
    bodies: tuple[SeenBody, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item in text order."""
        return tuple(sorted((*self.obligations, *self.benefits, *self.norms), key=lambda i: (i.start, i.end, i.label)))
