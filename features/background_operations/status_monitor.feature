Feature: Poll the status monitor resource
  The status monitor answers 200 in every state; the body has the state of the operation.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type    |
      | property | Summary | String  |
      | property | Total   | Decimal |

  @BG-060 @BG-061 @BG-062 @BG-063
  Scenario: Waiting
    Given "sample_Report" waits to be started
    And "sample_Report" is submitted
    When everything settles
    And the status monitor is polled
    Then the status is 200
    And the header "Content-Type" matches "^application/json(;|$)"
    And the body equals
      """
      {"backgroundOperationStateCode":0,"backgroundOperationStatusCode":0}
      """

  @BG-060 @BG-050 @BG-062 @BG-063
  Scenario: In progress
    Given "sample_Report" runs until released
    And "sample_Report" is submitted
    When everything settles
    And the status monitor is polled
    Then the status is 200
    And the body equals
      """
      {"backgroundOperationStateCode":2,"backgroundOperationStatusCode":20}
      """

  @BG-060 @BG-062 @BG-063
  Scenario: Canceling
    Given "sample_Report" runs until released
    And "sample_Report" is submitted
    And everything settles
    And the operation is canceled at the status monitor
    When the status monitor is polled
    Then the status is 200
    And the body equals
      """
      {"backgroundOperationStateCode":2,"backgroundOperationStatusCode":22}
      """

  @BG-060 @BG-061 @BG-062 @BG-063 @BG-064 @BG-051
  Scenario: Succeeded, with the output parameters beside the codes
    Given "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"all well","Total":1.5}}]}
      """
    And "sample_Report" is submitted
    When everything settles
    And the status monitor is polled
    Then the status is 200
    And the body equals
      """
      {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"Summary":"all well","Total":1.5}
      """

  @BG-060 @BG-061 @BG-063
  Scenario: The documented success, as it goes over the wire
    Given "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When everything settles
    And a client sends
      """
      GET {monitor}
      Content-Type: application/json
      """
    Then the exchange matches snapshot "background_operations/monitor-succeeded"

  @BG-060 @BG-062 @BG-063 @BG-053 @BG-099
  Scenario: Failed, with code and message and without outputs
    Given the rule "max_retries" is "0"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":-2147187707,"message":"Access is denied."}}]}
      """
    And "sample_Report" is submitted
    When everything settles
    And a client sends
      """
      GET {monitor}
      Content-Type: application/json
      """
    Then the status is 200
    And the properties are, in this order
      | backgroundOperationErrorCode    |
      | backgroundOperationErrorMessage |
      | backgroundOperationStateCode    |
      | backgroundOperationStatusCode   |
    And the exchange matches snapshot "background_operations/monitor-failed"

  @BG-060 @BG-062 @BG-063
  Scenario: Canceled
    Given "sample_Report" waits to be started
    And "sample_Report" is submitted
    And the operation is canceled at the status monitor
    And the clock advances by "PT1S"
    When the status monitor is polled
    Then the status is 200
    And the body equals
      """
      {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":32}
      """

  @BG-064
  Scenario: Labels are not available even when they are asked for
    Given "sample_Report" is submitted
    When everything settles
    And a client sends
      """
      GET {monitor}
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And "backgroundOperationStateCode@OData.Community.Display.V1.FormattedValue" is absent
    And "@odata.context" is absent
    And the header "Preference-Applied" is absent

  @BG-065 @AU-001 @AU-003 @AU-005
  Scenario Outline: A request without a token is refused
    Given "sample_Report" is submitted
    When a client without a token sends
      """
      <method> {monitor}
      """
    Then the status is 401
    And the header "WWW-Authenticate" is "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, resource_id={org}/"

    Examples:
      | method |
      | GET    |
      | DELETE |

  @BG-066
  Scenario Outline: Only GET and DELETE are supported
    Given "sample_Report" is submitted
    When a client sends
      """
      <method> {monitor}

      {}
      """
    Then the status is 405
    And the header "Allow" is "GET, DELETE"

    Examples:
      | method |
      | POST   |
      | PUT    |
      | PATCH  |

  @BG-066
  Scenario: The status monitor is not part of the Web API and has no query options
    Given "sample_Report" is submitted
    When everything settles
    And a client sends
      """
      GET {monitor}?$select=backgroundOperationStateCode
      """
    Then the status is 200
    And "backgroundOperationStatusCode" equals 30

  @BG-067
  Scenario Outline: Whether the answer has OData headers is a rule
    Given the rule "monitor_odata_headers" is "<value>"
    And "sample_Report" is submitted
    When the status monitor is polled
    Then the header "OData-Version" <version>
    And the header "Content-Type" matches "<type>"

    Examples:
      | value | version   | type                                       |
      | off   | is absent | ^application/json(; charset=utf-8)?$        |
      | on    | is "4.0"  | ^application/json; odata.metadata=minimal |

  @BG-068
  Scenario: An unknown operation is not found
    When a client sends
      """
      GET /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088
      """
    Then the status is 404
    And "message" equals Could not find item '110eaa68-db17-4115-ad74-d185823fc088'.
    And "error" is absent

  @BG-068
  Scenario: The shape of the error of an unknown operation is a rule
    Given the rule "monitor_not_found" is "error"
    When a client sends
      """
      GET /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088
      """
    Then the status is 404
    And "/error/code" equals 0x80048d02
    And "message" is absent

  @BG-068
  Scenario: By default the error of an unknown operation has no error wrapper
    Given the rule "monitor_not_found" is "bare"
    When a client sends
      """
      DELETE /api/backgroundoperation/110eaa68-db17-4115-ad74-d185823fc088
      """
    Then the status is 404
    And "message" equals Could not find item '110eaa68-db17-4115-ad74-d185823fc088'.

  @BG-069
  Scenario Outline: A malformed id is refused
    When a client sends
      """
      <method> /api/backgroundoperation/<id>
      """
    Then the status is 400
    And "message" is a text

    Examples:
      | method | id                                     |
      | GET    | not-a-guid                             |
      | DELETE | 42                                     |
      | GET    | 110eaa68-db17-4115-ad74-d185823fc08    |
      | GET    | 110eaa68-db17-4115-ad74-d185823fc0888  |

  @BG-06A
  Scenario: Outputs have the types a direct call gives them
    Given the custom API "sample_Types"
      | kind     | name    | type        |
      | property | Flag    | Boolean     |
      | property | When    | DateTime    |
      | property | Amount  | Decimal     |
      | property | Ratio   | Float       |
      | property | Count   | Integer     |
      | property | Price   | Money       |
      | property | Choice  | Picklist    |
      | property | Text    | String      |
      | property | Texts   | StringArray |
      | property | Id      | Guid        |
    And "sample_Types" behaves as
      """
      {"outcomes":[{"return":{"Flag":true,"When":"2024-01-02T03:04:05Z","Amount":1.5,"Ratio":2.5,"Count":42,
        "Price":9.99,"Choice":1,"Text":"x","Texts":["a","b"],"Id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}}]}
      """
    And "sample_Types" is submitted
    When everything settles
    And the status monitor is polled
    Then the body equals
      """
      {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,
       "Flag":true,"When":"2024-01-02T03:04:05Z","Amount":1.5,"Ratio":2.5,"Count":42,
       "Price":9.99,"Choice":1,"Text":"x","Texts":["a","b"],"Id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}
      """

  @BG-06B
  Scenario: The codes win over an output of the same name
    Given the custom API "sample_Clash"
      | kind     | name                          | type    |
      | property | backgroundOperationStatusCode | Integer |
      | property | Other                         | Integer |
    And "sample_Clash" behaves as
      """
      {"outcomes":[{"return":{"backgroundOperationStatusCode":7,"Other":8}}]}
      """
    And "sample_Clash" is submitted
    When everything settles
    And the status monitor is polled
    Then the body equals
      """
      {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"Other":8}
      """

  @BG-06D
  Scenario: A client that joins the id to the address reaches the same resource
    Given "sample_Report" is submitted
    When a client sends
      """
      GET {org}/api/backgroundoperation/{operation}
      """
    Then the status is 200
    And "backgroundOperationStateCode" is a number
    And "backgroundOperationStatusCode" is a number

  @BG-05F
  Scenario: Frequent polling is not refused
    Given "sample_Report" runs until released
    And "sample_Report" is submitted
    When everything settles
    And a client sends, for every row, a request that is answered with its status
      | method | target    | status |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
      | GET    | {monitor} | 200    |
    Then the operation is In Progress
