"""axe-core finds nothing serious on the pages people meet, in Thai, on a desk and on a phone."""

import csv
import io

import pytest
from django.urls import reverse

from datasets.importing import intake
from datasets.models import Dataset
from datasets.services import definitions
from tambon.system import system_user
from tests.factories import dashboards as figures
from tests.factories import tambon as make
from u2t.core.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = (1440, 390)
_FOUND = """Promise.race([
    axe.run(document, {resultTypes: ['violations']}),
    new Promise((_done, failed) => setTimeout(() => failed(new Error("axe came to no end")), 60000)),
])"""


@pytest.fixture
def furnished(known, map_of_squares, staff, admin, pm):
    """A page of each kind has something to show: returns their addresses by name."""
    network = make.network("lower-north")
    region = make.region()
    make.agency(area=make.area("6301"))
    for level, code in (("university", "kpru"), ("network", network.pk)):
        figures.rollup(level, code, 5, programme="u2t1", numerator=500, denominator=10_000)
    figures.rollup("region", region.pk, 5, numerator=500, denominator=10_000)
    definitions.sync(by=system_user())
    Job.objects.create(kind="core.export_list", owner=admin, done=3, total=10)
    return {
        "nation": "/areas/TH/",
        "nation by university": "/areas/TH/?view=university",
        "region": f"/areas/{region.pk}/",
        "province": "/areas/63/",
        "amphoe": "/areas/6301/",
        "tambon": "/areas/630111/",
        "university": "/universities/kpru/",
        "network": f"/networks/{network.pk}/",
        "source": "/figures/nation/TH/source/",
        "data set": reverse("dataset-detail", args=["tpmap-tambon"]),
        "import check": reverse("import-detail", args=[_bad_file(admin).pk]),
        "people": reverse("user-list"),
        "person": reverse("user-detail", args=[pm.pk]),
        "allocations": reverse("allocation-list", args=["u2t1"]),
        "access": reverse("access-matrix"),
        "access to a place": reverse("access-area", args=["630111"]),
        "audit": reverse("audit-list"),
        "search": reverse("place-search") + "?q=ตาก",
        "agencies": reverse("agency-list"),
        "notifications": reverse("notification-list"),
        "jobs": reverse("job-list"),
        "job": reverse("job-detail", args=[Job.objects.get().pk]),
        "report": reverse("report-create"),
    }


def _bad_file(by):
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["tumbol_ID", "tumbol_name", "total_population", "poverty_rate_income"])
    writer.writerow(["630111", "แม่ท้อ", "-5", "0"])
    content = stream.getvalue().encode()
    dataset = Dataset.objects.get(code="tpmap-tambon")
    return intake.bring(
        by=by, dataset=dataset, file=io.BytesIO(content), size=len(content), name="เสีย.csv", period="2565"
    )


def serious(page, axe):
    page.evaluate(axe)
    found = page.evaluate(_FOUND)
    return [
        (violation["id"], node["html"][:200], node["failureSummary"][:300])
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


def test_pages_have_no_serious_violation_and_never_scroll_sideways(sign_in, live_server, admin, furnished, axe):
    page = sign_in(admin)

    assert problems(page, axe, {name: live_server.url + address for name, address in furnished.items()}) == {}


@pytest.mark.maps
def test_pages_with_their_maps_drawn_have_none_either(sign_in, live_server, admin, furnished, axe):
    page = sign_in(admin)

    drawn = ("nation", "nation by university", "province", "tambon")
    assert (
        problems(page, axe, {name: live_server.url + furnished[name] for name in drawn}, ready="#map[data-ready]") == {}
    )


def problems(page, axe, addresses, ready=None):
    """Return what is wrong with pages, by name and width of the screen."""
    found = {}
    for name, address in addresses.items():
        response = page.goto(address)
        assert response.status == 200, (name, response.status)
        if ready:
            page.wait_for_selector(ready)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[name, width] = serious(page, axe)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found[name, width].append(f"scrolls sideways to {wide}")
    return {where: said for where, said in found.items() if said}


def test_sign_in_has_no_serious_violation(page, live_server, nation, axe):
    page.goto(f"{live_server.url}/accounts/login/")

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert serious(page, axe) == []


def test_keyboard_meets_the_skip_link_first_and_always_sees_where_it_is(sign_in, ministry, known):
    page = sign_in(ministry)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    assert page.locator(".skip-link").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    for _number in range(8):
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")


def test_paper_holds_the_page_without_its_frame(sign_in, ministry, known):
    page = sign_in(ministry)

    page.emulate_media(media="print")

    for part in (".side", ".top", ".pickers", ".page-actions"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(".headline").first.is_visible()
    assert page.locator(".ranking").is_visible()
