"""Words of this app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Levels of administrative areas, from the nation down."""

    NATION = "nation", _("Nation")
    REGION = "region", _("Region")
    PROVINCE = "province", _("Province")
    AMPHOE = "amphoe", _("Amphoe")
    TAMBON = "tambon", _("Tambon")
    MUNICIPALITY = "municipality", _("Municipality")
    VILLAGE = "village", _("Village")


class AreaKind(models.TextChoices):
    """What an area is called where its level alone does not say it."""

    NONE = "", _("Ordinary")
    KHWAENG = "khwaeng", _("Khwaeng or khet of Bangkok")
    CITY = "city", _("City municipality")
    TOWN = "town", _("Town municipality")
    SUBDISTRICT = "subdistrict", _("Subdistrict municipality")
    OTHER_UNIT = "unit", _("Other local unit")
    MOO = "moo", _("Village (moo)")
    COMMUNITY = "community", _("Urban community")
    FOUR = "four", _("Four regions")
    SIX = "six", _("Six regions")
    CLUSTER = "cluster", _("Province cluster")


class LocalGovernmentKind(models.TextChoices):
    """Kinds of local government."""

    SAO = "sao", _("Subdistrict administrative organisation")
    SUBDISTRICT = "subdistrict", _("Subdistrict municipality")
    TOWN = "town", _("Town municipality")
    CITY = "city", _("City municipality")
    SPECIAL = "special", _("Special local government")


class UniversityKind(models.TextChoices):
    """Kinds of institutions."""

    STATE = "state", _("State university")
    RAJABHAT = "rajabhat", _("Rajabhat university")
    RAJAMANGALA = "rajamangala", _("Rajamangala university of technology")
    COLLEGE = "college", _("Community college or institute")
    PRIVATE = "private", _("Private university")


class UnitKind(models.TextChoices):
    """Parts of a university."""

    FACULTY = "faculty", _("Faculty")
    UNIT = "unit", _("University unit")
    CAMPUS = "campus", _("Campus")


class InstitutionList(models.TextChoices):
    """What the rows of a file of institutions are about."""

    NETWORKS = "networks", _("Networks of universities")
    UNIVERSITIES = "universities", _("Universities, with the network of each")
    UNITS = "units", _("Faculties, units and campuses")
    LEADS = "leads", _("Universities that lead a province")


class AgencyKind(models.TextChoices):
    """Kinds of agencies that host people."""

    DAMRONGTHAM = "damrongtham", _("Damrongtham centre")
    COMMUNITY_DEVELOPMENT = "community-development", _("Community development office")
    LAND = "land", _("Land office")
    SOCIAL_SECURITY = "social-security", _("Social security office")
    LOCAL_GOVERNMENT = "local-government", _("Local government")
    ADMINISTRATION = "administration", _("Provincial or district administration")
    AGRICULTURE = "agriculture", _("Agricultural extension office")
    HEALTH = "health", _("Public health office")
    SCHOOL = "school", _("School")
    OTHER = "other", _("Other agency")
