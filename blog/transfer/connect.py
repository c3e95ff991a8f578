"""What needs all posts to be there: next steps, pillars, and where old addresses lead."""

from collections.abc import Container, Iterator

from django.utils.text import slugify

from blog.models import Category, Post, Redirect
from blog.pagecache import changed_rows
from blog.pagecache.outbox import purge
from blog.publishing import links

from .source import Problem, Source


def connect(source: Source, post: Post, created: Container[str]) -> Iterator[Problem]:
    """Set the next step, and make the post its topic's pillar if it is; yields what to warn of.

    created: addresses that are new. What an editor chose since stays while the file is the same.
    """
    wanted = source.fields.next_step
    if wanted:
        target = Post.objects.filter(path=wanted).first()
        if target is None:
            yield source.problem("nextStep", f"{wanted} is no page of this site")
        elif target.pk != post.next_step_id and (not source.untouched or wanted in created):
            Post.objects.filter(pk=post.pk).update(next_step=target)
            links.changed([post.pk])
            purge(changed_rows.of_texts([post.pk]))
    if not source.untouched and post.slug == slugify(source.fields.category):
        topics = Category.objects.filter(slug=post.slug, pillar=None)
        for pk in list(topics.values_list("pk", flat=True)):
            purge([f"topic:{pk}:pillar", "llms"])
        topics.update(pillar=post)


def redirect(
    owners: dict[str, Source], posts: dict[str, Post], dry_run: bool
) -> tuple[int, list[Problem]]:
    """Let each old address lead to its owner's post.

    owners: by old address. posts: by address; in a dry run some are missing.
    Returns (how many lead there now that did not before, what to warn of).
    """
    present = {r.from_path: r for r in Redirect.objects.filter(from_path__in=owners)}
    taken = set(Post.objects.filter(path__in=owners).values_list("path", flat=True))
    new, moved, warnings = [], [], []
    for old, source in owners.items():
        post = posts.get(source.address)
        if old in taken:
            reason = f"the old address {old} belongs to another page now"
            warnings.append(source.problem("permalink", reason))
        elif old not in present:
            new.append(Redirect(from_path=old, to_post=post, origin=Redirect.Origin.IMPORT))
        elif source.untouched:
            continue
        elif post is None or present[old].to_post_id != post.pk:
            moved.append((old, post))
    if not dry_run:
        Redirect.objects.bulk_create(new)
        links.moved([row.from_path for row in new])
        for old, post in moved:
            if post:
                Redirect.objects.point(old, post, origin=Redirect.Origin.IMPORT)
    return len(new) + len(moved), warnings
