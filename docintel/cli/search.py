"""``docintel search``: provisions found by words and meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from docintel.domain.findings import BENEFIT_TYPES
from docintel.domain.papers import DOC_KINDS
from docintel.domain.serial import dump
from docintel.domain.standing import STATE_NAMES
from docintel.errors import BadInput

if TYPE_CHECKING:
    from docintel.domain.passages import Found, Hit

FACET = 8  # values of a facet shown in the terminal
EXCERPT = 260  # characters of a passage shown in the terminal
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("search")
@click.argument("query", required=False)
@click.option(
    "--batch", type=click.Path(path_type=Path), help='Questions as JSON lines {"qid","query"[,"filters"]}, or a JSON object with "queries".'
)
@click.option("--region", help="Place, e.g. 温州: shows its own, its province's and the nation's papers.")
@click.option("--kind", type=click.Choice(DOC_KINDS), help="Kind of paper.")
@click.option("--issuer", help="Part of the issuing body's name.")
@click.option("--status", type=click.Choice(tuple(STATE_NAMES)), help="Where the paper stands (today, or on the day of --on).")
@click.option("--on", type=_DAY, help="The library as it stood on this day: nothing issued later, nothing that had ended.")
@click.option("--since", type=_DAY, help="Issued on this day or later.")
@click.option("--until", type=_DAY, help="Issued on this day or earlier.")
@click.option("--owner", help="Part of an owner's name (责任单位), or a short name.")
@click.option("--benefit-kind", type=click.Choice(BENEFIT_TYPES), help="Kind of benefit (支持方式).")
@click.option("--beneficiary", help="Whom a benefit is for: a group of the facet 支持对象, or words of the paper.")
@click.option("--has-deadline/--no-deadline", default=None, help="Provisions with (without) a deadline.")
@click.option("--has-target/--no-target", default=None, help="Provisions with (without) a figure as target.")
@click.option("--explain", is_flag=True, help="Only tell how QUERY is read: conditions on figures and words.")
@click.option("--words", is_flag=True, help="Find by words alone: faster, and nothing that only means the same.")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Results a question.")
@click.option("--format", "form", type=click.Choice(["text", "json", "jsonl"]), default="text", help="Output format.")
def command(query: str | None, batch: Path | None, limit: int, form: str, **options: Any) -> None:
    """Find provisions that answer QUERY, or every question of --batch.

    QUERY may hold conditions: "首台套 补贴比例≥50% 且 上限≥50万", "2025年底前到期" (docs/search.md). Without other words what passes is
    listed.
    """
    from docintel.workflows import find  # noqa: PLC0415 - the encoder loads only when the command runs

    if (query is None) == (batch is None):
        raise BadInput("请给出一个问题，或用 --batch 给出问题文件（二者选一）")
    explain, words = options.pop("explain"), options.pop("words")
    if explain and query is not None:
        print("\n".join(find.explain(query)))
        return
    filters = find.filters_of(options)
    _catch_up()
    if batch is not None:
        for asked, found in find.find_batch(find.read_questions(batch, filters), limit):
            print(json.dumps({"qid": asked.qid, **_row(found, facets=False)}, ensure_ascii=False))
        return
    found = find.find(query or "", filters, limit, meaning=not words)
    if form == "text":
        _show(found)
    else:
        print(json.dumps({"query": query, **_row(found)}, ensure_ascii=False, indent=1 if form == "json" else None))


def _catch_up() -> None:
    """Papers that wait for the index go in first, with a bar."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    from docintel.workflows.indexing import catch_up  # noqa: PLC0415

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("索引", total=None, visible=False)
        catch_up(progress=lambda done, of: bar.update(task, completed=done, total=of, visible=True))


def _row(found: Found, facets: bool = True) -> dict[str, Any]:
    row = {"results": [_result(hit) for hit in found.hits], "no_answer": found.no_answer, "notes": list(found.notes)}
    return row | {"pool": found.pool, "facets": dump(found.facets)} if facets else row


def _result(hit: Hit) -> dict[str, Any]:
    p = hit.passage
    return {
        "doc": p.doc,
        "start": p.start,
        "end": p.end,
        "score": hit.score,
        "why": hit.why,
        "title": p.title,
        "heading": p.heading_path,
        "text": p.text,
        "highlights": [list(h) for h in hit.highlights],
    }


def _show(found: Found) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console()
    for note in found.notes or (["没有找到相近的条款。"] if found.no_answer else []):
        console.print(note, style="yellow")
    for rank, hit in enumerate(found.hits, 1):
        p = hit.passage
        console.print(
            Text(f"{rank}. {p.title or p.doc}", style="bold"), Text(f"{p.doc} {p.start}–{p.end} · {p.date or '无日期'}", style="dim")
        )
        if p.heading_path:
            console.print(Text(p.heading_path, style="cyan"))
        console.print(_excerpt(hit))
        console.print(Text(f"   {hit.why}（{hit.score:.2f}）", style="dim"))
        console.print()
    if found.facets:
        counted = "符合条件的" if found.whole else "按相关程度排在前面的"
        console.print(Text(f"以下按{counted}{found.pool}段统计：", style="dim"))
    for facet in found.facets:
        shown = "、".join(f"{'  ' * v.level}{v.label} {v.count}" for v in facet.values[:FACET])
        console.print(Text.assemble((f"{facet.label}：", "bold"), (shown, "dim")))


def _excerpt(hit: Hit) -> Text:
    """The part of the passage in which most of the question's words stand, with them marked."""
    p = hit.passage
    starts = [a - p.start for a, _ in hit.highlights] or [0]
    most = max(starts, key=lambda s: sum(s <= other < s + EXCERPT for other in starts))
    first = max(p.text.rfind(mark, 0, most) for mark in "。\n；") + 1
    body = Text(p.text[first : first + EXCERPT])
    for start, end in hit.highlights:
        body.stylize("bold magenta", max(0, start - p.start - first), max(0, end - p.start - first))
    return Text("…" if first else "").append_text(body).append("…" if first + EXCERPT < len(p.text) else "")
