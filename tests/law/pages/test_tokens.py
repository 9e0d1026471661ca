"""Public pages hold links to forms, never a form with a token: what everybody gets may be kept and compressed."""

from flask import Flask

from portal.web.base.request.access import PUBLIC, declared_access
from tests.factories import World
from tests.law.pages import route_world
from tests.law.pages.route_samples import address_of
from tests.web.base.delivery.anybody import ask

# Pages that are forms, each with its reason.
FORMS = {
    "/connexion": "signing in",
    "/connexion/lien/<token>": "the link of one mail: a button signs in, so that no mail scanner does",
    "/inscription/<token>": "one person's registration, behind the link of her mail",
    "/inscription/<token>/pas-moi": "the same link, when it came to somebody else",
    "/inscription/<token>/annuler": "the same link: giving the seat up",
    "/inscription/<token>/remplacer": "the same link: handing the seat on",
    "/inscription/<token>/questions": "the same link: asking the trainers",
    "/deconnexion": "the button that signs out, for whoever typed the address",
    "/evaluation/<ticket>": "an evaluation, behind a link that names nobody",
    "/presence": "saying that one is there, with the code in the room",
    "/annonces/choix/<token>": "what one mailbox hears of, behind the link of its mail",
    "/annonces/arret/<token>": "the way out of announcements, behind the link of a mail",
}


def test_no_public_page_holds_a_token_but_the_forms_that_are_named(app: Flask, world: World) -> None:
    route_world.build(world)
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and declared_access(app, rule.endpoint) == PUBLIC:
            page = ask(app, address_of(rule))
            if page.status == 200 and b"csrf_token" in page.body:
                found.add(rule.rule)

    assert found == set(FORMS)
