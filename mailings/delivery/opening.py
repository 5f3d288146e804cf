"""Opening a conversation with the relay of EMAIL_HOST: greeting, encryption and sign-in as the settings say."""

from __future__ import annotations

import smtplib
import socket
import ssl
from typing import Any

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from mailings.delivery.conversation import Conversation
from mailings.delivery.reply import Phase, RefusedError, Reply, plain_text

SEND_BUFFER = 262_144  # a whole message, so that it leaves in one call


def relay_settings() -> tuple[Any, ...]:
    """What tells one relay from another: a kept connection is good for these settings only."""
    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    return tuple(getattr(settings, name, None) for name in names)


def relay_timeout() -> float:
    """Seconds that the relay may be silent."""
    return getattr(settings, "EMAIL_TIMEOUT", None) or 30


def open_conversation() -> Conversation:
    """Connect, greet, encrypt and sign in, waiting for each step. Raises RefusedError."""
    try:
        smtp = _connect()
    except smtplib.SMTPResponseException as error:
        raise RefusedError(Reply(Phase.CONNECT, error.smtp_code, plain_text(error.smtp_error))) from error
    except (OSError, smtplib.SMTPException) as error:
        raise RefusedError(Reply(Phase.CONNECT, None, plain_text(f"{type(error).__name__}: {error}"))) from error
    sock, smtp.sock = smtp.sock, None
    if smtp.file is not None:
        smtp.file.close()
    assert sock is not None
    sock.setblocking(False)
    return Conversation(sock, pipelining=smtp.has_extn("pipelining"))


def _connect() -> smtplib.SMTP:
    options: dict[str, Any] = {"local_hostname": DNS_NAME.get_fqdn(), "timeout": relay_timeout()}
    if getattr(settings, "EMAIL_USE_SSL", False):
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.EMAIL_HOST, settings.EMAIL_PORT, context=ssl.create_default_context(), **options
        )
    else:
        smtp = smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, **options)
    try:
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            smtp.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        if getattr(settings, "EMAIL_USE_TLS", False):
            smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp
