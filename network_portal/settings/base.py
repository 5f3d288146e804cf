"""What every environment shares. Values that differ by machine come from the environment (12 factors)."""

import os
from pathlib import Path
from typing import Any

import environ
from django.utils.translation import gettext_lazy as _

from accounts.sso.configuration import read_providers

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DEBUG = False
SECRET_KEY: str
ALLOWED_HOSTS: list[str] = []

# The public address of the portal: links in mails are built from it, never from a request.
SITE_URL: str = env.str("SITE_URL", default="http://127.0.0.1:8000")
# Whom the public writes to: stands in the foot of every page and in the accessibility statement.
CONTACT_EMAIL: str = env.str("CONTACT_EMAIL", default="kontakt@example.org")
# Shows the "made-up content" banner on every page.
DEMO: bool = env.bool("DEMO", default=False)

# How many reverse proxies of our own stand before the portal; each adds one address to X-Forwarded-For.
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "home",
    "handover",
    "my_pages",
    "privacy",
    "newsletters",
    "meetings",
    "news",
    "projects",
    "ledger",
    "reviews",
    "members",
    "mailings",
    "accounts",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.apps.PortalUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "core.apps.PortalAdminConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.even_time.EvenTimeMiddleware",
    "accounts.middleware.SeenMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "core.scoping.middleware.OwnThingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "core.middleware.NonsenseMiddleware",
]

ROOT_URLCONF = "network_portal.urls"
WSGI_APPLICATION = "network_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "core.context_processors.site",
                "home.context_processors.navigation",
            ],
        },
    },
]

# --- Data -----------------------------------------------------------------------------------------------------------

SQLITE_OPTIONS: dict[str, Any] = {
    # Without WAL and IMMEDIATE, a handful of processes drown in "database is locked" (docs/adr).
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA busy_timeout=20000;"
        "PRAGMA cache_size=-20000;PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;"
    ),
}
_database: Any = env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR}/var/db.sqlite3")
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = SQLITE_OPTIONS
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL: str = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        # Pages answer when Redis does not.
        "OPTIONS": {"IGNORE_EXCEPTIONS": True, "SOCKET_CONNECT_TIMEOUT": 1, "SOCKET_TIMEOUT": 1},
    }
}

# --- People ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
# One backend, so that a password is checked once: Allauth's gives permissions, too.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# The same answer, and no mail to strangers, for an address without an account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
# Wrong passwords are counted by accounts.attempts; "login_failed" is for codes of second factors, where
# whoever guesses has the password already. By address, mails are limited, never sign-in: nobody locks the owner out.
# Wrong passwords, and requests for links and codes, are answered no sooner: known and unknown addresses look the same.
SIGN_IN_ANSWER_SECONDS: float = env.float("SIGN_IN_ANSWER_SECONDS", default=0.6)
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/5m/key,20/h/key",
    "reset_password": "20/m/ip,10/h/key",
    "request_login_code": "20/m/ip,10/h/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.sign_in_forms.SignInForm",
    "reset_password": "accounts.sign_in_forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.sign_in_forms.NewPasswordForm",
    "change_password": "accounts.sign_in_forms.OtherPasswordForm",
    "set_password": "accounts.sign_in_forms.FirstPasswordForm",
    "request_login_code": "accounts.sign_in_forms.MailedCodeForm",
    "confirm_login_code": "accounts.sign_in_forms.ConfirmMailedCodeForm",
    "reauthenticate": "accounts.sign_in_forms.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": "accounts.sign_in_forms.SecondFactorForm",
    "reauthenticate": "accounts.sign_in_forms.SecondFactorAgainForm",
    "activate_totp": "accounts.sign_in_forms.NewAppForm",
    "add_webauthn": "accounts.sign_in_forms.NewPasskeyForm",
}
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Instead of the password: a code by mail, good for ten minutes and three tries.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
# The admin opens to a second factor only; the demo network on loopback alone does without.
SECOND_FACTOR_REQUIRED: bool = not DEMO
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Healthy Cities-nätverket"
# Telephones' clocks: the code of half a minute ago, or of the next, is taken too.
MFA_TOTP_TOLERANCE = 1
# Nobody signs up alone: an account's address was verified by whoever gave it, or by the invitation.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# People's accounts elsewhere, if SSO_PROVIDERS names any (accounts.sso.configuration).
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = read_providers(os.environ)
SOCIALACCOUNT_ADAPTER = "accounts.sso.adapter.SocialAdapter"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:account"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# --- Languages ------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var/static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "var/media"))
# Papers of meetings: no address leads here, they are served by permission.
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=str(BASE_DIR / "var/private"))
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Wagtail --------------------------------------------------------------------------------------------------------

# Addresses without å, ä and ö survive being read aloud, printed and mailed.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_SITE_NAME = "Healthy Cities-nätverket"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# There is one door: every Wagtail login address leads to the portal's own sign-in (network_portal/urls.py).
# An issue of the newsletter that is approved is not published: that is done when it is sent (docs/adr/0034).
WAGTAIL_FINISH_WORKFLOW_ACTION = "core.workflows.finish_workflow"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/konto/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# Nobody chooses a password for somebody else: people are invited, or ask for a new one by mail.
WAGTAILUSERS_PASSWORD_ENABLED = False
# Private documents are served by permission, never from the media address.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS: dict[str, Any] = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "swedish"},
}
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]

# --- Mail -----------------------------------------------------------------------------------------------------------
# Everything goes through the outbox (mailings); EMAIL_URL names the relay that the outbox speaks SMTP to.

EMAIL_BACKEND = "mailings.backend.OutboxBackend"
vars().update(
    {k: v for k, v in env.email_url("EMAIL_URL", default="smtp://127.0.0.1:1025").items() if k != "EMAIL_BACKEND"}
)
EMAIL_TIMEOUT = 30
# After this silence a sender counts as dead. Twice EMAIL_TIMEOUT is the longest that one message may wait.
MAIL_LEASE_SECONDS: int = env.int("MAIL_LEASE_SECONDS", default=90)
# Where senders keep their journals: a folder on this machine's own disk, shared by the workers of the machine.
MAIL_JOURNAL_DIR = Path(env.str("MAIL_JOURNAL_DIR", default=str(BASE_DIR / "var" / "journals")))
# The most connections to the relay that one process keeps; a quick relay gets one or two.
MAIL_CONNECTIONS: int = env.int("MAIL_CONNECTIONS", default=20)
# How many processes send one big mailing at the same time, where so many are free.
MAIL_SENDERS: int = env.int("MAIL_SENDERS", default=2)
# How many mails a minute may leave, in all and to some domains ("gmail.com=600,outlook.com=300"); 0: as many as can.
MAIL_PER_MINUTE: int = env.int("MAIL_PER_MINUTE", default=0)
MAIL_DOMAINS_PER_MINUTE: dict[str, int] = env.dict("MAIL_DOMAINS_PER_MINUTE", cast={"value": int}, default={})
# Names the newsletter to mail programs (RFC 2919); it must never change.
NEWSLETTER_LIST_ID: str = env.str("NEWSLETTER_LIST_ID", default="newsletter.portal.example.org")
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Healthy Cities-nätverket <portal@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where bounces go: each mail's envelope sender is this address with a +token (mailings.verp). Empty: the plain sender.
MAIL_BOUNCE_ADDRESS: str = env.str("MAIL_BOUNCE_ADDRESS", default="")
# The mailbox that they come to: imaps://USER:PASSWORD@HOST/FOLDER or maildir:/PATH. Empty: nobody reads them.
MAILBOX_URL: str = env.str("MAILBOX_URL", default="")
# A relay service that reports back to /mail/webhook/SERVICE/ (mailings.bounces.webhook), with USER:PASSWORD; and the
# field by which it learns our Message-ID, where it does not keep it ("X-PM-Metadata-message: %s" for Postmark).
MAIL_WEBHOOK_SERVICE: str = env.str("MAIL_WEBHOOK_SERVICE", default="")
MAIL_WEBHOOK_SECRET: str = env.str("MAIL_WEBHOOK_SECRET", default="")
MAIL_SERVICE_FIELD: str = env.str("MAIL_SERVICE_FIELD", default="")
# django-anymail's own settings: what a service needs beside the secret, such as ANYMAIL_MAILGUN_WEBHOOK_SIGNING_KEY.
ANYMAIL: dict[str, Any] = {
    name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")
} | {"WEBHOOK_SECRET": MAIL_WEBHOOK_SECRET}

# --- Celery ---------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
# Celery does not close database connections: see keep_good_connections in network_portal/celery.py.
CELERY_DB_REUSE_MAX = 2**62
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A web request never waits for the broker: one quick try, then the beat tick finds the row.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 3600,
    # Without these, kombu tries to connect for seconds, whatever the publish policy says (kombu.connection).
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
    "connect_retries_timeout": 1,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
# How often the engine looks for mail that nobody has kicked it for.
MAIL_TICK_SECONDS: float = env.float("MAIL_TICK_SECONDS", default=15.0)
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "ask-for-reviews": {"task": "reviews.ask", "schedule": 3600.0},
    "send-digests": {"task": "my_pages.send_digests", "schedule": 300.0, "options": {"expires": 300}},
    "follow-memberships": {"task": "ledger.follow_calendar", "schedule": 3600.0},
    "publish-scheduled": {"task": "core.publish_scheduled", "schedule": 60.0, "options": {"expires": 60}},
    "meeting-reminders": {"task": "meetings.remind", "schedule": 300.0, "options": {"expires": 300}},
    "action-reminders": {"task": "meetings.remind_of_actions", "schedule": 3600.0, "options": {"expires": 3600}},
    "meeting-seats": {"task": "meetings.settle_seats", "schedule": 60.0, "options": {"expires": 60}},
    "automatic-newsletters": {"task": "newsletters.make_digests", "schedule": 300.0, "options": {"expires": 300}},
    "renew-consents": {"task": "newsletters.follow_renewals", "schedule": 3600.0, "options": {"expires": 3600}},
    "dispatch-mail": {"task": "mailings.dispatch", "schedule": MAIL_TICK_SECONDS, "options": {"expires": 15}},
    "read-mailbox": {"task": "mailings.read_mailbox", "schedule": 300.0, "options": {"expires": 300}},
    "keep-retention": {"task": "privacy.keep_retention", "schedule": 3600.0},
    "carry-on-erasing": {"task": "privacy.carry_on", "schedule": 300.0, "options": {"expires": 300}},
}

# --- Watching -------------------------------------------------------------------------------------------------------

# Whoever bears this token reads /metrics/; without one, only this machine does.
METRICS_TOKEN: str = env.str("METRICS_TOKEN", default="")

# --- Log ------------------------------------------------------------------------------------------------------------

# Everything to the standard error, where the supervisor and the container runtime keep it. Django's own default would
# say nothing at all of an error in a page. No line holds a mail address (core.logs). LOG_FORMAT is "plain" or "json".
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "core.logs.PlainFormatter", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
        "json": {"()": "core.logs.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": env.str("LOG_FORMAT", default="plain")},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # Indexing says something for every page that is saved; only what goes wrong is of interest.
    "loggers": {name: {"level": "WARNING"} for name in ("django_tasks", "modelsearch", "wagtail")},
}
