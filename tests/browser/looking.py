"""What is looked for on any page: faults of access, and whatever is too wide or too small."""

from playwright.sync_api import expect

TOO_WIDE = """
document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
  .map(element => element.outerHTML.slice(0, 100)).concat(
    `${document.documentElement.scrollWidth} px of ${innerWidth}`).slice(0, 3)
"""
NEXT_FRAME = "new Promise(requestAnimationFrame)"  # before it, a page hears of a new scheme
NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
TOO_SMALL = """
[...document.querySelectorAll('main :is(button, summary, .btn, .time, .filters a, .form-check)')]
  .map(element => [element, (element.matches('.form-check') ? element.querySelector('label')
                             : element).getBoundingClientRect()])
  .filter(([element, box]) => box.width > 1 && box.height < 43.5)
  .map(([element, box]) => `${Math.round(box.height)} px: ${element.outerHTML.slice(0, 100)}`)
"""


def arrive(page, title):
    """Wait for the page of that title: before all of it has come, keys and scrolling do nothing."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.wait_for_load_state()


def at_each_width(page):
    """Give each width in turn to the page as it stands, and then back what it had."""
    usual = page.viewport_size
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        yield
    page.set_viewport_size(usual)


def faults(page, axe):
    """Return what is wrong with the page as it stands, once all of it has come."""
    page.wait_for_load_state()
    found = []
    for _ in at_each_width(page):
        found += axe(page)
        found += [f"{page.url} is too wide for {part}" for part in page.evaluate(TOO_WIDE)]
    page.emulate_media(color_scheme="dark")
    page.evaluate(NEXT_FRAME)
    found += axe(page, "color-contrast")  # which is all that dark changes
    page.emulate_media(color_scheme="light")
    return found


def small_targets(page):
    return [fault for _ in at_each_width(page) for fault in page.evaluate(TOO_SMALL)]


def check(page, axe, paths):
    found = []
    for path in paths:
        response = page.goto(path)
        found += faults(page, axe)
        if response.status >= 400:
            found.append(f"{path} answers {response.status}")
    return found
