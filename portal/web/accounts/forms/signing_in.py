"""Forms to sign in."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.validators import Regexp

from portal.rules.base.secrets import BLOCK, LETTERS, as_code
from portal.rules.refusals import Refusal
from portal.web.base.forms.base import PortalForm, email_field, required

CODE = rf"^[{LETTERS}]{{{BLOCK}}}-[{LETTERS}]{{{BLOCK}}}$"


def _digits(value: str | None) -> str | None:
    return "".join(value.split()) if value else value


def _as_shown(value: str | None) -> str | None:
    return as_code(value) if value else value


class AskForm(PortalForm):
    """The address to send a link and a code to."""

    email = email_field(_l("Votre adresse e-mail"), _l("Écrivez votre adresse e-mail."))
    next = HiddenField()


class CodeForm(PortalForm):
    """The code of the mail, in whatever way it is typed."""

    code = StringField(
        _l("Code de 8 caractères"),
        description=_l(
            "Huit lettres et chiffres, par exemple K7QX-4M2P. Majuscules, espaces et tiret sont sans importance."
        ),
        filters=[_as_shown],
        validators=[
            required(_l("Écrivez le code reçu par mail.")),
            Regexp(
                CODE, message=_l("Le code a 8 lettres ou chiffres, jamais 0, 1, I, L, O ni U : recopiez-le du mail.")
            ),
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

    def field_of(self, _refusal: Refusal) -> Field | None:
        """Whatever is refused is refused of the code."""
        return self.code
