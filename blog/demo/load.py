"""The demo site: what a newcomer sees first. Read by the same import as everybody's posts."""

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from django.conf import settings

from blog.models import Author, Category, MenuItem, Post, SiteSettings
from blog.transfer.importer import Importer
from blog.transfer.source import Report

from .pictures import write_all

FOLDER = Path(__file__).parent


def load() -> Report:
    """Write the demo site into a database that holds no posts."""
    told = tomllib.loads((FOLDER / "site.toml").read_text())
    for author in told["authors"]:
        Author.objects.update_or_create(slug=author.pop("slug"), defaults=author)
    for order, topic in enumerate(told["categories"]):
        topic.pop("pillar", None)  # found by its slug, which is the topic's
        defaults = {**topic, "order": order}
        Category.objects.update_or_create(slug=defaults.pop("slug"), defaults=defaults)
    with TemporaryDirectory() as folder:
        write_all(Path(folder) / "assets")
        zone = ZoneInfo(settings.TIME_ZONE)
        report = Importer(FOLDER, zone, assets=Path(folder)).run()
    site = SiteSettings.load()
    site.lead = Post.objects.get(path=told["site"].pop("lead"))
    site.default_author = Author.objects.get(slug=told["site"].pop("default_author"))
    for name, value in told["site"].items():
        setattr(site, name, value)
    site.save()
    MenuItem.objects.all().delete()
    for order, item in enumerate(told["menu"]):
        MenuItem.objects.create(label=item["label"], target=item["address"], order=order)
    return report


def wanted() -> bool:
    """Whether the database is as empty as on the first day."""
    return settings.DEMO and not Post.objects.exists() and not SiteSettings.objects.exists()
