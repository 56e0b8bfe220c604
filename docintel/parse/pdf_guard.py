"""A PDF whose packed streams would unpack to more than memory can hold is refused before it is opened."""

from __future__ import annotations

import re
import zlib

MAX_STREAM = 256 * 1024 * 1024
_HIGHEST_RATIO = 1032  # deflate cannot pack tighter (zlib's technical notes): shorter streams need no look
_STREAM = re.compile(rb"stream\r?\n")
_STEP = 1 << 20


def is_bomb(data: bytes) -> bool:
    """Whether a stream of the file unpacks to more than MAX_STREAM bytes; it is unpacked step by step and never held."""
    for begin in _STREAM.finditer(data):
        end = data.find(b"endstream", begin.end())
        end = len(data) if end < 0 else end
        if (end - begin.end()) * _HIGHEST_RATIO > MAX_STREAM and _unpacked(data[begin.end() : end]) > MAX_STREAM:
            return True
    return False


def _unpacked(packed: bytes) -> int:
    """Size of a deflate stream, counted up to just over MAX_STREAM; 0 for another packing."""
    total, unpacker = 0, zlib.decompressobj()
    try:
        while packed and not unpacker.eof and total <= MAX_STREAM:
            total += len(unpacker.decompress(packed, _STEP))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return total
    return total
