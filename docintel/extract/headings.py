"""Headings and frames of a paper: where the body starts, which label a heading keeps (§8a-1)."""

from __future__ import annotations

import re

from docintel.extract import wording
from docintel.extract.labelled import Labelled
from docintel.extract.outline import Outline


def settle_headings(found: list[Labelled], outline: Outline) -> None:
    """A lowest point's heading keeps its label only if its body has an item of that label (§8a-1)."""
    bodies: dict[int, dict[str, None]] = {}
    for one in found:
        if one.clause.point is not None and not one.clause.heading and one.label:
            for index in outline.path(one.clause.point)[:2]:
                bodies.setdefault(index, {})[one.label] = None
    for one in found:
        if one.rule in ("heading", "heading-past") and one.label != "META" and one.clause.point is not None:
            labels = [label for label in bodies.get(one.clause.point, {}) if label not in ("OWNER", "META", "BACKGROUND")]
            settled = _settled(one, labels, "BACKGROUND" in bodies.get(one.clause.point, {}))
            if settled != one.label:
                one.label, one.rule = settled, "heading-by-body"


def _settled(one: Labelled, labels: list[str], talk: bool) -> str | None:
    """``labels`` of the body in order of first occurrence; ``talk``: the body only describes."""
    if not labels:
        return "META" if talk and one.label == "COMMIT" else one.label
    if one.label == "ENCOURAGE":
        return "ENCOURAGE" if "ENCOURAGE" in labels else "META"
    if one.label == "COMMIT" and "COMMIT" in labels:
        return "COMMIT"
    return next((label for label in labels if label in ("COMMIT", "ACHIEVE")), "META")


def body_start(outline: Outline) -> int:
    """Where the head matter ends: the first sentence that says something, or the first numbered point."""
    points = outline.points[0].start if outline.points else len(outline.text)
    for start, end in outline.sentences:
        words = outline.text[start:end]
        if start >= points:
            return points
        if re.search(r"[。；]", words) or wording.RECEIPT.told(words) or (len(words) > 40 and words[-1] in "：:，"):
            return start
    return min(points, len(outline.text))
