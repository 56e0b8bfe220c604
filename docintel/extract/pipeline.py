"""The order of extraction as a spaCy pipeline of own components over ``blank("zh")`` (the only module that imports spaCy).

A Doc's tokens are the reference units of a paper and what lies between them, so offsets are the paper's own and building one costs two
milliseconds, not a token a character. Components are replaced by name: ``pipeline().replace_pipe("docintel_labels", "mine")``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

_LEFT_OUT: dict[str, Any] = {"torch": None, "spacy.cli.info": SimpleNamespace(info=None)}
"""thinc imports PyTorch if it can, spaCy its command line: two seconds and a sixth of one for nothing used here."""
_before = {name: sys.modules.get(name) for name in _LEFT_OUT}
sys.modules.update(_LEFT_OUT)
import spacy  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.tokens import Doc  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

for _name, _module in _before.items():  # both can be imported afterwards
    if _module is None:
        del sys.modules[_name]
    else:
        sys.modules[_name] = _module

from docintel.domain.findings import Reading  # noqa: E402
from docintel.domain.papers import Paper  # noqa: E402
from docintel.extract.answers import find_refusals  # noqa: E402
from docintel.extract.benefit_around import with_surroundings  # noqa: E402
from docintel.extract.benefits import find_benefits  # noqa: E402
from docintel.extract.canonical import all_seen  # noqa: E402
from docintel.extract.norms import find_norms  # noqa: E402
from docintel.extract.obligations import find_obligations  # noqa: E402
from docintel.extract.owners import OwnerFinder  # noqa: E402
from docintel.extract.units import label_units  # noqa: E402
from docintel.text.sentences import units as cut_units  # noqa: E402

FIELDS = ("paper", "units", "owners", "obligations", "benefits", "norms", "refusals")
for _field in FIELDS:
    Doc.set_extension(_field, default=None, force=True)


def labels(doc: Doc) -> Doc:
    """Labels of the reference units (rules and scope)."""
    doc._.units = label_units(doc._.paper)
    return doc


def owners(doc: Doc) -> Doc:
    """The finder of owners: subjects, owner lines, headings, scope."""
    doc._.owners = OwnerFinder(doc._.paper, doc._.units)
    return doc


def _items(field: str, find: Callable[..., Any]) -> Callable[[Doc], Doc]:
    def component(doc: Doc) -> Doc:
        setattr(doc._, field, find(doc._.paper, doc._.units, doc._.owners))
        return doc

    return component


def surroundings(doc: Doc) -> Doc:
    """What stands around the benefits and holds for them."""
    doc._.benefits = with_surroundings(doc._.paper, doc._.benefits, doc._.norms)
    return doc


COMPONENTS: dict[str, tuple[Callable[[Doc], Doc], tuple[str, ...], str]] = {
    "docintel_labels": (labels, ("paper",), "units"),
    "docintel_owners": (owners, ("paper", "units"), "owners"),
    "docintel_obligations": (_items("obligations", find_obligations), ("units", "owners"), "obligations"),
    "docintel_benefits": (_items("benefits", find_benefits), ("units", "owners"), "benefits"),
    "docintel_norms": (_items("norms", find_norms), ("units", "owners"), "norms"),
    "docintel_surroundings": (surroundings, ("benefits", "norms"), "benefits"),
    "docintel_refusals": (_items("refusals", find_refusals), ("units", "owners"), "refusals"),
}
"""The order of extraction: name → (component, what it needs, what it gives)."""

for _name, (_component, _needs, _gives) in COMPONENTS.items():
    Language.component(_name, func=_component, requires=[f"doc._.{n}" for n in _needs], assigns=[f"doc._.{_gives}"])


@cache
def pipeline() -> Language:
    """The pipeline in the order of COMPONENTS."""
    nlp = spacy.blank("zh", vocab=Vocab())
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def document(paper: Paper) -> Doc:
    """The paper as a spaCy Doc: ``doc.text == paper.text``. Its own vocabulary, so that papers leave nothing behind in memory."""
    text, words, at = paper.text, [], 0
    for start, end in cut_units(text):
        if start > at:
            words.append(text[at:start])
        words.append(text[start:end])
        at = end
    if at < len(text):
        words.append(text[at:])
    doc = Doc(Vocab(), words=words, spaces=[False] * len(words))
    doc._.paper = paper
    return doc


def run(paper: Paper) -> Reading:
    """The reading of a paper."""
    found = pipeline()(document(paper))._
    norms = (*found.norms, *found.refusals)
    seen = all_seen(paper, (*found.obligations, *found.benefits, *norms))
    return Reading(paper, found.units, found.obligations, found.benefits, norms, seen)
