"""numbering.xml and styles.xml of a golden Word file, written by hand.

Of a source: ``lists`` = {name: {"levels": [[format, text, {suff, start, restart, legal, style, custom}]…], "style_link"}} a definition and its first use, or
{"of": name, "start": {level: n}, "levels": {level: […]}} another use with overrides, or {"num_style": style} a definition that lives in a numbering style.
``styles`` = {id: {"name", "based", "auto": "list/level", "outline", "type"}}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Spec = Mapping[str, Any]
HEADINGS = {str(level): {"name": f"heading {level}", "based": "a", "outline": level - 1} for level in range(1, 5)}
"""Word's Chinese edition names its heading styles 1, 2, 3 …"""


def num_ids(source: Spec) -> dict[str, int]:
    """List name → w:numId; "none" is 0, which takes a paragraph out of its list."""
    return {"none": 0, **{name: i for i, name in enumerate(source.get("lists", {}), 1)}}


def num_pr(auto: str, ids: Mapping[str, int]) -> str:
    """w:numPr of "list/level", "list/" (no level), "/level" (no list), "none"."""
    name, _, level = auto.partition("/")
    inner = f'<w:ilvl w:val="{level}"/>' if level else ""
    inner += f'<w:numId w:val="{ids[name]}"/>' if name else ""
    return f"<w:numPr>{inner}</w:numPr>"


def numbering(source: Spec) -> str:
    """The content of w:numbering: abstract definitions, then uses."""
    lists, ids = source.get("lists", {}), num_ids(source)
    abstracts, nums = [], []
    for name, spec in lists.items():
        home = spec.get("of", name)
        if home == name:
            abstracts.append(f'<w:abstractNum w:abstractNumId="{ids[name]}">{_definition(spec)}</w:abstractNum>')
        nums.append(f'<w:num w:numId="{ids[name]}"><w:abstractNumId w:val="{ids[home]}"/>{_overrides(spec)}</w:num>')
    return "".join(abstracts + nums)


def _definition(spec: Spec) -> str:
    if "num_style" in spec:
        return f'<w:multiLevelType w:val="multilevel"/><w:numStyleLink w:val={quoteattr(spec["num_style"])}/>'
    link = f"<w:styleLink w:val={quoteattr(spec['style_link'])}/>" if "style_link" in spec else ""
    return f'<w:multiLevelType w:val="multilevel"/>{link}' + "".join(_level(i, lv) for i, lv in enumerate(spec["levels"]))


def _overrides(spec: Spec) -> str:
    if "of" not in spec:
        return ""
    out = []
    for level in sorted({*spec.get("start", {}), *spec.get("levels", {})}):
        inner = f'<w:startOverride w:val="{spec["start"][level]}"/>' if level in spec.get("start", {}) else ""
        inner += _level(int(level), spec["levels"][level]) if level in spec.get("levels", {}) else ""
        out.append(f'<w:lvlOverride w:ilvl="{level}">{inner}</w:lvlOverride>')
    return "".join(out)


def _level(number: int, spec: Any) -> str:
    form, text, more = (*spec, {})[:3]
    return "".join(
        (
            f'<w:lvl w:ilvl="{number}">',
            "" if more.get("start") == "absent" else f'<w:start w:val="{more.get("start", 1)}"/>',
            _format(form, more.get("custom")),
            f'<w:lvlRestart w:val="{more["restart"]}"/>' if "restart" in more else "",
            f'<w:pStyle w:val="{more["style"]}"/>' if "style" in more else "",
            "<w:isLgl/>" if more.get("legal") else "",
            f'<w:suff w:val="{more["suff"]}"/>' if "suff" in more else "",
            f'<w:lvlText w:val={quoteattr(text)}/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="640"/></w:pPr></w:lvl>',
        )
    )


def _format(form: str, custom: str | None) -> str:
    if custom is None:
        return f'<w:numFmt w:val="{form}"/>'
    chosen = f'<mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format={quoteattr(custom)}/></mc:Choice>'
    return f'<mc:AlternateContent>{chosen}<mc:Fallback><w:numFmt w:val="{form}"/></mc:Fallback></mc:AlternateContent>'


def styles(source: Spec) -> str:
    """The content of w:styles."""
    ids, out = num_ids(source), ['<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>']
    for style, spec in {**HEADINGS, **source.get("styles", {})}.items():
        based = f'<w:basedOn w:val="{spec["based"]}"/>' if "based" in spec else ""
        inner = num_pr(spec["auto"], ids) if "auto" in spec else ""
        inner += f'<w:outlineLvl w:val="{spec["outline"]}"/>' if "outline" in spec else ""
        kind, name = spec.get("type", "paragraph"), escape(spec["name"])
        out.append(f'<w:style w:type="{kind}" w:styleId="{style}"><w:name w:val="{name}"/>{based}<w:pPr>{inner}</w:pPr></w:style>')
    return "".join(out)
