"""What a SAML provider posts, and what it wants to know of us."""

from __future__ import annotations

import binascii
import logging
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.sessions import LoginSession
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from lxml import etree  # type: ignore[import-untyped]
from onelogin.saml2.auth import OneLogin_Saml2_Auth  # type: ignore[import-untyped]
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError  # type: ignore[import-untyped]
from onelogin.saml2.settings import OneLogin_Saml2_Settings  # type: ignore[import-untyped]

from accounts.sso.configuration import SAML
from accounts.sso.refusals import Reason, language_of_start, refuse
from accounts.sso.saml.provider import SamlProvider, build_auth, own_config
from core.rate_limits import client_address, is_too_often

logger = logging.getLogger(__name__)
ANSWER, COOKIE, ANSWER_WAITS_SECONDS = "saml_answer", "saml-answer", 120
LONGEST_ANSWER = 200_000
MOST_A_MINUTE_FROM_ONE_PLACE = 60
CONFIRMED = "//*[local-name()='Assertion']//*[local-name()='SubjectConfirmationData']/@InResponseTo"


class AnswerError(ValueError):
    """What came is no answer that signs anybody in; the text says why, for the log."""


def provider_or_404(request: HttpRequest, provider_id: str) -> SamlProvider:
    """The provider, if it is one of this kind."""
    try:
        provider = get_adapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    if provider.id != SAML:
        raise Http404
    return provider


@never_cache
@csrf_exempt
@require_POST
def acs(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer and go on by a redirect: a POST from another site brings no session along (SameSite)."""
    provider_or_404(request, provider_id)
    answer = request.POST.get("SAMLResponse", "")
    is_flood = is_too_often("saml", client_address(request), most=MOST_A_MINUTE_FROM_ONE_PLACE, seconds=60)
    if is_flood or not 0 < len(answer) <= LONGEST_ANSWER:
        return refuse(request, Reason.FAILED)
    response = HttpResponseRedirect(reverse("saml_finish", args=[provider_id]))
    waiting = LoginSession(request, ANSWER, COOKIE)
    waiting.store.set_expiry(ANSWER_WAITS_SECONDS)
    waiting.store[ANSWER] = answer
    waiting.save(response)
    return response


@never_cache
@require_safe
def finish(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in, or refuse. An answer is good once, in the browser that asked."""
    provider = provider_or_404(request, provider_id)
    waiting = LoginSession(request, ANSWER, COOKIE)
    answer = str(waiting.store.get(ANSWER, ""))
    waiting.delete()
    with language_of_start(request):
        try:
            login = read_answer(request, provider, answer)
        except (AnswerError, OSError) as error:
            logger.warning("Sign-in by %s failed: %s", provider_id, error)
            return refuse(request, Reason.FAILED)
        response: HttpResponse = complete_social_login(request, login)
    return response


def read_answer(request: HttpRequest, provider: SamlProvider, answer: str) -> Any:
    """The login that a signed answer to our own question tells of. Raises `AnswerError`, `OSError`."""
    try:
        auth = build_auth(provider.app, posted={"SAMLResponse": answer})
        auth.process_response()
    except (binascii.Error, ValueError, etree.XMLSyntaxError) as error:
        raise AnswerError("it cannot be read") from error
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError) as error:
        raise AnswerError(str(error)) from error
    if auth.get_errors() or not auth.is_authenticated():
        raise AnswerError(auth.get_last_error_reason() or "nobody is signed in there")
    question = question_of(auth)
    try:
        state = provider.unstash_redirect_state(request, question)
    except PermissionDenied as error:
        raise AnswerError("nothing was asked, or it was answered already") from error
    try:
        login = provider.sociallogin_from_response(request, auth)
    except ValueError as error:
        raise AnswerError("it names nobody") from error
    login.state = state
    return login


def question_of(auth: OneLogin_Saml2_Auth) -> str:
    """Which of our requests the signed part answers: the wrapping around it may say anything. Raises `AnswerError`."""
    xml = auth.get_last_response_xml()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    questions = set(etree.fromstring(xml.encode() if isinstance(xml, str) else xml, parser).xpath(CONFIRMED))
    if len(questions) != 1:
        raise AnswerError("it does not say what it answers")
    return str(questions.pop())


@require_safe
def metadata(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the provider has to know of us (saml-metadata-2.0)."""
    provider = provider_or_404(request, provider_id)
    settings = OneLogin_Saml2_Settings(own_config(provider.app), sp_validation_only=True)
    return HttpResponse(settings.get_sp_metadata(), content_type="application/samlmetadata+xml")
