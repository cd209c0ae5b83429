"""All addresses: pages of each app, the API, the probes."""

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from dashboards.api import routes as dashboards_routes
from datasets.api import routes as datasets_routes
from datasets.urls import telephone_urlpatterns
from tambon.api import api_urlpatterns as tambon_api_urlpatterns
from tambon.api import routes as tambon_routes
from u2t.core.api.description import KeptGenerator
from u2t.core.api.views import routes as core_routes
from workforce.api import routes as workforce_routes

router = DefaultRouter(use_regex_path=True)
router.include_root_view = False
router.include_format_suffixes = False
_routes = (*core_routes, *tambon_routes, *datasets_routes, *workforce_routes, *dashboards_routes)
for prefix, viewset, basename in _routes:
    router.register(prefix, viewset, basename=basename)

urlpatterns: list[URLPattern | URLResolver] = [
    path("openrosa/", include(telephone_urlpatterns)),  # first, before all others are tried: most come here at once
    path("", include("dashboards.urls")),
    path("", include("u2t.core.urls")),
    path("tambon/", include("tambon.urls")),
    path("datasets/", include("datasets.urls")),
    path("workforce/", include("workforce.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("api/v1/schema/", SpectacularAPIView.as_view(generator_class=KeptGenerator), name="api-schema"),
    path("api/v1/", include([*tambon_api_urlpatterns, *router.urls])),
]

handler400 = "u2t.core.problems.bad_request"
handler403 = "u2t.core.problems.forbidden"
handler404 = "u2t.core.problems.not_found"
