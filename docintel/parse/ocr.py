"""A page that is a picture → its lines and tables, as a text layer would give them. Extra ``ocr`` (rapidocr)."""

from __future__ import annotations

from typing import Any

from docintel.errors import MissingPart
from docintel.parse.pages import Page

DPI = 200
"""The resolution at which pages are drawn for reading."""


def read_page_image(image: Any, number: int, size: tuple[float, float]) -> Page:
    """Read one page's picture (a PIL image, upright as the page is shown, drawn at DPI).

    ``size`` = the page's width and height in points; lines and tables come back in points, in reading order, each ``Line`` with its
    ``confidence``. A blank page gives a Page without lines. Raises MissingPart where no engine is installed.
    """
    raise MissingPart("扫描页需要先做文字识别：安装附加组件 pip install 'docintel[ocr]'")
