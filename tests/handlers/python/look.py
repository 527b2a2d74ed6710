"""Writes what the handler's own requests read into a contact, which joins the unit of work."""

from handler import Refused, WebApi, parameter, serve


def count(organization, name):
    page, _ = organization.send("GET", f"accounts?$select=name&$filter=name eq '{name}'".replace(" ", "%20"))
    return len(page["value"])


def handle(question):
    context, callback = question["context"], question["callback"]
    name = next(pair["value"] for pair in parameter(context, "Target")["Attributes"] if pair["key"] == "name")
    inside, outside = WebApi(callback), WebApi(callback, "a token of its own")
    who, _ = inside.send("GET", "WhoAmI")
    try:
        WebApi({**callback, "url": callback["url"].replace("api/data/v9.2/", "_emulator/v1/")}).send("POST", "settle")
        settled = "settled"
    except Refused as refused:
        settled = str(refused.status)
    seen = {
        "inside": count(inside, name),
        "outside": count(outside, name),
        "settle": settled,
        "expires": callback["expires"],
        "user": who["UserId"] == context["UserId"],
        "depth": context["Depth"],
        "secure": question["secureConfiguration"],
        "type": question["pluginType"],
    }
    inside.send("POST", "contacts", {"lastname": "Seen", "description": "; ".join(f"{name} {value}" for name, value in seen.items())})
    return {"sharedVariables": {"looked": True}}


serve(handle)
