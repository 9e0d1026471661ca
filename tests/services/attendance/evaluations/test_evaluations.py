"""Evaluations from the closing to the results, on both engines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.models.attendance.evaluations import EvaluationAnswer, EvaluationTicket
from portal.models.base.journal import Event
from portal.models.planning.workshops import Workshop
from portal.models.post.mail import OutboxMessage
from portal.models.registrations.people import Person
from portal.queries.attendance import evaluations as queries
from portal.queries.attendance.evaluations import Results
from portal.rules.attendance.evaluations import Wave
from portal.rules.base.permissions import Actor
from portal.rules.base.secrets import hashed
from portal.rules.base.states import MessageState
from portal.rules.refusals import NotFound
from portal.rules.refusals.attendance import (
    EvaluationEmpty,
    EvaluationOver,
    EvaluationUnknown,
    EvaluationUsed,
    OpinionGone,
    TooManySheets,
)
from portal.rules.refusals.base import EditedMeanwhile
from portal.rules.refusals.post import MailErased
from portal.services.attendance.evaluations import evaluation_questions
from portal.services.attendance.evaluations.evaluation_questions import Wording
from portal.services.attendance.evaluations.evaluations import Sheet, answer, erase_words, type_in
from portal.services.base import jobs
from portal.services.post import desk_outbox, outbox_records
from portal.services.upkeep import retention
from portal.services.upkeep.terms import STEPS
from tests.factories import World
from tests.services.attendance.evaluations.evaluation_world import CLOSING, Morning, sheet

Clock = time_machine.Traveller
NOTHING = Sheet((None, None, None, None))


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(CLOSING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def morning(clock: Clock, world: World) -> Morning:
    return Morning(world)


def later(clock: Clock, days: int) -> None:
    """That many days after the closing, with what is due by then done."""
    clock.move_to(CLOSING + timedelta(days=days), tick=False)
    jobs.run_due()


def results(morning: Morning, wave: int = 0) -> Results:
    trainer = Actor(morning.trainer.id, teaches=frozenset({morning.session.id}))
    return queries.page_of(trainer, morning.session.public_id).results[wave]


def test_the_closing_opens_one_evaluation_with_a_ticket_for_each_who_came(world: World, morning: Morning) -> None:
    [evaluation] = morning.evaluations()

    assert evaluation.wave is Wave.FIRST
    assert {row.ticket_hash for row in world.all(EvaluationTicket)} == {hashed(one) for one in morning.tickets()}
    assert not any(row.used for row in world.all(EvaluationTicket))


def test_one_mail_after_the_session_brings_certificate_and_ticket_and_is_secret(world: World, morning: Morning) -> None:
    mail = morning.mail(morning.addresses[0])
    absent = morning.mail("absente@example.org")

    assert mail.secret and "/attestation.pdf" in mail.body_text
    assert not absent.secret and "/evaluation/" not in absent.body_text
    assert [row.kind for row in world.all(OutboxMessage, to_address=mail.to_address)] == ["session_over"]
    ticket = morning.ticket(morning.addresses[0])
    said = [
        str(value) for row in world.all(OutboxMessage) for value in (row.key, row.cause, row.message_id, row.subject)
    ]
    assert not [one for one in said if ticket in one or hashed(ticket) in one]


def test_the_mail_that_left_keeps_no_word(world: World, morning: Morning) -> None:
    one, two = (morning.mail(address) for address in morning.addresses[:2])
    outbox_records.record_sent([one.id])
    outbox_records.record_failed(two.id, "550", secret=two.secret)

    kept = [world.get(OutboxMessage, row.id) for row in (one, two)]
    assert [(row.subject, row.body_text, row.body_html) for row in kept] == [("", "", "")] * 2


def test_a_mail_that_failed_is_written_anew_with_the_certificate_and_without_a_ticket(
    world: World, morning: Morning
) -> None:
    one, two = (morning.mail(address) for address in morning.addresses[:2])
    for row in (one, two):
        outbox_records.record_failed(row.id, "550", secret=True)
    staff = world.staff().id

    desk_outbox.retry(one.id, staff)
    assert desk_outbox.retry_failed(staff) == 1

    for row in (world.get(OutboxMessage, number) for number in (one.id, two.id)):
        assert row.state is MessageState.WAITING and not row.secret
        assert "/attestation.pdf" in row.body_text and "/evaluation/" not in row.body_text
    assert len(world.all(EvaluationTicket)) == 7


def test_a_mail_that_failed_at_an_address_of_before_stays_erased(world: World, morning: Morning) -> None:
    mail = morning.mail(morning.addresses[0])
    outbox_records.record_failed(mail.id, "550", secret=True)
    [person] = world.all(Person, email=morning.addresses[0])
    person.email = "ailleurs@example.org"
    world.save(person)

    with pytest.raises(MailErased):
        desk_outbox.retry(mail.id, world.staff().id)
    assert desk_outbox.retry_failed(world.staff().id) == 0


def test_who_has_no_address_has_paper_and_her_coordinator_gets_no_ticket(clock: Clock, world: World) -> None:
    del clock
    morning = Morning(world, came=2, without_address=1)

    [handed_on] = world.all(OutboxMessage, kind="session_over", to_address="fadd@example.org")
    assert "/evaluation/" not in handed_on.body_text and not handed_on.secret
    assert len(world.all(EvaluationTicket)) == len(morning.addresses)


def test_an_evaluation_kept_elsewhere_replaces_ours(clock: Clock, world: World) -> None:
    del clock
    morning = Morning(world, came=1, link="https://example.org/avis")

    mail = morning.mail(morning.addresses[0])
    assert "https://example.org/avis" in mail.body_text and not mail.secret
    assert not morning.evaluations() and not world.all(EvaluationTicket)


def test_an_answer_uses_its_ticket_and_is_journalled_nowhere(world: World, morning: Morning) -> None:
    before = len(world.all(Event))

    answer(morning.tickets()[0], sheet("Merci."))

    assert [row.used for row in world.all(EvaluationTicket)].count(True) == 1
    [kept] = world.all(EvaluationAnswer)
    assert (kept.scales, kept.useful, kept.missing, kept.words) == ([4, 3, None, 2], [0], [1], "Merci.")
    assert len(world.all(Event)) == before


def test_a_ticket_serves_once_an_unknown_one_never_and_an_empty_answer_uses_none(
    world: World, morning: Morning
) -> None:
    first, second = morning.tickets()[:2]
    answer(first, sheet())

    with pytest.raises(EvaluationUsed):
        answer(first, sheet())
    with pytest.raises(EvaluationUnknown):
        answer("inconnu", sheet())
    with pytest.raises(EvaluationEmpty):
        answer(second, NOTHING)
    assert len(world.all(EvaluationAnswer)) == 1
    assert [row.used for row in world.all(EvaluationTicket)].count(True) == 1


def test_the_days_to_answer_end(clock: Clock, morning: Morning) -> None:
    later(clock, 57)

    with pytest.raises(EvaluationOver):
        answer(morning.tickets()[0], sheet())
    with pytest.raises(EvaluationOver):
        type_in(morning.session.id, sheet(), morning.trainer.id)


def test_seven_answers_are_shown_together_on_the_fifteenth_day(clock: Clock, morning: Morning) -> None:
    for number, ticket in enumerate(morning.tickets()):
        answer(ticket, sheet(f"Phrase {9 - number}", degree=1 + number % 4))

    later(clock, 13)
    assert results(morning).shown == 0 and not results(morning).words
    later(clock, 14)

    found = results(morning)
    assert (found.shown, found.scales) == (7, ((2, 2, 2, 1), (0, 0, 7, 0), (0, 0, 0, 0), (0, 7, 0, 0)))
    assert (found.useful, found.missing) == ((7,), (0, 7))
    assert list(found.words) == sorted(found.words) and len(found.words) == 7


def test_four_answers_stay_closed_and_the_fifth_opens_them(clock: Clock, morning: Morning) -> None:
    *most, last = morning.tickets()[:5]
    for ticket in most:
        answer(ticket, sheet("Une phrase."))
    later(clock, 20)
    assert results(morning).shown == 0 and results(morning).due

    answer(last, sheet())

    assert results(morning).shown == 5


def test_what_comes_afterwards_is_shown_by_five(clock: Clock, world: World) -> None:
    morning = Morning(world, came=11)
    for ticket in morning.tickets()[:6]:
        answer(ticket, sheet())
    later(clock, 14)
    seen = [results(morning).shown]
    for ticket in morning.tickets()[6:]:
        answer(ticket, sheet())
        seen.append(results(morning).shown)

    assert seen == [6, 6, 6, 6, 6, 11]


def test_sheets_of_paper_count_but_never_make_one_answer_visible(clock: Clock, world: World, morning: Morning) -> None:
    answer(morning.tickets()[0], sheet("Un seul avis par le lien."))
    for _number in range(4):
        type_in(morning.session.id, sheet("Une feuille."), morning.trainer.id)
    later(clock, 14)
    assert results(morning).shown == 0

    type_in(morning.session.id, sheet("Une feuille."), morning.trainer.id)

    assert set(results(morning).words) == {"Une feuille."} and results(morning).shown == 5
    events = world.all(Event, verb="typed_evaluation")
    assert {(row.actor_id, row.session_id, str(row.inputs)) for row in events} == {
        (morning.trainer.id, morning.session.id, "{}")
    }
    assert len(events) == 5


def test_there_are_no_more_sheets_than_people_who_came(clock: Clock, world: World) -> None:
    del clock
    morning = Morning(world, came=1)
    type_in(morning.session.id, sheet(), morning.trainer.id)

    with pytest.raises(TooManySheets):
        type_in(morning.session.id, sheet(), morning.trainer.id)


def test_a_sentence_that_names_a_household_is_erased_and_its_ticks_stay(
    clock: Clock, world: World, morning: Morning
) -> None:
    for ticket in morning.tickets():
        answer(ticket, sheet("Madame X, au 3."))
    with pytest.raises(OpinionGone):
        erase_words(morning.session.id, hashed("Madame X, au 3."), morning.trainer.id)  # not shown yet
    later(clock, 14)

    erase_words(morning.session.id, hashed("Madame X, au 3."), morning.trainer.id)

    assert (results(morning).words, results(morning).shown) == ((), 7)
    assert "Madame" not in str([row.inputs for row in world.all(Event)])


def test_results_are_for_trainers_and_staff_and_for_no_employer(world: World, morning: Morning) -> None:
    strangers = [
        Actor(),
        Actor(1, coordinates=frozenset({morning.partner.id}), belongs_to=frozenset({morning.partner.id})),
        Actor(1, teaches=frozenset({morning.session.id + 1})),
    ]
    for stranger in strangers:
        with pytest.raises(NotFound):
            queries.page_of(stranger, morning.session.public_id)
    assert queries.page_of(Actor(world.staff().id, is_staff=True), morning.session.public_id).came == 7


def test_the_second_form_leaves_three_months_later_where_it_is_wanted(clock: Clock, world: World) -> None:
    morning = Morning(world, came=6, again=True)
    gone = world.all(Person, email=morning.addresses[5])[0]
    gone.email = None
    world.save(gone)

    later(clock, 89)
    assert len(morning.evaluations()) == 1
    later(clock, 90)
    later(clock, 91)  # once

    assert [row.wave for row in morning.evaluations()] == [Wave.FIRST, Wave.SECOND]
    mails = world.all(OutboxMessage, kind="evaluation_again")
    assert {row.to_address for row in mails} == set(morning.addresses[:5])
    assert all(row.secret and row.cause == {} for row in mails)
    for address in morning.addresses[:5]:
        answer(morning.ticket(address, "evaluation_again"), sheet())
    later(clock, 104)
    assert (results(morning).shown, results(morning, 1).shown) == (0, 5)


def test_no_second_form_leaves_unless_staff_wanted_it(clock: Clock, world: World, morning: Morning) -> None:
    later(clock, 120)

    assert len(morning.evaluations()) == 1 and not world.all(OutboxMessage, kind="evaluation_again")


def test_an_open_evaluation_keeps_the_questions_it_was_opened_with(world: World, morning: Morning) -> None:
    wording = Wording(("Un", "Deux", "Trois", "Quatre"), ("Cinq",), ("Six",), again=True)
    evaluation_questions.write(morning.session.workshop_id, 0, wording, world.staff().id)

    with pytest.raises(EditedMeanwhile):
        evaluation_questions.write(morning.session.workshop_id, 0, wording, world.staff().id)
    assert [row.scales for row in morning.evaluations()] == [[]]
    assert queries.of_workshop(world.get(Workshop, morning.session.workshop_id).slug).questions.scales == wording.scales


def test_tickets_leave_a_month_after_the_last_day_and_the_rest_with_its_term(
    clock: Clock, world: World, morning: Morning
) -> None:
    answer(morning.tickets()[0], sheet("Merci."))
    steps = [step for step in STEPS if step.name.startswith("evaluation")]

    def ended(days: int) -> list[int]:
        clock.move_to(CLOSING + timedelta(days=days), tick=False)
        return [retention.ended(step, CLOSING + timedelta(days=days)) for step in steps]

    assert ended(80) == [0, 0]
    assert ended(100) == [7, 0]
    assert len(world.all(EvaluationAnswer)) == 1
    assert ended(365 * 4) == [0, 1]
    assert not morning.evaluations() and not world.all(EvaluationAnswer)
