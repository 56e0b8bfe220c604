"""Where the data folder is. Known without opening it: reading files alone makes no records."""

from __future__ import annotations

import getpass
import os
from pathlib import Path


def home_folder() -> Path:
    """DOCINTEL_HOME, or ~/.docintel."""
    return Path(os.environ.get("DOCINTEL_HOME") or Path.home() / ".docintel").absolute()


def machine_user() -> str:
    """The name of the machine's user, who signs where nobody signed in; 未署名 where the machine does not know it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "未署名"
