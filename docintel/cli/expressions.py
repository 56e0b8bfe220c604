"""``docintel expressions``: every time and number of a text, as JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from docintel.domain.expressions import Frame, TimeFrame
from docintel.domain.papers import Anchor
from docintel.errors import BadInput
from docintel.text.explain import explain
from docintel.text.expressions import find_frames

_GRAINS = {4: "year", 7: "month", 10: "day"}


@click.command("expressions")
@click.argument("text", required=False)
@click.option("--anchor", metavar="DATE", help="Date that relative times count from: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--batch", metavar="FILE.jsonl", type=click.Path(path_type=Path), help='Rows {"id","context","anchor"}.')
def command(text: str | None, anchor: str | None, batch: Path | None) -> None:
    """Print the times and numbers of TEXT (or of every row of --batch) as {"id","frames"} lines."""
    if (text is None) == (batch is None):
        raise BadInput("请给出一段文字，或用 --batch 给出一个 JSON Lines 文件（两者只取其一）")
    rows = _rows(batch, anchor) if batch else iter([("text", text or "", _anchor(anchor, "--anchor"))])
    for key, context, day in rows:
        frames = [frame_row(f) for f in find_frames(context, day)]
        line = json.dumps({"id": key, "frames": frames}, ensure_ascii=False)
        print(line.encode("utf-8", "backslashreplace").decode("utf-8"))  # a lone surrogate stays a JSON escape


def frame_row(frame: Frame) -> dict[str, Any]:
    """A frame as the expressions scorer reads it, with the rule that read it and a Chinese explanation."""
    row: dict[str, Any] = {"span_start": frame.span.start, "span_end": frame.span.end, "text": frame.span.text}
    if isinstance(frame, TimeFrame):
        repeat = frame.recurrence
        row |= {"type": "time", "role": frame.role, "start": frame.start, "end": frame.end, "duration": frame.duration}
        row |= {"recurrence": repeat.every if repeat else None, "by": repeat.by if repeat else None}
        row |= {"relative_to": frame.relative_to, "is_deadline": frame.is_deadline, "comparator": frame.comparator}
    else:
        row |= {"type": frame.type, "value": frame.value, "min": frame.min, "max": frame.max, "unit": frame.unit}
        row |= {"comparator": frame.comparator, "change": frame.change, "direction": frame.direction}
        row |= {"baseline": frame.baseline, "per": frame.per, "period": frame.period}
    return row | {"flags": list(frame.flags), "rule": frame.rule, "explanation": explain(frame)}


def _anchor(value: object, where: str) -> Anchor | None:
    if value is None or value == "":
        return None
    text = str(value)
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        raise BadInput(f"{where}：日期“{text}”看不懂；请写成 YYYY-MM-DD、YYYY-MM 或 YYYY")
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise BadInput(f"{where}：没有“{text}”这一天；请改成日历上有的日期") from None
    return Anchor(text, _GRAINS[len(text)], "issue_date")


def _rows(path: Path, anchor: str | None) -> Iterator[tuple[Any, str, Anchor | None]]:
    default = _anchor(anchor, "--anchor")
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        where = f"{path} 第{number}行"
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise BadInput(f"{where}：不是合法的 JSON（{str(error).splitlines()[0]}）；每行应是一个 JSON 对象") from None
        if not isinstance(row, dict) or not isinstance(row.get("context"), str):
            raise BadInput(f"{where}：缺少文字字段 context；每行应形如 {{'id': …, 'context': …, 'anchor': …}}")
        yield row.get("id", number), row["context"], _anchor(row["anchor"], where) if row.get("anchor") else default


def _lines(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8-sig").split("\n")
    except FileNotFoundError:
        raise BadInput(f"{path}：没有这个文件；请检查路径") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}：不是 UTF-8 编码的文本；请另存为 UTF-8 后再试") from None
    except OSError as error:
        raise BadInput(f"{path}：读不了（{error.strerror}）；请检查路径和权限") from None
