"""Which version of the rules holds."""

from django.db.models import F

from tambon.models import Programme, University
from workforce.choices import TermsState
from workforce.models import Terms


def terms_for(*, programme: Programme, university: University) -> Terms | None:
    """Return the rules in force for a university: its own, else those of the nation; None where there are none."""
    rows = Terms.objects.filter(programme=programme, state=TermsState.IN_FORCE)
    own = rows.filter(university=university) | rows.filter(university=None)
    return own.order_by(F("university").asc(nulls_last=True)).first()
