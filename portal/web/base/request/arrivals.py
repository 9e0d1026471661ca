"""Pages are asked for at `BASE_URL`: another Host or scheme gets a page that says so, and /healthz says what to set.

Behind a proxy that keeps the Host for itself every form would be refused for a reason that nobody could guess.
`/healthz` itself, asked for by the IP address, is never refused; the files that the page needs do not come here.
"""

from dataclasses import dataclass, field

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.rules.base.arrivals import Arrival, WrongAddress, wrong_address
from portal.settings import current_settings

ANYWHERE = "health.show"
MISDIRECTED = 421
TROUBLE = "wrong_address"
MOST_SAID = 20  # whoever asks by ever new names does not fill the log
LONGEST_SHOWN = 100
WHAT_TO_SET = {
    WrongAddress.HOST: (
        "pages are asked for with the Host {host!r}, and BASE_URL is {base_url}: the proxy must pass the Host on "
        "(nginx: proxy_set_header Host $host; Apache: ProxyPreserveHost On)"
    ),
    WrongAddress.SCHEME: "pages are asked for over {scheme}, and BASE_URL is {base_url}: the proxy must redirect there",
    WrongAddress.SCHEME_UNSAID: (
        "pages arrive without X-Forwarded-Proto, and BASE_URL is {base_url}: the proxy must set it "
        "(nginx: proxy_set_header X-Forwarded-Proto $scheme; Apache: RequestHeader set X-Forwarded-Proto https)"
    ),
}


@dataclass(slots=True)
class Arrivals:
    """What this process has seen. One page that arrived well proves the proxy: strangers may then ask as they like."""

    arrived_well: bool = False
    problem: str = ""
    said: set[str] = field(default_factory=set)

    def well(self) -> None:
        """A page was asked for at the portal's address."""
        self.arrived_well, self.problem = True, ""

    def badly(self, problem: str) -> None:
        """A page was not; what is wrong is logged once, while no other page has proved the proxy."""
        if self.arrived_well:
            return
        self.problem = problem
        if problem not in self.said and len(self.said) < MOST_SAID:
            self.said.add(problem)
            current_app.logger.warning(problem)

    @property
    def told(self) -> str | None:
        """For /healthz: "ok", what is wrong in a sentence, or None before the first page."""
        return "ok" if self.arrived_well else self.problem or None


def set_up(app: Flask) -> None:
    """Look at where every page of `app` is asked for, before anything else looks at the request."""
    app.extensions["arrivals"] = Arrivals()
    app.before_request(_look)


def seen() -> Arrivals:
    """What this process has seen."""
    arrivals: Arrivals = current_app.extensions["arrivals"]
    return arrivals


def _look() -> ResponseReturnValue | None:
    if request.endpoint == ANYWHERE:
        return None
    settings = current_settings()
    arrival = Arrival(request.headers.get("Host", ""), request.scheme, "X-Forwarded-Proto" in request.headers)
    wrong = wrong_address(arrival, settings.base_url, development=settings.development)
    if wrong is None:
        seen().well()
        return None
    host = arrival.host[:LONGEST_SHOWN]
    seen().badly(WHAT_TO_SET[wrong].format(host=host, scheme=arrival.scheme, base_url=settings.base_url))
    return _elsewhere(settings.base_url), MISDIRECTED


def _elsewhere(base_url: str) -> str:
    """The way to the page that was asked for, at the right address; a form is not sent twice by a link."""
    path = request.full_path.rstrip("?") if request.method == "GET" else "/"
    sent = request.method not in ("GET", "HEAD")
    return render_template("errors/elsewhere.html", base_url=base_url, address=base_url + path, sent=sent)
