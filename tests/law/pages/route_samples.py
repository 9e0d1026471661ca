"""A sample address for every route, over the small world of `tests/law/pages/route_world.py`."""

import re

from werkzeug.routing import Rule

from portal.rules.base.secrets import hashed, mailbox_token, personal_token
from tests.conftest import SECRET_KEY

SESSION = "seance01"
PARTNER = "fadd"
WORKSHOP = "atelier"
TOOLKIT = "boite"
SHEET = "fiche"
ATTACHMENT = "fichier01"
SESSION_FILE = "document01"
SHEET_SCAN = "feuille01"
NONCE = "sample"
CERTIFICATE = "2026-K7QX-4M2P"

ARGUMENT = re.compile(r"<(?:(?P<converter>[^<>:]+):)?(?P<name>\w+)>")
BY_NAME = {
    "public_id": SESSION,
    "name": "liste.txt",
    "token": "inconnu",
    "ticket": "billet",
    "digest": hashed("Un mot."),
    "part": "contacts",
    "kind": "reminder",
    "number": CERTIFICATE,
}
# A slug names what its blueprint is about.
BY_BLUEPRINT = {
    "certificates": PARTNER,
    "directory": PARTNER,
    "desk_evaluations": WORKSHOP,
    "desk_files": SHEET,
    "desk_partner_parts": PARTNER,
    "desk_partners": PARTNER,
    "desk_rewordings": WORKSHOP,
    "desk_sheets": SHEET,
    "desk_toolkits": TOOLKIT,
    "desk_workshops": WORKSHOP,
    "interests": WORKSHOP,
    "my_partner": PARTNER,
    "sheets": SHEET,
    "teams": PARTNER,
    "toolkits": TOOLKIT,
    "workshops": WORKSHOP,
}

# A file's stable id is one of its blueprint's.
IDS = {"session_files": SESSION_FILE, "sheet_scans": SHEET_SCAN}
# Whose token is a personal link's.
OF_A_LINK = ("my_registration.", "my_questions.", "declines.", "certificates.", "session_files.")


def address_of(rule: Rule, pattern: str = "") -> str:
    """The rule's address with samples in place of its arguments. A KeyError asks for a new sample.

    `pattern` is the rule where some arguments are filled in already.
    """

    def sample(argument: re.Match[str]) -> str:
        if (argument["converter"] or "").startswith("int"):
            return "1"
        if argument["name"] == "slug":
            return BY_BLUEPRINT[rule.endpoint.partition(".")[0]]
        if argument["name"] == "stable_id":
            return IDS.get(rule.endpoint.partition(".")[0], ATTACHMENT)
        if rule.endpoint.startswith(OF_A_LINK) and argument["name"] == "token":
            return personal_token(SECRET_KEY, 1, NONCE)
        if rule.endpoint.startswith("mail_preferences."):
            return mailbox_token(SECRET_KEY, 1, NONCE)
        return BY_NAME[argument["name"]]

    return ARGUMENT.sub(sample, pattern or rule.rule)
