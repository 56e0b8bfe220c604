"""A page of an OFD file that is a picture: its image objects put on a sheet, as a reader shows it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from docintel.parse.ofd_package import Package
from docintel.parse.ofd_page import Picture
from docintel.parse.scan import DPI

_MOST_PIXELS = 40_000_000  # a poster is drawn coarser


def covered(pictures: Sequence[Picture], width: float, height: float) -> float:
    """The share (0–1) of the page under its largest picture."""
    shares = [0.0]
    for picture in pictures:
        x0, top, x1, bottom = picture.box
        wide, high = min(x1, width) - max(x0, 0), min(bottom, height) - max(top, 0)
        shares.append(wide * high / max(1.0, width * height) if wide > 0 < high else 0.0)
    return max(shares)


def page_picture(package: Package, pictures: Sequence[Picture], media: Mapping[str, str], size: tuple[float, float]) -> Any:
    """The page (``size`` in points) as a PIL image at DPI. A picture that cannot be opened is left white."""
    width, height = size
    scale = min(DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    sheet = Image.new("RGB", (max(1, round(width * scale)), max(1, round(height * scale))), "white")
    for picture in pictures:
        data = package.read(media.get(picture.resource, ""))
        x0, top, x1, bottom = (round(v * scale) for v in picture.box)
        if not data or x1 <= x0 or bottom <= top:
            continue
        try:
            with Image.open(io.BytesIO(data)) as image:
                drawn = image.convert("RGBA").resize((x1 - x0, bottom - top))
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
        sheet.paste(drawn, (x0, top), drawn)
    return sheet
