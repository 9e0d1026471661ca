"""The form of a venue."""

from dataclasses import fields
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs
from wtforms.validators import Length, NumberRange, Optional, Regexp

from portal.models.network.partners import Municipality
from portal.models.planning.workshops import Venue
from portal.services.planning.venues import Room
from portal.web.base.forms.base import PortalForm, name_field, required, trimmed
from portal.web.base.forms.number_fields import FractionField
from portal.web.planning.forms.rewordings import TellingPart, telling_field

NOTE_LENGTH = 300


def _note_field(text: Any, help_text: Any) -> StringField:
    too_long = Length(max=NOTE_LENGTH, message=_l("C’est trop long : %(max)d caractères au plus."))
    return StringField(text, filters=[trimmed], validators=[Optional(), too_long], description=help_text)


def _coordinate(text: Any, most: int) -> FractionField:
    within = NumberRange(-most, most, message=_l("Une coordonnée s’écrit par exemple 50.4114."))
    return FractionField(text, validators=[Optional(), within])


class VenueForm(TellingPart, PortalForm):
    """A room, how to reach it, and what makes it easy or hard to enter."""

    name = name_field(_l("Nom de la salle"), _l("Donnez un nom à la salle."))
    street = name_field(_l("Rue et numéro"), _l("Écrivez la rue et le numéro."))
    postcode = StringField(
        _l("Code postal"),
        filters=[trimmed],
        validators=[
            required(_l("Écrivez le code postal.")),
            Regexp(r"^[0-9]{4}$", message=_l("Un code postal belge a 4 chiffres.")),
        ],
    )
    municipality_nis = SelectField(_l("Commune"), [required(_l("Choisissez la commune."))])
    step_free = _note_field(_l("Accès sans marche"), _l("Par exemple : de plain-pied, avec ascenseur."))
    hearing_loop = _note_field(_l("Boucle magnétique"), _l("Par exemple : oui, à demander à l’accueil."))
    bus = _note_field(_l("Bus et train"), _l("Les lignes et l’arrêt le plus proche."))
    parking = _note_field(_l("Voiture et vélo"), _l("Où se garer, où attacher un vélo."))
    phone = StringField(
        _l("Téléphone sur place"),
        filters=[trimmed],
        validators=[Optional(), Length(max=40, message=_l("Ce numéro est trop long."))],
    )
    latitude = _coordinate(_l("Latitude"), 90)
    longitude = _coordinate(_l("Longitude"), 180)
    tell = telling_field(
        _l("Si vous corrigez le nom, l’adresse, l’accès ou la position. Une rue compte, une virgule non.")
    )

    def offer(self, municipalities: list[Municipality]) -> "VenueForm":
        """Fill in the municipalities to choose from."""
        first = SelectChoice("", _l("Choisissez"))
        self.municipality_nis.choices = [first, *(SelectChoice(row.nis, row.name) for row in municipalities)]
        return self

    @property
    def room(self) -> Room:
        """What was typed, for the service."""
        values: dict[str, Any] = {field.name: self[field.name].data for field in fields(Room)}
        filled: dict[str, Any] = {name: value if name in COORDINATES else value or "" for name, value in values.items()}
        return Room(**filled)


COORDINATES = ("latitude", "longitude")


def values_of(venue: Venue) -> dict[str, object]:
    """A venue as the form shows it."""
    return {field.name: getattr(venue, field.name) for field in fields(Room)}
