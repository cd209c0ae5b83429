"""People who apply or work; who they are is sealed, what others need of them is not."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from tambon.models import Area
from u2t.core.access import Actor, Reach
from u2t.core.models import ImportRun, ScopedQuerySet
from u2t.core.secrecy import SealedTextField
from workforce.choices import BirthPrecision, IdKind, Sex


class PersonQuerySet(ScopedQuerySet["Person"]):
    """People, seen by themselves, and by those who see a contract or an application of theirs."""

    def lies_in(self, reach: Reach) -> Q:
        """Match oneself, and through contracts and applications."""
        from workforce.models.applications import Application, ApplicationQuerySet  # noqa: PLC0415 - they name Person
        from workforce.models.contracts import Contract, ContractQuerySet  # noqa: PLC0415 - as above

        own = Q(user_id=reach.owner) if reach.owner is not None else Q(pk__in=[])
        if not reach.has_areas:
            return own
        contracts = Contract.objects.filter(ContractQuerySet().lies_in(reach))
        applications = Application.objects.filter(ApplicationQuerySet().lies_in(reach))
        return own | Q(pk__in=contracts.values("person")) | Q(pk__in=applications.values("person"))

    def hidden_from(self, user: Actor) -> Q:
        """Match who never worked and never sent an application: what they typed so far is their own."""
        from workforce.models.applications import Application  # noqa: PLC0415 - they name Person
        from workforce.models.contracts import Contract  # noqa: PLC0415 - as above

        sent = Application.objects.filter(submitted_at__isnull=False)
        known = Q(pk__in=Contract.objects.values("person")) | Q(pk__in=sent.values("person"))
        return ~known & ~Q(user_id=user.pk, user_id__isnull=False)


class Person(models.Model):
    """Somebody who applies or works. Thai order: rank, title, first name, last name, no comma.

    The national ID is sealed; `national_id_digest` finds it again, so that one person is one row whatever the typing.
    `domicile` is the tambon of the house registration now, earlier ones are `DomicileChange`s; `run` is the import that
    first brought the person.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    national_id = SealedTextField(blank=True)
    national_id_digest = models.CharField(max_length=64, null=True, blank=True, unique=True)
    id_kind = models.CharField(max_length=20, choices=IdKind, blank=True)
    rank = models.CharField(max_length=40, blank=True)
    title = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(max_length=5, choices=BirthPrecision, default=BirthPrecision.DAY)
    telephone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    domicile = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    registered_address = SealedTextField(blank=True)
    current_address = SealedTextField(blank=True)
    sort_key = models.CharField(max_length=300, blank=True)
    search_key = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PersonQuerySet.as_manager()

    class Privacy:
        personal = frozenset(
            {"national_id", "national_id_digest", "rank", "title", "first_name", "last_name", "sex", "born_on"}
            | {"birth_precision", "telephone", "email", "domicile", "registered_address", "current_address"}
            | {"sort_key", "search_key"}
        )
        plain = frozenset({"id", "user", "id_kind", "run", "created_at", "updated_at"})

    class Meta:
        verbose_name_plural = "people"
        permissions = [
            ("reveal_national_id", "Can see a national ID unmasked"),
            ("correct_person", "Can correct who somebody is by proof"),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="person_by_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="person_search"),
            models.Index(fields=["search_key", "born_on"], name="person_by_name_and_birth"),
        ]

    def __str__(self) -> str:
        return self.full_name or f"person {self.pk}"

    @property
    def full_name(self) -> str:
        """Return the name in Thai order; Thai titles join the first name without a space."""
        return f"{self.rank}{self.title}{self.first_name} {self.last_name}".strip()

    @property
    def masked_national_id(self) -> str:
        """Return the national ID as others may see it: the last four digits."""
        return (
            f"x-xxxx-xxxx{self.national_id[9]}-{self.national_id[10:12]}-{self.national_id[12]}"
            if self.national_id
            else ""
        )


class NameChangeQuerySet(ScopedQuerySet["NameChange"]):
    """Earlier names are seen with the person."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the person."""
        return Q(person__in=Person.objects.filter(PersonQuerySet().lies_in(reach)))

    def hidden_from(self, user: Actor) -> Q:
        """Match by the person."""
        return Q(person__in=Person.objects.filter(PersonQuerySet().hidden_from(user)))


class NameChange(models.Model):
    """The name a person had until a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="name_changes")
    until_on = models.DateField()
    title = models.CharField(max_length=40, blank=True)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100, blank=True)

    objects = NameChangeQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"title", "first_name", "last_name"})
        plain = frozenset({"id", "person", "until_on"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "until_on"], name="namechange_once_per_day")]

    def __str__(self) -> str:
        return f"name of {self.person_id} until {self.until_on}"


class DomicileChangeQuerySet(ScopedQuerySet["DomicileChange"]):
    """Earlier domiciles are seen with the person."""

    def lies_in(self, reach: Reach) -> Q:
        """Match by the person."""
        return Q(person__in=Person.objects.filter(PersonQuerySet().lies_in(reach)))

    def hidden_from(self, user: Actor) -> Q:
        """Match by the person."""
        return Q(person__in=Person.objects.filter(PersonQuerySet().hidden_from(user)))


class DomicileChange(models.Model):
    """The tambon of the house registration a person had until a day (none: not known), so that past months stay.

    `run` is the list that told the next one.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="domicile_changes")
    until_on = models.DateField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(ImportRun, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = DomicileChangeQuerySet.as_manager()

    class Privacy:
        personal = frozenset({"area", "until_on"})
        plain = frozenset({"id", "person", "run"})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "until_on"], name="domicilechange_once_per_day")]

    def __str__(self) -> str:
        return f"domicile of {self.person_id} until {self.until_on}"
