"""What makes stored pages useless besides edits: another release, or other settings."""

from hashlib import sha256
from pathlib import Path

import django
from django.conf import settings

PLACES = ("blog/**/*.py", "ironegoo/*.py", "templates/**/*.html", "blog/locale/**/*.mo")


def release() -> str:
    """Return a name that changes with code, templates, static files and the site's settings."""
    root = Path(settings.BASE_DIR)
    told = [django.__version__, settings.SITE_URL, settings.LANGUAGE_CODE, settings.TIME_ZONE]
    told += [
        str(settings.STATIC_URL),
        str(settings.MEDIA_URL),
        settings.DATABASES["default"]["NAME"],
    ]
    files = [path for place in PLACES for path in root.glob(place)]
    files += [Path(settings.STATIC_ROOT) / "staticfiles.json"]
    for path in sorted(files):
        if path.is_file():
            about = path.stat()
            told.append(f"{path} {about.st_mtime_ns} {about.st_size}")
    return sha256("\n".join(map(str, told)).encode()).hexdigest()[:16]
