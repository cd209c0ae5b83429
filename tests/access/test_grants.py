"""What may be granted by hand: it opens that one row until its last day, and no other."""

from datetime import timedelta

import pytest

from tambon import grantable
from tambon.models import Area
from tambon.reach import granted_to
from tests.access.world import World
from tests.factories import people as brings
from u2t.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

#: The key of the world that names a row of each kind; a new kind needs its line.
ROWS = {
    "tambon.view_area": "area",
    "tambon.view_agency": "agency",
    "tambon.view_allocation": "allocation",
    "core.view_importrun": "run",
    "datasets.view_record": "record",
    "datasets.view_correction": "correction",
}


def _below(permission, key):
    """An area is granted with what lies in it; of other kinds nothing comes along."""
    is_area = permission == "tambon.view_area"
    return set(Area.objects.filter(code__startswith=key).values_list("pk", flat=True)) if is_area else set()


def test_every_kind_of_grant_is_tried_here():
    assert {permission for permission, _label in grantable.choices()} == set(ROWS)


@pytest.mark.parametrize("permission", sorted(ROWS))
def test_a_grant_opens_one_row_until_its_last_day(settings, tmp_path, permission):
    settings.PRIVATE_FILES = tmp_path
    world = World()
    admin, person, key = world.people["admin"], world.people["pm"], str(world.keys["other"][ROWS[permission]])
    target = grantable.row_of(permission=permission, key=key, by=admin)
    rows = type(target)._default_manager

    def seen():
        return set(rows.visible_to(person, to=permission).values_list("pk", flat=True))

    before = seen()
    grant = brings.grant(person, target, admin, permission=permission, days=1)
    person.__dict__.pop("_grants_exist", None)  # kept for one request
    during = seen()
    grant.ends_on = clock.today() - timedelta(days=1)
    grant.save(update_fields=["ends_on"])

    assert target.pk not in before
    assert during == before | {target.pk} | _below(permission, key)
    assert seen() == before


def test_a_grant_that_has_ended_is_looked_up_no_more(nation, pm, admin):
    def keys():
        return granted_to(type(pm).objects.get(pk=pm.pk), "tambon.view_area", Area)

    assert keys() is None
    grant = brings.grant(pm, Area.objects.get(pk="500101"), admin, permission="tambon.view_area", days=1)
    other = brings.grant(pm, Area.objects.get(pk="500102"), admin, permission="tambon.view_area", days=1)
    assert set(keys().values_list("key", flat=True)) == {"500101", "500102"}

    grant.ends_on = clock.today() - timedelta(days=1)
    grant.save(update_fields=["ends_on"])
    assert set(keys().values_list("key", flat=True)) == {"500102"}

    other.ends_on = grant.ends_on
    other.save(update_fields=["ends_on"])
    assert keys() is None
