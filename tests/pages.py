"""What does an answer say, and what would a browser send from it? Reading pages and filling their forms in tests."""

import xml.etree.ElementTree as ElementTree
from typing import Any

import lxml.html
from werkzeug.test import TestResponse

Element = ElementTree.Element

SILENT = {"script", "style", "template", "code", "textarea"}


def text_of(element: Element, but: frozenset[str] = frozenset()) -> str:
    """What a reader sees: no scripts, no typed-in values; `but` names further elements to leave out."""
    if not isinstance(element.tag, str) or element.tag in SILENT or element.tag in but:
        return element.tail or ""
    parts = [element.text or "", *(text_of(child, but) for child in element)]
    return "".join(parts) + (element.tail or "")


def tree(response: TestResponse) -> Element:
    """The answer as a tree, for questions such as `tree(page).findall('.//h2')`."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
    root: Element = lxml.html.document_fromstring(response.get_data(), parser)
    return root


def words(response: TestResponse) -> str:
    """The visible text of an answer, white space folded."""
    return " ".join(text_of(tree(response)).split())


def find_form(response: TestResponse, name: str | None = None) -> Element:
    root = tree(response)
    place = root.find(".//main")
    forms = [
        form
        for form in (place if place is not None else root).iter("form")
        if (form.get("method") or "").lower() == "post"
        and (name is None or name in (form.get("action") or "") or name == form.get("id"))
    ]
    assert forms, f"no form {name or ''} on {response.request.path}"
    return forms[0]


def fill(form: Element, fields: dict[str, Any], button: str | None = None) -> dict[str, Any]:
    """What a browser would send from this form after the person typed `fields`."""
    data: dict[str, Any] = {}
    names: set[str] = set()
    for field in form.iter():
        name = field.get("name")
        if not name or field.get("disabled") is not None or field.tag not in {"input", "select", "textarea", "button"}:
            continue
        names.add(name)
        kind = (field.get("type") or "").lower()
        if field.tag == "button" or kind in {"submit", "file", "image"}:
            continue
        if kind in {"checkbox", "radio"}:
            if field.get("checked") is not None:
                data.setdefault(name, []).append(field.get("value", "on"))
        elif field.tag == "select":
            options = list(field.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            data[name] = [option.get("value", text_of(option).strip()) for option in chosen]
        else:
            data[name] = field.text or "" if field.tag == "textarea" else field.get("value", "")
    unknown = set(fields) - names
    assert not unknown, f"the form has no {sorted(unknown)}; it has {sorted(names)}"
    data.update({name: value for name, value in fields.items() if value is not None})
    data.update(press(form, button))
    return data


def press(form: Element, button: str | None) -> dict[str, str]:
    """The name and value that the pressed button adds: the first submit button, or the one with these words."""
    for candidate in form.iter():
        submits = candidate.tag == "button" and (candidate.get("type") or "submit") == "submit"
        if not submits and not (candidate.tag == "input" and candidate.get("type") == "submit"):
            continue
        shown = " ".join((text_of(candidate) if candidate.tag == "button" else candidate.get("value", "")).split())
        if button is None or button in {shown, f"{candidate.get('name')}={candidate.get('value')}"}:
            return {candidate.get("name", ""): candidate.get("value", "")} if candidate.get("name") else {}
    raise AssertionError(f"no button {button!r}")
