"""Which steps do several stories of an evaluation take?"""

from collections.abc import Callable

from tests.browser.window import Window

Enter = Callable[[Window, str], Window]


def choose_level(window: Window, name: str, value: str) -> None:
    """Tap one of the large buttons of a criterion: the radio lies beneath its label."""
    window.page.locator(f'main [name="{name}"][value="{value}"] + label').click()


def names_of(window: Window, beginning: str = "level_") -> list[str]:
    """The criteria, or statements, that this page asks for."""
    radios = window.page.locator(f'main [type="radio"][name^="{beginning}"]')
    return list(dict.fromkeys(radios.evaluate_all("all => all.map(each => each.name)")))


def rate_everything(window: Window, value: str) -> None:
    """Go through the parts one page after the other, as the pages lead."""
    while names := names_of(window):
        for name in names:
            choose_level(window, name, value)
        window.press("Lưu và tiếp tục")


def go_on(window: Window, words: str) -> Window:
    """Follow the link that stands as a button in the page's text: the breadcrumb may say the same."""
    window.page.locator("main a.btn", has_text=words).click()
    return window.settle()


def reload(window: Window) -> Window:
    """Load the page again, as its reader does while work goes on behind it."""
    window.page.reload()
    return window.settle()
