"""The form of a publication: what those who asked to hear of the session have of it."""

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import NumberRange, Optional

from portal.rules.base.states import Seeding
from portal.rules.refusals import Refusal
from portal.rules.refusals.planning import DeadlinesDisordered
from portal.services.planning.planning import Seed
from portal.web.base.forms.base import PortalForm, refuse_field
from portal.web.base.forms.number_fields import WholeNumberField

MOST_DAYS = 60
USUAL_DAYS = 7


class PublishForm(PortalForm):
    """What the list has, and for how many days it comes first."""

    seeding = RadioField(
        _l("Que propose la séance aux personnes de la liste ?"),
        choices=[
            SelectChoice(
                Seeding.NONE.value,
                _l("Un message, rien de plus : tout le monde s’inscrit dès la publication, ou à la date prévue"),
            ),
            SelectChoice(
                Seeding.INVITATION.value,
                _l(
                    "Invitation d’abord : elles s’inscrivent pendant quelques jours, puis les inscriptions s’ouvrent à tous"
                ),
            ),
            SelectChoice(
                Seeding.CREDIT.value,
                _l("Crédit : elles passent en premier dans la liste d’attente, comme après une séance annulée"),
            ),
        ],
        default=Seeding.NONE.value,
    )
    opens_at = WholeNumberField(
        _l("Invitation d’abord : combien de jours avant tous les autres ?"),
        [Optional(), NumberRange(1, MOST_DAYS, _l("Un nombre de %(min)s à %(max)s."))],
        default=USUAL_DAYS,
    )

    def validate(self, extra_validators: object = None) -> bool:
        """An invitation lasts some days."""
        valid = super().validate(extra_validators)
        if self.seeding.data == Seeding.INVITATION.value and self.opens_at.data is None and not self.opens_at.errors:
            return refuse_field(self.opens_at, _l("Écrivez combien de jours."))
        return valid

    def field_of(self, refusal: Refusal) -> Field | None:
        """Days that reach past the closing are told where they were written."""
        return self.opens_at if isinstance(refusal, DeadlinesDisordered) else super().field_of(refusal)

    @property
    def seed(self) -> Seed:
        """What was chosen."""
        seeding = Seeding(self.seeding.data)
        return Seed(seeding, self.opens_at.data or 0 if seeding is Seeding.INVITATION else 0)
