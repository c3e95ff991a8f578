from collections.abc import Iterator

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from blog import search
from blog.models import FAQEntry, MarkdownModel, Post
from blog.models.fields import StaleQuerySet
from blog.publishing import links
from blog.rendering import RenderError, render_many

AT_ONCE = 100


class Command(BaseCommand):
    help = "Render again, on all cores, what an older renderer made. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Also what is up to date.")
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *, dry_run: bool, **options) -> None:
        done, failed = 0, 0
        for model in apps.get_app_config("blog").get_models():
            if not issubclass(model, MarkdownModel):
                continue
            rows = StaleQuerySet(model) if options["all"] else StaleQuerySet(model).stale()
            if dry_run:
                done += rows.count()
                continue
            for row, error in self.rerender(rows):
                done += error is None
                failed += error is not None
                if error:
                    self.stderr.write(f"{model._meta.verbose_name} {row}: {error}")
        failures = f", {failed} failed" if failed else ""
        self.stdout.write(f"{done} texts {'to render' if dry_run else 'rendered'}{failures}")
        if failed:
            raise SystemExit(1)

    def rerender(self, rows) -> Iterator[tuple[MarkdownModel, RenderError | None]]:
        keys = list(rows.values_list("pk", flat=True))
        with tqdm(total=len(keys), unit="text", disable=None, leave=False) as bar:
            for start in range(0, len(keys), AT_ONCE):
                batch = list(rows.model.objects.filter(pk__in=keys[start : start + AT_ONCE]))
                texts = [(row.markdown_source, row.rendering_context()) for row in batch]
                for row, rendered in zip(batch, render_many(texts), strict=True):
                    bar.update()
                    if isinstance(rendered, RenderError):
                        yield row, rendered
                        continue
                    row.accept(rendered)
                    row.store_rendering()
                    yield row, None
                if rows.model in (Post, FAQEntry):
                    pks = [row.pk if rows.model is Post else row.post_id for row in batch]
                    search.changed(pks)
                    links.changed(pks)
