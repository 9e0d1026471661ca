"""Another address for somebody who lost the mailbox: administrators plan it, it takes effect a day later."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.accounts import account_security
from portal.queries.accounts import accounts as queries
from portal.rules.base.permissions import Action
from portal.services.accounts import address_changes
from portal.web.accounts.forms.accounts import AddressForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id as my_account_id
from portal.web.base.request.access import needs

blueprint = Blueprint("desk_addresses", __name__)

ADDRESS = "/gestion/comptes/<int:account_id>/adresse"


@blueprint.route(ADDRESS, methods=["GET", "POST"])
@needs(Action.ADMINISTER)
def plan(account_id: int) -> ResponseReturnValue:
    """Give an account another address, in 24 hours; both mailboxes are told and may stop it."""
    account, form = queries.account_page(account_id), AddressForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            address_changes.plan(account.id, form.email.data or "", my_account_id())
            said = _("L’adresse changera dans 24 heures. Les deux adresses sont prévenues et peuvent l’empêcher.")
            return done(url_for("desk_accounts.show", account_id=account.id), said)
    change = account_security.open_change(account.id)
    return render_template("accounts/desk/address.html", account=account, form=form, change=change), attempt.status


@blueprint.post(f"{ADDRESS}/annuler")
@needs(Action.ADMINISTER)
def cancel(account_id: int) -> ResponseReturnValue:
    """Give up a change of address that has not taken effect."""
    address_changes.cancel_open(account_id, my_account_id())
    return done(url_for("desk_accounts.show", account_id=account_id), _("Le changement d’adresse est annulé."))
