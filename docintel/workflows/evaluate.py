"""Score the program against gold data: extraction, expressions, search. Matching is scored in ``scores.match`` the same way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docintel.errors import BadInput

Row = dict[str, Any]


def json_lines(path: Path) -> Iterator[Row]:
    """The rows of a JSON-lines file. Raises BadInput naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}：读不了（{error}）；请给出一个 UTF-8 的 JSON 行文件") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError as error:
                raise BadInput(f"{path} 第 {number} 行不是 JSON：{error}；请改正这一行") from error
