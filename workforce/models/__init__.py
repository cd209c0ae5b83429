"""Models of people at work."""

from workforce.models.applications import Application, Document, Education, Employment, PastTraining
from workforce.models.contracts import Contract, Placement, Post
from workforce.models.papers import NumberSeries, Paper, PaperTemplate, Signature
from workforce.models.people import NameChange, Person
from workforce.models.rounds import Round, RoundQuota
from workforce.models.rules import Criterion, EligibilityRule, RequiredDocument, Terms, TypeTerms, WorkArea, WorkItem
from workforce.models.selection import Announcement, Appeal, Score, Selection, SelectionLine, TieBreak
from workforce.models.supervision import AgencyCapacity, Supervision
from workforce.models.training import Attendance, Handover, HandoverLine, Session

__all__ = [
    "AgencyCapacity",
    "Announcement",
    "Appeal",
    "Application",
    "Attendance",
    "Contract",
    "Criterion",
    "Document",
    "Education",
    "EligibilityRule",
    "Employment",
    "Handover",
    "HandoverLine",
    "NameChange",
    "NumberSeries",
    "Paper",
    "PaperTemplate",
    "PastTraining",
    "Person",
    "Placement",
    "Post",
    "RequiredDocument",
    "Round",
    "RoundQuota",
    "Score",
    "Selection",
    "SelectionLine",
    "Session",
    "Signature",
    "Supervision",
    "Terms",
    "TieBreak",
    "TypeTerms",
    "WorkArea",
    "WorkItem",
]
