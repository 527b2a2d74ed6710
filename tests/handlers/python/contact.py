"""Creates a contact and then fails; the configuration says which token creates the contact."""

from handler import WebApi, fault, serve


def handle(question):
    token = "a token of its own" if question["configuration"] == "ordinary" else None
    WebApi(question["callback"], token).send("POST", "contacts", {"lastname": "Left behind"})
    return fault("Not this one.", trace=["A contact was made."])


serve(handle)
