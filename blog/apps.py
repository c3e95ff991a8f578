from django.apps import AppConfig


class BlogConfig(AppConfig):
    name = "blog"
    verbose_name = "Site"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
