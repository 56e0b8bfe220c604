"""答复体检 as lines of plain Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from docintel.domain.checks import ANSWERS, GRAVITY, LACKS, ReplyCheck
from docintel.domain.phrases import STRENGTH_NAMES
from docintel.text.short import short

SOURCES = {"proposal": "提案原文", "reply": "答复所引的建议"}
NO_SUGGESTIONS = "没有读出逐条的建议；附上提案原文（--proposal）可逐条核对"


def lines(check: ReplyCheck) -> Iterator[str]:
    """The whole report: counts, faults by weight, the answers, the promises."""
    yield f"【{check.doc_id}】{check.title or '（没有标题）'}"
    if not check.is_reply:
        yield "这份文件不像提案或建议的答复，只检查了序号和校对问题。"
    yield "　".join(f"{name}{check.count(code)}处" for code, name in GRAVITY.items())
    for code, name in GRAVITY.items():
        found = [f for f in check.faults if f.gravity == code]
        if found:
            yield ""
            yield f"{name}："
        for number, fault in enumerate(found, 1):
            where = f"（第{fault.span.start}字）" if fault.span else ""
            yield f"  {number}. {fault.words}{where}"
            yield f"     → {fault.todo}　[{fault.rule}]"
    if check.is_reply:
        yield ""
        yield f"逐条回应（按{SOURCES[check.suggestions_from]}）：" if check.suggestions_from else NO_SUGGESTIONS
        for answer in check.answers:
            told = f"，承诺{len(answer.promises)}项" if answer.promises else f"（{answer.reason}）" if answer.reason else ""
            yield f"  {answer.suggestion.number}. {short(answer.suggestion.text, 60)} → {ANSWERS[answer.how]}{told}"
        yield ""
        yield f"承诺{len(check.promises)}项："
        for promise in check.promises:
            parts = [
                "、".join(promise.owners),
                "；".join(promise.due),
                "；".join(promise.targets),
                STRENGTH_NAMES.get(promise.strength, ""),
            ]
            lacks = "、".join(LACKS[lack] for lack in promise.lacks)
            yield f"  · {short(promise.span.text, 60)}（{'｜'.join(p for p in parts if p)}）" + (f" 缺{lacks}" if lacks else "")
