"""Texts → unit vectors with multilingual-e5-small (models/e5, built by scripts/build_encoder.py)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from docintel.errors import MissingPart

Vectors = NDArray[np.float32]
FILES = ("model.onnx", "tokenizer.json", "characters.json")
MAX_TOKENS = 512
_SPACES = re.compile(" {2,}")


class OnnxEncoder:
    """Texts as float32 vectors of unit length, shape (n, 384); texts beyond 512 tokens are cut.

    Raises MissingPart when the folder does not hold the built encoder.
    """

    dim = 384
    near = 0.892  # cosine below which nothing answers: read off 44 questions on subjects that the library does not hold and 61 it does

    def __init__(self, folder: Path, threads: int = 2) -> None:
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise MissingPart(f"语义编码器不完整：{folder} 缺少 {'、'.join(missing)}；请运行 python scripts/build_encoder.py")
        self.version = _version(folder / "model.onnx")
        mapped = json.loads((folder / "characters.json").read_text(encoding="ascii"))
        self._characters = {int(point, 16): text for point, text in mapped.items()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._threads = threads
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # several texts at once, a thread each, cost half the time of several threads a text
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions."""
        return self._encode([f"query: {t}" for t in texts])

    def passages(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of passages; ``progress`` is told how many more are done."""
        return self._encode([f"passage: {t}" for t in texts], progress)

    def _normal(self, text: str) -> str:
        """What XLM-RoBERTa's SentencePiece normaliser makes of ``text``."""
        return _SPACES.sub(" ", text.translate(self._characters))

    def _encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast([self._normal(t) for t in texts])
        if len(texts) == 1:
            return self._vector(encodings[0].ids)[None, :]
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for row, vector in enumerate(pool.map(lambda e: self._vector(e.ids), encodings)):
                vectors[row] = vector
                if progress is not None:
                    progress(1)
        return vectors

    def _vector(self, ids: Sequence[int]) -> Vectors:
        found: Vectors = self._session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0][0]
        return found


def _version(file: Path) -> str:
    """Tells one build of the encoder from another: size and last megabyte (reading all of it would cost every search)."""
    with file.open("rb") as f:
        size = f.seek(0, 2)
        f.seek(max(0, size - (1 << 20)))
        return hashlib.sha256(str(size).encode() + f.read()).hexdigest()[:12]
