"""The promises of the house, each as a check that can fail."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils.module_loading import import_string

from u2t.core import jobs, lists
from u2t.core.access import SIGNED_IN, roles, rules_by_permission
from u2t.core.models import ScopedQuerySet

ROOT = Path(settings.BASE_DIR)
APPS = ("u2t/core", "tambon", "workforce", "datasets", "dashboards")
CAN = tuple(f"{app.replace('/', '.')}.permissions" for app in APPS)
OWN_MODELS = [model for model in apps.get_models() if model.__module__.split(".")[0] in {"u2t", *APPS}]
MODULE_LIMIT = 400


def _sources(pattern="**/*.py"):
    found = [path for app in ("u2t", *APPS[1:]) for path in (ROOT / app).glob(pattern)]
    return sorted(path for path in found if "migrations" not in path.parts)


def _service_functions():
    for path in _sources("**/services/*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield pytest.param(node, id=f"{path.relative_to(ROOT)}:{node.name}")


@pytest.mark.parametrize("function", list(_service_functions()))
def test_every_service_takes_keywords_and_by_and_asks_first(function):
    assert not function.args.args, "positional arguments"
    assert "by" in {argument.arg for argument in function.args.kwonlyargs}

    body = function.body[1:] if ast.get_docstring(function) else function.body
    first = body[0]
    call = first.value if isinstance(first, ast.Expr | ast.Assign | ast.Return) else None
    name = getattr(getattr(call, "func", None), "id", "") or getattr(getattr(call, "func", None), "attr", "")
    assert name.startswith("require"), "the first statement must be require(by, …)"


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model.__name__)
def test_every_model_has_docstring_str_and_privacy_of_every_field(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django's default docstring"
    assert "__str__" in model.__dict__

    fields = {field.name for field in model._meta.concrete_fields}
    assert model.Privacy.personal | model.Privacy.plain == fields
    assert not model.Privacy.personal & model.Privacy.plain


@pytest.mark.parametrize("path", _sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_crowded(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LIMIT


def test_no_pattern_repeats_a_group_without_going_back():
    """Python before 3.11.5 matches too much by `(?:…)*+`: `(?>(?:…)*)` says the same, and is right everywhere."""
    repeated = re.compile(r"\)(?:[*+?]|\{[\d,]+\})\+")
    found = {
        str(path.relative_to(ROOT))
        for path in _sources()
        for line in path.read_text(encoding="utf-8").splitlines()
        if repeated.search(line) and not line.lstrip().startswith("#")
    }
    assert not found


def test_the_lock_of_the_front_end_names_no_address():
    """Made anew by `npm run lock`: npm itself writes where packages ask for money, and may write where they came from."""
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")

    assert re.findall(r"https?:[^\"]*", lock) == []
    packages = json.loads(lock)["packages"]
    assert {name for name, one in packages.items() if name and not one["integrity"].startswith("sha512-")} == set()


def test_every_top_level_package_and_module_of_u2t_is_in_the_import_law():
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    named = {name.strip() for layer in contract["contracts"][0]["layers"] for name in re.split("[:|]", layer)}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "u2t"}
    modules = {f"u2t.{path.stem}" for path in (ROOT / "u2t").glob("*.py")} - {"u2t.__init__"}
    modules |= {f"u2t.{path.parent.name}" for path in (ROOT / "u2t").glob("*/__init__.py")}

    assert packages | modules == named


@pytest.mark.django_db
def test_every_permission_is_in_the_database_and_in_the_table_of_access():
    names = {str(can) for module in CAN for can in import_string(f"{module}.Can")}
    stored = {f"{app}.{code}" for app, code in Permission.objects.values_list("content_type__app_label", "codename")}

    assert names <= stored
    assert names == set(rules_by_permission())


def test_every_role_of_the_table_is_declared_and_has_a_use():
    used = {role for rules in rules_by_permission().values() for rule in rules for role in rule.roles}

    assert used - {SIGNED_IN} == set(roles()) - {"applicant"}


def test_every_role_is_described_in_the_documentation():
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")

    assert [code for code in roles() if f"`{code}`" not in text] == []


def test_every_task_and_job_that_is_promised_exists():
    from celery import current_app

    current_app.loader.import_default_modules()
    promised = set()
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
                owner = getattr(getattr(node.func, "value", None), "id", "")
                if name == "enqueue":
                    promised.add(("task", node.args[0].value))
                elif name == "start" and owner == "jobs":
                    promised.add(("job", node.args[0].value))

    known = {("task", name) for name in current_app.tasks} | {("job", name) for name in jobs.kinds()}
    assert ("task", "core.run_job") in promised
    assert promised <= known
    scheduled = {("task", entry["task"]) for entry in current_app.conf.beat_schedule.values()}
    assert scheduled <= known


def test_every_list_declares_its_downloads_and_sorting():
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - loads every view, and so every list
    assert lists.names()
    for name in lists.names():
        spec = lists.get(name)
        assert spec.table.downloads or spec.columns, name
        assert set(spec.table.sortable) <= set(spec.table.base_columns) | {"id"}, name


def test_every_model_that_holds_rows_of_areas_has_a_door():
    without = {model.__name__ for model in OWN_MODELS if not isinstance(model._default_manager.all(), ScopedQuerySet)}

    assert without == {
        # parts of a row that has a door
        "BoundarySet", "DatasetField", "GrantTerm", "LocalGovernmentStatus", "NetworkTerm", "ProvinceLead", "Revision", "Unit",
        "ApprovalStep", "Criterion", "EligibilityRule", "RequiredDocument", "TambonQuota", "TypeTerms", "RoundArea",
        "RoundCollector", "RoundGrace",
        "FormFile",
        # names of networks, programmes, kinds of work and of money, and what a level asks for, are public knowledge
        "BudgetCategory", "LevelScheme", "Network", "Programme", "WorkArea", "WorkItem",
        # never shown
        "Edition", "Mark", "NumberSeries", "OutboxMessage", "Delivery",
        # the own one, asked for by its user
        "ChannelChoice",
    }  # fmt: skip


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_setting_read_from_the_environment_is_documented():
    tree = ast.parse((ROOT / "u2t/settings.py").read_text(encoding="utf-8"))
    read = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and ast.unparse(node.func) in {"os.environ.get", "_flag"}
    }
    documented = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert "DATABASE_URL" in read
    assert [name for name in sorted(read) if f"{name}=" not in documented] == []
