"""Certificates of tax withheld (50 ทวิ): issued once for a person and year, cancelled, and issued anew."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tambon.models import University, User
from u2t.core import audit, clock, files, jobs, notifications
from u2t.core.access import require
from u2t.core.errors import DomainError, InputError
from u2t.core.models import Job, PrivateFile
from workforce.certifying import write_certificate
from workforce.models import Person, TaxCertificate
from workforce.pay_choices import CertificateState
from workforce.permissions import Can
from workforce.selectors.certificates import certified, classes_for, is_over, waiting_for_one
from workforce.selectors.papers import address_of
from workforce.selectors.taxes import rule_on
from workforce.selectors.taxyears import Class
from workforce.services.numbers import Numbers

KIND = "workforce.issue_tax_certificates"
SERIES = "tax-50"
_PDF = "application/pdf"


class CertificateError(DomainError):
    """A certificate cannot be issued or cancelled as asked."""


class CertificateInputError(InputError):
    """What was given of a certificate cannot be."""


@transaction.atomic
def issue(*, university: University, person: Person, year: int, by: User) -> TaxCertificate:
    """Certify what was withheld of a person in a tax year; the one that stands is the answer, however often asked."""
    require(by, Can.CHANGE_TAX_CERTIFICATE, university)
    University.objects.select_for_update().get(pk=university.pk)  # one at a time: numbers, double clicks
    rows = TaxCertificate.objects.filter(university=university, person=person, year=year)
    standing = rows.filter(state=CertificateState.ISSUED).first()
    if standing is not None:
        return standing
    classes = classes_for(university, person, year)
    _check(university, person, year, classes)
    made = TaxCertificate(
        university=university, person=person, year=year, gross=sum(one.gross for one in classes),
        number=Numbers.take(university=university.pk, kind=SERIES, year=year),
        withheld=sum(one.withheld for one in classes), replaces=rows.order_by("-number").first(), issued_by=by,
        issued_at=clock.now(),
    )  # fmt: skip
    made.pdf = _set(made, classes, by)
    made.save()
    audit.record(action="taxcertificate.issued", target=made, by=by, changes={"number": (None, made.shown_number)})
    if person.user_id is not None:
        link = reverse("taxcertificate-detail", args=[made.pk])
        notifications.tell(user_id=person.user_id, kind="taxcertificate.issued", link=link, number=made.shown_number)
    return made


@transaction.atomic
def cancel(*, certificate: TaxCertificate, reason: str, by: User) -> TaxCertificate:
    """Take a certificate out of force, for a reason that stays; the next one of the year names it."""
    require(by, Can.CHANGE_TAX_CERTIFICATE, certificate)
    rows = TaxCertificate.objects.select_for_update(of=("self",)).select_related("person", "university")
    certificate = rows.get(pk=certificate.pk)
    if certificate.state == CertificateState.CANCELLED:
        return certificate
    if not (reason := reason.strip()):
        raise CertificateInputError(_("Say why."), extra={"field": "reason"})
    before, certificate.state = certificate.state, CertificateState.CANCELLED
    certificate.cancelled_at, certificate.cancel_reason = clock.now(), reason
    certificate.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    changes = {"state": (before, certificate.state)}
    audit.record(action="taxcertificate.cancelled", target=certificate, by=by, reason=reason, changes=changes)
    return certificate


@transaction.atomic
def reissue(*, certificate: TaxCertificate, reason: str, by: User) -> TaxCertificate:
    """Cancel a certificate and issue the one that says what the year comes to now; both or neither."""
    require(by, Can.CHANGE_TAX_CERTIFICATE, certificate)
    certificate = cancel(certificate=certificate, reason=reason, by=by)
    return issue(university=certificate.university, person=certificate.person, year=certificate.year, by=by)


@transaction.atomic
def read(*, certificate: TaxCertificate, by: User) -> PrivateFile:
    """Return the PDF of a certificate; that somebody else than the person opened it is remembered."""
    require(by, Can.VIEW_TAX_CERTIFICATE, certificate)
    if certificate.person.user_id != by.pk:
        audit.record(action="taxcertificate.opened", target=certificate, by=by)
    return certificate.pdf


@transaction.atomic
def ask(*, university: University, year: int, by: User) -> Job:
    """Queue the certificates of everybody of whom tax was withheld in a year; those that stand are left."""
    require(by, Can.CHANGE_TAX_CERTIFICATE, university)
    if not waiting_for_one(university, year).exists():
        raise CertificateError(_("Everybody of whom tax was withheld in this year holds a certificate."))
    return jobs.start(KIND, by=by, university=university.pk, year=year)


def _check(university: University, person: Person, year: int, classes: list[Class]) -> None:
    if not any(one.withheld for one in classes):
        raise CertificateError(_("No tax was withheld of this person in this year."))
    if not person.national_id:
        raise CertificateError(_("The national ID of this person is missing. Enter it first."))
    if not address_of(person):
        raise CertificateError(
            _("The address of this person is missing. The person, or staff, enters it on the page of the person.")
        )
    rule = rule_on(university.pk, clock.today())
    if rule is None or not rule.payer_tax_id or not rule.payer_address:
        raise CertificateError(
            _("The tax ID or the address of the university is missing. Enter both with the rule of tax first.")
        )
    if not is_over(university, person, year):
        raise CertificateError(
            _("The tax year is not over and the contract runs: more may be paid. Issue it after 31 December.")
        )


def _set(certificate: TaxCertificate, classes: list[Class], by: User) -> PrivateFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.pdf"
        write_certificate(path, certified(certificate, classes))
        name = f"tax-{certificate.university_id}-{certificate.year}-{certificate.number}.pdf"
        return files.store_sealed(name=name, media_type=_PDF, content=path.read_bytes(), by=by)
