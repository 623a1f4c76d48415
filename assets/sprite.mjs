/** Draws one SVG sprite from the icons that icons.json names. */
import { readFile } from "node:fs/promises";
import path from "node:path";

/** Return the inner drawing of one lucide icon, without its own size, colour and licence line. */
async function readIcon(name, here) {
  const file = path.join(here, "node_modules/lucide-static/icons", `${name}.svg`);
  const source = await readFile(file, "utf8");
  const inner = source.match(/<svg[^>]*>([\s\S]*)<\/svg>/);
  if (!inner) throw new Error(`${name}.svg: expected one svg element`);
  return inner[1].replace(/\s*\n\s*/g, "").replace(/ \/>/g, "/>");
}

/** Return the sprite: a symbol per name, in the order of the list. */
export async function drawSprite(names, here) {
  const symbols = [];
  for (const name of names) {
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${await readIcon(name, here)}</symbol>`);
  }
  const licence = "<!-- lucide icons, ISC licence: https://lucide.dev/license -->";
  return `<svg xmlns="http://www.w3.org/2000/svg">${licence}${symbols.join("")}</svg>\n`;
}
