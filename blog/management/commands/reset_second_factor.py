from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from blog.models import AuditEntry


class Command(BaseCommand):
    help = (
        "Take somebody's passkeys, authenticator app and recovery codes away, so that they log in "
        "with the password alone: for a lost device when no publisher is left who can do it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> None:
        person = get_user_model().objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"There is no user {username!r}")
        count, _ = Authenticator.objects.filter(user=person).delete()
        AuditEntry.objects.record(None, "took the second factor away", person)
        self.stdout.write(f"{username}: {count} taken away")
