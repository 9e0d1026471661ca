"""Registering people for a session, in one form."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock
from portal.queries.base import sessions
from portal.queries.registrations import interests, my_partner
from portal.queries.registrations.my_partner import Colleague, PartnerName
from portal.rules.base.permissions import Action
from portal.rules.refusals import NotFound
from portal.rules.registrations.standing import Standing
from portal.services.registrations import approvals
from portal.services.registrations import registrations as services
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request import new_rows
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.registrations.forms.registrations import ForceForm, RegisterForm, on_the_clock

blueprint = Blueprint("registrations", __name__)


@blueprint.route("/seances/<public_id>/inscription", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def register(public_id: str) -> ResponseReturnValue:
    """Register colleagues; who acts for no partner yet asks to join, with the same colleagues."""
    partners, session_id = my_partner.partners_for(viewer(), public_id)
    if not partners:
        return redirect(url_for("joining.ask", seance=public_id), 303)
    visit = Visit(public_id, session_id, partners, _form(partners))
    team = visit.team if visit.form.colleagues.data else []
    visit.form.offer_colleagues(team)
    attempt = Attempt(visit.form, in_notice=True)
    if request.method == "POST" and not visit.form.rearrange(request.form) and visit.form.validate():
        with attempt:
            return _register(visit, team)
    return _page(visit, attempt)


@dataclass(frozen=True, slots=True)
class Visit:
    """The session, the partners that may be acted for, and the form as it was sent."""

    public_id: str
    session_id: int | None
    partners: list[PartnerName]
    form: RegisterForm

    @property
    def partner(self) -> PartnerName | None:
        """The partner chosen; the only one where there is no choice."""
        chosen = next((partner for partner in self.partners if partner.slug == self.form.partner.data), None)
        return self.partners[0] if len(self.partners) == 1 else chosen

    @property
    def team(self) -> list[Colleague]:
        """The partner's whole team: a second click on the same form finds who is registered by the first."""
        return my_partner.colleagues(viewer(), self.partner.id) if self.partner else []

    def free(self, session_id: int) -> list[Colleague]:
        """Who of the team is not here yet."""
        return my_partner.available(viewer(), self.partner.id, session_id) if self.partner else []


def _form(partners: list[PartnerName]) -> RegisterForm:
    form = ForceForm() if viewer().manages else RegisterForm()
    form.offer(partners)
    if request.method == "GET" and "association" in request.args:
        form.partner.data = request.args["association"]
    return form


def _page(visit: Visit, attempt: Attempt) -> tuple[str, int]:
    card, form = sessions.card_of(visit.public_id), visit.form
    form.offer_colleagues(visit.free(card.id))
    if request.method == "GET" and card.deadlines.cancel_deadline > clock.now():
        form.auto_accept_until.data = on_the_clock(card.deadlines.cancel_deadline)
    waits = card.standing is Standing.NOT_YET_OPEN and not viewer().manages
    first = interests.seats_first(viewer(), card.id) if waits else 0
    takes = card.standing is Standing.OPEN or viewer().manages or first > 0
    names_due = clock.now() >= card.deadlines.cancel_deadline
    page = render_template(
        "registrations/registering/register.html",
        card=card,
        form=form,
        told=attempt.told,
        takes=takes,
        names_due=names_due,
        first=first,
    )
    return page, attempt.status


def _register(visit: Visit, team: list[Colleague]) -> ResponseReturnValue:
    partner, form = visit.partner, visit.form
    if partner is None or visit.session_id is None:
        raise NotFound
    command = services.Register(
        session_id=visit.session_id,
        partner_id=partner.id,
        people=form.chosen(team),
        actor_id=account_id(),
        form_key=form.form_key.data,
        unnamed=form.unnamed.data or 0,
        together=bool(form.together.data),
        auto_accept_until=form.accepts_until,
    )
    new_rows.keep(_carry_out(form, command))
    return done(url_for("teams.show", slug=partner.slug, public_id=visit.public_id))


def _carry_out(form: RegisterForm, command: services.Register) -> list[int]:
    if isinstance(form, ForceForm) and form.force.data:
        return approvals.force(command, form.reason.data or "")
    return services.register(command)
