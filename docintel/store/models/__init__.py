"""The tables. One module a group: papers, items (what was found), trace (who did what, and what the index must learn)."""

from docintel.store.models.bodies import Body, BodyAlias, BodySighting
from docintel.store.models.items import Action, Benefit, Deadline, Item, Norm, Obligation, Owner, Target
from docintel.store.models.lights import LightChoice, Progress
from docintel.store.models.papers import Paper, PaperVersion, Provision
from docintel.store.models.trace import History, Outbox, Review

__all__ = [
    "Action",
    "Benefit",
    "Body",
    "BodyAlias",
    "BodySighting",
    "Deadline",
    "History",
    "Item",
    "LightChoice",
    "Norm",
    "Obligation",
    "Outbox",
    "Owner",
    "Paper",
    "PaperVersion",
    "Progress",
    "Provision",
    "Review",
    "Target",
]
