"""Markdown as our sheets and programmes use it: to safe HTML, to plain text, to minutes of reading.

Two locks: the parser lets no HTML through, and an allow-list cleans whatever it gives.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

import nh3
from flask_babel import get_locale
from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape
from mdit_py_plugins.tasklists import tasklists_plugin

from portal.rules.base.memos import Memo
from portal.rules.base.text import without_invisible

FIRST_HEADING, LAST_HEADING = 2, 6
WORDS_PER_MINUTE = 200

_TAGS = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "code",
        "s",
        "div",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "input",
        "label",
    }
    | {"li", "ol", "p", "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES = {
    "a": {"href", "rel", "title"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"checked", "disabled"},
    "ol": {"start"},
    "div": {"aria-label"},
}
_VALUES = {
    "input": {"type": {"checkbox"}},
    "th": {"scope": {"col"}},
    "div": {"role": {"group"}, "tabindex": {"0"}},
}
_CLASSES = {
    "div": {"table", "table--wide"},
    "ul": {"contains-task-list"},
    "ol": {"contains-task-list"},
    "li": {"task-list-item"},
}
_WITH_TEXT = {"inline", "code_block", "fence"}
_ELSEWHERE = ("http://", "https://", "//")
# What a link to a file says of it before the click, by the end of its address.
_FORMATS = {
    **{"pdf": "PDF", "zip": "ZIP", "csv": "CSV", "odt": "ODT", "ods": "ODS", "odp": "ODP", "rtf": "RTF"},
    **{"doc": "Word", "docx": "Word", "xls": "Excel", "xlsx": "Excel", "ppt": "PowerPoint", "pptx": "PowerPoint"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_RENDERED: Memo[Markup] = Memo(4_000_000)  # characters: several times all the sheets of a portal


def render(text: str, *, first_heading: int = FIRST_HEADING) -> Markup:
    """The text as safe HTML, to stand under a page's h1.

    HTML in the text is shown, not obeyed. Headings begin at `first_heading` and skip no level; empty ones go. Images
    need an alternative text and an address of ours ("/…"): without the first they go, without the second their text
    stays. Links to elsewhere say rel=noopener, links to a file its format. Tables scroll in a box of their own.
    """
    key = (sha256(text.encode()).digest(), first_heading, str(get_locale()))
    return _RENDERED.get(key, lambda: _rendered(text, first_heading))


def _rendered(text: str, first_heading: int) -> Markup:
    tokens = _parsed(text)
    _level_headings(tokens, first_heading)
    for children in _inline_children(tokens):
        children[:] = _with_formats([_prepared(child) for child in children])
    parser = _parser()
    html = parser.renderer.render(tokens, parser.options, {})
    return Markup(_cleaner().clean(html))  # noqa: S704 - the one place where HTML is declared clean


def plain_text(text: str) -> str:
    """The words without marks, for summaries and the search: one line a block, images by their text."""
    lines = ("".join(_plain(token)) for token in _parsed(text) if token.type in _WITH_TEXT)
    return "\n".join(line.strip() for line in lines if line.strip())


def reading_minutes(text: str) -> int:
    """Minutes to read it at 200 words a minute, rounded up, at least 1."""
    return max(1, -(-len(plain_text(text).split()) // WORDS_PER_MINUTE))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tasklists_plugin(parser, label=True)
    parser.add_render_rule("table_open", _open_table)
    parser.add_render_rule("table_close", lambda *_rest: "</table></div>\n")
    parser.add_render_rule("th_open", lambda *_rest: '<th scope="col">')
    return parser


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_VALUES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def _open_table(*_rest: object) -> str:
    name = escape(_("Tableau"))
    return f'<div class="table table--wide" role="group" aria-label="{name}" tabindex="0"><table>\n'


def _parsed(text: str) -> list[Token]:
    return _parser().parse(without_invisible(text))


def _inline_children(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    return (token.children for token in tokens if token.children)


def _level_headings(tokens: list[Token], first: int) -> None:
    """Number the headings by their place in the outline, so that a screen reader finds no gap."""
    above: list[int] = []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [*(outer for outer in above if outer < level), level]
            tag = f"h{min(first - 1 + len(above), LAST_HEADING)}"
            token.tag = tokens[place + 2].tag = tag
            # An empty heading is read aloud as nothing.
            token.hidden = tokens[place + 2].hidden = not tokens[place + 1].content.strip()


def _with_formats(tokens: list[Token]) -> list[Token]:
    """The tokens of a paragraph; before the end of a link to a file, its format, unless the link's words name it."""
    found: list[Token] = []
    words, named = "", ""
    for token in tokens:
        if token.type == "link_open":
            words, named = "", _format_of(str(token.attrGet("href")))
        elif token.type == "link_close" and named and named.lower() not in words.lower():
            found.append(Token("text", "", 0, content=f" ({named})"))
        words += "".join(_plain(token))
        found.append(token)
    return found


def _format_of(address: str) -> str:
    """The format of the file that the address leads to; "" for a page, and for an address that cannot be read."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return _FORMATS.get(path.rpartition(".")[2].lower(), "") if "." in path.rpartition("/")[2] else ""


def _prepared(token: Token) -> Token:
    if token.type == "link_open" and str(token.attrGet("href")).lower().startswith(_ELSEWHERE):
        token.attrSet("rel", "noopener")
    return _prepared_image(token) if token.type == "image" else token


def _prepared_image(token: Token) -> Token:
    source, words = str(token.attrGet("src")), "".join(_plain(token))
    if words.strip() and source.startswith("/") and not source.startswith("//"):
        token.attrSet("loading", "lazy")
        return token
    return Token("text", "", 0, content=words)


def _plain(token: Token) -> Iterator[str]:
    if token.children:
        for child in token.children:
            yield from _plain(child)
    elif token.type in ("softbreak", "hardbreak"):
        yield " "
    elif token.type != "html_inline":  # only the boxes of the task lists
        yield token.content
