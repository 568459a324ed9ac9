"""How an article's words name their sources."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()


@register.simple_tag(takes_context=True)
def cite(context, *keys):
    """Return small links to sources by key; one that the article does not list is an error."""
    sources = context["article"].sources
    links = format_html_join(
        " ",
        '<a href="#source-{0}" aria-label="Source {0}">{0}</a>',
        ((sources.index(key) + 1,) for key in keys),
    )
    return format_html('<sup class="cite">{}</sup>', links)
