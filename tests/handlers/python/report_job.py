"""The report job in Python: the four plug-in types of Contoso.CustomApis, which share the row of a job.

`start`, `status` and `fetch` are custom APIs. `process` is the asynchronous step on Update of a job, which runs outside
of a transaction: every request is committed by itself, so that clients see the progress.
"""

import base64
import json
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from urllib.parse import quote
from xml.sax.saxutils import escape

from handler import Refused, WebApi, attribute, fault, parameter, serve

QUEUED, PROCESSING, COMPLETED, FAILED = 1, 2, 3, 4
MIME_TYPES = {"json": "application/json", "xml": "application/xml", "csv": "text/csv"}


class Organization(WebApi):
    """The Web API with what the job asks for."""

    def rows(self, path):
        """All pages of a query."""
        rows = []
        while path:
            page, _ = self.send("GET", quote(path, safe="/?&=$(),'@:%_-."))
            rows += page["value"]
            path = page.get("@odata.nextLink", "").replace(self.url, "")
        return rows

    def count(self, table, entity_set, lookup, account):
        """The number of an account's rows by an aggregate: more than the 5,000 that $count knows."""
        fetch = (
            f"<fetch aggregate='true'><entity name='{table}'><attribute name='{table}id' alias='n' aggregate='count'/>"
            f"<filter><condition attribute='{lookup}' operator='eq' value='{account}'/></filter></entity></fetch>"
        )
        return self.rows(f"{entity_set}?fetchXml={quote(fetch)}")[0]["n"]

    def now(self):
        """The organization's time: that of the last change of a row, which the caller has just written."""
        return self.written["modifiedon"]

    def update(self, job, **columns):
        self.written, _ = self.send(
            "PATCH", f"contoso_reportjobs({job})", columns, {"If-Match": "*", "Prefer": "return=representation"}
        )


def instant(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def start(organization, context, trace):
    account = parameter(context, "Target")["Id"]
    historical = parameter(context, "IncludeHistorical") or False
    try:
        found, _ = organization.send("GET", f"accounts({account})?$select=name")
    except Refused:
        raise Refused(404, {"message": f"Account {account} not found or inaccessible."}) from None
    trace.append(f"Account validated: {found['name']}")
    row = {
        "contoso_name": "Account Report",
        "contoso_AccountId@odata.bind": f"/accounts({account})",
        "contoso_includehistorical": historical,
        "contoso_reportformat": parameter(context, "ReportFormat") or "JSON",
        "contoso_status": QUEUED,
        "contoso_progress": 0,
    }
    _, job = organization.send("POST", "contoso_reportjobs", row)
    counted = [("opportunity", "opportunities", "parentaccountid"), ("incident", "incidents", "customerid"),
               ("contact", "contacts", "parentcustomerid")]
    total = sum(organization.count(*table, account) for table in counted)
    organization.update(job, contoso_status=PROCESSING)
    now = instant(organization.now())
    ready = now + timedelta(seconds=10 + total // 100 + (20 if historical else 0))
    organization.update(job, contoso_name=f"Account Report - {now:%Y-%m-%d %H:%M:%S}", contoso_createdon=organization.now())
    return {
        "JobId": job,
        "EstimatedCompletionTime": ready.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "StatusUrl": f"/api/data/v9.2/contoso_GetReportStatus(JobId={job})",
    }


def read(organization, context):
    return organization.send("GET", f"contoso_reportjobs({parameter(context, 'JobId')})")[0]


def status(organization, context, trace):
    job = read(organization, context)
    state = job["contoso_status"]
    outputs = {
        "Status": state,
        "Progress": job["contoso_progress"],
        "IsComplete": state in (COMPLETED, FAILED),
        "ErrorMessage": job["contoso_errormessage"] or "",
    }
    if state == COMPLETED:
        outputs["CompletedOn"] = job["contoso_completedon"]
        outputs["ReportUrl"] = f"/api/data/v9.2/contoso_GetReport(JobId={job['contoso_reportjobid']})"
    return outputs


def fetch(organization, context, trace):
    job = read(organization, context)
    if job["contoso_status"] != COMPLETED:
        names = {QUEUED: "Queued", PROCESSING: "Processing", FAILED: "Failed"}
        state = f"{job['contoso_status']} ({names[job['contoso_status']]})"
        raise Refused(400, {"message": f"The report of job {job['contoso_reportjobid']} is not there: its status is {state}, and 3 (Completed) was expected."})
    note, _ = organization.send("GET", f"annotations({job['contoso_reportjobid']})?$select=filename,mimetype,documentbody")
    content = base64.b64decode(note["documentbody"]).decode()
    return {"FileName": note["filename"], "MimeType": note["mimetype"], "Content": content}


def process(organization, context, trace):
    target = parameter(context, "Target")
    if (attribute(target, "contoso_status") or {}).get("Value") != PROCESSING:
        return None  # the end of a job is an update of its status, too
    job = context["PrimaryEntityId"]
    try:
        make(organization, job)
    except Refused as refused:
        trace.append(f"Error: {refused}")
        organization.update(job, contoso_progress=0)
        organization.update(job, contoso_status=FAILED, contoso_errormessage=str(refused), contoso_completedon=organization.now())
    return None


def make(organization, job):
    row, _ = organization.send("GET", f"contoso_reportjobs({job})")
    if row["contoso_status"] != PROCESSING:
        return  # after a crash the step runs again, and the job may have ended before
    account, historical = row["_contoso_accountid_value"], row["contoso_includehistorical"]
    if not account:
        raise Refused(404, {"message": "The account of the report does not exist any more."})
    period = "LastXYears(PropertyName='createdon',PropertyValue=5)" if historical else "LastXMonths(PropertyName='createdon',PropertyValue=12)"
    period = f"Microsoft.Dynamics.CRM.{period}"
    name = organization.send("GET", f"accounts({account})?$select=name")[0]["name"]
    sales = organization.rows(f"opportunities?$filter=_parentaccountid_value eq {account} and {period}&$orderby=name")
    organization.update(job, contoso_progress=25)
    cases = organization.rows(f"incidents?$filter=_customerid_value eq {account} and {period}&$orderby=title")
    organization.update(job, contoso_progress=50)
    contacts = organization.rows(f"contacts?$select=fullname&$filter=_parentcustomerid_value eq {account}&$orderby=fullname")
    recent = "Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=90)"
    notes = organization.rows(f"annotations?$select=_objectid_value&$filter=objectid_contact/_parentcustomerid_value eq {account} and {recent}")
    organization.update(job, contoso_progress=75)
    report = {"AccountId": account, "AccountName": name, "GeneratedOn": organization.now(), "IncludeHistorical": historical}
    report |= metrics(sales, cases, contacts, [note["_objectid_value"] for note in notes])
    if historical:
        report["Trends"] = trends(sales, cases)
    organization.update(job, contoso_progress=90)
    kind = row["contoso_reportformat"].lower() if (row["contoso_reportformat"] or "").lower() in MIME_TYPES else "json"
    text = {"json": compact, "xml": xml, "csv": csv}[kind](report)
    numbers = report["Metrics"]
    organization.send("PATCH", f"annotations({job})", {  # with the job's id: a step that runs again replaces the report
        "objectid_contoso_reportjob@odata.bind": f"/contoso_reportjobs({job})",
        "subject": "Generated Report",
        "notetext": f"{name}: {len(sales)} opportunities with {numbers['OpenPipeline']} open and {numbers['WonRevenue']} won, "
                    f"{len(cases)} cases of which {numbers['ResolvedCases']} are resolved, {len(contacts)} contacts.",
        "filename": f"report_{job}.{kind}",
        "mimetype": MIME_TYPES[kind],
        "documentbody": base64.b64encode(text.encode()).decode(),
    })
    organization.update(job, contoso_status=COMPLETED, contoso_progress=100, contoso_completedon=organization.now())


def number(amount):
    """A decimal as a number of JSON."""
    return None if amount is None else int(amount) if amount == int(amount) else float(amount)


def exact(amount):
    return None if amount is None else number(Decimal(str(amount)))


def total(amounts):
    return number(sum((Decimal(str(amount)) for amount in amounts if amount is not None), Decimal(0)))


def mean(amounts):
    """The mean to two digits; None of nothing."""
    amounts = [Decimal(str(amount)) for amount in amounts if amount is not None]
    return number(round(sum(amounts) / len(amounts), 2)) if amounts else None


def metrics(sales, cases, contacts, notes):
    resolved = [case for case in cases if case["statecode"] == 1]
    days = [Decimal(int((instant(case["modifiedon"]) - instant(case["createdon"])).total_seconds())) / 86_400 for case in resolved]
    people = []
    for contact in contacts:
        own = sum(case["_primarycontactid_value"] == contact["contactid"] for case in cases)
        noted = notes.count(contact["contactid"])
        people.append({"Name": contact["fullname"], "Notes": noted, "Cases": own, "EngagementScore": min(100, 10 * noted + 5 * own)})
    return {
        "Opportunities": [
            {"Name": sale["name"], "EstimatedValue": exact(sale["estimatedvalue"]), "ActualValue": exact(sale["actualvalue"]),
             "CloseProbability": sale["closeprobability"], "Status": sale["statecode"]} for sale in sales],
        "Cases": [{"Title": case["title"], "TicketNumber": case["ticketnumber"] or "", "Status": case["statecode"]} for case in cases],
        "Contacts": people,
        "Metrics": {
            "TotalOpportunities": len(sales),
            "TotalOpportunityValue": total(sale["estimatedvalue"] for sale in sales),
            "OpenPipeline": total(sale["estimatedvalue"] for sale in sales if sale["statecode"] == 0),
            "WonRevenue": total(sale["actualvalue"] for sale in sales if sale["statecode"] == 1),
            "AverageCloseProbability": mean(sale["closeprobability"] for sale in sales),
            "TotalCases": len(cases),
            "OpenCases": sum(case["statecode"] == 0 for case in cases),
            "ResolvedCases": len(resolved),
            "ResolutionRate": mean(int(case["statecode"] == 1) for case in cases),
            "AverageResolutionDays": mean(days),
            "TotalContacts": len(contacts),
            "AverageEngagementScore": mean(person["EngagementScore"] for person in people),
        },
    }


def trends(sales, cases):
    quarters = defaultdict(lambda: [Decimal(0), 0])
    quarter = lambda day: f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    for sale in sales:
        if sale["statecode"] == 1 and sale["actualclosedate"] and sale["actualvalue"] is not None:
            quarters[quarter(sale["actualclosedate"])][0] += Decimal(str(sale["actualvalue"]))
    for case in cases:
        quarters[quarter(case["createdon"])][1] += 1
    return [{"Quarter": name, "WonRevenue": number(won), "NewCases": new} for name, (won, new) in sorted(quarters.items())]


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def text_of(scalar):
    return "" if scalar is None else scalar if isinstance(scalar, str) else compact(scalar)


def element(name, value):
    if isinstance(value, dict):
        inner = "".join(element(*member) for member in value.items())
    elif isinstance(value, list):
        single = name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")
        inner = "".join(element(single, item) for item in value)
    else:
        inner = escape(text_of(value), {"\r": "&#13;"})
    return f"<{name}>{inner}</{name}>"


def xml(report):
    return f'<?xml version="1.0" encoding="utf-8"?>\n{element("Report", report)}'


def csv(report):
    lines = [("Section", "Row", "Field", "Value")]
    for name, value in report.items():
        if isinstance(value, list):
            lines += [(name, str(row), *field) for row, item in enumerate(value, 1) for field in item.items()]
        elif isinstance(value, dict):
            lines += [(name, "", *field) for field in value.items()]
        else:
            lines.append(("Report", "", name, value))
    quoted = lambda cell: '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',"\r\n') else cell
    return "".join(",".join(quoted(text_of(cell)) for cell in line) + "\r\n" for line in lines)


TYPES = {
    "Contoso.CustomApis.GenerateAccountReportApi": (start, "Failed to initiate report generation"),
    "Contoso.CustomApis.ProcessReportGenerationPlugin": (process, "Failed to end the report"),
    "Contoso.CustomApis.GetReportStatusApi": (status, "Failed to get report status"),
    "Contoso.CustomApis.GetReportApi": (fetch, "Failed to get report"),
}


def handle(question):
    work, failure = TYPES[question["pluginType"]]
    trace = []
    try:
        outputs = work(Organization(question["callback"]), question["context"], trace)
    except Refused as refused:
        return fault(f"{failure}: {refused}", trace=trace)
    return {"trace": trace} if outputs is None else {"outputs": outputs, "trace": trace}


serve(handle)
