from allauth.usersessions.forms import ManageUserSessionsForm
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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


def too_many(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)
