"""The one time zone of our calendar objects, written as rules that every calendar program reads alike.

icalendar's own `add_missing_timezones()` writes lists of dates whose summer onset is one hour off:
Mozilla's parser then shows a session of July one hour late. The rule below is the one of Directive
2000/84/EC: the last Sundays of March and October, at 01:00 UTC.
"""

from icalendar import Timezone

_RULES = """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""


def brussels() -> Timezone:
    """A fresh VTIMEZONE component for Europe/Brussels, two yearly rules, always the same bytes."""
    component = Timezone.from_ical(_RULES.replace("\n", "\r\n"))
    if not isinstance(component, Timezone):
        raise TypeError("the rules above are not one VTIMEZONE")
    return component
