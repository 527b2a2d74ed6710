"""Answers with the row of the open type that it was given, one property richer, and with the rows of a list."""

from handler import parameter, serve

EXPANDO = "Microsoft.Dynamics.CRM.expando"


def written(value):
    """A value of the execution context as OData JSON, with the annotation of its type or None."""
    if isinstance(value, dict) and "Attributes" in value:
        return opened(value), None
    if isinstance(value, dict) and "Entities" in value:
        return [opened(row) for row in value["Entities"]], f"#Collection({EXPANDO})"
    if isinstance(value, list):
        kind = "String" if all(isinstance(item, str) for item in value) else "Int32"
        return value, f"#Collection({kind})"
    return value, "String" if isinstance(value, str) else None


def opened(row):
    object = {"@odata.type": f"#{EXPANDO}"}
    for pair in row["Attributes"]:
        value, kind = written(pair["value"])
        if kind:
            object[f"{pair['key']}@odata.type"] = kind
        object[pair["key"]] = value
    return object


def handle(question):
    payload = parameter(question["context"], "Payload")
    answer = opened(payload)
    answer["LogicalName"] = payload["LogicalName"]
    answer["Properties"] = len(payload["Attributes"])
    return {"outputs": {"Out": answer}}


serve(handle)
