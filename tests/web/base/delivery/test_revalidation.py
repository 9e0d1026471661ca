"""A page that a browser has and that did not change is not drawn again, and its visit counts all the same."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from flask import Flask

from portal import clock
from portal.database import db
from portal.models.library.toolkits import Count
from portal.queries.base.moments import CHOSEN, next_change
from portal.rules.base.states import SessionStatus
from portal.web.base.delivery import builds
from portal.web.base.delivery.revalidation import PLACE
from portal.web.base.request.security_headers import HEADERS
from tests.checked_client import CheckedClient
from tests.conftest import settings_for
from tests.factories import World, morning_in
from tests.law.pages import route_world
from tests.statements import statements
from tests.web.base.delivery.anybody import ask, tagged_addresses


@pytest.fixture
def tokens(world: World) -> dict[str, str]:
    return route_world.build(world)


@pytest.mark.usefixtures("tokens")
def test_every_page_that_did_not_change_is_said_not_to_have(app: Flask) -> None:
    first = {address: ask(app, address) for address in tagged_addresses(app)}
    with statements(app) as sent:
        again = {address: ask(app, address, page.tag) for address, page in first.items()}

    assert {(page.status, page.tag[:5]) for page in first.values()} == {(200, 'W/"r-')}
    assert {(page.status, page.body) for page in again.values()} == {(304, b"")}
    assert {address: page.tag for address, page in again.items()} == {a: page.tag for a, page in first.items()}
    assert len([one for one in sent if "public_revision" in one]) == len(again)
    assert {one.split()[0] for one in sent} == {"SELECT", "INSERT"}  # three of them count their visit
    assert len(sent) == len(again) + len([one for one in sent if one.startswith("INSERT INTO counts")])


@pytest.mark.usefixtures("tokens")
def test_the_short_answer_carries_the_headers_of_the_long_one(app: Flask) -> None:
    whole = ask(app, "/")
    short = ask(app, "/", whole.tag)

    assert {name: short.headers[name] for name in HEADERS} == HEADERS
    assert (short.headers["Cache-Control"], whole.headers["Cache-Control"]) == ("no-cache", "no-cache")
    assert {*short.headers["Vary"].split(", ")} == {*whole.headers["Vary"].split(", ")}
    assert "Content-Type" not in short.headers


@pytest.mark.usefixtures("tokens")
def test_both_forms_of_a_page_have_one_tag(app: Flask) -> None:
    plain, packed = ask(app, "/"), ask(app, "/", **{"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.tag == plain.tag
    assert ask(app, "/", f'"other", {plain.tag}', **{"Accept-Encoding": "gzip"}).status == 304


@pytest.mark.usefixtures("tokens")
def test_a_tag_is_that_of_one_address(app: Flask) -> None:
    tag = ask(app, "/").tag

    others = ("/formations", "/?theme=energy", "/fiches/fiche")
    assert [ask(app, address, tag).status for address in others] == [200, 200, 200]
    assert ask(app, "/", tag, Host="elsewhere.example").status == 421
    assert ask(app, "/", tag, method="HEAD").status == 304


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("invented", ['"r-000000000000000000000000"', 'W/"r-"', "*", '"r-', "é" * 9])
def test_what_is_no_tag_of_ours_gets_the_page(app: Flask, invented: str) -> None:
    assert ask(app, "/", invented.encode("utf-8").decode("latin-1")).status == 200


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("address", ["/fiches/fiche", "/boite-a-outils/boite"])
def test_a_page_that_did_not_change_is_a_view_too_but_not_where_only_its_head_is_asked(
    app: Flask, world: World, address: str
) -> None:
    tag = ask(app, address).tag
    ask(app, address, tag)
    ask(app, address, tag, method="HEAD")
    forged = tag.replace(".1.", ".2.")

    assert ask(app, address, forged).status == 200
    assert [(row.object_id, row.n) for row in world.all(Count)] == [(1, 3)]


def test_somebody_signed_in_has_no_tag_and_is_not_heard(app: Flask, tokens: dict[str, str]) -> None:
    tags = {address: ask(app, address).tag for address in tagged_addresses(app)}
    for role in ("unknown", "coordinator", "staff"):
        client = app.test_client()
        assert isinstance(client, CheckedClient)
        client.sign_in(tokens[role])
        for address, tag in tags.items():
            page = client.get(address, headers={"If-None-Match": tag})
            assert (page.status_code, page.headers.get("ETag")) == (200, None), (role, address)


@pytest.mark.usefixtures("tokens")
def test_what_is_told_once_is_told_and_has_no_tag(app: Flask) -> None:
    tag = ask(app, "/").tag
    client = app.test_client()
    with client.session_transaction() as session:
        session["_flashes"] = [("good", "Votre place est confirmée.")]

    told = client.get("/", headers={"If-None-Match": tag})

    assert "Votre place est confirmée." in told.get_data(as_text=True)
    assert "ETag" not in told.headers


@pytest.mark.usefixtures("tokens")
def test_a_page_that_is_not_there_has_no_tag(app: Flask, world: World) -> None:
    draft = world.training_session(status=SessionStatus.DRAFT)
    missing = [f"/seances/{draft.public_id}", "/fiches/inconnue", "/annuaire/inconnu", "/connexion", "/healthz"]

    assert [ask(app, address).tag for address in missing] == [""] * len(missing)


def test_where_the_database_is_away_a_page_says_so_and_one_that_needs_none_is_shown(app: Flask, world: World) -> None:
    route_world.build(world)
    tag = ask(app, "/").tag
    home = app.config["PORTAL"].home
    with app.app_context():
        app.extensions[PLACE]._engine.dispose()
    (home / "portal.sqlite3").rename(home / "away")
    (home / "portal.sqlite3").mkdir()
    try:
        answers = [ask(app, "/", tag), ask(app, "/aide", tag)]
    finally:
        (home / "portal.sqlite3").rmdir()
        (home / "away").rename(home / "portal.sqlite3")

    assert [(one.status, one.tag) for one in answers] == [(503, ""), (200, "")]


def test_nothing_in_the_second_before_and_another_tag_in_the_second_of_a_deadline(app: Flask, world: World) -> None:
    closes_at = clock.now().replace(microsecond=0) + timedelta(hours=2)
    session = world.training_session(closes_at=closes_at)
    address = f"/seances/{session.public_id}"
    with time_machine.travel(closes_at - timedelta(seconds=2), tick=False) as traveller:
        before = ask(app, address)
        traveller.shift(timedelta(seconds=1))
        still = ask(app, address, before.tag)
        traveller.shift(timedelta(seconds=1))
        after = ask(app, address, before.tag)

    assert (still.status, after.status) == (304, 200)
    assert after.tag != before.tag and after.body != before.body


def test_the_tag_is_another_at_each_moment_of_a_session_and_at_midnight(app: Flask, world: World) -> None:
    start = morning_in(3)
    after = [timedelta(hours=hours) for hours in (1, 2, 3, 6, 4)]
    chosen = dict(zip(CHOSEN, (clock.now().replace(microsecond=0) + later for later in after), strict=True))
    session = world.training_session(starts_at=start, **chosen)
    world.meeting(session, start + timedelta(days=1))
    length = timedelta(hours=3, minutes=30)
    meetings = [at + timedelta(days=days) for days in (0, 1) for at in (start, start + length)]
    midnights = [clock.utc(datetime.combine(clock.today() + timedelta(days=day), time())) for day in range(1, 6)]

    found, moment = [], clock.now()
    with app.app_context(), db.engine.connect() as connection:
        while moment < midnights[-1]:
            moment = next_change(connection, moment)
            found.append(moment)

    assert found == sorted([*chosen.values(), *meetings, *midnights])


def test_a_build_has_its_key_and_so_has_an_installation(app: Flask) -> None:
    root, home = app.extensions[PLACE]._root, app.config["PORTAL"].home
    kept = [settings_for(home, "sqlite://"), settings_for(home, "sqlite://", organisation_name="Une autre")]
    kept += [settings_for(home, "sqlite://", secret_key="y" * 40)]

    assert len({builds.key_of(root, settings) for settings in kept}) == 3
    assert builds.key_of(root, kept[0]) == builds.key_of(root, settings_for(home, "sqlite://"))


def test_a_changed_template_or_module_is_another_build(tmp_path) -> None:  # type: ignore[no-untyped-def] # pytest's
    seen = []
    for words in ("un", "deux"):
        root = tmp_path / words
        (root / "templates").mkdir(parents=True)
        (root / "templates" / "base.html").write_text(words)
        seen.append(builds.files_of(root))

    assert seen[0] != seen[1]
