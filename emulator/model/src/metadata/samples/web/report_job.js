// Starts the report of an account, asks every five seconds how far it is, and offers the report.
//
// The page takes what Dataverse passes to a web resource: `id` names the account, `data` is for xrm.js.

(function () {
  "use strict";

  const BETWEEN_POLLS = 5; // seconds
  const PATIENCE = 10; // times the estimate
  const COMPLETED = 3;

  const at = (id) => document.getElementById(id);
  const primitive = (name) => ({ typeName: "Edm." + name, structuralProperty: 1 });

  function say(text, isError = false) {
    if (at("job").hidden) {
      at("job").hidden = false;
      at("job").scrollIntoView({ block: "nearest" });
    }
    at("status").textContent = text;
    at("status").classList.toggle("bad", isError);
  }

  // Shows an error, and how to go on where that is possible.
  function fail(text, again) {
    say(text, true);
    at("note").textContent = "";
    at("start").disabled = at("account").value === "";
    at("again").hidden = !again;
    at("again").onclick = again;
  }

  const reason = (error) => error?.message ?? String(error);

  // ---- The custom APIs

  async function startReport(accountId, includeHistorical, reportFormat) {
    const response = await Xrm.WebApi.online.execute({
      entity: { entityType: "account", id: accountId },
      IncludeHistorical: includeHistorical,
      ReportFormat: reportFormat,
      getMetadata: () => ({
        boundParameter: "entity",
        parameterTypes: {
          entity: { typeName: "mscrm.account", structuralProperty: 5 },
          IncludeHistorical: primitive("Boolean"),
          ReportFormat: primitive("String"),
        },
        operationType: 0,
        operationName: "contoso_GenerateAccountReport",
      }),
    });
    const { JobId, EstimatedCompletionTime } = await response.json();
    // The time that is left is by the server's clock, not by this machine's.
    const left = (new Date(EstimatedCompletionTime) - new Date(response.headers.get("Date"))) / 1000;
    return { id: JobId, estimate: Math.max(1, Math.round(left)) };
  }

  async function ofJob(operationName, jobId) {
    const response = await Xrm.WebApi.online.execute({
      JobId: jobId,
      getMetadata: () => ({
        boundParameter: null,
        parameterTypes: { JobId: primitive("Guid") },
        operationType: 1,
        operationName,
      }),
    });
    return response.json();
  }

  // ---- The course of a report

  async function generate(event) {
    event.preventDefault();
    for (const id of ["file", "again"]) at(id).hidden = true;
    at("start").disabled = true;
    for (const id of ["job", "bar"]) at(id).hidden = true;
    Xrm.Utility.showProgressIndicator("Starting report generation...");
    try {
      const job = await startReport(at("account").value, at("historical").checked, at("format").value);
      show(0);
      at("note").textContent = `Report generation started. Check back in ${job.estimate} seconds.`;
      follow(job, Math.ceil((PATIENCE * job.estimate) / BETWEEN_POLLS));
    } catch (error) {
      fail("Error: " + reason(error));
    } finally {
      Xrm.Utility.closeProgressIndicator();
    }
  }

  function show(progress) {
    at("bar").hidden = false;
    at("progress").value = progress;
    say(`Generating report... ${progress}%`);
  }

  const follow = (job, polls) => setTimeout(() => poll(job, polls), BETWEEN_POLLS * 1000);

  async function poll(job, polls) {
    try {
      const { IsComplete, Status, Progress, ErrorMessage } = await ofJob("contoso_GetReportStatus", job.id);
      if (!IsComplete) {
        show(Progress);
        if (polls > 1) follow(job, polls - 1);
        else tooLate(job);
      } else if (Status === COMPLETED) {
        await offer(job);
      } else {
        at("progress").value = 0;
        fail("Report failed: " + ErrorMessage);
      }
    } catch (error) {
      fail("Error: " + reason(error), () => goOn(job, polls));
    }
  }

  // Asks again at once, and as often as before.
  function goOn(job, polls) {
    at("again").hidden = true;
    at("start").disabled = true;
    say("Asking again...");
    poll(job, polls);
  }

  function tooLate(job) {
    const polls = Math.ceil((PATIENCE * job.estimate) / BETWEEN_POLLS);
    const text = `The report is not there after ${PATIENCE} times the estimated ${job.estimate} seconds. Its system job may have failed.`;
    fail(text, () => goOn(job, polls));
  }

  async function offer(job) {
    const { FileName, MimeType, Content } = await ofJob("contoso_GetReport", job.id);
    at("progress").value = 100;
    say("Report completed! Download from:");
    at("note").textContent = "";
    const link = at("download");
    URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([Content], { type: MimeType }));
    link.download = FileName;
    link.textContent = FileName;
    at("file").hidden = false;
    at("start").disabled = false;
  }

  // ---- The beginning

  async function accounts() {
    const id = new URLSearchParams(location.search).get("id");
    if (id) return [await Xrm.WebApi.retrieveRecord("account", id, "?$select=name")];
    return (await Xrm.WebApi.retrieveMultipleRecords("account", "?$select=name&$orderby=name&$top=100")).entities;
  }

  async function begin() {
    if (location.protocol === "file:" || !window.Xrm) {
      return fail("This page is a web resource: open it from the server, at /WebResources/contoso_/report_job.html.");
    }
    at("form").addEventListener("submit", generate);
    try {
      const found = await accounts();
      at("account").replaceChildren(...found.map(({ accountid, name }) => new Option(name, accountid)));
      if (found.length === 0) return fail("There is no account.");
      at("start").disabled = false;
    } catch (error) {
      fail("Error: " + reason(error));
    }
  }

  begin();
})();
