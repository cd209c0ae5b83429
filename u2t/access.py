"""The one table of access: which roles hold which permission, and how far it reaches."""

from dashboards.permissions import Can as Figures
from datasets.permissions import Can as Data
from tambon.permissions import Can as Where
from u2t.core.access import SIGNED_IN, Rule, Scope
from u2t.core.permissions import Can as Core

_ALL = frozenset({SIGNED_IN})
_NATION = frozenset({"ministry", "steward", "auditor", "admin"})
_LOCAL = frozenset({"worker", "digital", "pm", "am", "community", "staff", "regional", "province", "agency"})
_EVERYWHERE = _NATION | _LOCAL
_OFFICES = frozenset({"staff", "regional", "province"})
_MANAGERS = frozenset({"staff", "ministry", "admin"})

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
    Rule(Where.CHANGE_VILLAGE, frozenset({"staff", "province", "steward", "admin"})),
    Rule(Where.LOAD_GEOGRAPHY, frozenset({"admin"})),
    Rule(Where.LOAD_BOUNDARIES, frozenset({"admin"})),
    Rule(Where.CHANGE_UNIVERSITY, frozenset({"ministry", "admin"})),
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
    # Figures
    Rule(Figures.VIEW_INDICATOR, _ALL, Scope.OPEN),
    Rule(Figures.VIEW_ROLLUP, _ALL, Scope.SUMMARY),
    Rule(Figures.VIEW_ROLLUP, _EVERYWHERE),
    Rule(Figures.VIEW_OBSERVATION, _EVERYWHERE),
    Rule(Figures.EXPORT_REPORT, _EVERYWHERE),
    Rule(Figures.REBUILD_ROLLUP, frozenset({"admin"})),
)
