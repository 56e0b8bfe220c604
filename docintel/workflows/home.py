"""Where the data folder is. Known without opening it: reading files alone makes no records."""

from __future__ import annotations

import os
from pathlib import Path


def home_folder() -> Path:
    """DOCINTEL_HOME, or ~/.docintel."""
    return Path(os.environ.get("DOCINTEL_HOME") or Path.home() / ".docintel").absolute()
