"""Settings: production by default; every choice comes from the environment (see .env.example)."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from u2t.core.static_headers import add_headers

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "") not in {"", "0", "false", "no"}


def _database(url: str) -> dict[str, object]:
    """Read `postgresql://user:password@host:port/name?host=/socket/folder`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; U2T runs on PostgreSQL only.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
        "TEST": {"NAME": os.environ.get("U2T_TEST_DATABASE", "test_u2t")},
    }


def _broker(url: str) -> str:
    """Spell a socket as Celery does: `redis+socket://`, and its database `virtual_host`."""
    if not url.startswith("unix://"):
        return url
    return url.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")


DEBUG = _flag("U2T_DEBUG")
DEMO = _flag("U2T_DEMO")
DEMO_PASSWORD = os.environ.get("U2T_DEMO_PASSWORD", "u2t-demo")
CLOCK = os.environ.get("U2T_CLOCK", "")
SECRET_KEY = os.environ.get("U2T_SECRET_KEY", "")
if not SECRET_KEY:
    # A command beside `make run` (a shell, an import) signs nothing that must outlive it.
    SECRET_KEY = os.urandom(48).hex()
# Without them sealed fields can be neither read nor written, and a command that needs none still runs.
FIELD_KEYS = [key.strip() for key in os.environ.get("U2T_FIELD_KEYS", "").split(",") if key.strip()]
ALLOWED_HOSTS = os.environ.get("U2T_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
PUBLIC_URL = os.environ.get("U2T_PUBLIC_URL", "")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
#: Without it, only this machine and its private network may read /metrics.
METRICS_TOKEN = os.environ.get("U2T_METRICS_TOKEN", "")
VAR = Path(os.environ.get("U2T_VAR", BASE_DIR / "var"))
PRIVATE_FILES = VAR / "private"
MAPS = VAR / "maps"

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///u2t"))}
REDIS_URL = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "u2t",
    }
}
CELERY_BROKER_URL = _broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_TIMEZONE = "Asia/Bangkok"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

INSTALLED_APPS = [
    "u2t.apps.U2TConfig",
    "u2t.core.apps.CoreConfig",
    "tambon.apps.TambonConfig",
    "workforce.apps.WorkforceConfig",
    "datasets.apps.DatasetsConfig",
    "dashboards.apps.DashboardsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "u2t.core.staticfiles.Files",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "u2t.core.middleware.request_id",
    "u2t.core.middleware.language",
    "datasets.middleware.straight",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tambon.middleware.second_factor",
    "u2t.core.problems.ProblemMiddleware",
    "u2t.core.uploads.whole_or_refused",
]

ROOT_URLCONF = "u2t.urls"
WSGI_APPLICATION = "u2t.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "u2t.core.context.frame",
                "dashboards.context.person",
            ],
            "builtins": ["u2t.core.templatetags.u2t"],
        },
    }
]

AUTH_USER_MODEL = "tambon.User"
AUTHENTICATION_BACKENDS = [
    "tambon.backends.SignInBackend",
    "tambon.backends.ScopeBackend",
    "tambon.backends.GrantBackend",
]
GUARDIAN_MONKEY_PATCH_USER = False
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # our GrantBackend stands in for guardian.backends: see tambon/backends.py
    # HSTS for all hosts below ours, for ever, is the owner of the domain to decide: in the proxy.
    "security.W005",
    "security.W021",
]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_ADAPTER = "tambon.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/5m/ip,8/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# The address of an account that somebody opened alone is not proved, and no role by hand goes to such an account until
# the link of an invitation was followed (tambon/services/invitations.py); a second step stands for itself.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "U2T"
MFA_FORMS = {
    "add_webauthn": "tambon.forms.second_factor.AddKeyForm",
    "edit_webauthn": "tambon.forms.second_factor.EditKeyForm",
}
#: Whether roles that need a second step are held to it (tambon/selectors/second_factor.py); only tests turn it off.
SECOND_FACTOR = True
#: Services that carry notifications to phones, as address and token; without an address a channel is off.
U2T_CHANNELS = {
    "line": (os.environ.get("U2T_LINE_URL", ""), os.environ.get("U2T_LINE_TOKEN", "")),
    "sms": (os.environ.get("U2T_SMS_URL", ""), os.environ.get("U2T_SMS_TOKEN", "")),
}
# Without a mail server, mails are written into a folder, to be read there.
EMAIL_HOST = os.environ.get("U2T_SMTP_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_PORT = int(os.environ.get("U2T_SMTP_PORT", "") or "587")
EMAIL_HOST_USER = os.environ.get("U2T_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("U2T_SMTP_PASSWORD", "")
EMAIL_USE_TLS = (_smtp := os.environ.get("U2T_SMTP_SECURITY", "") or "starttls") == "starttls"
EMAIL_USE_SSL = _smtp == "tls"
if _smtp not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured("U2T_SMTP_SECURITY must be starttls, tls or none.")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("U2T_MAIL_FROM", "") or "U2T <u2t@localhost>"

# What the code asks of the layer above it, by name, so that the import law holds.
U2T_ROLES = "u2t.roles.ROLES"
U2T_ACCESS = "u2t.access.ACCESS"
U2T_REACH = "tambon.reach.reach_of"
U2T_GRANTS = "tambon.reach.granted_to"
U2T_TOKEN_FOUND = "tambon.tokens.token_found"  # noqa: S105 - the name of a function, and so the next
U2T_TOKEN_HOLDER = "tambon.selectors.tokens.require_token_holder"  # noqa: S105

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "u2t" / "locale"]
LANGUAGE_COOKIE_NAME = "u2t_language"
TIME_ZONE = "Asia/Bangkok"
USE_TZ = True
# Pages group figures by the filter `number`; grouped by itself, the key 2271 in a form would be sent as "2,271".
USE_THOUSAND_SEPARATOR = False

_NODE = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("tabler", _NODE / "@tabler/core/dist"),
    ("sarabun", _NODE / "@fontsource/sarabun"),
    ("maplibre", _NODE / "maplibre-gl/dist"),
    ("pmtiles", _NODE / "pmtiles/dist"),
    ("plotly", _NODE / "plotly.js-basic-dist-min"),
    ("web-forms", _NODE / "@getodk/web-forms/dist"),
    ("vue", _NODE / "vue/dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "u2t.core.staticfiles.ManifestStorage"},
}
ICONS = _NODE / "@tabler/icons/icons"
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "u2t.core.problems.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PUBLIC_URL.startswith("https://") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_SSL_REDIRECT = PUBLIC_URL.startswith("https://")
# Passwords of telephones are taken over TLS alone, but from the same machine.
PLAIN_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
# Probes and Prometheus ask from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if PUBLIC_URL.startswith("https://") else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # plotly and MapLibre write style attributes of their own.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# ODK Collect sends up to 101 photos with an answer before it begins another request.
DATA_UPLOAD_MAX_NUMBER_FILES = 120
FILE_UPLOAD_TEMP_DIR = None
UPLOAD_MAX_BYTES = 50 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "u2t.core.api.authentication.ExpiringTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["u2t.core.api.gates.MayAct"],
    "DEFAULT_FILTER_BACKENDS": ["u2t.core.api.filters.PlainFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "u2t.core.api.pagination.KeysetPagination",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "u2t.core.api.problems.handle",
    "DEFAULT_THROTTLE_RATES": {"token": "20/min"},
    "PAGE_SIZE": 100,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "U2T",
    "DESCRIPTION": "The University-to-Tambon platform: areas, people, data sets, figures.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "AreaKind": "tambon.choices.AreaKind",
        "UniversityKind": "tambon.choices.UniversityKind",
        "UnitKind": "tambon.choices.UnitKind",
        "AgencyKind": "tambon.choices.AgencyKind",
        "LocalGovernmentKind": "tambon.choices.LocalGovernmentKind",
        "EntryState": "datasets.choices.EntryState",
        "FieldKind": "datasets.choices.FieldKind",
        "DocumentKind": "workforce.choices.DocumentKind",
        "EducationLevel": "workforce.choices.EducationLevel",
        "WorkerType": "workforce.choices.WorkerType",
        "SupervisorRole": "workforce.choices.SupervisorRole",
        "FieldRole": "datasets.choices.FieldRole",
        "OverTime": "dashboards.choices.OverTime",
        "Role": "tambon.api.memberships.ROLES",
        "SessionKind": "workforce.choices.SessionKind",
        "Skill": "workforce.choices.Skill",
        "TakingPart": "workforce.money_choices.TakingPart",
        "ClosingTickKind": "workforce.closing_choices.TickKind",
        "PeriodState": "workforce.choices.PeriodState",
        "ReportState": "workforce.choices.ReportState",
        "PayBatchState": "workforce.choices.BatchState",
        "PayLineState": "workforce.choices.PayLineState",
        "ApprovalStepKind": "workforce.choices.StepKind",
        "ReportDecision": "workforce.chain_choices.Decision",
        "ActivityState": "workforce.money_choices.ActivityState",
        "ProblemKind": "workforce.choices.ProblemKind",
        "ProblemState": "workforce.choices.ProblemState",
        "ProblemOwner": "workforce.choices.ProblemOwner",
        "ProblemAction": "workforce.choices.ProblemAction",
        "PaperKind": "workforce.choices.PaperKind",
        "SignatureKind": "workforce.choices.SignatureKind",
        "ContractPaperKind": "workforce.api.papers.KINDS",
        "AppealState": "workforce.choices.AppealState",
        "SelectionState": "workforce.choices.SelectionState",
        "ApplicationState": "workforce.choices.ApplicationState",
        "SelectionOutcome": "workforce.choices.Outcome",
        "HolidayKind": "workforce.day_choices.HolidayKind",
        "LeaveKind": "workforce.day_choices.LeaveKind",
        "LeaveState": "workforce.day_choices.LeaveState",
        "LateDecision": "workforce.api.logs.DECISIONS",
        "LeaveDecision": "workforce.api.leaves.DECISIONS",
        "DocumentDecision": "workforce.api.selections.DECISIONS",
    },
}
API_TOKEN_DAYS = 30
DJANGO_TABLES2_TEMPLATE = "components/table.html"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"pyogrio": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": os.environ.get("U2T_LOG_LEVEL", "INFO")},
}
