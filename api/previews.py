"""Previews 文书预览: what a decision would send, without deciding."""

from engine.commands.preview_papers import PaperPreview, TryTask, Undone
from engine.engine import Engine
from engine.sdk.actor import Actor


def preview_papers(engine: Engine, command: TryTask, by: Actor) -> tuple[PaperPreview, ...]:
    """The papers a decision would issue now, in their order."""
    try:
        engine.execute(command, by=by)
    except Undone as undone:
        return undone.papers
    return ()
