"""Error pages that speak like a colleague."""

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from portal.database import db
from portal.rules.refusals import Refusal
from portal.web.base.request import kept_forms, near_addresses
from portal.web.base.request.access import viewer
from portal.web.messages import sentence

SHOWN = (400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)
RETRY_SECONDS = "30"


def set_up(app: Flask) -> None:
    """Handle HTTP errors, refusals nobody caught, and a busy database."""
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(OperationalError, on_busy_database)
    app.register_error_handler(IntegrityError, on_lost_race)
    app.register_error_handler(Exception, on_crash)


def on_http_error(error: HTTPException) -> ResponseReturnValue:
    """The page of an HTTP status; a form of ours whose token died with its sign-in comes back with what was typed."""
    if isinstance(error, CSRFError) and kept_forms.sent_from_here():
        return kept_forms.page(400, _missing())
    if error.response is not None or (error.code or 500) < 400:
        return error
    meant = near_addresses.nearest() if error.code == 404 else None
    return meant or page(error.code or 500)


def _missing() -> kept_forms.Missing:
    """What the visitor lacks before a form whose token died can be sent again."""
    if not viewer().signed_in:
        return kept_forms.Missing.SIGN_IN
    return kept_forms.Missing.SECOND_FACTOR if viewer().awaiting_second_factor else kept_forms.Missing.NOTHING


def on_refusal(refusal: Refusal) -> ResponseReturnValue:
    """A refusal that no view turned into its own page: its sentence, where the person was."""
    meant = near_addresses.nearest() if refusal.status == 404 else None
    if meant is not None:
        return meant
    ours = request.method == "POST" and (request.referrer or "").startswith(request.host_url)
    return page(refusal.status, sentence(refusal), back=request.referrer or "" if ours else "")


def on_busy_database(error: OperationalError) -> ResponseReturnValue:
    """The database is busy or away: nothing was changed, try again shortly."""
    current_app.logger.error("database unavailable: %s", error.orig.__class__.__name__)
    db.session.rollback()
    body, status = page(503)
    return body, status, {"Retry-After": RETRY_SECONDS}


def on_lost_race(error: IntegrityError) -> ResponseReturnValue:
    """Two people kept the same thing in the same instant, and the database refused the second."""
    current_app.logger.warning("a unique rule refused a write: %s", error.orig.__class__.__name__)
    db.session.rollback()
    told = _("Quelqu’un vient d’enregistrer la même chose. Revenez en arrière et regardez : rien n’a été écrasé.")
    return page(409, told, back=request.referrer or "")


def on_crash(error: Exception) -> ResponseReturnValue:
    """An unexpected error: logged with its trace, told without it."""
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected error")
    db.session.rollback()
    return page(500)


def page(status: int, told: str = "", back: str = "") -> tuple[str, int]:
    """The rendered page of `status`, with `told` in place of its usual sentence."""
    title, usual = _texts().get(status, _texts()[500])
    return render_template("errors/page.html", title=title, sentence=told or usual, status=status, back=back), status


def _texts() -> dict[int, tuple[str, str]]:
    return {
        400: (_("Cette demande n’est pas lisible"), _("Revenez à la page précédente et réessayez.")),
        403: (_("Cette page n’est pas ouverte avec votre adresse"), _("Si elle devrait l’être, écrivez-nous.")),
        404: (
            _("Cette page n’existe pas"),
            _("L’adresse a peut-être changé, ou la page n’est pas ouverte avec votre adresse."),
        ),
        405: (_("Cette page ne s’ouvre pas ainsi"), _("Revenez à la page précédente et utilisez ses boutons.")),
        409: (_("Ce n’est plus possible"), _("La situation a changé entre-temps. Rien n’a été modifié.")),
        410: (_("Ce lien a expiré"), _("Demandez-en un nouveau.")),
        413: (
            _("C’est trop lourd"),
            _("Le texte ou le fichier envoyé dépasse la taille acceptée. Rien n’a été modifié."),
        ),
        415: (_("Ce fichier n’est pas accepté"), _("Choisissez un autre format.")),
        422: (
            _("Il reste quelque chose à corriger"),
            _("Revenez à la page précédente et vérifiez ce que vous avez écrit."),
        ),
        429: (_("Trop de demandes en peu de temps"), _("Attendez quelques minutes et réessayez.")),
        500: (
            _("Une erreur de notre côté"),
            _("Rien de ce qui était enregistré n’est perdu. Réessayez, ou appelez-nous."),
        ),
        503: (_("Le portail est très demandé"), _("Rien n’est perdu. Réessayez dans une demi-minute.")),
    }
