"""Accounts, as staff and administrators see and change them."""

import pytest

from portal import clock
from portal.models.accounts.accounts import Account, Membership, SignIn
from portal.models.post.mail import OutboxMessage
from tests.checked_client import CheckedClient
from tests.factories import World


@pytest.fixture
def boss(world: World) -> Account:
    return world.account("ada@example.org", is_admin=True, given_name="Ada", family_name="Essai")


@pytest.fixture
def as_admin(client: CheckedClient, world: World, boss: Account) -> CheckedClient:
    return client.sign_in(world.token_of(boss))


@pytest.fixture
def as_staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff("lise@example.org")))


def invitation(**changes: object) -> dict[str, object]:
    typed = {"email": "ana@example.org", "given_name": "Ana", "family_name": "Modèle", "role": "trainer"}
    return {**typed, "partner": "0", **changes}


@pytest.mark.parametrize("path", ["", "/inviter", "/1"])
def test_a_coordinator_sees_no_accounts(client: CheckedClient, world: World, path: str) -> None:
    client.sign_in(world.token_of(world.coordinator(world.partner())))

    assert client.get(f"/gestion/comptes{path}").status_code == 403


def test_the_list_shows_names_roles_and_associations(as_staff: CheckedClient, world: World) -> None:
    world.coordinator(world.partner("Relogeas"), "fatou@example.org")

    page = as_staff.get("/gestion/comptes").get_data(as_text=True)

    assert "Fatou Exemple" in page and "Relogeas" in page and "fatou@example.org" in page
    assert page.index("Fatou Exemple") < page.index("Lise Gabarit")


@pytest.mark.parametrize(
    "words",
    ["ebauche", "ÉBAUCHE sofia", "hamendes", "071/00.00.12", "+32 71 00 00 12", "Sofia <sofia@example.org>;"],
)
def test_the_list_is_searched_without_accents(as_staff: CheckedClient, world: World, words: str) -> None:
    sofia = world.account("sofia@example.org", given_name="Sofia", family_name="Ébauche", phone="+32 71 00 00 12")
    world.membership(sofia, world.partner("Château des Hamendes"))

    page = as_staff.get("/gestion/comptes", query_string={"q": words}).get_data(as_text=True)

    assert "1 compte, par nom" in page and "Sofia Ébauche" in page


@pytest.mark.parametrize(
    ("role", "shown"),
    [("staff", "lise@"), ("admin", "ada@"), ("trainer", "yanis@"), ("coordinator", "fatou@"), ("closed", "parti@")],
)
def test_the_list_is_narrowed_by_role(as_staff: CheckedClient, world: World, role: str, shown: str) -> None:
    world.account("ada@example.org", is_admin=True)
    world.trainer(world.training_session(), "yanis@example.org")
    world.coordinator(world.partner(), "fatou@example.org")
    world.account("parti@example.org", is_staff=True, deactivated_at=clock.now())

    page = as_staff.get("/gestion/comptes", query_string={"role": role}).get_data(as_text=True)

    assert "1 compte, par nom" in page and shown in page


def test_a_long_list_comes_in_pages(as_staff: CheckedClient, world: World) -> None:
    for number in range(50):
        world.account(given_name="Noé", family_name=f"Épreuve {number:02}")

    first = as_staff.get("/gestion/comptes").get_data(as_text=True)
    second = as_staff.get("/gestion/comptes?page=2").get_data(as_text=True)

    assert "51 comptes" in first and "Lise Gabarit" not in first and "page=2" in first
    assert "Lise Gabarit" in second


def test_nothing_found_says_what_to_do(as_staff: CheckedClient) -> None:
    page = as_staff.get("/gestion/comptes?q=xyz").get_data(as_text=True)

    assert "Aucun compte pour ce choix." in page and "/gestion/comptes/inviter" in page


def test_an_invitation_makes_the_account_and_writes_a_mail(as_staff: CheckedClient, world: World) -> None:
    response = as_staff.post("/gestion/comptes/inviter", data=invitation())

    (account,) = world.all(Account, email="ana@example.org")
    assert (response.status_code, response.location) == (303, f"/gestion/comptes/{account.id}")
    assert [row.to_address for row in world.all(OutboxMessage)] == ["ana@example.org"]


def test_a_coordinator_is_invited_with_an_association(as_staff: CheckedClient, world: World) -> None:
    partner = world.partner()

    as_staff.post("/gestion/comptes/inviter", data=invitation(role="coordinator", partner=partner.id))

    assert [row.partner_id for row in world.all(Membership)] == [partner.id]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"email": "ana"}, "Cette adresse semble incomplète"),
        ({"email": ""}, "Écrivez l’adresse de la personne."),
        ({"role": "coordinator"}, "Choisissez l’association que la personne coordonne."),
        ({"given_name": "http://example.com"}, "Écrivez un nom, sans adresse ni lien."),
    ],
)
def test_an_invitation_with_a_fault_is_told_and_keeps_what_was_typed(
    as_staff: CheckedClient, world: World, wrong: dict[str, str], told: str
) -> None:
    response = as_staff.post("/gestion/comptes/inviter", data=invitation(**wrong))

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert told in page and 'value="Modèle"' in page
    assert world.all(OutboxMessage) == []


def test_a_closed_account_cannot_be_invited(as_staff: CheckedClient, world: World) -> None:
    world.account("ana@example.org", deactivated_at=clock.now())

    response = as_staff.post("/gestion/comptes/inviter", data=invitation())

    assert response.status_code == 422
    assert "Ce compte est fermé." in response.get_data(as_text=True)


def test_only_an_administrator_makes_administrators(client: CheckedClient, world: World, boss: Account) -> None:
    by_staff = client.sign_in(world.token_of(world.staff())).post(
        "/gestion/comptes/inviter", data=invitation(role="admin")
    )
    by_admin = client.sign_in(world.token_of(boss)).post(
        "/gestion/comptes/inviter", data=invitation(email="zoe@example.org", role="admin")
    )

    assert (by_staff.status_code, by_admin.status_code) == (422, 303)
    assert [row.email for row in world.all(Account, is_admin=True)] == ["ada@example.org", "zoe@example.org"]


def test_an_administrator_gives_roles(as_admin: CheckedClient, world: World) -> None:
    account = world.account()

    as_admin.post(f"/gestion/comptes/{account.id}/roles", data={"is_staff": "y", "is_admin": "y"})

    kept = world.get(Account, account.id)
    assert (kept.is_staff, kept.is_admin) == (True, True)


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_staff_invite_nobody_into_the_team(as_staff: CheckedClient, world: World, role: str) -> None:
    page = as_staff.get("/gestion/comptes/inviter").get_data(as_text=True)
    response = as_staff.post("/gestion/comptes/inviter", data=invitation(role=role))

    assert f'value="{role}"' not in page and "par l’administration seule" in page
    assert response.status_code == 422
    assert (world.all(Account, email="ana@example.org"), world.all(OutboxMessage)) == ([], [])


def test_staff_give_no_role(as_staff: CheckedClient, world: World) -> None:
    account = world.account()

    response = as_staff.post(f"/gestion/comptes/{account.id}/roles", data={"is_staff": "y", "is_admin": "y"})

    kept = world.get(Account, account.id)
    assert (response.status_code, kept.is_staff, kept.is_admin) == (403, False, False)
    assert "Enregistrer les rôles" not in as_staff.get(f"/gestion/comptes/{account.id}").get_data(as_text=True)


@pytest.mark.parametrize("role", ["is_admin", "is_staff"])
@pytest.mark.parametrize("act", ["roles", "fermer", "rouvrir", "fin-des-connexions"])
def test_an_account_of_the_team_is_out_of_reach_of_staff(
    as_staff: CheckedClient, world: World, act: str, role: str
) -> None:
    """To reopen one would give its role."""
    one = world.account("sam@example.org", **{role: True}, deactivated_at=clock.now() if act == "rouvrir" else None)
    world.token_of(one)

    response = as_staff.post(f"/gestion/comptes/{one.id}/{act}")

    kept = world.get(Account, one.id)
    assert response.status_code == (403 if act == "roles" else 404)
    assert (getattr(kept, role), kept.deactivated_at is None) == (True, act != "rouvrir")
    assert world.all(SignIn, account_id=one.id)[0].revoked_at is None


def test_staff_read_an_administrators_account_without_its_buttons(as_staff: CheckedClient, boss: Account) -> None:
    page = as_staff.get(f"/gestion/comptes/{boss.id}").get_data(as_text=True)

    assert "Ada Essai" in page and "Enregistrer les rôles" not in page and "Fermer ce compte" not in page


@pytest.mark.parametrize("act", ["roles", "fermer"])
def test_the_last_administrator_is_told_no(as_admin: CheckedClient, world: World, boss: Account, act: str) -> None:
    response = as_admin.post(f"/gestion/comptes/{boss.id}/{act}")

    assert response.status_code == 409
    assert "Il faut garder au moins un compte administrateur." in response.get_data(as_text=True)
    assert world.get(Account, boss.id).is_admin


def test_an_account_is_closed_and_reopened(as_admin: CheckedClient, world: World) -> None:
    account = world.account()

    as_admin.post(f"/gestion/comptes/{account.id}/fermer")
    closed = world.get(Account, account.id).deactivated_at
    as_admin.post(f"/gestion/comptes/{account.id}/rouvrir")

    assert closed is not None
    assert world.get(Account, account.id).deactivated_at is None


def test_a_lost_phone_is_signed_out(as_staff: CheckedClient, world: World) -> None:
    account = world.account()
    world.token_of(account)

    as_staff.post(f"/gestion/comptes/{account.id}/fin-des-connexions")

    assert world.all(SignIn, account_id=account.id)[0].revoked_at is not None


def test_somebody_is_taken_out_of_an_association_that_has_another_coordinator(
    as_staff: CheckedClient, world: World
) -> None:
    partner = world.partner()
    account = world.coordinator(partner)
    world.coordinator(partner)
    (mine,) = world.all(Membership, account_id=account.id)

    as_staff.post(f"/gestion/comptes/{account.id}/associations/{mine.id}/fin")

    assert world.get(Membership, mine.id).left_on is not None


def test_the_last_coordinator_of_an_association_stays(as_staff: CheckedClient, world: World) -> None:
    account = world.coordinator(world.partner())
    (mine,) = world.all(Membership, account_id=account.id)

    response = as_staff.post(f"/gestion/comptes/{account.id}/associations/{mine.id}/fin")

    assert response.status_code == 409
    assert world.get(Membership, mine.id).left_on is None


def test_a_membership_of_somebody_else_is_not_found(as_staff: CheckedClient, world: World) -> None:
    partner = world.partner()
    account, other = world.coordinator(partner), world.coordinator(partner)
    (theirs,) = world.all(Membership, account_id=other.id)

    response = as_staff.post(f"/gestion/comptes/{account.id}/associations/{theirs.id}/fin")

    assert response.status_code == 404
    assert world.get(Membership, theirs.id).left_on is None


@pytest.mark.parametrize("number", [999, 10**20])
def test_an_unknown_account_is_not_found(as_staff: CheckedClient, number: int) -> None:
    assert as_staff.get(f"/gestion/comptes/{number}").status_code == 404


def test_a_lost_second_factor_is_taken_away_by_an_administrator_alone(
    client: CheckedClient, world: World, boss: Account
) -> None:
    colleague = world.account("sam@example.org", is_staff=True, totp_secret="A" * 32, totp_confirmed_at=clock.now())
    world.token_of(colleague)
    url = f"/gestion/comptes/{colleague.id}/second-facteur/retirer"

    refused = client.sign_in(world.token_of(world.staff())).post(url)
    done = client.sign_in(world.token_of(boss)).post(url)

    after = world.get(Account, colleague.id)
    assert (refused.status_code, done.status_code) == (403, 303)
    assert (after.totp_secret, after.totp_confirmed_at) == (None, None)
    assert all(row.revoked_at for row in world.all(SignIn, account_id=colleague.id))


def test_the_last_administrator_takes_the_lost_factor_away_by_command(client: CheckedClient, world: World) -> None:
    boss = world.account("ada@example.org", is_admin=True, totp_secret="A" * 32, totp_confirmed_at=clock.now())
    command = ["admin", "forget-second-factor"]

    done = client.application.test_cli_runner().invoke(args=[*command, "Ada@example.org"])
    unknown = client.application.test_cli_runner().invoke(args=[*command, "eda@example.org"])

    assert (done.exit_code, world.get(Account, boss.id).totp_secret) == (0, None)
    assert (unknown.exit_code, "has no account" in unknown.output) == (1, True)
