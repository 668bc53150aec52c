"""Conditions and computed fields of a form may call what the engine lends, wherever the form is judged or shown."""

from engine.packages.functions import HOSTS
from forms.coerce import from_post
from forms.port import Forms
from forms.state import FormState
from forms.validation import validate
from tests.forms.build import a_field, a_form, renderer

FORM = a_form(
    a_field("number", "amount"),
    a_field("expression", "words", expression="=money in words(amount)"),
    a_field(key="why", required=True, conditional={"hide": '=in region(area, "440100")'}),
)
FACTS = {"area": "440106"}


def test_a_check_computes_and_hides_with_what_is_lent():
    checked = validate(FORM, {"amount": "300"}, FACTS, None, HOSTS)
    assert checked.errors == ()
    assert checked.values["words"] == "叁佰元整"
    assert checked.hidden == {"why"}


def test_the_port_hands_on_what_is_lent():
    raw = {"id": "f", "type": "default", "schemaVersion": 16, "components": [{"type": "number", "key": "amount", "id": "a", "label": "a"}]}
    assert Forms().check(raw, {"amount": 3}, {}, functions=HOSTS).errors == ()


def test_a_page_hides_what_a_lent_function_hides():
    assert 'name="why"' in renderer().render(FORM, FormState({}, facts={"area": "350100"}, functions=HOSTS))
    assert 'name="why"' not in renderer().render(FORM, FormState({}, facts=FACTS, functions=HOSTS))


def test_a_post_keeps_what_a_lent_function_makes_read_only():
    form = a_form(a_field(key="a", readonly='=in region(area, "44")'))
    assert from_post(form, {"a": "typed"}, {"a": "stored"}, None, FACTS, HOSTS) == {"a": "stored"}


def test_every_wording_may_call_what_is_lent():
    words = "{{money in words(amount)}}"
    form = a_form(
        a_field("number", "amount", label=f"金额{words}", description="=money in words(2 * amount)"),
        {"type": "text", "key": "t", "id": "t", "text": f"合计 **{words}**"},
        {"type": "html", "key": "h", "id": "h", "content": f'<p>共{words}</p>{{{{#if in region(area, "4401")}}}}<p>广州</p>{{{{/if}}}}'},
        {"type": "text", "key": "l", "id": "l", "text": "{{#loop [1, 2]}}{{money in words(this)}}；{{/loop}}"},
        a_field("number", "n", appearance={"prefixAdorner": f"前{words}", "suffixAdorner": "=money in words(3 * amount)"}),
    )
    page = str(renderer().render(form, FormState({"amount": 300}, facts=FACTS, functions=HOSTS)))
    for shown in (
        "金额叁佰元整",
        "陆佰元整",
        "合计 <strong>叁佰元整</strong>",
        "共叁佰元整",
        "广州",
        "壹元整；贰元整",
        "前叁佰元整",
        "玖佰元整",
    ):
        assert shown in page


def test_a_fault_names_the_field_with_what_is_lent():
    form = a_form(a_field(key="why", required=True, label="{{money in words(300)}}的用途"))
    (fault,) = validate(form, {}, FACTS, None, HOSTS).errors
    assert "叁佰元整的用途" in fault.text.zh
