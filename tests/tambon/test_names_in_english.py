"""On a page in English places and those who hold them are told in English, wherever an English name is known."""

import pytest
from django.utils import translation

from tambon.filters.institutions import LeadFilterSet
from tambon.filters.people import AllocationFilterSet
from tambon.models import Area, University
from tambon.selectors import names
from tambon.selectors.names import near_name
from tambon.system import system_user
from tests.factories import tambon as make
from u2t.core.templatetags.u2t import local_name
from workforce.filters.rounds import provinces, universities

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"name_th": "หมู่ที่ 12"}, "Moo 12"),
        ({"name_th": "ชุมชนที่ 3"}, "Community 3"),
        ({"name_th": "บ้านแม่ท้อ"}, "บ้านแม่ท้อ"),
        ({"name_th": "หมู่ที่ 12", "name_en": "Ban Mae Tho"}, "Ban Mae Tho"),
        ({"name_th": "หมู่ที่ 12 บ้านแม่ท้อ"}, "หมู่ที่ 12 บ้านแม่ท้อ"),
    ],
)
def test_a_village_known_by_its_number_alone_is_told_by_it(known, told):
    village = Area(code="63011112", level="village", parent=Area(name_th="แม่ท้อ", name_en="Mae Tho"), **known)

    with translation.override("en"):
        assert (local_name(village), near_name(village)) == (told, f"{told}, Mae Tho")
        assert names.local_name(village) == told
    with translation.override("th"):
        assert local_name(village) == names.local_name(village) == known["name_th"]


def test_universities_and_provinces_to_choose_from_are_named_in_the_language_of_the_page(nation):
    University.objects.filter(pk=make.university("kpru").pk).update(name_en="Kamphaeng Phet Rajabhat")
    Area.objects.filter(pk="63").update(name_en="Tak")

    with translation.override("en"):
        offered = [str(label) for _key, label in universities()]
        offered += [str(label) for _key, label in AllocationFilterSet().form.fields["university"].choices]
        offered += [str(label) for _key, label in LeadFilterSet().form.fields["university"].choices]
        places = [str(label) for _key, label in provinces()]
        places += [str(label) for _key, label in AllocationFilterSet().form.fields["province"].choices]

    assert offered.count("Kamphaeng Phet Rajabhat") == 3
    assert places.count("Tak") == 2


@pytest.mark.django_db
def test_what_the_system_did_is_told_in_the_language_of_the_page():
    person = system_user()

    with translation.override("th"):
        assert str(person) == "ระบบ"
    with translation.override("en"):
        assert str(person) == "The system"
