"""Creates ten contacts with concurrent requests, which join the unit of work one after the other."""

from concurrent.futures import ThreadPoolExecutor

from handler import WebApi, serve


def handle(question):
    organization = WebApi(question["callback"])
    with ThreadPoolExecutor(10) as crowd:
        made = crowd.map(lambda n: organization.send("POST", "contacts", {"lastname": f"{n}"}), range(10))
    return {"trace": [f"Made {len(list(made))}"]}


serve(handle)
