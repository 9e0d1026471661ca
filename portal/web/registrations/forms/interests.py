"""The form of "Prévenez-moi de la prochaine"."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import NumberRange

from portal.models.network.partners import Municipality
from portal.models.registrations.interests import Interest
from portal.queries.registrations.my_partner import PartnerName
from portal.web.base.forms.base import PortalForm, required
from portal.web.base.forms.number_fields import WholeNumberField

MOST = 20


class InterestForm(PortalForm):
    """For how many people, of which association, and where it suits them."""

    seats = WholeNumberField(
        _l("Pour combien de personnes ?"),
        [
            required(_l("Écrivez un nombre, par exemple 1.")),
            NumberRange(1, MOST, message=_l("Écrivez un nombre de 1 à %(max)d.")),
        ],
        default=1,
    )
    partner = SelectField(_l("Pour quelle association ?"))
    municipality = SelectField(
        _l("Quelle commune vous arrange ?"), description=_l("L’équipe choisit les lieux d’après vos réponses.")
    )

    def offer(self, partners: Iterable[PartnerName], municipalities: Iterable[Municipality]) -> "InterestForm":
        """Fill the two lists."""
        alone = ("", _("Pour moi, sans association"))
        self.partner.choices = [*((str(partner.id), partner.name) for partner in partners), alone]
        anywhere = ("", _("Peu importe"))
        self.municipality.choices = [anywhere, *((place.nis, place.name) for place in municipalities)]
        return self


def values_of(wish: Interest | None) -> dict[str, Any]:
    """What the form shows of a wish that stands."""
    if wish is None:
        return {}
    return {"seats": wish.seats, "partner": str(wish.partner_id or ""), "municipality": wish.municipality_nis or ""}
