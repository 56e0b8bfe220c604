"""What the gazetteer holds, for people: bodies with their figures, names that stay open, the bodies that a name asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from docintel.domain import bodies as domain
from docintel.domain.bodies import WHERE, Mention, OpenName
from docintel.domain.ledger import Change
from docintel.errors import NotFound
from docintel.store.bodies import gazetteer, path, usable
from docintel.store.models import Body, BodyAlias, BodySighting, History, Owner
from docintel.text.abbreviations import looks_public, may_mean, possible
from docintel.text.bodies import LEVEL, OWN, BodyName, asked, full_name, official_place
from docintel.text.places import Path

KIND = "body"
NEVER = (0, "")
FIELDS = {"alias": "简称", "merge": "归并", "stop": "停用", "successor": "更名", "new": "新增"}


def place_words(words: str) -> str:
    """浙江省/温州市 → 浙江省温州市."""
    return words.replace("/", "")


def said(place: str, function: str, *, own: bool) -> str:
    """The name as people would say it: 温州市金融办; 金融办 where it stands without a place."""
    return function if own else full_name(path(place), function)


def place_of(name: str) -> Path:
    """The place of a known body with which a full name begins; () for none."""
    known = Body.objects.order_by().values_list("place", flat=True).distinct()
    fits = [place for place in map(path, known) if name.startswith(official_place(place))]
    return max(fits, key=lambda place: len(official_place(place)), default=())


def find(name: str) -> Body:
    """The body of that full name. Raises NotFound; a name that two bodies share is told with their places."""
    found = list(Body.objects.filter(name=name.strip()).order_by("place"))
    if not found:
        raise NotFound(f"机构名录中没有“{name}”；用 docintel bodies list --text 查看已有的全称")
    return found[0]


def rows(text: str = "", place: str = "", limit: int | None = None, offset: int = 0) -> list[domain.Body]:
    """Bodies that papers, owners or people brought in, by place and name; ``text`` also finds short names (市科技局)."""
    return _read(_filtered(text, place).order_by("place", "name")[offset : None if limit is None else offset + limit])


def count(text: str = "", place: str = "") -> int:
    """How many bodies the filters leave."""
    return _filtered(text, place).count()


def _filtered(text: str, place: str) -> QuerySet[Body]:
    shown = Q(pk__in=usable().values("pk")) | Q(pk__in=Owner.objects.filter(body__isnull=False).values("body"))
    shown |= Q(stopped=True) | Q(same_as__isnull=False)
    found = Body.objects.filter(shown)
    if place:
        found = found.filter(place__icontains=place) if "/" in place else found.filter(_in_place(place))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(pk__in=meant(text)))
    return found


def _in_place(words: str) -> Q:
    known = Body.objects.order_by().values_list("place", flat=True).distinct()
    return Q(place__in=[place for place in known if words in place_words(place)])


def _read(found: Iterable[Body]) -> list[domain.Body]:
    bodies = list(found)
    keys = [b.pk for b in bodies]
    seen = BodySighting.objects.filter(body__in=keys).order_by().values("body")
    counted = seen.annotate(n=Count("paper", distinct=True), last=Max("paper__issue_date"))
    figures = {body: (n, last) for body, n, last in counted.values_list("body", "n", "last")}
    dated = seen.exclude(paper__issue_date="").annotate(first=Min("paper__issue_date"))
    first = dict(dated.values_list("body", "first"))
    current = Owner.objects.filter(body__in=keys, obligation__gone_since=None).order_by().values("body")
    owned = dict(current.annotate(n=Count("obligation", distinct=True)).values_list("body", "n"))
    named: dict[int, list[str]] = defaultdict(list)
    for body, place, function, own in BodyAlias.objects.filter(body__in=keys).values_list("body", "place", "function", "own"):
        named[body or 0].append(said(place, function, own=own))
    links = dict(Body.objects.filter(Q(writings__in=keys) | Q(former__in=keys)).values_list("pk", "name"))
    former: dict[int, list[str]] = defaultdict(list)
    for later, name in Body.objects.filter(successor__in=keys).order_by("name").values_list("successor", "name"):
        former[later or 0].append(name)
    return [
        domain.Body(
            key=b.pk,
            name=b.name,
            place=place_words(b.place),
            function=b.function,
            seen=figures.get(b.pk, NEVER)[0],
            first_seen=first.get(b.pk, ""),
            last_seen=figures.get(b.pk, NEVER)[1],
            rows=owned.get(b.pk, 0),
            aliases=tuple(sorted(named[b.pk])),
            by_person=b.by_person,
            stopped=b.stopped,
            same_as=links.get(b.same_as_id or 0, ""),
            successor=links.get(b.successor_id or 0, ""),
            successor_since=b.successor_since,
            former=tuple(former[b.pk]),
        )
        for b in bodies
    ]


def row(name: str) -> domain.Body:
    """One body by its full name. Raises NotFound."""
    return _read([find(name)])[0]


def mentions(name: str) -> list[Mention]:
    """The papers that name the body in full, newest first. Raises NotFound."""
    found: dict[str, Any] = {}
    seen = BodySighting.objects.filter(body=find(name)).order_by("-paper__issue_date", "paper__doc_id", "where")
    for doc, title, day, where in seen.values_list("paper__doc_id", "paper__title", "paper__issue_date", "where"):
        known = found.get(doc)
        found[doc] = Mention(doc, title, day, (*(known.where if known else ()), WHERE.get(where, where)))
    return list(found.values())


def history(name: str) -> list[Change]:
    """Who decided what about the body, oldest first."""
    changes = History.objects.filter(kind=KIND, subject=name).order_by("when", "id")
    return [Change(h.subject, h.who, h.when, FIELDS.get(h.field, h.field), h.old, h.new, h.note) for h in changes]


def places() -> list[str]:
    """The places that have bodies, as one word each, in order."""
    return [place_words(p) for p in Body.objects.order_by("place").values_list("place", flat=True).distinct()]


def open_names(place: str = "", limit: int | None = 50) -> list[OpenName]:
    """Short names whose body is not known, the most frequent first, with what they may mean; a person decides.

    Only what ends like a public body of one place is asked about: firms and 各区政府 have no entry.
    """
    found = Owner.objects.filter(body=None, settled="", by_person=False, obligation__gone_since=None).exclude(scope="")
    groups = found.order_by().values("scope", "function", "own").annotate(n=Count("id"), example=Min("obligation__item_id"))
    wanted = [g for g in groups.order_by("-n", "scope", "function") if looks_public(g["function"]) and place in place_words(g["scope"])]
    known = gazetteer(sorted({g["scope"] for g in wanted}))
    out = []
    for g in wanted[:limit]:
        at = path(g["scope"])
        meaning = known.find(BodyName(at, g["function"], OWN if g["own"] else LEVEL))
        said_ = said(g["scope"], g["function"], own=g["own"])
        candidates = tuple(full_name(at, c) for c in meaning.candidates or possible(g["function"]))
        out.append(OpenName(place_words(g["scope"]), g["scope"], g["function"], g["own"], said_, g["n"], candidates, g["example"]))
    return out


def meant(text: str) -> Sequence[int]:
    """The bodies that a name may mean wherever they are: 市科技局 every city's, 温州市科技局 that city's, with their former names."""
    name = asked(text, place_of(text))
    if name is None:
        return ()
    place, level, short = name
    functions = Body.objects.order_by().values_list("function", flat=True).distinct()
    fits = Q(function__in=[f for f in functions if f == short or may_mean(short, f)])
    fits |= Q(pk__in=BodyAlias.objects.filter(function=short).values("body"))
    found = Body.objects.filter(fits)
    if place:
        found = found.filter(place__endswith="/".join(place))
    elif level:
        found = found.filter(place__endswith=level)
        found = found.exclude(place__endswith="自治区") if level == "区" else found
    keys = set(found.values_list("pk", flat=True))
    more = keys
    while more:
        more = set(Body.objects.filter(Q(successor__in=more) | Q(same_as__in=more)).values_list("pk", flat=True)) - keys
        keys |= more
    return sorted(keys)
