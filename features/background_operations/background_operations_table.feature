Feature: Background operations table
  Every background operation is a row of an elastic table, which can be read like any other.

  Background:
    Given the custom API "sample_Report"
      | kind               | name    | type    |
      | optional parameter | Title   | String  |
      | property           | Summary | String  |

  @BG-05A @BG-05B @BG-05C @BG-05D @BG-05E @BG-05H @BG-05I @BG-057
  Scenario: The documented query and its answer
    Given "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=name,backgroundoperationstatecode,backgroundoperationstatuscode,outputparameters,errorcode,errormessage
      Content-Type: application/json
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the status is 200
    And the exchange matches snapshot "background_operations/table-succeeded"
    And the body has
      | @odata.context | {org}/api/data/v9.2/$metadata#backgroundoperations(name,backgroundoperationstatecode,backgroundoperationstatuscode,outputparameters,errorcode,errormessage)/$entity |
      | backgroundoperationid | {operation} |

  @BG-05C @BG-0D0 @BG-0D1 @BG-0D2 @BG-0D3 @BG-057
  Scenario: The ETag and the version of the row follow from the time of its last write
    Given "sample_Report" waits to be started
    And "sample_Report" is submitted
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=name
      """
    Then "@odata.etag" matches "^W/\"[0-9a-f]{8}-0000-[0-9a-f]{4}-0000-695735a50000\"$"
    And "versionnumber" matches "^639029198450\d{6}$"
    And "backgroundoperationid" equals {operation}
    And the header "ETag" matches "^W/\"[0-9a-f]{8}-0000-[0-9a-f]{4}-0000-695735a50000\"$"
    And "versionnumber" is remembered as "version"
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"priority":3}
      """
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=name
      """
    Then "versionnumber" differs from {version}

  @BG-0D0
  Scenario Outline: The form of the ETag is a rule
    Given the rule "elastic_etag" is "<value>"
    And "sample_Report" is submitted
    When the row of the operation is read
    Then "@odata.etag" matches "<form>"

    Examples:
      | value   | form                                                            |
      | cosmos  | ^W/"[0-9a-f]{8}-0000-[0-9a-f]{4}-0000-[0-9a-f]{8}0000"$          |
      | numeric | ^W/"[0-9]+"$                                                    |

  @BG-046 @BG-047 @BG-048
  Scenario: The columns of a new operation
    Given "sample_Report" waits to be started
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then "UserId" is remembered as "me"
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    And the row of the operation is read
    Then the body has
      | name                          | sample_Report              |
      | displayname                   | Display of sample_Report   |
      | backgroundoperationstatecode  | 0                          |
      | backgroundoperationstatuscode | 0                          |
      | retrycount                    | 0                          |
      | ttlinseconds                  | 7776000                    |
      | starttime                     | null                       |
      | endtime                       | null                       |
      | errorcode                     | null                       |
      | errormessage                  | null                       |
      | outputparameters              | null                       |
      | partitionid                   | null                       |
      | createdon                     | 2026-01-02T03:04:05Z       |
      | runas                         | {me}                       |
      | _createdby_value              | {me}                       |
    And "inputparameters" holds the JSON
      """
      [{"Key":"Title","Value":"x"}]
      """

  @BG-047
  Scenario Outline: The time to live of a new row is a rule
    Given the rule "default_ttl" is "<value>"
    And "sample_Report" is submitted
    Then the operation's "ttlinseconds" is <value>

    Examples:
      | value   |
      | 7776000 |
      | 60      |

  @BG-046
  Scenario Outline: The form of the user in runas is a rule
    Given the rule "run_as_form" is "<value>"
    When "sample_Report" is submitted
    And the row of the operation is read
    Then "runas" matches "<form>"

    Examples:
      | value  | form                   |
      | plain  | ^[0-9a-f-]{36}$        |
      | braces | ^\\{[0-9A-Fa-f-]{36}\\}$ |

  @BG-057 @BG-050 @BG-054 @BG-05E
  Scenario Outline: The labels of the states
    Given the rule "max_retries" is "0"
    And "sample_Report" behaves as
      """
      <behavior>
      """
    And "sample_Report" is submitted
    And everything settles
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatecode,backgroundoperationstatuscode
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the body has
      | backgroundoperationstatecode                                             | <state>        |
      | backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue   | <state label>  |
      | backgroundoperationstatuscode                                            | <status>       |
      | backgroundoperationstatuscode@OData.Community.Display.V1.FormattedValue  | <status label> |
    And the properties are, in this order
      | @odata.context                                                          |
      | @odata.etag                                                             |
      | backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue  |
      | backgroundoperationstatecode                                            |
      | backgroundoperationstatuscode@OData.Community.Display.V1.FormattedValue |
      | backgroundoperationstatuscode                                           |
      | backgroundoperationid                                                   |
      | versionnumber                                                           |

    Examples:
      | behavior                                                   | state | state label | status | status label          |
      | {"start":"released"}                                       | 0     | Ready       | 0      | Waiting For Resources |
      | {"finish":"released"}                                      | 2     | Locked      | 20     | In Progress           |
      | {"outcomes":[{"return":{}}]}                               | 3     | Completed   | 30     | Succeeded             |
      | {"outcomes":[{"fail":{"code":"0x80040265","message":"x"}}]} | 3     | Completed   | 31     | Failed                |

  @BG-057 @BG-054
  Scenario: The labels of a canceled operation
    Given "sample_Report" waits to be started
    And "sample_Report" is submitted
    And the operation is canceled in the table
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatecode,backgroundoperationstatuscode
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the body has
      | backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue  | Locked    |
      | backgroundoperationstatuscode@OData.Community.Display.V1.FormattedValue | Canceling |
    When the clock advances by "PT1S"
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatecode,backgroundoperationstatuscode
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the body has
      | backgroundoperationstatecode@OData.Community.Display.V1.FormattedValue  | Completed |
      | backgroundoperationstatuscode@OData.Community.Display.V1.FormattedValue | Canceled  |

  @BG-050 @BG-051
  Scenario: starttime and endtime are those of the execution
    Given "sample_Report" behaves as
      """
      {"start":{"after":"PT10S"},"finish":{"after":"PT20S"},"outcomes":[{"return":{"Summary":"done"}}]}
      """
    And "sample_Report" is submitted
    When the clock advances by "PT10S"
    And the row of the operation is read
    Then the body has
      | backgroundoperationstatuscode | 20                   |
      | starttime                     | 2026-01-02T03:04:15Z |
      | endtime                       | null                 |
    When the clock advances by "PT20S"
    And the row of the operation is read
    Then the body has
      | backgroundoperationstatuscode | 30                   |
      | createdon                     | 2026-01-02T03:04:05Z |
      | starttime                     | 2026-01-02T03:04:15Z |
      | endtime                       | 2026-01-02T03:04:35Z |
    And "outputparameters" holds the JSON
      """
      [{"Key":"Summary","Value":"done"}]
      """

  @BG-053
  Scenario: A failed operation has an error and no outputs
    Given the rule "max_retries" is "0"
    And "sample_Report" fails
    And "sample_Report" is submitted
    When everything settles
    And the row of the operation is read
    Then the body has
      | backgroundoperationstatecode  | 3                    |
      | backgroundoperationstatuscode | 31                   |
      | errorcode                     | -2147220891          |
      | errormessage                  | It went wrong.       |
      | outputparameters              | null                 |
      | endtime                       | 2026-01-02T03:04:05Z |

  @BG-05H @BG-05I @BG-05J
  Scenario Outline: The form of values in inputparameters and outputparameters is a rule
    Given the rule "memo_values" is "<value>"
    And the custom API "sample_Types"
      | kind     | name   | type        |
      | property | Flag   | Boolean     |
      | property | When   | DateTime    |
      | property | Amount | Decimal     |
      | property | Count  | Integer     |
      | property | Id     | Guid        |
    And "sample_Types" behaves as
      """
      {"outcomes":[{"return":{"Flag":true,"When":"2024-01-02T03:04:05Z","Amount":1.5,"Count":42,
        "Id":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}}]}
      """
    And "sample_Types" is submitted
    When everything settles
    And the row of the operation is read
    Then "outputparameters" matches "^\[\{.Key.:.Flag.,.Value.:<flag>\},\{.Key.:.When.,.Value.:.2024-01-02T03:04:05Z.\},\{.Key.:.Amount.,.Value.:<amount>\},\{.Key.:.Count.,.Value.:<count>\},\{.Key.:.Id.,.Value.:.bb26025c-cbe6-ed11-a7c6-000d3a9933c9.\}\]$"

    Examples:
      | value   | flag   | amount | count |
      | natural | true   | 1.5    | 42    |
      | strings | .[Tt]rue. | .1.5.  | .42.  |

  @BG-05J
  Scenario: Compound values are written as the SDK's types
    Given the custom API "sample_Compound"
      | kind     | name   | type            |
      | property | Price  | Money           |
      | property | Choice | Picklist        |
      | property | Texts  | StringArray     |
    And "sample_Compound" behaves as
      """
      {"outcomes":[{"return":{"Price":1.5,"Choice":1,"Texts":["a","b"]}}]}
      """
    And "sample_Compound" is submitted
    When everything settles
    And the row of the operation is read
    Then "outputparameters" holds the JSON
      """
      [{"Key":"Price","Value":{"Value":1.5}},{"Key":"Choice","Value":{"Value":1}},{"Key":"Texts","Value":["a","b"]}]
      """

  @BG-05K
  Scenario: With texts the documented reader can read every value
    Given the rule "memo_values" is "strings"
    And the custom API "sample_Count"
      | kind     | name  | type    |
      | property | Count | Integer |
    And "sample_Count" behaves as
      """
      {"outcomes":[{"return":{"Count":42}}]}
      """
    And "sample_Count" is submitted
    When everything settles
    And the row of the operation is read
    Then "outputparameters" holds the JSON
      """
      [{"Key":"Count","Value":"42"}]
      """

  @BG-05L
  Scenario Outline: The value of outputparameters before the operation has outputs is a rule
    Given the rule "outputs_when_unset" is "<rule>"
    And "sample_Report" waits to be started
    And "sample_Report" is submitted
    Then the operation's "outputparameters" is <value>

    Examples:
      | rule        | value  |
      | null        | null   |
      | empty_array | "[]"   |

  @BG-045
  Scenario Outline: Columns go by their logical names
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?<query>
      """
    Then the status is 400
    And the body has
      | /error/code    | 0x80060888                                                                              |
      | /error/message | Could not find a property named 'StateCode' on type 'Microsoft.Dynamics.CRM.backgroundoperation'. |

    Examples:
      | query                    |
      | $select=StateCode        |
      | $filter=StateCode eq 0   |
      | $orderby=StateCode       |

  @BG-0D5 @BG-0D6 @BG-0D6a @BG-0D7 @BG-0D8 @BG-05G
  Scenario: An unknown row is refused with the error of an elastic table
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations(110eaa68-db17-4115-ad74-d185823fc088)?$select=name
      """
    Then the status is 404
    And "/error/code" equals 0x80048d02
    And "/error/message" equals "The HTTP status code of the response was not expected (404).\n\nStatus: 404\nResponse: \n{\"error\":{\"message\":\"Could not find item '110eaa68-db17-4115-ad74-d185823fc088'.\",\"details\":[{\"message\":\"\\r\\nErrors : [\\r\\n  \\\"Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found\\\"\\r\\n]\\r\\n\"}]}}"
    And the exchange matches snapshot "background_operations/table-not-found"

  @BG-0D4
  Scenario: Writes hand out a session token and reads accept it
    Given "sample_Report" waits to be started
    And "sample_Report" is submitted
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"priority":3}
      """
    Then the status is 204
    And the header "x-ms-session-token" matches "^\d+:\d+#\d+#\d+=\d+$"
    And the header "x-ms-session-token" is remembered as "session"
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=priority
      MSCRM.SessionToken: {session}
      """
    Then the status is 200
    And "priority" equals 3
    When a client sends
      """
      DELETE /api/data/v9.2/backgroundoperations({operation})
      """
    Then the status is 204
    And the header "x-ms-session-token" is absent

  @BG-0D9
  Scenario: A row can be addressed by its id and its partition
    Given "sample_Report" is submitted
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"partitionid":"north"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations(backgroundoperationid={operation},partitionid='north')?$select=name
      """
    Then the status is 200
    And the body has
      | backgroundoperationid | {operation} |
      | partitionid           | north       |
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations(backgroundoperationid={operation},partitionid='south')?$select=name
      """
    Then the status is 404

  @BG-0DA
  Scenario: A partition narrows what is read
    Given "sample_Report" is submitted
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"partitionid":"north"}
      """
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=name&partitionId=north
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=name eq 'sample_Report'&partitionId=south
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=name eq 'sample_Report'&partitionId=north
      """
    Then "value" has 1 item

  @BG-0DB
  Scenario Outline: The value of a partition that is not set is a rule
    Given the rule "partition_id_when_unset" is "<rule>"
    And "sample_Report" is submitted
    Then the operation's "partitionid" is <value>

    Examples:
      | rule | value       |
      | null | null        |
      | id   | {operation} |

  @BG-0DE
  Scenario: Columns of related rows cannot be filtered by
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=createdby/fullname eq 'x'
      """
    Then the status is 400
    And the body has
      | /error/code    | 0x80048d0b                      |
      | /error/message | Link entities are not supported |

  @BG-0DF
  Scenario: Rows cannot be ordered by a lookup column
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$orderby=_createdby_value
      """
    Then the status is 400
    And "/error/message" is a text

  @BG-0E1
  Scenario: The creator of an operation is expanded
    Given "sample_Report" is submitted
    And everything settles
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=name&$expand=createdby($select=fullname)
      """
    Then the status is 200
    And "name" equals sample_Report
    And "/createdby/fullname" is a text
    And "/createdby/systemuserid" is a guid

  @BG-0E0
  Scenario: Operations are listed, filtered, ordered and counted like other rows
    Given the rule "max_retries" is "0"
    And the custom API "sample_Broken"
    And "sample_Broken" fails
    And "sample_Broken" is submitted as "broken"
    And the clock advances by "PT1S"
    And "sample_Report" is submitted as "good"
    And everything settles
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name,backgroundoperationstatuscode&$filter=backgroundoperationstatecode eq 3&$orderby=createdon desc&$count=true
      """
    Then the status is 200
    And "@odata.count" equals 2
    And the rows are
      | backgroundoperationid | name          | backgroundoperationstatuscode |
      | {good}                | sample_Report | 30                            |
      | {broken}              | sample_Broken | 31                            |
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=startswith(name,'sample_') and contains(errormessage,'wrong')&$top=5
      """
    Then the rows are
      | backgroundoperationid | name          |
      | {broken}              | sample_Broken |

  @BG-0E2
  Scenario: A row that has changed since it was read is not overwritten
    Given "sample_Report" waits to be started
    And "sample_Report" is submitted
    When the row of the operation is read
    Then "@odata.etag" is remembered as "etag"
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: {etag}

      {"priority":3}
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: {etag}

      {"priority":4}
      """
    Then the status is 412
    And "/error/code" equals 0x80060882
    And the operation's "priority" is 3

  @BG-079
  Scenario: A row made by hand is only a row
    When a client sends
      """
      POST /api/data/v9.2/backgroundoperations

      {"name":"by hand","backgroundoperationstatecode":0,"backgroundoperationstatuscode":0}
      """
    Then the status is 204
    And the id of the new row is remembered as "operation"
    When the clock advances until nothing is left to do
    And the row of the operation is read
    Then the body has
      | name                          | by hand |
      | backgroundoperationstatuscode | 0       |
      | starttime                     | null    |

  @BG-079
  Scenario Outline: State <state> and status <status> of a row made by hand
    When a client sends
      """
      POST /api/data/v9.2/backgroundoperations

      {"name":"by hand","backgroundoperationstatecode":<state>,"backgroundoperationstatuscode":<status>}
      """
    Then the status is <answer>

    Examples: Pairs, and what are none
      | state | status | answer |
      | 3     | 30     | 204    |
      | 2     | 22     | 204    |
      | 3     | 0      | 400    |
      | 0     | 30     | 400    |

  @BG-05F
  Scenario: Polling the table does not change the row
    Given "sample_Report" is submitted
    When everything settles
    And the row of the operation is read
    Then "versionnumber" is remembered as "version"
    When the clock advances by "PT1M"
    And the row of the operation is read
    Then "versionnumber" equals {version}

  @BG-05J
  Scenario Outline: Outputs too long for their column are a rule
    Given the rules are
      | output_overflow | <value> |
      | max_retries     | 0       |
    And a text of 1048576 characters is remembered as "long text"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"{long text}"}}]}
      """
    And "sample_Report" is submitted
    When everything settles
    Then the operation is <status>

    Examples:
      | value    | status    |
      | fail     | Failed    |
      | truncate | Succeeded |

  @BG-05J
  Scenario Outline: The column holds 1048576 UTF-16 units, and what is written there is more than the text
    Given the rule "max_retries" is "0"
    And a text of <number> times "<character>" is remembered as "long text"
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"{long text}"}}]}
      """
    And "sample_Report" is submitted
    When everything settles
    Then the operation is <status>

    Examples:
      | number  | character | status    |
      | 1048546 | é         | Succeeded |
      | 1048547 | é         | Failed    |
      | 524273  | 😀        | Succeeded |
      | 524274  | 😀        | Failed    |
