"""Networks, programmes, universities, their parts, and which of them leads a province."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from dashboards.demonstration.scale import Scale
from dashboards.demonstration.tables import read
from tambon.models import Network, NetworkTerm, ProvinceLead, Unit, University
from tambon.services.programmes import PHASE_ONE
from u2t.core.text import match_key, sort_key

__all__ = ["PHASE_ONE", "make", "universities_of"]


def universities_of(scale: Scale) -> list[dict[str, str]]:
    """Return the universities that take part at a scale; every smaller scale is part of the larger."""
    return [row for row in read("universities") if scale == Scale.NATIONAL or row["scale"] == scale]


def make(scale: Scale) -> None:
    """Add what is missing; what people changed since stays as they left it."""
    Network.objects.bulk_create(_networks(), ignore_conflicts=True)
    University.objects.bulk_create(_universities(scale), ignore_conflicts=True)
    _name_leads_of_networks()
    NetworkTerm.objects.bulk_create(_network_terms())
    Unit.objects.bulk_create(_units(), ignore_conflicts=True)
    ProvinceLead.objects.bulk_create(_province_leads(), ignore_conflicts=True)


def _networks() -> list[Network]:
    return [
        Network(
            code=row["code"], name_th=row["name_th"], name_en=row["name_en"], sort_key=sort_key(row["name_th"])
        )
        for row in read("networks")
    ]  # fmt: skip


def _universities(scale: Scale) -> list[University]:
    return [
        University(
            code=row["code"],
            name_th=row["name_th"],
            name_en=row["name_en"],
            short_th=row["short_th"],
            kind=row["kind"],
            network_id=row["network"],
            province_id=row["province"],
            sort_key=sort_key(row["name_th"]),
            search_key=" ".join(match_key(row[name]) for name in ("name_th", "short_th", "name_en", "code")),
        )
        for row in universities_of(scale)
    ]


def _network_terms() -> list[NetworkTerm]:
    rows = University.objects.filter(network_terms=None).exclude(network=None).select_related("network")
    return [
        NetworkTerm(university=university, network=university.network, during=DateRange(None, None))
        for university in rows
        if university.network is not None
    ]


def _present() -> set[str]:
    return set(University.objects.values_list("code", flat=True))


def _name_leads_of_networks() -> None:
    present = _present()
    leads = {row["code"]: row["lead"] for row in read("networks") if row["lead"] in present}
    nameless = list(Network.objects.filter(lead=None, code__in=leads))
    for network in nameless:
        network.lead_id = leads[network.code]
    Network.objects.bulk_update(nameless, ["lead"])


def _units() -> list[Unit]:
    return [
        Unit(
            university_id=row["university"],
            kind=row["kind"],
            name_th=row["name_th"],
            name_en=row["name_en"],
            province_id=row["province"],
            sort_key=sort_key(row["name_th"]),
        )
        for row in read("units")
    ]


def _province_leads() -> list[ProvinceLead]:
    present = _present()
    return [
        ProvinceLead(
            province_id=row["province"],
            university_id=row["university"],
            during=DateRange(date.fromisoformat(row["from"]), None),
        )
        for row in read("leads")
        if row["university"] in present
    ]
