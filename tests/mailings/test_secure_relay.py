"""A relay that wants encryption and a password, and one that is slow: real conversations with a real server."""

import datetime
import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from devservices.ports import LOOPBACK, find_free_port
from devservices.smtp_sink import SmtpSink
from mailings.models import Delivery, Relay
from mailings.services import dispatch_due, progress
from tests.mailings.conftest import Clock, Write

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")

USER, PASSWORD = "portal", "a secret"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for the loopback address, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("relay") / "relay.pem"
    pkcs8 = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, pkcs8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Taken:
    """aiosmtpd's hooks: keeps who got what."""

    def __init__(self) -> None:
        self.messages: dict[str, bytes] = {}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        self.messages[envelope.rcpt_tos[0]] = content if isinstance(content, bytes) else b""
        return "250 2.0.0 OK"


def check_password(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword
) -> AuthResult:
    known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)  # the server says no, where we say no


class SecureController(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@pytest.fixture(params=["STARTTLS", "TLS"])
def secure_relay(
    request: pytest.FixtureRequest, certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Taken]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    is_wrapped = request.param == "TLS"
    taken = Taken()
    controller = SecureController(
        taken,
        hostname=LOOPBACK,
        port=find_free_port(),
        ssl_context=context if is_wrapped else None,
        tls_context=None if is_wrapped else context,
        require_starttls=not is_wrapped,
        auth_required=True,
        auth_require_tls=not is_wrapped,
        authenticator=check_password,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.EMAIL_HOST, settings.EMAIL_PORT = LOOPBACK, controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = USER, PASSWORD
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = is_wrapped, not is_wrapped
    controller.start()
    yield taken
    controller.stop()


def test_mail_goes_out_encrypted_and_signed_in(write: Write, secure_relay: Taken, clock: Clock) -> None:
    write(*[f"a{i}@example.org" for i in range(30)], text="Hej %%name%%!\n" + "rad å\n" * 4000)
    assert dispatch_due(clock=clock) == 30
    assert len(secure_relay.messages) == 30
    assert all(message.endswith(b"--") for message in (m.rstrip() for m in secure_relay.messages.values()))


def test_a_wrong_password_is_the_relay_s_matter(write: Write, secure_relay: Taken, clock: Clock, settings: Any) -> None:
    settings.EMAIL_HOST_PASSWORD = "forgotten"
    write("a@example.org")
    assert dispatch_due(clock=clock) == 0
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.phase) == (Delivery.State.QUEUED, 0, "connect")
    assert Relay.objects.get().is_open


def test_a_slow_relay_gets_more_connections(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("dot", delay=0.03)
    before = mail_to_sink.connections
    mailing = write(*[f"a{i}@example.org" for i in range(300)])
    dispatch_due(clock=clock)
    assert progress(mailing).accepted == 300
    assert 5 < mail_to_sink.connections - before <= 21


def test_a_relay_that_takes_no_more_connections_is_believed(write: Write, mail_to_sink: SmtpSink, clock: Clock) -> None:
    mail_to_sink.fail("dot", delay=0.02)
    mail_to_sink.fail("connect", reply="421 4.7.0 too many connections", skip=3)
    mailing = write(*[f"a{i}@example.org" for i in range(120)])
    dispatch_due(clock=clock)
    assert progress(mailing).accepted == 120
    assert not Relay.objects.get().is_open
