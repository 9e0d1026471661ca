"""The lines of a mail's text: what is short enough is not handed to the wrapping, and reads as if it were."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.mail.wire.outbox import TEXT_WIDTH, wrapped

SIGNS = st.sampled_from("ab-é’ \u00a0\u202f\t\v\u2003")
AROUND_THE_WIDTH = ["x" * TEXT_WIDTH, f"  {'x' * (TEXT_WIDTH - 2)}", "x " * 36, f"{'x' * TEXT_WIDTH}y", f"{'x ' * 36}y"]


def by_the_library(line: str) -> list[str]:
    indent = line[: len(line) - len(line.lstrip(" "))]
    return textwrap.wrap(line, TEXT_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@given(st.text(SIGNS, max_size=90))
def test_any_line_reads_as_the_library_wraps_it(line: str) -> None:
    assert wrapped(["Avant", line, "après"]) == "\n".join(["Avant", *(by_the_library(line) or [""]), "après"]) + "\n"


@pytest.mark.parametrize("line", AROUND_THE_WIDTH)
def test_a_line_about_as_long_as_the_width_reads_as_the_library_wraps_it(line: str) -> None:
    assert wrapped(["Avant", line]) == "\n".join(["Avant", *by_the_library(line)]) + "\n"
