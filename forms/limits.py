"""What one form, one entry and one workbook may cost."""

MAX_DEFINITION_BYTES = 2_000_000
MAX_COMPONENTS = 2_000
MAX_DEPTH = 8
SCHEMA_VERSION = 19

MAX_TEXT = 2_000
MAX_TEXTAREA = 20_000
MAX_NUMBER_CHARACTERS = 40
MAX_ROWS = 200
"""rows of a list without a bound of its own"""
ROWS_CEILING = 500
"""rows no list may exceed, whatever its definition says; more belongs in a roster"""

MAX_PATTERN = 500
MAX_REPEAT = 2_000
PATTERN_SECONDS = 0.05
MAX_HIDE_ROUNDS = 8
"""rounds in which computed values and hidden fields may settle"""

MAX_FILE_MB = 10
GRID = 16
