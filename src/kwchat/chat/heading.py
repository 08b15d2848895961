"""How a chat introduces itself: its title, what it is about, and questions to begin with."""

from dataclasses import dataclass
from typing import Self

from kwchat.chat import texts


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a chat and below it before the first question; without more, that of the
    corpus that comes with kwchat."""

    title: str = texts.CHAT_TITLE
    lead: str = texts.CHAT_LEAD
    examples: tuple[str, ...] = texts.CHAT_EXAMPLES

    @classmethod
    def of(cls, title: str | None, lead: str | None, examples: tuple[str, ...]) -> Self:
        """Return what a school gives, if it gives anything: then nothing stands beside it that is
        about the corpus that comes with kwchat."""
        if not (title or lead or examples):
            return cls()
        return cls(title or texts.CHAT_TITLE, lead or texts.CHAT_LEAD_OTHER, examples)


DEFAULT = Heading()


def author_line(model: str, place: str) -> str:
    """Return who writes the answers, and on which computer; this one when the place is empty."""
    return texts.CHAT_AUTHOR.format(model=model, place=place or texts.CHAT_AUTHOR_HERE)
