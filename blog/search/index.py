"""The index follows the rows: in the same transaction, once, whatever a verb writes."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from blog import afterwards
from blog.models import Post, SearchEntry, SearchWord

from .document import Document, documents
from .engine import engine
from .words import language, words_of

AT_ONCE = 50  # posts that are held in memory
SPOKEN = range(2, 31)  # letters of a word that people mistype or begin


def changed(posts: Iterable[int]) -> None:
    """Index these posts, which may be gone by now: at once, or at the end of afterwards.once()."""
    afterwards.write(write, posts)


def write(
    posts: Iterable[int],
    *,
    all_of_them: bool = False,
    dry_run: bool = False,
    said: set[str] | None = None,
) -> int:
    """Index the posts whose pages say something else than is known; return how many those were.

    all_of_them: also those that are as they should be. said: takes all words of the posts.
    Takes about 8 ms a post of 900 words, 2 ms if nothing changed.
    """
    keys, count = sorted(set(posts)), 0
    speech = language(settings.LANGUAGE_CODE)
    for start in range(0, len(keys), AT_ONCE):
        batch = keys[start : start + AT_ONCE]
        with transaction.atomic(savepoint=False):
            # Who changes a post at the same time is waited for: the last to write has seen it all.
            if connection.features.has_select_for_update:  # SQLite has one writer anyway
                held = Post.objects.select_for_update(no_key=True).filter(pk__in=batch)
                list(held.values_list("pk"))
            known = dict(SearchEntry.objects.filter(pk__in=batch).values_list("pk", "digest"))
            new = []
            for document in documents(batch, speech):
                if said is not None:
                    said |= mistakable(document.spoken)
                if all_of_them or known.get(document.post) != document.digest:
                    new.append(document)
            count += len(new)
            if new and not dry_run:
                before = set() if all_of_them else words_before(new)
                engine().write(new)
                learn(new, before)
    return count


def words_before(new: Sequence[Document]) -> set[str]:
    """What the texts said when they were last indexed: these words are kept already."""
    rows = SearchEntry.objects.filter(pk__in=[document.post for document in new])
    return {word for text in rows.values_list("text", flat=True) for word in words_of(text)}


def learn(new: Sequence[Document], before: set[str]) -> None:
    """Keep the words that no post held before, as people write them."""
    said = mistakable(set().union(*(document.spoken for document in new)) - before)
    missing = said.difference(known_among(said))
    stem = language(settings.LANGUAGE_CODE).stem
    SearchWord.objects.bulk_create(
        [SearchWord(word=w, stem=stem(w), backwards=w[::-1]) for w in sorted(missing)]
    )


def known_among(words: set[str]) -> set[str]:
    some = sorted(words)
    known: set[str] = set()
    for start in range(0, len(some), 900):
        rows = SearchWord.objects.filter(word__in=some[start : start + 900])
        known.update(rows.values_list("word", flat=True))
    return known


def mistakable(words: Iterable[str]) -> set[str]:
    """Those that somebody may mistype; numbers are not among them."""
    return {word for word in words if len(word) in SPOKEN and word.isalpha()}


def unindexed() -> bool:
    return Post.objects.filter(search_entry=None).exists()


def forget_unsaid(said: set[str], newest: int) -> int:
    """Drop the words that are not said any more, and doubles; return how many.

    newest: the key of the last word when it was asked what is said; later ones stay.
    """
    drop, seen = [], set()
    rows = SearchWord.objects.filter(pk__lte=newest).order_by("pk").values_list("pk", "word")
    for pk, word in rows.iterator():
        if word not in said or word in seen:
            drop.append(pk)
        seen.add(word)
    for start in range(0, len(drop), 900):
        SearchWord.objects.filter(pk__in=drop[start : start + 900]).delete()
    return len(drop)


def newest_word() -> int:
    return SearchWord.objects.aggregate(newest=Max("pk"))["newest"] or 0
