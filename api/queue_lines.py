"""A line of the queue in words, for what leaves the page: the workbook and the printed work list."""

from collections.abc import Mapping

from engine.queries.queue_views import TaskRow
from engine.store.runtime import ZONE


def line_of(row: TaskRow, language: str) -> Mapping[str, str]:
    """The cells of a line by name, with the words the page shows; "" where there is nothing to say."""
    task, case, clock = row.task, row.case, row.clock
    return {
        "number": case.number or "",
        "procedure": case.title.in_(language),
        "organisation": case.organisation,
        "uscc": case.uscc,
        "area": case.region_name.in_(language),
        "summary": "；".join(f"{label.in_(language)} {value.in_(language)}" for label, value in case.summary),
        "step": (task.name if task else case.stage_title).in_(language),
        "holder": task.assignee if task else "",
        "arrived": (task.arrived_at if task else case.created_at).astimezone(ZONE).strftime("%Y-%m-%d %H:%M"),
        "due": clock.due.isoformat() if clock and clock.due else "",
        "limit": clock.words.in_(language) if clock else "",
        "flags": "；".join(flag.in_(language) for flag in task.flags) if task else "",
    }
