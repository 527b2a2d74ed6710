"""Works on a report job. Each step updates the row whose update has called the handler."""

from handler import Refused, WebApi, fault, serve


def handle(question):
    context = question["context"]
    row = f"contoso_reportjobs({context['PrimaryEntityId']})"
    progress = {"contoso_status": 2, "contoso_progress": 10 * context["Depth"]}
    trace = [f"At depth {context['Depth']}"]
    try:
        WebApi(question["callback"]).send("PATCH", row, progress)
    except Refused as refused:
        return fault(str(refused), refused.code, trace=trace)
    return {"trace": trace}


serve(handle)
