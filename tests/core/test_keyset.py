"""Pages by key."""

import pytest
from django.db.models import CharField, F

from tambon.models import Area
from tests.factories import tambon as make
from u2t.core.errors import InputError
from u2t.core.keyset import Certain, bounded_count, page_of


@pytest.fixture
def areas(nation):
    """Areas whose postcode is often the same and sometimes unlike, so that ties and order are tried."""
    for code, postcode in zip(["630101", "630111", "630201", "500101", "500102"], "aabba", strict=True):
        Area.objects.filter(code=code).update(postcode=postcode)
    return Area.objects.filter(level="tambon").annotate(sure=Certain(F("postcode"), output_field=CharField()))


def _walk(rows, order, size):
    token, seen, tokens = "", [], []
    while True:
        page = page_of(rows, order=order, size=size, token=token)
        seen.append([row.pk for row in page.rows])
        tokens.append(page)
        if not page.next:
            return seen, tokens
        token = page.next


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("order", ["postcode", "-postcode", "pk", "-pk", "parent__name_th", "sure", "-sure"])
def test_walk_forward_shows_every_row_once_in_order(areas, order, size):
    key = ["-pk"] if order.startswith("-") else ["pk"]
    expected = list(areas.order_by(*([order] if "pk" not in order else []), *key).values_list("pk", flat=True))

    pages, _tokens = _walk(areas, order, size)

    assert [pk for page in pages for pk in page] == expected


@pytest.mark.parametrize("order", ["postcode", "-postcode", "pk", "sure", "-sure"])
def test_walk_back_shows_the_pages_walked_forward(areas, order):
    pages, tokens = _walk(areas, order, 2)

    back = [page_of(areas, order=order, size=2, token=tokens[-1].previous)]
    while back[-1].previous:
        back.append(page_of(areas, order=order, size=2, token=back[-1].previous))

    assert [[row.pk for row in page.rows] for page in back] == pages[-2::-1]


@pytest.mark.parametrize("order", ["abolished_on", "-abolished_on"])
def test_rows_without_a_value_come_last_and_once(areas, order):
    areas.filter(code="630111").update(abolished_on="2020-01-01")

    pages, _tokens = _walk(areas, order, 2)

    seen = [pk for page in pages for pk in page]
    assert seen[0] == "630111"
    assert sorted(seen) == sorted(areas.values_list("pk", flat=True))


@pytest.mark.parametrize("token", ["x", "bm9uc2Vuc2U", "WyJmIiwgbnVsbF0", "ไทย"])
def test_a_token_not_ours_is_refused(areas, token):
    with pytest.raises(InputError):
        page_of(areas, order="postcode", size=2, token=token)


def test_a_page_costs_two_queries(areas, django_assert_num_queries):
    make.area("630102")

    with django_assert_num_queries(2):
        page_of(areas, order="postcode", size=2)


def test_bounded_count_is_exact_while_small(areas):
    assert bounded_count(areas) == (5, False)
