"""A file → Document: ``parse(path)``. One module a file kind; ``PARSERS`` is the table of them."""

from docintel.parse.kinds import SUFFIXES
from docintel.parse.reader import PARSERS, parse

__all__ = ["PARSERS", "SUFFIXES", "parse"]
