"""Corrections of the library, one concept a file; each numbers its faults, and tests/bpmn/corrections shows every one on its diagram."""
