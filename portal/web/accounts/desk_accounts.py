"""Accounts, for staff: who may sign in, as what."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.queries.accounts import account_security
from portal.queries.accounts import accounts as queries
from portal.queries.accounts.accounts import AccountPage, AccountRow
from portal.rules.base.permissions import Action, can
from portal.rules.base.states import AccountRole
from portal.services.accounts import accounts as services
from portal.services.accounts import invitations, memberships, second_factor
from portal.web.accounts.forms.accounts import InvitationForm, RolesForm
from portal.web.base.forms.answering import Attempt, done
from portal.web.base.page.chips import Chip, one_of
from portal.web.base.page.labels import label
from portal.web.base.page.paging import paged
from portal.web.base.request.access import account_id as acting
from portal.web.base.request.access import allow, needs, viewer
from portal.web.base.request.browsers import browser_words

blueprint = Blueprint("desk_accounts", __name__)

CLOSED = "closed"
OF_THE_TEAM = (AccountRole.STAFF, AccountRole.ADMIN)
ACCOUNT = "/gestion/comptes/<int:account_id>"


@blueprint.get("/gestion/comptes")
@needs(Action.MANAGE)
def index() -> ResponseReturnValue:
    """Every account; `q` and `role` narrow the list."""
    words, role = request.args.get("q", "").strip()[:200], request.args.get("role", "")
    found = [row for row in queries.account_rows() if _fits(row, words, role)]
    path, kept = url_for("desk_accounts.index"), {"q": words, "role": role}
    rows, page = paged(path, found, kept)
    return render_template(
        "accounts/desk/index.html",
        rows=rows,
        count=len(found),
        page=page,
        words=words,
        role=role,
        chips=_chips(path, kept),
    )


def _fits(row: AccountRow, words: str, role: str) -> bool:
    wanted = AccountRole(role) if role in set(AccountRole) else None
    return row.matches(words, wanted, closed=role == CLOSED)


def _chips(path: str, kept: dict[str, str]) -> list[Chip]:
    named = [("", _("Tous")), *((one.value, label(one)) for one in AccountRole), (CLOSED, _("Fermés"))]
    return one_of(path, kept, "role", named)


@blueprint.route("/gestion/comptes/inviter", methods=["GET", "POST"])
@needs(Action.MANAGE)
def invite() -> ResponseReturnValue:
    """Invite an address with a role; only an administrator gives those of the team."""
    form = InvitationForm(data={"email": request.args.get("adresse", "")})
    form.offer(_roles_to_give(), queries.partners_to_coordinate())
    attempt = Attempt(form)
    if form.validate_on_submit():
        with attempt:
            invited = invitations.invite(_invitation(form), acting())
            return done(_url(invited), _("L’invitation part à %(address)s.", address=form.email.data))
    # Refused or wrong, it is an address to correct.
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
    return _shown(queries.account_page(account_id), Attempt())


def _shown(account: AccountPage, attempt: Attempt) -> tuple[str, int]:
    body = render_template(
        "accounts/desk/show.html",
        account=account,
        form=RolesForm(obj=account),
        may_change=_may_change(account),
        change=account_security.open_change(account.id) if can(viewer(), Action.ADMINISTER) else None,
        told=attempt.told,
        browser_words=browser_words,
    )
    return body, attempt.status


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
    roles = {"is_staff": bool(form.is_staff.data), "is_admin": bool(form.is_admin.data)}
    attempt = Attempt()
    with attempt:
        services.set_roles(account.id, **roles, actor_id=acting())
        return _done(account, _("Les rôles sont enregistrés. Un changement met fin aux connexions de ce compte."))
    return _shown(account, attempt)


@blueprint.post(f"{ACCOUNT}/fermer")
@needs(Action.MANAGE)
def close(account_id: int) -> ResponseReturnValue:
    """Let nobody in with this account any more."""
    account = _to_change(account_id)
    attempt = Attempt()
    with attempt:
        services.close(account.id, acting())
        return _done(account, _("Ce compte est fermé, et ses connexions ont pris fin."))
    return _shown(account, attempt)


@blueprint.post(f"{ACCOUNT}/rouvrir")
@needs(Action.MANAGE)
def reopen(account_id: int) -> ResponseReturnValue:
    """Let a closed account in again."""
    account = _to_change(account_id)
    services.reopen(account.id, acting())
    return _done(account, _("Ce compte est rouvert."))


@blueprint.post(f"{ACCOUNT}/fin-des-connexions")
@needs(Action.MANAGE)
def end_sign_ins(account_id: int) -> ResponseReturnValue:
    """Sign the account out everywhere."""
    account = _to_change(account_id)
    services.end_sign_ins(account.id, acting())
    return _done(account, _("Toutes les connexions de ce compte ont pris fin."))


@blueprint.post(f"{ACCOUNT}/second-facteur/retirer")
@needs(Action.ADMINISTER)
def forget_second_factor(account_id: int) -> ResponseReturnValue:
    """Let somebody whose phone and recovery codes are lost set up another second factor."""
    account = _to_change(account_id)
    second_factor.forget(account.id, acting())
    return _done(account, _("Le second facteur est retiré. Un autre se choisit à la prochaine connexion."))


@blueprint.post(f"{ACCOUNT}/associations/<int:membership_id>/fin")
@needs(Action.MANAGE)
def end_membership(account_id: int, membership_id: int) -> ResponseReturnValue:
    """Take a person out of an association."""
    account = _to_change(account_id)
    partners = {one.id: one.partner_id for one in account.memberships}
    attempt = Attempt()
    with attempt:
        memberships.end_membership(membership_id, partners.get(membership_id, 0), acting())
        return _done(account, _("Cette personne n’agit plus pour cette association."))
    return _shown(account, attempt)


def _done(account: AccountPage, said: str) -> ResponseReturnValue:
    return done(_url(account.id), said)


def _url(account_id: int) -> str:
    return url_for("desk_accounts.show", account_id=account_id)
