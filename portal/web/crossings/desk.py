"""The staff's desk: what waits for somebody today, and the way to every page of the office."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal import clock
from portal.queries.crossings import desk as queries
from portal.queries.crossings.desk import Desk, ToClose
from portal.rules.base.dates import date_medium, date_short
from portal.rules.base.permissions import Action
from portal.rules.base.states import PartnerStatus
from portal.services.upkeep import disk
from portal.web.base.page.chips import Chip
from portal.web.base.request.access import needs

blueprint = Blueprint("desk", __name__)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: a title that leads there, a sentence, a state in words."""

    title: str
    url: str
    sentence: str
    state: str
    tone: str | None
    icon: str


@blueprint.get("/gestion")
@needs(Action.MANAGE)
def show() -> ResponseReturnValue:
    """My desk: figures, tasks, the outbox, the last sessions."""
    desk = queries.desk()
    return render_template(
        "crossings/desk/show.html",
        desk=desk,
        disk=disk.look(),
        today=clock.today(),
        tasks=tasks(desk, clock.today()),
        sections=sections(),
        rows=[(date_short(ended_at), people, came) for ended_at, people, came in desk.chart],
    )


def tasks(desk: Desk, today: date) -> list[Task]:
    """What waits, the most urgent first."""
    return [
        *_closings(desk, today),
        *_requests(desk),
        *_mails(desk),
        *_replies(desk),
        *_drafts(desk),
        *_sheets(desk, today),
        *_agreements(desk, today),
    ]


def _closings(desk: Desk, today: date) -> list[Task]:
    return [
        Task(
            title=_("Clôturer la séance du %(day)s", day=date_medium(session.ended_at)),
            url=url_for("attendees.show" if session.unmarked else "outcomes.close", public_id=session.public_id),
            sentence=f"{_left_to_do(session)} {_until(session, today)}",
            state=_in_days((clock.local(session.ended_at).date() - today).days),
            tone="bad",
            icon="clock",
        )
        for session in desk.to_close
    ]


def _left_to_do(session: ToClose) -> str:
    if not session.unmarked:
        return _("Les présences sont notées, il reste à clôturer.")
    return ngettext("%(num)s personne à noter.", "%(num)s personnes à noter.", session.unmarked)


def _until(session: ToClose, today: date) -> str:
    if today <= session.last:
        return _("Jusqu’au %(day)s.", day=date_medium(session.last))
    return _("Avec une raison, jusqu’au %(day)s.", day=date_medium(session.late_until))


def _requests(desk: Desk) -> list[Task]:
    joins = ngettext(
        "Répondre à %(num)s demande pour rejoindre", "Répondre à %(num)s demandes pour rejoindre", desk.joins
    )
    told = _("Des collègues attendent peut-être une place avec elle.")
    first = [Task(joins, url_for("requests.index"), told, _("En attente"), "warn", "hourglass")] if desk.joins else []
    return (
        _newcomers(desk)
        + first
        + [
            Task(
                title=ngettext(
                    "Répondre à %(num)s demande d’inscription", "Répondre à %(num)s demandes d’inscription", asked.count
                ),
                url=url_for("requests.index"),
                sentence=_("%(title)s, le %(day)s", title=asked.title, day=date_medium(asked.starts_at)),
                state=_("En attente d’accord"),
                tone="warn",
                icon="hourglass",
            )
            for asked in desk.asked
        ]
    )


def _newcomers(desk: Desk) -> list[Task]:
    if not desk.newcomers:
        return []
    title = ngettext("Accueillir %(num)s nouveau service", "Accueillir %(num)s nouveaux services", desk.newcomers)
    told = _("Quelqu’un est venu sans inscription. Acceptez ou refusez le service : sa place reste.")
    url = url_for("desk_partners.index", situation=PartnerStatus.APPLIED.value)
    return [Task(title, url, told, _("À accepter"), "warn", "hourglass")]


def _mails(desk: Desk) -> list[Task]:
    if not desk.outbox.failed:
        return []
    title = ngettext("Voir %(num)s mail refusé", "Voir %(num)s mails refusés", desk.outbox.failed)
    told = _("L’adresse n’existe plus, ou le serveur l’a refusée.")
    return [Task(title, url_for("desk_outbox.index"), told, _("Refusé"), "bad", "circle-x")]


def _replies(desk: Desk) -> list[Task]:
    if not desk.replies:
        return []
    title = ngettext("Lire %(num)s réponse à traiter", "Lire %(num)s réponses à traiter", desk.replies)
    told = _("Le portail n’a pas pu les appliquer lui-même.")
    return [Task(title, url_for("desk_inbound.index"), told, _("À traiter"), "warn", "inbox")]


def _drafts(desk: Desk) -> list[Task]:
    return [
        Task(
            title=_("Publier la séance du %(day)s", day=date_medium(card.starts_at)),
            url=url_for("desk_sessions.show", public_id=card.public_id),
            sentence=card.title,
            state=_("Brouillon"),
            tone=None,
            icon="pencil",
        )
        for card in desk.drafts
    ]


def _sheets(desk: Desk, today: date) -> list[Task]:
    return [
        Task(
            title=_("Relire la fiche « %(title)s »", title=sheet.title),
            url=url_for("desk_sheets.edit", slug=sheet.slug),
            sentence=_("Ses informations ont une date de fin : vérifiez-les, puis prolongez-la."),
            state=_("Valable jusqu’au %(day)s", day=date_medium(sheet.day)),
            tone="bad" if sheet.day < today else "warn",
            icon="calendar-days",
        )
        for sheet in desk.sheets
    ]


def _agreements(desk: Desk, today: date) -> list[Task]:
    return [
        Task(
            title=_("Préparer la convention : %(name)s", name=agreement.title),
            url=url_for("desk_partners.show", slug=agreement.slug),
            sentence=_("Elle prend fin le %(day)s.", day=date_medium(agreement.day)),
            state=_in_days((agreement.day - today).days),
            tone=None,
            icon="repeat-2",
        )
        for agreement in desk.agreements
    ]


def _in_days(days: int) -> str:
    if days == 0:
        return _("Aujourd’hui")
    if days < 0:
        return ngettext("En retard de %(num)s jour", "En retard de %(num)s jours", -days)
    return ngettext("Dans %(num)s jour", "Dans %(num)s jours", days)


def sections() -> list[Chip]:
    """The parts of the office."""
    parts = [
        (_("Séances"), "desk_sessions.index"),
        (_("Formations"), "desk_workshops.index"),
        (_("Lieux"), "desk_venues.index"),
        (_("Demandes"), "requests.index"),
        (_("La demande"), "interests.demand"),
        (_("Partenaires"), "desk_partners.index"),
        (_("Fiches pratiques"), "desk_sheets.index"),
        (_("Boîtes à outils"), "desk_toolkits.index"),
        (_("Recherche"), "desk_search.index"),
        (_("Comptes"), "desk_accounts.index"),
        (_("Courriers"), "desk_outbox.index"),
        (_("Réponses"), "desk_inbound.index"),
    ]
    return [Chip(text, url_for(endpoint)) for text, endpoint in parts]
