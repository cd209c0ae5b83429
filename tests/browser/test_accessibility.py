"""axe-core finds nothing serious on the pages people meet first."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    "/areas/TH/",
    "/areas/TH/?view=university",
    "/areas/630104/",
    "/figures/nation/TH/source/",
    "/datasets/",
    "/jobs/",
]


def serious(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        (violation["id"], node["html"][:200], node["failureSummary"][:300])
        for violation in found["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_have_no_serious_violation(sign_in, live_server, ministry, known, map_of_squares, axe, width):
    page = sign_in(ministry)
    page.set_viewport_size({"width": width, "height": 900})

    found = {}
    for address in PAGES:
        page.goto(live_server.url + address)
        found[address] = serious(page, axe)

    assert {address: problems for address, problems in found.items() if problems} == {}


@pytest.mark.parametrize("width", [1440, 390])
def test_sign_in_has_no_serious_violation(page, live_server, nation, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/accounts/login/")

    assert serious(page, axe) == []
