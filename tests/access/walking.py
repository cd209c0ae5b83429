"""Every address of the platform, from the resolver itself."""

from django.urls import URLPattern, get_resolver


def addresses(resolver=None):
    """Yield name and pattern of every page and API route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name, pattern
        else:
            yield from addresses(pattern)


def names():
    """Return the names of all addresses; one without a name cannot be put into the matrix."""
    return {name for name, _pattern in addresses()}
