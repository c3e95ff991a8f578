"""A folder of Markdown becomes posts: read all files, then write each; of a bad one, nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path, PurePosixPath

from django.core.exceptions import ValidationError
from django.db import transaction
from tqdm import tqdm

from blog import afterwards
from blog.models import Post, SiteSettings, written
from blog.models.following import SECTION
from blog.pagecache.keys import EVERYTHING
from blog.pagecache.outbox import purge
from blog.rendering import RenderError, render_many

from . import connect, front_matter, layout, write
from .assets import Assets
from .fields import old_addresses, read
from .front_matter import FrontMatterError
from .source import Problem, Report, Source, renewed

MAX_FILE_BYTES = 1024 * 1024
AT_ONCE = 24  # files in one transaction
MANY = 12  # posts: to ask for the pages that each changes takes a fifth of an import's time


class TakenBack(Exception):
    """Ends a transaction without writing."""


@dataclass
class Importer:
    """root: a file or a folder. assets: where pictures with absolute addresses lie."""

    root: Path
    zone: tzinfo
    assets: Path | None = None
    permalink: str = ""
    dry_run: bool = False
    strict: bool = False

    def __post_init__(self) -> None:
        self.report = Report()
        self.base = self.root if self.root.is_dir() else self.root.parent
        self.assets_taken = Assets(self.base, self.assets or self.base, write=not self.dry_run)

    def run(self) -> Report:
        sources = self._read_all()
        if self.strict and not self.dry_run:
            trial = Importer(self.root, self.zone, self.assets, self.permalink, dry_run=True).run()
            if trial.refused:
                return Report(refused=trial.refused)
        bar = tqdm(total=len(sources), unit="post", disable=None, leave=False)
        for start in range(0, len(sources), AT_ONCE):
            batch = sources[start : start + AT_ONCE]
            self._write_batch(batch)
            bar.update(len(batch))
        bar.close()
        self._connect(sources)
        return self.report

    # Reading

    def _read_all(self) -> list[Source]:
        found: dict[str, Source] = {}
        for file, refusal in layout.files_below(self.root):
            name = str(file.relative_to(self.base))
            try:
                source = self._read(file, name, refusal)
            except FrontMatterError as error:
                self.report.refused.append(Problem(name, error.line, error.field, error.reason))
                continue
            try:
                source.address = write.address_of(source)
            except ValidationError as error:
                self.report.refused.append(source.first_problem(error))
                continue
            first = found.setdefault(source.address, source)
            if first is not source:
                reason = f"{source.address} is already the address of {first.name}"
                self.report.refused.append(source.problem("slug", reason))
        sources = list(found.values())
        self._renew_links(sources)
        return sources

    def _read(self, file: Path, name: str, refusal: str) -> Source:
        if refusal:
            raise FrontMatterError(refusal, 1, "file")
        if not file.is_file():  # reading a pipe would wait for ever
            raise FrontMatterError("is no file", 1, "file")
        try:
            if file.stat().st_size > MAX_FILE_BYTES:
                limit = f"larger than the limit of {MAX_FILE_BYTES // 1024} KB"
                raise FrontMatterError(limit, 1, "text")
            content = file.read_bytes()
        except OSError as error:
            raise FrontMatterError(error.strerror or str(error), 1, "file") from None
        document = front_matter.load(content)
        fields = read(document, self.zone)
        place = layout.place_of(PurePosixPath(*layout.names_that_count(self.base.resolve()), name))
        return Source(file, name, place, fields, document.lines, document.body, content, self.zone)

    def _renew_links(self, sources: list[Source]) -> None:
        """Find each post's old addresses, and let the texts link to the new ones."""
        owner: dict[str, Source] = {}
        hosts = SiteSettings.plain().all_hosts
        for source in sources:
            for address, key in self._old_addresses(source).items():
                try:
                    path = written.old_address(address, hosts)
                    if path.endswith(SECTION):
                        raise ValidationError("A rule for a section is made at the desk.")
                except ValidationError as error:
                    reason = f"no redirect from {address!r}: {' '.join(error.messages)}"
                    self.report.warnings.append(source.problem(key, reason))
                    continue
                if path != source.address and owner.setdefault(path, source) is source:
                    source.old.append(path)
        new = {path: source.address for path, source in owner.items()}
        for source in sources:
            source.body = renewed(source.body, new)

    def _old_addresses(self, source: Source) -> dict[str, str]:
        """Return {old address, as it is written: the key that it comes from}."""
        old = []
        if self.permalink:
            place = source.place
            old += old_addresses(self.permalink, source.fields, place.name, place.day)
            old += [source.fields.permalink] if source.fields.permalink else []
        return dict.fromkeys(old, "permalink") | source.fields.old_addresses

    # Writing

    def _write_batch(self, batch: list[Source]) -> None:
        """Write the batch in one transaction; if some are refused, take it back and go without."""
        refused: dict[str, Problem] = {}
        while True:
            part = Report()
            good = [source for source in batch if source.address not in refused]
            before = len(refused)
            try:
                with transaction.atomic(), afterwards.once():
                    for source, outcome in self._write(good, part):
                        if isinstance(outcome, Problem):
                            refused[source.address] = outcome
                        else:
                            getattr(part, outcome).append(source.address)
                    if self.dry_run or len(refused) > before:
                        raise TakenBack
            except TakenBack:
                self.assets_taken.take_back()
            if self.dry_run or len(refused) == before:
                break
        self.assets_taken.keep()
        for name in ("created", "updated", "unchanged", "warnings"):
            getattr(self.report, name).extend(getattr(part, name))
        self.report.refused += refused.values()

    def _write(self, sources: list[Source], part: Report) -> Iterator[tuple[Source, str | Problem]]:
        """Fill the rows, render them on all cores, then save each with all that hangs on it."""
        waiting: list[tuple[Source, Post]] = []
        found = write.find(source.address for source in sources)
        self.assets_taken.prepare([(s.file, s.address, s.body, s.fields.image) for s in sources])
        for source in sources:
            existing = found.get(source.address)
            changed = self.assets_taken.changes
            post = existing or Post(kind=source.place.kind)
            try:
                warnings = write.fill(post, source, self.assets_taken)
            except ValidationError as error:
                yield source, source.first_problem(error)
                continue
            same_file = existing and existing.imported == source.digest
            if same_file and self.assets_taken.changes == changed:
                source.untouched = True
                yield source, "unchanged"
                continue
            part.warnings += [source.problem("image", reason) for reason in warnings]
            waiting.append((source, post))
        if len(waiting) >= MANY:
            purge([EVERYTHING])
        texts = [(post.body, post.rendering_context()) for _, post in waiting]
        for (source, post), rendered in zip(waiting, render_many(texts), strict=True):
            try:
                if isinstance(rendered, RenderError):
                    raise ValidationError({"body": str(rendered)})
                post.accept(rendered)
                outcome = write.save(post, source)
            except ValidationError as error:
                yield source, source.first_problem(error)
                continue
            part.warnings += [source.problem("body", reason) for reason in rendered.removed]
            yield source, outcome

    def _connect(self, sources: list[Source]) -> None:
        done = {*self.report.created, *self.report.updated, *self.report.unchanged}
        written = [source for source in sources if source.address in done]
        posts, created = write.find(done), set(self.report.created)
        with transaction.atomic():
            for source in written if not self.dry_run else []:
                self.report.warnings += connect.connect(source, posts[source.address], created)
            owners = {old: source for source in written for old in source.old}
            count, warnings = connect.redirect(owners, posts, self.dry_run)
        self.report.redirects = count
        self.report.warnings += warnings
