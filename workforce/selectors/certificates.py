"""Certificates of tax withheld: which there are, who still needs one, and what one says."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from bahttext import bahttext
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, ExtractYear
from django.utils.translation import gettext, override

from tambon.models import University
from u2t.core import clock
from u2t.core.access import Actor
from u2t.core.templatetags.u2t import number
from workforce.certifying import Certified, Row
from workforce.choices import ContractState, PayLineState, ReportState
from workforce.models import Contract, MonthReport, PayLine, Person, TaxCertificate
from workforce.pay_choices import CertificateState, IncomeClass
from workforce.permissions import Can
from workforce.selectors.papers import address_of, long_date
from workforce.selectors.pay import STANDING
from workforce.selectors.taxes import rule_on
from workforce.selectors.taxyears import ERA, Class, classes_of, paid_in, people_paid_in

_DIFFERS = Q(state=CertificateState.ISSUED) & ~Q(gross=F("gross_now"), withheld=F("withheld_now"))


def certificates_of(user: Actor) -> "QuerySet[TaxCertificate]":
    """Return the certificates a user may see, each with what the year comes to now (`gross_now`, `withheld_now`)."""
    rows = TaxCertificate.objects.visible_to(user, to=Can.VIEW_TAX_CERTIFICATE)
    rows = rows.select_related("person", "university", "replaces", "pdf")
    return rows.annotate(gross_now=_now("gross"), withheld_now=_now("withheld")).annotate(
        differs=Case(When(_DIFFERS, then=Value(value=True)), default=Value(value=False), output_field=BooleanField())
    )


def differing(university: University, year: int) -> int:
    """Count the certificates of a year that stand and no longer say what the year comes to."""
    rows = TaxCertificate.objects.filter(university=university, year=year)
    return rows.annotate(gross_now=_now("gross"), withheld_now=_now("withheld")).filter(_DIFFERS).count()


def why_differs(certificate: "TaxCertificate") -> str:
    """Say why a certificate (of `certificates_of`) no longer agrees with the payments of its year, if so."""
    now: Any = certificate
    if not now.differs:
        return ""
    said = {
        "gross": number(certificate.gross, 2), "withheld": number(certificate.withheld, 2),
        "gross_now": number(now.gross_now, 2), "withheld_now": number(now.withheld_now, 2),
        "apart": number(abs(now.gross_now - certificate.gross), 2),
    }  # fmt: skip
    if now.gross_now > certificate.gross:
        why = gettext("%(apart)s baht of the year were entered as paid after it was issued.")
    elif now.gross_now < certificate.gross:
        why = gettext("%(apart)s baht that it certifies no longer stand: the bank sent them back after it was issued.")
    else:
        why = gettext("The payments are of other batches now, from which other tax was withheld.")
    sums = gettext(
        "It says %(gross)s baht paid and %(withheld)s baht withheld; the payments of the year come to %(gross_now)s "
        "and %(withheld_now)s baht."
    )
    return f"{why % said} {sums % said}"


def _now(name: str) -> Coalesce:
    """Sum the payments of a certificate's year, as they stand now."""
    paid = PayLine.objects.filter(
        contract__person=OuterRef("person"), period__university=OuterRef("university"), state=PayLineState.PAID
    ).annotate(on=ExtractYear("paid_on"))
    sums = paid.filter(on=OuterRef("year") - ERA).order_by().values("contract__person").annotate(sum=Sum(name))
    return Coalesce(Subquery(sums.values("sum")), Decimal(0))


def waiting_for_one(university: University, year: int) -> "QuerySet[Person]":
    """Return the people of whom tax was withheld in a year and who hold no certificate that stands."""
    standing = TaxCertificate.objects.filter(
        university=university, year=year, person=OuterRef("pk"), state=CertificateState.ISSUED
    )
    return people_paid_in(university, year).filter(~Exists(standing), withheld__gt=0).order_by("sort_key", "pk")


def standing_for(university: University, year: int, people: Collection[int]) -> dict[int, TaxCertificate]:
    """Return the certificates of a year that stand, by the person."""
    rows = TaxCertificate.objects.filter(university=university, year=year, state=CertificateState.ISSUED)
    return {one.person_id: one for one in rows.filter(person__in=people)}


def is_over(university: University, person: Person, year: int) -> bool:
    """Tell whether nothing more will be paid to a person in a tax year: it is over, or every contract has ended."""
    if clock.today() > date(year - ERA, 12, 31):
        return True
    contracts = Contract.objects.filter(university=university, person=person)
    if contracts.filter(state=ContractState.SIGNED, during__endswith__gt=clock.today()).exists():
        return False
    lines = PayLine.objects.filter(contract__in=contracts)
    standing = lines.filter(state__in=STANDING, covered_days__gt=0, contract=OuterRef("contract"))
    owed = MonthReport.objects.filter(contract__in=contracts).exclude(state=ReportState.DRAFT)
    is_owed = owed.filter(~Exists(standing.filter(period=OuterRef("period")))).exists()
    return not is_owed and not lines.filter(state=PayLineState.DUE).exists()


def classes_for(university: University, person: Person, year: int) -> list[Class]:
    """Return what a person was paid and withheld in a year, by class of income."""
    return classes_of(paid_in(university, year).filter(contract__person=person))


def certified(certificate: TaxCertificate, classes: list[Class]) -> Certified:
    """Return what a certificate says; in Thai, whatever the language of the page."""
    person, university = certificate.person, certificate.university
    rule = rule_on(university.pk, clock.today())
    with override("th"):
        return Certified(
            number=certificate.shown_number,
            replaces=certificate.replaces.shown_number if certificate.replaces else "",
            payer=university.name_th,
            payer_id=rule.payer_tax_id if rule else "",
            payer_address=rule.payer_address if rule else "",
            payee=person.full_name,
            payee_id=str(person.national_id),
            payee_address=address_of(person),
            year=str(certificate.year),
            rows=[_row(one) for one in classes],
            gross=number(certificate.gross, 2),
            withheld=number(certificate.withheld, 2),
            words=bahttext(float(certificate.withheld)),
            forms=sorted({_class(one.code).form for one in classes}),
            date=long_date(clock.today()),
        )


def _row(one: Class) -> Row:
    return Row(_class(one.code).value, str(_class(one.code).label), number(one.gross, 2), number(one.withheld, 2))


def _class(code: str) -> IncomeClass:
    return IncomeClass(code) if code else IncomeClass.SERVICE
