"""A file → Document: ``parse(path)``. One module a file kind; ``PARSERS`` is the table of them, ``members`` opens archives and mails."""

from docintel.parse.containers import CONTAINERS, members
from docintel.parse.kinds import SUFFIXES
from docintel.parse.reader import PARSERS, parse, source_of
from docintel.parse.source import Ocr

__all__ = ["CONTAINERS", "PARSERS", "SUFFIXES", "Ocr", "members", "parse", "source_of"]
