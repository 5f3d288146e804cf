"""All addresses. Swedish stands at the root, English under /en/; the language of a page is in its address alone."""

from pathlib import Path

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from core.health import health
from home.views import robots, search_view
from mailings.bounces.webhook import webhook_urls
from mailings.watching import mail_health, metrics
from members.approval.commenting import PageEditView

# One door (docs/adr/0020): whatever Wagtail offers for signing in and for passwords leads to the portal's own pages.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)
to_new_password = RedirectView.as_view(pattern_name="account_reset_password")
to_own_account = RedirectView.as_view(pattern_name="accounts:account")


def picture_file(request: HttpRequest, folder: str, path: str) -> HttpResponseBase:
    """A picture of the media folder. Raises Http404 where there is none."""
    return serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / folder))


urlpatterns = [
    path("health/", health, name="health"),
    *webhook_urls(),
    path("health/mail/", mail_health, name="mail-health"),
    path("metrics/", metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("admin/login/", to_sign_in),
    re_path(r"^admin/password_reset/", to_new_password),
    # Wagtail's editor, but what comments say leaves through the outbox (members/approval/commenting.py).
    path("admin/pages/<int:page_id>/edit/", require_admin_access(PageEditView.as_view())),
    # Wagtail's explorer, for people who own a part of the tree (docs/permissions.md).
    path("admin/", include("core.scoping.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Pictures only, each folder a root of its own: documents lie beside them, and are for the view above to give.
    *(
        re_path(rf"^media/{folder}/(?P<path>.+)$", picture_file, {"folder": folder})
        for folder in ("images", "original_images")
    ),
]

urlpatterns += i18n_patterns(
    path("sok/", search_view, name="search"),
    path("", include("mailings.urls")),
    path("_util/login/", to_sign_in),
    path("konto/", include("accounts.urls")),
    path("konto/inbjudan/", include("members.invitation_urls")),
    path("konto/mina-uppgifter/", include("privacy.urls")),
    # The address is the account's name: a coordinator changes it, in the admin.
    re_path(r"^konto/(?:email|confirm-email)/", to_own_account),
    # People's accounts elsewhere are tied to the portal's by signing in, and in no other way (accounts.sso).
    re_path(r"^konto/(?:3rdparty|social)/", to_own_account),
    path("konto/", include("allauth.urls")),
    path("mina-sidor/", include("my_pages.urls")),
    path("medlemmar/", include("members.urls")),
    path("granskning/", include("reviews.urls")),
    path("bli-medlem/ansok/", include("ledger.urls")),
    path("moten/", include("meetings.urls")),
    path("prenumerera/", include("newsletters.urls")),
    path("", include("news.urls")),
    path("", include("newsletters.feed_urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
