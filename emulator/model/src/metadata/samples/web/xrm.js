// The part of Xrm, the client API of model-driven apps, that pages of web resources use most: custom APIs, rows, dialogs.
// Inside an app the page has the app's own Xrm in a parent window, and this file does nothing.
//
// An app has signed in; a page alone has not, so its requests carry a bearer token: that of `data` in the page's address
// (`?data=token%3Dada`), otherwise one that belongs to nobody.

(function () {
  "use strict";

  const API = "/api/data/v9.2";
  const NAMESPACE = "Microsoft.Dynamics.CRM";
  // operationType and structuralProperty of getMetadata.
  const ACTION = 0, FUNCTION = 1, CRUD = 2;
  const PRIMITIVE = 1, ENTITY = 5;

  function appsXrm() {
    try {
      return window.parent !== window ? window.parent.Xrm : undefined;
    } catch {
      return undefined; // The parent is of another origin.
    }
  }

  function token() {
    const data = new URLSearchParams(location.search).get("data");
    return new URLSearchParams(data ?? "").get("token") ?? "me";
  }

  const sets = new Map();

  // The path of a table's entity set. The organization is asked once for each table.
  function setPath(table) {
    if (!sets.has(table)) {
      const definition = `/EntityDefinitions(LogicalName='${table.replaceAll("'", "''")}')?$select=EntitySetName`;
      const asked = send("GET", definition).then((response) => response.json());
      sets.set(table, asked.then(({ EntitySetName }) => "/" + EntitySetName));
      asked.catch(() => sets.delete(table));
    }
    return sets.get(table);
  }

  const plain = (id) => id.replace(/[{}]/g, "").toLowerCase();
  const rowPath = async (row) => `${await setPath(row.entityType ?? row.logicalName)}(${plain(row.id)})`;

  // ---- Requests

  async function send(method, path, body) {
    const headers = {
      Accept: "application/json",
      Authorization: "Bearer " + token(),
      "OData-MaxVersion": "4.0",
      "OData-Version": "4.0",
    };
    if (body !== undefined) headers["Content-Type"] = "application/json; charset=utf-8";
    let response;
    try {
      response = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
    } catch {
      throw { errorCode: 0, message: `The server at ${location.origin} does not answer.` };
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  // What a refused request is rejected with: the code as a positive number, and the message.
  async function refusal(response) {
    const answer = await response.json().catch(() => ({}));
    const { code = "", message = `${response.status} ${response.statusText}`.trim() } = answer.error ?? {};
    return { errorCode: Number.parseInt(code, 16) || 0, message };
  }

  function execute(request) {
    const metadata = request.getMetadata();
    switch (metadata.operationType) {
      case ACTION: return callAction(request, metadata);
      case FUNCTION: return callFunction(request, metadata);
      case CRUD: return changeRow(request, metadata);
      default: return Promise.reject({ errorCode: 0, message: `operationType ${metadata.operationType} is none of 0, 1 and 2.` });
    }
  }

  // The path of an operation: bound to a row, to a table, or to neither.
  async function operationPath(request, { boundParameter, operationName }) {
    if (!boundParameter) return "/" + operationName;
    const target = request[boundParameter];
    const bound = await (target.id ? rowPath(target) : setPath(target.entityType));
    return `${bound}/${NAMESPACE}.${operationName}`;
  }

  // The parameters that the caller gives, with what is known of their types.
  function parametersOf(request, { boundParameter, parameterTypes = {} }) {
    return Object.entries(parameterTypes)
      .filter(([name]) => name !== boundParameter && request[name] !== undefined)
      .map(([name, type]) => [name, type, request[name]]);
  }

  async function callAction(request, metadata) {
    const body = {};
    for (const [name, { typeName, structuralProperty }, value] of parametersOf(request, metadata)) {
      body[name] = structuralProperty === ENTITY && value.id ? reference(value, typeName) : value;
    }
    return send("POST", await operationPath(request, metadata), body);
  }

  function reference(row, typeName) {
    const table = row.entityType ?? typeName.replace(/^.*\./, "");
    return { "@odata.type": `${NAMESPACE}.${table}`, [`${table}id`]: plain(row.id) };
  }

  async function callFunction(request, metadata) {
    const parameters = parametersOf(request, metadata);
    const names = parameters.map(([name]) => `${name}=@${name}`).join(",");
    const values = await Promise.all(
      parameters.map(async ([name, type, value]) => `@${name}=${encodeURIComponent(await literal(type, value))}`),
    );
    const call = metadata.boundParameter || parameters.length ? `(${names})` : "()";
    const query = values.length ? "?" + values.join("&") : "";
    return send("GET", (await operationPath(request, metadata)) + call + query);
  }

  async function literal({ typeName, structuralProperty }, value) {
    if (structuralProperty === ENTITY) return JSON.stringify({ "@odata.id": (await rowPath(value)).slice(1) });
    if (structuralProperty !== PRIMITIVE) return JSON.stringify(value);
    if (typeName === "Edm.String") return `'${String(value).replaceAll("'", "''")}'`;
    return value instanceof Date ? value.toISOString() : String(value);
  }

  async function changeRow(request, { operationName }) {
    const row = { entityType: request.etn, id: request.id };
    switch (operationName) {
      case "Create": return send("POST", await setPath(request.etn), request.payload);
      case "Update": return send("PATCH", await rowPath(row), request.payload);
      case "Delete": return send("DELETE", await rowPath(request.entityReference ?? row));
      case "Retrieve": {
        const columns = request.columnSet?.length ? "?$select=" + request.columnSet.join(",") : "";
        return send("GET", (await rowPath(request.entityReference ?? row)) + columns);
      }
      default: return Promise.reject({ errorCode: 0, message: `'${operationName}' is none of Create, Retrieve, Update and Delete.` });
    }
  }

  async function retrieveRecord(entityType, id, options = "") {
    return (await send("GET", (await rowPath({ entityType, id })) + options)).json();
  }

  async function retrieveMultipleRecords(entityType, options = "") {
    const response = await send("GET", (await setPath(entityType)) + options);
    const { value, "@odata.nextLink": nextLink } = await response.json();
    return { entities: value, nextLink };
  }

  // ---- Dialogs

  const STYLE = `
    .xrm-indicator { position: fixed; inset: 0; display: grid; place-content: center; justify-items: center; gap: 1rem;
      font: 1rem/1.5 system-ui, sans-serif; color: CanvasText; background: color-mix(in srgb, Canvas 88%, transparent); }
    .xrm-indicator::before { content: ""; width: 2.5rem; height: 2.5rem; border-radius: 50%; border: 4px solid GrayText;
      border-top-color: transparent; animation: xrm-turn 1s linear infinite; }
    .xrm-dialog { max-width: 28rem; border: 1px solid GrayText; border-radius: .75rem; padding: 1.5rem;
      font: 1rem/1.5 system-ui, sans-serif; color: CanvasText; background: Canvas; }
    .xrm-dialog h2 { margin: 0 0 .5rem; font-size: 1.125rem; } .xrm-dialog p { margin: 0 0 1.25rem; overflow-wrap: anywhere; }
    .xrm-dialog button { padding: .5rem 1.25rem; font: inherit; }
    .xrm-dialog::backdrop { background: rgb(0 0 0 / .4); }
    @keyframes xrm-turn { to { rotate: 1turn; } }
    @media (prefers-reduced-motion: reduce) { .xrm-indicator::before { animation: none; } }`;

  function element(name, className, text = "") {
    if (!document.getElementById("xrm-style")) {
      const style = Object.assign(document.createElement("style"), { id: "xrm-style", textContent: STYLE });
      document.head.append(style);
    }
    return Object.assign(document.createElement(name), { className, textContent: text });
  }

  let indicator;

  function showProgressIndicator(message) {
    if (!indicator) {
      indicator = element("div", "xrm-indicator");
      indicator.setAttribute("role", "status");
      document.body.append(indicator);
    }
    indicator.textContent = message;
  }

  function closeProgressIndicator() {
    indicator?.remove();
    indicator = undefined;
  }

  function openAlertDialog({ text, title, confirmButtonLabel = "OK" }) {
    const dialog = element("dialog", "xrm-dialog");
    const button = element("button", "", confirmButtonLabel);
    button.addEventListener("click", () => dialog.close());
    dialog.append(...(title ? [element("h2", "", title)] : []), element("p", "", text), button);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve();
      });
    });
  }

  window.Xrm = appsXrm() ?? {
    Navigation: { openAlertDialog },
    Utility: {
      // Deprecated on the platform in favour of Xrm.Navigation.openAlertDialog.
      alertDialog: (message, onClose) => void openAlertDialog({ text: message }).then(onClose),
      closeProgressIndicator,
      getGlobalContext: () => ({ getClientUrl: () => location.origin }),
      showProgressIndicator,
    },
    WebApi: { execute, online: { execute }, retrieveMultipleRecords, retrieveRecord },
  };
})();
