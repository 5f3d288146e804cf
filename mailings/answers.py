"""What a mail server's answer means, in plain words."""

from django.utils.translation import gettext as _

from mailings.models import Delivery

State = Delivery.State


def explain(delivery: Delivery) -> str:
    """Say in the active language what has become of a delivery and why."""
    if delivery.state in (State.ACCEPTED, State.SUPPRESSED, State.CANCELLED, State.EXPIRED):
        return str(delivery.get_state_display())
    if delivery.phase == "address":
        return _("The address cannot be used: %(reason)s") % {"reason": delivery.reply}
    if delivery.phase == "message":
        return _("The mail could not be made for this person.")
    return _explain_reply(delivery)


def _explain_reply(delivery: Delivery) -> str:
    if delivery.state == State.UNCERTAIN:
        return _("The line broke while the mail was being handed over. It may have arrived.")
    if delivery.code is None:
        return _("Not tried yet.") if not delivery.phase else _("The mail server could not be reached.")
    for beginning, words in (
        ("5.1.", _("The address does not exist.")),
        ("5.2.2", _("The mailbox is full.")),
        ("5.7.", _("The receiver's mail server does not want this mail.")),
    ):
        if delivery.reply.startswith(beginning):
            return words
    if delivery.code >= 500:
        return _("The receiver's mail server refused the mail.")
    return _("The receiver's mail server asks us to try again later.")
