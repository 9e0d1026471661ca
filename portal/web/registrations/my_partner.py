"""*Mon association*: a partner's registrations, its people and its coordinators."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.attendance import certificates, outcomes
from portal.queries.registrations import my_partner as queries
from portal.queries.registrations import registrations
from portal.queries.registrations.my_partner import PartnerName
from portal.queries.registrations.reached import reached
from portal.queries.registrations.sites import sites_of
from portal.rules.base.permissions import Action, can
from portal.rules.refusals import NotFound
from portal.services.accounts import memberships
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.request.access import account_id, allow, needs, viewer
from portal.web.base.request.numbers import row_number
from portal.web.registrations.forms.registrations import CoordinatorForm
from portal.web.registrations.team.chosen import partner_seen, place

blueprint = Blueprint("my_partner", __name__, url_prefix="/mon-association")


@blueprint.get("")
@needs(Action.SEE_PARTNER)
def show() -> ResponseReturnValue:
    """Everything of one partner; with several, `association` chooses."""
    return _page(partner_seen(), CoordinatorForm(formdata=None))


def _page(partner: PartnerName, form: CoordinatorForm) -> tuple[str, int]:
    actor = viewer()
    sites = sites_of(partner.id)
    form.offer(sites)
    bookings = registrations.bookings_of_partner(actor, partner.id)
    past = [booking for booking in bookings if not booking.card.coming]
    people = queries.colleagues(actor, partner.id)
    page = render_template(
        "registrations/my_partner/show.html",
        partner=partner,
        place=place(partner),
        coming=[booking for booking in reversed(bookings) if booking.card.coming],
        past=past,
        sites=sites,
        names=_names_roles(partner),
        certificates=certificates.of_rows(actor, partner.id, [row for booking in past for row in booking.rows]),
        people=people,
        reached=reached(people, [booking.card.id for booking in bookings if booking.card.coming]),
        members=queries.members(actor, partner.id),
        acts=can(actor, Action.REGISTER, partner_id=partner.id),
        reliability=outcomes.reliability(actor, partner.id),
        form=form,
    )
    return page, 422 if form.errors else 200


def _names_roles(partner: PartnerName) -> bool:
    """Who acts for one site gives no role and takes none: it would reach beyond that site."""
    acts = can(viewer(), Action.REGISTER, partner_id=partner.id)
    return acts and viewer().site_in(partner.id) is None


def _partner_of_roles() -> PartnerName:
    partner = partner_seen()
    allow(Action.REGISTER, partner_id=partner.id)
    if not _names_roles(partner):
        raise NotFound
    return partner


@blueprint.post("/coordination")
@needs(Action.REGISTER)
def name_coordinator() -> ResponseReturnValue:
    """Name a second coordinator by her address, for the whole association or one of its sites."""
    partner = _partner_of_roles()
    form = CoordinatorForm()
    form.offer(sites_of(partner.id))
    if not form.validate_on_submit():
        return _page(partner, form)
    memberships.name_coordinator(partner.id, form.email.data or "", account_id(), row_number(form.site.data))
    return done(_url(partner), _("%(email)s peut maintenant inscrire. Un mail part.", email=form.email.data))


def _url(partner: PartnerName) -> str:
    return url_for("my_partner.show", association=partner.slug)


@blueprint.post("/coordination/<int:membership_id>/fin")
@needs(Action.REGISTER)
def end_membership(membership_id: int) -> ResponseReturnValue:
    """End somebody's role for the partner."""
    partner = _partner_of_roles()
    attempt = Attempt()
    with attempt:
        memberships.end_membership(membership_id, partner.id, account_id())
        return done(_url(partner), _("C’est fait : cette personne n’inscrit plus pour votre association."))
    return attempt.told_at(_url(partner))


@blueprint.post("/coordination/<int:membership_id>/antenne")
@needs(Action.REGISTER)
def limit(membership_id: int) -> ResponseReturnValue:
    """Let somebody act for one site alone, or for the whole association."""
    partner = _partner_of_roles()
    attempt = Attempt()
    with attempt:
        memberships.limit(membership_id, partner.id, row_number(request.form.get("site", "")), account_id())
        return done(_url(partner), _("C’est fait. Cela vaut dès la prochaine page."))
    return attempt.told_at(_url(partner))
