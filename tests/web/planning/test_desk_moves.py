"""Moving a published session: what its preview says."""

from datetime import timedelta

from portal import clock
from portal.rules.base.dates import datetime_long
from tests.checked_client import CheckedClient
from tests.factories import World
from tests.planning_factories import plans
from tests.web.planning.test_desk_sessions import meeting_typed, staff

__all__ = ["staff"]


def test_the_preview_says_which_chosen_deadlines_move_with_the_session(staff: CheckedClient, world: World) -> None:
    closes_at = clock.now().replace(microsecond=0) + timedelta(days=20)
    row = world.training_session(closes_at=closes_at)
    start = plans(world, row)[0].starts_at
    days = (clock.local(start).date() - clock.today()).days + 7

    preview = staff.post(f"/gestion/seances/{row.public_id}/deplacer", data=meeting_typed(world, row, days))

    page = preview.get_data(as_text=True)
    assert "Les délais que vous aviez choisis suivent la séance" in page
    assert datetime_long(closes_at) in page
    assert "Dernier moment pour se désister" not in page


def test_a_session_without_chosen_deadlines_says_nothing_of_them(staff: CheckedClient, world: World) -> None:
    row = world.training_session()

    preview = staff.post(f"/gestion/seances/{row.public_id}/deplacer", data=meeting_typed(world, row, 37))

    assert "Les délais que vous aviez choisis" not in preview.get_data(as_text=True)
