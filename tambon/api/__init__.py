"""The API of this app: `routes` are (prefix, viewset, basename)."""

from tambon.api import areas, people, villages

routes = [*areas.routes, *villages.routes, *people.routes]
api_urlpatterns = [*areas.api_urlpatterns, *people.api_urlpatterns]
