"""`{% once %} … {% endonce %}` in a template: a part that is drawn once for all that it shows, then kept.

The part is kept under the values of the names it uses, found when the template is compiled: nobody lists them, so none
can be forgotten. What is not a plain value (the viewer, a row, a form, a function, what looks at the clock) is refused
when the part is first drawn, and filters that look at the clock when the template is compiled: give the part what it
needs of them by `{% set %}` before it.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any

from jinja2 import TemplateSyntaxError, Undefined, meta, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.runtime import Macro
from markupsafe import Markup

from portal.rules.base.memos import Memo
from portal.web.base.page.sentences import language

MOST = 8_000_000  # characters: pages of cards and the cards on them, for days of a busy agenda
# They say the same whenever they are asked with the same words in the same language.
CONSTANT = frozenset({"_", "gettext", "ngettext", "url_for", "static_url"})
CHANGING = frozenset({"time_left", "in_words", "problems", "random"})
# A component is the same for every request; a name set only in some cases is none in the others.
UNSEEN = (Macro, Undefined)
PLAIN = (bool, int, float, date, datetime, time, timedelta, Enum, type(None))

MOMENT = frozenset({"now", "today"})  # of the clock


class NotAValue(TypeError):
    """A part that is drawn once uses something that may change while it looks the same."""


class DrawnOnce(Extension):
    """The tag `once`."""

    tags = {"once"}  # noqa: RUF012 (as the library declares it)
    kept: Memo[str] = Memo(MOST)

    def parse(self, parser: Parser) -> nodes.Node:
        """The part, asked for by what it is and what it uses."""
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endonce",), drop_needle=True)
        part = nodes.Template(body, lineno=line)
        part.set_environment(self.environment)
        names = sorted(self._used(part) - CONSTANT)
        digest = hashlib.sha256(repr(part).encode()).hexdigest()
        values = nodes.Tuple([nodes.Name(name, "load") for name in names], "load")
        call = self.call_method("draw", [nodes.Const(f"{parser.name}:{digest}"), nodes.Const(tuple(names)), values])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    def draw(self, part: str, names: tuple[str, ...], values: tuple[Any, ...], caller: Callable[[], str]) -> str:
        """The part as it was drawn for these values, or drawn now. Raises NotAValue."""

        def first() -> str:
            for name, value in zip(names, values, strict=True):
                if not isinstance(value, UNSEEN):
                    check(name, value)
            return caller()

        used = [None if isinstance(value, UNSEEN) else value for value in values]
        return self.kept.get((part, language(), *used, *map(type, values)), first)

    def _used(self, part: nodes.Template) -> set[str]:
        """The names that a part reads from outside, those of the files it includes with them.

        The library leaves out what every template has (`may`, `request`): whoever reads those is no plain value.
        """
        if self.environment.loader is None:  # who gathers sentences reads each file by itself, and draws none
            return set()
        named = list(part.find_all(nodes.Name))
        names, made = {name.name for name in named}, {name.name for name in named if name.ctx != "load"}
        everywhere = names & set(self.environment.globals)
        filters = {filtered.name for filtered in part.find_all(nodes.Filter)}
        if changing := made & everywhere | names & {"caller"} | filters & CHANGING:
            raise TemplateSyntaxError(f"{sorted(changing)} may say something else each time", part.lineno)
        of_included = {name for included in self._included(part) for name in self._used(included) - made}
        return meta.find_undeclared_variables(part) | everywhere | of_included

    def _included(self, part: nodes.Template) -> Iterator[nodes.Template]:
        assert self.environment.loader is not None  # noqa: S101 (for mypy: `_used` asked)
        for include in part.find_all(nodes.Include):
            name = include.template.as_const()
            source = self.environment.loader.get_source(self.environment, name)[0]
            yield self.environment.parse(source, name)


def check(name: str, value: Any) -> None:
    """Let a value pass that equals another only where both look alike. Raises NotAValue."""
    kind: Any = type(value)  # of the value itself: a stand-in for another says that it is of the other's class
    if kind is str or issubclass(kind, PLAIN):
        return
    if issubclass(kind, tuple | frozenset):
        parts: Iterator[Any] = iter(value)
    elif _stays(kind):
        parts = (getattr(value, field.name) for field in fields(value))
    else:
        said = "HTML" if kind is Markup else kind.__name__
        raise NotAValue(f"{name}: {said} is no plain value; set what the part needs of it before the part")
    for part in parts:
        check(name, part)


@cache
def _stays(kind: Any) -> bool:
    """Whether two equal values of a class look alike at any time: frozen, and no property of it looks at the clock."""
    settings = getattr(kind, "__dataclass_params__", None)
    if not is_dataclass(kind) or settings is None or not (settings.frozen and settings.eq):
        return False
    getters = [member.fget for member in vars(kind).values() if isinstance(member, property)]
    return not any(MOMENT.intersection(getter.__code__.co_names) for getter in getters if getter)
