"""What an examination of the program and its library found."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = {"ok": "正常", "notice": "注意", "fault": "故障"}
"""Level code → label, from good to bad; the exit code of ``docintel doctor`` is the place of the worst."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the examination: what was found and what it means, ``todo`` what to do ("" when nothing).

    ``fix`` names what ``docintel doctor --fix`` would do: migrate | index | pages | leftovers ("" = nothing).
    """

    name: str
    level: str  # LEVELS
    what: str
    todo: str = ""
    fix: str = ""


def worst(checks: tuple[Check, ...]) -> str:
    """The worst level of all."""
    order = list(LEVELS)
    return max((c.level for c in checks), key=order.index, default="ok")
