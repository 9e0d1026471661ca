"""Where a meeting is, in the one line that every calendar shows: of an invitation, of a feed, of a file."""

from flask import current_app


def calendar_place(address: str, online_link: str) -> str:
    """The address; "En ligne" for a meeting that has a link instead; "" while neither is known.

    The link itself is left out: whoever may open it reads it elsewhere in the entry.
    """
    template = current_app.jinja_env.get_template("mails/_location.txt")
    return template.render(address=address, online=bool(online_link)).strip()
