"""Train the second opinion on clauses (does this clause promise something?) from our annotated papers.

usage: python scripts/train_acts.py [--check | --more GOLD PAPERS]

reads   corpora/gold.jsonl (papers with labelled units) and the papers themselves
writes  models/acts/model.json    kind and value of a feature → weight of a logistic regression
        models/acts/config.json   version, checksum, thresholds, calibration, what it was trained on
        models/acts/metrics.json  figures on papers left out of training: by paper, by kind of paper, by place
        models/acts/README.md     the card

``--more``: also learn from the reviewed papers of an office, as ``docintel ledger gold`` writes them (GOLD), whose files lie in PAPERS.
``--check`` trains and fails when the result differs from the committed model by more than rounding. About a minute; scikit-learn is a
development package, the program itself only adds up the weights.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from docintel.extract.act_model import is_open
from docintel.extract.clause_features import VERSION, Clauses, Feature, named
from docintel.extract.reader import unjudged
from docintel.workflows.reading import read_paper

ROOT = Path(__file__).resolve().parent.parent
CORPORA, TARGET = ROOT / "corpora", ROOT / "models" / "acts"
STRENGTH = 0.3  # inverse of the penalty; .1 to 1 differ by less than a point on papers left out
SELDOM = 3  # a feature of fewer clauses says nothing
ADD, DROP = 0.6, 0.4  # from these on the model overrules; chosen on papers left out, see the card
PARTS = 10
BINS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98)


@dataclass(frozen=True)
class Example:
    """An open clause: its features, whether the annotator found a promise in it, whether the rules did, and where it stands."""

    names: tuple[Feature, ...]
    promise: bool
    ruled: bool
    paper: str
    kind: str
    place: str


def examples(gold_file: Path = CORPORA / "gold.jsonl", folder: Path = CORPORA) -> list[Example]:
    """Every open clause of every paper that ``gold_file`` annotates; the papers lie in ``folder``."""
    papers: dict[str, dict[str, Any]] = collections.defaultdict(lambda: {"units": None, "acts": []})
    for line in gold_file.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["record"] == "units":
            papers[row["doc_id"]]["units"] = row["units"]
        elif row["record"] == "doc":
            papers[row["doc_id"]]["region"] = row.get("region") or ""
        elif row.get("label") == "COMMIT":
            papers[row["doc_id"]]["acts"] += [(a["span"]["start"], a["span"]["end"]) for a in row.get("actions", [])]
    out: list[Example] = []
    for doc, gold in sorted(papers.items()):
        if gold["units"] is None:
            continue
        file = next(folder.glob(f"{doc}.*"), None)
        if file is None:
            sys.exit(f"{gold_file} speaks of {doc}, which is not in {folder}")
        paper = read_paper(file)
        reading = unjudged(paper)
        known = Clauses(reading.clauses, reading.outline, paper.head.doc_kind)
        tables = [(t.start, t.end) for t in paper.task_tables]
        for i, one in enumerate(reading.clauses):
            span = reading.flow.span(one.clause.start, max(one.clause.end, one.clause.start + 1))
            if not is_open(one) or any(a <= span.start < b for a, b in tables):
                continue
            promise = any(_covers(span.start, span.end, a, b) for a, b in gold["acts"])
            names = tuple(named(known.values(i), one.clause.text))
            out.append(Example(names, promise, one.label == "COMMIT", doc, paper.head.doc_kind, gold["region"]))
    return out


def _covers(start: int, end: int, a: int, b: int) -> bool:
    """Half of the clause or half of the annotated act."""
    return min(end, b) - max(start, a) >= 0.5 * min(end - start, b - a)


class Trained:
    """A fitted regression with the features it knows."""

    def __init__(self, rows: Sequence[Example]) -> None:
        seen = collections.Counter(name for row in rows for name in row.names)
        self.known = {name for name, n in seen.items() if n >= SELDOM}
        self.vectors = DictVectorizer()
        matrix = self.vectors.fit_transform([self._picked(row) for row in rows])
        self.fit = LogisticRegression(C=STRENGTH, max_iter=1000).fit(matrix, [row.promise for row in rows])

    def _picked(self, row: Example) -> dict[str, int]:
        return {_name(f): 1 for f in row.names if f in self.known}

    def chances(self, rows: Sequence[Example]) -> np.ndarray:
        """The probability of each row."""
        return self.fit.predict_proba(self.vectors.transform([self._picked(row) for row in rows]))[:, 1]

    def weights(self) -> dict[str, float]:
        """Rounded, small ones left out, by name."""
        named = zip(self.vectors.get_feature_names_out(), self.fit.coef_[0], strict=True)
        return {name: round(float(w), 3) for name, w in sorted(named) if abs(w) >= 0.005}


def _name(feature: Feature) -> str:
    """kind=value, the value as JSON: a number, a truth value and a word that look alike stay apart."""
    return f"{feature[0]}={json.dumps(feature[1], ensure_ascii=False)}"


def stored(trained: Trained) -> str:
    """The model as it is kept: kind → value (as JSON) → weight; the pairs of letters by themselves."""
    tables: dict[str, dict[str, float]] = {}
    for name, weight in trained.weights().items():
        kind, _, value = name.partition("=")
        tables.setdefault(kind, {})[value] = weight
    letters = {json.loads(pair): w for pair, w in tables.pop("pair", {}).items()}
    bias = round(float(trained.fit.intercept_[0]), 3)
    return json.dumps({"bias": bias, "weights": tables, "pairs": letters}, ensure_ascii=False, indent=0)


def left_out(rows: Sequence[Example], group: Iterable[str], parts: int | None) -> np.ndarray:
    """The chance of every row from a model that saw nothing of its group; ``parts`` None: each group by itself."""
    names = np.array(list(group))
    folds = GroupKFold(parts or len(set(names))).split(rows, groups=names)
    out = np.zeros(len(rows))
    for train, test in folds:
        out[test] = Trained([rows[i] for i in train]).chances([rows[i] for i in test])
    return out


def figures(rows: Sequence[Example], chances: np.ndarray) -> dict[str, Any]:
    """F1 of the promises of open clauses: the rules alone, the rules with the model."""
    both = [(row.ruled and chance >= DROP) or (not row.ruled and chance >= ADD) for row, chance in zip(rows, chances, strict=True)]
    return {"clauses": len(rows), "rules": _f1(rows, [row.ruled for row in rows]), "rules and model": _f1(rows, both)}


def _f1(rows: Sequence[Example], said: Sequence[bool]) -> dict[str, float]:
    right = sum(row.promise and s for row, s in zip(rows, said, strict=True))
    p, r = right / max(1, sum(said)), right / max(1, sum(row.promise for row in rows))
    return {"P": round(p, 3), "R": round(r, 3), "F1": round(2 * p * r / max(1e-9, p + r), 3)}


def calibration(rows: Sequence[Example], chances: np.ndarray) -> dict[str, list[float]]:
    """The share of promises among clauses of each span of probability, never falling."""
    rising = IsotonicRegression(out_of_bounds="clip").fit(chances, [float(row.promise) for row in rows])
    edges = (0.0, *BINS, 1.0)
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    return {"steps": list(BINS), "shares": [round(float(min(0.99, max(0.01, v))), 2) for v in rising.predict(middles)]}


def main() -> int:
    """Train, write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--more", nargs=2, type=Path, metavar=("GOLD", "PAPERS"))
    asked = parser.parse_args()
    check, rows = asked.check, examples()
    if asked.more:
        rows += examples(*asked.more)
    trained = Trained(rows)
    model = stored(trained)
    if check:
        old, new = _flat(json.loads((TARGET / "model.json").read_text("utf-8"))), _flat(json.loads(model))
        worst = max(abs(old.get(k, 0.0) - new.get(k, 0.0)) for k in {*old, *new})
        print(f"{len(new)} weights, largest difference {worst:.3f}")
        return int(worst > 0.05)
    by_paper = left_out(rows, (row.paper for row in rows), PARTS)
    metrics = {
        "papers left out in tenths": figures(rows, by_paper),
        "kinds of paper left out": figures(rows, left_out(rows, (row.kind for row in rows), None)),
        "places left out": figures(rows, left_out(rows, (row.place for row in rows), PARTS)),
        "by kind, papers left out": {
            kind: figures([r for r in rows if r.kind == kind], by_paper[[r.kind == kind for r in rows]])
            for kind in sorted({r.kind for r in rows})
        },
    }
    config = {
        "name": "acts",
        "version": "1",
        "features": VERSION,
        "sha256": hashlib.sha256(model.encode()).hexdigest(),
        "add": ADD,
        "drop": DROP,
        "calibration": calibration(rows, by_paper),
        "trained_on": {
            "papers": len({row.paper for row in rows}),
            "clauses": len(rows),
            "promises": sum(row.promise for row in rows),
            "gold_sha256": hashlib.sha256((CORPORA / "gold.jsonl").read_bytes()).hexdigest(),
        },
        "made_by": "python scripts/train_acts.py",
    }
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, data in (("model.json", model), ("config.json", _pretty(config)), ("metrics.json", _pretty(metrics))):
        (TARGET / name).write_text(data, "utf-8")
    (TARGET / "README.md").write_text(_card(config, metrics), "utf-8")
    print(_pretty(metrics))
    return 0


def _flat(model: dict[str, Any]) -> dict[tuple[str, str], float]:
    return {(kind, value): w for kind, table in {**model["weights"], "pair": model["pairs"]}.items() for value, w in table.items()}


def _pretty(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _card(config: dict[str, Any], metrics: dict[str, Any]) -> str:
    on = config["trained_on"]
    shown = [*list(metrics.items())[:3], *metrics["by kind, papers left out"].items()]
    table = "\n".join(f"| {name} | {row['clauses']} | {row['rules']['F1']} | {row['rules and model']['F1']} |" for name, row in shown)
    return f"""# acts: does this clause promise something?

A logistic regression over named features of a comma clause (`docintel/extract/clause_features.py`), trained on {on["clauses"]} clauses of
{on["papers"]} papers of our own (`corpora/`), {on["promises"]} of them with a promise. The rules speak first: the model adds a clause from
{config["add"]} on, takes one back below {config["drop"]}, and its calibrated chance is the confidence of an action.

Made by `{config["made_by"]}` from `corpora/` alone; plain JSON, refused when its checksum or the version of the features differ.

| papers not trained on | clauses | rules F1 | rules and model F1 |
|---|---|---|---|
{table}

Figures count open clauses before tails of purpose are cut, so they lie below the F1 of actions (docs/quality.md). The rules were
mended with some of these papers in view; the model's share was not. Not for regulations in other languages or for speech.
"""


if __name__ == "__main__":
    sys.exit(main())
