"""Models of people at work."""

from workforce.models.accounts import BankAccount
from workforce.models.activities import Activity, ActivityCount, ActivityNote, ActivityPhoto, Spending
from workforce.models.adjustments import Adjustment
from workforce.models.applications import Application, Document, Education, Employment, PastTraining
from workforce.models.articles import Article, ArticlePhoto, ArticleVersion
from workforce.models.assignments import Assignment, AssignmentItem
from workforce.models.attendance import Holiday, Leave, SignIn
from workforce.models.budgets import BudgetCategory, BudgetLine, BudgetReturn, BudgetVersion, Instalment
from workforce.models.certificates import TaxCertificate
from workforce.models.closings import Closing, ClosingTick, TambonClosing
from workforce.models.contracts import Contract, Placement, Post
from workforce.models.delegations import Delegation
from workforce.models.logs import DayLog, LogPhoto
from workforce.models.months import ApprovalStep, MonthRules, Period
from workforce.models.papers import NumberSeries, Paper, PaperTemplate, Signature
from workforce.models.pay import PayBatch, PayLine
from workforce.models.people import DomicileChange, NameChange, Person
from workforce.models.problems import ProblemEvent, ProblemItem
from workforce.models.receivables import Receivable, Repayment
from workforce.models.reminders import Reminder
from workforce.models.reports import Approval, MonthReport, ReportLine
from workforce.models.rounds import Round, RoundQuota
from workforce.models.rules import (
    Criterion,
    EligibilityRule,
    RequiredDocument,
    TambonQuota,
    Terms,
    TypeTerms,
    WorkArea,
    WorkItem,
)
from workforce.models.selection import Announcement, Appeal, Score, Selection, SelectionLine, TieBreak
from workforce.models.supervision import AgencyCapacity, Supervision
from workforce.models.taxes import TaxRule
from workforce.models.training import Attendance, Handover, HandoverLine, Session
from workforce.models.transfers import TransferFormat

__all__ = [
    "Activity",
    "ActivityCount",
    "ActivityNote",
    "ActivityPhoto",
    "Adjustment",
    "AgencyCapacity",
    "Announcement",
    "Appeal",
    "Application",
    "Approval",
    "ApprovalStep",
    "Article",
    "ArticlePhoto",
    "ArticleVersion",
    "Assignment",
    "AssignmentItem",
    "Attendance",
    "BankAccount",
    "BudgetCategory",
    "BudgetLine",
    "BudgetReturn",
    "BudgetVersion",
    "Closing",
    "ClosingTick",
    "Contract",
    "Criterion",
    "DayLog",
    "Delegation",
    "Document",
    "DomicileChange",
    "Education",
    "EligibilityRule",
    "Employment",
    "Handover",
    "HandoverLine",
    "Holiday",
    "Instalment",
    "Leave",
    "LogPhoto",
    "MonthReport",
    "MonthRules",
    "NameChange",
    "NumberSeries",
    "Paper",
    "PaperTemplate",
    "PastTraining",
    "PayBatch",
    "PayLine",
    "Period",
    "Person",
    "Placement",
    "Post",
    "ProblemEvent",
    "ProblemItem",
    "Receivable",
    "Reminder",
    "Repayment",
    "ReportLine",
    "RequiredDocument",
    "Round",
    "RoundQuota",
    "Score",
    "Selection",
    "SelectionLine",
    "Session",
    "SignIn",
    "Signature",
    "Spending",
    "Supervision",
    "TambonClosing",
    "TambonQuota",
    "TaxCertificate",
    "TaxRule",
    "Terms",
    "TieBreak",
    "TransferFormat",
    "TypeTerms",
    "WorkArea",
    "WorkItem",
]
