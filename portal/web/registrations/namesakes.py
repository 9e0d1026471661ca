"""Asking whether somebody just named is a colleague whom the team has under another address: told, never refused."""

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext as _

from portal.queries.registrations import my_partner
from portal.rules.base.permissions import Action, can
from portal.web.base.request.access import viewer


def ask_about_registered(registration_ids: Sequence[int], partner_id: int) -> None:
    """After a registration, for who acts for the partner: nobody else hears whom its team holds."""
    if can(viewer(), Action.REGISTER, partner_id=partner_id):
        _ask(my_partner.namesakes(registration_ids))


def ask_about_corrected(person_id: int) -> None:
    """After a correction by who acts for the partner."""
    _ask(my_partner.namesakes_of(person_id))


def _ask(names: Sequence[str]) -> None:
    for name in names:
        told = _(
            "%(name)s existe déjà dans votre équipe, avec une autre adresse. "
            "Une seule personne ? Choisissez plutôt celle de la liste, ou corrigez son adresse.",
            name=name,
        )
        flash(told, "info")
