"""The order to the model: the rules, the passages under opaque keys, and the question.

Keys are made anew for each call, so that no document and no question can name one. What stands in
passages and questions is data: nothing in it can close a passage or open another.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from kwchat.answering.answer import Hit, Turn
from kwchat.answering.generation.drafts import NO_ANSWER
from kwchat.answering.generation.models import ANSWER_TOKENS
from kwchat.language.sentences import sentences
from kwchat.reading.document import Chunk

MOST_SENTENCES = 5  # that a model is asked for, each of one passage
TOKEN_CHARACTERS = 3  # of Dutch, at the least, in the tokenizers of common models
SMALLEST_PROMPT = 1500  # tokens: rules, a question, and one passage of 160 words
LARGEST_PROMPT = 5000  # tokens: rules, a long question, six such passages, and a conversation
_MOST_PASSAGES = 6
_CONVERSATION_SHARE = 0.2  # of the room for passages
_QUESTION_CHARACTERS = 1200  # of one turn; a longer one is a document
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "【": "(", "】": ")"})


@dataclass(frozen=True, slots=True)
class Prompt:
    """Messages for a model, and which passage each key stands for."""

    messages: tuple[tuple[str, str], ...]
    chunks: Mapping[str, Chunk]


def make_key() -> str:
    """Return a key that nobody can guess, as short as a model can copy."""
    return "k" + secrets.token_hex(2)


def prompt(
    question: str,
    hits: Sequence[Hit],
    turns: Sequence[Turn],
    *,
    plain: bool,
    context: int,
    answer: int = ANSWER_TOKENS,
    key: Callable[[], str] = make_key,
) -> Prompt:
    """Return what a model is asked, within `context` tokens together with an `answer` of so many:
    the best passages that fit, the last of them cut behind a sentence, and the end of the
    conversation."""
    keys = _keys(key, min(len(hits), _MOST_PASSAGES))
    system = _text("opdracht.txt").format(
        example=keys[0] if keys else key(),
        most=MOST_SENTENCES,
        no_answer=NO_ANSWER,
        plain=_text("eenvoudig.txt").strip() if plain else "",
    )
    question = _harmless(question)
    room = (context - answer) * TOKEN_CHARACTERS - len(system) - len(question) - 200
    conversation = _conversation(turns, int(room * _CONVERSATION_SHARE))
    fitting = dict(
        _fitting([hit.chunk for hit in hits[:_MOST_PASSAGES]], keys, room - len(conversation))
    )
    human = _text("vraag.txt").format(
        passages="\n\n".join(text for text, _ in fitting.values()),
        conversation=conversation,
        question=question,
    )
    chunks = {name: chunk for name, (_, chunk) in fitting.items()}
    return Prompt((("system", system.strip()), ("human", human.strip())), MappingProxyType(chunks))


def _keys(key: Callable[[], str], count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[key()] = None
    return list(found)


def _fitting(
    chunks: Sequence[Chunk], keys: Sequence[str], room: int
) -> list[tuple[str, tuple[str, Chunk]]]:
    """Return the passages that fit, each written out under its key."""
    found = []
    for name, chunk in zip(keys, chunks, strict=True):
        about = _harmless(" > ".join(chunk.heading_path))
        frame = len(about) + len(name) + 60
        text = _cut(_harmless(chunk.text), room - frame)
        if not text:
            break
        found.append(
            (name, (f'<passage sleutel="{name}" kop="{about}">\n{text}\n</passage>', chunk))
        )
        room -= frame + len(text)
    return found


def _cut(text: str, room: int) -> str:
    """Return as many whole sentences of a text as there is room for."""
    if len(text) <= room:
        return text
    ends = [end for _, end in sentences(text) if end <= room]
    return text[: ends[-1]] if ends else ""


def _conversation(turns: Sequence[Turn], room: int) -> str:
    """Return the end of a conversation, as much of it as there is room for."""
    lines: list[str] = []
    for turn in reversed(turns):
        who = "Leraar" if turn.role == "user" else "Antwoord"
        line = f"{who}: {_harmless(' '.join(turn.content[:_QUESTION_CHARACTERS].split()))}"
        room -= len(line) + 1
        if room < 0:
            break
        lines.insert(0, line)
    return "Eerder in het gesprek:\n" + "\n".join(lines) + "\n\n" if lines else ""


def _harmless(text: str) -> str:
    return text.translate(_HARMLESS)


@cache
def _text(name: str) -> str:
    return (files("kwchat.answering.generation") / name).read_text(encoding="utf-8")
