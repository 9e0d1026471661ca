"""Markdown becomes safe, accessible HTML and plain words."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.documents.library.markdown import plain_text, reading_minutes, render

# The smallest alphabet that can write a tag, an attribute, a link, an image, a table or a heading.
SIGNS = "<>\"'&()[]!#*`|~\\/:=- \n"
WORDS = ["script", "javascript", "onerror", "img", "http", "//", "data", "|--|", "- [ ] "]
MARKUP = st.lists(st.sampled_from([*SIGNS, *WORDS]), max_size=40).map("".join)
HARMLESS = {
    "a": {"href", "rel", "title"},
    "img": {"src", "alt", "title", "loading"},
    "input": {"type", "checked", "disabled"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "th": {"scope"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"class"},
}
SIX_LEVELS = "<h2>1</h2>\n<h3>2</h3>\n<h4>3</h4>\n<h5>4</h5>\n<h6>5</h6>\n<h6>6</h6>\n"  # HTML knows no deeper one


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Un\n\n## Deux\n\n# Trois", "<h2>Un</h2>\n<h3>Deux</h3>\n<h2>Trois</h2>\n"),
        ("### Un\n\n###### Deux", "<h2>Un</h2>\n<h3>Deux</h3>\n"),
        ("### Un\n\n# Deux\n\n### Trois", "<h2>Un</h2>\n<h2>Deux</h2>\n<h3>Trois</h3>\n"),
        ("#### 4\n##### 5\n###### 6", "<h2>4</h2>\n<h3>5</h3>\n<h4>6</h4>\n"),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", SIX_LEVELS),
    ],
)
def test_headings_begin_at_h2_and_skip_no_level(text: str, html: str) -> None:
    assert render(text) == html


def test_an_empty_heading_goes() -> None:
    assert "<h" not in render("## \n\ntexte")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![Plan](/fichiers/1/plan.png)", '<img src="/fichiers/1/plan.png" alt="Plan" loading="lazy">'),
        ("![](/fichiers/1/plan.png)", ""),
        ("![ ](/fichiers/1/plan.png)", ""),
        ("![Un **logo**](https://elsewhere.example/a.png)", "Un logo"),
        ("![Un logo](//elsewhere.example/a.png)", "Un logo"),
        ("![Un point](data:image/png;base64,AAAA)", "Un point"),
    ],
)
def test_an_image_needs_words_and_an_address_of_ours(text: str, html: str) -> None:
    assert render(text).replace("<p>", "").replace("</p>\n", "").strip() == html


def test_links_to_elsewhere_are_marked_and_ours_are_not() -> None:
    assert '<a href="https://x.example/" rel="noopener">x</a>' in render("[x](https://x.example/)")
    assert '<a href="//x.example" rel="noopener">x</a>' in render("[x](//x.example)")
    assert '<a href="/fiches/bail">x</a>' in render("[x](/fiches/bail)")
    assert '<a href="mailto:a@example.org">' in render("<a@example.org>")


def test_a_table_has_headed_columns_and_scrolls_in_its_own_box() -> None:
    html = render("| A | B |\n|---|--:|\n| 1 | 2 |")
    assert html.startswith('<div class="table table--wide" role="group" aria-label="Tableau" tabindex="0"><table>')
    assert html.count('<th scope="col">') == 2 and "style" not in html


def test_a_task_list_has_boxes_that_their_text_labels() -> None:
    html = render("- [ ] bail\n- [x] état des lieux")
    assert '<label><input disabled="disabled" type="checkbox"> bail</label>' in html
    assert html.count("checked=") == 1


def test_html_is_shown_and_not_obeyed() -> None:
    assert render("<b>gras</b>\n\n<hr>") == "<p>&lt;b&gt;gras&lt;/b&gt;</p>\n<p>&lt;hr&gt;</p>\n"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](\x01javascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        '[x](/a "\\" onmouseover=alert(1) x=")',
        '![x](/a.png"onerror=alert(1))',
        "[a]: javascript:alert(1)\n\n[a]",
        "`<script>`",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "```html onload=alert(1)\nx\n```",
        "<svg/onload=alert(1)>",
        "<style>*{display:none}</style>",
        "- [ ] <input onfocus=alert(1) autofocus>",
        "| <script> |\n|---|\n| <iframe src=//x> |",
        "<!-- --><a href=x>",
        "# <script>alert(1)</script>",
    ],
)
def test_no_attack_gets_through(attack: str) -> None:
    _assert_harmless(render(attack))


@given(MARKUP)
def test_whatever_is_written_gives_harmless_valid_html(text: str) -> None:
    _assert_harmless(render(text))


@pytest.mark.parametrize(
    "text", ["[" * 3000, "*a " * 3000, "> " * 2000, "![" * 2000, "- " * 2000 + "a", "`" * 5000, "\x00", ""]
)
def test_hostile_nesting_ends(text: str) -> None:
    _assert_harmless(render(text))


def test_plain_text_keeps_the_words_only() -> None:
    text = "# Le *bail*\n\nVoir [la fiche](/fiches/bail) et\nsigner. ![Plan](/p.png)\n\n"
    text += "- [ ] `loyer`\n\n| A |\n|---|\n| 1 |\n\n```\ncode\n```"
    assert plain_text(text) == "Le bail\nVoir la fiche et signer. Plan\nloyer\nA\n1\ncode"


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (800, 4)])
def test_minutes_of_reading_are_rounded_up(words: int, minutes: int) -> None:
    assert reading_minutes("mot " * words) == minutes


def _assert_harmless(html: str) -> None:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    for element in parser.parseFragment(html).iter():
        if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
            assert set(element.attrib) <= HARMLESS.get(element.tag, set())
            assert element.tag not in {"script", "style", "iframe", "svg", "form", "object"}
            _assert_safe_address(element.get("href") or element.get("src") or "")


def _assert_safe_address(address: str) -> None:
    scheme = address.partition(":")[0].strip().lower() if ":" in address.partition("/")[0] else ""
    assert scheme in {"", "http", "https", "mailto", "tel"}


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("[Le formulaire](https://www.example.org/a/formulaire.pdf)", "Le formulaire (PDF)"),
        ("[Le formulaire (PDF)](https://www.example.org/formulaire.PDF#page=2)", "Le formulaire (PDF)"),
        ("[Le **pdf** à remplir](/fichiers/x.pdf?v=1)", "Le pdf à remplir"),
        ("[La liste](//www.example.org/liste.xlsx)", "La liste (Excel)"),
        ("[Le site](https://www.example.org)", "Le site"),
        ("[La page](https://www.example.org/a.b/page)", "La page"),
        ("[Cassé](http://[a.pdf)", "Cassé"),
    ],
)
def test_a_link_to_a_file_names_its_format(link: str, words: str) -> None:
    assert "".join(html5lib.parseFragment(str(render(link))).itertext()).strip() == words
