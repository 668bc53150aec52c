"""Trying drafts 试运行: engines on sandboxes, people to play, stories told by drafts."""
