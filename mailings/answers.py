"""What a mail server's answer means, in plain words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailings.models import Delivery

State = Delivery.State
BY_OWN_CHOICE = {
    "wish": gettext_lazy("Left out: does not want mail of this kind"),
    "digest": gettext_lazy("Gets it in a digest, as chosen"),
}
TOLD_BY_OWN_CHOICE = {
    "wish": gettext_lazy("Not sent: you have turned mail of this kind off"),
    "digest": gettext_lazy("Not sent by itself: you get it in a digest, as you chose"),
}


def explain(delivery: Delivery) -> str:
    """Say in the active language what has become of a delivery and why."""
    if delivery.state == State.ACCEPTED and delivery.bounced_at:
        return _("The mail server took the mail, but it came back later.")
    if delivery.state == State.ACCEPTED and delivery.complained_at:
        return _("The receiver reported the mail as unwanted.")
    if delivery.state == State.SUPPRESSED and delivery.phase in BY_OWN_CHOICE:
        return str(BY_OWN_CHOICE[delivery.phase])
    if delivery.state in (State.ACCEPTED, State.SUPPRESSED, State.CANCELLED, State.EXPIRED):
        return str(delivery.get_state_display())
    if delivery.phase == "address":
        return _("The address cannot be used: %(reason)s") % {"reason": delivery.reply}
    if delivery.phase == "message":
        return _("The mail could not be made for this person.")
    return _explain_reply(delivery)


def _explain_reply(delivery: Delivery) -> str:
    if delivery.state == State.UNCERTAIN:
        if delivery.settled_at:
            return _("The line broke while the mail was being handed over. It was decided to leave it so.")
        return _("The line broke while the mail was being handed over. It may have arrived.")
    if delivery.code is None:
        return _("Not tried yet.") if not delivery.phase else _("The mail server could not be reached.")
    return explain_code(delivery.code, delivery.reply)


def explain_code(code: int, reply: str) -> str:
    """Say in the active language what a reply means (RFC 5321, 4.2; RFC 3463)."""
    if code < 400:
        return _("The mail server took the mail.")
    for beginning, words in (
        ("5.1.", _("The address does not exist.")),
        ("5.2.2", _("The mailbox is full.")),
        ("4.2.2", _("The mailbox is full.")),
        ("5.7.", _("The receiver's mail server does not want this mail.")),
    ):
        if reply.startswith(beginning):
            return words
    if code >= 500:
        return _("The receiver's mail server refused the mail.")
    return _("The receiver's mail server asks us to try again later.")


def explain_try(*, phase: str, code: int | None, reply: str) -> str:
    """Say in the active language what came out of one try, or what came back later."""
    if phase == "later":
        return _("The mail came back.") if code is not None else _("The receiver reported the mail as unwanted.")
    if code is not None:
        return explain_code(code, reply)
    if phase == "later":
        return _("The receiver reported the mail as unwanted.")
    if phase == "dot":
        return _("The line broke after the whole mail had been handed over. Nobody can know whether it arrived.")
    if phase == "body":
        return _("The line broke in the middle of the mail. It did not arrive.")
    return _("The mail server could not be reached.")


def explain_fault(error: str) -> str:
    """Say in the active language why our own mail server takes no mail; "" where nothing is wrong."""
    if not error:
        return ""
    lowered = error.lower()
    for signs, words in (
        (("535", "534", "530", "auth"), _("The mail server does not accept our user name or password.")),
        (("certificate", "ssl", "tls"), _("The secured line to the mail server could not be opened.")),
        (("421",), _("The mail server is too busy, or is being restarted.")),
        (("timed out", "timeout"), _("The mail server does not answer in time.")),
        (("name or service", "getaddrinfo", "resolution", "nodename"), _("The mail server's name is not known.")),
        (("refused", "unreachable", "reset", "closed", "connect"), _("The mail server does not answer.")),
        (("mail 5",), _("The mail server does not accept the portal's sender address.")),
    ):
        if any(sign in lowered for sign in signs):
            return words
    return _("The mail server refused to work.")


def tell_receiver(delivery: Delivery) -> str:
    """Say to the person whom a mail was for, in the active language, what has become of it."""
    if delivery.state == State.ACCEPTED and delivery.bounced_at:
        return _("Sent, but it came back")
    if delivery.state == State.SUPPRESSED and delivery.phase in TOLD_BY_OWN_CHOICE:
        return str(TOLD_BY_OWN_CHOICE[delivery.phase])
    return {
        State.ACCEPTED: _("Sent"),
        State.DEFERRED: _("Your mail server asks us to wait. We try again."),
        State.FAILED: _("Could not be delivered"),
        State.SUPPRESSED: _("Not sent: mail of this kind to your address has been stopped"),
        State.UNCERTAIN: _("Sent, but we do not know whether it arrived"),
    }.get(State(delivery.state), _("On its way"))
