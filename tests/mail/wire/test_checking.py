"""`flask --app wsgi mail check ADDRESS`: one clear sentence, whatever the mail server does."""

import ssl
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from config import MailSettings
from portal.mail.wire import checking
from portal.mail.wire.checking import Checked
from portal.mail.wire.transport import init_app
from tests.mail.conftest import MailServer, StartServer, drop, free_port, hang, refuse_password

Check = Callable[..., Checked]
TO = "essai@example.org"


@pytest.fixture
def check(app: Flask) -> Check:
    """Sends the test mail to this port."""

    def run(port: int, security: str = "none", server: str = "127.0.0.1", **more: Any) -> Checked:
        sign_in = {"username": "", "password": "", **more}
        mail = MailSettings(
            server, port, sign_in["username"], sign_in["password"], security, "Portail", "formations@example.org", 0.4
        )
        app.config["MAIL_SUPPRESS_SEND"] = False
        with app.app_context():
            init_app(app, mail)
            return checking.check(mail, TO)

    return run


def test_what_the_server_answered_is_said(server: MailServer, check: Check) -> None:
    found = check(server.port)

    assert found.taken
    assert found.sentence == f"127.0.0.1:{server.port} took the mail for {TO} and answered: 250 OK"
    assert server.letters[0].rcpt_tos == [TO]


@pytest.mark.parametrize(
    ("command", "answer", "sentence"),
    [
        ("MAIL", "550 5.7.1 who are you", "refuses our sender formations@example.org (MAIL_SENDER). It said: 550"),
        ("RCPT", "550 5.1.1 no such user", f"refuses the address {TO}. It said: 550 5.1.1 no such user"),
        ("DATA", "554 5.7.1 spam", "refuses the mail itself. It said: 554 5.7.1 spam"),
        ("RCPT", "451 4.7.1 greylisted", "asks to try again later, as the portal would by itself. It said: 451"),
        ("MAIL", "421 4.3.2 closing", "does not serve us now. (421 4.3.2 closing"),
        ("MAIL", drop, "cut the line: look at MAIL_PORT"),
        ("MAIL", hang, "was silent for 0.4 s"),
        ("DATA", drop, "the mail may have arrived, or not"),
    ],
    ids=["sender", "recipient", "content", "later", "closing", "cut", "silent", "ambiguous"],
)
def test_each_fault_is_one_clear_sentence(
    server: MailServer, check: Check, command: str, answer: Any, sentence: str
) -> None:
    server.answers[command] = answer

    found = check(server.port)

    assert not found.taken
    assert sentence in found.sentence
    assert "\n" not in found.sentence


def test_no_server_no_name_and_no_setting_are_told_apart(check: Check) -> None:
    assert "Nobody listens at 127.0.0.1:" in check(free_port()).sentence
    assert "MAIL_SERVER is not set" in check(25, server="").sentence
    assert "Nobody knows the name nulle-part.invalid" in check(25, server="nulle-part.invalid").sentence


def test_a_server_that_lies_about_tls_receives_nothing(
    start_server: StartServer, check: Check, tls: ssl.SSLContext, server: MailServer
) -> None:
    selfsigned = start_server(tls_context=tls)

    assert "not to be trusted: nothing left" in check(selfsigned.port, "starttls").sentence
    assert "lacks what MAIL_SECURITY=starttls needs" in check(server.port, "starttls").sentence
    assert "speaks no TLS here" in check(server.port, "tls").sentence
    assert selfsigned.letters == server.letters == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
def test_a_refused_password_is_said_without_showing_it(start_server: StartServer, check: Check) -> None:
    server = start_server(authenticator=refuse_password, auth_require_tls=False, auth_required=True)

    found = check(server.port, username="portail", password="faux-secret")

    assert "refuses our password: look at MAIL_USERNAME and MAIL_PASSWORD. It said: 535" in found.sentence
    assert "faux-secret" not in found.sentence


def test_the_command_fails_when_the_mail_was_not_taken(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["mail", "check", TO])

    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "MAIL_SERVER is not set" in result.output
