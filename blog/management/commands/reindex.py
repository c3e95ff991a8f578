from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from blog.models import Post
from blog.search import index


class Command(BaseCommand):
    help = (
        "Bring the search index up to date: posts that lack in it, say something else by now, or"
        " were indexed in another language. Forgets words that no post holds. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="Also what is up to date.")
        parser.add_argument("--dry-run", action="store_true", help="Change nothing.")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        keys = list(Post.objects.order_by("pk").values_list("pk", flat=True))
        done, said, newest = 0, set[str](), index.newest_word()
        how = {"all_of_them": options["all"], "dry_run": dry_run, "said": said}
        with tqdm(total=len(keys), unit="post", disable=None, leave=False) as bar:
            for start in range(0, len(keys), index.AT_ONCE):
                batch = keys[start : start + index.AT_ONCE]
                done += index.write(batch, **how)
                bar.update(len(batch))
        forgotten = 0 if dry_run else index.forget_unsaid(said, newest)
        result = f"indexed, {forgotten} words forgotten"
        self.stdout.write(f"{done} posts {'to index' if dry_run else result}")
