"""People at work in the world of the matrix: a contract of the worker, an application of the applicant, a paper."""

import uuid

from django.utils import timezone

from tests.factories import money, months
from tests.factories import selection as chosen
from tests.factories import tambon as make
from tests.factories import workforce as work
from u2t.core import files
from u2t.core.models import ImportIssue, ImportRun
from workforce.models import AgencyCapacity, PaperTemplate, Placement, Supervision, WorkArea


def keys_of(*, area, university, agency, programme, worker, applicant):
    """Make one of everything in a tambon of a university; return the keys by name."""
    round_ = work.hiring_round(university, programme)
    quota = work.quota(round_, area)
    post = work.post(area, programme=programme)
    contract = work.contract(work.person(worker), on=post, university=university, agency=agency)
    application = work.application(round_, person=work.person(applicant), user=applicant, first_choice=area)
    paper = work.paper(contract, by=worker)
    guide = make.user()
    supervision = Supervision.objects.create(
        programme=programme, tambon=area, university=university, user=guide, role="am", agency=agency, during=work.YEAR,
        membership=make.membership(guide, "am", area=area), created_at=timezone.now(),
    )  # fmt: skip
    run = ImportRun.objects.create(
        subject=f"workforce:{university.pk}:{programme.pk}", name="a.csv", by=guide, created_at=timezone.now(),
        state="refused", areas=[university.pk],
    )  # fmt: skip
    session = work.session(university, area, programme=programme)
    photo = files.store_sealed(name="photo.jpg", media_type="image/jpeg", content=b"x", by=worker)
    handover = work.handover(
        contract, agency=agency, tambon=area, university=university, programme=programme, photo=photo
    )
    selection = chosen.selection(round_, worker)
    announcement = chosen.announcement(selection, worker)
    return (
        _month_of(contract, worker)
        | _money_of(area, university, programme, worker)
        | {
            "supervision": supervision.pk,
            "capacity": AgencyCapacity.objects.create(agency=agency, programme=programme, capacity=9).pk,
            "work_area": WorkArea.objects.get_or_create(code="livelihood", name_th="สัมมาชีพ", name_en="Livelihoods")[
                0
            ].pk,
            "work_item": money.package().pk,
            "workforce_run": run.pk,
            "workforce_issue": ImportIssue.objects.create(run=run, line=1, code="file_empty", severity="error").pk,
            "round": round_.pk,
            "round_draft": work.hiring_round(university, programme, state="draft").pk,
            "terms": work.terms(programme, university, state="draft", in_force_at=None).pk,
            "post": post.pk,
            "person": contract.person_id,
            "contract": contract.pk,
            "placement": Placement.objects.get(contract=contract).pk,
            "application": application.pk,
            "education": work.education(application).pk,
            "employment": work.employment(application).pk,
            "training": work.training(application).pk,
            "document": work.document(application).pk,
            "former_name": work.former_name(application.person).pk,
            "move": work.move(application.person).pk,
            "quota": quota.pk,
            "score": chosen.score(application, 1, worker).pk,
            "selection": selection.pk,
            "line": chosen.line(selection, application).pk,
            "tie_break": chosen.tie_break(application, 1, worker).pk,
            "announcement": announcement.pk,
            "appeal": chosen.appeal(application, announcement).pk,
            "paper": paper.pk,
            "token": paper.token,
            "session": session.pk,
            "handover": handover.pk,
            "attendance": work.attendance(session, contract).pk,
            "handover_line": handover.lines.get().pk,
            "signature": paper.signatures.order_by("position").first().pk,
            "paper_text": PaperTemplate.objects.create(
                kind="certificate",
                university=university,
                form="memo",
                title="บันทึก",
                body="ข้อความ",
                version=99,
                is_current=False,
                created_at=timezone.now(),
            ).pk,
        }
    )


def _month_of(contract, worker):
    """Make the month of a contract: a log with a photo, a report that waits, a payment that was made."""
    rules = months.rules(contract.university, contract.programme)
    period = months.period(of=rules)
    log = months.log(contract)
    file = files.store_sealed(name="photo.jpg", media_type="image/jpeg", content=b"x", by=worker)
    report = months.sent(contract, period)
    batch = months.batch(period, state="frozen", frozen_at=timezone.now())
    line = months.pay_line(report, batch, state="paid", paid_on=batch.pay_on)
    approval = report.approvals.create(
        step=report.step, turn=0, decision="returned", by=make.user(), at=timezone.now(), reason="แก้"
    )
    item = months.problem(report)
    assignment = months.assignment(contract, period)
    article = months.article(contract, period)
    closing = months.closing(contract)
    ended = months.tambon_closing(contract)
    claim = months.receivable(contract, period)
    shot = log.photos.create(key=uuid.uuid4(), file=file, added_at=timezone.now())
    paper = files.store_sealed(name="paper.pdf", media_type="application/pdf", content=b"%PDF-1.4", by=worker)
    selfie = files.store_sealed(name="photo.jpg", media_type="image/jpeg", content=b"x", by=worker)
    return {
        "problemitem": item.pk,
        "article": article.pk,
        "closing": closing.pk,
        "tambon_closing": ended.pk,
        "closing_tick": closing.ticks.get().pk,
        "article_photo": (picked := article.photos.create(photo=shot, caption="ผ้าทอ", position=1)).pk,
        "article_key": picked.key,
        "article_version": article.versions.get().pk,
        "assignment": assignment.pk,
        "assignment_item": assignment.items.get().pk,
        "problem_event": item.events.get().pk,
        "holiday": months.closure(contract.university).pk,
        "leave": months.leave(contract, paper=paper).pk,
        "signin": months.sign_in(contract, late_reason="ไม่มีสัญญาณ", photo=selfie).pk,
        "delegation": months.delegation(make.user(), make.user(), contract.university).pk,
        "month_rules": rules.pk,
        "period": period.pk,
        "log": log.pk,
        "log_photo": shot.pk,
        "monthreport": report.pk,
        "reminder": months.reminder(report).pk,
        "report_line": report.lines.get().pk,
        "approval": approval.pk,
        "paybatch": batch.pk,
        "bank_account": months.account(contract.person).pk,
        "receivable": claim.pk,
        "repayment": months.repayment(claim, by=worker).pk,
        "adjustment": months.adjustment(contract, period).pk,
        "tax_certificate": months.tax_certificate(contract, by=worker).pk,
        "tax_rule": months.tax_rule(contract.university).pk,
        "transfer_format": months.transfer_format(contract.university).pk,
        "payline": line.pk,
    }


def _money_of(area, university, programme, worker):
    """Make the money of a tambon: what came, what was given and spent, and an activity with all that hangs on it."""
    place = {"university": university, "programme": programme}
    instalment = money.instalment(**place, received_on=timezone.now().date(), letter_on=timezone.now().date())
    line = money.line(area, **place)
    activity = money.activity(area, **place)
    receipt = files.store_sealed(name="receipt.pdf", media_type="application/pdf", content=b"%PDF-1.4", by=worker)
    picture = files.store_sealed(name="photo.jpg", media_type="image/jpeg", content=b"x", by=worker)
    now = timezone.now()
    return {
        "instalment": instalment.pk,
        "budget_return": money.returned(instalment, line=line).pk,
        "budget_line": line.pk,
        "budget_category": line.category_id,
        "budget_version": line.versions.get().pk,
        "spending": money.spending(line, activity=activity, file=receipt).pk,
        "activity": activity.pk,
        "activity_note": activity.notes.create(on=activity.begun_on, percent=10, text="เริ่ม", at=now).pk,
        "activity_count": activity.counts.create(on=activity.begun_on, kind="villagers", people=20).pk,
        "activity_photo": activity.photos.create(key=uuid.uuid4(), file=picture, added_at=now).pk,
    }
