from allauth.account.auth_backends import AuthenticationBackend


class DeskBackend(AuthenticationBackend):
    """Name or mail address, and a password. Whoever may not be at the desk is nobody.

    Django asks this for every request too: a session ends for good at the moment in which its
    person loses access.
    """

    def user_can_authenticate(self, user) -> bool:
        return super().user_can_authenticate(user) and user.is_staff
