"""Forms to sign in."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import Regexp

from portal.web.base.forms.base import PortalForm, email_field, required


def _digits(value: str | None) -> str | None:
    return "".join(value.split()) if value else value


class AskForm(PortalForm):
    """The address to send a link and a code to."""

    email = email_field(_l("Votre adresse e-mail"), _l("Écrivez votre adresse e-mail."))
    next = HiddenField()


class CodeForm(PortalForm):
    """The 6 digits of the mail."""

    code = StringField(
        _l("Code à 6 chiffres"),
        filters=[_digits],
        validators=[
            required(_l("Écrivez le code reçu par mail.")),
            Regexp(r"^[0-9]{6}$", message=_l("Le code a 6 chiffres.")),
        ],
    )


class SecondFactorForm(PortalForm):
    """The 6 digits of the authenticator, or a recovery code."""

    code = StringField(
        _l("Code de l’application"),
        filters=[_digits],
        validators=[required(_l("Écrivez le code de votre application."))],
    )
    next = HiddenField()
