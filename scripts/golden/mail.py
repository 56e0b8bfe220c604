"""Golden mails: see ``archive``."""

from golden.archive import mail as build

__all__ = ["build"]
