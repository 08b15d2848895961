"""What Gradio keeps of each page in memory, and would keep too long."""

from typing import Any


def forget_expired(chat: Any) -> None:  # noqa: ANN401 (blocks of Gradio, which has one home)
    """Drop the sessions of which the conversation has expired.

    Gradio itself drops the conversation, but keeps what the page last showed of it.
    """
    sessions = chat.state_holder.session_data
    for name, session in list(sessions.items()):
        expired = [is_expired for _, _, is_expired in session.state_components]
        if expired and all(expired):
            sessions.pop(name, None)


def forget_replaced(chat: Any, name: str) -> None:  # noqa: ANN401 (see above)
    """Drop what a session has of components that have been replaced since.

    Gradio makes a component anew for each update, also for one that skips it. What the new one
    shows, it keeps under a number of its own, and never drops: of each question the field, and the
    sources of the whole conversation. This is to be called in the event loop, where Gradio uses it.
    """
    session = chat.state_holder.session_data.get(name)
    if session is None:
        return
    blocks = session.blocks_config.blocks
    in_use = chat.blocks.keys() | {blocks[number]._id for number in chat.blocks}  # noqa: SLF001
    for number in blocks.keys() - in_use:
        del blocks[number]
        session.config_values.pop(number, None)
