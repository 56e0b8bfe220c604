"""Golden web pages as a browser saves them, in the encodings that sites use: see ``web``."""

from __future__ import annotations

from golden.plain import Spec
from golden.web import page


def build(source: Spec) -> tuple[str, bytes]:
    """A source as (".html", bytes); papers of odd length in GB18030 under the name GB2312."""
    text = page(source)
    return ".html", text.replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030") if len(text) % 2 else text.encode()
