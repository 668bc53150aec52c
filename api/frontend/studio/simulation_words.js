// The token simulation in Chinese: it has no way to be asked. Its buttons are replaced where they appear; what it tells of elements is said
// in Chinese before it is written down, or what people wrote would be taken for words of its own.
import { escapeHTML } from "diagram-js/lib/util/EscapeUtil";
import { speakChinese } from "./observer.js";
import { translate } from "./translations.js";
import { english } from "./words.js";

const simulationWords = {
  "Token Simulation": "模拟运行",
  "Play Simulation": "继续模拟",
  "Pause Simulation": "暂停模拟",
  "Play/Pause Simulation": "继续或暂停模拟",
  "Reset Simulation": "重新模拟",
  "Toggle Simulation Log": "显示或收起模拟记录",
  "Simulation Log": "模拟记录",
  "Set animation speed = Slow": "慢速",
  "Set animation speed = Normal": "正常速度",
  "Set animation speed = Fast": "快速",
  "Set Sequence Flow": "选择去向",
  "Trigger Event": "触发事件",
  "Add pause point": "设暂停点",
  "Remove pause point": "取消暂停点",
  "No Entries": "没有记录",
  "Close": "关闭",
  "Finished": "已结束",
  "Found unsupported elements": "有不能模拟的元素",
  "Not supported": "不支持",
  "Slow": "慢",
  "Normal": "正常",
  "Fast": "快",
};

const OWN = { "SubProcess": "子流程", "Intermediate Event": "中间事件", "Process": "流程" };
const BECAME = { started: "已开始", finished: "已结束", canceled: "已取消" };
const PATTERNS = [[/^Focus process instance (.*)$/, "只看流程实例 $1"]];
const PARTS = ".bts-toggle-mode, .bts-palette, .bts-log, .bts-notifications, .bts-element-notification, .bts-set-animation-speed, .bts-context-pad, .bts-scope";
const WRITTEN = ".bts-log .bts-text, .bts-log .bts-entry[data-scope-id], .bts-notifications .bts-notification, .bts-scope, input";

/** A sentence about an element: its name stays, the name of its kind is said in Chinese, and what became of it. */
function told(text, names) {
  if (names.has(text)) return text;
  const [, whose, became] = /^(.*) (started|finished|canceled)$/s.exec(text) ?? [null, text, ""];
  const known = simulationWords[whose] ?? OWN[whose];
  return (known ?? (names.has(whose) ? whose : translate(whose))) + (BECAME[became] ?? "");
}

/** Have the simulation of this editor speak Chinese on a Chinese page. */
export function speakSimulation(modeler) {
  const [log, notifications, registry] = ["log", "notifications", "elementRegistry"].map((name) => modeler.get(name));
  if (!english) {
    const said = new Set();
    const instead = (service, method) => {
      const write = service[method].bind(service);
      service[method] = (options) => {
        const names = new Set([...said, ...registry.getAll().map(({ businessObject }) => escapeHTML(businessObject.name ?? ""))]);
        const text = told(options.text, names);
        said.add(text);
        write({ ...options, text });
      };
    };
    instead(log, "log");
    instead(notifications, "showNotification");
  }
  speakChinese(simulationWords, PATTERNS, PARTS, WRITTEN);
}
