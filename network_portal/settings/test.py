"""Settings of `make test`: real services by URL, quick password hashing, plain static files."""

from network_portal.settings.base import *  # noqa: F403
from network_portal.settings.base import BASE_DIR

SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
# Tests of the second factor turn it on; all others sign in without ceremony.
SECOND_FACTOR_REQUIRED = False
SIGN_IN_ANSWER_SECONDS = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = BASE_DIR / "var/test-media"
MAIL_JOURNAL_DIR = BASE_DIR / "var/test-journals"
PRIVATE_ROOT = BASE_DIR / "var/test-private"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
