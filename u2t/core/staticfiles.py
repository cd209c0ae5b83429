"""Static files: hashed names for ours; what third parties built is served under its own names."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from u2t.core.static_headers import OURS


class Files(StaticFilesConfig):
    """Leave out what browsers never ask for: half of the packages' weight is source maps."""

    ignore_patterns = ["CVS", ".*", "*~", "*.map", "*-dev.mjs", "*.rtl.*", "*.d.ts", "scss", "files/sarabun-*.woff"]


class ManifestStorage(ManifestStaticFilesStorage):
    """Hashed names for our files, plain names for packages and wherever nothing was collected (tests)."""

    manifest_strict = False

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:  # noqa: FBT001, FBT002 - Django's signature
        """Hash what is ours: the modules of packages find one another by relative names."""
        ours = {path: found for path, found in paths.items() if path.startswith(OURS)}
        yield from super().post_process(ours, dry_run, **options)

    def stored_name(self, name: str) -> str:
        """Return the hashed name if there is one."""
        return str(self.hashed_files.get(self.hash_key(self.clean_name(name)), name))
