Feature: Request a callback
  A request can name a URL that receives a POST when the operation is completed.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  @BG-004 @BG-021 @BG-022
  Scenario: The documented request with a callback is accepted
    Given a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation
      Content-Type: application/json
      Accept: application/json
      Prefer: respond-async, odata.callback; url="{callback}/hook"

      {"FetchXml":"<fetch version='1.0' output-format='xml-platform' mapping='logical'><entity name='account'><attribute name='accountid'/><attribute name='name'/></entity></fetch>"}
      """
    Then the status is 202
    And the header "Preference-Applied" is "callback"
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "id"
    And the header "Location" is "{org}/api/backgroundoperation/{id}"
    And the body equals
      """
      {"backgroundOperationId":"{id}","location":"{org}/api/backgroundoperation/{id}"}
      """
    And the exchange matches snapshot "background_operations/submit-callback"

  @BG-080 @BG-081 @BG-082 @BG-08A
  Scenario: The payload after success
    Given a sink "callback" outside the organization
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"not in the payload"}}]}
      """
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    Then the request is "POST {callback}/hook"
    And the properties are, in this order
      | location                      |
      | backgroundOperationId         |
      | backgroundOperationStateCode  |
      | backgroundOperationStatusCode |
    And the body has
      | location                      | {monitor}   |
      | backgroundOperationId         | {operation} |
      | backgroundOperationStateCode  | 3           |
      | backgroundOperationStatusCode | 30          |
    And the sink "callback" has received 1 request
    And the exchange matches snapshot "background_operations/callback-succeeded"

  @BG-081 @BG-080
  Scenario: The payload after failure
    Given a sink "callback" outside the organization
    And the rule "max_retries" is "0"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":-2147187707,"message":"Access is denied."}}]}
      """
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    Then the properties are, in this order
      | location                        |
      | backgroundOperationId           |
      | backgroundOperationStateCode    |
      | backgroundOperationStatusCode   |
      | backgroundOperationErrorCode    |
      | backgroundOperationErrorMessage |
    And the body has
      | backgroundOperationStatusCode   | 31                |
      | backgroundOperationErrorCode    | -2147187707       |
      | backgroundOperationErrorMessage | Access is denied. |
    And the exchange matches snapshot "background_operations/callback-failed"

  @BG-082 @BG-065
  Scenario: The receiver reads the result at the status monitor, with a token
    Given a sink "callback" outside the organization
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"all well"}}]}
      """
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    Then "location" is remembered as "place"
    And "Summary" is absent
    When a client without a token sends
      """
      GET {place}
      """
    Then the status is 401
    When a client sends
      """
      GET {place}
      """
    Then the status is 200
    And "Summary" equals all well

  @BG-089
  Scenario: The final state can be read when the callback arrives
    Given a sink "callback" outside the organization
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    Then the operation is Succeeded

  @BG-083
  Scenario: The URL is used untouched and carries everything the receiver needs
    Given a sink "callback" outside the organization
    When "sample_Report" is submitted with a callback to "{callback}/a%2Fb/c?sv=2022-11-02&sig=A%2Bb%3D%3d&se=2026-01-01T00%3A00%3A00Z&x=a,b;c"
    And request 1 arrives at the sink "callback"
    Then the request is "POST {callback}/a%2Fb/c?sv=2022-11-02&sig=A%2Bb%3D%3d&se=2026-01-01T00%3A00%3A00Z&x=a,b;c"
    And the header "Authorization" is absent

  @BG-083
  Scenario: No header of the request reaches the receiver
    Given a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback; url="{callback}/hook"
      x-api-key: secret
      x-functions-key: secret
      """
    Then the status is 202
    When request 1 arrives at the sink "callback"
    Then the header "x-api-key" is absent
    And the header "x-functions-key" is absent
    And the header "Authorization" is absent

  @BG-084
  Scenario Outline: The content type of a callback is a rule
    Given a sink "callback" outside the organization
    And the rule "callback_content_type" is "<value>"
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    Then the header "Content-Type" is "<type>"

    Examples:
      | value   | type                            |
      | charset | application/json; charset=utf-8 |
      | plain   | application/json                |

  @BG-006
  Scenario Outline: The preference is read in every notation of a header
    Given a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: <preference>
      """
    Then the status is 202
    And the header "Preference-Applied" is "callback"
    And "backgroundOperationId" is a guid
    When request 1 arrives at the sink "callback"
    Then the request is "POST {callback}/hook"

    Examples:
      | preference                                                                     |
      | respond-async,odata.callback;url="{callback}/hook"                                 |
      | respond-async, odata.callback ; url="{callback}/hook"                              |
      | odata.callback;url="{callback}/hook",respond-async                                 |
      | return=representation,respond-async,odata.callback;url="{callback}/hook"           |
      | odata.include-annotations="a,b;c",respond-async,odata.callback;url="{callback}/hook" |

  @BG-006
  Scenario: The preferences may come in several headers
    Given a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: odata.callback;url="{callback}/hook"
      Prefer: respond-async
      """
    Then the status is 202
    And the header "Preference-Applied" is "callback"

  @BG-007
  Scenario Outline: Whether the name of the drafts counts is a rule
    Given a sink "callback" outside the organization
    And the rule "callback_alias" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, callback; url="{callback}/hook"
      """
    Then the status is 202
    And the header "Preference-Applied" is "<applied>"
    And the sink "callback" has received <requests>

    Examples:
      | value  | applied       | requests    |
      | accept | callback      | 1 request   |
      | ignore | respond-async | no requests |

  @BG-008
  Scenario Outline: Whether an address without quotes counts is a rule
    Given a sink "callback" outside the organization
    And the rule "unquoted_callback_url" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback; url={callback}/hook
      """
    Then the status is 202
    And the sink "callback" has received <requests>

    Examples:
      | value  | requests    |
      | accept | 1 request   |
      | ignore | no requests |

  @BG-009
  Scenario: A callback alone does not make a request asynchronous
    Given a sink "callback" outside the organization
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: odata.callback; url="{callback}/hook"
      """
    Then the status is 200
    And the header "Preference-Applied" is absent
    And the sink "callback" has received no requests

  @BG-015
  Scenario: The header of Power Automate asks for a callback when the rule says so
    Given a sink "callback" outside the organization
    And the rule "callback_header" is "accept"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      x-ms-dyn-callback-url: {callback}/hook
      """
    Then the status is 202
    And the sink "callback" has received 1 request

  @BG-015
  Scenario: Without the rule the header of Power Automate is ignored
    Given a sink "callback" outside the organization
    And the rule "callback_header" is "ignore"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      x-ms-dyn-callback-url: {callback}/hook
      """
    Then the status is 200
    And the sink "callback" has received no requests

  @BG-021
  Scenario Outline: The value of Preference-Applied is a rule
    Given a sink "callback" outside the organization
    And the rule "callback_preference_applied" is "<value>"
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    Then the header "Preference-Applied" matches "<applied>"

    Examples:
      | value         | applied                          |
      | callback      | ^callback$                       |
      | respond_async | ^respond-async$                  |
      | both          | ^respond-async, ?odata.callback$ |

  @BG-029
  Scenario: The body of the acceptance is JSON
    Given a sink "callback" outside the organization
    When "sample_Report" is submitted with a callback to "{callback}/hook"
    Then the header "Content-Type" is "application/json; charset=utf-8"

  @BG-088
  Scenario Outline: An invalid callback URL is refused
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback; url="<url>"
      """
    Then the status is 400
    And "/error/code" equals 0x80040203
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=name eq 'sample_Report'
      """
    Then "value" has 0 items

    Examples:
      | url                      |
      | /hook                    |
      | hook                     |
      | //host/hook              |
      |                          |
      | http://                  |
      | ftp://host/hook          |
      | mailto:receiver@host     |
      | file:///etc/passwd       |
      | javascript:alert(1)      |
      | http://host:99999/hook   |

  @BG-088
  Scenario: A callback without a URL is refused
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback
      """
    Then the status is 400

  @BG-088
  Scenario Outline: Whether plain http is allowed is a rule
    Given the rule "callback_uri" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback; url="<url>"
      """
    Then the status is <status>

    Examples:
      | value        | url                        | status |
      | any_absolute | http://127.0.0.1:9/hook    | 202    |
      | https_only   | http://127.0.0.1:9/hook    | 400    |

  @BG-086
  Scenario Outline: Whether a canceled operation calls back is a rule
    Given a sink "callback" outside the organization
    And the rule "callback_on_canceled" is "<value>"
    And "sample_Report" waits to be started
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    And the operation is canceled at the status monitor
    When the clock advances by "PT1S"
    Then the operation is Canceled
    And the sink "callback" has received <requests>

    Examples:
      | value | requests    |
      | send  | 1 request   |
      | omit  | no requests |

  @BG-086 @BG-081
  Scenario: The payload after a cancellation
    Given a sink "callback" outside the organization
    And "sample_Report" waits to be started
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    And the operation is canceled at the status monitor
    When the clock advances by "PT1S"
    And request 1 arrives at the sink "callback"
    Then the body equals
      """
      {"location":"{monitor}","backgroundOperationId":"{operation}","backgroundOperationStateCode":3,"backgroundOperationStatusCode":32}
      """

  @BG-087 @BG-080 @alone
  Scenario: The receiver is called once, after the last retry
    Given a sink "callback" outside the organization
    And "sample_Report" fails
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    When everything settles
    Then the sink "callback" has received no requests
    When the clock advances by "PT13S"
    Then the sink "callback" has received no requests
    When the clock advances by "PT1S"
    Then the sink "callback" has received 1 request
    And the operation is Failed

  @BG-085
  Scenario Outline: The receiver's answer does not change the operation
    Given a sink "callback" outside the organization that <answer>
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    When the clock advances until nothing is left to do
    Then the sink "callback" has received 1 request
    And the operation is Succeeded

    Examples:
      | answer                                  |
      | answers 200                             |
      | answers 404                             |
      | answers 500                             |
      | answers 503                             |
      | hangs up                                |
      | redirects to "http://127.0.0.1:9/other" |

  @BG-085
  Scenario Outline: Whether a callback is delivered again is a rule
    Given a sink "callback" outside the organization that answers <status> and then 200
    And the rule "callback_retry" is "<value>"
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    When the clock advances until nothing is left to do
    Then the sink "callback" has received <count> requests

    Examples:
      | value   | status | count |
      | none    | 503    | 1     |
      | webhook | 502    | 2     |
      | webhook | 503    | 2     |
      | webhook | 504    | 2     |
      | webhook | 500    | 1     |
      | webhook | 404    | 1     |

  @BG-085
  Scenario: A receiver that always answers 503 is called twice
    Given a sink "callback" outside the organization that answers 503
    And the rule "callback_retry" is "webhook"
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    When the clock advances until nothing is left to do
    Then the sink "callback" has received 2 requests

  @BG-085
  Scenario Outline: The time limit of the receiver is a rule
    Given a sink "callback" outside the organization that never answers
    And the rule "callback_timeout" is "<value>"
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    When the clock advances by "<value>"
    Then the journal says that callback 1 ended by deadline
    And the operation is Succeeded

    Examples:
      | value |
      | PT60S |
      | PT5S  |

  @BG-085
  Scenario: A receiver that cannot be reached changes nothing
    When "sample_Report" is submitted with a callback to "http://127.0.0.1:9/none"
    And the clock advances until nothing is left to do
    Then the operation is Succeeded
    And the journal says that callback 1 ended by connection

  @BG-080
  Scenario: Each operation calls its own URL
    Given a sink "callback" outside the organization
    When "sample_Report" is submitted with a callback to "{callback}/one"
    And request 1 arrives at the sink "callback"
    Then the request is "POST {callback}/one"
    When "sample_Report" is submitted with a callback to "{callback}/two"
    And request 2 arrives at the sink "callback"
    Then the request is "POST {callback}/two"
    And "backgroundOperationId" equals {operation}

  @BG-07B
  Scenario: The callback is due even when the row is gone
    Given a sink "callback" outside the organization that answers 503 and then 200
    And the rule "callback_retry" is "webhook"
    And "sample_Report" is submitted with a callback to "{callback}/hook"
    And request 1 arrives at the sink "callback"
    When a client sends
      """
      DELETE /api/data/v9.2/backgroundoperations({operation})
      """
    And the clock advances until nothing is left to do
    Then the sink "callback" has received 2 requests
