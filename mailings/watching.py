"""What machines ask about the mail: its figures, and whether it leaves."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.watching import may_watch
from mailings.engine_state import read_engine_state
from mailings.metrics import CONTENT_TYPE, write_metrics
from mailings.status import TOO_SILENT, read_status


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus. To whoever may not read them the page is not there."""
    if not may_watch(request):
        raise Http404
    return HttpResponse(write_metrics(read_status(now=timezone.now())), content_type=CONTENT_TYPE)


@never_cache
@require_safe
def mail_health(request: HttpRequest) -> HttpResponse:
    """200 while the dispatcher is at work, 503 when it has not been seen for two minutes; nothing more: all may ask."""
    ago = read_engine_state(now=timezone.now()).seen_ago
    if ago is None or ago > TOO_SILENT:
        return HttpResponse("the dispatcher is not at work\n", status=503, content_type="text/plain")
    return HttpResponse("well\n", content_type="text/plain")
