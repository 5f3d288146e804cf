"""What stands between the first proof of who one is and being signed in."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

from accounts.second_factor import has_shown_it_elsewhere


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor of whoever has one here, unless a provider has just asked for its own."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return super()._should_handle(request) and not has_shown_it_elsewhere(request, self.login.user)
