"""Before the main operation: gives a column of the row its value."""

from handler import attribute, parameter, serve


def handle(question):
    name = attribute(parameter(question["context"], "Target"), "name")
    return {"target": {"accountnumber": f"{question['configuration']}{len(name)}"}}


serve(handle)
