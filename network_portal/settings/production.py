"""Settings of docker-compose.yml: everything secret or local comes from the environment, and nothing has a default."""

from network_portal.settings.base import *  # noqa: F403
from network_portal.settings.base import env

SECRET_KEY = env.str("SECRET_KEY")
# The keys before it, for as long as what they have signed may come back (bounces: 30 days).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# The container asks itself over plain HTTP whether it is well; so does whoever watches from within.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^health/mail/$", r"^metrics/$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
