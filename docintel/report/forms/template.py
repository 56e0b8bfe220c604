"""A template filled in, or looked over: which placeholders it has that the form does not know, and where they stand.

Templates are Word files with {{ placeholders }} (docxtpl, jinja2). They run in jinja2's sandbox and know only the form's own placeholders:
a template is a file that anybody in the office may have edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from docintel.domain.forms import KINDS, Fault
from docintel.errors import BadInput
from docintel.report.forms.fields import fields

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # what XML, or Word, does not take
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_OWN_TAGS = re.compile(r"(?<=\{%)(?:tr|tc|p|r)\s|(?<=\{\{)r\s")  # docxtpl's marks of the row, cell, paragraph or run that a tag stands for
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def fill(kind: str, template: bytes, values: Mapping[str, Any]) -> bytes:
    """The form as a Word file. Raises BadInput where the template cannot be used (what, where, what to do)."""
    faults = check(kind, template)
    if faults:
        raise BadInput(
            f"“{KINDS[kind]}”的模板有错：{'；'.join(f'{f.place}{f.words}' for f in faults[:3])}；改好后用 docintel forms check 再查"
        )
    document = DocxTemplate(BytesIO(template))
    try:
        document.render(_clean(values), _environment(), autoescape=True)
    except (TemplateError, TypeError, ValueError) as error:
        raise BadInput(f"“{KINDS[kind]}”的模板填不进去（{error}）；模板里只能写占位符、循环和条件，请照随程序的模板改") from error
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {k: _clean(v) for k, v in value.items()}
    return [_clean(v) for v in value] if isinstance(value, (list, tuple)) else value


def check(kind: str, template: bytes) -> tuple[Fault, ...]:
    """What keeps a template from being used; empty = it can be used."""
    known = {f.name for f in fields(kind)}
    try:
        document = DocxTemplate(BytesIO(template))
        document.init_docx()
        parts = list(_parts(document))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError):
        return (Fault("", "不是 Word 文件（.docx）；请在 Word 中另存为 .docx"),)
    found: list[Fault] = []
    for name, element, xml in parts:
        try:
            tree = _environment().parse(document.patch_xml(xml))
        except TemplateError as error:
            place = _broken(name, element)
            found.append(Fault(place, f"的占位符写法不完整（{error.message}）；{{{{ }}}}、{{% %}} 要成对，循环要有结束"))
            continue
        for unknown in dict.fromkeys(_unknown(tree, known)):
            words = f"的占位符 {unknown} 不认识；{_nearest(unknown, known)}"
            found.append(Fault(_place(name, element, unknown), words))
    return tuple(found)


def _parts(document: DocxTemplate) -> Iterator[tuple[str, Any, str]]:
    """(name in Chinese, element, XML) of the body, headers and footers."""
    body = document.docx.element.body
    yield "", body, document.get_xml()
    for uri, name in ((document.HEADER_URI, "页眉"), (document.FOOTER_URI, "页脚")):
        for _, part in document.get_headers_footers(uri):
            yield name, part.element, document.get_part_xml(part)


def _unknown(tree: nodes.Template, known: set[str]) -> Iterator[str]:
    """Names that the form does not have: plain ones, and those of what a loop runs over (items.text)."""
    loops = {loop.target.name: loop for loop in tree.find_all(nodes.For) if isinstance(loop.target, nodes.Name)}
    plain = {name for name in known if "." not in name}
    for named in tree.find_all(nodes.Name):
        if named.ctx == "load" and named.name not in plain and named.name not in loops and named.name != "loop":
            yield named.name
    for node in tree.find_all(nodes.Getattr):
        if not isinstance(node.node, nodes.Name):
            continue
        loop = loops.get(node.node.name)
        over = loop.iter.name if loop and isinstance(loop.iter, nodes.Name) else ""
        if over in plain and f"{over}.{node.attr}" not in known:
            yield f"{node.node.name}.{node.attr}"


def _nearest(unknown: str, known: set[str]) -> str:
    inside = unknown.partition(".")[2]
    names = [n for n in known if ("." in n) == bool(inside)]
    return f"可用的有：{'、'.join(sorted(names))}"


def _place(name: str, element: Any, words: str) -> str:
    """Where ``words`` stand inside a placeholder of a part: 第3段, 表1第2行, 页脚."""
    pattern = re.compile(rf"(?<![\w.]){re.escape(words)}(?![\w])")
    for place, text in _lines(element):
        if any(pattern.search(tag) for tag in _TAG.findall(_OWN_TAGS.sub("", text))):
            return name or place
    return name


def _broken(name: str, element: Any) -> str:
    """The first place whose brackets do not pair, else the part."""
    for place, text in _lines(element):
        if any(text.count(a) != text.count(b) for a, b in (("{{", "}}"), ("{%", "%}"))):
            return name or place
    return name


def _lines(element: Any) -> Iterator[tuple[str, str]]:
    """(place, text) of each paragraph that stands by itself and each row of a table, in order."""
    paragraphs = tables = 0
    for child in element.iterchildren():
        if child.tag == f"{_W}p":
            paragraphs += 1
            yield f"第{paragraphs}段", _text(child)
        elif child.tag == f"{_W}tbl":
            tables += 1
            for n, row in enumerate(child.iter(f"{_W}tr"), 1):
                yield f"表{tables}第{n}行", _text(row)


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_W}t"))
