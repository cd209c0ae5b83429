"""The one table of access: which roles hold which permission, and how far it reaches."""

from dashboards.permissions import Can as Figures
from datasets.permissions import Can as Data
from tambon.permissions import Can as Where
from u2t.core.access import SIGNED_IN, Rule, Scope
from u2t.core.permissions import Can as Core
from workforce.permissions import Can as Work

_ALL = frozenset({SIGNED_IN})
_NATION = frozenset({"ministry", "steward", "auditor", "admin"})
_LOCAL = frozenset({"worker", "digital", "pm", "am", "community", "staff", "regional", "province", "agency"})
_EVERYWHERE = _NATION | _LOCAL
_OFFICES = frozenset({"staff", "regional", "province"})
_MANAGERS = frozenset({"staff", "ministry", "admin"})
_STAFF = frozenset({"staff"})
_HIRING = frozenset({"staff", "auditor"})
_GUIDES = frozenset({"pm", "am", "agency"})
_WORK = _GUIDES | _OFFICES | {"ministry", "auditor", "admin"}

ACCESS: tuple[Rule, ...] = (
    # Where and who
    Rule(Where.VIEW_AREA, _ALL, Scope.SUMMARY),
    Rule(Where.VIEW_AREA, _EVERYWHERE),
    Rule(Where.VIEW_UNIVERSITY, _ALL, Scope.OPEN),
    Rule(Where.VIEW_AGENCY, _EVERYWHERE),
    Rule(Where.VIEW_ALLOCATION, _NATION | _OFFICES),
    Rule(Where.CHANGE_ALLOCATION, frozenset({"ministry", "admin"})),
    Rule(Where.VIEW_USER, _ALL, Scope.OWN),
    Rule(Where.VIEW_USER, _MANAGERS | frozenset({"auditor"})),
    Rule(Where.CHANGE_USER, frozenset({"ministry", "admin"})),
    Rule(Where.VIEW_MEMBERSHIP, _ALL, Scope.OWN),
    Rule(Where.VIEW_MEMBERSHIP, _MANAGERS | frozenset({"auditor"})),
    Rule(Where.GIVE_MEMBERSHIP, _MANAGERS),
    Rule(Where.END_MEMBERSHIP, _MANAGERS),
    Rule(Where.GIVE_GRANT, frozenset({"admin"})),
    Rule(Where.VIEW_ACCESS, frozenset({"admin", "auditor"})),
    Rule(Where.CHANGE_VILLAGE, frozenset({"staff", "province", "steward", "admin"}), Scope.HELD),
    Rule(Where.LOAD_GEOGRAPHY, frozenset({"admin"})),
    Rule(Where.LOAD_BOUNDARIES, frozenset({"admin"})),
    Rule(Where.CHANGE_UNIVERSITY, frozenset({"ministry", "admin"})),
    Rule(Where.CHANGE_PROGRAMME, frozenset({"ministry", "admin"})),
    Rule(Where.CHANGE_AGENCY, frozenset({"staff", "ministry", "admin"})),
    # Foundation
    Rule(Core.VIEW_JOB, _ALL, Scope.OWN),
    Rule(Core.VIEW_FILE, _ALL, Scope.OWN),
    Rule(Core.VIEW_NOTIFICATION, _ALL, Scope.OWN),
    Rule(Core.VIEW_IMPORT, _ALL, Scope.OWN),
    Rule(Core.VIEW_IMPORT, _NATION),
    Rule(Core.VIEW_AUDIT, frozenset({"auditor", "admin"})),
    Rule(Core.ERASE_REVISION, frozenset({"admin"})),
    Rule(Core.EXPORT_PERSONAL_DATA, frozenset({"admin", "auditor"})),
    # Data sets
    Rule(Data.VIEW_DATASET, _ALL, Scope.OPEN),
    Rule(Data.CHANGE_DATASET, frozenset({"steward", "admin"})),
    Rule(Data.VIEW_RECORD, _EVERYWHERE),
    Rule(Data.IMPORT_DATASET, frozenset({"steward", "admin"})),
    Rule(Data.UNDO_IMPORT, frozenset({"steward", "admin"})),
    Rule(Data.VIEW_CORRECTION, _NATION | frozenset({"province"})),
    Rule(Data.PROPOSE_CORRECTION, frozenset({"steward", "province", "admin"})),
    Rule(Data.DECIDE_CORRECTION, frozenset({"steward", "ministry", "admin"})),
    # People at work
    Rule(Work.VIEW_TERMS, _NATION | {"staff", "regional"}),
    Rule(Work.CHANGE_TERMS, _MANAGERS),
    Rule(Work.VIEW_ROUND, _NATION | {"staff", "regional"}),
    Rule(Work.CHANGE_ROUND, _STAFF),
    Rule(Work.VIEW_PERSON, _ALL, Scope.OWN),
    Rule(Work.VIEW_PERSON, _WORK),
    Rule(Work.CHANGE_PERSON, _ALL, Scope.OWN),
    Rule(Work.CHANGE_PERSON, _STAFF),
    Rule(Work.REVEAL_NATIONAL_ID, _ALL, Scope.OWN),
    Rule(Work.REVEAL_NATIONAL_ID, _HIRING),
    Rule(Work.VIEW_APPLICATION, _ALL, Scope.OWN),
    Rule(Work.VIEW_APPLICATION, _HIRING),
    Rule(Work.CHANGE_APPLICATION, _ALL, Scope.OWN),
    Rule(Work.SCREEN_APPLICATION, _STAFF),
    Rule(Work.SCORE_APPLICATION, _STAFF),
    Rule(Work.VIEW_DOCUMENT, _ALL, Scope.OWN),
    Rule(Work.VIEW_DOCUMENT, _HIRING),
    Rule(Work.VIEW_SELECTION, _HIRING),
    Rule(Work.SELECT, _STAFF),
    Rule(Work.ANNOUNCE, _STAFF),
    Rule(Work.APPEAL, _ALL, Scope.OWN),
    Rule(Work.VIEW_APPEAL, _ALL, Scope.OWN),
    Rule(Work.VIEW_APPEAL, _HIRING),
    Rule(Work.DECIDE_APPEAL, _STAFF),
    Rule(Work.VIEW_POST, _WORK),
    Rule(Work.CHANGE_POST, _STAFF),
    Rule(Work.VIEW_CONTRACT, _ALL, Scope.OWN),
    Rule(Work.VIEW_CONTRACT, _WORK),
    Rule(Work.CHANGE_CONTRACT, _STAFF),
    Rule(Work.SIGN_CONTRACT, _STAFF),
    Rule(Work.IMPORT_WORKFORCE, _STAFF),
    Rule(Work.VIEW_PLACEMENT, _ALL, Scope.OWN),
    Rule(Work.VIEW_PLACEMENT, _WORK),
    Rule(Work.CHANGE_PLACEMENT, _STAFF),
    Rule(Work.VIEW_SUPERVISION, _ALL, Scope.OWN),
    Rule(Work.VIEW_SUPERVISION, _EVERYWHERE),
    Rule(Work.CHANGE_SUPERVISION, _STAFF),
    Rule(Work.VIEW_SESSION, _ALL, Scope.OWN),
    Rule(Work.VIEW_SESSION, _WORK),
    Rule(Work.CHANGE_SESSION, frozenset({"staff", "pm"})),
    Rule(Work.VIEW_HANDOVER, _ALL, Scope.OWN),
    Rule(Work.VIEW_HANDOVER, _WORK),
    Rule(Work.CHANGE_HANDOVER, frozenset({"staff", "pm"})),
    Rule(Work.VIEW_PAPER, _ALL, Scope.OWN),
    Rule(Work.VIEW_PAPER, _GUIDES | _HIRING),
    Rule(Work.CHANGE_PAPER, _STAFF),
    Rule(Work.SIGN_PAPER, _ALL, Scope.OWN),
    Rule(Work.SIGN_PAPER, _GUIDES | {"staff"}),
    Rule(Work.CHANGE_TEMPLATE, _MANAGERS),
    # The month
    Rule(Work.VIEW_MONTH_RULES, _ALL, Scope.OPEN),
    Rule(Work.CHANGE_MONTH_RULES, _STAFF),
    Rule(Work.VIEW_PERIOD, _ALL, Scope.OPEN),
    Rule(Work.CHANGE_PERIOD, _STAFF),
    Rule(Work.VIEW_LOG, _ALL, Scope.OWN),
    Rule(Work.VIEW_LOG, _GUIDES | _HIRING),
    Rule(Work.WRITE_LOG, _ALL, Scope.OWN),
    Rule(Work.KEEP_LOG, frozenset({"worker", "digital"}), Scope.OWN),
    Rule(Work.DECIDE_LOG, frozenset({"pm", "staff"})),
    Rule(Work.VIEW_REPORT, _ALL, Scope.OWN),
    Rule(Work.VIEW_REPORT, _GUIDES | _HIRING | {"ministry"}),
    Rule(Work.WRITE_REPORT, _ALL, Scope.OWN),
    Rule(Work.CHECK_REPORT, _GUIDES),
    Rule(Work.CERTIFY_REPORT, _STAFF),
    Rule(Work.DECIDE_REPORT, _GUIDES | {"staff"}),
    Rule(Work.REOPEN_REPORT, _STAFF),
    Rule(Work.VIEW_PAY, _ALL, Scope.OWN),
    Rule(Work.VIEW_PAY, _HIRING | {"ministry"}),
    Rule(Work.VIEW_PAYROLL, _HIRING | {"ministry"}),
    Rule(Work.CHANGE_PAYROLL, _STAFF),
    # Figures
    Rule(Figures.VIEW_INDICATOR, _ALL, Scope.OPEN),
    Rule(Figures.VIEW_ROLLUP, _ALL, Scope.SUMMARY),
    Rule(Figures.VIEW_ROLLUP, _EVERYWHERE),
    Rule(Figures.VIEW_OBSERVATION, _EVERYWHERE),
    Rule(Figures.EXPORT_REPORT, _EVERYWHERE),
    Rule(Figures.REBUILD_ROLLUP, frozenset({"admin"})),
)
