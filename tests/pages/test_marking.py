"""What has no English says on English pages that it is Chinese; a sentence of ours that lacks its English stays bare."""

import pytest
from jinja2 import Environment
from markupsafe import Markup

from api.marking import MarkChinese, marked, marked_html
from engine.sdk.text import Text

CLAUSE = "穗人社函〔2020〕22号 二（四）"


@pytest.fixture
def page():
    environment = Environment(autoescape=True, extensions=[MarkChinese])
    environment.filters["marked"] = marked
    return lambda source, **facts: environment.from_string(source).render(**facts)


def test_runs_of_chinese_in_the_text_are_marked_and_escaped(page):
    assert page("<p>{{ a }}</p>", a=CLAUSE) == f'<p><span lang="zh">{CLAUSE}</span></p>'
    assert page("{{ a }}", a="Basis: 二（四） <b>") == 'Basis: <span lang="zh">二（四）</span> &lt;b&gt;'
    assert page("{{ a }}", a="Level 4") == "Level 4"


def test_attributes_and_elements_that_hold_no_elements_stay_plain(page):
    source = '<title>{{ a }}</title><a title="{{ a }}" {% if a %}x="{{ a }}"{% endif %}>{{ a }}</a><option>{{ a }}</option>'
    assert page(source, a="张三") == '<title>张三</title><a title="张三" x="张三"><span lang="zh">张三</span></a><option>张三</option>'


def test_in_a_drawing_the_mark_is_one_that_drawings_may_hold(page):
    source = "<svg><title>{{ a }}</title><text>{{ a }}</text></svg><p>{{ a }}</p>"
    assert (
        page(source, a="张三")
        == '<svg><title>张三</title><text><tspan lang="zh">张三</tspan></text></svg><p><span lang="zh">张三</span></p>'
    )


def test_markup_and_what_is_no_text_pass_as_they_are(page):
    assert page("{{ a }}{{ b }}{{ c }}", a=Markup("<i>张三</i>"), b=3, c=None) == "<i>张三</i>3None"


def test_a_sentence_without_english_stays_bare_and_words_that_have_none_are_marked():
    assert marked(Text("没有译文").in_("en")) == "没有译文"
    assert marked(Text.typed("同意。").in_("en")) == '<span lang="zh">同意。</span>'
    assert Text("中文", "English").in_("en") == "English"


def test_markup_made_elsewhere_is_marked_between_its_tags():
    assert marked_html(Markup('<p title="张三">a &amp; 张三</p>')) == '<p title="张三">a &amp; <span lang="zh">张三</span></p>'
