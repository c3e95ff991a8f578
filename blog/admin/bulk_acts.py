"""What can be done to many posts at once: for each post what it will do, or why it cannot."""

from collections.abc import Callable
from copy import copy
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.template.defaultfilters import date as date_words
from django.utils import timezone

from blog import publishing
from blog.models import MAX_TAGS, Category, Post
from blog.publishing import preflight
from blog.publishing.snapshots import fill
from blog.rendering import RenderError
from blog.transfer.layout import export_file

from .access import is_the_authors_alone, may_publish


class Refusal(Exception):
    """Why a post is left as it is, in words."""


class Act:
    """name: in the address. button: what the last click says. done: what was done to a post.

    asks: what has to be chosen first, if anything ("topic", "tag"); it comes to says() and do().
    needs: the permission without which it is not offered.
    breaks: whether what leads to the post will lead nowhere.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    button: ClassVar[str]
    done: ClassVar[str]
    asks: ClassVar[str] = ""
    needs: ClassVar[str] = "blog.view_post"
    breaks: ClassVar[bool] = False

    def says(self, post: Post, user: Any, chosen: Any) -> str:
        """Return what will happen to the post. Raises Refusal."""
        raise NotImplementedError

    def looks_into(self, post: Post) -> None:
        """What takes too long for many posts. Raises Refusal."""

    def do(self, post: Post, user: Any, chosen: Any) -> None:
        """Raises ValidationError, publishing.Stale."""
        raise NotImplementedError


def require(user: Any, permission: str, reason: str) -> None:
    if not user.has_perm(permission):
        raise Refusal(reason)


def not_in_the_bin(post: Post) -> None:
    if post.status == Post.Status.DELETED:
        raise Refusal("It is in the bin.")


class Publish(Act):
    name, label, button, done = "publish", "Publish", "Publish", "published"
    needs = "blog.publish_post"

    def says(self, post: Post, user: Any, chosen: Any) -> str:
        require(user, self.needs, "Only an editor may publish.")
        not_in_the_bin(post)
        if post.status == Post.Status.PUBLISHED and not post.has_draft:
            raise Refusal(f"It is {post.state} already.")
        wanted = self.checked(post)
        if post.status == Post.Status.PUBLISHED:
            return f"Readers of {post.path} see its changes."
        at = wanted.date_published
        if at and at > timezone.now():
            when = date_words(timezone.localtime(at), "j M Y, H:i")
            return f"Goes live at {wanted.make_path()} on {when}."
        return f"Goes live at {wanted.make_path()} now."

    def checked(self, post: Post) -> Post:
        """Return the post as its draft has it. Its text is rendered later, once."""
        wanted = copy(post)
        document = publishing.document_of(post)
        try:
            fill(wanted, document)
            wanted.clean_fields(exclude={"path", "first_path"})
        except ValidationError as error:
            raise Refusal(words_of(error)) from error
        title = wanted.title.strip()
        if not title or title == "Untitled":
            raise Refusal("It has no title.")
        if not wanted.body.strip():
            raise Refusal("It has no text.")
        if wanted.kind == Post.Kind.GUIDE and wanted.category is None:
            raise Refusal("A guide needs a topic: it is part of its address.")
        return wanted

    def looks_into(self, post: Post) -> None:
        try:
            blocks = preflight.of_draft(copy(post)).blocks
        except RenderError as error:
            raise Refusal(str(error)) from error
        if blocks:
            raise Refusal(" ".join(finding.message for finding in blocks))

    def do(self, post: Post, user: Any, chosen: Any) -> None:
        publishing.publish(post, by=user, checked=True)


class TakeDown(Act):
    name, label, button, done = "take_down", "Take down", "Take down", "taken down"
    needs, breaks = "blog.publish_post", True

    def says(self, post: Post, user: Any, chosen: Any) -> str:
        require(user, self.needs, "Only an editor may take a page down.")
        if post.status != Post.Status.PUBLISHED:
            raise Refusal(f"It is not published: {post.state}.")
        if not post.was_public():
            return "Becomes a draft again; no reader has seen it."
        return f"{post.path} answers 410, gone."

    def do(self, post: Post, user: Any, chosen: Any) -> None:
        publishing.take_down(post, by=user)


class Sort(Act):
    """Changes the row and the draft alike: what readers see, only editors change."""

    def allow(self, post: Post, user: Any) -> None:
        require(user, "blog.change_post", "You may not change posts.")
        not_in_the_bin(post)
        if post.status != Post.Status.DRAFT or post.was_public():
            require(user, "blog.publish_post", "It was published: only an editor may change it.")

    def change(self, chosen: Any) -> Callable[[dict], object]:
        raise NotImplementedError

    def do(self, post: Post, user: Any, chosen: Any) -> None:
        publishing.amend([post], self.change(chosen), by=user, note=f"{self.label}: {chosen}")


class ChangeTopic(Sort):
    name, label, button, done = "topic", "Change topic", "Change the topic", "moved"
    asks = "topic"

    def says(self, post: Post, user: Any, chosen: Category) -> str:
        self.allow(post, user)
        document = publishing.document_of(post)
        if post.category_id == chosen.pk == document.get("category"):
            raise Refusal(f"Its topic is {chosen} already.")
        before = post.category.name if post.category else "no topic"
        said = f"From {before} to {chosen}."
        if post.kind == Post.Kind.GUIDE and post.category_id != chosen.pk:
            moved = copy(post)
            moved.category = chosen
            said += f" Its address becomes {moved.make_path()}; the old one leads there."
        return said

    def change(self, chosen: Category) -> Callable[[dict], object]:
        return lambda snapshot: snapshot.update(category=chosen.pk)


class AddTag(Sort):
    name, label, button, done = "tag", "Add a tag", "Add the tag", "tagged"
    asks = "tag"

    def says(self, post: Post, user: Any, chosen: str) -> str:
        self.allow(post, user)
        tags = [row.tag.name for row in post.tagged.all()]
        drafted = publishing.document_of(post).get("tags", tags) if post.has_draft else tags
        if all(chosen.casefold() in map(str.casefold, names) for names in (tags, drafted)):
            raise Refusal(f"It has the tag {chosen} already.")
        if max(len(tags), len(drafted)) >= MAX_TAGS:
            raise Refusal(f"It has {MAX_TAGS} tags, the limit.")
        return f"Its tags: {', '.join([*tags, chosen])}."

    def change(self, chosen: str) -> Callable[[dict], object]:
        def add(snapshot: dict) -> None:
            tags = snapshot.get("tags", [])
            if chosen.casefold() not in map(str.casefold, tags):
                snapshot["tags"] = [*tags, chosen]

        return add


class Export(Act):
    name, label, button, done = "export", "Export as Markdown", "Download the zip", "exported"

    def says(self, post: Post, user: Any, chosen: Any) -> str:
        note = ", with the changes that readers do not see yet" if post.has_draft else ""
        return f"As {export_file(post.kind, post.path)}{note}."


class Delete(Act):
    name, label, button, done = "delete", "Delete", "Move to the bin", "moved to the bin"
    needs, breaks = "blog.delete_post", True

    def says(self, post: Post, user: Any, chosen: Any) -> str:
        require(user, self.needs, "You may not delete posts.")
        if post.status == Post.Status.DELETED:
            raise Refusal("It is in the bin already.")
        if not (may_publish(user) or is_the_authors_alone(post)):
            raise Refusal("It was published or scheduled: only an editor may delete it.")
        said = f"Goes to the bin for {publishing.DAYS_IN_BIN} days"
        if post.was_public():
            return f"{said}; {post.path} answers 410, gone."
        return f"{said}."

    def do(self, post: Post, user: Any, chosen: Any) -> None:
        publishing.delete(post, by=user)


ACTS: dict[str, Act] = {
    act.name: act for act in (Publish(), TakeDown(), ChangeTopic(), AddTag(), Export(), Delete())
}


def words_of(error: ValidationError) -> str:
    """Name the field, where there is one."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = []
    for name, messages in error.message_dict.items():
        label = publishing.LABELS.get(name, "")
        parts.append(f"{label}: {' '.join(messages)}" if label else " ".join(messages))
    return " ".join(parts)
