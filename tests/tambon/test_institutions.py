"""Networks, universities, their parts and the leads of provinces: entered and changed by the ministry alone."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from tambon.models import Network, ProvinceLead, Unit, University
from tambon.presenters import sentence_of
from tambon.selectors.choosing import place_named, places_offered
from tambon.selectors.naming import InstitutionError, InstitutionInputError
from tambon.selectors.pointing import pointing_at
from tambon.services import allocations, leads, networks, units, universities
from tests.factories import tambon as make
from u2t.core.errors import InputError, StaleError
from u2t.core.models import AuditEvent, Mark

pytestmark = [pytest.mark.django_db, pytest.mark.integration]

CMU = universities.Entry("มหาวิทยาลัยเชียงใหม่", "state", "Chiang Mai University", "มช.", "50")


def test_the_ministry_builds_a_university_from_nothing(ministry):
    network = networks.add(code="upper-north", entry=networks.Entry("เครือข่ายภาคเหนือตอนบน"), by=ministry)
    cmu = universities.add(code="cmu", entry=CMU, by=ministry)
    universities.join(university=cmu, network=network, from_on=date(2021, 1, 1), by=ministry)
    networks.amend(
        network=network, entry=networks.Entry("เครือข่ายเหนือบน", "Upper North", "cmu"),
        seen=networks.Entry("เครือข่ายภาคเหนือตอนบน"), by=ministry,
    )  # fmt: skip
    unit = units.add(university=cmu, entry=units.Entry("campus", "วิทยาเขตลำพูน", province="50"), by=ministry)
    lead = leads.name(province=make.area("50"), university=cmu, from_on=date(2021, 10, 1), by=ministry)

    cmu.refresh_from_db()
    assert (cmu.network, cmu.province_id, cmu.network.lead) == (network, "50", cmu)
    assert str(unit) == "วิทยาเขตลำพูน"
    assert (lead.during.lower, lead.during.upper) == (date(2021, 10, 1), None)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "network.added", "university.added", "university.joined", "network.amended", "unit.added", "provincelead.named"
    ]  # fmt: skip
    assert Mark.objects.filter(source="area:cmu").exists(), "figures of networks are made anew"


def test_nobody_else_changes_a_university_not_even_its_own(staff, worker, steward):
    kpru, network = make.university("kpru"), make.network()
    unit, province = make.unit(kpru), make.area("63")
    entry, seen = universities.Entry.of(kpru), universities.Entry.of(kpru)
    part = units.Entry.of(unit)
    for person in (staff, worker, steward):
        for act in (
            lambda by: universities.add(code="new", entry=entry, by=by),
            lambda by: universities.amend(university=kpru, entry=entry, seen=seen, by=by),
            lambda by: universities.join(university=kpru, network=network, from_on=date(2021, 1, 1), by=by),
            lambda by: units.add(university=kpru, entry=part, by=by),
            lambda by: units.amend(unit=unit, entry=part, seen=part, by=by),
            lambda by: units.close(unit=unit, on=date(2021, 1, 1), by=by),
            lambda by: universities.remove(university=kpru, reason="ผิด", by=by),
            lambda by: networks.remove(network=network, reason="ผิด", by=by),
            lambda by: networks.add(code="new", entry=networks.Entry("เครือข่าย"), by=by),
            lambda by: networks.amend(
                network=network, entry=networks.Entry("ก"), seen=networks.Entry.of(network), by=by
            ),
            lambda by: leads.name(province=province, university=kpru, from_on=date(2021, 1, 1), by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(person)
    assert not AuditEvent.objects.exists()
    assert not ProvinceLead.objects.exists()


def test_what_was_before_a_move_stays_known(ministry):
    upper, lower = make.network("upper-north"), make.network("lower-north")
    kpru = make.university("kpru")
    universities.join(university=kpru, network=upper, from_on=date(2020, 1, 1), by=ministry)
    universities.join(university=kpru, network=lower, from_on=date(2021, 6, 1), by=ministry)

    terms = {term.network_id: (term.during.lower, term.during.upper) for term in kpru.network_terms.all()}
    assert terms == {
        "upper-north": (date(2020, 1, 1), date(2021, 6, 1)),
        "lower-north": (date(2021, 6, 1), None),
    }
    kpru.refresh_from_db()
    assert kpru.network_id == "lower-north"
    universities.join(university=kpru, network=upper, from_on=date(2021, 6, 1), by=ministry)  # it was a mistake
    assert set(kpru.network_terms.values_list("network", flat=True)) == {"upper-north"}
    for day, error in ((date(2020, 1, 1), InstitutionInputError), (date(2500, 1, 1), InstitutionInputError)):
        with pytest.raises(error):
            universities.join(university=kpru, network=lower, from_on=day, by=ministry)
    with pytest.raises(InstitutionError):
        universities.join(university=kpru, network=upper, from_on=date(2021, 7, 1), by=ministry)


def test_a_province_has_one_lead_at_a_time(ministry):
    tak, kpru, cmu = make.area("63"), make.university("kpru"), make.university("cmu")
    first = leads.name(province=tak, university=kpru, from_on=date(2020, 1, 1), by=ministry)
    second = leads.name(province=tak, university=cmu, from_on=date(2021, 1, 1), by=ministry)

    first.refresh_from_db()
    assert first.during == DateRange(date(2020, 1, 1), date(2021, 1, 1))
    assert leads.name(province=tak, university=kpru, from_on=date(2021, 1, 1), by=ministry) == second, "corrected"
    with pytest.raises(InstitutionError):
        leads.name(province=tak, university=kpru, from_on=date(2021, 2, 1), by=ministry)
    with pytest.raises(InstitutionInputError):
        leads.name(province=tak, university=cmu, from_on=date(2020, 2, 1), by=ministry)
    with pytest.raises(InstitutionInputError):
        leads.name(province=make.area("6301"), university=cmu, from_on=date(2022, 2, 1), by=ministry)
    second.refresh_from_db()
    ended = leads.end(lead=second, on=date(2021, 12, 31), by=ministry, reason="ย้าย")
    assert ended.during.upper == date(2022, 1, 1)
    with pytest.raises(InstitutionError):
        leads.end(lead=second, on=date(2021, 12, 31), by=ministry)
    after = leads.name(province=tak, university=cmu, from_on=date(2022, 3, 1), by=ministry)
    assert after.during == DateRange(date(2022, 3, 1), None)


@pytest.mark.parametrize(
    ("code", "fields", "field"),
    [
        ("Cmu", {}, "code"),
        ("cmu", {"name_th": " "}, "name_th"),
        ("cmu", {"name_en": "x" * 161}, "name_en"),
        ("cmu", {"kind": "bank"}, "kind"),
        ("cmu", {"province": "99"}, "province"),
        ("cmu", {"province": "6301"}, "province"),
    ],
)
def test_a_university_that_cannot_be_says_which_field(ministry, code, fields, field):
    values = {"name_th": "มช.", "kind": "state"} | fields
    with pytest.raises(InstitutionInputError) as refused:
        universities.add(code=code, entry=universities.Entry(**values), by=ministry)
    assert refused.value.extra["field"] == field
    assert not University.objects.exists()


@pytest.mark.parametrize(("service", "other"), [(universities, "network"), (networks, "university")])
def test_no_university_has_the_code_of_a_network_and_no_network_a_word_of_the_figures(ministry, service, other):
    """`rollups/?within=cmu` would else be the tambons of the whole network, and cells would merge."""
    getattr(make, other)("cmu")
    for code in ("TH", "six-north"):
        make.area(code)
    entry = universities.Entry("มช.", "state") if service is universities else networks.Entry("เหนือ")

    with pytest.raises(InstitutionError) as refused:
        service.add(code="cmu", entry=entry, by=ministry)
    assert refused.value.extra["field"] == "code"
    for code in ("unallocated", "municipal", "no-network", "th", "six-north"):
        with pytest.raises(InstitutionInputError, match="ความหมายอื่น"):
            service.add(code=code, entry=entry, by=ministry)
    service.add(code="municipal-2", entry=entry, by=ministry)


def test_two_who_correct_at_once_and_the_same_twice(ministry):
    cmu = universities.add(code="cmu", entry=CMU, by=ministry)
    with pytest.raises(InstitutionError):
        universities.add(code="cmu", entry=CMU, by=ministry)
    new = universities.Entry("มหาวิทยาลัยเชียงใหม่", "state", "CMU", "มช.", "50")
    universities.amend(university=cmu, entry=new, seen=CMU, by=ministry)
    with pytest.raises(StaleError):
        universities.amend(university=cmu, entry=CMU, seen=CMU, by=ministry)
    part = units.Entry("faculty", "คณะวิทยาศาสตร์")
    units.add(university=cmu, entry=part, by=ministry)
    with pytest.raises(InstitutionError) as refused:
        units.add(university=cmu, entry=part, by=ministry)
    assert refused.value.extra["field"] == "name_th"
    assert Unit.objects.count() == 1


def test_the_pages(client, ministry):
    client.force_login(ministry)
    network = {"code": "upper-north", "name_th": "เครือข่ายภาคเหนือตอนบน"}
    assert client.post(reverse("network-add"), network).status_code == 302
    typed = {"code": "cmu", "name_th": "มหาวิทยาลัยเชียงใหม่", "kind": "state", "province": "50"}
    assert client.post(reverse("university-add"), typed | {"code": "ซม"}).status_code == 422
    page = reverse("university-detail", args=["cmu"])
    assert client.post(reverse("university-add"), typed)["Location"] == page
    edit = reverse("university-edit", args=["cmu"])
    seen = {f"seen_{name}": text for name, text in typed.items()} | {"seen_name_en": "", "seen_short_th": ""}
    assert client.post(edit, typed | seen | {"short_th": "มช."}).status_code == 302
    assert client.post(edit, typed | seen).status_code == 412
    joined = {"network": "upper-north", "from_on": "2021-01-01"}
    assert client.post(reverse("university-join", args=["cmu"]), joined).status_code == 302
    part = {"kind": "faculty", "name_th": "คณะวิทยาศาสตร์"}
    assert client.post(reverse("unit-add", args=["cmu"]), part).status_code == 302
    unit = reverse("unit-edit", args=["cmu", Unit.objects.get().pk])
    was = {"seen_kind": "faculty", "seen_name_th": "คณะวิทยาศาสตร์"}
    assert client.post(unit, part | was | {"name_en": "Science"}).status_code == 302
    named = {"province": "50", "university": "cmu", "from_on": "2021-10-01"}
    assert client.post(reverse("lead-name"), named).status_code == 302

    text = client.get(page).content.decode()
    assert all(shown in text for shown in ("คณะวิทยาศาสตร์", "เครือข่ายภาคเหนือตอนบน", edit, unit))
    assert "มหาวิทยาลัยเชียงใหม่" in client.get(reverse("area-dashboard", args=["50"])).content.decode()
    assert edit in client.get(page).content.decode()
    end = reverse("lead-end", args=[ProvinceLead.objects.get().pk])
    assert end in client.get(reverse("lead-list")).content.decode()
    assert client.post(end, {"on": "2021-11-30", "reason": "ย้าย"}).status_code == 302
    assert reverse("network-edit", args=["upper-north"]) in client.get(reverse("network-list")).content.decode()
    client.force_login(make.user())
    assert edit not in client.get(page).content.decode()


def test_the_api(client, ministry):
    client.force_login(ministry)

    def send(method, name, *keys, **body):
        url = reverse(name, args=keys)
        return getattr(client, method)(url, body, content_type="application/json")

    network = {"name_th": "เครือข่าย", "name_en": "", "lead": ""}
    assert send("post", "api-network-list", code="upper-north", **network).status_code == 201
    entry = {"name_th": "มช.", "kind": "state"}
    assert send("post", "api-university-list", code="cmu", **entry).status_code == 201
    assert send("post", "api-university-list", code="cmu", **entry).status_code == 409
    detail = ("api-university-detail", "cmu")
    assert send("put", *detail, **entry, province="50", seen=entry).json()["province"] == "50"
    assert send("put", *detail, **entry, seen=entry).status_code == 412
    answer = send("post", "api-university-join", "cmu", network="upper-north", from_on="2021-01-01").json()
    assert answer["networks"] == [{"network": "upper-north", "from_on": "2021-01-01", "until_on": None}]
    part = {"kind": "faculty", "name_th": "คณะ"}
    unit = send("post", "api-unit-list", university="cmu", **part).json()
    changed = send("put", "api-unit-detail", unit["id"], **part, name_en="Faculty", seen=part).json()
    assert changed["name_en"] == "Faculty"
    lead = send("post", "api-lead-list", province="50", university="cmu", from_on="2021-10-01").json()
    assert send("post", "api-lead-end", lead["id"], on="2021-12-31", reason="ย้าย").json()["until_on"] == "2021-12-31"
    assert client.get(reverse(*detail[:1], args=["cmu"])).json()["leads"][0]["province"] == "50"
    done = send("put", "api-network-detail", "upper-north", **network | {"lead": "cmu"}, seen=network).json()
    assert done["lead"] == "cmu"
    assert Network.objects.get().lead_id == "cmu"


def test_a_faculty_holds_a_tambon_of_its_own_university_only(client, ministry):
    programme, kpru, cmu = make.programme(), make.university("kpru"), make.university("cmu")
    own, strange = make.unit(kpru), make.unit(cmu)
    client.force_login(ministry)
    asked = {"programme": programme.pk, "tambon": "630111", "university": "kpru", "from_on": "2021-02-01"}
    url = reverse("api-allocation-list")

    refused = client.post(url, asked | {"unit": strange.pk}, content_type="application/json")
    given = client.post(url, asked | {"unit": own.pk}, content_type="application/json")

    assert (refused.status_code, given.status_code, given.json()["unit"]) == (422, 201, own.pk)
    move = reverse("allocation-edit", args=[given.json()["id"]])
    typed = {"act": "move", "move-university": "cmu", "move-from_on": "2021-05-01", "move-unit": own.pk}
    assert client.post(move, typed).status_code == 422
    assert client.post(move, typed | {"move-unit": strange.pk}).status_code == 302


def test_parts_are_closed_and_mistakes_removed_by_pages(client, ministry):
    kpru, network = make.university("kpru"), make.network("upper-north")
    universities.join(university=kpru, network=network, from_on=date(2021, 1, 1), by=ministry)
    unit, page = make.unit(kpru), reverse("university-detail", args=["kpru"])
    client.force_login(ministry)
    close, remove = reverse("unit-close", args=["kpru", unit.pk]), reverse("university-remove", args=["kpru"])
    assert close in client.get(page).content.decode()
    assert remove in client.get(reverse("university-edit", args=["kpru"])).content.decode()

    assert client.post(close, {"on": "2021-12-31", "reason": ""}).status_code == 422
    assert client.post(close, {"on": "2021-12-31", "reason": "ยุบรวม"})["Location"] == page
    assert "31 ธ.ค. 2564" in client.get(page).content.decode()
    refused = client.post(remove, {"reason": "พิมพ์ผิด"})
    assert (refused.status_code, "คณะ หน่วยงาน หรือวิทยาเขต (1)" in refused.content.decode()) == (422, True)
    other = reverse("network-remove", args=["upper-north"])
    assert other in client.get(reverse("network-edit", args=["upper-north"])).content.decode()
    assert client.post(other, {"reason": "พิมพ์ผิด"}).status_code == 422
    make.network("typo"), make.university("typo")
    gone = [
        client.post(reverse(f"{kind}-remove", args=["typo"]), {"reason": "ผิด"}) for kind in ("network", "university")
    ]
    assert [answer["Location"] for answer in gone] == [reverse("network-list"), reverse("university-list")]


def test_parts_are_closed_and_mistakes_removed_by_the_api(client, ministry):
    kpru, network = make.university("kpru"), make.network("upper-north")
    universities.join(university=kpru, network=network, from_on=date(2021, 1, 1), by=ministry)
    unit, listed = make.unit(kpru), reverse("api-unit-list")
    make.university("typo"), make.network("typo")
    client.force_login(ministry)

    closed = client.post(reverse("api-unit-close", args=[unit.pk]), {"on": "2021-12-31", "reason": "ยุบรวม"}).json()
    found = [client.get(listed, {"on": day}).json()["results"] for day in ("2021-12-31", "2022-01-01")]
    assert (closed["ends_on"], found) == ("2021-12-31", [[closed], []])
    for name, code, body, expected in (
        ("api-network-remove", "upper-north", {"reason": "ผิด"}, 409), ("api-network-remove", "typo", {"reason": "ผิด"}, 204),
        ("api-university-remove", "typo", {}, 422), ("api-university-remove", "typo", {"reason": "ผิด"}, 204),
        ("api-university-remove", "kpru", {"reason": "ผิด"}, 409),
    ):  # fmt: skip
        assert client.post(reverse(name, args=[code]), body).status_code == expected
    assert (University.objects.get(), Network.objects.get()) == (kpru, network)


def test_a_closed_faculty_stays_where_it_is_named_and_is_offered_no_more(ministry, admin, client):
    kpru = make.university("kpru")
    unit, programme = make.unit(kpru), make.programme()
    make.membership(make.user(), "staff", unit=unit)
    held = make.allocation(make.area("630111"), kpru, programme, unit=unit)

    units.close(unit=unit, on=date(2021, 3, 31), by=ministry, reason="ยุบรวม")

    unit.refresh_from_db()
    held.refresh_from_db()
    assert (unit.is_closed_on(date(2021, 3, 31)), unit.is_closed_on(date(2021, 4, 1)), held.unit) == (False, True, unit)
    for on, error in ((date(2021, 3, 31), InstitutionError), (date(2564, 1, 1), InstitutionInputError)):
        with pytest.raises(error):
            units.close(unit=unit, on=on, by=ministry)
    give = {"programme": programme, "tambon": make.area("500101"), "by": ministry}
    with pytest.raises(InputError) as refused:
        allocations.give(holder=allocations.Holder(kpru, date(2021, 4, 1), unit=unit), **give)
    assert refused.value.extra["field"] == "unit"
    allocations.give(holder=allocations.Holder(kpru, date(2021, 3, 1), unit=unit), **give)
    assert place_named(role="staff", text=f"unit:{unit.pk}") is None
    assert f"unit:{unit.pk}" not in {choice.code for choice in places_offered(user=admin)}
    client.force_login(ministry)
    assert unit.name_th not in client.get(reverse("allocation-give", args=["u2t1"])).content.decode()
    assert unit.name_th in client.get(reverse("university-detail", args=["kpru"])).content.decode()

    again = units.add(university=kpru, entry=units.Entry("faculty", unit.name_th, "Education"), by=ministry)

    assert (again.pk, again.ends_on, again.name_en) == (unit.pk, None, "Education")
    assert place_named(role="staff", text=f"unit:{unit.pk}") == unit
    actions = AuditEvent.objects.filter(target_model="tambon.unit").order_by("pk")
    assert [sentence_of(event) for event in actions] == [
        f"{ministry} ปิด {unit.name_th} ของมหาวิทยาลัย", f"{ministry} เปิด {unit.name_th} ของมหาวิทยาลัยอีกครั้ง",
    ]  # fmt: skip


def test_only_what_nothing_points_at_is_removed_and_the_refusal_says_what_does(ministry, django_assert_num_queries):
    network, kpru, typo = make.network(), make.university("kpru"), make.university("typo")
    unit, lead = make.unit(kpru), make.lead(make.area("63"), kpru)
    universities.join(university=typo, network=network, from_on=date(2021, 1, 1), by=ministry)

    with django_assert_num_queries(1):
        found = pointing_at(kpru)
    assert found == {"คณะ หน่วยงาน หรือวิทยาเขต": 1, "ผู้รับผิดชอบจังหวัด": 1}
    with pytest.raises(InstitutionError, match=r"คณะ หน่วยงาน หรือวิทยาเขต \(1\)"):
        universities.remove(university=kpru, reason="ผิด", by=ministry)
    with pytest.raises(InstitutionError, match="มหาวิทยาลัย"):
        networks.remove(network=network, reason="ผิด", by=ministry)
    universities.remove(university=typo, reason="พิมพ์รหัสผิด", by=ministry)
    networks.remove(network=network, reason="ผิด", by=ministry)
    with pytest.raises(InstitutionError):
        networks.remove(network=network, reason="ผิด", by=ministry)

    assert set(University.objects.values_list("code", flat=True)) == {"kpru"}
    assert (Unit.objects.get(), ProvinceLead.objects.get(), Network.objects.exists()) == (unit, lead, False)
    told = AuditEvent.objects.filter(action__endswith=".removed").order_by("pk").values_list("action", "reason")
    assert list(told) == [("university.removed", "พิมพ์รหัสผิด"), ("network.removed", "ผิด")]


def test_local_governments_are_shown_where_one_answers(client, officer):
    mine = make.government(make.area("630111"), "แม่ท้อ")
    other = make.government(make.area("500101"), "ศรีภูมิ", kind="city")
    client.force_login(officer)

    text = client.get(reverse("localgovernment-list")).content.decode()
    assert ("อบต.แม่ท้อ" in text, "ศรีภูมิ" in text) == (True, False)
    assert "แม่ท้อ" in client.get(reverse("localgovernment-detail", args=[mine.code])).content.decode()
    assert client.get(reverse("localgovernment-detail", args=[other.code])).status_code == 404
    assert "อบต.แม่ท้อ" in client.get(reverse("area-dashboard", args=["630111"])).content.decode()
    answer = client.get(reverse("api-localgovernment-detail", args=[mine.code])).json()
    assert (answer["kind"], answer["tambons"], answer["kinds"][0]["kind"]) == ("sao", ["630111"], "sao")
    assert client.get(reverse("api-localgovernment-list"), {"kind": "city"}).json()["results"] == []
