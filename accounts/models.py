"""The person who signs in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Creates users that are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password, the person has to ask for one by e-mail."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who may do everything."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find a user by address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person with an account. The e-mail address, always lower case, is the only name to sign in with."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    language = models.CharField(
        _("language of mails"), max_length=5, choices=[("sv", "Svenska"), ("en", "English")], default="sv"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    # Part of every session's key: a new value ends all sessions of this person (accounts.services.end_sessions).
    session_nonce = models.CharField(max_length=32, blank=True, default="", editable=False)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        verbose_name = _("user")  # type: ignore[assignment]
        verbose_name_plural = _("users")  # type: ignore[assignment]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's own, over password and nonce: `get_user` compares it at every request (django.contrib.auth)."""
        salt = "accounts.models.User.get_session_auth_hash"
        return salted_hmac(
            salt, f"{self.password}\n{self.session_nonce}", secret=secret, algorithm="sha256"
        ).hexdigest()


class SignInTries(models.Model):
    """How many passwords were checked for one address within the hour; the address stands there as an HMAC only."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(default=0)
    window_started_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.tries} since {self.window_started_at:%Y-%m-%d %H:%M}"
