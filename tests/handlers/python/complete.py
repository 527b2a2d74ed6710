"""Before the main operation: sets the columns of the row to the values of the configuration."""

import json

from handler import serve

serve(lambda question: {"target": json.loads(question["configuration"])})
