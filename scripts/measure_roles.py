"""Does a trained role classifier help beside the rules? Reads annotated papers, prints F1 of rules, model and both; writes nothing.

usage: python scripts/measure_roles.py [GOLD.jsonl TEXTDIR…]

Trains on corpora/gold.jsonl (papers of our own, W01–W12) only: character 1–3-grams of the unit, the rules' labels of the unit and its
neighbours, place and kind of paper; one logistic regression a label. Without arguments the model is measured paper by paper, each left out
of its own training; with arguments also on the other papers of GOLD.jsonl whose texts lie in TEXTDIR. The result so far is
docs/decisions/0011-no-role-classifier.md.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from docintel.domain.findings import LABELS
from docintel.domain.papers import DOC_KINDS
from docintel.extract.units import label_units
from docintel.workflows.reading import read_paper

SURE = 0.95  # the model overrules the rules only when it is this sure


@dataclass(frozen=True)
class Example:
    """A unit: its words, the labels of the rules and of the annotator, its paper's kind."""

    text: str
    rules: frozenset[str]
    gold: frozenset[str]
    kind: str


Papers = dict[str, list[Example]]


def load(gold: Path, folders: list[Path], keep: Callable[[str], bool]) -> Papers:
    out: Papers = {}
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        path = next((f / f"{row['doc_id']}.txt" for f in folders if (f / f"{row['doc_id']}.txt").exists()), None)
        if row["record"] != "units" or path is None or not keep(row["doc_id"]):
            continue
        paper = read_paper(path)
        found = {(u.start, u.end): u.labels for u in label_units(paper)}
        out[row["doc_id"]] = [
            Example(paper.text[a:b], frozenset(found.get((a, b), ())), frozenset(labels), paper.head.doc_kind)
            for a, b, labels in row["units"]
        ]
    return out


def side(papers: Papers) -> sparse.csr_matrix:
    rows = []
    for units in papers.values():
        for i, unit in enumerate(units):
            around = (unit.rules, units[i - 1].rules if i else frozenset(), units[i + 1].rules if i + 1 < len(units) else frozenset())
            row = [float(label in rules) for rules in around for label in LABELS]
            rows.append([*row, *(float(unit.kind == k) for k in DOC_KINDS), i / len(units), min(len(unit.text), 200) / 200])
    return sparse.csr_matrix(np.array(rows))


def texts(papers: Papers) -> list[str]:
    return [u.text for units in papers.values() for u in units]


def matrix(papers: Papers, which: str) -> np.ndarray:
    return np.array([[label in getattr(u, which) for label in LABELS] for units in papers.values() for u in units])


def probabilities(train: Papers, test: Papers) -> np.ndarray:
    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    known = sparse.hstack([grams.fit_transform(texts(train)), side(train)]).tocsr()
    asked = sparse.hstack([grams.transform(texts(test)), side(test)]).tocsr()
    gold, out = matrix(train, "gold"), np.zeros((asked.shape[0], len(LABELS)))
    for j in range(len(LABELS)):
        if gold[:, j].sum() > 1:
            out[:, j] = LogisticRegression(max_iter=400).fit(known, gold[:, j]).predict_proba(asked)[:, 1]
    return out


def scores(gold: np.ndarray, found: np.ndarray) -> str:
    hits = (gold & found).sum(axis=0)
    f1 = 2 * hits / np.maximum(1, gold.sum(axis=0) + found.sum(axis=0))
    micro = 2 * hits.sum() / (gold.sum() + found.sum())
    return f"macro F1 {f1[gold.sum(axis=0) > 0].mean():.4f}  micro F1 {micro:.4f}"


def report(name: str, test: Papers, chances: np.ndarray) -> None:
    gold, rules = matrix(test, "gold"), matrix(test, "rules")
    alone = chances > 0.5
    alone[~alone.any(axis=1), chances.argmax(axis=1)[~alone.any(axis=1)]] = True
    both = (rules | (chances > SURE)) & ~(chances < 1 - SURE)
    both[~both.any(axis=1)] = rules[~both.any(axis=1)]
    for who, found in (("rules", rules), ("model", alone), (f"rules, overruled when the model is {SURE:.0%} sure", both)):
        print(f"{name:<22} {who:<44} {scores(gold, found)}")


def main() -> None:
    corpora = Path(__file__).resolve().parent.parent / "corpora"
    own = load(corpora / "gold.jsonl", [corpora], lambda _: True)
    left_out = [probabilities({d: u for d, u in own.items() if d != name}, {name: own[name]}) for name in own]
    report("own, leave one out", own, np.vstack(left_out))
    if len(sys.argv) > 2:
        other = load(Path(sys.argv[1]), [Path(p) for p in sys.argv[2:]], lambda d: d not in own)
        report("other papers", other, probabilities(own, other))


if __name__ == "__main__":
    main()
