"""The mails of the running portal, as their .eml files."""

import email
import email.policy
import re
from email.message import EmailMessage

from playwright.sync_api import Page

from portal.rules.base.secrets import LETTERS
from tests.browser.conftest import Portal
from tests.patience import until

CODE = rf"\b[{LETTERS}]{{4}}-[{LETTERS}]{{4}}\b"


def mails_to(portal: Portal, address: str) -> list[EmailMessage]:
    """The kept mails to an address, the oldest first."""
    folder = portal.app.config["PORTAL"].home / "mails"
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns) if folder.exists() else []
    named = [content for content in (file.read_bytes() for file in files) if address.encode() in content]
    read = [email.message_from_bytes(content, policy=email.policy.default) for content in named]
    return [mail for mail in read if isinstance(mail, EmailMessage) and address in str(mail["To"])]


def wait_for_mail(portal: Portal, address: str, containing: str = "") -> EmailMessage:
    """The newest mail to an address whose subject holds some words, once the worker has sent it."""

    def fitting() -> list[EmailMessage]:
        return [mail for mail in mails_to(portal, address) if containing in str(mail["Subject"])]

    return until(fitting, f"a mail to {address} with {containing!r}")[-1]


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def calendar_of(mail: EmailMessage) -> str:
    """The calendar object of a mail, unfolded."""
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode().replace("\r\n ", "")


def code_in(mail: EmailMessage) -> str:
    """The code of a sign-in mail, in its two groups."""
    found = re.search(CODE, text_of(mail))
    assert found is not None
    return found.group()


def wait_for_objects(portal: Portal, address: str, count: int) -> list[EmailMessage]:
    """The mails to an address that carry a calendar object, once there are `count`."""

    def fitting() -> list[EmailMessage]:
        found = [mail for mail in mails_to(portal, address) if "text/calendar" in mail.as_string()]
        return found if len(found) >= count else []

    return until(fitting, f"{count} calendar objects for {address}")


def value_of(name: str, calendar: str) -> str:
    """The value of the first line of that name in an unfolded calendar object's event."""
    event = calendar[calendar.index("BEGIN:VEVENT") :]
    found = re.search(rf"^{name}[;:](.*?)\r?$", event, re.MULTILINE)
    assert found is not None
    return found.group(1)


def sign_in_by_mail(page: Page, portal: Portal, address: str) -> None:
    """From the page that asks for an address to the page one wanted, with the code of the mail."""
    page.get_by_label("Votre adresse e-mail").fill(address)
    page.get_by_role("button", name="Recevoir le code").click()
    page.get_by_label("Code de 8 caractères").fill(code_in(wait_for_mail(portal, address, "Votre code")))
    page.get_by_role("button", name="Entrer").click()
