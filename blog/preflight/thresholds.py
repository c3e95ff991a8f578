"""Where the rules draw their lines. An editor may move them in the settings."""

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Thresholds:
    """Lengths in characters, texts in words, cosine from 0 to 1."""

    title_most: int = 110
    seo_title_least: int = 30
    seo_title_most: int = 60
    description_least: int = 70
    description_most: int = 160
    alt_most: int = 150
    links_of_a_post: int = 2
    links_of_a_guide: int = 3
    words_a_link: int = 40
    external_before_nofollow_is_odd: int = 3
    words_that_need_a_source: int = 800
    answer_least: int = 15
    answer_most: int = 80
    answer_sentence_most: int = 30
    first_sentence_most: int = 40
    words_of_a_post: int = 300
    words_of_a_guide: int = 800
    words_of_a_pillar: int = 800
    cosine_most: float = 0.85


DEFAULTS = Thresholds()
NAMES = {field.name: field.default for field in fields(Thresholds)}
MOST = 100_000


def problem(given: object) -> str:
    """Return what is wrong with thresholds that somebody wrote, or ""."""
    if not isinstance(given, dict):
        return "Write one a line: its name, an equals sign, a number."
    for name, value in given.items():
        if name not in NAMES:
            return f"There is no threshold {str(name)[:60]!r}. Known are: {', '.join(NAMES)}."
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
            return f"{name}: write a number from 0 to {MOST:,}."
        if isinstance(NAMES[name], int) and value != int(value):
            return f"{name}: write a whole number."
    return ""


def thresholds_from(given: Mapping[str, float]) -> Thresholds:
    """Return the defaults with what the settings say instead; what is odd there is passed over."""
    return Thresholds(**{n: v for n, v in given.items() if not problem({n: v})})  # type: ignore[arg-type]
