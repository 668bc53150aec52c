"""What a command of the console refuses, already said in both languages."""


class ConsoleRefusal(Exception):
    """The command was understood and refused; nothing changed."""

    def __init__(self, zh: str, en: str, details: str = "") -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en
        self.details = details
