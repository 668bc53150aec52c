"""Every kind of component forms know, by name."""

from forms.fields.base import Kind
from forms.fields.checkbox import Checkbox
from forms.fields.choices import Checklist, Choice, Radio, Taglist
from forms.fields.computed import Computed
from forms.fields.containers import DynamicList, Group
from forms.fields.display import Button, DocumentPreview, Html, Image, Separator, Spacer, Table, TextBlock
from forms.fields.files import Filepicker, Material
from forms.fields.moments import Moment
from forms.fields.numbers import Number
from forms.fields.people import Enterprise, Region, Signature
from forms.fields.roster import Roster
from forms.fields.text import Textarea, Textfield

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Textfield(),
        Textarea(),
        Number(),
        Moment(),
        Checkbox(),
        Radio(),
        Choice(),
        Checklist(),
        Taglist(),
        Filepicker(),
        Computed(),
        TextBlock(),
        Html(),
        Image(),
        Separator(),
        Spacer(),
        Table(),
        DocumentPreview(),
        Button(),
        Group(),
        DynamicList(),
        Roster(),
        Material(),
        Enterprise(),
        Region(),
        Signature(),
    )
}

FORBIDDEN = frozenset(("iframe",))
"""kinds of form-js that are refused whatever they contain"""


def kind_of(name: str) -> Kind:
    """The kind of a component that was read."""
    return KINDS[name]
