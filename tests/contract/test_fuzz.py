"""Golden files of every kind, damaged at random: each is read within the laws of parsers or refused with one clear line, in time.

200 files in the test command; ``DOCINTEL_FUZZ=2000 pytest tests/contract/test_fuzz.py`` is the nightly run, with the kinds that LibreOffice opens.
"""

import io
import os
import random
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from docintel.errors import UnreadableFile
from docintel.parse import Ocr, members, office, parse
from tests.contract.test_parsers import laws, one_clear_line

FILES = Path(__file__).parents[1] / "golden" / "files"
TURNS = int(os.environ.get("DOCINTEL_FUZZ", "200"))
KINDS = sorted(folder.name for folder in FILES.iterdir() if folder.is_dir())
SLOW = ("doc", "rtf", "odt", "xls", "ods")
SECONDS = 30
VALUES = ["", "0", "-1", "99999999999", "abc", "１", "restart", "nothing", "none", "%1%2%9", "TOC", "separate", "\u00ad", "[bookmark: _x]"]


def turns(kind: str) -> range:
    """Slow kinds get a hundredth of the run, and none of a short one."""
    return range(TURNS // 100 if TURNS > 200 else 0) if kind in SLOW else range(-(-TURNS // sum(k not in SLOW for k in KINDS)))


def damaged(dice: random.Random, data: bytes) -> bytes:
    """Signs changed, stretches lost, doubled or moved, the end cut off."""
    out = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(out) or 1)
        stretch = bytes(out[at : at + dice.choice([1, 4, 64, 1024])])
        match dice.randrange(6):
            case 0:
                out[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del out[at : at + len(stretch)]
            case 2:
                out[at:at] = stretch
            case 3:
                other = dice.randrange(len(out) or 1)
                out[other : other + len(stretch)] = stretch
            case 4:
                out[at:at] = dice.choice(VALUES).encode()
            case 5 if dice.random() < 0.3:
                del out[at:]
    return bytes(out)


def bent(dice: random.Random, data: bytes) -> bytes:
    """XML that is still well-formed but says something else; other bytes are damaged."""
    try:
        root = etree.fromstring(data)
    except (etree.XMLSyntaxError, ValueError):
        return damaged(dice, data)
    elements = [e for e in root.iter() if isinstance(e.tag, str)]
    for _ in range(dice.randint(1, 12)):
        element, other = dice.choice(elements), dice.choice(elements)
        match dice.randrange(5):
            case 0 if element.getparent() is not None:
                element.getparent().remove(element)
            case 1 if element.attrib:
                name, value = dice.choice(list(element.attrib)), dice.choice(VALUES)
                element.set(name, value)
            case 2:
                other.append(etree.fromstring(etree.tostring(element)))
            case 3:
                element.tag = other.tag
            case 4:
                element.text = dice.choice(VALUES)
    return etree.tostring(root)


def repacked(dice: random.Random, data: bytes) -> bytes:
    """A package whose parts are damaged and whose cover is whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name in dice.sample(sorted(parts), min(len(parts), dice.randint(1, 3))):
        parts[name] = bent(dice, parts[name])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def read_in_time(path: Path) -> None:
    start = time.monotonic()
    try:
        papers = members(path)
    except UnreadableFile as error:
        one_clear_line(error, path)
        papers = []
    for paper in papers or [path]:
        try:
            laws(parse(paper, Ocr(use=False)))
        except UnreadableFile as error:
            one_clear_line(error, paper)
    assert time.monotonic() - start < SECONDS


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_named(kind, tmp_path):
    if kind in SLOW and turns(kind) and office.program() is None:
        pytest.skip("needs LibreOffice: apt-get install libreoffice-writer libreoffice-calc")
    files = sorted((FILES / kind).iterdir())
    for turn in turns(kind):
        dice = random.Random(f"{kind} {turn}")
        file = dice.choice(files)
        data = file.read_bytes()
        spoil = dice.choice([damaged, repacked, repacked]) if data.startswith(b"PK") else damaged
        path = tmp_path / f"{turn}{file.suffix}"
        path.write_bytes(spoil(dice, data))
        try:
            read_in_time(path)
        except AssertionError as error:
            raise AssertionError(f"{kind}, turn {turn}, from {file.name}") from error
