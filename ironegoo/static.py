from functools import lru_cache

from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULE_IMPORT = (
    r"""(?m)^(?P<matched>(?P<before>(?:import|export)\b[^'";]*?)"""
    r"""["'](?P<url>\.{1,2}/[^'"\n]+)["'])"""
)


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Modules import each other by name: those names get their hashes as well.

    Without it, `import "./dialog.js"` asks for a file that only exists as dialog.<hash>.js.
    Django's own patterns for it want a semicolon behind each import; ours have none.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((MODULE_IMPORT, '%(before)s"%(url)s"'),)),
    )

    @lru_cache  # noqa: B019 (there is one storage)
    def url(self, name: str, force: bool = False) -> str:
        """A page asks for seven, and no name changes while the process runs."""
        return super().url(name, force)
