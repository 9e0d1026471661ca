"""The proxies of docs/proxies/, run on the loopback: the documented file with ports, certificate and portal put in."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.cli.served import ROOT, free_port
from tests.patience import PATIENCE, until

DOCUMENTED = ROOT / "docs" / "proxies"
NAME = "formations.example.org"
LETSENCRYPT = f"/etc/letsencrypt/live/{NAME}"
APACHE_MODULES = Path("/usr/lib/apache2/modules")
MODULES = ("mpm_event", "authz_core", "alias", "headers", "proxy", "proxy_http", "ssl", "env", "filter", "deflate")
# What Debian switches on for every site beside ours: pages are compressed, whoever they are for.
NGINX_COMPRESSES = "gzip on; gzip_min_length 1; gzip_proxied any;"
APACHE_COMPRESSES = "AddOutputFilterByType DEFLATE text/html text/css"


@dataclass(frozen=True)
class Place:
    """Where a proxy runs: its folder (with cert.pem and key.pem), its two ports, the port of the portal."""

    folder: Path
    http: int
    https: int
    portal: int


@dataclass(frozen=True)
class Proxy:
    """A program, its documented file, and how a test starts it. `host_line` is what passes the Host on."""

    program: str
    file: str
    changes: Callable[[Place], dict[str, str]]
    around: Callable[[Place, str], str]
    command: Callable[[str, Path], list[str]]
    host_line: str = ""

    @property
    def path(self) -> str | None:
        """The program, where it is installed; the folder of servers is not on everybody's path."""
        return shutil.which(self.program, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")

    def rendered(self, place: Place, *, without: str = "") -> str:
        """The documented file for this place. What is not found in it fails: the file has changed."""
        text = (DOCUMENTED / self.file).read_text()
        for old, new in {**({without: ""} if without else {}), **self.changes(place)}.items():
            assert old in text, f"{self.file} says no more: {old}"
            text = text.replace(old, new)
        return self.around(place, text)


def _certificate(place: Place) -> dict[str, str]:
    return {
        f"{LETSENCRYPT}/fullchain.pem": str(place.folder / "cert.pem"),
        f"{LETSENCRYPT}/privkey.pem": str(place.folder / "key.pem"),
        "http://127.0.0.1:8000": f"http://127.0.0.1:{place.portal}",
    }


def _nginx(place: Place, servers: str) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = "\n".join(f"{kind}_temp_path {place.folder}/{kind};" for kind in kinds)
    return f"""
daemon off; master_process off; pid {place.folder}/nginx.pid; error_log stderr;
events {{}}
http {{ access_log off; {NGINX_COMPRESSES} {folders}
{servers} }}"""


def _apache(place: Place, hosts: str) -> str:
    loaded = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in MODULES)
    return f"""
ServerRoot {place.folder}
ServerName localhost
User nobody
Group nogroup
PidFile {place.folder}/apache.pid
ErrorLog /dev/stderr
{loaded}
{APACHE_COMPRESSES}
DefaultRuntimeDir {place.folder}
Listen 127.0.0.1:{place.http}
Listen 127.0.0.1:{place.https}
{hosts}"""


def _caddy(place: Place, sites: str) -> str:
    return f"""{{
    admin off
    http_port {place.http}
    https_port {place.https}
    default_bind 127.0.0.1
}}
{sites}"""


PROXIES = {
    "nginx": Proxy(
        "nginx",
        "nginx.conf",
        lambda place: {
            "listen 80;": f"listen 127.0.0.1:{place.http};",
            "listen 443 ssl;": f"listen 127.0.0.1:{place.https} ssl;",
            **_certificate(place),
        },
        _nginx,
        lambda program, file: [program, "-p", str(file.parent), "-c", str(file)],
        "proxy_set_header Host $host;",
    ),
    "apache": Proxy(
        "apache2",
        "apache.conf",
        lambda place: {
            "*:80>": f"127.0.0.1:{place.http}>",
            "*:443>": f"127.0.0.1:{place.https}>",
            **_certificate(place),
        },
        _apache,
        lambda program, file: [program, "-f", str(file), "-D", "FOREGROUND"],
        "ProxyPreserveHost On",
    ),
    "caddy": Proxy(
        "caddy",
        "Caddyfile",
        lambda place: {
            # The only thing that is not as documented: no certificate is fetched from outside.
            f"\n{NAME} {{": f"\n{NAME} {{\n    tls {place.folder}/cert.pem {place.folder}/key.pem",
            "127.0.0.1:8000": f"127.0.0.1:{place.portal}",
        },
        _caddy,
        lambda program, file: [program, "run", "--adapter", "caddyfile", "--config", str(file)],
    ),
}


@contextmanager
def running(proxy: Proxy, folder: Path, portal: int, *, without: str = "") -> Iterator[Place]:
    """The proxy before the portal at that port, for as long as the block runs."""
    place = Place(folder, free_port(), free_port(), portal)
    file = folder / proxy.file
    file.write_text(proxy.rendered(place, without=without))
    said = folder / "said.txt"
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with said.open("w") as output:
        program = subprocess.Popen(
            proxy.command(str(proxy.path), file), env={**os.environ, **home}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(program, (place.http, place.https), said)
        yield place
    finally:
        program.terminate()
        program.wait(PATIENCE)


def _wait(program: subprocess.Popen[bytes], ports: tuple[int, ...], said: Path) -> None:
    for port in ports:
        until(partial(_takes_calls, program, port, said), f"{program.args} at {port}")


def _takes_calls(program: subprocess.Popen[bytes], port: int, said: Path) -> bool:
    assert program.poll() is None, said.read_text()
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except OSError:
        return False
    return True
