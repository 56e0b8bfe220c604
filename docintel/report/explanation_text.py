"""An explanation as lines of plain Chinese."""

from __future__ import annotations

from collections.abc import Iterator

from docintel.domain.explanations import LABEL_NAMES, Explanation, Reason


def lines(explanation: Explanation, *, everything: bool = False) -> Iterator[str]:
    """Sentence, verdict, the clause and the findings at the asked place with their reasons; the rest of the sentence in short.

    ``everything``: with the reasons of the rest as well.
    """
    unit = explanation.unit
    where = f"，{explanation.place}" if explanation.place else ""
    yield f"【{explanation.doc_id}】第{unit.start}至{unit.end}字{where}"
    yield f"原文：{_line(unit.text)}"
    yield f"结论：{explanation.verdict}"
    yield ""
    yield "分句："
    for clause in explanation.clauses:
        yield f"{_mark(clause.here)}“{_line(clause.span.text)}” → {LABEL_NAMES[clause.label]}"
        if clause.here or everything:
            yield from (f"      {_reason(reason)}" for reason in clause.reasons)
    for found in sorted(explanation.findings, key=lambda f: not f.here):
        yield ""
        yield f"{_mark(found.here)}{LABEL_NAMES[found.label]}：“{_line(found.span.text)}”（编号 {found.item_id}）"
        if found.here or everything:
            yield from (f"      {_reason(reason)}" for reason in found.reasons)


def _reason(reason: Reason) -> str:
    why = "；".join(words for words in (reason.why, reason.sure) if words)
    return f"{reason.about}：{reason.value}" + (f" ← {why}" if why else "") + f" [{reason.found_by}]"


def _mark(here: bool) -> str:
    return "  ▸ " if here else "    "


def _line(words: str) -> str:
    return " ".join(words.split())
