from collections.abc import Iterable

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from blog.models import PageText, Post
from blog.publishing import related

AT_ONCE = 200


class Command(BaseCommand):
    help = "Find anew which pages read like each other, over all pages. Safe to repeat."

    def handle(self, **options) -> None:
        pages = list(Post.objects.values_list("pk", flat=True))
        with tqdm(total=3 * len(pages), unit="page", disable=None, leave=False) as bar:
            # Weights need the counts of all pages, and matches need the weights of all.
            for step in (related.count, related.weigh, related.match):
                for part in batches(pages):
                    with transaction.atomic():
                        step(part)
                    bar.update(len(part))
        self.stdout.write(f"{PageText.objects.count()} pages compared")


def batches(pks: list[int]) -> Iterable[list[int]]:
    return (pks[start : start + AT_ONCE] for start in range(0, len(pks), AT_ONCE))
