"""What every page of my pages shares."""

from __future__ import annotations

from django.contrib.auth.mixins import LoginRequiredMixin
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic.base import ContextMixin, View

from accounts.models import User


@method_decorator(never_cache, name="dispatch")
class MyPage(LoginRequiredMixin, ContextMixin, View):
    """A page for the person who is signed in, and for nobody else; no cache keeps it."""

    @property
    def user(self) -> User:
        """Whose page it is."""
        assert isinstance(self.request.user, User)  # LoginRequiredMixin has seen to it
        return self.request.user
