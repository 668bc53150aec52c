// The properties panel's part that is ours: every attribute of moddle/tongban.json the chosen element may carry,
// with what the draft offers as values, and the conditions of flows; expressions are judged by the server while they are typed.
import { FeelEntry, SelectEntry, TextFieldEntry, isFeelEntryEdited, isSelectEntryEdited, isTextFieldEntryEdited } from "@bpmn-io/properties-panel";
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";
import { label } from "./words.js";

const SEVERAL = new Set(["outcomes", "separateFrom"]);
const EXPRESSIONS = new Set(["since", "collection", "condition", "signers"]);
const NONE = { value: "", label: "—" };

const isExpression = (name, value) => name === "limit" && value.startsWith("=");

/** The module for bpmn-js. `choices`: attribute -> [{value, label}]; `names`: what expressions may read; `judge(text)` -> their faults. */
export function attributes(choices, names, judge) {
  const known = new Map();

  /** The fault of an expression as far as the server has said; asks it once and draws again when it answers. */
  function faultOf(text, again) {
    if (!known.has(text)) {
      known.set(text, null);
      judge(text).then((faults) => {
        known.set(text, faults.join(" "));
        again((count) => count + 1);
      }, () => known.delete(text));
    }
    return known.get(text);
  }

  function Typed({ element, id, name, read, write, judged }) {
    const [, again] = useState(0);
    const debounce = useService("debounceInput");
    const validate = (value) => (value && judged(value) ? faultOf(value, again) : null);
    return jsx(TextFieldEntry, { element, id, label: label(name), getValue: read, setValue: write, debounce, validate });
  }

  function Expressed({ element, id, name, read, write }) {
    const [, again] = useState(0);
    const debounce = useService("debounceInput");
    const translate = useService("translate");
    const validate = (value) => (value && value !== "=" ? faultOf(value, again) : null);
    const getValue = () => read() && `=${read().replace(/^=/, "")}`;
    const setValue = (value) => write(value === "=" ? "" : value);
    return jsx(FeelEntry, { element, id, label: label(name), feel: "required", getValue, setValue, debounce, validate, variables: names, translate });
  }

  function Chosen({ element, id, name, read, write }) {
    const getOptions = () => {
      const value = read();
      const offered = choices[name];
      const strange = value && !offered.some((each) => each.value === value) ? [{ value, label: `${value} ?` }] : [];
      return [NONE, ...strange, ...offered];
    };
    return jsx(SelectEntry, { element, id, label: label(name), getValue: read, setValue: write, getOptions });
  }

  function Several({ id, name, read, write }) {
    const held = read().split(/\s+/).filter(Boolean);
    const offered = [...choices[name], ...held.filter((value) => !choices[name].some((each) => each.value === value)).map((value) => ({ value, label: `${value} ?` }))];
    const toggle = (value) => write((held.includes(value) ? held.filter((each) => each !== value) : [...held, value]).join(" "));
    const box = ({ value, label: text }) =>
      jsxs("label", { children: [jsx("input", { type: "checkbox", name: `${id}-${value}`, checked: held.includes(value), onChange: () => toggle(value) }), text] }, value);
    return jsxs("div", {
      class: "bio-properties-panel-entry",
      "data-entry-id": id,
      children: [
        jsx("div", { class: "bio-properties-panel-label", id: `${id}-label`, children: label(name) }),
        jsx("div", { class: "several", role: "group", "aria-labelledby": `${id}-label`, tabindex: 0, children: offered.map(box) }),
      ],
    });
  }

  class Provider {
    constructor(propertiesPanel, modeling, bpmnFactory) {
      this.modeling = modeling;
      this.factory = bpmnFactory;
      propertiesPanel.registerProvider(500, this);
    }

    getGroups(element) {
      return (groups) => {
        const entries = [...this.condition(element), ...this.own(element), ...this.looped(element), ...this.called(element)];
        if (entries.length) groups.splice(1, 0, { id: "tongban", label: label("group"), entries, shouldOpen: true });
        return groups;
      };
    }

    own(element) {
      const object = element.businessObject;
      const names = object.$descriptor.properties.filter((each) => each.ns.prefix === "tb" && each.isAttr).map((each) => each.ns.localName);
      const entry = (name) => {
        const read = () => object.get(`tb:${name}`) ?? "";
        const write = (value) => this.modeling.updateProperties(element, { [`tb:${name}`]: value || undefined });
        return this.entry(element, name, read, write);
      };
      return names.map(entry);
    }

    entry(element, name, read, write) {
      const component = SEVERAL.has(name) && choices[name] ? Several : choices[name] ? Chosen : EXPRESSIONS.has(name) ? Expressed : Typed;
      const isEdited = new Map([[Chosen, isSelectEntryEdited], [Typed, isTextFieldEntryEdited], [Expressed, isFeelEntryEdited]]).get(component);
      return { id: `tb-${name}`, component, isEdited, element, name, read, write, judged: (value) => isExpression(name, value) };
    }

    condition(element) {
      const object = element.businessObject;
      if (object.$type !== "bpmn:SequenceFlow") return [];
      const read = () => object.conditionExpression?.body ?? "";
      const write = (body) => {
        const conditionExpression = body ? this.factory.create("bpmn:FormalExpression", { body }) : undefined;
        this.modeling.updateProperties(element, { conditionExpression });
      };
      return [this.entry(element, "condition", read, write)];
    }

    looped(element) {
      const loop = element.businessObject.loopCharacteristics;
      if (loop?.$type !== "bpmn:MultiInstanceLoopCharacteristics") return [];
      return ["collection", "item"].map((name) => {
        const write = (value) => this.modeling.updateModdleProperties(element, loop, { [`tb:${name}`]: value || undefined });
        return this.entry(element, name, () => loop.get(`tb:${name}`) ?? "", write);
      });
    }

    called(element) {
      const object = element.businessObject;
      if (object.$type !== "bpmn:CallActivity") return [];
      const write = (value) => this.modeling.updateProperties(element, { calledElement: value || undefined });
      return [this.entry(element, "calledElement", () => object.calledElement ?? "", write)];
    }
  }
  Provider.$inject = ["propertiesPanel", "modeling", "bpmnFactory"];
  return { __init__: ["tongbanAttributes"], tongbanAttributes: ["type", Provider] };
}
