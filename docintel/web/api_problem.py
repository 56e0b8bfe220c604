"""What every part of the JSON API answers when something is refused."""

from __future__ import annotations

from ninja import Schema


class Problem(Schema):
    """What went wrong and what to do, in words for a person."""

    detail: str
