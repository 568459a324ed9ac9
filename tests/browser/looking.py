"""What is looked for on any page: faults of access, and whatever is too wide or too small."""

import pytest

TOO_WIDE = """
document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .map(element => element.outerHTML.slice(0, 100)).slice(0, 3)
"""
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
WIDTHS = pytest.mark.parametrize("viewport", [NARROW, WIDE], ids=["narrow", "wide"])
TOO_SMALL = """
[...document.querySelectorAll('main :is(button, summary, .btn, .time, .filters a, .form-check)')]
  .map(element => [element, (element.matches('.form-check') ? element.querySelector('label')
                             : element).getBoundingClientRect()])
  .filter(([element, box]) => box.width > 1 && box.height < 43.5)
  .map(([element, box]) => `${Math.round(box.height)} px: ${element.outerHTML.slice(0, 100)}`)
"""


def faults(page, axe):
    """Return what is wrong with the page as it stands, once all of it has come."""
    page.wait_for_load_state()
    return axe(page) + [f"{page.url} is too wide for {part}" for part in page.evaluate(TOO_WIDE)]


def check(page, axe, paths):
    found = []
    for path in paths:
        response = page.goto(path)
        found += faults(page, axe)
        if response.status >= 400:
            found.append(f"{path} answers {response.status}")
    return found
