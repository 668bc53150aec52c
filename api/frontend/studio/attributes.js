// The properties panel's part that is ours: every attribute of moddle/tongban.json the chosen element may carry,
// with what the draft offers as values, and the conditions of flows; expressions are judged by the server while they are typed.
import {
  CheckboxEntry, FeelEntry, NumberFieldEntry, SelectEntry, TextFieldEntry, isCheckboxEntryEdited, isFeelEntryEdited, isNumberFieldEntryEdited, isSelectEntryEdited, isTextFieldEntryEdited,
} from "@bpmn-io/properties-panel";
import { useState } from "@bpmn-io/properties-panel/preact/hooks";
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { useService } from "bpmn-js-properties-panel";
import { help, label } from "./words.js";

const SEVERAL = new Set(["outcomes", "separateFrom", "verbs", "bulk"]);
const EXPRESSIONS = new Set(["since", "collection", "condition", "signers", "correlation"]);
const LIMITS = new Set(["limit", "extension"]);
const UNITS = { wd: (count) => `${count}wd`, cd: (count) => `${count}cd`, month: (count) => `P${count}M` };
const NONE = { value: "", label: "—" };
const FORMAL = { conditionExpression: "condition", condition: "condition", loopCondition: "loopCondition", loopCardinality: "loopCardinality", completionCondition: "completionCondition" };

/** A limit as people think of it: so many of a unit, a parameter, or an expression. */
function limitOf(text, offered) {
  const [, days, unit, months] = /^(?:(\d+)(wd|cd)|P(\d+)M)$/.exec(text) ?? [];
  if (unit) return { kind: unit, count: Number(days) };
  if (months) return { kind: "month", count: Number(months) };
  if (!text || offered.some((each) => each.value === text)) return { kind: text };
  return { kind: text.startsWith("=") ? "=" : text };
}

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

  function Typed({ element, id, name, read, write }) {
    const debounce = useService("debounceInput");
    return jsx(TextFieldEntry, { element, id, label: label(name), description: help(name), getValue: read, setValue: write, debounce });
  }

  function Counted({ element, id, name, read, write }) {
    const debounce = useService("debounceInput");
    return jsx(NumberFieldEntry, { element, id, label: label(name), min: 1, step: 1, getValue: read, setValue: write, debounce });
  }

  function Ticked({ element, id, name, read, write }) {
    return jsx(CheckboxEntry, { element, id, label: label(name), getValue: read, setValue: write });
  }

  function Expressed({ element, id, name, read, write, feel = "required" }) {
    const [, again] = useState(0);
    const debounce = useService("debounceInput");
    const translate = useService("translate");
    const validate = (value) => (value?.startsWith("=") && value !== "=" ? faultOf(value, again) : null);
    const getValue = () => (feel === "required" ? read() && `=${read().replace(/^=/, "")}` : read());
    const setValue = (value) => write(value === "=" ? "" : value);
    return jsx(FeelEntry, { element, id, label: label(name), description: help(name), feel, getValue, setValue, debounce, validate, variables: names, translate });
  }

  function Limited({ element, id, name, read, write }) {
    const offered = choices[name] ?? [];
    const told = limitOf(read(), offered);
    const [chosen, choose] = useState({});
    const kind = chosen.element === element && chosen.text === read() ? chosen.kind : told.kind;
    const pick = (value) => {
      choose({ element, kind: value, text: UNITS[value] ? undefined : read() });
      if (UNITS[value]) write(UNITS[value](told.count ?? 5));
      else if (value !== "=") write(value);
    };
    const getOptions = () => [
      NONE,
      ...Object.keys(UNITS).map((unit) => ({ value: unit, label: label(`unit_${unit}`) })),
      ...offered.map((each) => ({ value: each.value, label: `${label("parameter")} ${each.label}` })),
      ...(name === "limit" ? [{ value: "=", label: label("expressed") }] : []),
      ...(kind && kind !== "=" && !UNITS[kind] && !offered.some((each) => each.value === kind) ? [{ value: kind, label: `${kind} ?` }] : []),
    ];
    const more = { element, name: "" };
    return jsxs("div", {
      class: "limited",
      children: [
        jsx(SelectEntry, { element, id, label: label(name), getValue: () => kind, setValue: pick, getOptions }),
        UNITS[kind] && jsx(Counted, { ...more, id: `${id}-count`, name: "count", read: () => told.count, write: (count) => count && write(UNITS[kind](count)) }),
        kind === "=" && jsx(Expressed, { ...more, id: `${id}-feel`, name: "expression", read, write: (value) => write(value && `=${value.replace(/^=/, "")}`) }),
      ],
    });
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

  function Several({ id, name, read, write, within }) {
    const held = read().split(/\s+/).filter(Boolean);
    const known = within ? choices[name].filter(({ value }) => within().split(/\s+/).includes(value)) : choices[name];
    const offered = [...known, ...held.filter((value) => !known.some((each) => each.value === value)).map((value) => ({ value, label: `${value} ?` }))];
    const toggle = (value) => write((held.includes(value) ? held.filter((each) => each !== value) : [...held, value]).join(" "));
    const box = ({ value, label: text }) =>
      jsxs("label", { children: [jsx("input", { type: "checkbox", name: `${id}-${value}`, checked: held.includes(value), onChange: () => toggle(value) }), text] }, value);
    return jsxs("div", {
      class: "bio-properties-panel-entry",
      "data-entry-id": id,
      children: [
        jsx("div", { class: "bio-properties-panel-label", id: `${id}-label`, children: label(name) }),
        offered.length > 0 && jsx("div", { class: "several", role: "group", "aria-labelledby": `${id}-label`, tabindex: 0, children: offered.map(box) }),
        help(name) && jsx("div", { class: "bio-properties-panel-description", children: help(name) }),
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
        return groups.filter(({ id }) => id !== "multiInstance").map((group) => (group.id === "timer" ? { ...group, entries: this.timed(element, group.entries) } : group));
      };
    }

    own(element) {
      const object = element.businessObject;
      const names = object.$descriptor.properties.filter((each) => each.ns.prefix === "tb" && each.isAttr).map((each) => each.ns.localName);
      const entry = (name) => {
        const read = () => object.get(`tb:${name}`) ?? "";
        const write = (value) => this.modeling.updateProperties(element, { [`tb:${name}`]: value || undefined });
        const within = name === "bulk" ? () => object.get("tb:outcomes") ?? "" : undefined;
        return { ...this.entry(element, name, read, write), within };
      };
      return names.map(entry);
    }

    entry(element, name, read, write) {
      const several = SEVERAL.has(name) && choices[name];
      const component = LIMITS.has(name) ? Limited : several ? Several : choices[name] ? Chosen : EXPRESSIONS.has(name) ? Expressed : Typed;
      return this.shown(component, element, name, read, write);
    }

    shown(component, element, name, read, write) {
      const edited = [[Chosen, isSelectEntryEdited], [Typed, isTextFieldEntryEdited], [Expressed, isFeelEntryEdited], [Counted, isNumberFieldEntryEdited], [Ticked, isCheckboxEntryEdited]];
      return { id: `tb-${name}`, component, isEdited: new Map(edited).get(component), element, name, read, write };
    }

    /** An expression that stands inside `holder`, as an element of its own. */
    formal(element, holder, property) {
      const write = (body) => {
        const expression = body ? this.factory.create("bpmn:FormalExpression", { body: body.replace(/^=/, "") }) : undefined;
        if (expression) expression.$parent = holder;
        this.modeling.updateModdleProperties(element, holder, { [property]: expression });
      };
      return this.shown(Expressed, element, FORMAL[property], () => holder.get(property)?.body ?? "", write);
    }

    condition(element) {
      const object = element.businessObject;
      if (object.$type === "bpmn:SequenceFlow") return [this.formal(element, object, "conditionExpression")];
      const awaited = object.eventDefinitions?.find(({ $type }) => $type === "bpmn:ConditionalEventDefinition");
      return awaited ? [this.formal(element, awaited, "condition")] : [];
    }

    looped(element) {
      const loop = element.businessObject.loopCharacteristics;
      if (!loop) return [];
      const plain = (component, name, property, none) => {
        const write = (value) => this.modeling.updateModdleProperties(element, loop, { [property]: value || undefined });
        return this.shown(component, element, name, () => loop.get(property) ?? none, write);
      };
      if (loop.$type === "bpmn:StandardLoopCharacteristics") {
        return [this.formal(element, loop, "loopCondition"), plain(Counted, "loopMaximum", "loopMaximum"), plain(Ticked, "testBefore", "testBefore", false)];
      }
      const own = [plain(Expressed, "collection", "tb:collection", ""), plain(Typed, "item", "tb:item", "")];
      return [...own, this.formal(element, loop, "loopCardinality"), this.formal(element, loop, "completionCondition")];
    }

    /** The time of a timer may be an expression, judged like every other. */
    timed(element, entries) {
      const timer = element.businessObject.eventDefinitions.find(({ $type }) => $type === "bpmn:TimerEventDefinition");
      const held = timer && ["timeDate", "timeDuration", "timeCycle"].map((name) => timer.get(name)).find(Boolean);
      if (!held) return entries;
      const write = (body) => this.modeling.updateModdleProperties(element, held, { body });
      const own = { ...this.shown(Expressed, element, "time", () => held.body ?? "", write), feel: "optional" };
      return entries.map((entry) => (entry.id === "timerEventDefinitionValue" ? own : entry));
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
