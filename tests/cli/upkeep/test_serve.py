"""The server that ./run starts, as a process of its own."""

import signal
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.cli.served import FLASK, ROOT, answer
from tests.patience import PATIENCE

PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "x" * 40,
    "BASE_URL": "https://formations.example.org",
    "MAIL_SERVER": "127.0.0.1",
    "MAIL_SENDER": "formations@sambrienne.be",
}


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    server = subprocess.Popen(
        [*FLASK, "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    yield server
    server.kill()
    server.communicate()


def test_the_server_answers_and_ends_cleanly_when_asked(
    served: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    url = f"http://127.0.0.1:{environment['PORT']}"

    assert '"database":"ok"' in answer(f"{url}/healthz")
    served.send_signal(signal.SIGTERM)

    said, _nothing = served.communicate(timeout=PATIENCE)
    assert served.returncode == 0
    assert f"The portal is open at http://localhost:{environment['PORT']}" in said


def test_production_says_at_the_start_what_the_proxy_must_pass_on(environment: dict[str, str]) -> None:
    server = subprocess.Popen(
        [*FLASK, "serve"], cwd=ROOT, env={**environment, **PRODUCTION}, stdout=subprocess.PIPE, text=True
    )
    try:
        answer(f"http://127.0.0.1:{environment['PORT']}/healthz")
        server.send_signal(signal.SIGTERM)
        said, _nothing = server.communicate(timeout=PATIENCE)
    finally:
        server.kill()

    assert "the proxy must pass on Host formations.example.org and X-Forwarded-Proto https" in said


def test_a_port_in_use_is_told_in_one_sentence(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["PORT"])))
        taken.listen()
        refused = subprocess.run(
            [*FLASK, "serve"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )

    assert refused.returncode == 1
    port = environment["PORT"]
    assert refused.stderr == f"Error: cannot listen at 127.0.0.1:{port}: Address already in use. Choose another PORT.\n"


def test_a_production_without_its_settings_does_not_start(environment: dict[str, str]) -> None:
    production = {**environment, "PORTAL_ENV": "production", "SECRET_KEY": "x" * 40}

    refused = subprocess.run([*FLASK, "serve"], cwd=ROOT, env=production, capture_output=True, text=True, check=False)

    assert refused.returncode == 1
    assert refused.stderr.startswith("The portal does not start: BASE_URL must be")


@pytest.mark.parametrize("option", [["--reload"], ["--listener", "0"]])
def test_production_never_watches_its_files(environment: dict[str, str], option: list[str]) -> None:
    refused = subprocess.run(
        [*FLASK, "serve", *option],
        cwd=ROOT,
        env={**environment, **PRODUCTION},
        capture_output=True,
        text=True,
        check=False,
    )

    assert refused.returncode == 1
    assert refused.stderr == "Error: --reload is for those who work on the portal, never for production.\n"
