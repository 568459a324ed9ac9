"""A published text as HTML that is safe to show: no HTML of its own, no picture. Pure."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br", "code"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "div": {"tabindex", "role", "aria-label"},
}


@lru_cache(maxsize=32)
def render(text: str) -> str:
    html = PARSER.render(text)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes={"div": {"table-scroll"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )


def problems(text: str) -> list[str]:
    """Return what would not be shown as it was typed, a sentence each with its line."""
    found = []
    for token in CHECKER.parse(text):
        line = token.map[0] + 1 if token.map else 0
        kinds = {token.type, *(child.type for child in token.children or [])}
        if kinds & {"html_block", "html_inline"}:
            found.append(f"Line {line}: HTML is not taken. Write it in Markdown.")
        if "image" in kinds:
            found.append(f"Line {line}: no picture can stand here.")
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            found.append(f"Line {line}: begin a heading with ## or ###.")
    return found


def _show_table(renderer, tokens, place, options, env) -> str:
    return '<div class="table-scroll" tabindex="0" role="region" aria-label="Table"><table>'


def _show_table_end(renderer, tokens, place, options, env) -> str:
    return "</table></div>"


def _renderer() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.add_render_rule("table_open", _show_table)
    parser.add_render_rule("table_close", _show_table_end)
    return parser


PARSER = _renderer()
CHECKER = MarkdownIt("commonmark", {"html": True}).enable("table")
