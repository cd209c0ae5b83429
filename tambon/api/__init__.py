"""The API of this app: `routes` are (prefix, viewset, basename)."""

from tambon.api import (
    access,
    allocation_imports,
    allocations,
    areas,
    institution_imports,
    local_governments,
    memberships,
    people,
    persons,
    universities,
    villages,
)

routes = [
    *areas.routes,
    *universities.routes,
    *institution_imports.routes,
    *villages.routes,
    *local_governments.routes,
    *people.routes,
    *persons.routes,
    *memberships.routes,
    *access.routes,
    *allocations.routes,
    *allocation_imports.routes,
]
api_urlpatterns = [*areas.api_urlpatterns, *people.api_urlpatterns]
