"""Pages of an OFD file as pictures: the sheet of a scan for the recogniser, and the whole page for somebody who looks at it."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from docintel.errors import DocintelError, NotFound
from docintel.parse.ofd_document import OfdFile, Seal, Sheet
from docintel.parse.ofd_package import Package
from docintel.parse.ofd_page import BASELINE, Picture
from docintel.parse.page_lines import Sign

_MOST_PIXELS = 40_000_000  # a poster is drawn coarser
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/simsun.ttc",
)


def covered(pictures: Sequence[Picture], width: float, height: float) -> float:
    """The share (0–1) of the page under its largest picture."""
    shares = [0.0]
    for picture in pictures:
        x0, top, x1, bottom = picture.box
        wide, high = min(x1, width) - max(x0, 0), min(bottom, height) - max(top, 0)
        shares.append(wide * high / max(1.0, width * height) if wide > 0 < high else 0.0)
    return max(shares)


def pictures_on(package: Package, sheet: Sheet, scale: float) -> Image.Image:
    """A white page with its pictures, ``scale`` pixels a point. A picture that cannot be opened is left out."""
    scale = min(scale, (_MOST_PIXELS / max(1.0, sheet.width * sheet.height)) ** 0.5)
    out = Image.new("RGB", (max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))), "white")
    for picture in sheet.content.pictures:
        data = package.read(sheet.media.get(picture.resource, ""))
        x0, top, x1, bottom = (round(v * scale) for v in picture.box)
        if not data or x1 <= x0 or bottom <= top or (x1 - x0) * (bottom - top) > _MOST_PIXELS:
            continue
        try:
            with Image.open(io.BytesIO(data)) as image:
                drawn = image.convert("RGBA").resize((x1 - x0, bottom - top))
        except (OSError, ValueError, Image.DecompressionBombError):
            continue
        out.paste(drawn, (x0, top), drawn)
    return out


def draw_page(data: bytes, number: int, width: int) -> Image.Image:
    """Page ``number`` (from 1) of an OFD file, ``width`` pixels wide: pictures, rules, every sign at its place in this machine's font.

    Raises NotFound for a page that is not there, DocintelError where no Chinese font is installed.
    """
    file = OfdFile(data)
    if not 1 <= number <= len(file.leaves):
        raise NotFound(f"没有第{number}页；这份文件共{len(file.leaves)}页")
    sheet = file.sheet(file.leaves[number - 1], furniture=True)
    if sheet is None:
        raise ValueError("页面或文件已损坏")
    out = pictures_on(file.package, sheet, width / max(sheet.width, 1.0))
    scale = out.width / max(sheet.width, 1.0)
    pen = ImageDraw.Draw(out)
    thick = max(1, round(0.5 * scale))
    for y, a, b in sheet.content.rules.level:
        pen.line((a * scale, y * scale, b * scale, y * scale), "black", thick)
    for x, a, b in sheet.content.rules.upright:
        pen.line((x * scale, a * scale, x * scale, b * scale), "black", thick)
    for quarter, signs in sheet.content.signs.items():
        for sign in signs:
            if sign.text.strip():
                _draw(out, pen, sign, quarter, scale)
    for seal in file.seals(file.leaves[number - 1]):
        _stamp(out, seal, scale)
    return out


def _stamp(out: Image.Image, seal: Seal, scale: float) -> None:
    """A seal over the words; what is pale in a picture without transparency lets them through. One over the fold shows its part."""
    x, y, width, height = (round(v * scale) for v in seal.box)
    if not 0 < width * height <= _MOST_PIXELS:
        return
    try:
        with Image.open(io.BytesIO(seal.picture)) as image:
            plain = image.mode in ("RGB", "L", "1")
            drawn = image.convert("RGBA").resize((width, height))
    except (OSError, ValueError, Image.DecompressionBombError):
        return
    if plain:
        drawn.putalpha(drawn.convert("RGB").getchannel("G").point(lambda v: 255 - v))
    left, top, wide, high = (round(v * scale) for v in seal.clip)
    part = drawn.crop((left, top, left + wide, top + high))
    out.paste(part, (x + left, y + top), part)


def _draw(out: Image.Image, pen: ImageDraw.ImageDraw, sign: Sign, quarter: int, scale: float) -> None:
    font = _font(max(4, min(400, round(sign.size * scale))))
    if quarter == 0:
        pen.text((sign.x0 * scale, (sign.top + BASELINE * sign.size) * scale), sign.text, "black", font, anchor="ls")
        return
    side = max(1, round(sign.size * scale * 1.3))
    glyph = Image.new("L", (side, side), 0)
    ImageDraw.Draw(glyph).text((side / 2, side / 2), sign.text, 255, font, anchor="mm")
    middle = ((sign.x0 + sign.x1) / 2 * scale, (sign.top + sign.bottom) / 2 * scale)
    out.paste("black", (round(middle[0] - side / 2), round(middle[1] - side / 2)), glyph.rotate(-90 * quarter))


@cache
def _font(size: int) -> Any:
    return ImageFont.truetype(_font_file(), size)


@cache
def _font_file() -> str:
    """A Chinese font of this machine. OFD files often hold only the glyphs they use, or none at all."""
    found = next((path for path in _FONTS if Path(path).is_file()), "")
    asker = shutil.which("fc-match")
    if not found and asker:
        asked = subprocess.run([asker, "-f", "%{file}", ":lang=zh"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603 - no input
        found = asked.stdout.strip() if Path(asked.stdout.strip()).suffix.lower() in (".ttc", ".ttf", ".otf") else ""
    if not found:
        raise DocintelError("本机没有中文字体，OFD 页面画不出来；请安装字体（Debian、Ubuntu：apt-get install fonts-noto-cjk）")
    return found
