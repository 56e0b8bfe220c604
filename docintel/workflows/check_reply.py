"""答复体检: a draft reply looked over before it goes out, alone or against the proposal that it answers. Nothing is stored."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from docintel import settings
from docintel.domain.checks import GRAVITY, Fault, ReplyCheck
from docintel.domain.papers import Paper
from docintel.errors import MissingPart, UnreadableFile
from docintel.extract import extract
from docintel.extract.reply_answers import Dense, Matrix, answers
from docintel.extract.reply_faults import answer_faults, class_faults, promise_faults, promises_of, refusal_faults
from docintel.extract.reply_suggestions import of_proposal, of_reply
from docintel.report.check_text import lines as in_words
from docintel.search.encoder import OnnxEncoder
from docintel.structure.reply_form import fault, form_faults, is_reply, ordinals
from docintel.workflows.reading import read_paper
from docintel.workflows.upload_names import kept_name

__all__ = ["check", "check_files", "check_uploads", "in_words"]


def check_files(draft: Path, proposal: Path | None = None, *, library: bool = False) -> tuple[Paper, ReplyCheck]:
    """The draft and its check. ``library``: sessions are compared with other replies of the same place and year (needs an opened home).

    Raises UnreadableFile.
    """
    paper = read_paper(draft)
    return paper, check(paper, read_paper(proposal) if proposal else None, library=library)


Upload = tuple[str, Iterable[bytes]]


def check_uploads(draft: Upload, proposal: Upload | None = None, *, library: bool = True) -> tuple[Paper, ReplyCheck]:
    """The check of uploaded files, each its name and its bytes; they are kept for the time of the check alone. Raises UnreadableFile."""
    with tempfile.TemporaryDirectory(prefix="docintel-check-") as folder:
        place = Path(folder)
        files = _put(place / "draft", draft), _put(place / "proposal", proposal) if proposal else None
        try:
            return check_files(*files, library=library)
        except UnreadableFile as error:  # by the name that the person knows, not by our folder
            raise UnreadableFile(Path(error.path).name, error.what, error.todo) from error


def _put(folder: Path, upload: Upload) -> Path:
    folder.mkdir()
    name, chunks = upload
    file = folder / kept_name(name)
    with file.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
    return file


def check(paper: Paper, proposal: Paper | None = None, *, library: bool = False) -> ReplyCheck:
    """The check of a paper that was read already."""
    reading = extract(paper)
    session = usual_session(paper) if library else ""
    promises = promises_of(reading)
    reply = is_reply(paper)
    suggestions = of_proposal(proposal) if proposal is not None else ()
    source = "proposal" if suggestions else ""
    if not suggestions and reply:
        suggestions = of_reply(reading)
        source = "reply" if suggestions else ""
    answered = answers(reading, suggestions, promises, _dense())
    found: list[Fault] = form_faults(paper, proposal, session)
    if reply:
        found += answer_faults(answered, fault)
        found += refusal_faults(reading, fault)
        found += promise_faults(reading, promises, fault)
        found += class_faults(reading, promises, fault)
    return ReplyCheck(paper.doc_id, paper.head.title or "", reply, source, answered, promises, _ordered(found))


def _dense() -> Dense | None:
    """Likeness in meaning by the encoder; None where it was not built (the words alone then decide)."""
    try:
        encoder = _encoder()
    except MissingPart:
        return None

    def cosines(suggestions: Sequence[str], pieces: Sequence[str]) -> Matrix:
        found: Matrix = (encoder.queries(suggestions) @ encoder.passages(pieces).T).tolist()
        return found

    return cosines


@cache
def _encoder() -> OnnxEncoder:
    return OnnxEncoder(Path(settings.ENCODER))


def _ordered(found: Sequence[Fault]) -> tuple[Fault, ...]:
    """The gravest first, then by place; what stands twice once."""
    weight = {name: n for n, name in enumerate(GRAVITY)}
    return tuple(sorted(dict.fromkeys(found), key=lambda f: (weight[f.gravity], f.span.start if f.span else -1)))


def usual_session(paper: Paper) -> str:
    """The session that most replies of the same place, kind and year in the library name; "" where fewer than two agree."""
    from docintel.store import papers  # noqa: PLC0415 - models need an opened home

    head = paper.head
    year = (head.issue_date or head.anchor.value or "")[:4]
    if not year or not head.region:
        return ""
    named = papers.sessions(head.doc_kind, head.region, year)
    counted = Counter(told for words in named if (told := ordinals(words)))
    if not counted:
        return ""
    best, count = counted.most_common(1)[0]
    return next(words for words in named if ordinals(words) == best) if count >= 2 else ""
