"""外部函数之名: what the functions that the engine lends to expressions are called.

Names such as `money in words` hold a word of the language: whoever compiles an expression must know them beforehand.
"""

HOST_NAMES = frozenset(
    (
        "working days after",
        "working days between",
        "receipt day",
        "receipt day",
        "is working day",
        "due date",
        "money in words",
        "in region",
    )
)
