"""Filters that turn codes into the words an office uses."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from docintel.domain.bodies import RESOLVED
from docintel.domain.checks import GRAVITY
from docintel.domain.explanations import LABEL_NAMES
from docintel.domain.forms import KINDS as FORMS
from docintel.domain.health import LEVELS
from docintel.domain.ledger import COLOURS, ORIGINS, STATES, RowOwner
from docintel.domain.life import ASSIGNMENT_STATES, EVIDENCE_KINDS, FEEDBACK_KINDS, REQUEST_KINDS, UNIT_ROLES
from docintel.domain.notices import NOTICE_KINDS, NOTICE_PARTS
from docintel.domain.outcomes import OUTCOMES, SATISFACTIONS
from docintel.domain.papers import KIND_NAMES
from docintel.domain.people import AUDITED, ROLES
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.domain.standing import STATE_NAMES
from docintel.text.measures import figure
from docintel.web.marks import Paragraph

register = template.Library()

VERDICT_NAMES = {"eligible": "符合", "ineligible": "不符合", "unknown": "待核实"}
RESULT_NAMES = {"met": "符合", "failed": "不符合", "unknown": "待核实"}
ITEM_NAMES = {"COMMIT": "承诺", "BENEFIT": "惠企", "ENCOURAGE": "鼓励", "PERMIT": "允许", "PROHIBIT": "禁止", "REFUSE": "未采纳"}
_TABLES = {
    "colour_name": COLOURS,
    "level_name": LEVELS,
    "verdict_name": VERDICT_NAMES,
    "result_name": RESULT_NAMES,
    "label_name": ITEM_NAMES,
    "clause_name": LABEL_NAMES,
    "kind_name": KIND_NAMES,
    "standing_name": STATE_NAMES,
    "strength_name": STRENGTH_NAMES,
    "state_name": STATES,
    "unit_role": UNIT_ROLES,
    "assignment_state": ASSIGNMENT_STATES,
    "feedback_kind": FEEDBACK_KINDS,
    "request_kind": REQUEST_KINDS,
    "evidence_kind": EVIDENCE_KINDS,
    "origin_name": ORIGINS,
    "resolved_name": RESOLVED,
    "notice_name": NOTICE_KINDS,
    "role_name": ROLES,
    "audit_name": AUDITED,
    "outcome_name": OUTCOMES,
    "satisfaction_name": SATISFACTIONS,
    "gravity_name": GRAVITY,
    "form_name": FORMS,
}
for _name, _table in _TABLES.items():
    register.filter(_name, lambda code, _table=_table: _table.get(str(code), code or ""))


@register.filter
def full_names(owners: tuple[RowOwner, ...]) -> str:
    """The full names of a row's bodies as far as they are certain."""
    return "、".join(dict.fromkeys(o.full for o in owners if o.full))


@register.filter
def marked(line: Paragraph) -> SafeString:
    """A paragraph's segments as HTML; a template loop over the segments of a long paper takes seconds."""
    out: list[str] = []
    for sentence, segments in groupby(line.segments, key=lambda s: s.sentence):
        out.append(f'<span class="s" data-from="{sentence[0]}" data-to="{sentence[1]}" tabindex="-1">' if sentence else "")
        for segment in segments:
            out += [f'<a id="{escape(ref)}"></a>' for ref in segment.starts]
            out.append(f'<span class="{escape(segment.css)}">{escape(segment.text)}</span>' if segment.css else escape(segment.text))
        out.append("</span>" if sentence else "")
    return mark_safe("".join(out))  # noqa: S308 - every piece is escaped above


@register.filter
def item(found: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key that is not known when the template is written."""
    return found.get(key, "")


@register.filter
def add_number(words: str, number: int) -> str:
    """part-12: a key that ends in a number."""
    return f"{words}{number}"


@register.filter
def in_brackets(words: str) -> str:
    """还有〔天数〕天到期：〔督办事项〕, of a notice's words as its rule has them."""
    return words.format_map({part: f"〔{name}〕" for part, name in NOTICE_PARTS.items()})


@register.filter
def percent(share: float | None) -> str:
    """A share as per cents with one decimal at most."""
    return "—" if share is None else f"{share * 100:.1f}".removesuffix(".0") + "%"


@register.filter
def unlocalized(value: float) -> str:
    """A number as a program writes it."""
    return f"{value:g}"


@register.filter
def bar(share: float | None) -> str:
    """A share as a CSS width between 0 and 100%."""
    return f"{min(1.0, max(0.0, share or 0.0)) * 100:.1f}%"


@register.filter
def in_unit(value: float | None, unit: str) -> str:
    """A value in base units as an office writes it: 1.2亿元, 1500个."""
    return "—" if value is None else figure(value, unit)


@register.filter
def money(value: float | None) -> str:
    """CNY as an office writes it: 12.5万元, 1.2亿元."""
    if value is None:
        return "—"
    for size, unit in ((1e8, "亿元"), (1e4, "万元")):
        if abs(value) >= size:
            return f"{value / size:,.2f}".rstrip("0").rstrip(".") + unit
    return f"{value:,.2f}".rstrip("0").rstrip(".") + "元"
