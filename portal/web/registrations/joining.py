"""*Demander à rejoindre*: a service that is not yet a partner, or a person who comes alone."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields import SelectChoice  # type: ignore[attr-defined] # newer than the stubs

from portal.queries.base import sessions
from portal.queries.base.sessions import SessionCard
from portal.queries.registrations import joining as queries
from portal.queries.registrations import my_partner
from portal.rules.base.permissions import Action
from portal.rules.base.states import RelationshipKind
from portal.services.registrations import joining as services
from portal.services.registrations.people import NewPerson
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.page.labels import choices
from portal.web.base.request.access import account_id, needs, viewer
from portal.web.base.request.numbers import whole
from portal.web.registrations.forms.joining import ALONE, KNOWN, JoinForm

blueprint = Blueprint("joining", __name__)


@blueprint.route("/rejoindre", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def ask() -> ResponseReturnValue:
    """Ask to join, in the same visit with the colleagues for a session."""
    public_id = request.args.get("seance", "")
    card = sessions.card_of(public_id) if public_id else None
    form = _form()
    attempt = Attempt(form, in_notice=True)
    if request.method == "POST" and not form.rearrange(request.form) and form.validate():
        with attempt:
            services.ask(_command(card, form))
            said = _("Votre demande est chez nous, avec tout ce que vous avez écrit. La réponse arrive par mail.")
            return done(url_for("my_registrations.index"), said)
    return _page(card, form, attempt)


def _form() -> JoinForm:
    form = JoinForm()
    options = queries.options()
    nothing = SelectChoice("", _("Choisissez…"))
    form.partner.choices = [nothing, *(SelectChoice(str(partner.id), partner.name) for partner in options.partners)]
    form.kind.choices = [nothing, *(SelectChoice(*pair) for pair in choices(RelationshipKind))]
    form.municipality.choices = [nothing, *(SelectChoice(*pair) for pair in options.municipalities)]
    return form


def _page(card: SessionCard | None, form: JoinForm, attempt: Attempt) -> tuple[str, int]:
    page = render_template(
        "registrations/joining/ask.html",
        card=card,
        form=form,
        told=attempt.told,
        waiting=queries.waiting_of(viewer()),
        belongs=my_partner.belonging(viewer()) if viewer().belongs_to else [],
        coordinators=my_partner.coordinators(viewer()) if viewer().belongs_to else [],
    )
    return page, attempt.status


def _command(card: SessionCard | None, form: JoinForm) -> services.Ask:
    known = form.mode.data == KNOWN
    asker = NewPerson(
        form.asker_given_name.data or "",
        form.asker_family_name.data or "",
        viewer().email,
        form.asker_function.data or "",
    )
    return services.Ask(
        account_id=account_id(),
        asker=asker,
        phone=form.phone.data or "",
        message=form.message.data or "",
        partner_id=whole(form.partner.data) if known else None,
        service=None if known else _service(form, asker),
        session_id=card.id if card else None,
        people=(form.typed_people() or (asker,)) if card else (),
        form_key=form.form_key.data,
    )


def _service(form: JoinForm, asker: NewPerson) -> services.NewService:
    alone = form.mode.data == ALONE
    return services.NewService(
        name=asker.name if alone else form.name.data or "",
        kind=form.kind.data or "",
        municipality_nis=form.municipality.data or None,
        individual=alone,
    )
