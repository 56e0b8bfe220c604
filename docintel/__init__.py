"""docintel reads Chinese government paper: promises into a ledger, provisions into a search, policies matched to firms.

Public verbs are loaded on first use, so that ``docintel --help`` stays fast.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_VERBS = {
    "parse": "docintel.parse",
    "structure": "docintel.structure",
    "extract": "docintel.extract",
    "find_frames": "docintel.text.expressions",
}
__all__ = ["__version__", *sorted(_VERBS)]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"docintel has no {name!r}; it has {', '.join(sorted(_VERBS))}")
    return getattr(importlib.import_module(_VERBS[name]), name)
