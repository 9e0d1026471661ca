"""Error pages that speak like a colleague, and hold what was typed."""

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from werkzeug.exceptions import HTTPException

from portal.database import Fault, db, disk, fault_of
from portal.rules.base.waiting import KEPT_WAITING
from portal.rules.refusals import Refusal
from portal.web.base.request import kept_forms, near_addresses
from portal.web.base.request.access import viewer
from portal.web.base.request.kept_forms import Words
from portal.web.messages import sentence

SHOWN = (400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503)
# After these nothing was done, and what was sent can be sent again: at once, in a while, or shortened.
SENT_AGAIN = (413, 429, 500, 503)
RETRY_SECONDS = "30"


def set_up(app: Flask) -> None:
    """Handle HTTP errors, refusals nobody caught, and a database or a disk that refuses."""
    app.register_error_handler(HTTPException, on_http_error)
    app.register_error_handler(Refusal, on_refusal)
    for kind in (DBAPIError, OperationalError, NoConnectionLeft, OSError):
        app.register_error_handler(kind, on_fault)
    app.register_error_handler(IntegrityError, on_lost_race)
    app.register_error_handler(Exception, on_crash)


def refuse_late_forms() -> ResponseReturnValue | None:
    """Before each request: a form that waited too long for its turn (docs/operations.md) is given back."""
    return put_off(Fault.BUSY) if request.environ.get(KEPT_WAITING) else None


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


def on_fault(error: Exception) -> ResponseReturnValue:
    """The database or the disk refuses: nothing was changed, try again shortly. Anything else is a mistake of ours."""
    fault = fault_of(error)
    if fault is None:
        return on_crash(error)
    current_app.logger.error("nothing could be kept or read, %s: %s", fault, _kind(error))
    disk.note(error)
    db.session.rollback()
    return put_off(fault)


def put_off(fault: Fault) -> ResponseReturnValue:
    """The page that says what is the matter, and when to try again."""
    words = _words_of(fault)
    body, status = kept_forms.given_back(503, words) or _plain(503, words)
    return body, status, {"Retry-After": RETRY_SECONDS}


def on_lost_race(error: IntegrityError) -> ResponseReturnValue:
    """Two people kept the same thing in the same instant, and the database refused the second."""
    current_app.logger.warning("a unique rule refused a write: %s", _kind(error))
    db.session.rollback()
    told = Words(
        _("Ce n’est plus possible"),
        _("Quelqu’un vient d’enregistrer la même chose. Regardez d’abord : rien n’a été écrasé."),
    )
    return kept_forms.given_back(409, told) or _plain(409, told, back=request.referrer or "")


def _kind(error: Exception) -> str:
    """The kind of an error; its message may hold what was typed."""
    return (getattr(error, "orig", None) or error).__class__.__name__


def on_crash(error: Exception) -> ResponseReturnValue:
    """An unexpected error: logged with its trace, told without it."""
    if current_app.testing:
        raise error
    current_app.logger.exception("unexpected error")
    db.session.rollback()
    return page(500)


def page(status: int, told: str = "", back: str = "") -> tuple[str, int]:
    """The page of `status`, with `told` in place of its usual sentence; it holds what was typed where that helps."""
    title, usual = _texts().get(status, _texts()[500])
    words = Words(title, told or usual)
    kept = kept_forms.given_back(status, words) if status in SENT_AGAIN else None
    return kept or _plain(status, words, back)


def _plain(status: int, words: Words, back: str = "") -> tuple[str, int]:
    lost = status in SENT_AGAIN and request.method == "POST"
    return render_template("errors/page.html", words=words, status=status, back=back, lost=lost), status


def _words_of(fault: Fault) -> Words:
    texts = {
        Fault.BUSY: (_("Le portail est très demandé"), _("Réessayez dans une demi-minute.")),
        Fault.AWAY: (
            _("Le portail ne répond pas pour le moment"),
            _("Sa base de données est injoignable. Réessayez dans une demi-minute, ou appelez-nous."),
        ),
        Fault.DISK_FULL: (
            _("Le portail n’a plus de place"),
            _(
                "Son disque est plein : il ne peut rien enregistrer pour le moment. L’équipe le voit et fait de la place."
            ),
        ),
        Fault.DISK_REFUSES: (
            _("Le portail ne peut rien enregistrer"),
            _("Son disque n’accepte plus d’écriture pour le moment. L’équipe le voit et s’en occupe."),
        ),
    }
    return Words(*texts[fault])


def _texts() -> dict[int, tuple[str, str]]:
    return {
        400: (_("Cette demande n’est pas lisible"), _("Revenez à la page précédente et réessayez.")),
        403: (_("Cette page n’est pas ouverte avec votre adresse"), _("Elle devrait l’être\u202f? Écrivez-nous.")),
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
        503: (_("Le portail est très demandé"), _("Réessayez dans une demi-minute.")),
    }
