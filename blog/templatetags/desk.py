"""What the templates of the editor's desk need and the stock admin has not."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

register = template.Library()


@register.simple_tag(takes_context=True)
def dashboard(context: Context):
    """What waits for the person who asks; None if posts are none of their business."""
    from blog.admin.dashboard import dashboard  # the admin imports this app's models first

    return dashboard(context["request"])


@register.filter
def state_class(state: str) -> str:
    """`in review` is the class `in-review`."""
    return slugify(state)


@register.filter
def person(user) -> str:
    """What colleagues call somebody; accounts come and go."""
    return (user.get_short_name() or user.get_username()) if user else "somebody"


@register.filter
def mark_words(sentence: str, words: str) -> SafeString:
    """The sentence with the first of these words marked, however large their letters are."""
    at = sentence.lower().find(words.lower()) if words else -1
    if at < 0 or len(sentence.lower()) != len(sentence):
        return format_html("{}", sentence)
    end = at + len(words)
    return format_html("{}<mark>{}</mark>{}", sentence[:at], sentence[at:end], sentence[end:])


@register.filter
def field_id(name: str) -> str:
    """Where the form shows what a finding of the preflight names: the id of that place."""
    return {"image": "id_image_alt", "questions": "id_faq"}.get(name, f"id_{name}")


@register.filter
def thousands(number: int) -> str:
    return f"{number:,}"
