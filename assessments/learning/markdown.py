"""An article's Markdown as HTML that is safe to show, with its sources and its headings. Pure.

Raw HTML is text, links lead to where a reader may go, pictures are our own drawings by name, and
what comes out keeps of its HTML what is on a list.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from assessments.learning.citations import CITATIONS
from assessments.learning.drawings import figure_of, is_drawing

WORDS_A_MINUTE = 200
CITATION = re.compile(r"\[(@[\w-]+(?:; ?@[\w-]+)*)\]", re.ASCII)
DRAWN = "drawing:"
INSIDE = ("learn:", "exercise:")  # by name, so that a link is there only while its page is
OUTSIDE = ("http://", "https://", "mailto:", "tel:", "/", "#")
TAKEN_IDS = {
    *("main", "in-brief", "contents", "sources", "read-next", "exercises", "article-title"),
    *(f"source-{number}" for number in range(1, len(CITATIONS) + 1)),
}
NOT_IN_AN_ID = re.compile(r"[^a-z0-9]+")
TEXTS = ("text", "code_inline", "code_block", "fence")
TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "sup", "blockquote", "hr", "br"),
    *("table", "thead", "tbody", "tr", "th", "td", "code", "pre"),
    *("div", "figure", "figcaption"),
}
ATTRIBUTES = {
    "a": {"href", "aria-label", "rel"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
    "div": {"data-drawing", "tabindex", "role", "aria-label"},
}
CLASSES = {
    "sup": {"cite"},
    "div": {"drawing-art", "drawing-pair", "table-scroll"},
    "figure": {"drawing"},
    "ol": {"drawing-key"},
}


@dataclass(frozen=True)
class Heading:
    anchor: str
    title: str


@dataclass(frozen=True)
class Rendered:
    """An article's words as HTML; where a drawing goes stands an empty part with its name."""

    brief: str  # what stands before the first heading
    text: str
    headings: tuple[Heading, ...]
    sources: tuple[str, ...]  # keys of CITATIONS, as the text first cites them
    drawings: tuple[str, ...]
    words: int

    @property
    def minutes(self) -> int:
        return max(1, -(-self.words // WORDS_A_MINUTE))


@lru_cache(maxsize=128)
def render(body: str, links: frozenset[tuple[str, str]] = frozenset()) -> Rendered:
    """Return the article. `links` are the addresses that `learn:` and `exercise:` lead to.

    What is not among them is shown as its words alone, and so is whatever `problems` would name.
    """
    env = _empty(dict(links))
    tokens = PARSER.parse(body, env)
    first = next(  # one inside a quote or a list parts nothing
        (
            place
            for place, token in enumerate(tokens)
            if token.type == "heading_open" and token.level == 0
        ),
        None,
    )
    brief, text = (tokens[:first], tokens[first:]) if first is not None else ([], tokens)
    options = PARSER.options
    return Rendered(
        brief=sanitised(PARSER.renderer.render(brief, options, env)),
        text=sanitised(PARSER.renderer.render(text, options, env)),
        headings=tuple(env["headings"]),
        sources=tuple(env["sources"]),
        drawings=tuple(token.info for token in tokens if token.type == "drawing"),
        words=sum(len(words.split()) for words in _words(tokens)),
    )


def parsed(body: str) -> list[Token]:
    """Return the article in its parts, each heading with its address."""
    return PARSER.parse(body, _empty({}))


def _empty(links: dict[str, str]) -> dict:
    return {"links": links, "sources": [], "taken": set(TAKEN_IDS), "headings": []}


def sanitised(html: str) -> str:
    """Return of HTML what an article may have: no script, no style, no address of another kind."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )


def problems(body: str, known: frozenset[str]) -> list[str]:
    """Return what is wrong with a text, a sentence each with its line; `known` are the names
    that `learn:` and `exercise:` may lead to.
    """
    found, drawn = [], set()
    for token in CHECKER.parse(body, {}):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            found.append((line, "HTML is not taken. Write it in Markdown."))
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            found.append((line, "Begin a heading with ## or ###."))
        for child in token.children or []:
            wrong = _wrong_with(child, known)
            if child.type == "image" and not wrong:
                name = str(child.attrs["src"])
                wrong = f"{name} is shown above already." if name in drawn else ""
                drawn.add(name)
            found += [(line, wrong)] if wrong else []
    return [f"Line {line}: {wrong}" for line, wrong in dict.fromkeys(found)]


def _wrong_with(token: Token, known: frozenset[str]) -> str:
    match token.type:
        case "html_inline":
            return "HTML is not taken. Write it in Markdown."
        case "citation":
            missing = [key for key in token.meta["keys"] if key not in CITATIONS]
            return f"There is no source called {missing[0]}." if missing else ""
        case "image":
            name = str(token.attrs["src"])
            is_known = name.startswith(DRAWN) and is_drawing(name.removeprefix(DRAWN))
            return "" if is_known else f"There is no drawing called {name[:60]}."
        case "link_open":
            return _wrong_with_link(str(token.attrs["href"]), known)
    return ""


def _wrong_with_link(href: str, known: frozenset[str]) -> str:
    if href.startswith(INSIDE):
        name = href.partition("#")[0]
        return "" if name in known else f"There is no page for {name[:60]}."
    if href.startswith(OUTSIDE) and not href.startswith("//"):
        return ""
    return f"A link to {href[:60]} is not taken. Begin it with https:// or with a name of ours."


# --- Markdown in, marks out -----------------------------------------------------------------------


def _citation(state, silent: bool) -> bool:
    """Read `[@Bramah-18]`, or several as `[@Bramah-18; @Peterson-22]`."""
    found = CITATION.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = found[0]
        token.meta = {"keys": [key.strip().removeprefix("@") for key in found[1].split(";")]}
    state.pos = found.end()
    return True


def _drawings(state) -> None:
    """Make a paragraph of nothing but one of our drawings a figure."""
    kept = []
    for token in state.tokens:
        kept.append(token)
        if [part.type for part in kept[-3:]] != ["paragraph_open", "inline", "paragraph_close"]:
            continue
        image = kept[-2].children
        name = str(image[0].attrs.get("src", "")) if len(image) == 1 else ""
        if name.startswith(DRAWN) and is_drawing(name.removeprefix(DRAWN)):
            drawing = Token("drawing", "figure", 0, block=True)
            drawing.info, drawing.content = name.removeprefix(DRAWN), image[0].content
            kept[-3:] = [drawing]
    state.tokens = kept


def _headings(state) -> None:
    """Give each heading an id by its words; there are two levels of them."""
    for place, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h2" if token.tag in ("h1", "h2") else "h3"
        if token.type == "heading_open":
            title = "".join(
                child.content for child in state.tokens[place + 1].children if child.type in TEXTS
            )
            anchor = _free_id(title, state.env["taken"])
            token.attrs["id"] = anchor
            if token.tag == "h2":
                state.env["headings"].append(Heading(anchor, title))


def _free_id(title: str, taken: set[str]) -> str:
    wanted = NOT_IN_AN_ID.sub("-", title.casefold()).strip("-") or "part"
    anchor, number = wanted, 2
    while anchor in taken:
        anchor, number = f"{wanted}-{number}", number + 1
    taken.add(anchor)
    return anchor


def _links(state) -> None:
    """Lead links of ours to where they go; one whose page is not there keeps its words alone."""
    for token in state.tokens:
        kept, is_gone = [], False
        for child in token.children or []:
            if child.type == "link_open":
                is_gone = not _resolved(child, state.env["links"])
            if not (is_gone and child.type in ("link_open", "link_close")):
                kept.append(child)
        if token.children:
            token.children = kept


def _resolved(link: Token, links: dict[str, str]) -> bool:
    """Say whether a link leads anywhere, and have it lead there."""
    href = str(link.attrs["href"])
    if href.startswith(INSIDE):
        name, hash_sign, anchor = href.partition("#")
        link.attrs["href"] = f"{links.get(name, '')}{hash_sign}{anchor}"
        return name in links
    if href.startswith("http"):
        link.attrs["rel"] = "noopener"
    return href.startswith(OUTSIDE) and not href.startswith("//")


def _may_be_a_link(href: str) -> bool:
    return href.startswith((*INSIDE, *OUTSIDE, DRAWN)) and not href.startswith("//")


# --- Marks in, HTML out ---------------------------------------------------------------------------


def _show_citation(renderer, tokens, place, options, env) -> str:
    sources, shown = env["sources"], []
    for key in tokens[place].meta["keys"]:
        if key not in CITATIONS:
            return escape(tokens[place].content)
        if key not in sources:
            sources.append(key)
        number = sources.index(key) + 1
        shown.append(f'<a href="#source-{number}" aria-label="Source {number}">{number}</a>')
    return f'<sup class="cite">{" ".join(shown)}</sup>'


def _show_drawing(renderer, tokens, place, options, env) -> str:
    return figure_of(tokens[place].info, tokens[place].content)


def _show_picture(renderer, tokens, place, options, env) -> str:
    """A picture that is none of ours, or stands within a sentence, is its words alone."""
    return escape(tokens[place].content)


def _show_table(renderer, tokens, place, options, env) -> str:
    return '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table>'


def _show_table_end(renderer, tokens, place, options, env) -> str:
    return "</table></div>"


def _kept(tag: str, name: str, value: str) -> str | None:
    if name == "data-drawing" and not is_drawing(value):
        return None
    return value


def _words(tokens: list[Token]):
    for token in tokens:
        yield from (child.content for child in token.children or [] if child.type in TEXTS)
        if token.type == "drawing":
            yield token.content


def _parser(*, html: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": html}).enable("table")
    parser.inline.ruler.before("link", "citation", _citation)
    return parser


def _renderer() -> MarkdownIt:
    parser = _parser(html=False)
    parser.validateLink = _may_be_a_link
    for rule in (_drawings, _headings, _links):
        parser.core.ruler.push(rule.__name__, rule)
    for name, rule in (
        ("citation", _show_citation),
        ("drawing", _show_drawing),
        ("image", _show_picture),
        ("table_open", _show_table),
        ("table_close", _show_table_end),
    ):
        parser.add_render_rule(name, rule)
    return parser


def _checker() -> MarkdownIt:
    """Return a parser that sees what is to be refused: HTML, and links to anywhere."""
    parser = _parser(html=True)
    parser.validateLink = lambda href: True
    return parser


PARSER, CHECKER = _renderer(), _checker()
