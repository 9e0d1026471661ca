"""`/gestion/courriers`: what the portal wrote, whether it left, and trying again what was refused."""

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.queries.post import desk_outbox as queries
from portal.queries.post.desk_outbox import KeptMail, MailFilter
from portal.rules.base.mailboxes import bare_address
from portal.rules.base.permissions import Action
from portal.rules.base.states import MessageState
from portal.services.post import desk_outbox as services
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.page import mail_frame
from portal.web.base.page.chips import Chip, one_of
from portal.web.base.page.labels import label
from portal.web.base.page.paging import KeyedPage, asked_place
from portal.web.base.request.access import account_id, needs
from portal.web.messages import sentence
from portal.web.post.mail_problems import mail_problem

RETURNED = "revenu"  # among the states of the list: a mail that left and came back
blueprint = Blueprint("desk_outbox", __name__, url_prefix="/gestion/courriers")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every message, the newest first; `etat` and `q` narrow the list."""
    wanted = _wanted()
    found = queries.mails(wanted, asked_place())
    kept = {"etat": RETURNED if wanted.returned else wanted.state or "", "q": wanted.address}
    return render_template(
        "post/desk_mails/index.html",
        mails=found,
        wanted=wanted,
        kept=kept,
        chips=_chips(kept),
        page=KeyedPage(request.path, found.neighbours, tuple(kept.items())),
        mail_problem=mail_problem,
    )


def _wanted() -> MailFilter:
    state, words = request.args.get("etat", ""), bare_address(request.args.get("q", ""))[:200]
    return MailFilter(MessageState(state) if state in set(MessageState) else None, words, state == RETURNED)


def _chips(kept: dict[str, str]) -> list[Chip]:
    states = ((state.value, label(state)) for state in MessageState)
    return one_of(request.path, kept, "etat", [("", _("Tous")), *states, (RETURNED, _("Revenus"))])


@blueprint.get("/<int:mail_id>")
@needs(Action.MANAGE)
def show(mail_id: int) -> ResponseReturnValue:
    """One message: its facts, why it has not left, its words."""
    return _page(queries.mail(mail_id), Attempt())


@blueprint.get("/<int:mail_id>/html")
@needs(Action.MANAGE)
def html(mail_id: int) -> ResponseReturnValue:
    """The HTML of a message alone, for the frame; a secret one has none."""
    return mail_frame.within(queries.mail(mail_id).html or abort(404))


@blueprint.post("/<int:mail_id>/reessayer")
@needs(Action.MANAGE)
def retry(mail_id: int) -> ResponseReturnValue:
    """Send one message now, where it may leave once more."""
    mail = queries.mail(mail_id)
    attempt = Attempt()
    with attempt:
        services.retry(mail.line.id, account_id())
        return done(url_for("desk_outbox.show", mail_id=mail_id), _("Ce mail repart tout de suite."))
    return _page(queries.mail(mail_id), attempt)


@blueprint.post("/reessayer")
@needs(Action.MANAGE)
def retry_failed() -> ResponseReturnValue:
    """Send every refused message that may leave once more."""
    count = services.retry_failed(account_id())
    if not count:
        said = _("Aucun mail ne repart : ouvrez chacun d’eux pour lire pourquoi.")
        return done(url_for("desk_outbox.index"), said, "warn")
    said = ngettext("%(num)s mail repart tout de suite.", "%(num)s mails repartent tout de suite.", count)
    return done(url_for("desk_outbox.index"), said)


def _page(mail: KeptMail, attempt: Attempt) -> Response:
    why_not = sentence(mail.refusal) if mail.refusal is not None else ""
    page = render_template(
        "post/desk_mails/show.html",
        mail=mail,
        told=attempt.told,
        why_not=why_not,
        problem=mail_problem(mail.line.problem),
    )
    return mail_frame.around(page, attempt.status)
