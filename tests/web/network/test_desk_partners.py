"""Staff keep the directory in the browser."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import time_machine

from portal.models.network.partners import Agreement, Contact, Partner, Relationship, Site
from portal.rules.base.states import AddressVisibility, ContactKind, PartnerStatus, RelationshipKind, Visibility
from tests import partner_factories as rows
from tests.checked_client import CheckedClient
from tests.factories import World

HOME = "/gestion/partenaires"
NEW = {"name": "Relogeas", "visibility": "public", "parent_id": "0"}


@pytest.fixture
def staff(client: CheckedClient, world: World) -> CheckedClient:
    return client.sign_in(world.token_of(world.staff()))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def names_on(page: str) -> list[str]:
    return re.findall(rf'<th scope="row"><a class="target" href="{HOME}/([^"]+)"', page)


def test_the_list_is_for_staff_only(client: CheckedClient, world: World) -> None:
    assert client.get(HOME).status_code == 303
    client.sign_in(world.token_of(world.coordinator(world.partner())))
    for path in (HOME, f"{HOME}/nouveau", f"{HOME}/relogeas", f"{HOME}/relogeas/lieux/nouveau"):
        assert client.get(path).status_code == 403


def test_the_list_shows_every_status_and_narrows(staff: CheckedClient, world: World) -> None:
    old = world.partner("Ancien", verified_at=datetime(2020, 1, 1, tzinfo=UTC))
    world.partner("Demande", status=PartnerStatus.APPLIED, verified_at=datetime(2026, 1, 1, tzinfo=UTC))
    world.partner("Jamais")
    world.partner("Seule", individual=True)
    rows.relationship(world, old, RelationshipKind.GUEST)

    def listed(query: str = "") -> list[str]:
        return names_on(staff.get(HOME + query).get_data(as_text=True))

    assert listed() == ["ancien", "demande", "jamais"]
    assert listed("?ordre=fraicheur") == ["jamais", "ancien", "demande"]
    assert listed("?situation=applied") == ["demande"]
    assert listed("?categorie=guest") == ["ancien"]
    assert listed("?q=ANC") == ["ancien"]
    assert listed("?q=introuvable&situation=nothing") == []


def test_a_partner_is_created_and_what_is_missing_comes_next(staff: CheckedClient, world: World) -> None:
    theme, commune = world.theme("energy", "Énergie"), world.municipality()
    typed = {
        **NEW,
        "website": "relogeas.example",
        "enterprise_number": "BE 0999.999.922",
        "theme_ids": [str(theme.id)],
        "areas": [commune.nis],
        "phone": "071/00.00.05",
        "email": "info@example.org",
    }

    response = staff.post(f"{HOME}/nouveau", data=typed)

    assert (response.status_code, response.location) == (303, f"{HOME}/relogeas")
    (partner,) = world.all(Partner)
    assert (partner.website, partner.enterprise_number) == ("https://relogeas.example", "0999999922")
    page = text_of(staff.get(f"{HOME}/relogeas").get_data(as_text=True))
    assert "0999.999.922" in page
    assert "+32 71 00 00 05" in page
    card = text_of(staff.get("/annuaire/relogeas").get_data(as_text=True))
    assert "Énergie" in card


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "Écrivez le nom du service."),
        ("enterprise_number", "0999.999.921", "Ce numéro d’entreprise n’est pas valable"),
        ("website", "javascript://x.y/alert", "Cette adresse ne se lit pas."),
        ("website", "http://[bad", "Cette adresse ne se lit pas."),
        ("phone", "bonjour", "Ce numéro ne se lit pas."),
        ("email", "info@", "Cette adresse semble incomplète."),
        ("short_name", "x" * 81, "C’est trop long"),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_keeps_what_was_typed(
    staff: CheckedClient, world: World, field: str, typed: str, told: str
) -> None:
    response = staff.post(f"{HOME}/nouveau", data={**NEW, "description": "Gardé tel quel", field: typed})

    page = response.get_data(as_text=True)
    assert response.status_code == 422
    assert told in page
    assert f'href="#{field}"' in page
    assert "Gardé tel quel" in page
    assert world.all(Partner) == []


@pytest.mark.parametrize("field", [{"parent_id": "x"}, {"visibility": "all"}, {"theme_ids": "99"}, {"areas": "99999"}])
def test_a_choice_that_was_not_offered_is_refused(staff: CheckedClient, world: World, field: dict[str, str]) -> None:
    assert staff.post(f"{HOME}/nouveau", data={**NEW, **field}).status_code == 422
    assert world.all(Partner) == []


def test_a_likely_duplicate_is_shown_and_can_be_confirmed(staff: CheckedClient, world: World) -> None:
    world.partner("Relogeas")

    warned = staff.post(f"{HOME}/nouveau", data=NEW)

    assert warned.status_code == 422
    assert f'href="{HOME}/relogeas"' in warned.get_data(as_text=True)
    assert 'name="confirmed"' in warned.get_data(as_text=True)
    assert staff.post(f"{HOME}/nouveau", data={**NEW, "confirmed": "1"}).location == f"{HOME}/relogeas-2"


def test_a_taken_enterprise_number_names_its_owner(staff: CheckedClient, world: World) -> None:
    world.partner("Autre service", enterprise_number="0999999922")

    response = staff.post(f"{HOME}/nouveau", data={**NEW, "enterprise_number": "0999.999.922"})

    assert response.status_code == 409
    assert "Autre service a déjà ce numéro d’entreprise." in response.get_data(as_text=True)


def test_editing_starts_from_what_is_there_and_saves(staff: CheckedClient, world: World) -> None:
    parent = world.partner("CPAS")
    partner = world.partner("Relogeas", enterprise_number="0999999922", parent_id=parent.id)
    theme = world.theme("energy", "Énergie")
    rows.theme_of(world, partner, theme.id)

    page = staff.get(f"{HOME}/relogeas/modifier").get_data(as_text=True)
    assert 'value="0999.999.922"' in page
    assert re.search(rf'<option selected value="{parent.id}">CPAS', page)
    assert re.search(rf'checked[^>]*name="theme_ids"[^>]*value="{theme.id}"', page)
    response = staff.post(f"{HOME}/relogeas/modifier", data={**NEW, "version": "1", "description": "Transit"})

    assert (response.status_code, world.get(Partner, partner.id).description) == (303, "Transit")


def test_two_people_editing_overwrite_nothing_and_lose_nothing(staff: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    staff.post(f"{HOME}/relogeas/modifier", data={**NEW, "version": "1", "description": "Premier"})

    late = staff.post(f"{HOME}/relogeas/modifier", data={**NEW, "version": "1", "description": "Second"})

    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Second" in page
    assert world.get(Partner, partner.id).description == "Premier"
    assert 'name="version" type="hidden" value="2"' in page
    again = staff.post(f"{HOME}/relogeas/modifier", data={**NEW, "version": "2", "description": "Second"})
    assert (again.status_code, world.get(Partner, partner.id).description) == (303, "Second")


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30])
def test_a_version_that_never_was_overwrites_nothing(staff: CheckedClient, world: World, version: str) -> None:
    world.partner("Relogeas")

    assert staff.post(f"{HOME}/relogeas/modifier", data={**NEW, "version": version}).status_code == 409


def test_a_partner_is_never_its_own_parent(staff: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    child = world.partner("Antenne", parent_id=partner.id)

    page = staff.post(f"{HOME}/relogeas/modifier", data={**NEW, "version": "1", "parent_id": str(child.id)}).get_data(
        as_text=True
    )

    assert "Un partenaire ne peut pas faire partie de lui-même" in page


@time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
def test_a_card_is_marked_verified_today(client: CheckedClient, world: World) -> None:
    world.partner("Relogeas")
    client.sign_in(world.token_of(world.staff()))

    assert client.post(f"{HOME}/relogeas/verifiee").status_code == 303

    assert "Confirmée aujourd’hui" in client.get(f"{HOME}/relogeas").get_data(as_text=True)


def test_a_partner_that_ends_leaves_the_directory(staff: CheckedClient, world: World) -> None:
    world.partner("Relogeas")

    staff.post(f"{HOME}/relogeas/situation", data={"status": "ended"})

    assert world.all(Partner)[0].status is PartnerStatus.ENDED
    anybody = world.app.test_client()
    assert anybody.get("/annuaire/relogeas").status_code == 404
    assert staff.post(f"{HOME}/relogeas/situation", data={"status": "ended"}).status_code == 409
    assert staff.post(f"{HOME}/relogeas/situation", data={"status": "nothing"}).status_code == 303


def test_a_contact_is_added_changed_and_removed(staff: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas")
    typed = {"version": "1", "kind": "role_mailbox", "phone": "071 00 00 05", "visibility": "public"}

    assert staff.get(f"{HOME}/relogeas/contacts/nouveau").status_code == 200
    assert staff.post(f"{HOME}/relogeas/contacts/nouveau", data=typed).status_code == 303
    (contact,) = world.all(Contact)
    assert (contact.phone, contact.visibility, contact.kind) == (
        "+32 71 00 00 05",
        Visibility.PUBLIC,
        ContactKind.ROLE_MAILBOX,
    )
    here = f"{HOME}/relogeas/contacts/{contact.id}"
    assert "+32 71 00 00 05" in staff.get(here).get_data(as_text=True)
    assert staff.post(here, data={**typed, "version": "2", "function": "Accueil"}).status_code == 303
    assert world.get(Contact, contact.id).function == "Accueil"
    assert staff.post(f"{here}/retirer", data={"version": "3"}).status_code == 303
    assert world.all(Contact, partner_id=partner.id) == []


def test_a_site_a_relationship_and_an_agreement_are_added(staff: CheckedClient, world: World) -> None:
    world.partner("Relogeas")
    nis = world.municipality().nis
    site = {"municipality_nis": nis, "street": "rue Cachée 3", "postcode": "6000", "address_visibility": "hidden"}
    tie = {"kind": "guest", "starts_on": "2026-01-01"}
    signed = {"title": "Convention-cadre", "starts_on": "2026-01-01", "ends_on": "2030-12-31", "notice_months": "6"}

    for version, (part, typed) in enumerate((("lieux", site), ("relations", tie), ("conventions", signed)), start=1):
        assert staff.get(f"{HOME}/relogeas/{part}/nouveau").status_code == 200
        sent = staff.post(f"{HOME}/relogeas/{part}/nouveau", data={**typed, "version": str(version)})
        assert sent.status_code == 303

    (kept,), (relation,), (agreement,) = (world.all(model) for model in (Site, Relationship, Agreement))
    assert (kept.address_visibility, relation.kind, agreement.notice_months) == (
        AddressVisibility.HIDDEN,
        RelationshipKind.GUEST,
        6,
    )
    assert "rue Cachée 3" in staff.get(f"{HOME}/relogeas").get_data(as_text=True)
    assert "rue Cachée 3" not in staff.get("/annuaire/relogeas").get_data(as_text=True)


@pytest.mark.parametrize(
    ("part", "typed", "told"),
    [
        ("contacts", {"kind": "person", "visibility": "public", "phone": "071 00 00 05"}, "Écrivez le nom de la"),
        ("contacts", {"kind": "role_mailbox", "visibility": "public"}, "Indiquez une adresse e-mail ou un téléphone."),
        ("contacts", {"kind": "role_mailbox", "visibility": "public", "phone": "x"}, "Ce numéro ne se lit pas."),
        ("lieux", {"address_visibility": "public", "postcode": "600"}, "Un code postal a quatre chiffres."),
        ("relations", {"kind": "guest", "starts_on": ""}, "Choisissez une date."),
        ("relations", {"kind": "guest", "starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "La fin vient avant"),
        ("conventions", {"title": "", "starts_on": "2026-02-01", "notice_months": "3"}, "Écrivez l’intitulé"),
        ("conventions", {"title": "C", "starts_on": "2026-02-01", "notice_months": "99"}, "Un préavis compte de"),
    ],
)
def test_a_mistake_in_a_part_is_told_and_saves_nothing(
    staff: CheckedClient, world: World, part: str, typed: dict[str, str], told: str
) -> None:
    partner = world.partner("Relogeas")
    nis = world.municipality().nis

    response = staff.post(f"{HOME}/relogeas/{part}/nouveau", data={"version": "1", "municipality_nis": nis, **typed})

    assert response.status_code == 422
    assert told in unescape(response.get_data(as_text=True))
    assert world.get(Partner, partner.id).version == 1


def test_a_part_edited_meanwhile_keeps_what_was_typed(staff: CheckedClient, world: World) -> None:
    partner = world.partner("Relogeas", version=4)
    contact = rows.contact(world, partner, phone="+32 71 00 00 05")
    typed = {"version": "3", "kind": "role_mailbox", "phone": "071 00 00 06", "visibility": "public"}

    response = staff.post(f"{HOME}/relogeas/contacts/{contact.id}", data=typed)

    assert response.status_code == 409
    assert "071 00 00 06" in response.get_data(as_text=True)
    assert world.get(Contact, contact.id).phone == "+32 71 00 00 05"


def test_a_part_of_another_partner_does_not_exist_here(staff: CheckedClient, world: World) -> None:
    world.partner("Relogeas")
    theirs = rows.contact(world, world.partner("Autre"), phone="+32 71 00 00 05")
    here = f"{HOME}/relogeas/contacts/{theirs.id}"

    assert staff.get(here).status_code == 404
    assert staff.post(f"{here}/retirer", data={"version": "1"}).status_code == 404
    assert staff.get(f"{HOME}/relogeas/rien/nouveau").status_code == 404
    assert staff.get(f"{HOME}/relogeas/contacts/{'9' * 20}").status_code == 404
    assert len(world.all(Contact)) == 1


@time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
def test_a_relationship_is_ended_today_and_the_category_goes_tomorrow(client: CheckedClient, world: World) -> None:
    tie = rows.relationship(world, world.partner("Relogeas"), RelationshipKind.CONTRACTED_RELAY)
    client.sign_in(world.token_of(world.staff()))

    assert client.post(f"{HOME}/relogeas/relations/{tie.id}/terminer").status_code == 303

    assert world.get(Relationship, tie.id).ends_on == date(2026, 11, 21)
    assert "Relais conventionné" in client.get("/annuaire").get_data(as_text=True)
    with time_machine.travel(datetime(2026, 11, 22, 9, tzinfo=UTC), tick=False):
        assert "Relais conventionné" not in client.get("/annuaire").get_data(as_text=True)


@time_machine.travel(datetime(2026, 11, 21, 9, tzinfo=UTC), tick=False)
def test_an_agreement_close_to_its_end_says_so(client: CheckedClient, world: World) -> None:
    rows.agreement(world, world.partner("Relogeas"), ends_on=date(2027, 1, 20))
    client.sign_in(world.token_of(world.staff()))

    assert "Échéance proche" in client.get(f"{HOME}/relogeas").get_data(as_text=True)
