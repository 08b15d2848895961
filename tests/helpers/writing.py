"""Answers for a scripted language model: what it says, with the keys of the passages it means."""

import re
from collections.abc import Callable

_PASSAGE = re.compile(r'<passage sleutel="(\w+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)


def keys(prompt: str) -> dict[str, str]:
    """Return the passages of a prompt, each under its key."""
    return dict(_PASSAGE.findall(prompt))


def says(answer: str) -> Callable[[str], str]:
    """Return what writes an answer in which `{word}` becomes the key of the first passage that has
    the word, between square brackets."""

    def write(prompt: str) -> str:
        passages = keys(prompt)

        def key(found: re.Match[str]) -> str:
            holding = (f"[{name}]" for name, text in passages.items() if found[1] in text)
            return next(holding, found[0])

        return re.sub(r"\{([^{}]+)\}", key, answer)

    return write
