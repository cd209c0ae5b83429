"""People who sign in, and the areas they answer for."""

from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext

from tambon.models.agency import Agency
from tambon.models.area import Area
from tambon.models.university import Network, Unit, University
from u2t.core.access import Reach
from u2t.core.models import ScopedQuerySet
from u2t.core.ordering import thai_order


class UserQuerySet(ScopedQuerySet["User"]):
    """People, seen by those who answer for an area of theirs."""

    def lies_in(self, reach: Reach) -> Q:
        """Match oneself and the people whose membership lies in `reach`."""
        own = Q(pk=reach.owner) if reach.owner is not None else Q(pk__in=[])
        if not reach.has_areas:
            return own
        return own | Q(pk__in=Membership.objects.filter(MembershipQuerySet().lies_in(reach)).values("user"))


class UserManagerWithScope(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made at run time
    """Creates users; reads them through `visible_to`."""


class User(AbstractUser):
    """A person with an account. Thai order: title, first name, last name, no comma.

    Who opened the account by signing up (`is_self_opened`) has proved neither name nor address: no role is given to it
    by hand until its holder has followed the link of an invitation.
    """

    title = models.CharField(max_length=40, blank=True)
    telephone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="th")
    wants_mail = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    is_self_opened = models.BooleanField(default=False)
    sort_key = thai_order("first_name", "last_name")

    objects: ClassVar[UserManagerWithScope] = UserManagerWithScope()

    class Meta(AbstractUser.Meta):
        indexes = [models.Index(fields=["sort_key", "id"], name="user_by_name")]
        # People sign in with either, in whatever case they type it.
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_once"),
        ]

    class Privacy:
        personal = frozenset(
            {"username", "email", "first_name", "last_name", "title", "telephone", "password", "last_login"}
            | {"sort_key"}
        )
        plain = frozenset(
            {"id", "is_active", "is_staff", "is_superuser", "date_joined", "language", "is_system"}
            | {"wants_mail", "is_self_opened"}
        )

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """Return the name in Thai order; Thai titles join the first name without a space."""
        if self.is_system:
            return gettext("The system")
        return f"{self.title}{self.first_name} {self.last_name}".strip()


_CODED = ("area", "network", "university", "agency")


class MembershipQuerySet(ScopedQuerySet["Membership"]):
    """Memberships, seen by those above them."""

    def lies_in(self, reach: Reach) -> Q:
        """Match own memberships and those whose area lies in `reach`."""
        from tambon.scoping import held_today_q  # noqa: PLC0415 - as in area.py

        condition = Q(user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        return (
            condition
            | held_today_q("area_id", reach)
            | Q(university_id__in=reach.universities)
            | Q(university__network_id__in=reach.networks)
            | Q(unit__university_id__in=reach.universities)
            | Q(unit__university__network_id__in=reach.networks)
            | Q(network_id__in=reach.networks)
            | Q(agency_id__in=reach.agencies)
        )

    def valid_on(self, day: object) -> Self:
        """Keep the memberships in force on a day."""
        return self.filter(during__contains=day)


class Membership(models.Model):
    """A role in an area, dated. The area is exactly one of: administrative area, network, university, unit, agency."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    university = models.ForeignKey(
        University, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    during = DateRangeField()
    given_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        personal: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "user",
                "role",
                "area",
                "network",
                "university",
                "unit",
                "agency",
                "during",
                "given_by",
                "created_at",
            }
        )

    class Meta:
        indexes = [models.Index(fields=["role", "id"], name="membership_by_role")]
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    models.Func(
                        "area",
                        "network",
                        "university",
                        "unit",
                        "agency",
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="membership_has_one_area",
            ),
            ExclusionConstraint(
                name="membership_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    # An empty column excludes nothing, so each of the five stands as a value.
                    *((Coalesce(name, models.Value("")), RangeOperators.EQUAL) for name in _CODED),
                    (Coalesce("unit", models.Value(0)), RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.place}"

    @property
    def place(self) -> Area | Network | University | Unit | Agency:
        """Return the one area it is for."""
        for found in (self.area, self.network, self.university, self.unit, self.agency):
            if found is not None:
                return found
        raise ValueError("a membership without an area cannot be stored")


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    """Invitations, seen where their membership will lie."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the membership offered."""
        return Q(membership__in=Membership.objects.filter(MembershipQuerySet().lies_in(reach)))


class Invitation(models.Model):
    """A link that lets one person choose a password; only the hash of its secret is stored.

    `email` is kept here as long as an account that proved nothing holds the address: the link decides whose it is.
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="invitation")
    secret_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    is_for_work = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"secret_hash", "email"})
        plain = frozenset({"id", "membership", "is_for_work", "by", "created_at", "expires_at", "accepted_at"})

    def __str__(self) -> str:
        return f"invitation to {self.membership_id}"

    @property
    def address(self) -> str:
        """Return where the link is sent."""
        return self.email or self.membership.user.email


class GrantTerm(models.Model):
    """The end of a permission granted by hand (guardian holds the grant itself): no grant is for ever."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    permission = models.CharField(max_length=100)
    target_model = models.CharField(max_length=60)
    target_id = models.CharField(max_length=60)
    ends_on = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Privacy:
        personal = frozenset({"reason"})
        plain = frozenset({"id", "user", "permission", "target_model", "target_id", "ends_on", "by", "created_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "permission", "target_model", "target_id"], name="grantterm_once_per_target"
            )
        ]

    def __str__(self) -> str:
        return f"{self.permission} on {self.target_id} until {self.ends_on}"
