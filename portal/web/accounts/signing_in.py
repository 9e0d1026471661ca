"""Signing in and out: ask, open the link, type the code, show the second factor."""

import secrets
from urllib.parse import urlsplit

import pyotp
import segno
from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from portal.queries.accounts import sign_in_links
from portal.rules.base.permissions import Action
from portal.rules.refusals import Refusal
from portal.rules.refusals.accounts import (
    ChallengeOver,
    CodeOver,
    CodeWrong,
    OtherBrowser,
    SecondFactorLocked,
    SecondFactorWrong,
)
from portal.services.accounts import arriving, signing_in
from portal.services.accounts import second_factor as factors
from portal.settings import current_settings
from portal.web.accounts.forms.signing_in import AskForm, CodeForm, SecondFactorForm
from portal.web.base.request import identity
from portal.web.base.request.access import needs, public, viewer
from portal.web.base.request.browsers import browser_words
from portal.web.messages import sentence

blueprint = Blueprint("signing_in", __name__)

SEEN = "seen"  # pressed on the page that says whose session opens


@blueprint.route("/connexion", methods=["GET", "POST"])
@public
def ask() -> ResponseReturnValue:
    """Ask for a link and a code."""
    if viewer().signed_in and request.method == "GET":
        return redirect(safe_path(request.args.get("next", "")) or url_for("sessions.agenda"), 303)
    form = AskForm(data={"next": request.args.get("next", "")})
    if not form.validate_on_submit():
        return _ask_page(form)
    asking = signing_in.Asking(
        email=form.email.data or "",
        next_path=safe_path(form.next.data or ""),
        browser_secret=_browser_secret(),
        network=request.remote_addr or "",
        browser=identity.browser_name(),
    )
    signing_in.request_code(asking)
    session["asked_for"] = form.email.data
    return redirect(url_for("signing_in.enter_code"), 303)


def _ask_page(form: AskForm) -> tuple[str, int]:
    return render_template("accounts/signing_in/ask.html", form=form), 422 if form.errors else 200


@blueprint.route("/connexion/code", methods=["GET", "POST"])
@public
def enter_code() -> ResponseReturnValue:
    """Type the code of the mail in a browser that asked for it."""
    if "asked_for" not in session:
        return redirect(url_for("signing_in.ask"), 303)
    form = CodeForm()
    status = 200
    if form.validate_on_submit():
        try:
            return _welcome(arriving.confirm_code(form.code.data or "", _browser()))
        except (CodeWrong, CodeOver, ChallengeOver) as refusal:
            form.code.errors = [sentence(refusal)]
            status = refusal.status
    elif form.errors:
        status = 422
    return render_template("accounts/signing_in/code.html", form=form, address=session["asked_for"]), status


@blueprint.route("/connexion/lien/<token>", methods=["GET", "POST"])
@public
def open_link(token: str) -> ResponseReturnValue:
    """The link of the mail: opening shows a button only (mail scanners open links), the button signs in.

    In a browser that did not ask, a second button does, on a page that says whose session opens: so a lost tab
    locks nobody out, and nobody is signed in unaware by a link that somebody else asked for.
    """
    if request.method in ("GET", "HEAD"):
        return _private(render_template("accounts/signing_in/link.html"))
    try:
        return _welcome(arriving.confirm_link(token, _browser(), seen=SEEN in request.form))
    except OtherBrowser:
        return _other_browser(token)
    except ChallengeOver as refusal:
        return _over(refusal)


def _other_browser(token: str) -> Response:
    found = sign_in_links.opening(token)
    if found is None:
        return _over(ChallengeOver())
    page = "accounts/signing_in/other_browser.html"
    return _private(render_template(page, opening=found, seen=SEEN, browser_words=browser_words))


def _over(refusal: ChallengeOver) -> Response:
    return _private(render_template("accounts/signing_in/over.html", words=sentence(refusal)), refusal.status)


def _welcome(signed_in: arriving.SignedIn) -> Response:
    identity.begin(signed_in)
    return redirect(signed_in.next_path or url_for("signing_in.arrive"), 303)


@blueprint.get("/connexion/bienvenue")
@needs(Action.SIGNED_IN)
def arrive() -> ResponseReturnValue:
    """After signing in without a page in mind: where this person works."""
    actor = viewer()
    if actor.awaiting_second_factor:
        return redirect(url_for("signing_in.second_factor"), 303)
    if actor.manages:
        return redirect(url_for("desk.show"), 303)
    if actor.teaches:
        return redirect(url_for("teaching.index"), 303)
    if actor.belongs_to:
        return redirect(url_for("my_partner.show"), 303)
    return redirect(url_for("sessions.agenda"), 303)


@blueprint.route("/connexion/second-facteur", methods=["GET", "POST"])
@needs(Action.SIGNED_IN)
def second_factor() -> ResponseReturnValue:
    """Show the second factor, again after a week; set it up the first time."""
    actor = viewer()
    if not actor.awaiting_second_factor or actor.account_id is None:
        return redirect(url_for("signing_in.arrive"), 303)
    form = SecondFactorForm(data={"next": request.args.get("next", "")})
    if not actor.has_second_factor:
        return _set_up(form, actor.account_id, actor.email)
    status = 200
    if form.validate_on_submit():
        try:
            factors.verify(actor.account_id, session[identity.TOKEN], form.code.data or "")
            return redirect(safe_path(form.next.data or "") or url_for("signing_in.arrive"), 303)
        except (SecondFactorWrong, SecondFactorLocked) as refusal:
            status = _tell(form, refusal)
    return _private(render_template("accounts/signing_in/second_factor.html", form=form), status)


def _set_up(form: SecondFactorForm, account_id: int, email: str) -> ResponseReturnValue:
    secret = factors.begin(account_id)
    status = 200
    if form.validate_on_submit():
        try:
            codes = factors.confirm(account_id, session[identity.TOKEN], form.code.data or "")
            onwards = url_for("signing_in.arrive")
            return _private(render_template("accounts/signing_in/recovery_codes.html", codes=codes, onwards=onwards))
        except SecondFactorWrong as refusal:
            status = _tell(form, refusal)
    name = current_settings().organisation_name
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=name)
    qr = Markup(segno.make(address).svg_inline(scale=5, border=2, omitsize=True))  # noqa: S704 (made here, from no text)
    return _private(render_template("accounts/signing_in/set_up_factor.html", form=form, secret=secret, qr=qr), status)


def _tell(form: SecondFactorForm, refusal: Refusal) -> int:
    form.code.errors = [sentence(refusal)]
    return refusal.status


@blueprint.route("/deconnexion", methods=["GET", "POST"])
@public
def sign_out() -> ResponseReturnValue:
    """Sign out: the link asks, the button does."""
    if request.method == "POST":
        identity.end()
        flash(_("Vous êtes hors connexion sur cet appareil."), "good")
        return redirect(url_for("sessions.agenda"), 303)
    return render_template("accounts/signing_in/sign_out.html")


def _private(body: str, status: int = 200) -> Response:
    response = make_response(body, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _browser() -> arriving.Browser:
    return arriving.Browser(_browser_secret(), identity.browser_name())


def _browser_secret() -> str:
    """The secret that ties a code to the browser that asked, in its signed cookie."""
    if identity.BROWSER not in session:
        session[identity.BROWSER] = secrets.token_urlsafe(32)
    secret: str = session[identity.BROWSER]
    return secret


def safe_path(target: str) -> str:
    """A path of this portal, or nothing: never another site."""
    parts = urlsplit(target)
    ours = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return target[:500] if ours and "\\" not in target and "\n" not in target else ""
