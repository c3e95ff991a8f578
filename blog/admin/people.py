"""The people at the desk: accounts and their roles, which are the three groups."""

from typing import Any

import allauth.account.admin
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401, registers what is taken out below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from blog.models import AuditEntry

from .audit import Audited
from .keys import Keys

ROLES = ("Author", "Editor", "Publisher")
ROLES_HELP = (
    "Author: writes drafts of their own and asks for review. Editor: edits and publishes "
    "everything. Publisher: that, and users, settings and redirects."
)

# Roles are made by a migration; keys, sessions and addresses are their owners' own business.
for model in (User, Group, Authenticator, UserSession, EmailAddress):
    admin.site.unregister(model)


class PersonForm(forms.ModelForm):
    by: User  # who is at the form; the admin sets it

    def clean_email(self) -> str:
        """Lower case and of one person: people log in with it, and get a new password by it."""
        email = self.cleaned_data["email"].lower()
        others = User.objects.exclude(pk=self.instance.pk)
        if email and others.filter(email__iexact=email).exists():
            raise ValidationError("Somebody else has this mail address.")
        return email

    def clean_groups(self) -> Any:
        """Keep the groups that were not on offer."""
        chosen = self.cleaned_data["groups"]
        if not self.instance.pk:
            return chosen
        offered = self.fields["groups"].queryset  # type: ignore[attr-defined]
        kept = self.instance.groups.exclude(pk__in=offered.values("pk"))
        return Group.objects.filter(pk__in=[g.pk for g in (*chosen, *kept)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk == self.by.pk:
            self.refuse_to_lock_oneself_out(cleaned)
        return cleaned

    def refuse_to_lock_oneself_out(self, cleaned: dict[str, Any]) -> None:
        said = "You cannot take this from yourself; somebody else can."
        if not cleaned.get("is_active", True):
            self.add_error("is_active", said)
        if self.by.is_superuser:
            if not cleaned.get("is_superuser", True):
                self.add_error("is_superuser", said)
        elif "groups" in cleaned and not cleaned["groups"].filter(name="Publisher").exists():
            self.add_error("groups", said)


class ChangePersonForm(PersonForm, UserChangeForm):
    pass


class AddPersonForm(PersonForm, AdminUserCreationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.pop("autofocus", None)  # the page focuses by itself
        choice = self.fields["usable_password"]
        choice.label, choice.help_text = "Password", ""
        choice.choices = choice.widget.choices = [  # type: ignore[attr-defined]
            ("true", "I set it now"),
            ("false", "They set it themselves, by mail: “Forgot your password?” at the login"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("set_usable_password") and not cleaned.get("email"):
            self.add_error("email", "Without a password they need a mail address to set one.")
        return cleaned


class RoleFilter(RelatedFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "role"


@admin.register(User)
class PersonAdmin(Audited, Keys, StockUserAdmin):
    """A publisher who is no superuser cannot make, change or delete one, nor grant permissions."""

    form = ChangePersonForm
    add_form = AddPersonForm
    list_display = ["username", "full_name", "email", "roles", "second_factor", "is_active"]
    list_filter = [("groups", RoleFilter), "is_active"]
    actions = ["take_second_factor_away"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = (
        (None, {"fields": ["username", "password"]}),
        ("Person", {"fields": ["first_name", "last_name", "email"]}),
        ("At the desk", {"fields": ["groups", "is_active"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    )
    add_fieldsets = (
        (None, {"fields": ["username", "email", "groups"]}),
        (None, {"fields": ["usable_password", "password1", "password2"]}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        factors = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
        people = super().get_queryset(request).prefetch_related("groups")
        return people.annotate(has_factor=Exists(factors))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj and request.user.is_superuser:
            fieldsets = (*fieldsets, ("Everything", {"fields": ["is_superuser"]}))
        return fieldsets

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "help_text": ROLES_HELP}
            kwargs |= {"label": "Roles", "queryset": Group.objects.filter(name__in=ROLES)}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and may_touch(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj) and may_touch(request.user, obj)
        return allowed and obj != request.user

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.is_staff = True  # nobody else has an account
        super().save_model(request, obj, form, change)

    def audit_detail(self, row: User) -> dict[str, Any]:
        roles = [group.name for group in row.groups.order_by("name")]
        return {"roles": roles, "active": row.is_active, "superuser": row.is_superuser}

    @admin.display(description="name", ordering="first_name")
    def full_name(self, person: User) -> str:
        return person.get_full_name()

    @admin.display(description="roles")
    def roles(self, person: User) -> str:
        names = sorted(group.name for group in person.groups.all())
        return ", ".join((["Everything"] if person.is_superuser else []) + names)

    @admin.display(description="second factor", boolean=True)
    def second_factor(self, person: Any) -> bool:
        return person.has_factor

    @admin.action(description="Take the second factor away (lost device)", permissions=["change"])
    def take_second_factor_away(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = []
        for person in queryset:
            if self.has_change_permission(request, person) and person != request.user:
                Authenticator.objects.filter(user=person).delete()
                AuditEntry.objects.record(request.user, "took the second factor away", person)
                done.append(person.get_username())
        said = f"They log in with the password alone: {', '.join(done)}." if done else "Nobody."
        self.message_user(request, said, messages.SUCCESS if done else messages.WARNING)


def may_touch(user: Any, person: User | None) -> bool:
    return person is None or user.is_superuser or not person.is_superuser
