"""Before the main operation: gives the columns of the row the values that the configuration says."""

import json

from handler import serve

serve(lambda question: {"target": json.loads(question["configuration"])})
