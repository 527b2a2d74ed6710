"""PowerPlatform-Dataverse-Client: Microsoft's client for Python, behind TLS, since it takes https addresses only."""

import os
import warnings

from azure.core.credentials import AccessToken
from checks import URL
from PowerPlatform.Dataverse.client import DataverseClient
from tls_front import Front

# Some of the calls are going to be replaced, and are still offered.
warnings.simplefilter("ignore", DeprecationWarning)


class Me:
    """The credential of a client that has a token."""

    def get_token(self, *_, **__):
        return AccessToken("me", 4_000_000_000)


front = Front(URL)
os.environ["REQUESTS_CA_BUNDLE"] = os.environ["SSL_CERT_FILE"] = str(front.certificate)
client = DataverseClient(front.url, Me())
