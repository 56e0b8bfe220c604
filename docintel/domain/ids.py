"""Readable ids made from content: no i, l, 1, o, 0, so that a clerk can read one aloud over the telephone."""

from __future__ import annotations

import hashlib

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def content_id(prefix: str, *parts: object, length: int = 8) -> str:
    """``prefix-xxxxxxxx``, the same for the same parts. 31**8 ≈ 8.5e11 ids a prefix."""
    digest = hashlib.sha256("\x1f".join(str(p) for p in parts).encode("utf-8", "surrogatepass")).digest()
    number = int.from_bytes(digest[:12], "big") % len(ALPHABET) ** length  # a small number is divided faster
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return f"{prefix}-{''.join(letters)}"
