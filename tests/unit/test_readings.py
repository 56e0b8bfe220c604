"""Expressions of offices that exist nowhere, read as the annotation guide (§6, §7) reads them; both kinds of frames of a sentence at once.

A row of ``data/readings.jsonl``: ``frames`` is all that the sentence holds (``more``: other frames may stand beside). Every key of a frame must
be met, ``accept_<key>`` lists other readings that are right ("*": any); dates of a frame with an approximate flag, or ``loose``, may lie 45 days off.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from docintel.domain.expressions import Frame, TimeFrame
from docintel.domain.papers import Anchor
from docintel.text.expressions import find_frames

CASES = [json.loads(line) for line in (Path(__file__).parent / "data/readings.jsonl").read_text(encoding="utf-8").splitlines()]
_NO_VALUE = ("text", "flags", "loose")


def values(f: Frame) -> dict:
    if not isinstance(f, TimeFrame):
        return {
            k: getattr(f, k)
            for k in ("type", "value", "min", "max", "unit", "comparator", "change", "direction", "baseline", "per", "flags")
        }
    out = {k: getattr(f, k) for k in ("role", "start", "end", "duration", "is_deadline", "relative_to", "flags")}
    return out | {"type": "time", "every": f.recurrence and f.recurrence.every, "by": f.recurrence and f.recurrence.by}


def equal(want: object, got: object) -> bool:
    if isinstance(want, float) and isinstance(got, float):
        return abs(want - got) <= 1e-6 * max(1.0, abs(want))
    return want == got


def wrong(want: dict, got: dict) -> list[str]:
    loose = want.get("loose") or {"approx", "lunar", "vague"} & set(want.get("flags", ()))
    out = [f for f in want.get("flags", ()) if f not in got["flags"]]
    for key, value in want.items():
        accepted = want.get(f"accept_{key}", [])
        if key in _NO_VALUE or key.startswith("accept_") or accepted == "*" or any(equal(v, got[key]) for v in (value, *accepted)):
            continue
        near = key in ("start", "end") and loose and value and got[key]
        if not near or abs((date.fromisoformat(value) - date.fromisoformat(got[key])).days) > 45:
            out.append(f"{key}: {value} ≠ {got[key]}")
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['family']} {c['text']}")
def test_readings(case: dict):
    text, at = case["text"], 0
    found = list(
        find_frames(text, Anchor(case.get("anchor", "2024-06-27"), "day", "issue_date"), case.get("prospective"), case.get("plan"))
    )
    for want in case["frames"]:
        start = text.index(want["text"], at)
        end = at = start + len(want["text"])
        kind = want["type"] == "time"
        here = [f for f in found if isinstance(f, TimeFrame) == kind and f.span.start < end and start < f.span.end]
        frame = max(here, key=lambda f: min(end, f.span.end) - max(start, f.span.start), default=None)
        assert frame is not None, f"nothing read at “{want['text']}”"
        common = min(end, frame.span.end) - max(start, frame.span.start)
        assert 2 * common >= min(end - start, frame.span.end - frame.span.start), f"“{frame.span.text}” for “{want['text']}”"
        assert not wrong(want, values(frame)), frame
        found.remove(frame)
    assert case.get("more") or not found, "frames that the sentence does not hold"
