"""A round red seal as offices stamp it: ring, star, the office's name around it (国发〔1999〕25号: 4.2 cm across)."""

from __future__ import annotations

import math
import subprocess
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

RED = (214, 36, 46)
_MILLIMETRES = 42


@dataclass(frozen=True)
class Seal:
    """``text`` around the star; ``centre`` in points from the page's upper left corner."""

    text: str
    centre: tuple[float, float]
    dpi: int
    degrees: float = 0.0


def draw_seal(page: Image.Image, seal: Seal) -> Image.Image:
    """The page with the seal over it: ink on ink darkens."""
    side = round(_MILLIMETRES / 25.4 * seal.dpi)
    stamp = _stamp(seal.text, side * 3).resize((side, side), Image.Resampling.LANCZOS).rotate(seal.degrees, fillcolor="white")
    over = Image.new("RGB", page.size, "white")
    x, y = (round(v * seal.dpi / 72 - side / 2) for v in seal.centre)
    over.paste(stamp, (x, y))
    return ImageChops.multiply(page, over)


def _stamp(text: str, side: int) -> Image.Image:
    stamp = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(stamp)
    middle, radius, width = side / 2, side * 0.485, round(side * 0.028)
    pen.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), outline=RED, width=width)
    points = []
    for i in range(10):
        away = side * (0.15 if i % 2 == 0 else 0.0573)
        angle = math.pi * (i / 5 - 0.5)
        points.append((middle + away * math.cos(angle), middle + away * math.sin(angle)))
    pen.polygon(points, fill=RED)
    letter = round(side * 0.13)
    font = ImageFont.truetype(chinese_font(), letter)
    span = min(270, 30 * len(text))
    for i, sign in enumerate(text):
        degrees = -span / 2 + span * (i / max(1, len(text) - 1))
        tile = Image.new("RGB", (letter * 2, letter * 2), "white")
        ImageDraw.Draw(tile).text((letter, letter), sign, RED, font, anchor="mm")
        tile = tile.rotate(-degrees, Image.Resampling.BICUBIC, fillcolor="white")
        x = middle + side * 0.375 * math.sin(math.radians(degrees))
        y = middle - side * 0.375 * math.cos(math.radians(degrees))
        place = (round(x - letter), round(y - letter))
        stamp.paste(ImageChops.multiply(tile, stamp.crop((*place, place[0] + 2 * letter, place[1] + 2 * letter))), place)
    return stamp


@cache
def chinese_font() -> str:
    """A font file with Chinese signs."""
    found = subprocess.run(["fc-match", "-f", "%{file}", "Noto Serif CJK SC:lang=zh-cn"], capture_output=True, text=True, check=True)
    return found.stdout
