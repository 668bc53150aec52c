// Measures feelin: reads the work from stdin as JSON, writes seconds of processor time per call as JSON.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { evaluate, unaryTest } = await import(pathToFileURL(process.argv[2]).href);
const work = JSON.parse(readFileSync(0, "utf8"));

function seconds(run, least) {
  run();
  let best = Infinity;
  for (let repeat = 0; repeat < work.repeats; repeat += 1) {
    let count = 0;
    const start = process.cpuUsage();
    let used = 0;
    do {
      run();
      count += 1;
      const usage = process.cpuUsage(start);
      used = (usage.user + usage.system) / 1e6;
    } while (used < least);
    best = Math.min(best, used / count);
  }
  return best;
}

const attempt = (run) => {
  try {
    return run();
  } catch {
    return null;
  }
};

const conditions = work.conditions.map(({ text, facts }) => ({
  seconds: seconds(() => attempt(() => evaluate(text, facts)), work.least),
  value: JSON.stringify(attempt(() => evaluate(text, facts).value)),
}));
const corpus = seconds(() => work.corpus.forEach((text) => attempt(() => evaluate(text, {}))), work.least) / work.corpus.length;
const table = seconds(() => {
  for (const [first, second] of work.table.rules) {
    if (unaryTest(first, { "?": work.table.facts.income }).value && unaryTest(second, { "?": work.table.facts.region }).value) {
      break;
    }
  }
}, work.least);
process.stdout.write(JSON.stringify({ conditions, corpus, table }));
