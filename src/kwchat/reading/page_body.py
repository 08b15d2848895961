"""The body of a web page whole: a page may leave its tags out, and the parser then knows no better.

libxml2 does not know the elements that came with HTML 5, and puts those that stand before any that
it knows into the head, which shows no words.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_OF_THE_HEAD = frozenset(
    {"base", "link", "meta", "noscript", "script", "style", "template", "title"}
)


def with_whole_body(tree: "HtmlElement") -> None:
    """Move what stands in the head of a page and belongs in its body to the front of that."""
    head = tree.find("head")
    children = list(head) if head is not None else []
    first = next((n for n, each in enumerate(children) if each.tag not in _OF_THE_HEAD), None)
    if first is None:
        return
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    strays = children[first:]
    for place, each in enumerate(strays):
        body.insert(place, each)  # with the text behind it
    strays[-1].tail, body.text = (strays[-1].tail or "") + (body.text or ""), None
