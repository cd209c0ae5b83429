"""Invitations, grants and roles over areas, as the services make them."""

from datetime import date, timedelta

from tambon.models import GrantTerm, Invitation
from tambon.services import invitations, memberships
from tests.factories import tambon as make
from u2t.core import clock

SITE = "https://u2t.example"


def offer(role="pm", place=None, **fields):
    values = {"from_on": date(2021, 1, 1)} | fields
    return memberships.Offer(role=role, place=place or make.area("630111"), **values)


def person(email="somchai@example.org", **fields):
    return invitations.Person(email=email, **({"first_name": "สมชาย", "last_name": "ใจดี"} | fields))


def invitation(by, **fields):
    """An open invitation and its link, given by `by`."""
    return invitations.invite(person=fields.pop("person", person()), offer=offer(**fields), site=SITE, by=by)


def secret_of(sent):
    return sent.link.rstrip("/").rsplit("/", 1)[1]


def grant(user, target, by, **fields):
    from tambon.services import grants

    term = grants.Term(ends_on=clock.today() + timedelta(days=fields.pop("days", 30)), reason="งานวิจัย")
    return grants.give(user=user, permission=fields.pop("permission"), target=target, term=term, by=by)


__all__ = ["GrantTerm", "Invitation", "grant", "invitation", "offer", "person", "secret_of"]
