"""A mailbox’s own links, for who has no account: stop every announcement, or choose. Opening one changes nothing."""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.models.planning.announcements import MailPreference
from portal.queries.planning import workshops
from portal.queries.post import mail_preferences as queries
from portal.services.post import mail_preferences as services
from portal.web.base.forms.answering import done
from portal.web.base.request.access import public
from portal.web.base.request.private_pages import keep_nowhere
from portal.web.planning.forms.announcements import ALL, NONE, PreferenceForm, values_of

blueprint = Blueprint("mail_preferences", __name__, url_prefix="/annonces")
blueprint.after_request(keep_nowhere)  # the address of these pages is a key
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@blueprint.get("/arret/<token>")
@public
def ask_to_stop(token: str) -> str:
    """A page with one button: who opens every link of a mail, as scanners do, stops nothing."""
    return render_template("post/mail_preferences/stop.html", token=token, mailbox=queries.by_token(token).mailbox)


@blueprint.post("/arret/<token>")
@public
def stop(token: str) -> str:
    """Stop, for the button and for mail programs (RFC 8058): no cookie, no form token, no redirect.

    The signed token of the address is all that a mail program has, and all that this may do is stop announcements.
    """
    if request.form.get(ONE_CLICK[0]) != ONE_CLICK[1]:
        abort(400)
    services.stop(queries.by_token(token).id)
    return render_template("post/mail_preferences/stopped.html", token=token)


@blueprint.route("/choix/<token>", methods=["GET", "POST"])
@public
def choose(token: str) -> ResponseReturnValue:
    """Which themes and communes to hear of, all, or nothing."""
    row = queries.by_token(token)
    form = PreferenceForm(data=values_of(row))
    form.offer(workshops.themes(), workshops.municipalities())
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template("post/mail_preferences/choose.html", form=form, token=token, mailbox=row.mailbox), status
    _keep(row, form)
    return done(url_for("mail_preferences.choose", token=token), _("C’est noté."))


def _keep(row: MailPreference, form: PreferenceForm) -> None:
    if form.wanted.data == NONE:
        services.stop(row.id)
    elif form.wanted.data == ALL:
        services.choose(row.id, (), ())
    else:
        services.choose(row.id, form.themes.data or (), form.communes.data or ())
