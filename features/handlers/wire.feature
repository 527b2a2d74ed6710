@emulator @handlers @no-samples
Feature: The call of a handler and its answer
  A handler gets one JSON object by POST and answers one. The journal has both, without the token.

  Background:
    Given these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content |
      | assembly | Contoso | 1.0.0.0 | neutral | 927f986a04c54a2f | TVo=    |
    And these rows of "plugintypes"
      | as   | typename        | friendlyname | pluginassemblyid@odata.bind   |
      | type | Contoso.Handler | Handler      | /pluginassemblies({assembly}) |

  Scenario: A custom API is called
    Given the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "export.py"
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation

      {"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    Then the status is 200
    And the exchange matches snapshot "handlers/custom-api"
    When handler call 1 is looked at
    Then the exchange matches snapshot "handlers/custom-api-handled"

  Scenario: A custom API is refused
    Given the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "export.py"
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation

      {"FetchXml":"<fetch><entity name='nothing'/></fetch>"}
      """
    Then the status is 400
    And the exchange matches snapshot "handlers/custom-api-refused"
    When handler call 1 is looked at
    Then the exchange matches snapshot "handlers/custom-api-refused-handled"

  Scenario: A step is handled, and refuses
    Given these rows of "sdkmessageprocessingstepsecureconfigs"
      | as     | secureconfig      |
      | secret | only for the step |
    And these processing steps
      | on             | stage         | plugintypeid@odata.bind | does  | sdkmessageprocessingstepsecureconfigid@odata.bind |
      | Create account | PostOperation | /plugintypes({type})    | given | /sdkmessageprocessingstepsecureconfigs({secret})  |
    And the plug-in type "Contoso.Handler" is handled by "contact.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And the exchange matches snapshot "handlers/step-refused"
    When handler call 1 is looked at
    Then the exchange matches snapshot "handlers/step-refused-handled"

  Scenario: A step before the main operation changes the row
    Given these processing steps
      | on             | stage        | plugintypeid@odata.bind | does                    |
      | Create account | PreOperation | /plugintypes({type})    | {"accountnumber":"A-7"} |
    And the plug-in type "Contoso.Handler" is handled by "complete.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then the status is 201
    And "accountnumber" equals A-7
    When handler call 1 is looked at
    Then the exchange matches snapshot "handlers/step-before-handled"

  Scenario: An answer that cannot be understood
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does           |
      | Create account | PostOperation | /plugintypes({type})    | unknown member |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And the exchange matches snapshot "handlers/nonsense"
    When a client sends
      """
      GET /_emulator/v1/journal?kind=handler
      """
    Then "entries" has 1 item
    And "/entries/0/kind" equals handler
    And "/entries/0/pluginType" equals Contoso.Handler
    And "/entries/0/url" equals {handler}
    And "/entries/0/at" equals 2026-01-02T03:04:05Z
    And "/entries/0/job" is null
    And "/entries/0/endedBy" equals answer
    And "/entries/0/answer/status" equals 200
    And "/entries/0/answer/body/output" is present
    And "/entries/0/error" contains "its answer is no JSON of the known form: unknown field `output`"
    And "/entries/0/request/body/callback/token" equals ***
    And "/entries/0/elapsedMs" equals 0

  Scenario: A handler that does not answer
    Given these processing steps
      | as   | on             | stage         | mode         | plugintypeid@odata.bind | does |
      | step | Create account | PostOperation | asynchronous | /plugintypes({type})    | hang |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a request "POST /api/data/v9.2/contacts" has been answered with 204
    And the clock advances by "PT2M"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=asyncoperationid
      """
    Then "/value/0/asyncoperationid" is remembered as "job"
    When a client sends
      """
      GET /_emulator/v1/journal?kind=handler
      """
    Then "entries" has 1 item
    And "/entries/0/step" equals {step}
    And "/entries/0/job" equals {job}
    And "/entries/0/answer" is null
    And "/entries/0/endedBy" equals deadline
    And "/entries/0/elapsedMs" equals 120000

  Scenario: A handler whose process is not running
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind |
      | Create account | PostOperation | /plugintypes({type})    |
    And the plug-in type "Contoso.Handler" is handled by "no process"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And a client sends
      """
      GET /_emulator/v1/journal?kind=handler
      """
    Then "entries" has 1 item
    And "/entries/0/answer" is null
    And "/entries/0/endedBy" equals connection
    And "/entries/0/error" contains "error sending request"

  Scenario: A token is never in the journal
    Given these processing steps
      | on             | stage         | plugintypeid@odata.bind | does       |
      | Create account | PostOperation | /plugintypes({type})    | indiscreet |
    And the plug-in type "Contoso.Handler" is handled by "misbehave.py"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /_emulator/v1/journal?kind=handler
      """
    Then "/entries/0/answer/body/trace/0" equals ***
