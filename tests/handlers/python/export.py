"""The sample that exports rows to an annotation, as a plug-in in Python.

The plug-in reads three things of the FetchXML: the table, its columns and the order of its rows.
"""

import base64
import xml.etree.ElementTree as xml

from handler import WebApi, fault, parameter, serve

SETS = {"account": "accounts", "contact": "contacts"}


def cell(value):
    return '"' + str("" if value is None else value).replace('"', '""') + '"'


def export(question):
    entity = xml.fromstring(parameter(question["context"], "FetchXml")).find("entity")
    table = entity.get("name")
    if table not in SETS:
        return fault(f"There is no table '{table}'.")
    trace = [f"Reading rows of {table}"]
    columns = [attribute.get("name") for attribute in entity.findall("attribute")]
    order = ",".join(order.get("attribute") for order in entity.findall("order"))
    organization = WebApi(question["callback"])
    query = f"$select={','.join(columns)}" + (f"&$orderby={order}" if order else "")
    page, _ = organization.send("GET", f"{SETS[table]}?{query}")
    rows = page["value"]
    trace.append(f"Writing {len(rows)} rows")
    header = columns
    lines = [",".join(header)] + [",".join(cell(row.get(name)) for name in header) for row in rows]
    file = "".join(line + "\r\n" for line in lines)
    _, annotation = organization.send(
        "POST",
        "annotations",
        {
            "subject": "Export Data Using FetchXml To Csv",
            "documentbody": base64.b64encode(file.encode("ascii", "replace")).decode(),
            "filename": "exportdatausingfetchxml.csv",
            "mimetype": "text/csv",
        },
    )
    return {"outputs": {"AnnotationId": annotation}, "trace": trace}


serve(export)
