"""The codes of institutions: what carries one may be asked for in the same place as an area, so no two are alike."""

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from tambon.selectors.naming import InstitutionError, InstitutionInputError, checked_code, words_of_figures

_LOCK = 0x434F4445  # "CODE"


class Codes:
    """Gives codes; a name for functions that only services may call, inside their transaction."""

    @staticmethod
    def claim(text: str, *, other: type[Model], taken: str) -> str:
        """Return a code that neither areas nor the `other` kind of institution have, until the transaction ends.

        Raises:
            InstitutionInputError: it is no code, or means something else.
            InstitutionError: one of the other kind has it; `taken` says so.
        """
        code = checked_code(text)
        if code in words_of_figures():
            said = _("This code means something else in figures. Choose another one.")
            raise InstitutionInputError(said, extra={"field": "code"})
        with connection.cursor() as cursor:  # a network and a university of one code at once would not see each other
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if other._default_manager.filter(pk=code).exists():
            raise InstitutionError(taken, extra={"field": "code"})
        return code
