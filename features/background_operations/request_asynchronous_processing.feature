Feature: Request asynchronous processing
  A request for a custom API is processed in the background when it carries the preference
  respond-async. The answer names the operation and the place to watch it.

  Background:
    Given the custom API "sample_Report"
      | kind               | name    | type    |
      | parameter          | Title   | String  |
      | optional parameter | Year    | Integer |
      | property           | Summary | String  |

  @BG-001 @BG-003 @BG-020 @BG-024 @BG-025
  Scenario: The documented request is accepted
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation
      Content-Type: application/json
      Accept: application/json
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Prefer: respond-async

      {"FetchXml":"<fetch version='1.0' output-format='xml-platform' mapping='logical'><entity name='account'><attribute name='accountid'/><attribute name='name'/></entity></fetch>"}
      """
    Then the status is 202
    And the header "Preference-Applied" is "respond-async"
    And the body is empty
    And the header "x-ms-dyn-backgroundoperationid" matches "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "id"
    And the header "Location" is "{org}/api/backgroundoperation/{id}"
    And the exchange matches snapshot "background_operations/submit-plain"

  @BG-001 @BG-051 @BG-061 @BG-063 @CA-023 @alone
  Scenario: The main job: accounts are exported in the background
    When "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch version='1.0' output-format='xml-platform' mapping='logical'><entity name='account'><attribute name='accountid'/><attribute name='name'/></entity></fetch>"}
      """
    And everything settles
    And the status monitor is polled
    Then the status is 200
    And the body has
      | backgroundOperationStateCode  | 3  |
      | backgroundOperationStatusCode | 30 |
    And "AnnotationId" is a guid
    And "AnnotationId" is remembered as "annotation"
    When a client sends
      """
      GET /api/data/v9.2/annotations({annotation})?$select=subject,filename,mimetype,documentbody
      """
    Then the status is 200
    And the body has
      | subject  | Export Data Using FetchXml To Csv |
      | filename | exportdatausingfetchxml.csv       |
      | mimetype | text/csv                          |
    And "documentbody" decodes to the columns "accountid,name" of all rows of "accounts"

  @no-samples @BG-001
  Scenario: The exported document is a CSV of the rows
    Given these rows of "accounts"
      | as     | name             | numberofemployees |
      | quoted | A "quoted" name  | 12                |
      | next   | Größe, and comma |                   |
    When "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity name='account'><attribute name='accountid'/><attribute name='name'/><attribute name='numberofemployees'/><order attribute='numberofemployees' descending='true'/></entity></fetch>"}
      """
    And everything settles
    And the status monitor is polled
    Then "AnnotationId" is remembered as "annotation"
    When a client sends
      """
      GET /api/data/v9.2/annotations({annotation})?$select=documentbody
      """
    Then "documentbody" decodes to
      """
      accountid,name,numberofemployees
      "{quoted}","A ""quoted"" name","12"
      "{next}","Gr??e, and comma",""
      """

  @BG-001
  Scenario Outline: An export that cannot be done fails with the platform's code
    Given the text "<query>" is remembered as "query"
    And the rule "max_retries" is "0"
    When "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"{query}"}
      """
    And everything settles
    And the status monitor is polled
    Then the body has
      | backgroundOperationStateCode  | 3      |
      | backgroundOperationStatusCode | 31     |
      | backgroundOperationErrorCode  | <code> |
    And "backgroundOperationErrorMessage" contains "<text>"

    Examples:
      | query                                                                          | code        | text   |
      | <fetch><entity name='nosuchtable'><all-attributes/></entity></fetch>           | -2147217150 | The entity with a name = 'nosuchtable' |
      | <fetch><entity name='account'><attribute name='nosuchcolumn'/></entity></fetch> | -2147217149 | nosuchcolumn |

  @BG-001
  Scenario: An export whose FetchXML is malformed fails
    Given the rule "max_retries" is "0"
    When "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity"}
      """
    And everything settles
    Then the operation is Failed
    And the operation's "outputparameters" is null

  @BG-005
  Scenario: The OData headers may be left out
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Content-Type: application/json
      Accept: application/json
      Prefer: respond-async

      {"Title":"x"}
      """
    Then the status is 202

  @BG-002 @BG-012
  Scenario: A message that is no custom API is processed synchronously
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Fourth Coffee"}
      """
    Then the status is 204
    And the header "Preference-Applied" is absent
    And the header "x-ms-dyn-backgroundoperationid" is absent
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Prefer: respond-async
      """
    Then the status is 200
    And the header "Preference-Applied" is absent

  @BG-012
  Scenario Outline: The effect of respond-async on other requests is a rule
    Given the rule "respond_async_elsewhere" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Fourth Coffee"}
      """
    Then the status is <status>

    Examples:
      | value  | status |
      | ignore | 204    |
      | reject | 400    |

  @BG-006
  Scenario Outline: The preference is read in every notation of a header
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: <preference>

      {"Title":"x"}
      """
    Then the status is 202
    And the header "Preference-Applied" is "respond-async"

    Examples:
      | preference                                       |
      | respond-async                                    |
      | RESPOND-ASYNC                                    |
      | respond-async,return=representation              |
      | odata.include-annotations="*",respond-async      |
      | odata.include-annotations="a,b;c" , respond-async |
      | wait=10, respond-async                           |
      | some-unknown;x=y, respond-async                  |
      | respond-async; foo=bar                           |

  @BG-006
  Scenario: Preferences in several headers are one list
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: odata.include-annotations="*"
      Prefer: respond-async

      {"Title":"x"}
      """
    Then the status is 202

  @BG-006
  Scenario Outline: A preference with a similar name does not count
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: <preference>

      {"Title":"x"}
      """
    Then the status is 200
    And the header "Preference-Applied" is absent

    Examples:
      | preference                            |
      | respond-asynchronously                |
      | some-unknown="respond-async"          |
      | some-unknown="a, respond-async, b"    |

  @BG-011
  Scenario: Annotations have no effect on the acceptance
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async,odata.include-annotations="*"

      {"Title":"x"}
      """
    Then the status is 202
    And the header "Preference-Applied" is "respond-async"
    And the body is empty

  @BG-010
  Scenario: A bound function runs in the background
    Given the function "sample_IsSystemAdmin" bound to a row of "systemuser"
      | kind     | name    | type    |
      | property | HasRole | Boolean |
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then "UserId" is remembered as "me"
    When a client sends
      """
      GET /api/data/v9.2/systemusers({me})/Microsoft.Dynamics.CRM.sample_IsSystemAdmin
      Prefer: respond-async
      """
    Then the status is 202
    And the header "Location" is remembered as "monitor"
    When everything settles
    And the status monitor is polled
    Then the body equals
      """
      {"backgroundOperationStateCode":3,"backgroundOperationStatusCode":30,"HasRole":false}
      """

  @BG-010
  Scenario: A bound action runs in the background
    Given the custom API "sample_Rate" bound to a row of "account"
      | kind     | name  | type    |
      | property | Stars | Integer |
    And these rows of "accounts"
      | as     | name   |
      | target | Rated  |
    When a client sends
      """
      POST /api/data/v9.2/accounts({target})/Microsoft.Dynamics.CRM.sample_Rate
      Prefer: respond-async

      {}
      """
    Then the status is 202
    And the header "Location" is remembered as "monitor"
    When everything settles
    Then the operation is Succeeded

  @BG-013
  Scenario Outline: An invalid request is refused and submits nothing
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async

      <body>
      """
    Then the status is 400
    And the header "Location" is absent
    And "/error/code" equals <code>
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name&$filter=name eq 'sample_Report'
      """
    Then "value" has 0 items

    Examples:
      | body                    | code       |
      | {"Year":2026}           | 0x80040203 |
      | {"Title":"x","Nope":1}  | 0x80048d19 |
      | {"Title":7}             | 0x80048d19 |
      | {"Title":"x","Year":"y"} | 0x80048d19 |
      | {"Title":               | 0x80048d19 |
      | []                      | 0x80048d19 |

  @BG-013
  Scenario: With late validation an invalid request becomes an operation that fails
    Given the rules are
      | validation  | after |
      | max_retries | 0     |
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async

      {"Year":2026}
      """
    Then the status is 202
    And the header "Location" is remembered as "monitor"
    When everything settles
    And the status monitor is polled
    Then the body has
      | backgroundOperationStatusCode | 31          |
      | backgroundOperationErrorCode  | -2147220989 |

  @BG-013
  Scenario: With early validation an invalid request is refused
    Given the rule "validation" is "before"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async

      {"Year":2026}
      """
    Then the status is 400

  @BG-020 @BG-022
  Scenario Outline: Whether the plain form has a body is a rule
    Given the rule "accepted_body" is "<value>"
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    Then the header "Content-Type" is <content type>

    Examples:
      | value | content type |
      | empty | absent       |
      | body  | present      |

  @BG-022
  Scenario: With a body the plain form has the same content as the callback form
    Given the rule "accepted_body" is "body"
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    Then the body equals
      """
      {"backgroundOperationId":"{operation}","location":"{monitor}"}
      """

  @BG-020
  Scenario Outline: The header Retry-After is a rule
    Given the rule "retry_after" is "<value>"
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    Then the header "Retry-After" <assertion>

    Examples:
      | value | assertion |
      | none  | is absent |
      | 60    | is "60"   |

  @BG-023
  Scenario: The acceptance is not cached
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    Then the header "Cache-Control" is "private"
    And the header "Allow" is "OPTIONS,GET,HEAD,POST"

  @BG-028
  Scenario: The acceptance names the OData version
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    Then the header "OData-Version" is "4.0"

  @BG-025
  Scenario: The location uses the address the client used
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Host: contoso.crm.dynamics.example
      Prefer: respond-async

      {"Title":"x"}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    And the header "Location" is "http://contoso.crm.dynamics.example/api/backgroundoperation/{operation}"

  @BG-025
  Scenario Outline: The location is the same for every version of the Web API
    When a client sends
      """
      POST /api/data/<version>/sample_Report
      Prefer: respond-async

      {"Title":"x"}
      """
    Then the status is 202
    And the header "x-ms-dyn-backgroundoperationid" is remembered as "operation"
    And the header "Location" is "{org}/api/backgroundoperation/{operation}"

    Examples:
      | version |
      | v9.0    |
      | v9.1    |
      | v9.2    |

  @BG-026 @BG-027
  Scenario: Both forms have the headers that client libraries read
    When "sample_Report" is submitted
      """
      {"Title":"x"}
      """
    Then the header "x-ms-dyn-backgroundoperationid" is "{operation}"
    And the header "Location" is "{monitor}"
    When "sample_Report" is submitted with a callback to "https://callback.example/1"
      """
      {"Title":"x"}
      """
    Then the body has
      | backgroundOperationId | {operation} |
      | location              | {monitor}   |
    And the header "Location" is "{monitor}"

  @BG-016
  Scenario Outline: As many operations run at once as the rule allows
    Given the rule "concurrency" is "<value>"
    And "sample_Report" runs until released
    When "sample_Report" is submitted as "one"
      """
      {"Title":"1"}
      """
    And "sample_Report" is submitted as "two"
      """
      {"Title":"2"}
      """
    And everything settles
    Then the operation "one" is In Progress
    And the operation "two" is <second>

    Examples:
      | value | second                |
      | 1     | Waiting For Resources |
      | 2     | In Progress           |

  @BG-016
  Scenario Outline: The operation that waits longest is executed first, unless the rule says otherwise
    Given the rules are
      | concurrency    | 1       |
      | dispatch_order | <order> |
    And "sample_Report" runs until released
    And "sample_Report" is submitted as "running"
      """
      {"Title":"0"}
      """
    And "sample_Report" is submitted as "early"
      """
      {"Title":"1"}
      """
    And "sample_Report" is submitted as "late"
      """
      {"Title":"2"}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({early})
      If-Match: *

      {"priority":<priority of the early one>}
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({late})
      If-Match: *

      {"priority":<priority of the late one>}
      """
    And the operation "running" is released
    Then the operation "<first>" is In Progress
    And the operation "<other>" is Waiting For Resources

    Examples:
      | order    | priority of the early one | priority of the late one | first | other |
      | fifo     | 1                         | 9                        | early | late  |
      | fifo     | 9                         | 1                        | early | late  |
      | priority | 9                         | 1                        | early | late  |
      | priority | 1                         | 9                        | late  | early |

  @BG-016
  Scenario: More operations than may wait are refused
    Given the rules are
      | concurrency | 1 |
      | queue_limit | 1 |
    And "sample_Report" runs until released
    And "sample_Report" is submitted as "running"
      """
      {"Title":"0"}
      """
    And everything settles
    And "sample_Report" is submitted as "waiting"
      """
      {"Title":"1"}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async

      {"Title":"2"}
      """
    Then the status is 503
    And "/error/message" is a text
    When the operation "running" is released
    Then the operation "waiting" is In Progress

  @BG-013
  Scenario Outline: Whether control characters are allowed in texts is a rule
    Given the rule "raw_control_characters" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      Prefer: respond-async

      {"Title":"one
      two"}
      """
    Then the status is <status>

    Examples:
      | value  | status |
      | reject | 400    |
      | accept | 202    |

  @BG-001 @alone
  Scenario: A custom API without parameters needs no body
    When a client sends
      """
      POST /api/data/v9.2/sample_CleanupExportedDataAnnotations
      Prefer: respond-async
      """
    Then the status is 202

  @BG-001
  Scenario: Unknown custom APIs are not accepted
    When a client sends
      """
      POST /api/data/v9.2/sample_Nothing
      Prefer: respond-async

      {}
      """
    Then the status is 404
    And "/error/code" equals 0x80060888
