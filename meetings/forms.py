"""What people fill in about meetings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.models import Invitation

ANSWERS = [
    (Invitation.Answer.YES.value, _("Yes, I am coming")),
    (Invitation.Answer.TENTATIVE.value, _("Perhaps")),
    (Invitation.Answer.NO.value, _("No, I am not coming")),
]


class AnswerForm(forms.Form):
    """An answer to an invitation."""

    answer = forms.ChoiceField(
        label=_("Are you coming?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three answers.")},
    )
    comment = forms.CharField(
        label=_("Message to the coordinator"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CancelForm(forms.Form):
    """Why a meeting is called off."""

    reason = forms.CharField(
        label=_("Why (stands in the mail)"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class GuestForm(forms.Form):
    """One more person to invite."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language of mails"), choices=[("sv", "Svenska"), ("en", "English")])
