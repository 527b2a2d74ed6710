"""Calls the custom API that the configuration names, with the token of the call."""

from handler import Refused, WebApi, fault, serve


def handle(question):
    try:
        WebApi(question["callback"]).send("POST", question["configuration"], {})
    except Refused as refused:
        return fault(str(refused), refused.code)
    return {}


serve(handle)
