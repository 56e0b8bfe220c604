"""Enterprise × provisions → verdicts with reasons and amounts. Rules are data, features are a visible list."""

from docintel.match.needs import uncovered_needs
from docintel.match.portrait import place_of_enterprise
from docintel.match.profiles import read_profile, read_profiles
from docintel.match.region import may_hold
from docintel.match.verdicts import LIMIT, match

__all__ = ["LIMIT", "match", "may_hold", "place_of_enterprise", "read_profile", "read_profiles", "uncovered_needs"]
