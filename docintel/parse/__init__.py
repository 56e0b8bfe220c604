"""A file → Document: ``parse(path)``. One module a file kind; ``PARSERS`` is the table of them, ``members`` opens archives and mails."""

from docintel.parse.containers import CONTAINERS, members
from docintel.parse.kinds import SUFFIXES
from docintel.parse.reader import PARSERS, parse, source_of

__all__ = ["CONTAINERS", "PARSERS", "SUFFIXES", "members", "parse", "source_of"]
