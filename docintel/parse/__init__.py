"""A file → Document: ``parse(path)``. One module a file kind; ``PARSERS`` is the table of them."""

from docintel.parse.reader import PARSERS, SUFFIXES, parse

__all__ = ["PARSERS", "SUFFIXES", "parse"]
