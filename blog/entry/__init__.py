"""Who may come to the desk: login, second factor, passwords, sessions; on django-allauth."""
