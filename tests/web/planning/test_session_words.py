"""What staff choose of a session's mails: the days of its reminders, and a word that completes them."""

import re

from portal.models.planning.sessions import TrainingSession
from portal.models.post.mail import OutboxMessage
from portal.rules.base.states import ContentStatus, SessionStatus
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.mail_desk import Desk

WORD = "Le parking est <b>fermé</b>.\nVenez en bus & à pied : www.exemple.be/bus {{ 7 * 7 }}"


def save(client: CheckedClient, world: World, session: TrainingSession, **changes: object) -> None:
    fields = {"version": str(session.version), "capacity": "9", "reminder_days": ["3", "1"], "mail_word": WORD}
    answer = client.post(f"/gestion/seances/{session.public_id}/modifier", data={**fields, **changes})
    assert answer.status_code == 303


def test_staff_choose_the_days_and_write_a_word_that_is_shown_as_typed(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.staff()))
    session = world.training_session(capacity=9)

    save(client, world, session)

    kept = world.get(TrainingSession, session.id)
    assert kept.reminder_days == [3, 1]
    page = client.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)
    assert "3 jours avant, 1 jour avant" in page
    assert "&lt;b&gt;fermé&lt;/b&gt;" in page
    with world.app.app_context():
        Desk(world, session).register(world.person(world.partner(), email="noe@example.org"))
    [mail] = world.all(OutboxMessage, kind="place_confirmed")
    assert re.search(r"Le parking est &lt;b&gt;fermé&lt;/b&gt;\.\s*<br>\s*Venez en bus &amp; à pied", mail.body_html)
    assert "  Le parking est <b>fermé</b>.\n  Venez en bus & à pied" in mail.body_text
    assert "{{ 7 * 7 }}" in mail.body_text


def test_no_day_ticked_is_no_reminder_and_a_copy_keeps_both(client: CheckedClient, world: World) -> None:
    client.sign_in(world.token_of(world.staff()))
    workshop = world.workshop(status=ContentStatus.PUBLISHED)
    session = world.training_session(workshop_id=workshop.id, status=SessionStatus.PUBLISHED)

    save(client, world, session, reminder_days=[])
    client.post(f"/gestion/seances/{session.public_id}/dupliquer", data={"day": "2027-03-04"})

    copy = world.all(TrainingSession)[-1]
    assert copy.id != session.id
    assert (copy.reminder_days, copy.mail_word) == ([], WORD)
    page = client.get(f"/gestion/seances/{session.public_id}").get_data(as_text=True)
    assert re.search(r"<dt>Rappels par mail</dt>\s*<dd>\s*Aucun\s*</dd>", page)
