// Answers with the row of the open type that it was given, one property richer, and with the rows of a list.

const { parameter, serve } = require("./handler.js");

const EXPANDO = "Microsoft.Dynamics.CRM.expando";

/** A value of the execution context as OData JSON, with the annotation of its type or nothing. */
function written(value) {
  if (value?.Attributes) return [opened(value)];
  if (value?.Entities) return [value.Entities.map(opened), `#Collection(${EXPANDO})`];
  if (Array.isArray(value)) {
    const kind = value.every((item) => typeof item === "string") ? "String" : "Int32";
    return [value, `#Collection(${kind})`];
  }
  return typeof value === "string" ? [value, "String"] : [value];
}

function opened(row) {
  const object = { "@odata.type": `#${EXPANDO}` };
  for (const { key, value } of row.Attributes) {
    const [json, kind] = written(value);
    if (kind) object[`${key}@odata.type`] = kind;
    object[key] = json;
  }
  return object;
}

serve(async ({ context }) => {
  const payload = parameter(context, "Payload");
  const answer = opened(payload);
  answer.LogicalName = payload.LogicalName;
  answer.Properties = payload.Attributes.length;
  return { outputs: { Out: answer } };
});
