"""The life of a ledger row between its office and its units: 交办 → 签收 → 办理 → 反馈 → 审核 → 销号."""

from __future__ import annotations

UNIT_ROLES = {"lead": "主办", "support": "协办"}
ASSIGNMENT_STATES = {
    "sent": "待签收",
    "accepted": "办理中",
    "reported": "已反馈",
    "passed": "审核通过",
    "suspended": "已中止",
    "returned": "已退回",
    "withdrawn": "已撤回",
}
"""State of an assignment → Chinese label; the last two are over, a unit may be given the row anew."""
OVER = ("returned", "withdrawn")
FEEDBACK_KINDS = {"progress": "进展", "final": "办结"}
REQUEST_KINDS = {"return": "退回", "extension": "延期", "suspension": "中止"}
EVIDENCE_KINDS = {"file": "文件", "paper": "公文", "figure": "数据"}
