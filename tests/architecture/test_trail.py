"""What the audit trail tells of is told in words: each field that the code records has a label."""

from dataclasses import fields

import pytest
from django.apps import apps
from django.utils import translation

from datasets.api.definitions import AmendDatasetSerializer, FieldFactsSerializer, NewFieldSerializer
from datasets.forms.definitions import DatasetForm, NewFieldForm
from tambon.presenters import actions, field_of
from tambon.trailwords import FIELDS
from tambon.words import KINDS
from tests.architecture.recorded import recorded
from u2t.core.models import AuditEvent
from workforce import intake
from workforce.choices import ApplicationState, DocumentKind
from workforce.definitions import CRITERIA
from workforce.models import Person
from workforce.money_choices import TakingPart
from workforce.services import activities, handovers, logs, parts, sessions, terms

_OF_PERSON = {found.attname for found in Person._meta.concrete_fields} - {"id", "created_at", "updated_at"}
_OF_APPLICATION = {name for name in intake.OF_APPLICATION if not name.endswith("choice")}
_CHOICES = {f"{name}_id" for name in intake.OF_APPLICATION if name.endswith("choice")}
_OF_FIELD = {*NewFieldForm.Meta.fields, *FieldFactsSerializer().fields, *NewFieldSerializer().fields}


def _of(kind):
    return {found.name for found in fields(kind)}


#: Where the code does not say it in so many words: what is recorded there.
TOLD = {
    "datasets.services.catalogue.amend": {*DatasetForm.Meta.fields, *AmendDatasetSerializer().fields} - {"version"},
    "datasets.services.catalogue.add_field": _OF_FIELD,
    "datasets.services.catalogue.amend_field": _OF_FIELD,
    "datasets.services.corrections._apply": set(),  # headings of a data set
    "workforce.editing.settle": _OF_PERSON | _OF_APPLICATION | _CHOICES | {*DocumentKind.values, *parts.KINDS},
    "workforce.services.activities.amend": _of(activities.Plan),
    "workforce.services.activities.count": {*TakingPart.values},
    "workforce.services.activities.finish": {"over_on", "result"},
    "workforce.services.approving._store": {"step", "deducted_days", "for_whom"},
    "workforce.services.contracts._move": {"during", "post", "replaces", "signed_on"},
    "workforce.services.handovers.correct": {*handovers._FIELDS, "photo"},
    "workforce.services.handovers.finish": {*handovers._FIELDS, "photo"},
    "workforce.services.identities.correct": {intake.field_of(name) for name in _OF_PERSON},
    "workforce.services.logs._amended": _of(logs.Entry) - {"key", "revision", "written_at"},
    "workforce.services.people.set_address": {"registered_address", "current_address"},
    "workforce.services.problems._climb_some": {"owner"},
    "workforce.services.problems._store": {"state", "owner"},
    "workforce.services.rounds.set_quotas": {"630111 citizen"},
    "workforce.services.scores._give": {"criterion-2", *(code for code, *_said in CRITERIA)},
    "workforce.services.selections.agree": {*ApplicationState.values},
    "workforce.services.selections.reopen": {*ApplicationState.values},
    "workforce.services.sessions.amend": _of(sessions.Plan),
    "workforce.services.sessions.plan": _of(sessions.Plan),
    "workforce.services.sessions.record": {"contract 848"},
    "workforce.services.sessions.remove": {"contract 848"},
    "workforce.services.terms.change": {*terms._FIELDS, "types", "rules", "documents", "quotas", "criteria"},
    "workforce.services.terms.drop": {*terms._FIELDS, "types", "rules", "documents", "quotas", "criteria"},
    "workforce.services.ties.decide": {"630111 graduate"},
    "workforce.services.ties.withdraw": {"630111 graduate"},
    "workforce.services.works.change_area": {"name_th", "name_en"},
    "workforce.services.works.change_item": {"name_th", "name_en"},
}


def test_each_field_that_the_code_records_has_words():
    calls = recorded()
    names = {name for call in calls for name in call.names}.union(*TOLD.values())

    assert len(calls) > 200, "the calls of the trail are found"
    assert {f"{call.module}.{call.function}" for call in calls if call.open} == TOLD.keys()
    with translation.override("th"):
        assert sorted(name for name in names if field_of(AuditEvent(), name) == name) == []


def test_each_word_of_a_field_is_said_in_thai():
    said = {}
    for language in ("th", "en"):
        with translation.override(language):
            said[language] = {name: str(word) for name, word in FIELDS.items()}

    assert [name for name, word in said["th"].items() if word == said["en"][name]] == []


def test_each_kind_of_row_that_an_action_is_called_after_has_words():
    ours = ("core", "tambon", "datasets", "workforce", "dashboards")
    kinds = {
        model._meta.model_name: model._meta.label_lower
        for app in ours
        for model in apps.get_app_config(app).get_models()
    }
    named = {kinds[noun] for noun in (action.partition(".")[0] for action in actions()) if noun in kinds}

    assert len(named) > 60
    assert sorted(named - KINDS.keys()) == []


@pytest.mark.parametrize(
    ("model", "name", "thai"),
    [
        ("tambon.university", "from", "ตั้งแต่วันที่"),
        ("workforce.terms", "from", "เริ่มจากรุ่น"),
        ("workforce.session", "contract 848", "สัญญารหัส 848"),
        ("workforce.round", "630111 citizen", "ตำบลรหัส 630111 ประชาชนทั่วไป"),
        ("workforce.application", "criterion-3", "เกณฑ์ข้อที่ 3"),
        ("workforce.application", "digital", "ทักษะดิจิทัลและการใช้ข้อมูล"),
        ("datasets.correction", "members", "members"),
        ("workforce.gone", "unheard_of", "unheard_of"),
    ],
)
def test_a_field_is_named_by_the_kind_of_row_and_a_heading_stays(model, name, thai):
    with translation.override("th"):
        assert field_of(AuditEvent(target_model=model), name) == thai
