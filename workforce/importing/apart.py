"""Who of a list is who: the same person twice in the file, and people the database knows already."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from u2t.core.importing import issues
from workforce.importing import ground as grounds
from workforce.importing.ground import Known, Someone, overlap
from workforce.importing.lines import ID, Check, Line
from workforce.importing.namesakes import Namesakes
from workforce.naming import may_be_one_birth

_GIVE_ID = _("Write the national ID in both rows, so that they can be told apart.")
issues.add(
    {
        "person_twice": (
            _("The same national ID also stands at row %(line)s, on some of the same days."),
            _("Keep one of the rows, or let the first end before the second begins."),
        ),
        "same_id_other_name": (
            _("Row %(line)s has this national ID with another name."),
            _("Compare both rows with the ID card."),
        ),
        "same_name_and_birth": (
            _("Row %(line)s has the same name and perhaps the same birth, with another national ID."),
            _("Make sure that these are two people."),
        ),
        "same_name_without_id": (
            _("Row %(line)s has the same name and perhaps the same birth, and one of the two has no national ID."),
            _GIVE_ID,
        ),
        "known_by_name": (
            _("Somebody of this name and perhaps this birth is known already under another national ID."),
            _("Make sure that this is somebody else."),
        ),
        "known_by_name_without_id": (
            _("Somebody of this name and perhaps this birth is known already; without a national ID nobody can tell."),
            _("Write the national ID."),
        ),
        "known_without_id": (
            _("Somebody of this name and perhaps this birth is known already, without a national ID. Ask %(office)s."),
            _("Have the national ID entered there first, so that one person is not hired twice."),
        ),
        "known_id_other_name": (
            _("Somebody with this national ID is known already under another name."),
            _("Compare the row with the ID card. If the row is right, let %(office)s or the person correct the name."),
        ),
        "known_id_other_birth": (
            _("Somebody with this national ID is known already with another date of birth."),
            _("Compare the row with the ID card. If the row is right, let %(office)s or the person correct the date."),
        ),
        "known_id_birth_missing": (
            _("Somebody with this national ID and name is known already; nobody here can tell that it is the same."),
            _("Write the date of birth. If it stands in the row, let %(office)s or the person enter it as well."),
        ),
        "at_work_here": (
            _("This person has a contract with your university on these days already."),
            _("Leave the row out, or correct the days."),
        ),
        "at_work_elsewhere": (
            _("This person has a contract on these days already."),
            _("Ask %(office)s."),
        ),
        "person_moves": (
            _("This person is known already, with another tambon of the house registration or none."),
            _("Nothing, if the row is right: it counts from the first day, days before it stay as they were."),
        ),
        "person_known": (
            _("This person is known already; the row adds a contract and changes nothing of the person."),
            _("Nothing, if this is the same person."),
        ),
    }
)


def told_apart(check: Check, lines: list[Line]) -> list[Line]:
    """Keep the rows whose person is clear, and free on the days."""
    known = grounds.known((line.digest for line in lines if line.digest), (line.search_key for line in lines))
    rows = _Rows()
    return [line for line in lines if _is_once(check, rows, line) and _is_free(check, line, known)]


@dataclass(slots=True)
class _Rows:
    """The rows above, by national ID and by name."""

    by_digest: dict[str, list[Line]] = field(default_factory=dict)
    by_name: Namesakes[Line] = field(default_factory=Namesakes)

    def add(self, line: Line) -> None:
        """Keep a row for those below it."""
        if line.digest:
            self.by_digest.setdefault(line.digest, []).append(line)
        self.by_name.add(line.search_key, line)


def _is_once(check: Check, rows: _Rows, line: Line) -> bool:
    """Compare a row with those above it."""
    for other in rows.by_digest.get(line.digest or "", ()):
        if overlap(line.days, other.days):
            return check.refuse(line.line, "person_twice", ID, line=other.line)
        if other.search_key != line.search_key:
            check.warn(line.line, "same_id_other_name", "first_name", line=other.line)
    if not _has_own_name(check, rows, line):
        return False
    rows.add(line)
    return True


def _has_own_name(check: Check, rows: _Rows, line: Line) -> bool:
    others = rows.by_name.of(line.search_key, line)
    unsure = next((other for other in others if not (other.digest and line.digest)), None)
    if unsure is not None:
        return check.refuse(line.line, "same_name_without_id", ID, line=unsure.line)
    if others:
        check.warn(line.line, "same_name_and_birth", "first_name", line=others[0].line)
    return True


def _is_free(check: Check, line: Line, known: Known) -> bool:
    """Compare a row with the people of the database."""
    person = known.by_digest.get(line.digest or "")
    if person is not None and not _is_theirs(check, line, person, known):
        return False
    line.person = person.pk if person else None
    if not _is_no_namesake(check, line, known):
        return False
    for days, university in known.at_work.get(line.person or 0, ()):
        if overlap(days, line.days):
            if university == check.ground.university.pk:
                return check.refuse(line.line, "at_work_here", ID)
            return check.refuse(line.line, "at_work_elsewhere", ID, office=check.ground.offices[university])
    if line.person is not None:
        line.moves = person is not None and _moves(line, person, known)
        check.warn(line.line, "person_moves" if line.moves else "person_known", ID)
    return True


def _moves(line: Line, person: Someone, known: Known) -> bool:
    """Tell whether the row knows a newer domicile: not where later work, or an application under way, stands on one."""
    if line.domicile is None or line.domicile == person.domicile or person.pk in known.decided:
        return False
    return all(days[0] < line.days[0] for days, _university in known.at_work.get(person.pk, ()))


def _is_theirs(check: Check, line: Line, person: Someone, known: Known) -> bool:
    """Compare a row with whose national ID it gives, by the names of the person and by the birth.

    A row opens the person to the university: of whom it has neither hired nor heard before it must know both.
    """
    office = _office_of(check, known, [person.pk])
    if line.search_key not in person.names:
        return check.refuse(line.line, "known_id_other_name", "first_name", office=office)
    if not may_be_one_birth(line.birth, person.birth):
        return check.refuse(line.line, "known_id_other_birth", "born", office=office)
    is_ours = check.ground.university.pk in known.held_by.get(person.pk, ())
    if not is_ours and not (line.birth and person.birth):
        return check.refuse(line.line, "known_id_birth_missing", "born", office=office)
    return True


def _is_no_namesake(check: Check, line: Line, known: Known) -> bool:
    namesakes = known.by_name.of(line.search_key, line)
    if namesakes and line.digest is None:
        return check.refuse(line.line, "known_by_name_without_id", ID)
    unsure = [one.pk for one in namesakes if one.digest is None]
    if unsure and (line.person is None or _are_busy(line, known, unsure)):
        return check.refuse(line.line, "known_without_id", ID, office=_office_of(check, known, unsure))
    if namesakes:
        check.warn(line.line, "known_by_name", "first_name")
    return True


def _are_busy(line: Line, known: Known, people: Iterable[int]) -> bool:
    return any(overlap(days, line.days) for pk in people for days, _university in known.at_work.get(pk, ()))


def _office_of(check: Check, known: Known, people: Iterable[int]) -> str:
    """Say whom to call about people: where they work or applied, or else our own office."""
    there = [university for pk in people for university in known.held_by.get(pk, ())]
    return check.ground.offices[there[0] if there else check.ground.university.pk]
