"""Every error docintel raises on purpose. Each message says what happened, where, and what to do next."""

import os


def readable(path: object) -> str:
    """A path as text that can be printed and stored: names unpacked from a Windows archive are often GBK bytes."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text).decode("gb18030", "replace")
    return text


class DocintelError(Exception):
    """Base of all expected errors; the CLI prints ``str(error)`` as one line and exits with code 2."""


class UnreadableFile(DocintelError):
    """A file that cannot be read: names the file, the cause and the remedy (all three are shown to the clerk)."""

    def __init__(self, path: object, what: str, todo: str) -> None:
        self.path, self.what, self.todo = readable(path), what, todo
        super().__init__(f"{self.path}：{what}；{todo}")

    def __reduce__(self) -> tuple[type["UnreadableFile"], tuple[str, str, str]]:
        """Pickled by its three parts: the error crosses from worker processes."""
        return type(self), (self.path, self.what, self.todo)


class BadInput(DocintelError):
    """A malformed argument, query, profile or catalogue row."""


class NotFound(DocintelError):
    """A record, registry name or file that does not exist; the message lists what is known."""


class MissingPart(DocintelError):
    """An optional package, model or program is absent; the message holds the exact command that installs it."""


class StoreConflict(DocintelError):
    """A change that would overwrite somebody's work (status moved meanwhile, reviewed text changed)."""


class NotAllowed(DocintelError):
    """An act that the role or the unit of the person does not allow; the message says whose it is."""
