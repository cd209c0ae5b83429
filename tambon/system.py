"""The account under which beat and commands act: never nobody, never a person."""

from tambon.models import User

USERNAME = "system"


def system_user() -> User:
    """Return the system's own user, made at the first call; it has no password and cannot sign in."""
    user: User
    user, created = User.objects.get_or_create(
        username=USERNAME, defaults={"is_system": True, "first_name": "ระบบ", "is_active": True}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
