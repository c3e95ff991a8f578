"""All settings, typed, from the environment; every one has a default that is safe.

README.md lists the variables. "On loopback" means that SITE_URL names this machine: only
then a secret key is made up, and cookies travel without TLS.
"""

from pathlib import Path
from urllib.parse import urlsplit

import django
from csp.constants import NONE, SELF

from ironegoo import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.env.str("DATA_DIR", default=str(BASE_DIR / "data"))).absolute()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.boolean("DEBUG", False)
DEMO = env.boolean("DEMO", True)
PORT = env.whole_number("PORT", 8000, 1, 65535)
WEB_WORKERS = env.whole_number("WEB_WORKERS", 2, 1, 64)
TASK_WORKERS = env.whole_number("TASK_WORKERS", 1, 0, 16)
SITE_URL = env.site_url(f"http://127.0.0.1:{PORT}")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ON_LOOPBACK = SITE_HOST in env.LOOPBACK
SECURE = SITE_URL.startswith("https:")
SECRET_KEY = env.secret_key(DATA_DIR, ON_LOOPBACK)
# A health check asks by loopback address, whatever the public name is.
ALLOWED_HOSTS = env.env.list("ALLOWED_HOSTS", default=[SITE_HOST]) + sorted(env.LOOPBACK - {"::1"})
ALLOWED_HOSTS += ["[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "taggit",
    "blog",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "blog.middleware.response_headers",
    "blog.middleware.counted",
    "blog.middleware.desk_in_english",
    "csp.middleware.CSPMiddleware",
    "blog.middleware.moved_addresses",
    # GZip above ConditionalGet: the other way round no feed reader ever gets a 304.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "blog.pagecache.watched.watched",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "blog.entry.guard.desk_door",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "ironegoo.urls"
WSGI_APPLICATION = "ironegoo.wsgi.application"
APPEND_SLASH = False  # our addresses have none; blog.views.missing takes them off

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "blog.context.site",
                "blog.entry.pages.look",
            ]
        },
    }
]

DATABASES = {"default": env.database(f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: saved means saved through a power cut. IMMEDIATE: a writer waits for the lock
    # at its start, instead of failing half way with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=16777216"
        ),
    }
    # Tests with a browser write from several threads. In shared memory a second writer fails at
    # once with "table is locked"; with a file it waits, as it does on a site.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
# To open SQLite for each request costs as much as half a page. The price: nobody may put another
# file in its place while the site runs (docs/serving.md).
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache(DATA_DIR / "cache")}

# The page cache: blog/pagecache. PAGES_REDIS holds what several machines share.
PAGES_DIR = DATA_DIR / "pages"
PAGES_REDIS = env.redis()
CDN_PURGE_URL = env.address("CDN_PURGE_URL")
PAGES_ROOM = env.whole_number("PAGE_CACHE", 0 if DEBUG else 1024, 0, 1_000_000) * 1024 * 1024

# Of the pages that readers see; the desk speaks English (blog.middleware.desk_in_english).
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LANGUAGE_CODE = env.language("en", dict(LANGUAGES))
LOCALE_PATHS = [BASE_DIR / "blog" / "locale"]
FORMAT_MODULE_PATH = ["ironegoo.formats"]
TIME_ZONE = env.time_zone("UTC")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "ironegoo.media.MediaFiles"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "ironegoo.static.HashedStaticFiles"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# Seconds between two writings of the counts of what machines read; 0: nothing is counted.
COUNT_EVERY = 60

# Work that no request waits for: blog/tasks.py, done by `manage.py work`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# The entry: blog/entry and django-allauth. docs/entry.md says what each does for people.
AUTHENTICATION_BACKENDS = ["blog.entry.backend.DeskBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "blog.entry.adapter.AccountAdapter"
ACCOUNT_FORMS = {"login": "blog.entry.forms.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are given by a publisher, nobody signs up
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that strangers type
ACCOUNT_SESSION_REMEMBER = True
# allauth's own copies people's addresses into a table of its own, which would go on serving an
# address that a publisher has replaced.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105, a class
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
MFA_ADAPTER = "blog.entry.adapter.SecondFactorAdapter"
USERSESSIONS_ADAPTER = "blog.entry.adapter.SessionsAdapter"
MFA_FORMS = {"add_webauthn": "blog.entry.forms.AddPasskeyForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1  # a telephone whose clock is half a minute off
# How many proxies of ours stand in front and write X-Forwarded-For: failed logins are counted by
# the visitor's address, and a header that anybody may send is no address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole_number("TRUSTED_PROXIES", int(SECURE), 0, 9)
# On a laptop mails are printed; a public site without a mail server sends none and says so.
MAIL = env.mail("consolemail://" if ON_LOOPBACK else "dummymail://")
SENDS_MAIL = not MAIL["BACKEND"].endswith("dummy.EmailBackend")
if django.VERSION >= (6, 1):
    MAILERS = {"default": MAIL}
else:  # the names of before; they go with Django 5.2
    EMAIL_BACKEND, SERVER = MAIL["BACKEND"], MAIL.get("OPTIONS", {})
    EMAIL_HOST, EMAIL_PORT = SERVER.get("host", ""), SERVER.get("port", 25)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = SERVER.get("username", ""), SERVER.get("password", "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = SERVER.get("use_tls", False), SERVER.get("use_ssl", False)
    EMAIL_TIMEOUT = SERVER.get("timeout")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"noreply@{SITE_HOST}")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
if SECURE:
    # TLS ends in front of us. The header decides redirects and cookie flags, nothing more.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# W005, W021: whether other hosts of the domain speak TLS is not ours to promise.
# mail.E001: that no mail server is named is said where a mail is asked for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "mail.E001"]
if ON_LOOPBACK and not SECURE:
    # HSTS, redirect and Secure cookies presume TLS, which a loopback address has not.
    SILENCED_SYSTEM_CHECKS += [f"security.W{n:03}" for n in (4, 8, 12, 16)]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # data: the admin's own select2 arrows
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a text of 5 MB gets its message at the field
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # and so do 300 tags beside 500 questions
DATA_UPLOAD_MAX_NUMBER_FILES = 5_100  # a folder to import; blog.transfer.unpack says how many
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A 404 is a visitor's business; what failed is ours.
    "loggers": {"django.request": {"level": "ERROR"}},
}
