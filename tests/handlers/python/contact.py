"""Creates a contact and then refuses; the configuration says with whose token it is created."""

from handler import WebApi, fault, serve


def handle(question):
    token = "a token of its own" if question["configuration"] == "ordinary" else None
    WebApi(question["callback"], token).send("POST", "contacts", {"lastname": "Left behind"})
    return fault("Not this one.", trace=["A contact was made."])


serve(handle)
