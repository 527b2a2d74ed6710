// What the scripts for Node.js share: one line for each call of a client, and a client's address.
"use strict";

const assert = require("node:assert");
const { createRequire } = require("node:module");

/** Scheme and authority of the emulator. */
const url = process.env.DATAVERSE_URL;

/** Loads a package from the folder with the installed clients. */
const load = createRequire(`${process.env.INTEROP_MODULES}/`);

let failed = 0;

/** Makes one call, prints how it ended, and returns its result; a failure fails the script, which goes on. */
async function check(name, call) {
  try {
    const result = await call();
    console.log(`ok ${name}`);
    return result;
  } catch (error) {
    failed += 1;
    const text = error.stack?.startsWith("Assert") ? error.stack : JSON.stringify(error, Object.getOwnPropertyNames(error));
    console.log(`failed ${name}: ${text.replace(/\s+/g, " ").slice(0, 1000)}`);
    return undefined;
  }
}

/** Asserts that a call is refused, with this status and this text in the message. */
async function refused(call, status, text) {
  const answer = await call().then(
    (result) => assert.fail(`it succeeded: ${JSON.stringify(result)}`),
    (error) => error,
  );
  assert.equal(answer.status, status);
  assert.ok(answer.message.includes(text), answer.message);
}

/** Asks the control door to wait until nothing is left to do. */
async function settle() {
  const answer = await fetch(`${url}/_emulator/v1/settle`, { method: "POST" });
  assert.equal(answer.status, 200);
}

/** Says that every call was made, and whether one failed. */
function finish() {
  console.log("end");
  process.exitCode = failed > 0 ? 1 : 0;
}

/** A label in English, as definitions have it. */
function label(text) {
  const localized = { "@odata.type": "Microsoft.Dynamics.CRM.LocalizedLabel", Label: text, LanguageCode: 1033 };
  return { "@odata.type": "Microsoft.Dynamics.CRM.Label", LocalizedLabels: [localized] };
}

module.exports = { assert, check, finish, label, load, refused, settle, url };
