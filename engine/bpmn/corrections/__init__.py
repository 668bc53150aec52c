"""Corrections of the library, one fault a file; each names the fault, and tests/bpmn/corrections shows it on the smallest diagram."""
