"""机构名录 as people use it: lists, one body, names that stay open, decisions. ``who`` is always the user's name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from docintel.domain.bodies import Body, Mention, OpenName
from docintel.domain.ledger import Change
from docintel.errors import BadInput
from docintel.store import audit, bodies, body_decisions, body_lists
from docintel.workflows import json_lines
from docintel.workflows.library import Lazy


@dataclass(frozen=True, slots=True)
class BodyPage:
    """A body with the papers that name it and what people decided."""

    body: Body
    mentions: tuple[Mention, ...]
    history: tuple[Change, ...]


def list_bodies(text: str = "", place: str = "") -> Sequence[Body]:
    """Bodies by place and name; ``text`` part of the full name or a short name, ``place`` part of the place's name. Lazy."""
    return Lazy(lambda: body_lists.count(text, place), lambda offset, limit: body_lists.rows(text, place, limit=limit, offset=offset))


def body(name: str) -> BodyPage:
    """One body by its full name. Raises NotFound."""
    return BodyPage(body_lists.row(name), tuple(body_lists.mentions(name)), tuple(body_lists.history(name)))


def open_names(place: str = "", limit: int | None = 50) -> list[OpenName]:
    """Short names that nothing settles, the most frequent first, with their candidates."""
    return body_lists.open_names(place, limit)


def places() -> list[str]:
    """The places that have bodies."""
    return body_lists.places()


def settle() -> int:
    """Settles the owners of the ledger anew where something changed; how many names found another body."""
    return bodies.settle()


def decide(place: str, function: str, full: str | None, who: str, *, own: bool = False, note: str = "") -> str:
    """``function`` at ``place`` (both as in :class:`OpenName`) means the body ``full``, given by full name or by its function there.

    None: the name is no body's. Gives the full name. Raises BadInput.
    """
    return body_decisions.alias(place, function, full, who, own=own, note=note)


def alias(short: str, full: str | None, place: str, who: str, note: str = "") -> str:
    """``short`` in papers of ``place`` means the body ``full`` (None: no body). Gives the full name. Raises BadInput."""
    at, function, own = body_decisions.meaning_of(short, place)
    return body_decisions.alias(at, function, full, who, own=own, note=note)


def drop_alias(short: str, place: str, who: str, note: str = "") -> None:
    """Takes :func:`alias` back. Raises BadInput."""
    at, function, own = body_decisions.meaning_of(short, place)
    body_decisions.drop_alias(at, function, who, own=own, note=note)


def merge(name: str, into: str, who: str, since: date | None = None, note: str = "") -> None:
    """``name`` is another writing of ``into``, or with ``since`` became it on that day. Raises NotFound, BadInput."""
    body_decisions.merge(name, into, who, since, note)


def part(name: str, who: str, note: str = "") -> None:
    """Takes :func:`merge` back. Raises NotFound, BadInput."""
    body_decisions.part(name, who, note)


def stop(name: str, who: str, *, again: bool = False, note: str = "") -> None:
    """No name means this entry any more; ``again`` takes that back. Raises NotFound."""
    body_decisions.stop(name, who, again=again, note=note)


def export(file: Path) -> int:
    """Writes what people decided as JSON lines; how many."""
    rows = list(body_decisions.decided())
    try:
        file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"写不了 {file}（{error.strerror}）；请检查文件夹权限") from error
    return len(rows)


def import_(file: Path, who: str) -> int:
    """Takes over what :func:`export` wrote; decisions made here stay. How many changed something. Raises BadInput."""
    rows = []
    for where, row in json_lines.read(file):
        needed = {"body": ("name", "place", "function"), "alias": ("place", "function")}.get(str(row.get("record")), ("record",))
        lacking = [name for name in needed if not isinstance(row.get(name), str) or not row[name]]
        if lacking or row.get("record") not in ("body", "alias"):
            raise BadInput(f"{where}：缺少 {'、'.join(lacking) or 'record'}；请用 docintel bodies export 写出的文件")
        rows.append(row)
    taken = body_decisions.take(rows, who)
    audit.write("import", who, subject=f"机构名录 {file.name}", detail=f"{len(rows)}行，{taken}行有变化")
    return taken
