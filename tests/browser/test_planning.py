"""Journey 4, planning: staff write a workshop, plan, publish, move, duplicate and cancel its sessions."""

import re
from datetime import date, datetime, timedelta

import vobject
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from portal import clock
from portal.rules.base.states import RegistrationState
from tests.browser.conftest import Portal, Visitors, in_two_ways
from tests.browser.mailbox import calendar_of, text_of, value_of, wait_for_mail, wait_for_objects
from tests.browser.staff import pass_minutes, planned, registered
from tests.factories import NEXT


def desk_of(visitors: Visitors, portal: Portal, number: int) -> Page:
    staff = portal.world.staff(f"lise{number}@example.org", totp_confirmed_at=clock.now())
    return visitors.signed_in(portal.world.token_of(staff))


def link(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name, exact=True)


def press(page: Page, name: str) -> None:
    """The visible button of that name: a form with several has a first one that only Enter presses."""
    page.get_by_role("button", name=name, exact=True).last.click()


def read_twice(calendar: str) -> tuple[datetime, datetime]:
    """When the event starts and ends, as two independent parsers read it."""
    [event] = Calendar.from_ical(calendar).walk("VEVENT")
    other = vobject.readOne(calendar).vevent
    assert (event.start, event.end) == (other.dtstart.value, other.dtend.value)
    return event.start, event.end


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.BRUSSELS)


def test_staff_write_a_workshop_and_publish_its_first_session(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    title, trainer = f"Lire un décompte {number}", f"yanis{number}@example.org"
    day = clock.today() + timedelta(days=40)
    venue = portal.world.venue(f"Salle {number}")
    desk = desk_of(visitors, portal, number)

    invite_trainer(desk, trainer, f"Esquisse {number}")
    write_workshop(desk, title)
    link(desk, "Planifier une séance").click()
    fill_session(desk, day, f"{venue.name}, Charleroi")
    think_of_a_second_meeting(desk, visitors.javascript)
    desk.get_by_label(f"Yanis Esquisse {number}").check()
    press(desk, "Enregistrer le brouillon")
    expect(desk.get_by_text("Le brouillon est enregistré.")).to_be_visible()
    link(desk, "Relire et publier").click()
    link(desk, "Aperçu de la page").click()
    expect(desk.get_by_text("seule l’équipe voit cette page")).to_be_visible()
    desk.go_back()
    press(desk, "Publier la séance")
    expect(desk.get_by_text("La séance est publiée")).to_be_visible()

    page = visitors.new()
    page.goto("/")
    expect(link(page, title)).to_be_visible()
    invitation = calendar_of(wait_for_mail(portal, trainer, "Vous animez"))
    assert "METHOD:REQUEST" in invitation
    assert read_twice(invitation) == (on(day, 9), on(day, 12, 30))


def invite_trainer(desk: Page, address: str, family_name: str) -> None:
    desk.goto("/gestion/comptes/inviter")
    desk.get_by_label("Adresse e-mail").fill(address)
    desk.get_by_label("Prénom").fill("Yanis")
    desk.get_by_label("Nom", exact=True).fill(family_name)
    desk.get_by_label("Rôle").select_option("trainer")
    press(desk, "Envoyer l’invitation")
    expect(desk.get_by_text(f"L’invitation part à {address}.")).to_be_visible()


def write_workshop(desk: Page, title: str) -> None:
    desk.goto("/gestion/formations")
    link(desk, "Nouvelle formation").click()
    press(desk, "Enregistrer")
    expect(desk.get_by_role("link", name="Titre : Donnez un titre à la formation.")).to_be_visible()
    desk.get_by_label("Titre").fill(title)
    desk.get_by_label("Résumé").fill("Comprendre les charges avec le ménage.")
    desk.get_by_label("Programme").fill("## La matinée\n\n- accueil\n- trois cas")
    press(desk, "Enregistrer")
    press(desk, "Publier")
    expect(desk.get_by_text("La formation est publiée.")).to_be_visible()


def fill_session(desk: Page, day: date, venue: str) -> None:
    fill_meeting(desk, day, "09:00", "12:30")
    desk.get_by_label("Lieu").select_option(venue)
    desk.get_by_label(re.compile(r"^Places \(")).fill("12")
    desk.get_by_label("Places par association").fill("2")
    desk.get_by_label("Téléphone pour les questions").fill("071 00 00 42")


def think_of_a_second_meeting(desk: Page, in_place: bool) -> None:
    """A row added is ready to fill and has the focus, and so has what is left of it; with JavaScript the page stays."""
    second = desk.get_by_role("group", name="Rencontre 2", exact=True)
    if in_place:
        desk.evaluate("window.stays = true")
    press(desk, "Ajouter une rencontre")
    expect(second.get_by_label("Date")).to_be_focused()
    expect(second.get_by_label("Date")).to_be_in_viewport()
    expect(second.get_by_label("Début")).to_have_value("09:00")
    expect(second.get_by_label("Lieu")).to_have_value(desk.get_by_label("Lieu").first.input_value())
    press(desk, "Retirer rencontre 2")
    expect(second).to_have_count(0)
    expect(desk.get_by_label("Date").first).to_be_focused()
    if in_place:
        assert desk.evaluate("window.stays") is True


def fill_meeting(desk: Page, day: date, starts: str, ends: str) -> None:
    meeting = desk.get_by_role("group", name="Rencontre 1", exact=True)
    meeting.get_by_label("Date").fill(day.isoformat())
    meeting.get_by_label("Début").fill(starts)
    meeting.get_by_label("Fin").fill(ends)


@in_two_ways
def test_a_moved_session_moves_in_every_calendar(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    person, trainer = f"noe{number}@example.org", f"ana{number}@example.org"
    session = planned(
        portal, f"Charges {number}", portal.world.staff(), portal.world.account(trainer, given_name="Ana")
    )
    registered(portal, session, person)
    firsts = {to: calendar_of(wait_for_objects(portal, to, 1)[-1]) for to in (person, trainer)}
    day = clock.today() + timedelta(days=45)
    desk = desk_of(visitors, portal, number)

    desk.goto(f"/gestion/seances/{session.public_id}")
    link(desk, "Déplacer").click()
    fill_meeting(desk, day, "13:30", "17:00")
    desk.get_by_label("Un mot aux personnes").fill("La salle est en travaux.")
    press(desk, "Voir qui est averti")
    expect(desk.get_by_text("1 personne inscrite")).to_be_visible()
    press(desk, "Déplacer et avertir")
    expect(desk.get_by_text("La séance est déplacée.")).to_be_visible()

    pass_minutes(portal, session)
    for to, first in firsts.items():
        mail = wait_for_objects(portal, to, 2)[-1]
        moved = calendar_of(mail)
        assert "METHOD:REQUEST" in moved
        assert value_of("UID", moved) == value_of("UID", first)
        assert int(value_of("SEQUENCE", moved)) == int(value_of("SEQUENCE", first)) + 1
        assert read_twice(moved) == (on(day, 13, 30), on(day, 17))
        assert "La salle est en travaux." in text_of(mail)


@in_two_ways
def test_a_session_is_duplicated_and_a_cancellation_taken_back(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    person, trainer = f"mila{number}@example.org", f"luc{number}@example.org"
    title = f"Décompte {number}"
    session = planned(portal, title, portal.world.staff(), portal.world.account(trainer, given_name="Luc"))
    registered(portal, session, person)
    firsts = {to: calendar_of(wait_for_objects(portal, to, 1)[-1]) for to in (person, trainer)}
    desk = desk_of(visitors, portal, number)

    desk.goto(f"/gestion/seances/{session.public_id}")
    link(desk, "Dupliquer").click()
    desk.get_by_label("Date de la première rencontre").fill((clock.today() + timedelta(days=60)).isoformat())
    press(desk, "Dupliquer")
    expect(desk.get_by_text("Voici la copie, en brouillon.")).to_be_visible()
    expect(desk.get_by_text("Luc", exact=True)).to_be_visible()

    ask_cancellation(desk, session.public_id, "Trop peu d’inscriptions.")
    press(desk, "Rétablir la séance")
    expect(desk.get_by_text("rien n’a été envoyé")).to_be_visible()
    pass_minutes(portal, session)
    ask_cancellation(desk, session.public_id, "La formatrice est malade.")
    pass_minutes(portal, session)

    for to, first in firsts.items():
        [_request, mail] = wait_for_objects(portal, to, 2)
        gone = calendar_of(mail)
        assert "METHOD:CANCEL" in gone
        assert value_of("UID", gone) == value_of("UID", first)
        assert "La formatrice est malade." in text_of(mail)
        assert "Trop peu" not in text_of(mail)
    desk.goto(f"/seances/{session.public_id}")
    expect(desk.get_by_role("heading", name="Cette séance est annulée")).to_be_visible()


def ask_cancellation(desk: Page, public_id: str, reason: str) -> None:
    desk.goto(f"/gestion/seances/{public_id}")
    link(desk, "Annuler la séance").click()
    press(desk, "Relire le message")
    expect(desk.get_by_role("link", name="Raison : Écrivez la raison")).to_be_visible()
    desk.get_by_label("Raison").fill(reason)
    press(desk, "Relire le message")
    expect(desk.get_by_text(reason).first).to_be_visible()
    press(desk, "Annuler la séance")
    expect(desk.get_by_role("heading", name="Cette séance sera annulée")).to_be_visible()


@in_two_ways
def test_staff_seat_somebody_on_the_phone_in_a_full_session(visitors: Visitors, portal: Portal) -> None:
    number = next(NEXT)
    world, address = portal.world, f"fatou{number}@example.org"
    session = world.training_session(capacity=1)
    world.registration(session, world.person(world.partner()), RegistrationState.CONFIRMED)
    partner = world.partner(f"Maison du Coin {number}")
    desk = desk_of(visitors, portal, number)

    desk.goto(f"/gestion/seances/{session.public_id}")
    link(desk, "Inscrire quelqu’un").click()
    desk.get_by_label("Association").select_option(partner.name)
    desk.get_by_label("Prénom").fill("Fatou")
    desk.get_by_label("Nom", exact=True).fill("Exemple")
    desk.get_by_label("Adresse e-mail").fill(address)
    desk.get_by_label("Donner une place même si").check()
    press(desk, "Inscrire")
    expect(desk.get_by_role("link", name="Écrivez la raison en une phrase.")).to_be_visible()
    desk.get_by_label("Raison de cette décision").fill("Elle anime le quartier concerné.")
    press(desk, "Inscrire")

    expect(desk.get_by_text("Fatou Exemple : inscription confirmée")).to_be_visible()
    assert "METHOD:REQUEST" in calendar_of(wait_for_mail(portal, address, "Place confirmée"))
    desk.goto(f"/gestion/seances/{session.public_id}")
    expect(desk.get_by_text("complet + 1")).to_be_visible()
