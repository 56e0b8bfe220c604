"""The tables. One module a group: papers (and relations among them), items, life and office (what people do), trace (who did what)."""

from docintel.store.models.bodies import Body, BodyAlias, BodySighting
from docintel.store.models.items import Action, Benefit, Deadline, Item, Norm, Obligation, Owner, Target
from docintel.store.models.life import Assignment, Countersign, Decision, Evidence, Feedback, Instance, Request, SubTask, Verdict
from docintel.store.models.lights import LightChoice, Progress
from docintel.store.models.office import Delivery, FormNumber, Notice, OfficeChoice, Outcome, Seen, SheetChoice, SheetImport
from docintel.store.models.papers import Paper, PaperVersion, Provision
from docintel.store.models.people import Audit, Member, Unit
from docintel.store.models.relations import Relation
from docintel.store.models.trace import Act, History, Outbox, Review

__all__ = [
    "Act",
    "Action",
    "Assignment",
    "Audit",
    "Benefit",
    "Body",
    "BodyAlias",
    "BodySighting",
    "Countersign",
    "Deadline",
    "Decision",
    "Delivery",
    "Evidence",
    "Feedback",
    "FormNumber",
    "History",
    "Instance",
    "Item",
    "LightChoice",
    "Member",
    "Norm",
    "Notice",
    "Obligation",
    "OfficeChoice",
    "Outbox",
    "Outcome",
    "Owner",
    "Paper",
    "PaperVersion",
    "Progress",
    "Provision",
    "Relation",
    "Request",
    "Review",
    "Seen",
    "SheetChoice",
    "SheetImport",
    "SubTask",
    "Target",
    "Unit",
    "Verdict",
]
