// 决策需求图: decisions and inputs carry the names people know them by, in the language of the page; their keys where nobody named them.
import TextRenderer from "dmn-js-drd/lib/draw/TextRenderer";
import { english } from "./words.js";

/** The title of a decision (its question) or of an input (its description); `tb:en` says it in English. */
export function titleOf(element) {
  const told = english ? element.$attrs?.["tb:en"] : element.question || element.description;
  return told?.trim() || element.name || element.id;
}

class TitledText extends TextRenderer {
  constructor(config) {
    super(config);
    const createText = this.createText;
    this.createText = (text, options) => {
      const element = options?.box?.businessObject;
      const named = element?.$type === "dmn:Decision" || element?.$type === "dmn:InputData";
      return createText(named ? titleOf(element) : text, options);
    };
  }
}
TitledText.$inject = ["config.textRenderer"];

export const titled = { textRenderer: ["type", TitledText] };
