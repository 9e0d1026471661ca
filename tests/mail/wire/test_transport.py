"""Delivery to a real SMTP server on the loopback, with the faults that such servers have."""

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import MailSettings
from portal.mail.wire.calendar import render
from portal.mail.wire.failures import (
    Ambiguous,
    DeliveryFailure,
    PermanentFailure,
    RelayRefusal,
    ServerUnreachable,
    Stage,
    TemporaryFailure,
)
from portal.mail.wire.letters import message_for
from portal.mail.wire.transport import PortalConnection, PortalMail, deliver, init_app, keep_as_file, mail
from portal.rules.base.states import CalendarMethod
from tests.mail.conftest import (
    DropsAtContent,
    MailServer,
    RefusesFirstContent,
    StartServer,
    drop,
    free_port,
    hang,
    refuse_password,
)
from tests.mail.samples import invitation, letter

Connect = Callable[..., PortalConnection]


def failure_of(connection: PortalConnection, **changes: object) -> DeliveryFailure:
    """Delivers one letter and gives back how it failed."""
    with pytest.raises(DeliveryFailure) as caught, connection:
        deliver(connection, letter(**changes))
    return caught.value


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_the_server_receives_exactly_the_bytes_of_the_message(server: MailServer, connect: Connect) -> None:
    sent = letter(calendar=render(invitation()), method=CalendarMethod.REQUEST, text=".\n..\nÉté\n")
    with connect(server.port) as connection:
        deliver(connection, sent)
    [received] = server.letters
    assert received.original_content == message_for(sent).as_bytes()
    assert received.original_content.replace(b"\r\n", b"").count(b"\n") == 0


def test_the_envelope_names_one_recipient_and_the_sender(server: MailServer, connect: Connect) -> None:
    with connect(server.port) as connection:
        deliver(connection, letter(to_name="Dupont, Marie", to_address="marie@réseau.example.org"))
    [received] = server.letters
    assert received.rcpt_tos == ["marie@xn--rseau-bsa.example.org"]
    assert received.mail_from == "formations@example.org"


def test_bounces_can_go_to_another_address_than_the_sender(server: MailServer, connect: Connect) -> None:
    with connect(server.port) as connection:
        deliver(connection, letter(envelope_from="retour+7-abc@example.org"))
    [received] = server.letters
    assert received.mail_from == "retour+7-abc@example.org"
    assert b"retour+7" not in received.original_content


def test_a_second_try_sends_the_same_bytes(server: MailServer, connect: Connect) -> None:
    server.answers["DATA"] = "451 4.3.0 busy"
    failure_of(connect(server.port))
    del server.answers["DATA"]
    for _ in range(2):
        with connect(server.port) as connection:
            deliver(connection, letter())
    first, second = server.letters
    assert first.original_content == second.original_content


def test_a_batch_leaves_over_one_connection(server: MailServer, connect: Connect) -> None:
    with connect(server.port) as connection:
        for number in range(5):
            deliver(connection, letter(message_id=f"<{number}@example.org>"))
    assert (len(server.letters), server.greetings) == (5, 1)


def test_the_next_letter_is_written_while_the_server_reads_and_is_the_same_bytes(
    server: MailServer, connect: Connect
) -> None:
    first, second, broken = letter(), letter(message_id="<2@example.org>"), letter(to_address="pas une adresse")
    with connect(server.port) as connection:
        deliver(connection, first, second)
        ahead = connection.written(second)
        assert vars(ahead)["octets"] == message_for(second).as_bytes()
        deliver(connection, second, broken)
        with pytest.raises(PermanentFailure, match="not an address"):
            deliver(connection, broken)
        deliver(connection, first)
    assert [one.original_content for one in server.letters] == [
        message_for(sent).as_bytes() for sent in (first, second, first)
    ]


@pytest.mark.parametrize(
    ("command", "stage"), [("MAIL", Stage.SENDER), ("RCPT", Stage.RECIPIENT), ("DATA", Stage.CONTENT)]
)
@pytest.mark.parametrize("answer", ["451 4.7.1 greylisted", "550 5.1.1 no"])
def test_a_refusal_is_temporary_at_4xx_and_permanent_at_5xx(
    server: MailServer, connect: Connect, command: str, stage: Stage, answer: str
) -> None:
    server.answers[command] = answer
    failure = failure_of(connect(server.port))
    lasting = PermanentFailure if stage is Stage.RECIPIENT else RelayRefusal
    assert type(failure) is (TemporaryFailure if answer.startswith("4") else lasting)
    assert (failure.stage, failure.code, failure.status) == (stage, int(answer[:3]), answer.split()[1])
    assert failure.counts_as_try
    assert server.letters == []


@pytest.mark.parametrize("command", ["RCPT bad@example.org", "DATA"])
@pytest.mark.parametrize("answer", ["451 later", "550 never", "421 4.7.0 not you", drop])
def test_a_bad_recipient_harms_no_other_letter_of_the_batch(
    server: MailServer, connect: Connect, command: str, answer: object
) -> None:
    server.answers[command] = answer
    with connect(server.port) as connection:
        with pytest.raises(DeliveryFailure):
            deliver(connection, letter(to_address="bad@example.org"))
        server.answers.clear()
        deliver(connection, letter())
    assert [received.rcpt_tos for received in server.letters] == [["nadia@partenaire.example.org"]]


def test_a_letter_refused_before_its_content_leaves_the_connection_ready_for_the_next(
    start_server: StartServer, connect: Connect
) -> None:
    server = start_server(RefusesFirstContent)
    with connect(server.port) as connection:
        with pytest.raises(TemporaryFailure):
            deliver(connection, letter(to_address="late@example.org"))
        deliver(connection, letter())
    assert [received.rcpt_tos for received in server.letters] == [["nadia@partenaire.example.org"]]
    assert server.greetings == 1


def test_a_server_that_closes_for_everyone_is_unreachable_and_uses_up_no_try(
    server: MailServer, connect: Connect
) -> None:
    server.answers["MAIL"] = "421 4.3.2 shutting down"
    failure = failure_of(connect(server.port))
    assert type(failure) is ServerUnreachable
    assert (failure.code, failure.counts_as_try) == (421, False)


def test_a_recipient_answered_421_is_a_temporary_failure(server: MailServer, connect: Connect) -> None:
    server.answers["RCPT"] = "421 4.7.0 too many for this one"
    failure = failure_of(connect(server.port))
    assert (type(failure), failure.stage) == (TemporaryFailure, Stage.RECIPIENT)


def test_a_cut_after_the_content_is_ambiguous(server: MailServer, connect: Connect) -> None:
    server.answers["DATA"] = drop
    failure = failure_of(connect(server.port))
    assert (type(failure), failure.stage, failure.code) == (Ambiguous, Stage.CONTENT, None)


def test_a_cut_while_the_content_leaves_is_ambiguous(start_server: StartServer, connect: Connect) -> None:
    server = start_server(DropsAtContent)
    assert type(failure_of(connect(server.port), text="x" * 3_000_000)) is Ambiguous


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_cut_before_the_content_means_that_nothing_left(server: MailServer, connect: Connect, command: str) -> None:
    server.answers[command] = drop
    assert type(failure_of(connect(server.port))) is ServerUnreachable


def test_a_second_letter_cut_before_its_content_has_not_left(server: MailServer, connect: Connect) -> None:
    with connect(server.port) as connection:
        deliver(connection, letter())
        server.answers["RCPT"] = drop
        with pytest.raises(ServerUnreachable):
            deliver(connection, letter())


@pytest.mark.parametrize(("command", "expected"), [("MAIL", ServerUnreachable), ("DATA", Ambiguous)])
def test_a_server_that_hangs_is_left_within_the_time_limit(
    server: MailServer, connect: Connect, command: str, expected: type[DeliveryFailure]
) -> None:
    server.answers[command] = hang
    assert type(failure_of(connect(server.port, MAIL_TIMEOUT=0.3))) is expected


def test_a_server_that_never_greets_is_left_within_the_time_limit(silent_port: int, connect: Connect) -> None:
    failure = failure_of(connect(silent_port, MAIL_TIMEOUT=0.3))
    assert (type(failure), failure.stage) == (ServerUnreachable, Stage.CONNECTION)


def test_no_server_at_all_is_unreachable(connect: Connect) -> None:
    assert type(failure_of(connect(free_port()))) is ServerUnreachable


def test_the_end_of_a_connection_that_is_already_cut_says_nothing(server: MailServer, connect: Connect) -> None:
    with connect(server.port) as connection:
        deliver(connection, letter())
        connection.host.sock.shutdown(socket.SHUT_RDWR)
    assert len(server.letters) == 1


def test_an_address_that_mail_cannot_carry_fails_for_good_without_a_word_to_the_server(
    server: MailServer, connect: Connect
) -> None:
    failure = failure_of(connect(server.port), to_address="zoé@example.org")
    assert (type(failure), failure.stage, failure.code) == (PermanentFailure, Stage.RECIPIENT, None)


@pytest.mark.parametrize("security", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
def test_a_self_signed_certificate_is_refused_and_nothing_is_said(
    start_server: StartServer, connect: Connect, tls: ssl.SSLContext, security: str
) -> None:
    option = "tls_context" if security == "MAIL_USE_TLS" else "ssl_context"
    server = start_server(**{option: tls})
    failure = failure_of(connect(server.port, **{security: True}))
    assert type(failure) is ServerUnreachable
    assert "CERTIFICATE_VERIFY_FAILED" in failure.detail
    assert server.letters == []


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["MAIL_USE_TLS", "MAIL_USE_SSL"])
def test_a_certificate_that_the_machine_trusts_is_accepted(
    start_server: StartServer, connect: Connect, tls: ssl.SSLContext, security: str
) -> None:
    option = "tls_context" if security == "MAIL_USE_TLS" else "ssl_context"
    server = start_server(**{option: tls})
    with connect(server.port, **{security: True}) as connection:
        deliver(connection, letter())
    assert len(server.letters) == 1


def test_a_server_without_starttls_receives_nothing_in_clear(server: MailServer, connect: Connect) -> None:
    assert type(failure_of(connect(server.port, MAIL_USE_TLS=True))) is ServerUnreachable
    assert server.letters == []


# The test server says that passwords without TLS are unwise; only its refusal is tested here.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_refused_password_is_our_fault_and_uses_up_no_try(start_server: StartServer, connect: Connect) -> None:
    server = start_server(authenticator=refuse_password, auth_require_tls=False, auth_required=True)
    failure = failure_of(connect(server.port, MAIL_USERNAME="portail", MAIL_PASSWORD="faux"))
    assert (type(failure), failure.code) == (ServerUnreachable, 535)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_missing_password_is_our_fault_and_uses_up_no_try(start_server: StartServer, connect: Connect) -> None:
    server = start_server(authenticator=refuse_password, auth_require_tls=False, auth_required=True)
    failure = failure_of(connect(server.port))
    assert (type(failure), failure.code) == (ServerUnreachable, 530)


def test_a_long_answer_is_kept_as_one_line_of_500_letters(server: MailServer, connect: Connect) -> None:
    server.answers["RCPT"] = "550-" + "é" * 300 + "\r\n550 " + "x" * 400
    assert len(failure_of(connect(server.port)).detail) == 500


@pytest.mark.parametrize(
    ("security", "expected"), [("none", (False, False)), ("starttls", (True, False)), ("tls", (False, True))]
)
def test_the_settings_decide_how_mail_leaves(security: str, expected: tuple[bool, bool]) -> None:
    app = Flask(__name__)
    app.debug = True
    init_app(app, MailSettings("relay", 465, "portail", "mot", security, "Formations", "f@example.org", 7.0))
    with app.app_context():
        connection = mail.connect()
    state = connection.mail
    assert (state.server, state.port, state.username, state.password) == ("relay", 465, "portail", "mot")
    assert ((state.use_tls, state.use_ssl), state.debug, connection.timeout) == (expected, 0, 7.0)


def test_flask_mail_still_records_what_would_leave(connect: Connect) -> None:
    connection = connect(1, MAIL_SUPPRESS_SEND=True)
    with PortalMail().record_messages() as recorded, connection:
        deliver(connection, letter())
    assert [message.subject for message in recorded] == ["Votre inscription"]


def test_a_letter_is_kept_as_a_file_with_the_bytes_that_would_leave(tmp_path: Path) -> None:
    path = keep_as_file(tmp_path / "courrier", letter())
    assert path.suffix == ".eml"
    assert path.read_bytes() == message_for(letter()).as_bytes()
    assert keep_as_file(tmp_path / "courrier", letter()) == path
    assert list((tmp_path / "courrier").iterdir()) == [path]
