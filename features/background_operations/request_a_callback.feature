Feature: Request a callback
  A request can name a URL that receives a POST when the operation is completed.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |

  @BG-004 @BG-021 @BG-022
  Scenario: The documented request with a callback is accepted
    Given a callback sink
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation
      Content-Type: application/json
      Accept: application/json
      Prefer: respond-async, odata.callback; url="{sink}/hook"

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
    Given a callback sink
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"not in the payload"}}]}
      """
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 arrives
    Then the callback was sent with the method "POST"
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
    And the sink has received 1 callback
    And the exchange matches snapshot "background_operations/callback-succeeded"

  @BG-081 @BG-080
  Scenario: The payload after failure
    Given a callback sink
    And the rule "max_retries" is "0"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":-2147187707,"message":"Access is denied."}}]}
      """
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 arrives
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
    Given a callback sink
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"all well"}}]}
      """
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 arrives
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
    Given a callback sink
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 arrives
    Then the operation is Succeeded

  @BG-083
  Scenario: The URL is used untouched and carries everything the receiver needs
    Given a callback sink
    When "sample_Report" is submitted with a callback to "{sink}/a%2Fb/c?sv=2022-11-02&sig=A%2Bb%3D%3d&se=2026-01-01T00%3A00%3A00Z&x=a,b;c"
    And callback 1 arrives
    Then the callback was sent to "{sink}/a%2Fb/c?sv=2022-11-02&sig=A%2Bb%3D%3d&se=2026-01-01T00%3A00%3A00Z&x=a,b;c"
    And the header "Authorization" is absent

  @BG-083
  Scenario: No header of the request reaches the receiver
    Given a callback sink
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback; url="{sink}/hook"
      x-api-key: secret
      x-functions-key: secret
      """
    Then the status is 202
    When callback 1 arrives
    Then the header "x-api-key" is absent
    And the header "x-functions-key" is absent
    And the header "Authorization" is absent

  @BG-084
  Scenario Outline: The content type of a callback is a rule
    Given a callback sink
    And the rule "callback_content_type" is "<value>"
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 arrives
    Then the header "Content-Type" is "<type>"

    Examples:
      | value   | type                            |
      | charset | application/json; charset=utf-8 |
      | plain   | application/json                |

  @BG-006
  Scenario Outline: The preference is read however it is written
    Given a callback sink
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: <preference>
      """
    Then the status is 202
    And the header "Preference-Applied" is "callback"
    And "backgroundOperationId" is a guid
    When callback 1 arrives
    Then the callback was sent to "{sink}/hook"

    Examples:
      | preference                                                                     |
      | respond-async,odata.callback;url="{sink}/hook"                                 |
      | respond-async, odata.callback ; url="{sink}/hook"                              |
      | odata.callback;url="{sink}/hook",respond-async                                 |
      | return=representation,respond-async,odata.callback;url="{sink}/hook"           |
      | odata.include-annotations="a,b;c",respond-async,odata.callback;url="{sink}/hook" |

  @BG-006
  Scenario: The preferences may come in several headers
    Given a callback sink
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: odata.callback;url="{sink}/hook"
      Prefer: respond-async
      """
    Then the status is 202
    And the header "Preference-Applied" is "callback"

  @BG-007
  Scenario Outline: Whether the name of the drafts counts is a rule
    Given a callback sink
    And the rule "callback_alias" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, callback; url="{sink}/hook"
      """
    Then the status is 202
    And the header "Preference-Applied" is "<applied>"
    And the sink has received <callbacks>

    Examples:
      | value  | applied       | callbacks    |
      | accept | callback      | 1 callback   |
      | ignore | respond-async | no callbacks |

  @BG-008
  Scenario Outline: Whether an address without quotes counts is a rule
    Given a callback sink
    And the rule "unquoted_callback_url" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async, odata.callback; url={sink}/hook
      """
    Then the status is 202
    And the sink has received <callbacks>

    Examples:
      | value  | callbacks    |
      | accept | 1 callback   |
      | ignore | no callbacks |

  @BG-009
  Scenario: A callback alone does not make a request asynchronous
    Given a callback sink
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: odata.callback; url="{sink}/hook"
      """
    Then the status is 200
    And the header "Preference-Applied" is absent
    And the sink has received no callbacks

  @BG-015
  Scenario: The header of Power Automate asks for a callback when the rule says so
    Given a callback sink
    And the rule "callback_header" is "accept"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      x-ms-dyn-callback-url: {sink}/hook
      """
    Then the status is 202
    And the sink has received 1 callback

  @BG-015
  Scenario: Otherwise the header of Power Automate means nothing
    Given a callback sink
    And the rule "callback_header" is "ignore"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      x-ms-dyn-callback-url: {sink}/hook
      """
    Then the status is 200
    And the sink has received no callbacks

  @BG-021
  Scenario Outline: What is said to be applied is a rule
    Given a callback sink
    And the rule "callback_preference_applied" is "<value>"
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    Then the header "Preference-Applied" matches "<applied>"

    Examples:
      | value         | applied                          |
      | callback      | ^callback$                       |
      | respond_async | ^respond-async$                  |
      | both          | ^respond-async, ?odata.callback$ |

  @BG-029
  Scenario: The body of the acceptance is JSON
    Given a callback sink
    When "sample_Report" is submitted with a callback to "{sink}/hook"
    Then the header "Content-Type" is "application/json; charset=utf-8"

  @BG-088
  Scenario Outline: A callback URL that is none is refused
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
      | mailto:somebody@host     |
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
    Given a callback sink
    And the rule "callback_on_canceled" is "<value>"
    And "sample_Report" waits to be started
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    And the operation is canceled at the status monitor
    When the clock advances by "PT1S"
    Then the operation is Canceled
    And the sink has received <callbacks>

    Examples:
      | value | callbacks    |
      | send  | 1 callback   |
      | omit  | no callbacks |

  @BG-086 @BG-081
  Scenario: The payload after a cancellation
    Given a callback sink
    And "sample_Report" waits to be started
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    And the operation is canceled at the status monitor
    When the clock advances by "PT1S"
    And callback 1 arrives
    Then the body equals
      """
      {"location":"{monitor}","backgroundOperationId":"{operation}","backgroundOperationStateCode":3,"backgroundOperationStatusCode":32}
      """

  @BG-087 @BG-080 @alone
  Scenario: It is called once, after the last retry
    Given a callback sink
    And "sample_Report" fails
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    When everything settles
    Then the sink has received no callbacks
    When the clock advances by "PT13S"
    Then the sink has received no callbacks
    When the clock advances by "PT1S"
    Then the sink has received 1 callback
    And the operation is Failed

  @BG-085
  Scenario Outline: What the receiver answers does not matter
    Given a callback sink that <answer>
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    When the clock advances until nothing is left to do
    Then the sink has received 1 callback
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
    Given a callback sink that answers <status> and then 200
    And the rule "callback_retry" is "<value>"
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    When the clock advances until nothing is left to do
    Then the sink has received <count> callbacks

    Examples:
      | value   | status | count |
      | none    | 503    | 1     |
      | webhook | 502    | 2     |
      | webhook | 503    | 2     |
      | webhook | 504    | 2     |
      | webhook | 500    | 1     |
      | webhook | 404    | 1     |

  @BG-085
  Scenario: A receiver that answers 503 for ever is asked twice
    Given a callback sink that answers 503
    And the rule "callback_retry" is "webhook"
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    When the clock advances until nothing is left to do
    Then the sink has received 2 callbacks

  @BG-085
  Scenario Outline: How long the receiver may take is a rule
    Given a callback sink that never answers
    And the rule "callback_timeout" is "<value>"
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 has arrived
    When the clock advances by "<value>"
    Then the journal says that callback 1 ended by deadline
    And the operation is Succeeded

    Examples:
      | value |
      | PT60S |
      | PT5S  |

  @BG-085
  Scenario: A receiver that cannot be reached changes nothing
    When "sample_Report" is submitted with a callback to "http://127.0.0.1:9/nobody"
    And the clock advances until nothing is left to do
    Then the operation is Succeeded
    And the journal says that callback 1 ended by connection

  @BG-080
  Scenario: Every operation calls its own URL
    Given a callback sink
    When "sample_Report" is submitted with a callback to "{sink}/one"
    And callback 1 arrives
    Then the callback was sent to "{sink}/one"
    When "sample_Report" is submitted with a callback to "{sink}/two"
    And callback 2 arrives
    Then the callback was sent to "{sink}/two"
    And "backgroundOperationId" equals {operation}

  @BG-07B
  Scenario: The callback is due even when the row is gone
    Given a callback sink that answers 503 and then 200
    And the rule "callback_retry" is "webhook"
    And "sample_Report" is submitted with a callback to "{sink}/hook"
    And callback 1 has arrived
    When a client sends
      """
      DELETE /api/data/v9.2/backgroundoperations({operation})
      """
    And the clock advances until nothing is left to do
    Then the sink has received 2 callbacks
