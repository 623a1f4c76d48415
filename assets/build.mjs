/** Builds the style sheet, the script, the font and the icons of Owj into src/owj/client/static/owj.
 *
 * Names carry a hash of the content, so they may be kept for ever by a browser; manifest.json maps
 * the plain name to the hashed one, and .gz and .br stand beside each file for WhiteNoise.
 * The same sources give the same bytes. */
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { drawSprite } from "./sprite.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, "../src/owj/client/static/owj");
const fresh = `${target}.new`;

// The worker draws documents with the same font; Typst reads it as it is, not as WOFF2.
const documentFonts = path.resolve(here, "../src/owj/server/documents/fonts");

const font = "node_modules/vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2";

/** Gives the font of the npm package a name that needs no escaping in an address. */
const fontPlugin = {
  name: "font",
  setup(on) {
    on.onResolve({ filter: /^font:/ }, (found) => ({ path: found.path.slice(5), namespace: "font" }));
    on.onLoad({ filter: /.*/, namespace: "font" }, async () => ({
      contents: await readFile(path.join(here, font)),
      loader: "file",
    }));
  },
};

/** The icons of bpmn-js carry their strokes as style attributes, which our policy of content forbids:
 * the same words as attributes of SVG mean the same. */
const drawnIcons = {
  name: "drawn-icons",
  setup(on) {
    on.onLoad({ filter: /bpmn-js[\\/]lib[\\/].*Icons\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, "utf8");
      const contents = source.replace(/style="([^"]*)"/g, (_, style) =>
        style.split(";").filter(Boolean).map((one) => one.replace(/^\s*([\w-]+):\s*(.*?)\s*$/, '$1="$2"')).join(" "),
      );
      return { contents, loader: "js" };
    });
  },
};

/** Bundle the entry points; esbuild hashes what they import (the font) by itself. */
async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: {
      app: "js/app.js",
      ticket: "js/ticket.js",
      expression: "js/expression.js",
      decision: "js/decision.js",
      studio: "js/studio.js",
      records: "js/records.js",
      record: "js/record.js",
      recordlist: "js/recordlist.js",
      viewdesign: "js/viewdesign.js",
      recordcalendar: "js/recordcalendar.js",
      board: "js/board.js",
      sign: "js/sign.js",
      process: "js/process.js",
      running: "js/running.js",
      drawing: "css/drawing.css",
      style: "css/app.css",
      recordstyle: "css/recordstyle.css",
      projectstyle: "css/projectstyle.css",
      billing: "css/billing.css",
      agreement: "css/agreement.css",
    },
    outdir: fresh,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome123", "firefox121", "safari17.5"],
    loader: { ".woff2": "file", ".svg": "file" },
    plugins: [fontPlugin, drawnIcons],
    metafile: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return Object.keys(result.metafile.outputs).map((file) => path.basename(file));
}

/** Write `content` as name-HASH.ext and return the hashed name. */
async function writeHashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const { name: stem, ext } = path.parse(name);
  const hashed = `${stem}-${hash}${ext}`;
  await writeFile(path.join(fresh, hashed), content);
  return hashed;
}

/** "style-ABCD1234.css" → "style.css": the name templates ask for. */
const plainName = (file) => file.replace(/-[0-9A-Z]{8}(?=\.)/, "");

async function compressAll() {
  for (const file of (await readdir(fresh)).sort()) {
    if (!/\.(css|js|svg|json)$/.test(file)) continue;
    const content = await readFile(path.join(fresh, file));
    await writeFile(path.join(fresh, `${file}.gz`), gzipSync(content, { level: 9 }));
    const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
    await writeFile(path.join(fresh, `${file}.br`), brotliCompressSync(content, quality));
  }
}

async function layDocumentFonts() {
  await rm(documentFonts, { recursive: true, force: true });
  await mkdir(documentFonts, { recursive: true });
  for (const weight of ["Regular", "Bold"]) {
    const name = `Vazirmatn-${weight}.ttf`;
    await cp(path.join(here, "node_modules/vazirmatn/fonts/ttf", name), path.join(documentFonts, name));
  }
  await cp(path.join(here, "node_modules/vazirmatn/OFL.txt"), path.join(documentFonts, "OFL.txt"));
}

async function main() {
  await layDocumentFonts();
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  const files = await bundle();
  const names = JSON.parse(await readFile(path.join(here, "icons.json"), "utf8"));
  files.push(await writeHashed("icons.svg", await drawSprite(names, here)));
  files.push(await writeHashed("mark.svg", await readFile(path.join(here, "brand/owj-mark.svg"))));
  await cp(path.join(here, "node_modules/vazirmatn/OFL.txt"), path.join(fresh, "font-license.txt"));
  await cp(path.join(here, "node_modules/bpmn-js/LICENSE"), path.join(fresh, "bpmn-js-license.txt"));
  const manifest = Object.fromEntries(files.sort().map((file) => [plainName(file), file]));
  await writeFile(path.join(fresh, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await compressAll();
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  console.log(`assets: ${files.length} files in ${path.relative(process.cwd(), target)}`);
}

await main();
