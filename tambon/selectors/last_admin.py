"""Whether anybody could still let others in."""

from tambon.models import Membership, User
from u2t.core import clock


def is_last_admin(user: User) -> bool:
    """Tell whether `user` is an administrator today and nobody else with an open account is."""
    admins = Membership.objects.filter(role="admin", user__is_active=True, during__contains=clock.today())
    return admins.filter(user=user).exists() and not admins.exclude(user=user).exists()
