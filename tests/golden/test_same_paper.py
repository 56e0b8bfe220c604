"""One paper in every file kind: the same head matter, sections, promises and benefits, whatever the office sent."""

from pathlib import Path

import pytest

from docintel.extract import extract
from docintel.parse import office
from docintel.workflows.files import iter_files
from docintel.workflows.reading import read_paper

FILES = Path(__file__).parent / "files"
KINDS = ("docx", "pdf", "ofd", "html", "mhtml", "md", "txt", "zip", "eml", "rtf", "doc")
PAPERS = ("reply", "notice_plan", "measures_articles")


def told(kind: str, name: str):
    """What is read of a golden file, white space aside."""
    (file,) = iter_files([next((FILES / kind).glob(f"{name}.*"))])
    reading = extract(read_paper(file))
    head = reading.paper.head
    words = [action.span.text for item in reading.obligations for action in item.actions]
    words += [item.evidence[0].text for item in (*reading.benefits, *reading.norms)]
    fields = (head.title, head.doc_number, head.issuer, head.issue_date, head.doc_kind, head.kind_name, head.region)
    return [f and "".join(f.split()) for f in fields], len(reading.paper.sections), sorted("".join(w.split()) for w in words)


@pytest.fixture(scope="module")
def word():
    return {name: told("docx", name) for name in PAPERS}


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("kind", KINDS[1:])
def test_every_kind_tells_the_same(word, kind, name):
    if kind in ("rtf", "doc") and office.program() is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer")
    assert told(kind, name) == word[name]
    assert word[name][2]
