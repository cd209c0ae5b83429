"""The demonstration is exactly the counts and people of the brief, and never outside of a demonstration."""

import io
import os
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from django.core.management import call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, F, OuterRef, Sum
from django.test import override_settings

import manage
from dashboards.demonstration import agencies, building, people
from dashboards.demonstration.scale import Scale
from dashboards.demonstration.tables import read
from dashboards.models import Observation, Rollup
from dashboards.preparation import FIGURES, FOUNDATION, build_demonstration
from dashboards.selectors import staffing
from datasets.models import Record
from tambon.models import (
    Agency,
    Allocation,
    LocalGovernment,
    Membership,
    Network,
    Programme,
    University,
    User,
)
from tests.dashboards.demonstrated import DAY, HOME, NOW, standing
from u2t.core.models import AuditEvent, ImportRun, Origin
from u2t.machine import clock as machine_clock
from workforce.attending import for_pay
from workforce.editing import may_change
from workforce.models import (
    Application,
    Contract,
    Delegation,
    Document,
    HandoverLine,
    Holiday,
    Leave,
    MonthReport,
    PayLine,
    Person,
    Placement,
    Post,
    ProblemEvent,
    ProblemItem,
    Round,
    Score,
    Session,
    SignIn,
    Supervision,
)
from workforce.selectors.calendar import month_of
from workforce.selectors.lacks import lacks_of
from workforce.selectors.reports import waiting_for

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """The whole demonstration, built once for all tests that only look at it."""
    steps = [*(step.do for step in FOUNDATION), lambda: build_demonstration(Scale.SEEDS), FIGURES.do]
    with standing(django_db_blocker, tmp_path_factory.mktemp("private"), *steps):
        yield


def test_the_figures_verify_in_the_environment_of_commands(built, db, tmp_path, monkeypatch):
    for name, value in {"DATABASE_URL": "", "REDIS_URL": "", "U2T_CLOCK": "", "U2T_DEMO": ""}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "var").mkdir()
    machine_clock.keep(NOW, tmp_path)
    monkeypatch.setattr(manage.clock, "take", partial(machine_clock.take, tmp_path))
    monkeypatch.setattr(manage.servers, "use", lambda: manage.servers.Addresses("", ""))
    manage.prepare_environment("verify_rollups")
    out = io.StringIO()

    with override_settings(CLOCK=os.environ["U2T_CLOCK"]):
        call_command("verify_rollups", stdout=out)

    assert "0 observations differ from their records.\n0 cells differ." in out.getvalue()


def test_every_account_has_its_area_and_the_password(built, db, settings):
    listed = {row["username"] for row in read("people")}
    areas = {
        (m.user.username, m.role, str(m.place.pk))
        for m in Membership.objects.select_related("user", "area", "university", "network", "agency")
        if m.user.username in listed
    }

    assert areas == {
        ("worker", "worker", HOME),
        ("digital", "worker", HOME),
        ("digital", "digital", "damrongtham-63"),
        ("pm", "pm", HOME),
        ("am", "am", HOME),
        ("community", "community", HOME),
        ("staff", "staff", "kpru"),
        ("staff-cmu", "staff", "cmu"),
        ("staff-rru", "staff", "rru"),
        ("regional", "regional", "upper-north"),
        ("province", "province", "63"),
        ("agency", "agency", "damrongtham-63"),
        ("ministry", "ministry", "TH"),
        ("steward", "steward", "TH"),
        ("auditor", "auditor", "TH"),
        ("admin", "admin", "TH"),
    }
    known = User.objects.filter(username__in=listed)
    assert all(user.check_password(settings.DEMO_PASSWORD) for user in known[:2])
    returned = User.objects.get(username="applicant-returned")
    assert returned.check_password(settings.DEMO_PASSWORD)
    assert [(one.state, may_change(one)) for one in returned.applications.all()] == [("returned", True)]
    others = User.objects.filter(is_system=False).exclude(username__in=[*listed, "applicant-returned"])
    assert others.count() > 300
    assert not any(user.has_usable_password() for user in others)
    assert not User.objects.filter(is_superuser=True).exists()
    assert Membership.objects.get(user__username="auditor").during.upper is not None


def test_nobody_in_it_is_real(built, db):
    for user in User.objects.filter(is_system=False):
        assert any(word in user.last_name for word in ("สมมุติ", "สาธิต", "ตัวอย่าง"))
        assert user.email.endswith(people.MAIL)
        assert not user.telephone


def test_every_figure_is_marked_comes_from_a_row_and_leaves_2565_clean(built, db):
    assert set(Record.objects.values_list("origin", flat=True)) == {Origin.DEMO}
    assert set(Record.objects.values_list("period", flat=True)) == {"2563", "2564"}
    assert not Record.objects.filter(layer__run__file=None).exists()
    assert Record.objects.filter(dataset="dopa-population", period="2564").count() == 7436
    assert not Record.objects.filter(dataset="tpmap-tambon", place__code__startswith="10").exists()
    known = dict(ImportRun.objects.values_list("name", "stored_at"))
    assert {name: moment.date() for name, moment in known.items()} == {
        "สาธิต-dopa-population-2563.csv": date(2021, 1, 11),
        "สาธิต-tpmap-tambon-2563.csv": date(2021, 1, 15),
        "สาธิต-dopa-population-2564.csv": date(2021, 11, 22),
        "สาธิต-tpmap-tambon-2564.csv": date(2021, 12, 1),
        "สาธิต-villages-2564.csv": date(2021, 12, 2),
    }
    assert ImportRun.objects.filter(subject="dataset:tpmap-tambon", warning_count__gt=0).count() == 2


def test_building_it_is_remembered_once(built, db):
    event = AuditEvent.objects.get(action="demonstration.built")
    assert event.changes == {
        "tambons": [None, 730],
        "accounts": [None, 16],
        "files": [None, 5],
        "workers": [None, 2260],
    }

    building.build(Scale.SEEDS)
    assert LocalGovernment.objects.count() == 732
    assert AuditEvent.objects.filter(action="demonstration.built").count() == 1


def test_figures_are_known_from_their_own_day(built, db):
    home = Observation.objects.filter(place=HOME, indicator__code="tpmap.rate.income")

    assert {seen.period: (seen.origin, seen.known_from.date()) for seen in home} == {
        "2563": (Origin.DEMO, date(2021, 1, 15)),
        "2564": (Origin.DEMO, date(2021, 12, 1)),
    }


def test_not_every_tambon_reported(built, db):
    nation = Rollup.objects.get(area="TH", indicator__code="population.surveyed", period="2564", programme="")
    tak = Rollup.objects.get(area="63", indicator__code="population.surveyed", period="2564", programme="")
    kpru = Rollup.objects.get(area="kpru", indicator__code="population.surveyed", period="2564", programme="u2t1")

    assert (nation.origin, nation.reporting, nation.expected) == (Origin.DEMO, 7210, 7256)
    assert (tak.reporting, tak.expected) == (61, 63)
    assert (kpru.reporting, kpru.expected) == (59, 60)


def test_again_changes_nothing_and_keeps_what_people_changed(built, db):
    Membership.objects.filter(user__username="worker").delete()
    Allocation.objects.filter(tambon=HOME).update(university="cmu")

    assert building.build(Scale.SEEDS) == building.NOTHING
    assert not Membership.objects.filter(user__username="worker").exists()
    assert Allocation.objects.get(tambon=HOME).university_id == "cmu"


def test_the_larger_scale_adds_to_the_smaller(built, db):
    before = set(Allocation.objects.values_list("tambon", "university"))

    added = building.build(Scale.NATIONAL)

    assert added == building.Built(tambons=2270, accounts=0, files=0)
    assert before <= set(Allocation.objects.values_list("tambon", "university"))
    assert University.objects.filter(allocations__isnull=False).distinct().count() == 76
    assert not Network.objects.filter(lead=None).exists()


def test_outside_of_a_demonstration_accounts_are_shut_and_come_back_only_in_one(built, db, settings):
    settings.DEMO = False
    real = User.objects.create(username="officer", email="officer@example.org")
    build_demonstration()

    assert set(User.objects.filter(is_active=True, is_system=False)) == {real}
    assert not User.objects.get(username="worker").has_usable_password()

    settings.DEMO = True
    build_demonstration()
    assert User.objects.get(username="worker").check_password(settings.DEMO_PASSWORD)


def _at_work(university, day=DAY):
    return Placement.objects.on(day).filter(contract__university=university, contract__state="signed")


def test_reports_say_the_days_that_the_pages_count_and_leave_is_no_absence(built, db):
    ill = Leave.objects.approved().filter(contract=OuterRef("contract"), during__overlap=OuterRef("period__during"))
    # Of months before October, long paid, only a part of the logs is made.
    reports = MonthReport.objects.filter(Exists(ill), state="approved", period__month=date(2021, 10, 1)).order_by("pk")
    reports = reports.select_related("contract", "period__rules")[:12]

    found = {report: month_of(report.contract, report.period) for report in reports}

    assert len(found) == 12
    assert sum(days.paid_leave for days in found.values()) > 0
    for report, days in found.items():
        assert (report.days_worked, report.days_absent) == for_pay(days, report.period.rules.pay_rule)
    sums = MonthReport.objects.values_list("period__month").annotate(n=Sum("days_attended"), of=Sum("days_expected"))
    assert all(0.85 < n / of < 0.97 for _month, n, of in sums)
    assert [str(one.deputy.username) for one in Delegation.objects.on(DAY)] == ["pm"]
    assert PayLine.objects.filter(withheld__gt=0, contract__person__user__username="worker").count() == 1
    waiting = PayLine.objects.waiting().values_list("contract__university").annotate(n=Count("pk"))
    assert set(waiting) == {("cmu", 2), ("kpru", 2)}


def test_reports_of_november_wait_for_everybody_who_takes_a_step(built, db, settings):
    settings.CLOCK = NOW
    takers = {name: User.objects.get(username=name) for name in ("pm", "am", "agency", "staff", "staff-cmu")}

    assert {name for name, user in takers.items() if not waiting_for(user).exists()} == set()


def test_sign_ins_are_of_months_in_which_they_count_and_no_holiday(built, db):
    free = Holiday.objects.standing().filter(university=None, area=None).values("day")

    assert Holiday.objects.count() > 50
    assert not SignIn.objects.filter(day__in=free).exists()
    assert set(SignIn.objects.values_list("contract__university", flat=True)) == {"kpru"}
    assert SignIn.objects.filter(late_accepted=None).exclude(late_reason="").exists()
    assert not SignIn.objects.filter(day__lt=date(2021, 12, 1)).exists()


def test_kpru_has_1200_posts_of_three_types_all_filled_on_the_day(built, db):
    posts = Post.objects.filter(tambon__in=Allocation.objects.filter(university="kpru").values("tambon"))

    assert dict(posts.values_list("worker_type").annotate(n=Count("pk"))) == {
        "citizen": 300, "graduate": 600, "student": 300,
    }  # fmt: skip
    assert _at_work("kpru").count() == 1200
    assert not posts.vacant_during(DateRange(DAY, DAY + timedelta(days=1))).exists()
    assert Contract.objects.filter(university="kpru").values("person").distinct().count() == 1236
    assert Contract.objects.filter(university="kpru", replaces__isnull=False).count() == 36
    assert {(c.lower, c.upper) for c in _at_work("kpru").filter(contract__replaces=None).values_list("during", flat=True)} == {
        (date(2021, 2, 1), date(2022, 1, 1))
    }  # fmt: skip


def test_120_digital_data_managers_sit_at_the_48_agencies(built, db):
    digital = _at_work("kpru").filter(post__is_digital=True)

    assert digital.count() == 120
    assert set(digital.values_list("post__tambon").annotate(n=Count("pk")).values_list("n", flat=True)) == {2}
    assert set(digital.values_list("post__worker_type", flat=True)) == {"graduate"}
    assert set(digital.values_list("agency", flat=True)) == set(
        Agency.objects.filter(kind__in=agencies.DIGITAL).values_list("pk", flat=True)
    )
    assert not _at_work("kpru").filter(agency=None).exists()


def test_cmu_has_1000_posts_in_six_provinces_a_round_in_selection_and_an_open_one(built, db):
    posts = Post.objects.filter(tambon__in=Allocation.objects.filter(university="cmu").values("tambon"))

    assert posts.count() == 1000
    assert {code[:2] for code in posts.values_list("tambon", flat=True)} == {"50", "51", "52", "57", "58", "65"}
    assert _at_work("cmu").count() == 970
    moment = datetime(2021, 12, 8, 9, tzinfo=UTC)
    rounds = {r.number: r for r in Round.objects.filter(university="cmu")}
    assert [rounds[n].phase_at(moment) for n in (1, 2, 3)] == ["closed", "over", "open"]
    assert [rounds[n].quotas.aggregate(n=Sum("posts"))["n"] for n in (1, 2, 3)] == [1000, 20, 10]
    assert rounds[2].applications.count() == 100
    assert Score.objects.filter(application__round=rounds[2]).count() > 200
    assert Document.objects.filter(application__round=rounds[2]).count() > 4 * 100


def test_every_application_is_one_that_the_product_itself_would_have_taken(built, db):
    """Past draft nothing lacks, but for what staff sent back; what was screened stands as screening leaves it."""
    rows = Application.objects.exclude(state="draft").select_related("round__terms", "person", "first_choice")
    sent_back = Document.objects.filter(state="returned", replaced_at=None)
    lacking = {
        (application.number, application.state, lack.sentence)
        for application in rows
        for lack in lacks_of(application)
        if not any(document.reason in lack.sentence for document in sent_back.filter(application=application))
    }
    assert rows.count() == 100
    assert lacking == set()
    assert {row.state for row in rows.filter(documents__in=sent_back)} == {"returned"}
    assert not rows.filter(state="qualified", documents__in=Document.objects.exclude(state="accepted")).exists()
    assert not rows.filter(scores__isnull=False).exclude(state="qualified").exists()
    assert not rows.filter(state__in=["returned", "refused"], note="").exists()
    assert {may_change(row) for row in rows.filter(state="returned")} == {True, False}
    for round_ in Round.objects.filter(applications__in=rows).distinct():
        in_order = list(rows.filter(round=round_).order_by("submitted_at").values_list("number", flat=True))
        assert in_order == list(range(1, round_.last_number + 1))
    assert not rows.filter(submitted_at__gte=F("round__closes_at")).exists()
    assert not rows.filter(submitted_at__lt=F("round__opens_at")).exists()
    assert not rows.filter(documents__uploaded_at__gt=F("submitted_at")).exists()


def test_everybody_who_works_in_it_is_invented_and_marked(built, db):
    assert set(Contract.objects.values_list("origin", flat=True)) == {Origin.DEMO}
    assert set(Post.objects.values_list("origin", flat=True)) == {Origin.DEMO}
    people_of_it = Person.objects.all()
    assert all(any(word in p.last_name for word in ("สมมุติ", "สาธิต", "ตัวอย่าง")) for p in people_of_it)
    assert all(p.national_id.startswith("19900") for p in people_of_it[:50])
    assert Person.objects.values("national_id_digest").distinct().count() == len(people_of_it)


def test_accounts_of_work_stand_on_contracts_and_supervisions_of_the_home_tambon(built, db):
    seats = {
        user: _at_work("kpru").get(contract__person__user__username=user) for user in ("worker", "digital")
    }  # fmt: skip
    assert {seat.post.tambon_id for seat in seats.values()} == {HOME}
    assert seats["digital"].agency_id == "damrongtham-63"
    assert [seats[user].membership.role for user in ("worker", "digital")] == ["worker", "digital"]
    guides = {s.user.username: s for s in Supervision.objects.filter(user__username__in=["pm", "am"])}
    assert {s.tambon_id for s in guides.values()} == {HOME}
    assert guides["pm"].is_leading
    assert guides["pm"].unit is not None
    assert guides["am"].agency_id == f"local-government-{HOME}"


def test_every_tambon_of_kpru_has_lecturers_one_of_whom_leads_and_managers_of_host_agencies(built, db):
    kpru = Supervision.objects.filter(tambon__in=Allocation.objects.filter(university="kpru").values("tambon"))

    lecturers = kpru.filter(role="pm")
    assert lecturers.count() > 120
    assert lecturers.filter(is_leading=True).values("tambon").distinct().count() == 60
    assert not lecturers.filter(unit=None).exists()
    assert kpru.filter(role="am").values("agency").distinct().count() > 100


def test_they_were_oriented_trained_and_handed_over(built, db):
    orientation = Session.objects.get(university="kpru", kind="orientation")

    assert (orientation.starts_on, orientation.ends_on) == (date(2021, 1, 31), date(2021, 2, 2))
    assert orientation.attendances.count() == 1200
    assert Session.objects.filter(university="kpru", kind="training").count() == 4
    handed = HandoverLine.objects.filter(handover__university="kpru", handover__state="done")
    assert handed.count() == 1200
    assert set(handed.values_list("handover__held_on", flat=True)) == {date(2021, 2, day) for day in (3, 4, 5)}


def test_what_reports_named_was_raised_by_its_worker_and_is_answered(built, db):
    kpru = ProblemItem.objects.raised().filter(report__contract__university="kpru")
    raised = ProblemEvent.objects.filter(action="raised")

    assert kpru.filter(state="done").count() > 100
    assert not kpru.exclude(pk__in=raised.values("item")).exists()
    assert not kpru.filter(state="done", answer="").exists()


def test_the_figures_of_work_say_the_same_on_both_dashboards(built, db, settings):
    settings.CLOCK = NOW  # seats are those of today

    def figures(area):
        rows = Rollup.objects.filter(
            area=area, programme="u2t1", period="2564-12", indicator__code__startswith="workforce."
        )
        return {
            code.removeprefix("workforce."): int(value) for code, value in rows.values_list("indicator__code", "value")
        }

    kpru, cmu = figures("kpru"), figures("cmu")
    assert [kpru[name] for name in ("posts", "filled", "citizen", "graduate", "student", "digital", "vacancy")] == [
        1200, 1200, 300, 600, 300, 120, 0,
    ]  # fmt: skip
    assert [cmu[name] for name in ("posts", "filled", "vacancy")] == [1000, 970, 3]
    user = User.objects.get(username="staff")
    strength = staffing.strength_of(
        user=user, university=University.objects.get(pk="kpru"), programme=Programme.objects.get(pk="u2t1")
    )
    assert [(area.pk, count) for area, count in strength.provinces] == [("62", 36), ("63", 24)]
    assert len(strength.lines) == 60
    assert (strength.digital, strength.digital_agencies) == (120, 48)
