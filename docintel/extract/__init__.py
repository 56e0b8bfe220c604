"""Provisions → obligations, benefits, norms. The only home of spaCy and of the scikit-learn classifiers."""

from __future__ import annotations

from docintel.domain.findings import Reading
from docintel.domain.papers import Paper


def extract(paper: Paper) -> Reading:
    """All findings of a paper (units, obligations, benefits, norms). Never raises on any text; offsets point into ``paper.text``."""
    from docintel.extract import pipeline  # noqa: PLC0415 - spaCy loads when the first paper is read

    return pipeline.run(paper)
