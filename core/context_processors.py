"""What every template may ask about the site itself."""

from django.conf import settings
from django.http import HttpRequest

from core.links import site_address


def site(request: HttpRequest) -> dict[str, object]:
    """Give templates `demo_mode` (bool) and `site_url` (absolute, without a slash at the end)."""
    return {"demo_mode": settings.DEMO, "site_url": site_address()}
