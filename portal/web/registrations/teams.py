"""A partner's team in a session: its registrations, and what may be done with each."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.queries.attendance import certificates
from portal.queries.base import sessions
from portal.queries.base.returned import returned_to
from portal.queries.base.sessions import SessionCard
from portal.queries.planning import still_coming
from portal.queries.registrations import my_partner, registrations, team_history
from portal.queries.registrations.my_partner import Colleague, PartnerName
from portal.queries.registrations.reached import reached
from portal.queries.registrations.registrations import Booking, RegistrationView
from portal.queries.registrations.sites import sites_seen
from portal.rules.base.dates import datetime_long
from portal.rules.base.permissions import Action, can
from portal.rules.base.states import ONE_PER_PERSON, CancelReason, RegistrationState
from portal.rules.registrations.standing import Standing
from portal.services.crossings import corrections
from portal.services.post import bounces
from portal.services.registrations import again as services
from portal.services.registrations import holds
from portal.web.base.forms.answering import Attempt, AttemptOnRow, done
from portal.web.base.request import new_rows
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.numbers import shown_version
from portal.web.registrations import leaving, namesakes
from portal.web.registrations.documents import of_bookings
from portal.web.registrations.forms.registrations import NameForm
from portal.web.registrations.forms.team import TeamPersonForm
from portal.web.registrations.leaving import Door

blueprint = Blueprint("teams", __name__)


@blueprint.get("/associations/<slug>/seances/<public_id>")
@needs(Action.SIGNED_IN)
def show(slug: str, public_id: str) -> ResponseReturnValue:
    """The team's registrations in one session, ready to print."""
    partner = my_partner.partner_by_slug(viewer(), slug)
    card = sessions.card_of(public_id)
    rows = registrations.team(viewer(), card.id, partner.id)
    fresh = new_rows.take()
    if fresh:
        namesakes.ask_about_registered(fresh, partner.id)
    acts = can(viewer(), Action.REGISTER, partner_id=partner.id)
    return render_template(
        "registrations/teams/show.html",
        partner=partner,
        card=card,
        rows=rows,
        reached=reached(rows, [card.id]),
        outcomes=outcomes([row for row in rows if row.id in fresh]),
        deadlines=deadlines(card, rows),
        history=team_history.history(viewer(), card.id, partner.id),
        acts=acts,
        documents=of_bookings([Booking(card, tuple(rows))] if acts else []).get(card.id, []),
        certificates=certificates.of_rows(viewer(), partner.id, rows),
        asked=still_coming.unanswered(rows),
        again=_again(card, rows),
    )


def _again(card: SessionCard, rows: Sequence[RegistrationView]) -> set[int]:
    """Which registrations that were given up are taken back by one press: the latest of each person not here now."""
    if card.standing is not Standing.OPEN or not card.free or card.waiting or card.approval:
        return set()
    here = {row.person_id for row in rows if row.state in ONE_PER_PERSON}
    given_up = (row for row in rows if row.cancel_reason in services.GIVEN_UP and row.person_id not in here)
    return set({row.person_id: row.id for row in sorted(given_up, key=lambda row: row.id)}.values())


def outcomes(rows: list[RegistrationView]) -> list[tuple[str, RegistrationState]]:
    """What came of the registrations just made: a sentence for each person, one for all seats without a name."""
    told = [(outcome(row), row.state) for row in rows if not row.to_name]
    for state in (RegistrationState.HELD, RegistrationState.WAITLISTED, RegistrationState.PENDING):
        nameless = [row for row in rows if row.to_name and row.state is state]
        if nameless:
            told.append((_of_nameless(nameless), state))
    return told


def _of_nameless(rows: list[RegistrationView]) -> str:
    number, expires_at = len(rows), rows[0].hold_expires_at
    if expires_at is None:
        return ngettext("%(num)s place sans nom attend.", "%(num)s places sans nom attendent.", number)
    day = datetime_long(expires_at)
    return ngettext(
        "%(num)s place est à vous : écrivez qui vient avant le %(day)s.",
        "%(num)s places sont à vous : écrivez qui vient avant le %(day)s.",
        number,
        day=day,
    )


def deadlines(card: SessionCard, rows: list[RegistrationView]) -> list[tuple[str, datetime]]:
    """The moments to come that a coordinator counts with, the nearest first."""
    ends = {row.hold_expires_at for row in rows if row.hold_expires_at is not None and row.to_name}
    waiting = (RegistrationState.PENDING, RegistrationState.WAITLISTED)
    chosen = {row.auto_accept_until for row in rows if row.auto_accept_until and row.state in waiting}
    known = [
        (_("S’inscrire"), card.deadlines.closes_at),
        (_("Annuler sans retard"), card.deadlines.cancel_deadline),
        (_("La liste d’attente avance d’elle-même"), card.deadlines.freeze_at),
        *((_("Nommer les places gardées"), end) for end in sorted(ends)),
        *((_("Être inscrit d’office, comme vous l’avez choisi"), until) for until in sorted(chosen)),
    ]
    coming = [(what, until) for what, until in known if until > clock.now()]
    return sorted(coming, key=lambda pair: pair[1])


def outcome(row: RegistrationView) -> str:
    """What came of a registration, in one sentence."""
    if row.state is RegistrationState.CONFIRMED:
        return _("%(name)s : inscription confirmée, l’invitation part par mail.", name=row.name)
    if row.state is RegistrationState.PENDING:
        return _("%(name)s : demande reçue, l’équipe répond bientôt.", name=row.name)
    if row.rank is None or row.rank.position is None:
        return _("%(name)s : en attente, dès que les places par association s’ouvrent.", name=row.name)
    return _("%(name)s : en attente, n° %(rank)s (estimation).", name=row.name, rank=row.rank.position)


@blueprint.route("/inscriptions/<int:registration_id>/annuler", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def cancel(registration_id: int) -> ResponseReturnValue:
    """Give up a seat or leave the line: a colleague is proposed first."""
    row = registrations.registration(viewer(), registration_id)
    return leaving.cancel(_door(row), _reason(row))


def _door(row: RegistrationView, team: Sequence[Colleague] = ()) -> Door:
    card = sessions.card_by_id(row.session_id)
    return Door(
        own=_reason(row) is CancelReason.BY_PERSON,
        row=row,
        card=card,
        read=lambda: registrations.registration(viewer(), row.id),
        back=_back_url(row, card),
        cancel_url=url_for("teams.cancel", registration_id=row.id),
        replace_url=url_for("teams.replace", registration_id=row.id),
        actor_id=account_id(),
        team=team,
    )


def _reason(row: RegistrationView) -> CancelReason:
    actor = viewer()
    if row.email and row.email == actor.email:
        return CancelReason.BY_PERSON
    if can(actor, Action.REGISTER, partner_id=row.partner_id) and not actor.manages:
        return CancelReason.BY_PARTNER
    return CancelReason.BY_STAFF


@blueprint.route("/inscriptions/<int:registration_id>/remplacer", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def replace(registration_id: int) -> ResponseReturnValue:
    """Give a confirmed seat to a colleague of the same partner; who registers for it chooses from the team."""
    row = registrations.registration(viewer(), registration_id)
    acts = can(viewer(), Action.REGISTER, partner_id=row.partner_id)
    team = my_partner.available(viewer(), row.partner_id, row.session_id) if acts else []
    return leaving.replace(_door(row, team))


@blueprint.post("/inscriptions/<int:registration_id>/reinscrire")
@needs(Action.REGISTER)
def again(registration_id: int) -> ResponseReturnValue:
    """Register somebody again whose registration was given up, while a seat is free and nobody waits."""
    row = registrations.registration(viewer(), registration_id)
    allow(Action.REGISTER, partner_id=row.partner_id)
    back = _back_url(row, sessions.card_by_id(row.session_id))
    attempt = Attempt()
    with attempt:
        new_rows.keep([services.register_again(row.id, shown_version(request.form.get("version")), account_id())])
        return done(back)
    return attempt.told_at(back)


@blueprint.route("/inscriptions/<int:registration_id>/nommer", methods=["GET", "POST"])
@needs(Action.REGISTER)
def name(registration_id: int) -> ResponseReturnValue:
    """Say who comes on a seat without a name: a colleague known already, or somebody new."""
    row = registrations.registration(viewer(), registration_id)
    allow(Action.REGISTER, partner_id=row.partner_id)
    form = NameForm(data={"version": row.version})
    free = my_partner.available(viewer(), row.partner_id, row.session_id)
    form.offer(free)
    card = sessions.card_by_id(row.session_id)
    back = _back_url(row, card)
    attempt = AttemptOnRow(form, lambda: registrations.registration(viewer(), registration_id), in_notice=True)
    if form.validate_on_submit():
        someone = form.someone(free)
        with attempt:
            holds.name_seat(row.id, form.shown_version, someone, account_id())
            response = done(back, _named(row, someone.name))
            namesakes.ask_about_registered([row.id], row.partner_id)
            return response
    shown = {"row": attempt.present or row, "card": card, "form": form, "told": attempt.told, "back": back}
    return render_template("registrations/teams/name.html", **shown), attempt.status


def _named(row: RegistrationView, name: str) -> str:
    if row.state is RegistrationState.HELD:
        return str(_("%(name)s a la place : l’invitation part par mail.", name=name))
    return str(_("%(name)s attend à cette place.", name=name))


@blueprint.route("/personnes/<int:person_id>/corriger", methods=["GET", "POST"])
@needs(Action.REGISTER)
def correct(person_id: int) -> ResponseReturnValue:
    """Correct a colleague's name, address, function or site: she keeps her seats."""
    colleague, partner = my_partner.colleague(viewer(), person_id)
    form = TeamPersonForm(obj=colleague, data={"site": str(colleague.site_id or "")})
    form.offer_sites(viewer(), partner.id, sites_seen(viewer(), partner.id))
    attempt = AttemptOnRow(form, lambda: my_partner.colleague(viewer(), person_id)[0], in_notice=True)
    if form.validate_on_submit():
        with attempt:
            corrections.correct(person_id, form.shown_version, form.typed(), account_id())
            response = done(_partner_url(partner), _("C’est corrigé. Les invitations suivent la bonne adresse."))
            namesakes.ask_about_corrected(person_id)
            return response
    colleague = attempt.present or colleague
    returned = returned_to({colleague.email}).get(colleague.email)
    shown = {"person": colleague, "partner": partner, "form": form, "told": attempt.told, "returned": returned}
    return render_template("registrations/teams/correct.html", **shown), attempt.status


def _partner_url(partner: PartnerName) -> str:
    return url_for("people.index", association=partner.slug)


@blueprint.post("/personnes/<int:person_id>/adresse")
@needs(Action.REGISTER)
def confirm_address(person_id: int) -> ResponseReturnValue:
    """The address that refused our mails is good."""
    colleague, partner = my_partner.colleague(viewer(), person_id)
    bounces.confirm(person_id, account_id())
    said = _("C’est noté : les mails refusés repartent à %(email)s.", email=colleague.email)
    return done(_partner_url(partner), said)


@blueprint.post("/personnes/<int:person_id>/debloquer")
@needs(Action.MANAGE)
def unblock(person_id: int) -> ResponseReturnValue:
    """Let somebody who said "ce n’est pas moi" be registered again."""
    colleague, partner = my_partner.colleague(viewer(), person_id)
    attempt = Attempt()
    with attempt:
        corrections.unblock(person_id, shown_version(request.form.get("version")), account_id())
        return done(_partner_url(partner), _("%(name)s peut de nouveau être inscrit.", name=colleague.name))
    return attempt.told_at(_partner_url(partner))


def _back_url(row: RegistrationView, card: SessionCard) -> str:
    if can(viewer(), Action.SEE_PARTNER, partner_id=row.partner_id):
        return url_for("teams.show", slug=row.partner_slug, public_id=card.public_id)
    return url_for("my_registrations.index")
