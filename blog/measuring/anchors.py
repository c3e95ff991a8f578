"""Pages that too many others link to with one and the same text."""

from itertools import groupby
from operator import itemgetter

from django.db import transaction

from blog.linkgraph import monotone
from blog.linkgraph.anchors import MONOTONE_FROM
from blog.models import SitePage
from blog.publishing import links

AT_ONCE = 500


def note_one_text() -> int:
    """Write the text into the rows of these pages, and take it out of others; return how many.

    Reads each written link to a page with five links or more, in the order of an index.
    """
    rows = links.editorial().filter(target__inlinks__gte=MONOTONE_FROM).order_by("target")
    said = rows.values_list("target", "source", "anchor").iterator()
    found = {}
    for page, group in groupby(said, itemgetter(0)):
        if text := monotone((source, anchor) for _, source, anchor in group):
            found[page] = text[:500]
    before = dict(SitePage.objects.exclude(one_text="").values_list("pk", "one_text"))
    differs = [pk for pk in before.keys() | found.keys() if before.get(pk) != found.get(pk)]
    for start in range(0, len(differs), AT_ONCE):
        with transaction.atomic():
            links.one_at_a_time()
            some = [SitePage(pk=pk, one_text=found.get(pk, "")) for pk in differs[start:][:AT_ONCE]]
            SitePage.objects.bulk_update(some, ["one_text"], batch_size=100)
    return len(found)
