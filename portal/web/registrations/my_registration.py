"""*Mon inscription*: the page behind the link in a participant's mail. No account, no JavaScript; only buttons act."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import clock
from portal.queries.attendance import certificates
from portal.queries.base import session_pages, sessions
from portal.queries.planning import still_coming
from portal.queries.registrations import answers as reply_queries
from portal.queries.registrations import my_registration as queries
from portal.rules.base.states import CancelReason, Outcome
from portal.rules.registrations.leaving import SEATED
from portal.services.crossings import corrections
from portal.services.registrations import answers
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import public
from portal.web.base.request.private_pages import keep_private
from portal.web.registrations import documents, leaving
from portal.web.registrations.forms.answers import reply_form
from portal.web.registrations.leaving import Door

blueprint = Blueprint("my_registration", __name__, url_prefix="/inscription/<token>")
blueprint.after_request(keep_private)


@blueprint.route("", methods=["GET", "POST"])
@public
def show(token: str) -> ResponseReturnValue:
    """The registration as it stands; the form keeps answers and arrangements until the line stops."""
    row = queries.by_token(token)
    card = sessions.card_by_id(row.session_id)
    questions = reply_queries.questions_of(card.id)
    form = reply_form(questions, reply_queries.reply_of(row.id))
    attempt = Attempt(form, in_notice=True)
    if form.validate_on_submit():
        with attempt:
            answers.reply(form.reply(row.id, questions))
            said = _("C’est enregistré. Vous pouvez encore changer vos réponses.")
            return done(url_for("my_registration.show", token=token), said)
    open_now = row.live and clock.now() < card.deadlines.freeze_at
    page = session_pages.session_page(card.public_id)
    what = leaving.leaving_of(row, card)
    return render_template(
        "registrations/my_registration/show.html",
        token=token,
        row=row,
        card=card,
        page=page,
        form=form,
        questions=form.asked(questions),
        told=attempt.told,
        answering=open_now,
        leaving=what,
        seated=what in SEATED,
        now=clock.now(),
        asked=still_coming.unanswered([row]),
        certificate=certificates.of_registration(row.id) if row.outcome is Outcome.ATTENDED else None,
        moved=open_now and still_coming.moved(row.id),
        documents=documents.behind_link(token, row, card),
    ), attempt.status


@blueprint.route("/annuler", methods=["GET", "POST"])
@public
def cancel(token: str) -> ResponseReturnValue:
    """Give up the seat or leave the line: a colleague is proposed first."""
    return leaving.cancel(_door(token), CancelReason.BY_PERSON)


@blueprint.route("/pas-moi", methods=["GET", "POST"])
@public
def not_me(token: str) -> ResponseReturnValue:
    """ "Ce n’est pas moi": the name leaves the list, and nobody registers that person again."""
    return leaving.cancel(_door(token), CancelReason.NOT_ME, "registrations/my_registration/not_me.html")


@blueprint.post("/de-nouveau")
@public
def allow_again(token: str) -> ResponseReturnValue:
    """The owner of the mailbox takes "ce n’est pas moi" back: she may be registered again."""
    corrections.allow_again(queries.by_token(token).id)
    said = _("C’est noté : on peut de nouveau vous inscrire.")
    return done(url_for("my_registration.show", token=token), said)


@blueprint.route("/remplacer", methods=["GET", "POST"])
@public
def replace(token: str) -> ResponseReturnValue:
    """Give the seat to a colleague."""
    return leaving.replace(_door(token))


def _door(token: str) -> Door:
    row = queries.by_token(token)
    return Door(
        own=True,
        row=row,
        card=sessions.card_by_id(row.session_id),
        read=lambda: queries.by_token(token),
        back=url_for("my_registration.show", token=token),
        cancel_url=url_for("my_registration.cancel", token=token),
        replace_url=url_for("my_registration.replace", token=token),
    )
