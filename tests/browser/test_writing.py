"""Journey 4, content: staff write a toolkit, a sheet with its file and a partner; a visitor finds and takes them."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from portal import clock
from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.browser.mailbox import sign_in_by_mail, text_of, wait_for_mail
from tests.factories import NEXT

LIST = "Liste à emporter\n- le bail\n- la facture d’énergie\n".encode()
STEPS = "## Pas à pas\n\n1. Relever le **compteur**.\n2. Appeler le service.\n"


@pytest.fixture
def desk(visitors: Visitors, portal: Portal) -> Page:
    staff = portal.world.staff(totp_confirmed_at=clock.now())
    return visitors.signed_in(portal.world.token_of(staff))


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def press(page: Page, name: str) -> None:
    """The visible button of that name: a form with several has a first one that only Enter presses."""
    page.get_by_role("button", name=name, exact=True).last.click()


def test_a_visitor_reads_and_takes_away_what_staff_wrote(visitors: Visitors, portal: Portal, desk: Page) -> None:
    number = next(NEXT)
    title = f"Payer son énergie {number}"
    workshop = portal.world.workshop(f"Vivre dans un logement {number}")

    create_toolkit(desk, f"Boîte {number}", workshop.title)
    write_sheet(desk, title)
    attach_list(desk)
    publish_sheet(desk)

    page = visitors.new()
    page.goto("/recherche")
    page.get_by_label("Chercher").fill(f"energie {number}")
    press(page, "Chercher")
    link(page, title).click()
    expect(page.get_by_role("heading", name="Pas à pas")).to_be_visible()
    expect(page.locator("strong", has_text="compteur")).to_be_visible()
    expect(page.get_by_text("Dernier changement : Nouveaux tarifs.")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Liste à emporter").click()
    assert Path(waiting.value.path()).read_bytes() == LIST
    page.goto(f"/formations/{workshop.slug}")
    link(page, f"Boîte {number}").click()
    expect(link(page, f"1. {title}")).to_be_visible()


def create_toolkit(desk: Page, title: str, workshop: str) -> None:
    desk.goto("/gestion/boites")
    link(desk, "Créer une boîte").click()
    desk.get_by_label("Titre").fill(title)
    desk.get_by_label("Présentation").fill("Ce qui aide à payer moins.")
    desk.get_by_label("Formation").select_option(workshop)
    press(desk, "Créer la boîte")
    press(desk, "Publier la boîte")
    expect(desk.get_by_text("La boîte à outils est en ligne.")).to_be_visible()


def write_sheet(desk: Page, title: str) -> None:
    """From the toolkit's page to the tab of the sheet's files; its preview shows what is typed before it is kept."""
    link(desk, "Écrire une fiche pour cette boîte").click()
    desk.get_by_label("Titre").fill(title)
    desk.get_by_label("Résumé").fill("Les tarifs et qui appeler.")
    press(desk, "Créer et écrire le texte")
    desk.get_by_label("Texte").fill(STEPS)
    press(desk, "Voir l’aperçu")
    expect(desk.locator("#apercu").get_by_role("heading", name="Pas à pas")).to_be_visible()
    press(desk, "Enregistrer le brouillon")
    expect(desk.get_by_text("Brouillon enregistré.")).to_be_visible()
    link(desk, "Aperçu").click()
    expect(desk.get_by_text("tel que ses lecteurs le verront")).to_be_visible()
    expect(desk.get_by_role("heading", name="Pas à pas")).to_be_visible()
    link(desk, "Fichiers").click()


def attach_list(desk: Page) -> None:
    chosen = FilePayload(name="liste.txt", mimeType="text/plain", buffer=LIST)
    desk.get_by_label("Fichier (obligatoire)").set_input_files(chosen)
    desk.get_by_label("Nom affiché").fill("Liste à emporter")
    press(desk, "Ajouter")
    expect(desk.get_by_role("link", name="Liste à emporter")).to_be_visible()


def publish_sheet(desk: Page) -> None:
    link(desk, "Publier").click()
    desk.get_by_label("Ce qui change").fill("Nouveaux tarifs.")
    press(desk, "Publier cette version")
    expect(desk.get_by_text("La fiche est en ligne.")).to_be_visible()


@in_two_ways
def test_a_visitor_finds_the_partner_that_staff_added(visitors: Visitors, portal: Portal, desk: Page) -> None:
    number = next(NEXT)
    name = f"Maison de l’Énergie {number}"
    portal.world.partner(f"La Maison de l’Énergie {number}")

    create_partner(desk, name)
    add_part(desk, "Ajouter une relation", {"Relais conventionné": True})
    add_part(desk, "Ajouter un lieu", {"Rue et numéro": "rue de l’Exemple 3", "Code postal": "6010"}, "Charleroi")
    reach = {"Fonction ou service": "Permanence sociale", "Téléphone": "071 00 00 55", "Tout le monde": True}
    add_part(desk, "Ajouter un contact", reach)

    page = visitors.new()
    page.goto("/annuaire")
    page.get_by_label("Chercher").fill(f"maison energie {number}")
    press(page, "Chercher")
    link(page, name).click()
    expect(page.get_by_text("Relais conventionné")).to_be_visible()
    expect(page.get_by_text("rue de l’Exemple 3")).to_be_visible()
    expect(page.get_by_text("Permanence sociale")).to_be_visible()
    expect(page.get_by_role("link", name="+32 71 00 00 55")).to_have_attribute("href", "tel:+3271000055")


def create_partner(desk: Page, name: str) -> None:
    desk.goto("/gestion/partenaires")
    link(desk, "Créer un partenaire").click()
    desk.get_by_label("Nom", exact=False).first.fill(name)
    desk.get_by_label("Ce que fait le service").fill("Conseille les ménages sur leurs factures.")
    desk.get_by_label("Énergie").check()
    press(desk, "Créer le partenaire")
    press(desk, "C’est un autre service : créer quand même")
    expect(desk.get_by_text("Partenaire créé.")).to_be_visible()


def add_part(desk: Page, what: str, values: dict[str, str | bool], commune: str = "") -> None:
    """One of the small pages of a partner: text is typed, what is True is chosen."""
    link(desk, what).click()
    for label, value in values.items():
        if value is True:
            desk.get_by_label(label).check()
        else:
            desk.get_by_label(label).fill(str(value))
    if commune:
        desk.get_by_label("Commune").select_option(commune)
    press(desk, "Enregistrer")
    expect(desk.get_by_text("Fiche enregistrée.")).to_be_visible()


@in_two_ways
def test_who_is_invited_coordinates_an_association(visitors: Visitors, portal: Portal, desk: Page) -> None:
    number = next(NEXT)
    address = f"mila.invitee{number}@example.org"
    partner = portal.world.partner(f"Relais {number}")

    desk.goto("/gestion/comptes")
    link(desk, "Inviter").click()
    desk.get_by_label("Adresse e-mail").fill(address)
    desk.get_by_label("Rôle").select_option("coordinator")
    press(desk, "Envoyer l’invitation")
    expect(desk.get_by_role("link", name="Choisissez l’association que la personne coordonne.")).to_be_visible()
    desk.get_by_label("Association").select_option(partner.name)
    press(desk, "Envoyer l’invitation")
    expect(desk.get_by_text(f"L’invitation part à {address}.")).to_be_visible()

    assert partner.name in text_of(wait_for_mail(portal, address, partner.name))
    page = visitors.new()
    page.goto("/mon-association")
    sign_in_by_mail(page, portal, address)
    expect(page.get_by_role("heading", name=partner.name)).to_be_visible()
