"""What somebody may collect today, and the lists that come with it."""

import csv
import hashlib
import io
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from datasets.choices import Hold
from datasets.models import CollectionRound, Dataset, Entry, Form, FormFile, RoundArea, RoundGrace
from datasets.models.collecting import above
from datasets.permissions import Can
from datasets.selectors.questions import OWN_LISTS
from tambon.choices import Level
from tambon.models import Agency, Area
from u2t.core import clock, files
from u2t.core.access import Actor, Reach, key_of, prefix_q, reach
from u2t.core.inserting import next_key
from u2t.core.prepared import Columns, Prepared
from u2t.core.templatetags.u2t import thai_date

#: How an XForm speaks of a list.
_SPOKEN_OF = re.compile(r"jr://file(?:-csv)?/([^\"'<]+)")

#: Every answer asks the following.
_ANSWERED = Prepared(
    "datasets_answered", ("text", "text"),
    lambda: f"""
    SELECT f.id, f.md5, d.version, f.version = $2, {next_key(Entry)}
    FROM datasets_form f JOIN datasets_dataset d ON d.code = f.dataset_id
    WHERE f.dataset_id = $1 ORDER BY f.version = $2 DESC, f.number DESC LIMIT 1
    """,  # noqa: S608 - names of ours
)  # fmt: skip
_ROUND = Columns(CollectionRound, "r")


def _standing(name: str, chosen_by: str, chosen: str) -> Prepared:
    """Word how rounds stand to a person ($2) around a place ($3, and the areas $4 around it) on a day ($5)."""
    return Prepared(
        name, (chosen_by, "bigint", "text", "text[]", "date"),
        lambda: f"""
        SELECT {_ROUND},
            EXISTS (SELECT FROM datasets_roundcollector c WHERE c.round_id = r.id AND c.user_id = $2),
            EXISTS (SELECT FROM datasets_roundcollector c WHERE c.round_id = r.id),
            r.closes_on < $5 AND EXISTS (
                SELECT FROM datasets_roundgrace g WHERE g.round_id = r.id AND g.ended_at IS NULL AND g.until >= $5
                    AND (g.user_id = $2 OR g.area_id = ANY($4))
            ),
            (SELECT max(length(a.area_id)) FROM datasets_roundarea a
                WHERE a.round_id = r.id AND a.area_id <> 'TH' AND a.area_id = ANY($4))
        FROM datasets_collectionround r WHERE {chosen}
        """,  # noqa: S608 - names of ours
    )  # fmt: skip


_BEGUN = _standing(
    "datasets_rounds_begun", "text",
    """r.dataset_id = $1 AND r.opens_on <= $5 AND r.id IN (
        SELECT a.round_id FROM datasets_roundarea a WHERE a.area_id = ANY($4)
        UNION SELECT a.round_id FROM datasets_roundarea a WHERE a.area_id BETWEEN $3 AND $3 || '99999999'
    )""",
)  # fmt: skip
_THIS = _standing("datasets_round_this", "bigint", "r.id = $1")


def collects_in(user: Actor) -> frozenset[str]:
    """Return the areas in which somebody collects: who works at an agency, in the area of it."""
    found: Reach = reach(user, Can.COLLECT)
    if found.everywhere:
        return frozenset({"TH"})
    if not found.agencies:
        return found.places
    return found.places.union(Agency.objects.filter(pk__in=found.agencies).values_list("area", flat=True))


@dataclass(frozen=True, slots=True)
class Found:
    """A round as it stands to somebody: whether they collect it, and whether it is open to them on this day.

    `nearest` is how many digits the smallest of its areas has that lies around the place; 0 for one below it.
    """

    round: CollectionRound
    is_collected: bool
    is_let_in: bool
    is_named: bool
    nearest: int

    @property
    def is_late(self) -> bool:
        """Tell whether what is sent now comes after the round closed."""
        return not self.round.is_open

    @property
    def is_too_late(self) -> bool:
        """Tell whether it closed, and for them too."""
        return self.is_late and not self.is_let_in

    @property
    def takes(self) -> bool:
        """Tell whether what they send is taken as it comes."""
        return self.is_collected and not self.is_too_late


def rounds_to_fill(user: Actor) -> QuerySet[CollectionRound]:
    """Return the rounds that the user collects today, those among them that closed but for the user."""
    return CollectionRound.objects.open_to(key_of(user), _digits(collects_in(user)))


def untils_of(user: Actor, rounds: Iterable[CollectionRound]) -> dict[int, date]:
    """Return the last day on which each of these rounds takes what the user sends."""
    last = {found.pk: found.closes_on for found in rounds}
    graces = RoundGrace.objects.in_force().around(key_of(user), _digits(collects_in(user))).filter(round__in=last)
    for round_, until in graces.values_list("round", "until"):
        last[round_] = max(last[round_], until)
    return last


def nearest_of(user: Actor, rounds: Iterable[CollectionRound]) -> dict[int, int]:
    """Return of each of these rounds how near its smallest area lies to where the user collects (see `Found`)."""
    areas = RoundArea.objects.filter(round__in=[found.pk for found in rounds], area__in=above(collects_in(user)))
    found = areas.exclude(area="TH").values_list("round").annotate(digits=Max(Length("area")))
    return dict(found)


def forms_to_fill(user: Actor) -> QuerySet[Form]:
    """Return the newest form of each data set that the user collects today."""
    rounds = rounds_to_fill(user)
    newest = Form.objects.filter(dataset=OuterRef("dataset")).order_by("-number")
    found = Form.objects.filter(pk=Subquery(newest.values("pk")[:1]), dataset__in=rounds.values("dataset"))
    return found.select_related("dataset").order_by("dataset")


class Answered(NamedTuple):
    """The form that was answered, whether its version is known, and the key that an entry of it may take."""

    form: Form
    is_known: bool
    entry: int


def form_answered(form_id: str, version: str) -> Answered | None:
    """Return the form that was answered; if its version is not known, the newest one, which reads what it can."""
    for key, md5, definition, is_known, entry in _ANSWERED.rows(form_id, version):
        return Answered(_form(key, md5, definition), is_known, entry)
    return None


@lru_cache(maxsize=200)
def _form(key: int, _md5: str, _definition: int) -> Form:
    """Return a form as it was brought, with its data set as that version of its definition says; nobody changes it.

    It is without what is many times an answer, and not asked for here.
    """
    return Form.objects.select_related("dataset").defer("xml", "choices").get(pk=key)


def round_for(user: Actor, dataset: Dataset, place: str, day: date | None = None) -> Found | None:
    """Return the round of what somebody answered on a day.

    One of that day that they collect, else one that is open, else one closed but for them, else what others collect,
    else the latest that is over; of several the one that names them, else that of the smallest area around the place,
    else the one that closes last.
    """
    today = clock.today()
    earlier = day if day and day < today else None

    def nearness(found: Found) -> tuple[int, bool, bool, int, int, int]:
        is_of_day = earlier is not None and found.round.opens_on <= earlier <= found.round.closes_on
        is_open = found.round.closes_on >= today
        if found.is_collected and (is_of_day or is_open or found.is_let_in):
            rank = 0 if is_of_day else 1 if is_open else 2
        else:
            rank = 3 if is_of_day or is_open else 4
        later = (-found.round.closes_on.toordinal(), -found.round.pk)
        return rank, not found.is_collected, not found.is_named, -found.nearest, *later

    return min(_found(_BEGUN, dataset.pk, user, place), key=nearness, default=None)


def standing_of(user: Actor, round: CollectionRound, place: str) -> Found:
    """Return how a round stands to somebody who sends what is of a place."""
    return _found(_THIS, round.pk, user, place)[0]


def _found(question: Prepared, chosen: str | int, user: Actor, place: str) -> list[Found]:
    rows = question.rows(chosen, key_of(user), place, list(above({place})), clock.today())
    return [
        Found(round_, is_named or not has_named, is_let_in, is_named=is_named, nearest=nearest or 0)
        for round_, (is_named, has_named, is_let_in, nearest) in map(_ROUND.divided, rows)
    ]


def answer_to(entry: Entry) -> str:
    """Say to who sent an entry that it is here; and what has to be asked of whom, where it waits for its round."""
    if not {Hold.NOT_NAMED, Hold.LATE}.intersection(entry.held) or entry.round is None:
        return _("Received. Thank you.")
    found = entry.round
    values = {"round": found.name, "day": thai_date(found.closes_on), "person": found.by}
    if Hold.NOT_NAMED in entry.held:
        return _("Received and set aside: you are not named to collect the round “%(round)s”. Ask %(person)s.") % values
    said = _("Received and set aside: the round “%(round)s” closed on %(day)s. Ask %(person)s for an exception.")
    return said % values


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
    return files_by_form(user, [form])[form.pk]


def files_by_form(user: Actor, forms: Collection[Form]) -> dict[int, dict[str, str]]:
    """Return what `files_of` says of each of these forms: many speak of the same lists, which are written once."""
    spoken_of = {form.pk: lists_of(form) for form in forms}
    marks = {name: md5_of(list_of(user, name) or b"") for name in set(chain(*spoken_of.values()))}
    found = {form: {name: marks[name] for name in names} for form, names in spoken_of.items()}
    for form, name, md5 in FormFile.objects.filter(form__in=spoken_of).values_list("form", "name", "md5"):
        found[form][name] = md5
    return {form: dict(sorted(named.items())) for form, named in found.items()}


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
