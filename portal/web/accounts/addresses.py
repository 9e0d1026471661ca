"""Another address for one's account: asked for here, agreed to or refused by the links of both mailboxes."""

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.queries.accounts import account_security
from portal.rules.base.permissions import Action
from portal.rules.refusals import Refusal
from portal.rules.refusals.accounts import AddressChangeOver, AddressTaken
from portal.services.accounts import address_changes
from portal.web.accounts.forms.accounts import AddressForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, needs, public, viewer
from portal.web.messages import sentence

blueprint = Blueprint("addresses", __name__)

REFUSE = "refuse"


@blueprint.route("/mon-compte/adresse", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def ask() -> ResponseReturnValue:
    """Ask for another address; nothing changes before both mailboxes agree."""
    form = AddressForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            address_changes.ask(account_id(), form.email.data or "")
            said = _("Un mail part aux deux adresses : ouvrez chacun des deux liens.")
            return done(url_for("addresses.ask"), said)
    change = account_security.open_change(account_id())
    page = "accounts/account/address.html"
    return render_template(page, form=form, change=change, address=viewer().email), attempt.status


@blueprint.post("/mon-compte/adresse/annuler")
@needs(Action.SIGNED_IN)
def cancel() -> ResponseReturnValue:
    """Give up the change that is under way."""
    address_changes.cancel_open(account_id(), account_id())
    return done(url_for("addresses.ask"), _("Le changement d’adresse est annulé."))


@blueprint.route("/adresse/<token>", methods=["GET", "POST"])
@public
def decide(token: str) -> ResponseReturnValue:
    """The link of a mail about a change of address: opening it shows the change, its buttons agree or refuse."""
    try:
        return _private(*(_page(token) if request.method in ("GET", "HEAD") else _decided(token)))
    except (AddressChangeOver, AddressTaken) as refusal:
        return _private(*_told(refusal))


def _page(token: str) -> tuple[str, int]:
    change = account_security.change_behind(token)
    if change is None:
        raise AddressChangeOver
    return render_template("accounts/account/address_link.html", change=change, refuse=REFUSE), 200


def _decided(token: str) -> tuple[str, int]:
    if REFUSE in request.form:
        address_changes.cancel(token)
        return _outcome(_("Rien ne change"), _("Le changement d’adresse est annulé, et les deux adresses le lisent."))
    if not address_changes.confirm(token):
        return _page(token)
    session.clear()  # every sign-in of the account has ended
    return _outcome(_("L’adresse a changé"), _("Connectez-vous avec la nouvelle adresse."))


def _told(refusal: Refusal) -> tuple[str, int]:
    body, _status = _outcome(_("Rien ne change"), sentence(refusal))
    return body, refusal.status


def _outcome(title: str, words: str) -> tuple[str, int]:
    return render_template("accounts/account/address_outcome.html", heading=title, words=words), 200


def _private(body: str, status: int) -> Response:
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response
