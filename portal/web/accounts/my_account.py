"""One's own account: details, and the browsers that are signed in."""

from flask import Blueprint, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.accounts import accounts as queries
from portal.queries.accounts.accounts import AccountPage
from portal.rules.base.permissions import Action
from portal.services.accounts import accounts as services
from portal.services.accounts import signing_in
from portal.web.accounts.forms.accounts import ProfileForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request import identity
from portal.web.base.request.access import account_id, needs
from portal.web.base.request.browsers import browser_words

blueprint = Blueprint("my_account", __name__)


@blueprint.route("/mon-compte", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def show() -> ResponseReturnValue:
    """My details, my associations, where I am signed in."""
    page = _mine()
    form = ProfileForm(obj=page)
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            services.change_profile(page.id, _profile(form))
            return done(url_for("my_account.show"), _("C’est enregistré."))
    body = render_template("accounts/account/show.html", account=page, form=form, browser_words=browser_words)
    return body, attempt.status


def _mine() -> AccountPage:
    return queries.account_page(account_id(), session.get(identity.TOKEN, ""))


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
    signing_in.end_sign_in(account_id(), sign_in_id)
    return done(url_for("my_account.show"), _("Cette connexion a pris fin."))
