"""*Mon inscription*: the page behind the link in a participant's mail. No account, no JavaScript; only buttons act."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import clock
from portal.queries import answers as told_queries
from portal.queries import certificates, sessions, still_coming
from portal.queries import my_registration as queries
from portal.queries.registrations import RegistrationView
from portal.rules.refusals import Refusal
from portal.rules.states import CancelReason, Outcome, RegistrationState
from portal.services import answers, registrations
from portal.web.access import public
from portal.web.forms.answers import reply_form
from portal.web.forms.numbers import shown_version
from portal.web.forms.registrations import CancelForm, OnePersonForm
from portal.web.messages import sentence

blueprint = Blueprint("my_registration", __name__, url_prefix="/inscription/<token>")


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """The page is one person's: no browser, proxy or search engine keeps it."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.route("", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """The registration as it stands; the form keeps answers and arrangements until the line stops."""
    row = queries.by_token(token)
    card = sessions.card_by_id(row.session_id)
    questions = told_queries.questions_of(card.id)
    form = reply_form(questions, told_queries.told_by(row.id))
    told, status = "", 200
    if form.validate_on_submit():
        try:
            answers.reply(form.reply(row.id, questions))
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
        else:
            flash(_("C’est enregistré. Vous pouvez encore changer vos réponses."), "good")
            return _to(token)
    elif form.errors:
        status = 422
    open_now = row.live and clock.now() < card.deadlines.freeze_at
    page = sessions.session_page(card.public_id)
    return render_template(
        "my_registration/show.html",
        token=token,
        row=row,
        card=card,
        page=page,
        form=form,
        questions=form.asked(questions),
        told=told,
        answering=open_now,
        acting=row.live and clock.now() < card.meetings[-1].starts_at,
        now=clock.now(),
        asked=still_coming.unanswered([row]),
        certificate=certificates.of_registration(row.id) if row.outcome is Outcome.ATTENDED else None,
        moved=open_now and still_coming.moved(row.id),
    ), status


def _to(token: str) -> Response:
    return redirect(url_for("my_registration.show", token=token), 303)


@blueprint.route("/annuler", methods=["GET", "POST"])
@public
def cancel(token: str) -> ResponseReturnValue:
    """Give up the seat or leave the line: a colleague is proposed first."""
    return _give_up(token, CancelReason.BY_PERSON, "my_registration/cancel.html")


@blueprint.route("/pas-moi", methods=["GET", "POST"])
@public
def not_me(token: str) -> ResponseReturnValue:
    """"Ce n’est pas moi": the name leaves the list, and nobody registers that person again."""
    return _give_up(token, CancelReason.NOT_ME, "my_registration/not_me.html")


def _give_up(token: str, reason: CancelReason, template: str) -> ResponseReturnValue:
    row = queries.by_token(token)
    form = CancelForm(data={"version": row.version})
    told, status = "", 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            registrations.cancel(row.id, shown_version(form.version.data), reason, None, form.note.data or "")
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
            row = queries.by_token(token)
            form.version.data = str(row.version)
        else:
            flash(_("C’est fait. Un mail part, et l’agenda se met à jour."), "good")
            return _to(token)
    values = {"token": token, "row": row, "card": _card(row), "form": form, "told": told, "now": clock.now()}
    return render_template(template, **values), status


def _card(row: RegistrationView) -> sessions.SessionCard:
    return sessions.card_by_id(row.session_id)


@blueprint.route("/remplacer", methods=["GET", "POST"])
@public
def replace(token: str) -> ResponseReturnValue:
    """Give the seat to a colleague."""
    row = queries.by_token(token)
    form = OnePersonForm(data={"version": row.version})
    told, status = "", 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            registrations.substitute(row.id, shown_version(form.version.data), form.typed(), None)
        except Refusal as refusal:
            told, status = sentence(refusal), refusal.status
            row = queries.by_token(token)
            form.version.data = str(row.version)
        else:
            flash(_("Votre place est à %(name)s. L’invitation part.", name=form.typed().name), "good")
            return _to(token)
    giving = row.state is RegistrationState.CONFIRMED
    page = render_template(
        "my_registration/replace.html", token=token, row=row, card=_card(row), form=form, told=told, giving=giving
    )
    return page, status
