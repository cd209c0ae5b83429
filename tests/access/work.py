"""People at work in the world of the matrix: a contract of the worker, an application of the applicant, a paper."""

from tests.factories import workforce as work
from workforce.models import Placement


def keys_of(*, area, university, agency, programme, worker, applicant):
    """Make one of everything in a tambon of a university; return the keys by name."""
    round_ = work.hiring_round(university, programme)
    work.quota(round_, area)
    post = work.post(area, programme=programme)
    contract = work.contract(work.person(worker), on=post, university=university, agency=agency)
    application = work.application(round_, person=work.person(applicant), user=applicant, first_choice=area)
    paper = work.paper(contract, by=worker)
    return {
        "round": round_.pk,
        "round_draft": work.hiring_round(university, programme, state="draft").pk,
        "terms": work.terms(programme, university, state="draft", in_force_at=None).pk,
        "post": post.pk,
        "person": contract.person_id,
        "contract": contract.pk,
        "placement": Placement.objects.get(contract=contract).pk,
        "application": application.pk,
        "paper": paper.pk,
        "token": paper.token,
    }
