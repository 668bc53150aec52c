"""文书: templates and facts become PDF."""

from engine.documents.fonts import FontsMissing
from engine.documents.rendering import DocumentRefused, Documents

__all__ = ["DocumentRefused", "Documents", "FontsMissing"]
