"""The position of a contract: given when hiring, changed as long as nobody has signed anything that says it."""

from django.db import transaction
from django.utils.translation import gettext as _

from tambon.models import User
from u2t.core import audit
from u2t.core.access import require
from u2t.core.errors import StaleError
from workforce.choices import ContractState, PaperKind, PaperState
from workforce.models import Contract, Paper, WorkItem
from workforce.permissions import Can
from workforce.services.seats import ContractError

_SAYING = (PaperKind.CONTRACT, PaperKind.TERMS_OF_REFERENCE)


@transaction.atomic
def give(*, contract: Contract, position: WorkItem, by: User, version: int | None = None) -> Contract:
    """Say in which position a draft hires; given twice it is given once.

    Raises:
        ContractError: it is signed, or a paper in force says another position.
    """
    require(by, Can.CHANGE_CONTRACT, contract)
    rows = Contract.objects.select_for_update(of=("self",)).select_related("position")
    contract = rows.get(pk=contract.pk)
    if contract.position_id == position.pk:
        return contract
    _check(contract, version)
    before, contract.position, contract.version = contract.position, position, contract.version + 1
    contract.save(update_fields=["position", "version"])
    changes = {"position": (before.name_th if before else None, position.name_th)}
    audit.record(action="contract.positioned", target=contract, by=by, changes=changes)
    return contract


def _check(contract: Contract, version: int | None) -> None:
    if version is not None and version != contract.version:
        raise StaleError(_("This contract was changed since you opened it. Open it again and look."), of=contract)
    if contract.state != ContractState.DRAFT:
        raise ContractError(_("The position is changed on a draft only; this contract is signed or over."))
    papers = Paper.objects.filter(contract=contract, kind__in=_SAYING).exclude(state=PaperState.CANCELLED)
    paper = papers.order_by("pk").first()
    if paper is not None:
        raise ContractError(
            _("%(kind)s %(number)s says the position that is to be changed. Cancel that paper first.")
            % {"kind": paper.get_kind_display(), "number": paper.number}
        )
