"""Static files: hashed names for ours, third-party modules served as they are."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class ManifestStorage(ManifestStaticFilesStorage):
    """Hashed names; a file that a third party names wrongly in its comments is no error of ours."""

    manifest_strict = False


def add_headers(headers: dict[str, str], path: str, url: str) -> None:
    """Let map archives be cached and read in ranges."""
    if path.endswith(".pmtiles"):
        headers["Cache-Control"] = "public, max-age=3600"
