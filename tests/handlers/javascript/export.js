// The sample that exports rows to an annotation, as a plug-in in JavaScript.
//
// The plug-in reads three things of the FetchXML: the table, its columns and the order of its rows.

const { WebApi, fault, parameter, serve } = require("./handler.js");

const SETS = { account: "accounts", contact: "contacts" };
const named = (text, tag, name) =>
  [...text.matchAll(new RegExp(`<${tag}\\s[^>]*?\\b${name}=["']([^"']*)`, "g"))].map((found) => found[1]);
const cell = (value) => `"${String(value ?? "").replaceAll('"', '""')}"`;

serve(async ({ context, callback }) => {
  const fetchXml = parameter(context, "FetchXml");
  const [table] = named(fetchXml, "entity", "name");
  if (!(table in SETS)) return fault(`There is no table '${table}'.`);
  const trace = [`Reading rows of ${table}`];
  const columns = named(fetchXml, "attribute", "name");
  const order = named(fetchXml, "order", "attribute").join(",");
  const organization = new WebApi(callback);
  const query = `$select=${columns.join(",")}` + (order && `&$orderby=${order}`);
  const page = await organization.send("GET", `${SETS[table]}?${query}`);
  const rows = page.json.value;
  trace.push(`Writing ${rows.length} rows`);
  const header = columns;
  const lines = [header.join(","), ...rows.map((row) => header.map((name) => cell(row[name])).join(","))];
  const file = lines.map((line) => `${line}\r\n`).join("");
  const annotation = await organization.send("POST", "annotations", {
    subject: "Export Data Using FetchXml To Csv",
    documentbody: Buffer.from(file.replace(/[^\0-\x7f]/g, "?")).toString("base64"),
    filename: "exportdatausingfetchxml.csv",
    mimetype: "text/csv",
  });
  return { outputs: { AnnotationId: annotation.row }, trace };
});
