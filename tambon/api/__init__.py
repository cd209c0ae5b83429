"""The API of this app: `routes` are (prefix, viewset, basename)."""

from tambon.api import areas, people

routes = [*areas.routes, *people.routes]
api_urlpatterns = [*areas.api_urlpatterns, *people.api_urlpatterns]
