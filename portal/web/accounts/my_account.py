"""One's own account: details, and the browsers that are signed in."""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.accounts import accounts as queries
from portal.queries.accounts.accounts import AccountPage
from portal.rules.base.permissions import Action
from portal.rules.refusals.network import PhoneUnreadable
from portal.services.accounts import accounts as services
from portal.services.accounts import signing_in
from portal.web.accounts.forms.accounts import ProfileForm
from portal.web.base.request import identity
from portal.web.base.request.access import needs, viewer
from portal.web.base.request.browsers import browser_words
from portal.web.messages import sentence

blueprint = Blueprint("my_account", __name__)


@blueprint.route("/mon-compte", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def show() -> ResponseReturnValue:
    """My details, my associations, where I am signed in."""
    page = _mine()
    form = ProfileForm(obj=page)
    if not form.validate_on_submit():
        return _page(page, form)
    try:
        services.change_profile(page.id, _profile(form))
    except PhoneUnreadable as refusal:
        form.phone.errors = [sentence(refusal)]
        return _page(page, form)
    flash(_("C’est enregistré."), "good")
    return redirect(url_for("my_account.show"), 303)


def _mine() -> AccountPage:
    return queries.account_page(viewer().account_id or 0, session.get(identity.TOKEN, ""))


def _page(page: AccountPage, form: ProfileForm) -> tuple[str, int]:
    body = render_template("accounts/account/show.html", account=page, form=form, browser_words=browser_words)
    return body, 422 if form.errors else 200


def _profile(form: ProfileForm) -> services.Profile:
    return services.Profile(
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        phone=form.phone.data or "",
        function=form.function.data or "",
    )


@blueprint.post("/mon-compte/connexions/<int:sign_in_id>/fin")
@needs(Action.SIGNED_IN)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign out another browser of mine; one that is not mine is left alone."""
    signing_in.end_sign_in(viewer().account_id or 0, sign_in_id)
    flash(_("Cette connexion a pris fin."), "good")
    return redirect(url_for("my_account.show"), 303)
