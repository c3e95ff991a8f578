"""What the words of a link look like beside the page that it leads to: see linkgraph.shape()."""

from collections.abc import Iterable

from blog import linkgraph
from blog.models import Post, SiteSettings


class Shapes:
    """For links to these paths, in one query. Of a list only the names of the site are known."""

    def __init__(self, paths: Iterable[str | None]) -> None:
        site = SiteSettings.plain()
        self.brands, self.hosts = [site.name, *site.brand_names], site.all_hosts
        self.unknown = linkgraph.aim_at("", brand_names=self.brands, hosts=self.hosts)
        rows = Post.objects.filter(path__in={path for path in paths if path}).order_by()
        fields = ("path", "title", "seo_title", "headings", "extra")
        self.posts = {row[0]: row[1:] for row in rows.values_list(*fields)}
        self.aims: dict[str, linkgraph.Aim] = {}

    def of(self, words: str, path: str | None, *, image: bool) -> linkgraph.Shape:
        """path: where the link ends; None for nowhere on this site."""
        return linkgraph.shape(words, self._aim(path or ""), image=image)

    def _aim(self, path: str) -> linkgraph.Aim:
        if path not in self.posts:
            return self.unknown
        if path not in self.aims:
            title, seo_title, headings, extra = self.posts[path]
            words = [heading["text"] for heading in headings if heading["level"]]
            focus = focus_phrases(extra)
            self.aims[path] = linkgraph.aim_at(
                title, seo_title, words, focus, brand_names=self.brands, hosts=self.hosts
            )
        return self.aims[path]


def focus_phrases(extra: dict) -> list[str]:
    """The words that a page wants to be found by, as its front matter names them."""
    return phrases_in(extra, "focusPhrases")


def phrases_in(extra: dict, key: str) -> list[str]:
    """Words that the front matter lists; anything else there is passed over."""
    said = extra.get(key, [])
    return [each for each in said if isinstance(each, str)] if isinstance(said, list) else []
