"""Every model with a door keeps a row of another area from every local role, whatever is asked of it."""

import pytest
from django.apps import apps

from datasets.models import Layer, StagedRow
from tambon.words import PERMISSIONS
from tests.access.lines import GROUPS
from tests.access.walking import addresses
from tests.factories import dashboards as figures
from u2t.core.access import SIGNED_IN, Scope, roles, rules_by_permission
from u2t.core.models import ScopedQuerySet

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

LOCAL = sorted(set(roles()) - set(GROUPS["nation"].split()))

#: Each model with a door: the key of the world that its row has, and what may be asked of it besides its own views.
MODELS = {
    "core.auditevent": ("event", ()),
    "core.importissue": ("issue", ("core.view_importrun",)),
    "core.importrun": ("run", ()),
    "core.job": ("job", ()),
    "core.notification": ("notification", ()),
    "core.privatefile": ("file", ()),
    "dashboards.observation": ("observation", ()),
    "dashboards.rollup": ("rollup", ()),
    "datasets.correction": ("correction", ()),
    "datasets.layer": ("layer", ("datasets.view_record",)),
    "datasets.apppassword": ("telephone", ()),
    "datasets.collectionround": ("collection", ()),
    "datasets.entry": ("entry", ()),
    "datasets.entryfile": ("entry_file", ("datasets.view_entry", "datasets.change_entry")),
    "datasets.entryremark": ("entry_remark", ("datasets.view_entry", "datasets.change_entry")),
    "datasets.entryrevision": ("entry_revision", ("datasets.view_entry", "datasets.change_entry")),
    "datasets.record": ("record", ()),
    "datasets.doubt": ("doubt", ()),
    "datasets.headingset": ("heading_set", ("datasets.add_record",)),
    "datasets.twin": ("twin", ()),
    "datasets.stagedrow": ("staged", ("core.view_importrun",)),
    "tambon.agency": ("agency", ()),
    "tambon.allocation": ("allocation", ()),
    "tambon.area": ("area", ("tambon.add_membership",)),
    "tambon.invitation": ("invitation", ("tambon.add_membership", "tambon.change_membership")),
    "tambon.localgovernment": ("government", ("tambon.view_area",)),
    "tambon.membership": ("membership", ()),
    "tambon.user": ("user", ()),
    "workforce.application": ("application", ()),
    "workforce.closing": ("closing", ()),
    "workforce.tambonclosing": ("tambon_closing", ()),
    "workforce.closingtick": ("closing_tick", ("workforce.view_closing", "workforce.change_closing")),
    "workforce.contract": ("contract", ("workforce.view_end_reason",)),
    "workforce.document": ("document", ("workforce.change_application",)),
    "workforce.education": ("education", ("workforce.view_application", "workforce.change_application")),
    "workforce.employment": ("employment", ("workforce.view_application", "workforce.change_application")),
    "workforce.namechange": ("former_name", ("workforce.view_person", "workforce.change_person")),
    "workforce.domicilechange": ("move", ("workforce.view_person", "workforce.change_person")),
    "workforce.paper": ("paper", ()),
    "workforce.pasttraining": ("training", ("workforce.view_application", "workforce.change_application")),
    "workforce.person": ("person", ("workforce.reveal_national_id",)),
    "workforce.placement": ("placement", ()),
    "workforce.post": ("post", ()),
    "workforce.round": ("round", ()),
    "workforce.roundquota": ("quota", ("workforce.view_round",)),
    "workforce.terms": ("terms", ()),
    "workforce.announcement": ("announcement", ("workforce.view_selection",)),
    "workforce.appeal": ("appeal", ()),
    "workforce.score": ("score", ("workforce.view_selection", "workforce.score_application")),
    "workforce.selection": ("selection", ()),
    "workforce.selectionline": ("line", ("workforce.view_selection", "workforce.change_selection")),
    "workforce.agencycapacity": ("capacity", ("workforce.view_placement", "workforce.change_placement")),
    "workforce.attendance": ("attendance", ("workforce.view_session", "workforce.change_session")),
    "workforce.handover": ("handover", ()),
    "workforce.handoverline": ("handover_line", ("workforce.view_handover", "workforce.change_handover")),
    "workforce.papertemplate": ("paper_text", ()),
    "workforce.session": ("session", ()),
    "workforce.signature": ("signature", ("workforce.view_paper", "workforce.sign_paper")),
    "workforce.supervision": ("supervision", ()),
    "workforce.approval": ("approval", ("workforce.view_monthreport",)),
    "workforce.article": ("article", ()),
    "workforce.articlephoto": ("article_photo", ("workforce.view_article", "workforce.change_article")),
    "workforce.articleversion": ("article_version", ("workforce.view_article", "workforce.change_article")),
    "workforce.assignment": ("assignment", ()),
    "workforce.assignmentitem": ("assignment_item", ("workforce.view_assignment", "workforce.change_assignment")),
    "workforce.daylog": ("log", ()),
    "workforce.delegation": ("delegation", ()),
    "workforce.leave": ("leave", ()),
    "workforce.signin": ("signin", ()),
    "workforce.logphoto": ("log_photo", ("workforce.view_daylog",)),
    "workforce.monthreport": ("monthreport", ()),
    "workforce.paybatch": ("paybatch", ()),
    "workforce.bankaccount": ("bank_account", ()),
    "workforce.adjustment": ("adjustment", ()),
    "workforce.receivable": ("receivable", ()),
    "workforce.repayment": ("repayment", ("workforce.view_receivable",)),
    "workforce.taxcertificate": ("tax_certificate", ()),
    "workforce.transferformat": ("transfer_format", ()),
    "workforce.payline": ("payline", ()),
    "workforce.problemitem": ("problemitem", ()),
    "workforce.problemevent": ("problem_event", ("workforce.view_problemitem",)),
    "workforce.reminder": ("reminder", ("workforce.view_monthreport",)),
    "workforce.reportline": ("report_line", ("workforce.view_monthreport",)),
    "workforce.instalment": ("instalment", ()),
    "workforce.budgetline": ("budget_line", ()),
    "workforce.budgetversion": ("budget_version", ("workforce.view_budgetline",)),
    "workforce.budgetreturn": ("budget_return", ("workforce.view_instalment",)),
    "workforce.spending": ("spending", ()),
    "workforce.activity": ("activity", ()),
    "workforce.activitynote": ("activity_note", ("workforce.view_activity",)),
    "workforce.activitycount": ("activity_count", ("workforce.view_activity",)),
    "workforce.activityphoto": ("activity_photo", ("workforce.view_activity",)),
    "workforce.tiebreak": ("tie_break", ("workforce.view_selection", "workforce.change_selection")),
}

#: Models whose rows everybody who is signed in may see.
OPEN = {
    "datasets.dataset",
    "datasets.datasetversion",
    "datasets.form",
    "dashboards.indicator",
    "tambon.university",
}
OPEN |= {"workforce.monthrules", "workforce.period", "workforce.holiday", "workforce.taxrule"}


def _scoped():
    """Return the models with a door; an app none of whose views has an address yet has nobody to keep out."""
    served = {pattern.callback.__module__.partition(".")[0] for _name, pattern in addresses()}
    found = (model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet))
    return {model._meta.label_lower: model for model in found if model.__module__.partition(".")[0] in served}


def _permissions(label, more):
    app, name = label.split(".")
    return sorted(
        {known for known in rules_by_permission() if known.startswith(f"{app}.") and known.endswith(f"_{name}")}
        | set(more)
    )


def _cases():
    return [
        pytest.param(label, permission, id=f"{label}-{permission}")
        for label, (_key, more) in sorted(MODELS.items())
        for permission in _permissions(label, more)
    ]


@pytest.fixture(scope="module")
def full_world(world):
    """The same world with what only its models have."""
    for keys in world.keys.values():
        code = keys["area"]
        keys["rollup"] = figures.rollup("tambon", code, 5).pk
        keys["observation"] = figures.observation(code, 5).pk
        layer = Layer.objects.create(
            record_id=keys["record"], correction_id=keys["correction"], values={}, position=int(code)
        )
        staged = StagedRow.objects.create(run_id=keys["run"], line=2, place=code, period="2565")
        keys |= {"layer": layer.pk, "staged": staged.pk}
    return world


def test_every_model_with_a_door_is_in_the_table():
    assert set(_scoped()) == set(MODELS) | OPEN


def test_every_model_in_the_table_is_asked_something():
    assert [label for label, (_key, more) in MODELS.items() if not _permissions(label, more)] == []


@pytest.mark.parametrize("label", sorted(OPEN))
def test_a_model_called_open_is_open_by_the_table_of_access(label):
    app, name = label.split(".")
    name = name.removesuffix("version")  # versions are seen with their data set
    rules = rules_by_permission()[f"{app}.view_{name}"]

    assert any(rule.scope == Scope.OPEN and SIGNED_IN in rule.roles for rule in rules)


@pytest.mark.parametrize(("label", "permission"), _cases())
def test_no_local_role_sees_a_row_of_another_area(full_world, label, permission):
    key, _more = MODELS[label]
    model, hidden = _scoped()[label], full_world.keys["other"][key]
    assert model._default_manager.filter(pk=hidden).exists()

    seeing = {
        role
        for role in LOCAL
        if role not in full_world.owners(key)
        and model._default_manager.visible_to(full_world.people[role], to=permission).filter(pk=hidden).exists()
    }

    assert seeing == set()


@pytest.mark.parametrize("label", sorted(MODELS))
def test_the_nation_or_its_owner_sees_the_same_row(full_world, label):
    key, more = MODELS[label]
    rows = _scoped()[label]._default_manager
    roles_asked = ("admin", "auditor", *sorted(full_world.owners(key)))
    people = [full_world.people[role] for role in roles_asked]

    assert any(
        rows.visible_to(person, to=permission).filter(pk=full_world.keys["other"][key]).exists()
        for person in people
        for permission in _permissions(label, more)
    )


def test_every_permission_is_said_in_words():
    assert not {permission for permission in rules_by_permission() if permission not in PERMISSIONS}
