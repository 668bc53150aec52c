// Bundles styles, modules and drawings into ../static/dist and writes manifest.json: logical name -> hashed name.
// Run by `python -m api.assets`; by hand: `node build.mjs` or `node build.mjs --watch`.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");
const watching = process.argv.includes("--watch");

const options = {
  absWorkingDir: here,
  entryPoints: {
    app: "js/app.js",
    early: "js/early.js",
    diagram: "js/diagram.js",
    compare: "studio/compare.js",
    statistics: "js/statistics.js",
    style: "css/index.css",
    "diagram-style": "css/diagram.css",
    studio: "studio/studio.js",
    "studio-style": "studio/studio.css",
    modeler: "studio/modeler.js",
    "modeler-style": "studio/modeler.css",
    "table-editor": "studio/table_editor.js",
    "table-editor-style": "studio/table_editor.css",
    "form-editor-style": "studio/form_editor.css",
  },
  outdir: out,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: !watching,
  sourcemap: watching,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  target: ["chrome109", "firefox115", "safari16"],
  legalComments: "none",
  logLevel: "warning",
  loader: { ".svg": "file", ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".eot": "empty" },
};

/** The form editor alone: its own Preact and that of the properties panel must be one. */
const formEditor = {
  ...options,
  entryPoints: { "form-editor": "studio/form_editor.js" },
  alias: { preact: "@bpmn-io/properties-panel/preact" },
};

/** Drawings keep their text; only the name carries the digest. */
async function drawings() {
  const names = {};
  for (const file of (await readdir(join(here, "icons"))).filter((name) => name.endsWith(".svg")).sort()) {
    const text = (await readFile(join(here, "icons", file), "utf8")).replace(/<!--[\s\S]*?-->/g, "").replace(/>\s+</g, "><");
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
    const hashed = `${basename(file, ".svg")}-${digest}.svg`;
    await writeFile(join(out, hashed), text);
    names[file] = hashed;
  }
  return names;
}

/** The licence of a package, its notice, and those of what it took over from others (a folder of licences). */
async function licenceFiles(folder) {
  const entries = (await readdir(join(here, folder), { withFileTypes: true })).filter(({ name }) => /^(licen[cs]e|notice)/i.test(name));
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  for (const entry of entries.filter((each) => each.isDirectory())) {
    for (const name of await readdir(join(here, folder, entry.name))) files.push(join(entry.name, name));
  }
  return files.sort();
}

/** The packages whose code is in the bundle, each with the text of its licence: the notices page reads this. */
async function licences(inputs) {
  const folders = new Set(["node_modules/@expo-google-fonts/noto-serif-sc"]);
  for (const input of inputs) {
    const match = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (match) folders.add(match[1]);
  }
  const found = [];
  for (const folder of [...folders].sort()) {
    const about = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
    const files = await licenceFiles(folder);
    const texts = await Promise.all(files.map((name) => readFile(join(here, folder, name), "utf8")));
    found.push({ name: about.name, version: about.version, licence: about.license ?? "", text: texts.join("\n\n").trim() });
  }
  return found;
}

/** One account of several builds. */
function together(...results) {
  const all = { inputs: {}, outputs: {} };
  for (const { metafile } of results) {
    Object.assign(all.inputs, metafile.inputs);
    Object.assign(all.outputs, metafile.outputs);
  }
  return { metafile: all };
}

async function write(result) {
  const files = await drawings();
  for (const [path, made] of Object.entries(result.metafile.outputs)) {
    if (!made.entryPoint) continue;
    files[basename(path).replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = relative(out, join(here, path));
  }
  const names = Object.fromEntries(Object.entries(files).sort());
  await writeFile(join(out, "licences.json"), JSON.stringify(await licences(Object.keys(result.metafile.inputs)), null, 1));
  await writeFile(join(out, "manifest.json"), `${JSON.stringify({ files: names }, null, 1)}\n`);
  for (const [name, hashed] of Object.entries(names)) {
    const size = result.metafile.outputs[relative(here, join(out, hashed))]?.bytes;
    console.log(`  ${name.padEnd(20)} ${hashed}${size ? `  ${Math.ceil(size / 1024)} KB` : ""}`);
  }
}

if (existsSync(out)) {
  for (const name of await readdir(out)) await rm(join(out, name), { recursive: true });
}
await mkdir(out, { recursive: true });
if (watching) {
  const forms = await esbuild.build(formEditor);
  const reporter = { name: "manifest", setup: (build) => build.onEnd((result) => (result.errors.length ? undefined : write(together(result, forms)))) };
  await (await esbuild.context({ ...options, plugins: [reporter] })).watch();
} else {
  await write(together(await esbuild.build(options), await esbuild.build(formEditor)));
}
