"""What the style sheets of a web page say of its words: hidden, struck, raised, lowered, counted.

What a sheet says of an element is written into its own `style`, as mail programs do, so that one
place is left to look. Of sheets in files of their own only those of a book are there; nothing is
fetched.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from kwchat.reading.page_ink import ASKED

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from tinycss2.ast import Node, QualifiedRule

Linked: TypeAlias = Callable[[str], str]
_Weight: TypeAlias = tuple[bool, tuple[int, int, int]]  # whether important, and how specific
_TELLING = ASKED | frozenset(
    {"display", "visibility", "vertical-align", "text-decoration", "text-decoration-line"}
    | {"list-style-type", "list-style"}
)
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
_SCREENS = frozenset({"all", "screen", "only screen"})
_MOST_RULES = 5000  # of all sheets together; those of large sites have some thousand
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top|\+?[\d.]*[1-9])", re.IGNORECASE)
_LOWERED = re.compile(r"vertical-align\s*:\s*(?:sub\b|text-bottom|-)", re.IGNORECASE)
_COUNTED = re.compile(r"list-style(?:-type)?\s*:[^;]*?([\w-]+)", re.IGNORECASE)


def with_styles(tree: "HtmlElement", linked: Linked | None = None) -> None:
    """Write what the style sheets in a page say into the `style` of its elements; `linked` returns
    a sheet that it names, if that is there."""
    sheets = [_sheet(node, linked) for node in tree.iter("style", "link") if _is_for_screens(node)]
    if not any(sheets):
        return
    said: dict[HtmlElement, list[tuple[_Weight, str]]] = defaultdict(list)
    classes = {name for node in tree.iter() for name in (node.get("class") or "").split()}
    for path, specificity, declared in _rules("\n".join(sheets), classes):
        for node in tree.xpath(path):
            said[node] += [((important, specificity), text) for text, important in declared.items()]
    for node, declarations in said.items():
        ordered = [text for _, text in sorted(declarations, key=lambda each: each[0])]
        node.set("style", "; ".join([*ordered, node.get("style", "")]))


def _sheet(node: "HtmlElement", linked: Linked | None) -> str:
    """Return a sheet; an element that names one which is there, whole, does so no longer."""
    if node.tag == "style":
        return node.text or ""
    is_sheet = (node.get("rel") or "").lower().split() == ["stylesheet"]
    found = linked(node.get("href") or "") if linked and is_sheet else ""
    if found and "@import" not in found:
        node.attrib.pop("rel")
    return found


def _is_for_screens(node: "HtmlElement") -> bool:
    return node.get("media", "all").strip().lower() in _SCREENS


def _rules(
    sheet: str, classes: Set[str]
) -> Iterator[tuple[str, tuple[int, int, int], Mapping[str, bool]]]:
    """Yield what sheets say of a page with certain classes: where, as an XPath, how specific, and
    each with its importance."""
    import tinycss2
    from cssselect import HTMLTranslator, SelectorError
    from cssselect import parse as parsed

    for rule in islice(_flat(tinycss2.parse_stylesheet(sheet)), _MOST_RULES):
        found = tinycss2.parse_blocks_contents(rule.content)
        declared = {
            f"{each.lower_name}: {tinycss2.serialize(each.value).strip()}": each.important
            for each in found
            if each.type == "declaration" and each.lower_name in _TELLING
        }
        where = tinycss2.serialize(rule.prelude)
        if not declared or _is_of_others(where, classes):
            continue
        try:
            for selector in parsed(where):
                if selector.pseudo_element is None:
                    path = HTMLTranslator().selector_to_xpath(selector)
                    yield path, selector.specificity(), declared
        except SelectorError:  # of a state that a file has not, such as :hover
            continue


def _is_of_others(where: str, classes: Set[str]) -> bool:
    """Tell whether a rule is of classes that no element has, as most of a site's are."""
    return "(" not in where and all(
        any(name not in classes for name in _CLASS.findall(each)) for each in where.split(",")
    )


def _flat(rules: "Iterable[Node]") -> "Iterator[QualifiedRule]":
    """Yield the rules of a sheet, also those that it says of screens alone."""
    import tinycss2

    for rule in rules:
        prelude = tinycss2.serialize(getattr(rule, "prelude", None) or []).strip().lower()
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and prelude in _SCREENS:
            yield from _flat(tinycss2.parse_rule_list(rule.content or []))


def _look(node: "HtmlElement", name: str) -> str:
    """Return the last thing that the style of an element says of a property."""
    parts = [part.strip() for part in (node.get("style") or "").split(";")]
    return next((part for part in reversed(parts) if part.lower().startswith(name)), "")


def is_unshown(node: "HtmlElement") -> bool:
    """Tell whether the style of an element hides it."""
    return any(_UNSHOWN.match(_look(node, name)) for name in ("display", "visibility"))


def is_struck(node: "HtmlElement") -> bool:
    """Tell whether the style of an element strikes its words through."""
    return bool(_STRUCK.match(_look(node, "text-decoration")))


def shift(node: "HtmlElement") -> int:
    """Return 1 for what the style of an element raises, -1 for what it lowers, else 0."""
    said = _look(node, "vertical-align")
    return bool(_RAISED.match(said)) - bool(_LOWERED.match(said))


def counter(node: "HtmlElement") -> str:
    """Return the form that the style of a list counts in, such as lower-roman; often nothing."""
    found = _COUNTED.match(_look(node, "list-style"))
    return found[1].lower() if found else ""
