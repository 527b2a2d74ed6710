"""Creates a contact through the door and for the user that the configuration names, then answers as configured."""

import json
import urllib.error
import urllib.request
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from handler import Refused, WebApi, fault, serve

SERVICE = "http://schemas.microsoft.com/xrm/2011/Contracts/Services"
ENVELOPE = f"""<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"
    xmlns:a="http://schemas.microsoft.com/xrm/2011/Contracts" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:b="http://schemas.datacontract.org/2004/07/System.Collections.Generic" xmlns:c="http://www.w3.org/2001/XMLSchema">
  <s:Header>%s</s:Header>
  <s:Body><Execute xmlns="{SERVICE}"><request i:type="a:CreateRequest">
    <a:Parameters><a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:Entity">
      <a:Attributes><a:KeyValuePairOfstringanyType>
        <b:key>lastname</b:key><b:value i:type="c:string">%s</b:value>
      </a:KeyValuePairOfstringanyType></a:Attributes>
      <a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id>
      <a:LogicalName>contact</a:LogicalName><a:RelatedEntities/>
    </b:value></a:KeyValuePairOfstringanyType></a:Parameters>
    <a:RequestId i:nil="true"/><a:RequestName>Create</a:RequestName>
  </request></Execute></s:Body>
</s:Envelope>"""


def by_sdk(callback, name, caller):
    """Creates the contact with an SDK client's envelope. A SOAP fault becomes `Refused`."""
    header = f"<a:CallerId>{caller}</a:CallerId>" if caller else ""
    request = urllib.request.Request(
        callback["url"].replace("api/data/v9.2/", "XRMServices/2011/Organization.svc/web"),
        (ENVELOPE % (header, escape(name))).encode(),
        {
            "Authorization": f"Bearer {callback['token']}",
            "Content-Type": "text/xml; charset=utf-8",
            "SOAPAction": f'"{SERVICE}/IOrganizationService/Execute"',
        },
    )
    try:
        urllib.request.urlopen(request).read()
    except urllib.error.HTTPError as refusal:
        said = ElementTree.fromstring(refusal.read())
        raise Refused(refusal.code, {"message": said.findtext(".//faultstring")}) from None


def by_web_api(callback, name, caller):
    headers = {"MSCRMCallerID": caller} if caller else {}
    WebApi(callback).send("POST", "contacts", {"lastname": name}, headers)


def handle(question):
    wanted = json.loads(question["configuration"])
    create = {"sdk": by_sdk, "web": by_web_api}[wanted["door"]]
    try:
        create(question["callback"], wanted["name"], wanted.get("caller"))
    except Refused as refused:
        if "despite" not in wanted:
            return fault(f"Refused with {refused.status}: {refused}")
    return fault("Not this one.") if "fault" in wanted else {}


serve(handle)
