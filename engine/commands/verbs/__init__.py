"""Verbs 审批动作: one verb a file."""
