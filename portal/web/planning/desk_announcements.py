"""Staff announce sessions, one or a whole season: first who hears what, then done; ten minutes to take it back."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.queries.planning import announcements as queries
from portal.queries.planning import workshops
from portal.queries.planning.announcements import Offer
from portal.rules.base.permissions import Action
from portal.rules.refusals.planning import NobodyToTell, NothingToAnnounce
from portal.services.planning import announcements as services
from portal.services.planning.announcements import Announce
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.forms.confirming import confirmed, corrected, typed
from portal.web.base.request.access import account_id, needs
from portal.web.planning.forms.announcements import AnnounceForm, PeriodForm

blueprint = Blueprint("desk_announcements", __name__, url_prefix="/gestion/annonces")


@blueprint.get("")
@needs(Action.MANAGE)
def index() -> str:
    """What was announced, the latest first."""
    return render_template("planning/desk_announcements/index.html", announcements=queries.recent())


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@needs(Action.MANAGE)
def new() -> ResponseReturnValue:
    """Choose sessions and who hears of them; `seance`, or the days `du` and `au`, tick some of them beforehand."""
    offers, period = queries.offers(), PeriodForm(request.args)
    period.validate()
    form = AnnounceForm(data={"sessions": _ticked(offers, period)})
    form.offer(workshops.themes(), workshops.municipalities())
    form.offer_sessions(offers)
    attempt = Attempt(form)
    if form.validate_on_submit() and not corrected():
        with attempt:
            return _announce(form, offers) if confirmed() else _preview(form, offers)
    page = render_template("planning/desk_announcements/new.html", form=form, offers=offers, period=period)
    return page, 422 if period.errors else attempt.status


def _ticked(offers: list[Offer], period: PeriodForm) -> list[str]:
    wanted = set(request.args.getlist("seance"))
    days = {offer.card.public_id: clock.local(offer.card.starts_at).date() for offer in offers}
    return [key for key, day in days.items() if key in wanted or period.holds(day)]


def _preview(form: AnnounceForm, offers: list[Offer]) -> str:
    ids = form.ids(offers)
    if not ids:
        raise NothingToAnnounce
    preview = queries.preview(ids, form.narrowing, form.note.data or "")
    if not preview.hearing.readers:
        raise NobodyToTell
    return render_template("planning/desk_announcements/preview.html", preview=preview, typed=typed())


def _announce(form: AnnounceForm, offers: list[Offer]) -> ResponseReturnValue:
    number = services.announce(
        Announce(
            session_ids=form.ids(offers),
            actor_id=account_id(),
            form_key=form.form_key.data,
            themes=tuple(sorted(form.narrowing.themes)),
            communes=tuple(sorted(form.narrowing.communes)),
            note=form.note.data or "",
        )
    )
    count = queries.page(number).announcement.recipients
    said = ngettext("%(num)s mail part dans dix minutes.", "%(num)s mails partent dans dix minutes.", count)
    return done(url_for("desk_announcements.show", announcement_id=number), said)


@blueprint.get("/<int:announcement_id>")
@needs(Action.MANAGE)
def show(announcement_id: int) -> str:
    """One announcement: what was said to whom, and the way back while there is one."""
    return render_template("planning/desk_announcements/show.html", page=queries.page(announcement_id))


@blueprint.post("/<int:announcement_id>/reprendre")
@needs(Action.MANAGE)
def undo(announcement_id: int) -> ResponseReturnValue:
    """Take it back: nothing has left."""
    page = url_for("desk_announcements.show", announcement_id=announcement_id)
    attempt = Attempt()
    with attempt:
        services.undo(announcement_id, account_id())
        return done(page, _("L’annonce est reprise : rien n’a été envoyé."))
    return attempt.told_at(page)
