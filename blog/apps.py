import mimetypes

from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Site"

    def ready(self) -> None:
        # Python knows it from 3.13 on; without its type and with nosniff no browser shows it.
        mimetypes.add_type("image/avif", ".avif")
        from . import purging, receivers  # noqa: F401
