"""What somebody may collect today, and the lists that come with it."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When

from datasets.models import CollectionRound, Dataset, Form
from datasets.permissions import Can
from datasets.selectors.questions import OWN_LISTS
from tambon.choices import Level
from tambon.models import Agency, Area
from u2t.core import clock, files
from u2t.core.access import Actor, Reach, prefix_q, reach

#: How an XForm speaks of a list.
_SPOKEN_OF = re.compile(r"jr://file(?:-csv)?/([^\"'<]+)")


def collects_in(user: Actor) -> frozenset[str]:
    """Return the areas in which somebody collects: who works at an agency, in the area of it."""
    found: Reach = reach(user, Can.COLLECT)
    if found.everywhere:
        return frozenset({"TH"})
    agencies = Agency.objects.filter(pk__in=found.agencies).values_list("area", flat=True)
    return found.places | frozenset(agencies) if found.agencies else found.places


def forms_to_fill(user: Actor) -> QuerySet[Form]:
    """Return the newest form of each data set that is collected today in the areas of the user."""
    rounds = CollectionRound.objects.open_today().covering(_digits(collects_in(user)))
    newest = Form.objects.filter(dataset=OuterRef("dataset")).order_by("-number")
    found = Form.objects.filter(pk=Subquery(newest.values("pk")[:1]), dataset__in=rounds.values("dataset"))
    return found.select_related("dataset").order_by("dataset")


def form_answered(form_id: str, version: str) -> tuple[Form | None, bool]:
    """Return the form that was answered, and whether its version is known; else the newest one reads what it can."""
    # The XForm and the choices are many times the answer, and nobody asks for them.
    forms = Form.objects.filter(dataset=form_id).select_related("dataset").defer("xml", "choices")
    known = forms.filter(version=version).first()
    return (known, True) if known else (forms.order_by("-number").first(), False)


def round_for(dataset: Dataset, place: str, day: date | None = None) -> CollectionRound | None:
    """Return the round of what was answered on a day: one of that day, else one that is open, else the latest over."""
    today = clock.today()
    begun = CollectionRound.objects.filter(dataset=dataset, opens_on__lte=today).covering(frozenset({place}))
    of_day = Q(opens_on__lte=day, closes_on__gte=day) if day and day < today else Q(pk__in=[])
    nearest = Case(When(of_day, then=0), When(closes_on__gte=today, then=1), default=2)
    return begun.order_by(nearest, "-closes_on", "-pk").first()


def list_of(user: Actor, name: str) -> bytes | None:
    """Return a list that comes by itself, as CSV: tambons, villages or agencies of the user's areas."""
    places = _digits(collects_in(user))
    if name == "tambons.csv":
        tambons = Area.objects.filter(prefix_q("code", places), level=Level.TAMBON).order_by("sort_key")
        return _csv(("name", "label"), tambons.values_list("code", "name_th"))
    if name == "villages.csv":
        villages = Area.objects.filter(prefix_q("code", places), level=Level.VILLAGE).order_by("code")
        return _csv(("name", "label", "tambon"), villages.values_list("code", "name_th", "parent"))
    if name == "agencies.csv":
        provinces = frozenset(code[:2] for code in places)
        agencies = Agency.objects.filter(prefix_q("area", provinces))
        return _csv(("name", "label"), agencies.order_by("code").values_list("code", "name_th"))
    return None


def lists_of(form: Form) -> list[str]:
    """Return the names of our lists that a form speaks of."""
    return sorted(name for name in OWN_LISTS if name in _SPOKEN_OF.findall(form.xml))


def files_of(user: Actor, form: Form) -> dict[str, str]:
    """Return the names of all files that come with a form, ours and its own, each with its mark."""
    marks = {name: md5_of(list_of(user, name) or b"") for name in lists_of(form)}
    return dict(sorted((marks | dict(form.files.values_list("name", "md5"))).items()))


def file_of(user: Actor, form: Form, name: str) -> tuple[str, bytes] | None:
    """Return the type and the content of a file that comes with a form; one of its own goes before ours."""
    own = form.files.filter(name=name).select_related("file").first()
    if own is not None:
        return own.file.media_type, files.read(own.file)
    content = list_of(user, name) if name in lists_of(form) else None
    return None if content is None else ("text/csv; charset=utf-8", content)


def md5_of(content: bytes) -> str:
    """Return how telephones tell that a file has changed; it guards nothing."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _digits(places: Iterable[str]) -> frozenset[str]:
    return frozenset(code for code in places if code.isdigit())


def _csv(heading: tuple[str, ...], rows: Iterable[tuple[str | None, ...]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(heading)
    writer.writerows(rows)
    return buffer.getvalue().encode()
