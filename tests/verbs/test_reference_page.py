"""The page about the verbs says what they do."""

from tests.verbs.office import Office
from tests.verbs.reference import PAGE, page


def test_the_page_about_the_verbs_says_what_they_do(office: Office):
    assert PAGE.read_text(encoding="utf-8") == page(office), "run: python -m tests.verbs.reference"
