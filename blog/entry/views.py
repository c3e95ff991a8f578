from typing import Any

from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


class EndSessionsForm(ManageUserSessionsForm):
    """One session, or all but this."""

    session = forms.IntegerField(required=False)

    def save(self, request: HttpRequest) -> None:
        number = self.cleaned_data["session"]
        if number is None:
            super().save(request)
        else:
            end_sessions(request, UserSession.objects.filter(user=request.user, pk=number))


class Sessions(ListUserSessionsView):
    form_class = EndSessionsForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.browser = in_words(session.user_agent)
        return context


def in_words(user_agent: str) -> str:
    """Return "Firefox on Windows"; browsers name each other, so the first that fits is it."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((f" on {name}" for mark, name in SYSTEMS if mark in user_agent), "")
    return browser + system


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
