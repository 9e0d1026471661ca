"""Mail addresses as a page shows them."""

from markupsafe import Markup, escape

BREAK = Markup("<wbr>@")


def breakable(address: str | None) -> Markup:
    """The address, which a narrow card may break before its "@" and need not in the middle of a word; "" for none.

    Nothing is added to what is copied from the page.
    """
    local, at, domain = (address or "").rpartition("@")
    return escape(local) + (BREAK if at else "") + escape(domain)
