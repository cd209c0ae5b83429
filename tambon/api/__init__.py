"""The API of this app: `routes` are (prefix, viewset, basename)."""

from tambon.api import access, allocation_imports, allocations, areas, memberships, people, persons, villages

routes = [
    *areas.routes,
    *villages.routes,
    *people.routes,
    *persons.routes,
    *memberships.routes,
    *access.routes,
    *allocations.routes,
    *allocation_imports.routes,
]
api_urlpatterns = [*areas.api_urlpatterns, *people.api_urlpatterns]
