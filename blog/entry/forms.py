from typing import Any

from allauth.account import forms as account
from allauth.mfa.webauthn import forms as passkeys


class LoginForm(account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.max_length = "Name or mail address", 254
        login.widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "autofocus": True,
        }
        password.help_text = ""  # the page has the link to a new one
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)


class AddPasskeyForm(passkeys.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].widget.attrs |= {"maxlength": 60}
        self.fields["name"].help_text = "So that you know it again: the laptop, the blue key."
        alone = self.fields["passwordless"]
        alone.label, alone.initial = "Log in with it alone, without a password", True
        alone.help_text = (
            "It then asks for a fingerprint, your face or a PIN. Old security keys cannot: take "
            "the tick away for those, and they are asked for after your password."
        )
