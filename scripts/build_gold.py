"""Gold rows from annotations that quote a paper's words: nobody counts offsets.

usage: python scripts/build_gold.py                        corpora/annotations/*.yaml → corpora/gold.jsonl
       python scripts/build_gold.py --list PAPER           the paper's units with their numbers, to annotate by
       python scripts/build_gold.py --rows A.yaml… [--papers DIR]   the rows of some annotations, on stdout

An annotation is named after its paper (``P01.yaml``); corpora/README.md says what may stand in it. A fault is one line: file, place, words.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from docintel.parse import parse
from docintel.text.sentences import units as cut_units

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT / "corpora"
ELISION = " ~ "
QUOTED_FIELDS = ("indicator", "addressed_to", "base_of", "beneficiary", "stacking", "scope_words")
MONEY, SHARES = ("CNY",), ("%", "pp", "bp")
_RANGE = re.compile(r"^(\d+)(?:-(\d+))?$")


class Fault(Exception):
    """An annotation that cannot be read: the place and the words."""


class Annotation:
    """One paper's annotation as gold rows."""

    def __init__(self, file: Path, papers: Path) -> None:
        self.doc_id = file.stem
        found = sorted(papers.glob(f"{self.doc_id}.*"))
        if not found:
            raise Fault(f"{file.name}: no paper {self.doc_id}.* in {papers}")
        self.text = parse(found[0]).text
        self.units = cut_units(self.text)
        data = yaml.safe_load(file.read_text("utf-8"))
        self.doc: dict[str, Any] = data["doc"]
        self.labels = str(data.get("units") or "")
        self.items: list[dict[str, Any]] = data.get("items") or []

    def rows(self) -> Iterator[dict[str, Any]]:
        """The doc row, the units row (none where the annotation labels no units) and the item rows."""
        yield {"record": "doc", "doc_id": self.doc_id, **{k: _iso(v) for k, v in self.doc.items()}}
        if self.labels.strip():
            yield {"record": "units", "doc_id": self.doc_id, "units": self._labelled()}
        for n, item in enumerate(self.items):
            try:
                yield {"record": "item", "item_id": f"{self.doc_id}#{n}", "doc_id": self.doc_id, **self._item(item)}
            except Fault as fault:
                raise Fault(f"{self.doc_id} item {n}: {fault}") from None

    def _labelled(self) -> list[list[Any]]:
        given: dict[int, list[str]] = {}
        for line in self.labels.split("\n"):
            if not line.strip():
                continue
            where, _, labels = line.strip().partition(" ")
            found = _RANGE.match(where)
            if not found or not labels:
                raise Fault(f"{self.doc_id} units: {line.strip()!r} is not 'N LABEL' or 'N-M LABEL+LABEL'")
            for n in range(int(found[1]), int(found[2] or found[1]) + 1):
                if n in given:
                    raise Fault(f"{self.doc_id} units: {n} is labelled twice")
                given[n] = labels.split("#")[0].strip().split("+")
        wanted = set(range(1, len(self.units) + 1))
        if wanted != set(given):
            missing, more = sorted(wanted - set(given)), sorted(set(given) - wanted)
            raise Fault(f"{self.doc_id} units: without label {missing}, not in the paper {more}")
        return [[start, end, given[n]] for n, (start, end) in enumerate(self.units, 1)]

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        evidence = [self._unit(n) for n in item["units"]] if "units" in item else self._quotes(item["evidence"], [(0, len(self.text))])
        within = [(e["start"], e["end"]) for e in evidence]
        out: dict[str, Any] = {"label": item["label"], "evidence": evidence, "attribution": item.get("attribution", "own")}
        for key, value in item.items():
            if key in ("label", "units", "evidence", "attribution"):
                continue
            if key in ("owners", "provider"):
                out[key] = [self._owner(o, within) for o in value]
            elif key in ("actions", "deadlines", "targets", "amounts", "times"):
                out[key] = self._frames(key, value, within)
            elif key in ("conditions", "partners"):
                out[key] = self._quotes(value, within)
            elif key in QUOTED_FIELDS:
                out[key] = self._quoted(value, within)
            elif key == "benefit_duration" and value:
                out[key] = {**value, "span": self._find(value["raw"], within, 0, value.get("at"))}
            else:
                out[key] = _iso(value)
        if item["label"] == "COMMIT":
            out = {**out, "owners": out.get("owners", []), "deadlines": out.get("deadlines", []), "targets": out.get("targets", [])}
        for action in out.get("actions", []):
            for field, of in (("deadline_idx", "deadlines"), ("target_idx", "targets"), ("owner_idx", "owners")):
                if any(not 0 <= n < len(out.get(of, [])) for n in action.get(field, [])):
                    raise Fault(f"{field} of {action['span']['text']!r} points behind the {of}")
        return out

    def _unit(self, number: int) -> dict[str, Any]:
        if not 1 <= number <= len(self.units):
            raise Fault(f"there is no unit {number}")
        start, end = self.units[number - 1]
        return self._span(start, end)

    def _owner(self, owner: dict[str, Any], within: list[tuple[int, int]]) -> dict[str, Any]:
        name = owner.get("name")
        whole = [(0, len(self.text))] if owner.get("basis") in ("header", "scope", "pronoun") else within
        span = self._find(name, within, 0, owner.get("at"), quiet=True) if name else None
        if name and span is None and owner.get("basis") != "scope":
            span = self._find(name, whole, 0, owner.get("at"))
        known = {k: v for k, v in owner.items() if k != "at"}
        return {"canonical": None, "role": "responsible", "order": None, **known, "name": name, "span": span}

    def _frames(self, kind: str, values: list[dict[str, Any]], within: list[tuple[int, int]]) -> list[dict[str, Any]]:
        out: list[dict[str, Any]] = []
        at = 0
        for value in values:
            quote = value["text"] if kind == "actions" else value["raw"]
            span = self._find(quote, within, at, value.get("at"))
            at = span["start"] if kind != "actions" else span["start"] + 1
            frame = {k: _iso(v) for k, v in value.items() if k not in ("text", "at")}
            if kind != "actions":
                frame["raw"] = span["text"]
            frame["span"] = span
            for key in QUOTED_FIELDS:
                if frame.get(key):
                    frame[key] = self._quoted(frame[key], within)
            if kind == "actions":
                frame = {"strength": "firm", "specificity": "general", "addressed_to": None, **frame}
                if frame.get("recurrence"):
                    again = frame["recurrence"]
                    frame["recurrence"] = {"by": None, "count": None, **again, "span": self._find(again["raw"], within, 0, again.get("at"))}
            elif kind in ("deadlines", "times"):
                frame = {
                    "role": "deadline",
                    "start": None,
                    "end": None,
                    "duration": None,
                    "relative_to": None,
                    "inherited": False,
                    "flags": [],
                    **frame,
                }
            else:
                frame = {"comparator": "eq", "value": None, "min": None, "max": None, "unit": None, "per": None, **frame}
                if kind == "targets":
                    frame = {"indicator": None, "type": _type(frame["unit"]), "change": None, "baseline": None, **frame}
                if frame["value"] is None and frame["min"] is None and frame["max"] is None:
                    raise Fault(f"{quote!r} has no value")
            out.append(frame)
        return out

    def _quoted(self, value: Any, within: list[tuple[int, int]]) -> Any:
        """A span where the words stand in the evidence; the words alone where they are only implied."""
        if value is None:
            return None
        span = self._find(value, within, 0, None, quiet=True)
        return {"text": span["text"], "span": span} if span else value

    def _quotes(self, values: list[Any], within: list[tuple[int, int]]) -> list[dict[str, Any]]:
        out = []
        for value in values:
            span = self._find(value["text"], within, 0, value.get("at")) if isinstance(value, dict) else self._find(value, within, 0, None)
            out.append(span if within == [(0, len(self.text))] else {"text": span["text"], "span": span})
        return out

    def _find(self, quote: str, within: list[tuple[int, int]], after: int, nth: int | None, quiet: bool = False) -> Any:
        """The span of a quote inside ``within``: its ``nth`` place, else the first from ``after`` on, else the first of all."""
        head, gap, tail = str(quote).partition(ELISION)
        places = []
        for start, end in within:
            at = self.text.find(head, start, end)
            while at >= 0:
                stop = self.text.find(tail, at + len(head), end) + len(tail) if gap else at + len(head)
                if stop > at:
                    places.append((at, stop))
                at = self.text.find(head, at + 1, end)
        if not places:
            if quiet:
                return None
            raise Fault(f"{quote!r} does not stand in its evidence")
        chosen = places[nth - 1] if nth else next((p for p in places if p[0] >= after), places[0])
        return self._span(*chosen)

    def _span(self, start: int, end: int) -> dict[str, Any]:
        return {"start": start, "end": end, "text": self.text[start:end]}


def _type(unit: str | None) -> str:
    return "money" if unit in MONEY else "percent" if unit in SHARES else "multiple" if unit in ("x", "倍") else "count"


def _iso(value: Any) -> Any:
    """YAML reads 2024-06-30 as a date; gold rows hold text."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _iso(v) for k, v in value.items()}
    return [_iso(v) for v in value] if isinstance(value, list) else value


def _list(paper: Path) -> None:
    text = parse(paper).text
    for n, (start, end) in enumerate(cut_units(text), 1):
        print(n, text[start:end].replace("\n", " "))


def main() -> int:
    """Write the gold, list a paper's units, or print the rows of some annotations; 2 where an annotation is at fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", type=Path, metavar="PAPER")
    parser.add_argument("--rows", type=Path, nargs="+", metavar="ANNOTATION")
    parser.add_argument("--papers", type=Path, default=CORPORA)
    asked = parser.parse_args()
    if asked.list:
        _list(asked.list)
        return 0
    lines, faults = [], []
    for file in asked.rows or sorted(CORPORA.joinpath("annotations").glob("*.yaml")):
        try:
            lines += [json.dumps(row, ensure_ascii=False) for row in Annotation(file, asked.papers).rows()]
        except Fault as fault:
            faults.append(str(fault))
        except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
            faults.append(f"{file.name}: {type(error).__name__}: {error}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 2
    out = "".join(line + "\n" for line in lines)
    if asked.rows:
        sys.stdout.write(out)
    else:
        CORPORA.joinpath("gold.jsonl").write_text(out, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
