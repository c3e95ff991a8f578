"""Our decisions in django-allauth."""

import logging
import threading
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from blog.models import AuditEntry, SiteSettings

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "Name or password is wrong.",
        "email_password_mismatch": "Name or password is wrong.",
        "too_many_login_attempts": "Too many failed logins. Wait five minutes and try again.",
        "rate_limited": "Too many attempts. Wait a minute and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if user.is_active and not user.is_staff:
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Addresses in mails come from SITE_URL: a request may name any host and port."""
        user, _, token = key.partition("-")
        arguments = {"uidb36": user, "key": token}
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=arguments)

    def format_email_subject(self, subject: str) -> str:
        return f"[{SiteSettings.plain().name}] {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send beside the request: how long an answer takes must not tell whose account exists."""
        words = {"site_name": SiteSettings.plain().name, "site_url": settings.SITE_URL, **context}
        message = self.render_mail(template_prefix, email, words)
        threading.Thread(target=send, args=[message], name="mail").start()


def send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception:
        log.exception("A mail could not be sent")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That is not right. Wait for the next code and try again.",
    }

    def _get_site_name(self) -> str:
        return SiteSettings.plain().name

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002, its name
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: list[UserSession]) -> None:
        super().end_sessions(sessions)
        person = context.request.user
        for session in sessions:
            AuditEntry.objects.record(person, "ended a session", person, ip=session.ip)
