"""Texts of papers: a university's own, what they may name, and who then opens the paper."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.factories import tambon as make
from tests.workforce.papers.conftest import order
from u2t.core.models import AuditEvent
from workforce.models import PaperTemplate
from workforce.services import papers, templates

pytestmark = [pytest.mark.django_db, pytest.mark.integration]


def test_own_text_of_a_university_goes_before_the_shared_one(contract, staff):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body="ข้าพเจ้า {person} รายงานตัว", university=contract.university
    )
    own = templates.revise(wording=wording, by=staff)

    paper = papers.issue(order=order(contract, "reporting"), by=staff)

    assert paper.template == own
    assert PaperTemplate.objects.get(kind="reporting", university=None).is_current


def test_a_text_with_an_unknown_field_is_refused(contract, staff):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body="{salary}", university=contract.university
    )

    with pytest.raises(templates.TemplateError, match="salary"):
        templates.revise(wording=wording, by=staff)


@pytest.mark.parametrize("field", ["national_id", "address"])
def test_a_text_that_names_an_id_or_an_address_is_opened_by_who_may_see_it(field, contract, staff, pm, client):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body=f"{{person}} {{{field}}}", university=contract.university
    )
    plain = papers.issue(order=order(contract, "reporting"), by=staff)
    papers.cancel(paper=plain, reason="x", by=staff)
    templates.revise(wording=wording, by=staff)
    naming = papers.issue(order=order(contract, "reporting"), by=staff)

    def answers(user, paper):
        client.force_login(user)
        assert client.get(reverse("paper-detail", args=[paper.pk])).status_code == 200
        return [client.get(reverse("paper-file", args=[paper.pk, which])).status_code for which in ("pdf", "docx")]

    assert answers(pm, plain) == [200, 200]
    assert answers(pm, naming) == [404, 404]
    assert answers(staff, naming) == answers(contract.person.user, naming) == [200, 200]


def test_a_title_names_no_id_and_no_address(contract, staff):
    wording = templates.Wording(
        kind="contract", form="contract", title="สัญญา {national_id}", body="{person}", university=contract.university
    )

    with pytest.raises(templates.TemplateError, match="national_id") as refused:
        templates.revise(wording=wording, by=staff)
    assert refused.value.extra == {"field": "title"}


def test_staff_do_not_change_the_shared_text(contract, staff):
    wording = templates.Wording(kind="reporting", form="memo", title="รายงานตัว", body="{person}")

    with pytest.raises(PermissionDenied):
        templates.revise(wording=wording, by=staff)


def test_the_same_text_sent_twice_is_one_version(staff):
    wording = templates.Wording(
        kind="reporting", form="memo", title="รายงานตัว", body="{person}", university=make.university("kpru")
    )

    first, again = (templates.revise(wording=wording, by=staff) for _click in range(2))

    assert (again.pk, again.version, again.is_current) == (first.pk, 1, True)
    assert AuditEvent.objects.filter(action="papertemplate.revised").count() == 1
