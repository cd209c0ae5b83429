"""How long browsers keep static files; apart from the storage, because settings name the function itself."""

#: Folders of our own: their names are hashed and say what is in them.
OURS = ("css/", "js/", "img/")
_PREFIX = "/static/"


def add_headers(headers: dict[str, str], path: str, url: str) -> None:
    """Let packages be cached for a day: their names say nothing about their content."""
    if not url.startswith(tuple(f"{_PREFIX}{folder}" for folder in OURS)):
        headers["Cache-Control"] = "public, max-age=86400"
