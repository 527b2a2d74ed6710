"""Calls the custom API that its configuration names, with the token it was given."""

from handler import Refused, WebApi, fault, serve


def handle(question):
    try:
        WebApi(question["callback"]).send("POST", question["configuration"], {})
    except Refused as refused:
        return fault(str(refused), refused.code)
    return {}


serve(handle)
