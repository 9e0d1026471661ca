"""The forms of the code in the room: saying that one is there, and the trainer's answer."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import InputRequired, StopValidation

from portal.rules.attendance.room_codes import as_typed, halves, is_code
from portal.rules.refusals import Refusal
from portal.rules.refusals.attendance import (
    RoomCodeOld,
    RoomCodeOver,
    RoomCodeShut,
    RoomCodeUnknown,
    TooManyRoomCodes,
)
from portal.web.base.forms.base import PortalForm, email_field, required, trimmed
from portal.web.base.forms.number_fields import WholeNumberField

OF_THE_CODE = (RoomCodeUnknown, RoomCodeOld, RoomCodeOver, RoomCodeShut, TooManyRoomCodes)


def as_shown(typed: str | None) -> str | None:
    """A code in two threes, as it stands on the screen; anything else as it was typed."""
    code = as_typed(typed) if typed else ""
    return " ".join(halves(code)) if is_code(code) else typed


class Shape:
    """A validator: six of our letters and digits."""

    def __call__(self, _form: object, field: Field) -> None:
        """Raise StopValidation with what our codes never hold."""
        if not is_code(as_typed(field.data or "")):
            raise StopValidation(
                str(_l("Le code a 6 lettres ou chiffres, jamais 0, 1, I, L, O ni U\u00a0: recopiez-le de l’écran."))
            )


class DeclareForm(PortalForm):
    """The code on the screen and the address of one's registration."""

    code = StringField(
        _l("Le code affiché dans la salle"),
        filters=[trimmed, as_shown],
        validators=[required(_l("Recopiez le code affiché dans la salle.")), Shape()],
    )
    email = email_field(_l("L’adresse de votre inscription"), _l("Écrivez l’adresse de votre inscription."))

    def field_of(self, refusal: Refusal) -> Field | None:
        """What is the matter with the code is told at the code."""
        return self.code if isinstance(refusal, OF_THE_CODE) else super().field_of(refusal)


class AnswerForm(PortalForm):
    """What a trainer does with declarations: `seen` confirms those of her page, `away` sets one aside."""

    meeting = WholeNumberField(validators=[InputRequired()])
    seen = StringField()
    away = StringField()


class SwitchForm(PortalForm):
    """Whether the code of a session is shown: "1", else not."""

    on = StringField()
