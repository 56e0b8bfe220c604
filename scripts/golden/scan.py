"""Golden scans: pages of the golden PDFs as an office's copier gives them back — askew, unevenly lit, with noise, specks, a fold and red seals.

reads   tests/golden/files/pdf/<name>.pdf (build ``pdf`` first)      LOOKS says which papers are scanned, and how each looks
"""

from __future__ import annotations

import io
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from golden.seal import Seal, draw_seal

PDFS = Path(__file__).parents[2] / "tests" / "golden" / "files" / "pdf"


@dataclass(frozen=True)
class Look:
    """How a paper is scanned."""

    form: str = ".pdf"  # .pdf (pictures alone), .tif (a page each), .jpg or .png (the first page, of papers that have one)
    dpi: int = 200
    colour: str = "grey"  # grey | colour | black (fax: black and white)
    skew: float = 1.0  # degrees to the right; pages turn to and fro
    noise: float = 4.0  # standard deviation, of 255
    shade: float = 0.15  # how much darker the far corner is
    quality: int = 30  # JPEG
    border: int = 0  # pixels of the open lid's shadow along the left edge
    turn: int = 0  # quarters to the left that the sheet lay on the glass
    seal: bool = False  # over the last two sign-off lines


LOOKS: dict[str, Look] = {
    "reply": Look(dpi=150, colour="colour", skew=1.2, seal=True, quality=30),
    "notice_plan": Look(dpi=150, skew=-1.5, shade=0.25, seal=True, quality=22),
    "measures_articles": Look(".tif", colour="black", skew=0.7, noise=3),
    "action_plan": Look(dpi=160, skew=-0.4, border=14, noise=6),
    "task_table": Look(dpi=160, skew=1.5, shade=0.2),
    "tables_merged": Look(".jpg", dpi=200, skew=-0.8, shade=0.2),
    "pdf_table_pages": Look(dpi=200, colour="black", skew=0.6, noise=3),
    "pdf_table_turned": Look(dpi=150, skew=0.5, turn=2),
}


def build(source: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """A source as (suffix, bytes), None for papers that are not scanned."""
    name = source["name"]
    look = LOOKS.get(name)
    if look is None:
        return None
    lines = [block["text"] for block in source["blocks"] if block["type"] == "signoff"] if look.seal else []
    with pypdfium2.PdfDocument(PDFS / f"{name}.pdf") as paper:
        pages = [_scanned(paper[i], look, lines[-2:], random.Random(f"{name}{i}")) for i in range(len(paper))]
    out = io.BytesIO()
    if look.form == ".pdf":
        born = time.gmtime(0)  # the same bytes each time
        how: dict[str, Any] = {"resolution": look.dpi, "creationDate": born, "modDate": born}
        if look.colour != "black":
            how["quality"] = look.quality
        pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], **how)
    elif look.form == ".tif":
        pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(look.dpi, look.dpi), compression="group4")
    elif look.form == ".jpg":
        pages[0].save(out, "JPEG", quality=look.quality, dpi=(look.dpi, look.dpi))
    else:
        pages[0].quantize(16).save(out, "PNG", optimize=True)  # no resolution said, as screen shots have none
    return look.form, out.getvalue()


def _scanned(page: Any, look: Look, signed: list[str], dice: random.Random) -> Image.Image:
    picture = page.render(scale=look.dpi / 72).to_pil().convert("RGB")
    place = _place(page, signed) if signed else None
    picture = picture.filter(ImageFilter.GaussianBlur(0.55 * look.dpi / 200))
    if place is not None:
        stamp = Seal(text=signed[0], centre=place, dpi=look.dpi, degrees=dice.uniform(-8, 8))
        picture = draw_seal(picture, stamp)
    skew = look.skew * (1 if dice.random() < 0.7 else -0.6)
    picture = picture.rotate(-skew, Image.Resampling.BICUBIC, fillcolor=(250, 250, 250))
    signs = np.asarray(picture, np.float32)
    rng = np.random.default_rng(dice.randrange(2**32))
    signs = signs * _light(signs.shape[0], signs.shape[1], look.shade, dice)[:, :, None]
    if look.colour == "colour":
        signs *= np.array((1.0, 0.985, 0.95), np.float32)  # paper is not white
    signs = signs + rng.normal(0, look.noise, signs.shape[:2])[:, :, None]
    _specks(signs, rng)
    if look.border:
        signs[:, : look.border] = 35 + rng.normal(0, 8, (signs.shape[0], look.border, 1))
    done = Image.fromarray(np.clip(signs, 0, 255).astype(np.uint8)).rotate(90 * look.turn, expand=True)
    if look.colour == "colour":
        return done
    return done.convert("L") if look.colour == "grey" else done.convert("L").point(lambda v: 255 * (v > 128)).convert("1")


def _light(height: int, width: int, shade: float, dice: random.Random) -> np.ndarray:
    """Light that falls off to one corner, and the shadow of a fold across the sheet."""
    across, down = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    if dice.random() < 0.5:
        across = 1 - across
    fold = np.exp(-np.square((down - dice.uniform(0.3, 0.7)) * 60)) * shade / 2
    return np.asarray(1 - shade * (0.6 * across + 0.4 * down) - fold, np.float32)


def _specks(signs: np.ndarray, rng: np.random.Generator) -> None:
    """Dust on the glass."""
    height, width = signs.shape[:2]
    for _ in range(60):
        y, x, size = int(rng.integers(height - 3)), int(rng.integers(width - 3)), int(rng.integers(1, 3))
        signs[y : y + size, x : x + size] = rng.integers(40, 140)


def _place(page: Any, signed: list[str]) -> tuple[float, float] | None:
    """The middle (in points from the upper left corner) between the lines that the seal covers, if they stand on this page."""
    text = page.get_textpage()
    boxes = []
    for words in signed:
        finder, where = text.search(words.replace(" ", "")[-7:]), None
        while (found := finder.get_next()) is not None:
            where = found  # the last: a title may name the office too
        if where is None:
            return None
        boxes += [text.get_charbox(where[0]), text.get_charbox(where[0] + where[1] - 1)]
    x = (min(b[0] for b in boxes) + max(b[2] for b in boxes)) / 2
    return x, page.get_height() - (min(b[1] for b in boxes) + max(b[3] for b in boxes)) / 2
