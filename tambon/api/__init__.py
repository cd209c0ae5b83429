"""The API of this app: `routes` are (prefix, viewset, basename)."""

from tambon.api import (
    access,
    allocations,
    areas,
    local_governments,
    memberships,
    people,
    persons,
    sheets,
    universities,
    villages,
)

routes = [
    *areas.routes,
    *universities.routes,
    *villages.routes,
    *local_governments.routes,
    *people.routes,
    *persons.routes,
    *memberships.routes,
    *access.routes,
    *allocations.routes,
    *sheets.routes,
]
api_urlpatterns = [*areas.api_urlpatterns, *people.api_urlpatterns]
