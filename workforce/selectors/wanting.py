"""Why a paper cannot be made out yet: something it must say is not known, or what it certifies is not closed."""

from collections.abc import Sequence

from workforce.choices import PaperKind
from workforce.models import Contract, PaperTemplate
from workforce.selectors.closings import uncertifiable
from workforce.selectors.papers import lacking_for


def wanting_for(template: PaperTemplate, contracts: Sequence[Contract]) -> str:
    """Say of whom a paper cannot be made out and why; "" where nothing is wanting."""
    problem = lacking_for(template, contracts)
    return problem or (uncertifiable(contracts) if template.kind == PaperKind.CERTIFICATE else "")
