"""Accounts, for staff: who may sign in, as what."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.accounts import account_security
from portal.queries.accounts import accounts as queries
from portal.queries.accounts.accounts import AccountPage, AccountRow
from portal.rules.base.permissions import Action, can
from portal.rules.base.states import AccountRole
from portal.rules.refusals import Refusal
from portal.rules.refusals.accounts import AccountClosed, LastAdministrator, LastCoordinator
from portal.services.accounts import accounts as services
from portal.services.accounts import invitations, memberships, second_factor
from portal.web.accounts.forms.accounts import InvitationForm, RolesForm
from portal.web.base.page.labels import label
from portal.web.base.request.access import allow, needs, viewer
from portal.web.base.request.browsers import browser_words
from portal.web.base.request.numbers import whole
from portal.web.messages import sentence

blueprint = Blueprint("desk_accounts", __name__)

ON_A_PAGE = 50
CLOSED = "closed"
OF_THE_TEAM = (AccountRole.STAFF, AccountRole.ADMIN)
ACCOUNT = "/gestion/comptes/<int:account_id>"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of the list."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list, with the addresses of its neighbours."""

    number: int
    last: int
    words: str
    role: str

    def url(self, number: int) -> str:
        """The address of another page of the same list."""
        return _list_url(self.words, self.role, number)


@blueprint.get("/gestion/comptes")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every account; `q` and `role` narrow the list."""
    words, role = request.args.get("q", "").strip()[:200], request.args.get("role", "")
    found = [row for row in queries.account_rows() if _fits(row, words, role)]
    page = _page(len(found), words, role)
    start = (page.number - 1) * ON_A_PAGE
    return render_template(
        "accounts/desk/index.html",
        rows=found[start : start + ON_A_PAGE],
        count=len(found),
        page=page,
        words=words,
        role=role,
        chips=_chips(words, role),
    )


def _fits(row: AccountRow, words: str, role: str) -> bool:
    wanted = AccountRole(role) if role in set(AccountRole) else None
    return row.matches(words, wanted, closed=role == CLOSED)


def _page(count: int, words: str, role: str) -> Page:
    last = max(-(-count // ON_A_PAGE), 1)
    number = min(max(request.args.get("page", 1, type=whole), 1), last)
    return Page(number, last, words, role)


def _chips(words: str, role: str) -> list[Chip]:
    named = [("", _("Tous")), *((one.value, label(one)) for one in AccountRole), (CLOSED, _("Fermés"))]
    return [Chip(text, _list_url(words, code), code == role) for code, text in named]


def _list_url(words: str, role: str, number: int = 1) -> str:
    page = number if number > 1 else None
    return url_for("desk_accounts.index", q=words or None, role=role or None, page=page)


@blueprint.route("/gestion/comptes/inviter", methods=["GET", "POST"])
@needs(Action.MANAGE)
def invite() -> ResponseReturnValue:
    """Invite an address with a role; only an administrator gives those of the team."""
    form = InvitationForm(data={"email": request.args.get("adresse", "")})
    form.offer(_roles_to_give(), queries.partners_to_coordinate())
    if form.validate_on_submit():
        try:
            account_id = invitations.invite(_invitation(form), _me())
        except AccountClosed as refusal:
            form.email.errors = [sentence(refusal)]
        else:
            flash(_("L’invitation part à %(address)s.", address=form.email.data), "good")
            return redirect(_url(account_id), 303)
    return render_template("accounts/desk/invite.html", form=form), 422 if form.errors else 200


def _roles_to_give() -> list[AccountRole]:
    administers = can(viewer(), Action.ADMINISTER)
    return [role for role in AccountRole if administers or role not in OF_THE_TEAM]


def _invitation(form: InvitationForm) -> invitations.Invitation:
    role = AccountRole(form.role.data)
    return invitations.Invitation(
        email=form.email.data or "",
        given_name=form.given_name.data or "",
        family_name=form.family_name.data or "",
        role=role,
        role_words=_role_words(role),
        partner_id=form.partner.data if role is AccountRole.COORDINATOR else None,
    )


def _role_words(role: AccountRole) -> str:
    """How the mail goes on after "vous ouvre le portail des partenaires"."""
    words = {
        AccountRole.COORDINATOR: _("pour inscrire votre équipe"),
        AccountRole.TRAINER: _("pour les séances que vous animez"),
        AccountRole.STAFF: _("comme membre de l’équipe"),
        AccountRole.ADMIN: _("pour son administration"),
    }
    return str(words[role])


@blueprint.get(ACCOUNT)
@needs(Action.MANAGE)
def show(account_id: int) -> ResponseReturnValue:
    """One account: its roles, its associations, where it is signed in."""
    return _account(queries.account_page(account_id))


def _account(account: AccountPage, told: str = "", status: int = 200) -> tuple[str, int]:
    body = render_template(
        "accounts/desk/show.html",
        account=account,
        form=RolesForm(obj=account),
        may_change=_may_change(account),
        change=account_security.open_change(account.id) if can(viewer(), Action.ADMINISTER) else None,
        told=told,
        browser_words=browser_words,
    )
    return body, status


def _may_change(account: AccountPage) -> bool:
    """An account of the team is for administrators: to reopen one is to give its role."""
    return can(viewer(), _to_change_it(account))


def _to_change_it(account: AccountPage) -> Action:
    return Action.ADMINISTER if account.is_admin or account.is_staff else Action.MANAGE


def _to_change(account_id: int) -> AccountPage:
    """The account, where the viewer may change it; 404 otherwise."""
    account = queries.account_page(account_id)
    allow(_to_change_it(account))
    return account


@blueprint.post(f"{ACCOUNT}/roles")
@needs(Action.ADMINISTER)
def set_roles(account_id: int) -> ResponseReturnValue:
    """Give and take the roles of staff and administrator; administrators alone do."""
    account = _to_change(account_id)
    form = RolesForm()
    is_staff, is_admin = bool(form.is_staff.data), bool(form.is_admin.data)
    try:
        services.set_roles(account.id, is_staff=is_staff, is_admin=is_admin, actor_id=_me())
    except LastAdministrator as refusal:
        return _refused(account, refusal)
    return _done(account, _("Les rôles sont enregistrés. Un changement met fin aux connexions de ce compte."))


@blueprint.post(f"{ACCOUNT}/fermer")
@needs(Action.MANAGE)
def close(account_id: int) -> ResponseReturnValue:
    """Let nobody in with this account any more."""
    account = _to_change(account_id)
    try:
        services.close(account.id, _me())
    except LastAdministrator as refusal:
        return _refused(account, refusal)
    return _done(account, _("Ce compte est fermé, et ses connexions ont pris fin."))


@blueprint.post(f"{ACCOUNT}/rouvrir")
@needs(Action.MANAGE)
def reopen(account_id: int) -> ResponseReturnValue:
    """Let a closed account in again."""
    account = _to_change(account_id)
    services.reopen(account.id, _me())
    return _done(account, _("Ce compte est rouvert."))


@blueprint.post(f"{ACCOUNT}/fin-des-connexions")
@needs(Action.MANAGE)
def end_sign_ins(account_id: int) -> ResponseReturnValue:
    """Sign the account out everywhere."""
    account = _to_change(account_id)
    services.end_sign_ins(account.id, _me())
    return _done(account, _("Toutes les connexions de ce compte ont pris fin."))


@blueprint.post(f"{ACCOUNT}/second-facteur/retirer")
@needs(Action.ADMINISTER)
def forget_second_factor(account_id: int) -> ResponseReturnValue:
    """Let somebody whose phone and recovery codes are lost set up another second factor."""
    account = _to_change(account_id)
    second_factor.forget(account.id, _me())
    return _done(account, _("Le second facteur est retiré. Un autre se choisit à la prochaine connexion."))


@blueprint.post(f"{ACCOUNT}/associations/<int:membership_id>/fin")
@needs(Action.MANAGE)
def end_membership(account_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a person out of an association."""
    account = _to_change(account_id)
    partners = {one.id: one.partner_id for one in account.memberships}
    try:
        memberships.end_membership(membership_id, partners.get(membership_id, 0), _me())
    except LastCoordinator as refusal:
        return _refused(account, refusal)
    return _done(account, _("Cette personne n’agit plus pour cette association."))


def _refused(account: AccountPage, refusal: Refusal) -> tuple[str, int]:
    return _account(account, sentence(refusal), refusal.status)


def _done(account: AccountPage, told: str) -> ResponseReturnValue:
    flash(told, "good")
    return redirect(_url(account.id), 303)


def _url(account_id: int) -> str:
    return url_for("desk_accounts.show", account_id=account_id)


def _me() -> int:
    return viewer().account_id or 0
