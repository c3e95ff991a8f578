import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.models import Post
from blog.publishing import preflight
from blog.rendering import RenderError


class Command(BaseCommand):
    help = "Say what the rules find on a page, or on all public and scheduled ones. Writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("path", nargs="?", help="As /blog/name: its draft, if it has one")
        which.add_argument("--all", action="store_true", help="Every page, as readers see it")
        parser.add_argument("--json", action="store_true", help="A list of objects")

    def handle(self, *, path: str | None, **options: Any) -> None:
        found, blocked = [], False
        for post in self.posts(path):
            try:
                report = preflight.of_draft(post) if path else preflight.of_page(post)
            except RenderError as error:
                raise CommandError(str(error)) from error
            blocked = blocked or bool(report.blocks)
            for finding in (*report.blocks, *report.warnings):
                row = {"id": finding.id, "severity": finding.severity, "message": finding.message}
                found.append({"path": post.path} | row)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            for row in found:
                self.stdout.write("{path}  {id}  {severity}  {message}".format(**row))
        if blocked:
            raise SystemExit(1)

    def posts(self, path: str | None) -> Any:
        posts = Post.objects.select_related("category__pillar", "image", "next_step")
        if path is None:
            return posts.filter(status=Post.Status.PUBLISHED).order_by("path").iterator(100)
        if not (post := posts.kept().filter(path=path).first()):
            raise CommandError(f"No post has the address {path}.")
        return [post]
