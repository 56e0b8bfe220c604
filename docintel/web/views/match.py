"""The match form: an enterprise's facts in, verdicts with reasons out."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from docintel.errors import BadInput
from docintel.web.forms import ProfileForm
from docintel.workflows import advise

EMPTY_QUALIFICATION = {"name": "", "level": "", "date": ""}
EMPTY_FACT = {"what": "", "value": "", "unit": "", "date": ""}
_UNITS = {"元": "CNY", "万元": "CNY", "": None, "是否": "bool"}


def _lists(request: HttpRequest, prefix: str, keys: tuple[str, ...]) -> list[dict[str, str]]:
    columns = [request.POST.getlist(f"{prefix}_{key}") for key in keys]
    rows = [dict(zip(keys, (v.strip() for v in values), strict=True)) for values in zip(*columns, strict=False)]
    return [row for row in rows if row[keys[0]]]


def _qualification(row: dict[str, str]) -> dict[str, Any]:
    return {"name": row["name"], "level": row["level"] or None, "date": row["date"] or None}


def _fact(row: dict[str, str]) -> dict[str, Any]:
    """A typed-in fact: numbers become numbers (万元 → CNY), 是/否 stay words."""
    value: Any = row["value"]
    try:
        value = float(value.replace(",", "")) * (10_000 if row["unit"] == "万元" else 1)
    except ValueError:
        value = value or None
    return {"what": row["what"], "value": value, "unit": _UNITS.get(row["unit"], row["unit"]), "date": row["date"] or None}


def _profile(request: HttpRequest, form: ProfileForm, context: dict[str, Any]) -> dict[str, Any] | None:
    if upload := request.FILES.get("profile"):
        try:
            loaded = json.loads(upload.read().decode("utf-8-sig"))
        except ValueError as error:
            form.full_clean()
            form.add_error(None, f"{upload.name} 不是 JSON 文件：{error}。请选择企业画像的 JSON 文件。")
            return None
        if isinstance(loaded, dict):
            return loaded
        form.full_clean()
        form.add_error(None, f"{upload.name} 里应当是一家企业的画像（一个 JSON 对象）。")
        return None
    qualifications = _lists(request, "q", ("name", "level", "date"))
    facts = _lists(request, "f", ("what", "value", "unit", "date"))
    context |= {"qualifications": qualifications or [EMPTY_QUALIFICATION], "facts": facts or [EMPTY_FACT]}
    if not form.is_valid():
        return None
    return form.profile([_qualification(q) for q in qualifications], [_fact(f) for f in facts])


def match(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST the verdicts below it."""
    form = ProfileForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "nav": "match",
        "form": form,
        "qualifications": [EMPTY_QUALIFICATION],
        "facts": [EMPTY_FACT],
        "verdicts": None,
    }
    if request.method == "POST" and (profile := _profile(request, form, context)):
        try:
            advice = advise.advise_one(profile)
        except BadInput as error:
            form.full_clean()
            form.add_error(None, str(error))
        else:
            verdicts = advice.verdicts
            context |= {
                "verdicts": verdicts,
                "notes": advice.notes,
                "profile_name": advice.name,
                "as_of": advice.as_of,
                "counts": Counter(v.verdict for v in verdicts),
            }
    return render(request, "docintel/match.html", context)
