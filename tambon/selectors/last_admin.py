"""Whether anybody could still let others in."""

from tambon.models import Membership, User
from u2t.core import clock


def hold_seats() -> None:
    """Let nobody else take an administrator's seat away until the transaction ends: two at once could empty both."""
    list(Membership.objects.select_for_update(of=("self",)).filter(role="admin").order_by("pk").values_list("pk"))


def is_last_admin(user: User) -> bool:
    """Tell whether `user` is an administrator today and nobody else with an open account is."""
    admins = Membership.objects.filter(role="admin", user__is_active=True, during__contains=clock.today())
    return admins.filter(user=user).exists() and not admins.exclude(user=user).exists()
