"""Certificates of tax withheld: which there are, who still needs one, and what one says."""

from collections.abc import Collection
from datetime import date

from bahttext import bahttext
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import override

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


def certificates_of(user: Actor) -> "QuerySet[TaxCertificate]":
    """Return the certificates a user may see."""
    rows = TaxCertificate.objects.visible_to(user, to=Can.VIEW_TAX_CERTIFICATE)
    return rows.select_related("person", "university", "replaces", "pdf")


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
