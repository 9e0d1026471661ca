"""What a person calls the browser behind a User-Agent header: "Firefox, Windows"."""

from flask_babel import gettext as _

# In this order: Edge and Opera call themselves Chrome too, and everybody calls themselves Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_words(user_agent: str) -> str:
    """The browser and the system, as far as they are told."""
    known = (_first(user_agent, BROWSERS), _first(user_agent, SYSTEMS))
    return ", ".join(word for word in known if word) or str(_("Navigateur inconnu"))


def _first(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((word for mark, word in names if mark in user_agent), "")
