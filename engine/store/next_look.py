"""再看的时间: when a case has to be looked at again though nobody does anything in it."""

import re
from datetime import datetime, time, timedelta

from engine import bpmn
from engine.store.runtime import ZONE

DAY = re.compile(r"\b(today|now)\b")
"""An expression that asks what day it is says something else every day."""


def next_look(instance: bpmn.Instance, now: datetime) -> datetime | None:
    """到期: when the next timer is due; not later than the next day begins, where what is waited for asks what day it is."""
    due = bpmn.due(instance)
    if not any(DAY.search(text) for text in bpmn.questions(instance)):
        return due
    tomorrow = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), time(), ZONE)
    return tomorrow if due is None else min(due, tomorrow)
