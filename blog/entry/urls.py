"""Below /admin/, and before the admin's own addresses.

Signing up and mail addresses have none: a publisher makes users, in the admin.
"""

from allauth.account import views as account
from django.urls import include, path, re_path

from .views import Sessions

urlpatterns = [
    # The three that the admin's own pages link to, by the admin's own addresses.
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("password_change/", account.password_change, name="account_change_password"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/password/", account.password_reset, name="account_reset_password"),
    path("account/password/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/sessions/", Sessions.as_view(), name="usersessions_list"),
    path("account/security/", include("allauth.mfa.urls")),
]
