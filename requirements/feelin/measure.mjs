// Prints the nanoseconds that feelin takes for each expression of a file, the best of some rounds.
import { readFileSync } from "node:fs";
import { evaluate } from "feelin";

const ROUNDS = 15;
const CALLS = 400;
const { context, texts } = JSON.parse(readFileSync(process.argv[2], "utf8"));

function best(text) {
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call += 1) evaluate(text, context);
    fastest = Math.min(fastest, Number(process.hrtime.bigint() - began) / CALLS);
  }
  return fastest;
}

const answers = texts.map((text) => JSON.stringify(evaluate(text, context).value ?? null));
console.log(JSON.stringify({ nanoseconds: texts.map(best), answers }));
