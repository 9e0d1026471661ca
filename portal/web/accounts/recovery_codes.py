"""New recovery codes in place of the old ones, for who shows the second factor once more."""

from flask import Blueprint, abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.queries.accounts import account_security
from portal.rules.base.permissions import Action
from portal.services.accounts import second_factor
from portal.web.accounts.forms.signing_in import SecondFactorForm
from portal.web.base.forms.answering import Attempt
from portal.web.base.request.access import account_id, needs, viewer

blueprint = Blueprint("recovery_codes", __name__)


@blueprint.route("/mon-compte/codes-de-secours", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def renew() -> ResponseReturnValue:
    """Ten new codes, shown once; 404 for an account without a second factor."""
    if not (viewer().manages and viewer().has_second_factor):
        abort(404)
    form = SecondFactorForm()
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            codes = second_factor.renew_recovery_codes(account_id(), form.code.data or "")
            page, onwards = "accounts/signing_in/recovery_codes.html", url_for("my_account.show")
            return _private(render_template(page, codes=codes, onwards=onwards), 200)
    left = account_security.recovery_codes_left(account_id())
    return _private(render_template("accounts/account/renew_codes.html", form=form, left=left), attempt.status)


def _private(body: str, status: int) -> ResponseReturnValue:
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response
