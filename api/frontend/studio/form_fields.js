// Our own kinds of fields in the form editor, and what every field says besides: English words, clause, what it is sensitive of.
import { CheckboxEntry, SelectEntry, TextAreaEntry, TextFieldEntry } from "@bpmn-io/properties-panel";
import { jsx, jsxs } from "@bpmn-io/properties-panel/preact/jsx-runtime";
import { label } from "./words.js";

const debounce = (call) => call;
const SENSITIVE = ["", "id", "phone", "account"];
const COLUMN_TYPES = ["text", "int", "number", "money", "date", "enum", "code", "bool"];
const ALIASES = { string: "text", integer: "int", select: "enum" };
const CODES = ["idcard", "uscc", "mobile", "occupation", "postcode", "account"];
/** The type of a column as the server reads it: a code may be its own type. */
const typeOf = ({ type = "text" }) => (CODES.includes(type) ? "code" : ALIASES[type] ?? type);
const FORMATS = ["", "mobile", "idcard", "uscc", "postcode", "account"];

const box = (name, text) => () =>
  jsxs("div", { class: "own-kind", "data-kind": name, children: [jsx("b", { children: label(`kind_${name}`) }), jsx("p", { children: text }) ] });

function kind(name, create) {
  const component = (props) => box(name, props.field.label ?? "")();
  component.config = { type: name, keyed: true, name: label(`kind_${name}`), group: "basic-input", label: label(`kind_${name}`), iconUrl: undefined, icon: Icon, create: (options = {}) => ({ label: label(`kind_${name}`), ...create, ...options }) };
  return component;
}

function Icon() {
  return jsx("svg", { width: 54, height: 54, viewBox: "0 0 54 54", children: jsx("rect", { x: 9, y: 15, width: 36, height: 24, rx: 2, fill: "none", stroke: "currentColor", "stroke-width": 2 }) });
}

const KINDS = {
  roster: kind("roster", { columns: [{ key: "name", label: { zh: "姓名", en: "Name" }, required: true }] }),
  material: kind("material", { items: [{ key: "paper", label: { zh: "材料", en: "Paper" }, required: true }] }),
  enterprise: kind("enterprise", {}),
  region: kind("region", {}),
  signature: kind("signature", { statement: "本人承诺所填内容真实有效。" }),
};

class OwnKinds {
  constructor(formFields) {
    for (const [name, component] of Object.entries(KINDS)) formFields.register(name, component);
  }
}
OwnKinds.$inject = ["formFields"];

/** Every kind of form-js by its Chinese name, in the palette and as the first label. */
class Renamed {
  constructor(formFields) {
    for (const name of Object.keys(formFields._formFields)) {
      const component = formFields.get(name);
      const said = label(`field_${name}`);
      if (said === `field_${name}` || KINDS[name]) continue;
      const wrapped = (props) => jsx(component, props);
      const { config } = component;
      const create = (options = {}) => {
        const made = config.create(options);
        return "label" in made && !options.label ? { ...made, label: said } : made;
      };
      wrapped.config = { ...config, name: said, create };
      formFields.register(name, wrapped);
    }
  }
}
Renamed.$inject = ["formFields"];

// Components keep their identity, or a field would be made anew with every letter that is typed into it.
const Text = (props) => jsx(TextFieldEntry, { ...props, label: label(props.name), getValue: props.read, setValue: props.write, debounce });
const Paragraph = (props) => jsx(TextAreaEntry, { ...props, label: label(props.name), getValue: props.read, setValue: props.write, debounce });
/** Lines that are read when they are left: half of one would be read as another. */
const Lines = (props) => {
  const write = (event) => props.write(event.target.value);
  return jsxs("div", { class: "bio-properties-panel-entry", "data-entry-id": props.id, children: [jsx("label", { class: "bio-properties-panel-label", htmlFor: `lines-${props.id}`, children: label(props.name) }), jsx("textarea", { id: `lines-${props.id}`, class: "bio-properties-panel-input", rows: 4, defaultValue: props.read(), onChange: write })] });
};
const Flag = (props) => jsx(CheckboxEntry, { ...props, label: label(props.name), getValue: props.read, setValue: props.write });
const Choice = (props) => {
  const getOptions = () => props.values.map((value) => ({ value, label: value === "" ? "—" : label(`value_${value}`) }));
  return jsx(SelectEntry, { ...props, label: label(props.name), getValue: props.read, setValue: props.write, getOptions });
};

const text = (id, name, read, write, component = Text) => ({ id, name, read, write, component });
const flag = (id, name, read, write) => ({ id, name, read, write, component: Flag });
const choice = (id, name, values, read, write) => ({ id, name, values, read, write, component: Choice });

const Heading = ({ title, remove }) =>
  jsxs("div", { class: "own-item", children: [jsx("b", { children: title }), jsx("button", { type: "button", class: "own-remove", onClick: remove, children: label("remove") })] });
const Add = ({ add }) => jsx("div", { class: "bio-properties-panel-entry", children: jsx("button", { type: "button", class: "own-add", onClick: add, children: label("add") }) });

/** A list of objects inside a field: columns of a roster, items of a checklist. */
function list(field, edit, name, fresh, entries) {
  const items = field[name] ?? [];
  const put = (at, change) => edit(field, [name], items.map((each, number) => (number === at ? without({ ...each, ...change }) : each)));
  const shown = items.flatMap((each, at) => [
    { id: `own-${name}-${at}`, component: Heading, title: spoken(each, "label").zh || each.key, remove: () => edit(field, [name], items.filter((_, number) => number !== at)) },
    ...entries(each, (change) => put(at, change), `own-${name}-${at}`),
  ]);
  const add = () => edit(field, [name], [...items, fresh(items.length + 1)]);
  return { id: `own-${name}`, label: label(name), entries: [...shown, { id: `own-${name}-add`, component: Add, add }] };
}

/** Words in two languages, as the file writes them: `label` with `label_en` beside it, or an object of both. */
const spoken = (item, name) => (typeof item[name] === "object" && item[name] !== null ? item[name] : { zh: item[name] ?? "", en: item[`${name}_en`] ?? "" });
const speak = (item, name, change) => {
  const said = { ...spoken(item, name), ...change };
  return typeof item[name] === "object" ? { [name]: said } : { [name]: said.zh || undefined, [`${name}_en`]: said.en || undefined };
};
const words = (item, put, id, name, zh, en) => [
  text(`${id}-${zh}`, zh, () => spoken(item, name).zh ?? "", (value) => put(speak(item, name, { zh: value }))),
  text(`${id}-${en}`, en, () => spoken(item, name).en ?? "", (value) => put(speak(item, name, { en: value }))),
];

const both = (item, put, id) => [
  text(`${id}-key`, "key", () => item.key ?? "", (key) => put({ key })),
  ...words(item, put, id, "label", "zh", "en"),
  flag(`${id}-required`, "required", () => item.required === true, (required) => put({ required: required || undefined })),
];

/** 选项, one a line: `value 中文 | English`. */
const optionLines = (values = []) =>
  values.map((each) => (typeof each === "object" ? `${each.value} ${each.label ?? ""}${each.label_en ? ` | ${each.label_en}` : ""}` : String(each)).trim()).join("\n");
const optionsOf = (lines) =>
  lines.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [, value, label, en] = /^(\S+)\s*(.*?)\s*(?:\|\s*(.*))?$/.exec(line);
    return label || en ? without({ value, label: label || value, label_en: en || undefined }) : value;
  });

/** What a column asks besides, by its type: what the server would refuse of another type is not offered. */
const ASKED = { enum: ["values"], code: ["code"], text: ["maxLength"], int: ["min", "max"], number: ["min", "max"], money: ["min", "max"], date: ["not_future", "not_past"] };
const numeric = (value) => (/^-?\d+$/.test(value.trim()) ? Number(value) : value.trim() || undefined);
const asked = (item, put, id, name) => {
  if (name === "code") return choice(`${id}-code`, "code_kind", CODES, () => (CODES.includes(item.type) ? item.type : item.code ?? ""), (code) => put({ type: "code", code }));
  if (name === "values") return text(`${id}-values`, "values", () => optionLines(item.values), (lines) => put({ values: optionsOf(lines) }), Lines);
  if (name.startsWith("not_")) return flag(`${id}-${name}`, name, () => item[name] === true, (on) => put({ [name]: on || undefined }));
  return text(`${id}-${name}`, name, () => String(item[name] ?? ""), (value) => put({ [name]: numeric(value) }));
};

/** Another type asks other things; an enum begins with a choice, a code with one that is known. */
const retyped = (item, type) => {
  const gone = Object.fromEntries(Object.values(ASKED).flat().filter((name) => !(ASKED[type] ?? []).includes(name)).map((name) => [name, undefined]));
  const begun = { enum: { values: item.values ?? ["option1"] }, code: { code: item.code ?? CODES[0] } };
  return { ...gone, type, ...begun[type] };
};

/** Identity numbers are unique unless the column says otherwise. */
const identifies = (item) => typeOf(item) === "code" && [item.type, item.code].includes("idcard");

const column = (item, put, id) => [
  ...both(item, put, id),
  choice(`${id}-type`, "type", COLUMN_TYPES, () => typeOf(item), (type) => put(retyped(item, type))),
  ...(ASKED[typeOf(item)] ?? []).map((name) => asked(item, put, id, name)),
  flag(`${id}-unique`, "unique", () => item.unique ?? identifies(item), (unique) => put({ unique: unique || (identifies(item) ? false : undefined) })),
  choice(`${id}-sensitive`, "sensitive", SENSITIVE, () => item.sensitive ?? "", (sensitive) => put({ sensitive: sensitive || undefined })),
  ...words(item, put, id, "description", "description_zh", "description_en"),
  text(`${id}-sample`, "sample", () => item.sample ?? "", (sample) => put({ sample: sample || undefined })),
  text(`${id}-clause`, "clause", () => item.clause ?? "", (clause) => put({ clause: clause || undefined })),
];
const item = (each, put, id) => [
  ...both(each, put, id),
  text(`${id}-accept`, "accept", () => each.accept ?? "", (accept) => put({ accept: accept || undefined })),
  text(`${id}-clause`, "clause", () => each.clause ?? "", (clause) => put({ clause: clause || undefined })),
];

class OwnProperties {
  constructor(propertiesPanel, eventBus) {
    this.eventBus = eventBus;
    propertiesPanel.registerProvider(this, 100);
  }

  getGroups(field, edit) {
    return (groups) => {
      const said = (name, component) => {
        const write = (value) => edit(field, ["properties"], without({ ...field.properties, [name]: value || undefined }));
        return text(`own-${name}`, name, () => field.properties?.[name] ?? "", write, component);
      };
      const entries = field.type === "default" ? this.whole(field, edit) : [said("label_en"), said("description_en"), said("clause")];
      if (field.type === "text") entries.splice(0, 2, said("text_en", Paragraph));
      if (field.key !== undefined && field.type !== "default") entries.push(...this.kept(field, edit));
      entries.push(...this.special(field, edit));
      const own = [{ id: "own", label: label("own"), entries, shouldOpen: true }];
      if (field.type === "roster") own.push(list(field, edit, "columns", (number) => ({ key: `column${number}`, label: { zh: `列 ${number}`, en: `Column ${number}` } }), column));
      if (field.type === "material") own.push(list(field, edit, "items", (number) => ({ key: `paper${number}`, label: { zh: `材料 ${number}`, en: `Paper ${number}` } }), item));
      const basic = KINDS[field.type] ? this.basic(field, edit) : [];
      return [...basic, ...groups.filter((group) => !(KINDS[field.type] && group.id === "general")), ...own];
    };
  }

  whole(field, edit) {
    const title = field.title ?? {};
    return ["zh", "en"].map((name) => text(`own-title-${name}`, name, () => title[name] ?? "", (value) => edit(field, ["title"], { ...title, [name]: value })));
  }

  basic(field, edit) {
    const required = (value) => edit(field, ["validate"], without({ ...field.validate, required: value || undefined }));
    const entries = [
      text("own-label", "zh", () => field.label ?? "", (value) => edit(field, ["label"], value)),
      text("own-key", "key", () => field.key ?? "", (value) => edit(field, ["key"], value)),
      flag("own-required", "required", () => field.validate?.required === true, required),
    ];
    return [{ id: "own-basic", label: label("own_basic"), entries, shouldOpen: true }];
  }

  kept(field, edit) {
    const put = (name) => (value) => edit(field, ["properties"], without({ ...field.properties, [name]: value || undefined }));
    const entries = [choice("own-sensitive", "sensitive", SENSITIVE, () => field.properties?.sensitive ?? "", put("sensitive"))];
    if (field.type === "textfield") entries.push(choice("own-format", "format", FORMATS, () => field.properties?.format ?? "", put("format")));
    return entries;
  }

  special(field, edit) {
    if (field.type === "region") return [text("own-root", "root", () => field.root ?? "", (value) => edit(field, ["root"], value || undefined)), flag("own-leaf", "leaf", () => field.leaf === true, (value) => edit(field, ["leaf"], value || undefined))];
    if (field.type === "signature") return [text("own-statement", "statement", () => field.statement ?? "", (value) => edit(field, ["statement"], value), Paragraph)];
    return [];
  }
}
OwnProperties.$inject = ["propertiesPanel", "eventBus"];

const without = (values) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));

export const ownFields = {
  __init__: ["ownKinds", "renamedKinds", "ownProperties"],
  ownKinds: ["type", OwnKinds],
  renamedKinds: ["type", Renamed],
  ownProperties: ["type", OwnProperties],
};
