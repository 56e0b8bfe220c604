"""JSON-lines files that people hand in: rows with their line numbers, and one clear line when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docintel.errors import BadInput


def read(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, row) of each line that is not blank; ``where`` names file and line for messages. Raises BadInput."""
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path} 第{number}行"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"{where}：不是合法的 JSON（{str(error).splitlines()[0]}）；每行应是一个 JSON 对象") from None
        if not isinstance(row, dict):
            raise BadInput(f"{where}：不是 JSON 对象；每行应形如 {{…}}")
        yield where, row


def text_of(path: Path) -> str:
    """The file as UTF-8 text. Raises BadInput saying what is wrong and what to do."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"{path}：没有这个文件；请检查路径") from None
    except UnicodeDecodeError:
        raise BadInput(f"{path}：不是 UTF-8 编码的文本；请另存为 UTF-8 后再试") from None
    except OSError as error:
        raise BadInput(f"{path}：读不了（{error.strerror}）；请检查路径和权限") from None
