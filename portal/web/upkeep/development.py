"""`/demo`: the accounts to try the portal with, and the second-factor codes of the moment. Development only."""

from dataclasses import dataclass

import pyotp
from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from portal import clock
from portal.queries.upkeep import demo
from portal.queries.upkeep.demo import DemoAccount
from portal.settings import current_settings
from portal.web.base.request.access import public

blueprint = Blueprint("development", __name__)


@dataclass(frozen=True, slots=True)
class Role:
    """A role, what it may do, and who has it."""

    title: str
    may: str
    accounts: tuple[DemoAccount, ...]


@blueprint.get("/demo")
@public
def show() -> str:
    """Who may do what in the demo; 404 in production."""
    if not current_settings().development:
        abort(404)
    roles = [role for role in _roles(demo.accounts()) if role.accounts]
    return render_template("upkeep/development/demo.html", roles=roles, code_of=code_of)


def code_of(account: DemoAccount) -> str:
    """The six digits the account's authenticator would show now; nothing without one."""
    if account.totp_secret is None:
        return ""
    return pyotp.TOTP(account.totp_secret).at(clock.now())


def _roles(found: demo.DemoAccounts) -> list[Role]:
    return [
        Role(
            _("Coordination d’une association"),
            _("Inscrit ses collègues, annule, remplace, corrige un nom, nomme une autre personne."),
            found.coordinators,
        ),
        Role(
            _("Membre d’une association"),
            _("Voit ses propres inscriptions et l’équipe de son association."),
            found.members,
        ),
        Role(
            _("Formation"),
            _("Voit ses séances et leurs listes, note les présences, télécharge les fichiers."),
            found.trainers,
        ),
        Role(
            _("Équipe"),
            _("Planifie les séances, tient l’annuaire et les fiches, répond aux demandes."),
            found.staff,
        ),
        Role(_("Administration"), _("Comme l’équipe, et donne les rôles."), found.admins),
    ]
