"""Guides written in fields (办事指南, 申报指南): 申请条件：… 补贴对象：… 补贴标准：… belong to one benefit."""

from __future__ import annotations

import re

from docintel.domain.spans import Span
from docintel.extract.benefit_clauses import unlabelled
from docintel.extract.benefit_flow import Flow

_SUBJECT = r"(?:补[贴助]|申请|申报|办理|支持|奖励|奖补|享受|认定|资助|扶持|政策|贴息|领取|适用|救助|服务|发放|基本|给付)?(?:的)?"
_FIELD = re.compile(
    rf"{_SUBJECT}(?:(?P<conditions>条件|要求|资格)|(?P<who>对象|范围|主体)|(?P<standard>标准|金额|额度|政策|内容|措施|待遇)"
    r"|(?P<other>期限|材料|资料|流程|程序|时间|方式|依据|部门|地址|电话|网址|渠道|时限|说明))(?:如下)?(?:[：:](?P<rest>.*))?$",
    re.S,
)
_MOST = 15


class Fields:
    """Walks a paper's paragraphs and remembers the conditions of the entry that is being read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.kind: str | None = None
        self.conditions: list[Span] = []
        self.who: Span | None = None

    def take(self, flow: Flow) -> None:
        """Read one paragraph: a field's name, or a line of the conditions that are open."""
        start = unlabelled(flow.text, 0, len(flow.text))
        field = _FIELD.match(flow.text, start)
        if field is None:
            if self.kind == "conditions":
                self._line(flow, start)
            return
        self.kind = field.lastgroup if field.lastgroup != "rest" else next(k for k, v in field.groupdict().items() if v and k != "rest")
        if self.kind == "conditions":
            self.conditions, self.who = [], None
        rest = field.span("rest")
        if field["rest"]:
            if self.kind == "conditions":
                self._line(flow, unlabelled(flow.text, *rest))
            elif self.kind == "who":
                stop = re.search(r"[。；]", field["rest"])
                self.who = flow.span(self.source, rest[0], rest[0] + stop.start() if stop and stop.start() else rest[1])

    def _line(self, flow: Flow, start: int) -> None:
        end = len(flow.text.rstrip("。；;"))
        if end - start >= 2 and len(self.conditions) < _MOST:
            self.conditions.append(flow.span(self.source, start, end))

    def open(self) -> tuple[Span, ...]:
        """The conditions of the entry, where its standard is being read."""
        return tuple(self.conditions) if self.kind == "standard" else ()
