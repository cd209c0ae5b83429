"""Who acts when nobody does: the roll-up has a name of its own in the audit."""

from tambon.models import User


def roller() -> User:
    """Return the system user of the roll-up."""
    found, created = User.objects.get_or_create(
        username="roll-up", defaults={"first_name": "ระบบ", "last_name": "คำนวณตัวเลข", "is_system": True}
    )
    if created:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found
