"""Content security policy: strict for the public site, what Wagtail needs under /admin/; 400 for nonsense."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "manifest-src 'self'"
)
ADMIN_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; frame-ancestors 'self'; base-uri 'self'"
)


class ContentSecurityPolicyMiddleware:
    """Sets the Content-Security-Policy header (https://www.w3.org/TR/CSP3/) unless the view has set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN_POLICY if request.path.startswith("/admin/") else PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        return response


class NonsenseMiddleware:
    """Answers 400 where something else was sent for the number of a row; Wagtail's choosers look it up as it comes.

    The words are those of `django.db.models.fields.IntegerField.get_prep_value`, which are not translated.
    """

    words = "expected a number but got"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer; None where something else went wrong."""
        if isinstance(exception, ValueError) and self.words in str(exception) and request.path.startswith("/admin/"):
            return bad_request(request, exception)
        return None
