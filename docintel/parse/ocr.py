"""Reads the words of line images; the only home of rapidocr (extra ``ocr``). Its models lie in the package: nothing is ever downloaded."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:  # who only asks whether the extra is there needs no arrays
    import numpy as np
    import numpy.typing as npt

INSTALL = "pip install 'docintel[ocr]'"
Picture: TypeAlias = "npt.NDArray[np.uint8]"
"""Height × width (grey), 0 = black."""
PixelBox = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_FIND_SIDE, _FIND_SIDE_SMALL = 960, 1600
"""Pixels of the longer side at which lines are looked for: a sheet's 16-point type is 18 high. Words are read at full size."""
_SMALL = 18.0  # pixels at the first size: pages of lower boxes (type under 10 points) are looked at again at the second
_LOCK = threading.Lock()  # the engine keeps state from call to call
_MODELS = {"Det": "*_det_*.onnx", "Rec": "*_rec_*.onnx"}


@dataclass(frozen=True, slots=True)
class Words:
    """A line image's words: the middle of each sign in pixels from the image's left edge, and how sure the model is of each (0–1)."""

    text: str
    middles: tuple[float, ...]
    sure: tuple[float, ...]

    @property
    def confidence(self) -> float:
        return sum(self.sure) / len(self.sure) if self.sure else 0.0


def is_installed() -> bool:
    """Whether the extra is there with its models; costs no import."""
    return importlib.util.find_spec("cv2") is not None and len(_model_files()) == len(_MODELS)


@cache
def version() -> str:
    """Names the recogniser: package, version and models."""
    return "-".join(("rapidocr", metadata.version("rapidocr"), *(path.stem for path in _model_files().values()), str(_FIND_SIDE)))


def find_lines(picture: Picture) -> list[PixelBox]:
    """Boxes of the text lines of a level page."""
    boxes = _find(picture, _FIND_SIDE)
    scale = _FIND_SIDE / max(picture.shape)
    if boxes and median(min(b[2] - b[0], b[3] - b[1]) for b in boxes) * scale < _SMALL:
        boxes = _find(picture, _FIND_SIDE_SMALL)
    return boxes


def _find(picture: Picture, side: int) -> list[PixelBox]:
    with _LOCK:
        engine = _engine()
        if engine.text_det is not None:
            engine.text_det.limit_side_len = side
        found = engine(_colours(picture), use_det=True, use_rec=False)
    if found.boxes is None:
        return []
    return [(float(b[:, 0].min()), float(b[:, 1].min()), float(b[:, 0].max()), float(b[:, 1].max())) for b in found.boxes]


def read_lines(pictures: Sequence[Picture]) -> list[Words]:
    """The words of each line image, in order; empty words where nothing was read."""
    if not pictures:
        return []
    with _LOCK:
        out = _engine().recognize_txt([_colours(p) for p in pictures])
    return [_words(text, info, p.shape[1]) for text, info, p in zip(out.txts, out.word_results, pictures, strict=True)]


def _words(text: str, info: Any, width: int) -> Words:
    """Blanks are left out: white between signs is measured on the page."""
    signs = [sign for word in info.words for sign in word]
    columns = [column for word in info.word_cols for column in word]
    kept = [i for i, sign in enumerate(text) if not sign.isspace()]
    if len(signs) != len(kept) or not signs:
        return Words("", (), ())
    step = width / max(info.line_txt_len, 1.0)
    return Words("".join(signs), tuple((c + 0.5) * step for c in columns), tuple(float(info.confs[i]) for i in kept))


def _colours(picture: Picture) -> Picture:
    return picture[:, :, None].repeat(3, axis=2)


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR  # noqa: PLC0415 - the extra is loaded with the first scanned page

    paths = {f"{part}.model_path": str(path) for part, path in _model_files().items()}
    return RapidOCR(
        params={
            **paths,
            "Global.log_level": "error",
            "Global.max_side_len": 10_000,
            "Global.use_cls": False,  # whole pages are turned upright instead of single lines
            "Global.return_word_box": True,
            "Det.limit_type": "max",
            "Det.limit_side_len": _FIND_SIDE,
        }
    )


def _model_files() -> dict[str, Path]:
    """The models that lie in the installed package. Naming them keeps the package from fetching any."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return {}
    found = {part: sorted((Path(spec.origin).parent / "models").glob(pattern)) for part, pattern in _MODELS.items()}
    return {part: files[-1] for part, files in found.items() if files}
