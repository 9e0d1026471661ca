"""Tables. Importing this package registers every one of them; it knows no Flask."""

from portal.models import (  # noqa: F401 (imported so that Base.metadata is complete)
    accounts,
    announcements,
    answers,
    certificates,
    feeds,
    inbound,
    interests,
    journal,
    mail,
    partners,
    people,
    registrations,
    search,
    sessions,
    toolkits,
    workshops,
)
