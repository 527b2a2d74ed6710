Feature: The completion event
  Each time a background operation is completed, the message OnBackgroundOperationComplete is raised and its steps
  run.

  Background:
    Given the custom API "sample_Report"
      | kind     | name    | type   |
      | property | Summary | String |
    And a sink "hook"
    And a webhook "endpoint" to "{hook}"

  @BG-0A1 @BG-0A2 @BG-0A7 @BG-0A8 @WH-032
  Scenario: The execution context that a webhook gets
    Given these processing steps
      | as   | name        | on                            | stage         | mode         | to       |
      | step | On complete | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity name='account'/></fetch>"}
      """
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then the body has
      | message                               | OnBackgroundOperationComplete              |
      | stage                                 | 40                                         |
      | mode                                  | asynchronous                               |
      | in_transaction                        | false                                      |
      | depth                                 | 1                                          |
      | table                                 | none                                       |
      | secondary_table                       | none                                       |
      | /inputs/PayloadType                   | 0                                          |
      | /inputs/LocationUrl                   | {monitor}                                  |
      | /inputs/BackgroundOperationId         | {operation}                                |
      | /outputs/OperationName                | sample_ExportDataUsingFetchXmlToAnnotation |
      | /outputs/BackgroundOperationStateCode | 3                                          |
      | /outputs/BackgroundOperationStatusCode | 30                                        |
      | /step/Id                              | {step}                                     |
      | /ids/primary                          | 00000000-0000-0000-0000-000000000000       |
      | pre_images                            | {}                                         |
      | post_images                           | {}                                         |
      | parent                                | null                                       |
    And the sink "hook" has received 1 request

  @BG-0A0 @BG-0A3 @BG-0A9
  Scenario: A failure has its status in the context, without the error
    Given these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":"0x80048405","message":"Secret of the error."}}]}
      """
    And "sample_Report" is submitted
    When the clock advances until nothing is left to do
    And the Python reader accepts the body of request 1 at the sink "hook"
    Then the body has
      | /outputs/OperationName                 | sample_Report |
      | /outputs/BackgroundOperationStateCode  | 3             |
      | /outputs/BackgroundOperationStatusCode | 31            |
    And the body does not contain "Secret of the error"
    And the sink "hook" has received 1 request

  @BG-0A3
  Scenario: The outputs of the operation are not in the context
    Given these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"not in the event"}}]}
      """
    And "sample_Report" is submitted
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then the body does not contain "not in the event"

  @BG-0A0 @BG-0A9
  Scenario Outline: Each end of an operation raises the event once
    Given the rule "max_retries" is "1"
    And these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And "sample_Report" behaves as
      """
      <behavior>
      """
    And "sample_Report" is submitted
    And the operation is canceled at the status monitor
    When the clock advances until nothing is left to do
    And the Python reader accepts the body of request 1 at the sink "hook"
    Then "/outputs/BackgroundOperationStatusCode" equals <status>
    And the sink "hook" has received 1 request

    Examples: cancelled before it starts, and while it runs
      | behavior                                                              | status |
      | {"start":"released"}                                                  | 32     |
      | {"finish":{"after":"PT5S"},"outcomes":[{"return":{}}]}                | 30     |
      | {"finish":{"after":"PT5S"},"outcomes":[{"fail":{"code":-1,"message":"no"}}]} | 31     |

  @BG-0A9
  Scenario Outline: The final states that raise the event are a rule
    Given the rule "event_on" is "<rule>"
    And the rule "max_retries" is "0"
    And these processing steps
      | on                            | stage         | mode         | does                                                                                           |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"{{output.BackgroundOperationStatusCode}}"}}}] |
    And "sample_Report" is submitted as "good"
    And everything settles
    And "sample_Report" behaves as
      """
      {"outcomes":[{"fail":{"code":-1,"message":"no"}}]}
      """
    And "sample_Report" is submitted as "bad"
    And everything settles
    And "sample_Report" behaves as
      """
      {"start":"released"}
      """
    And "sample_Report" is submitted as "canceled"
    And the operation "canceled" is canceled at the status monitor
    When the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=startswith(lastname,'3')&$orderby=lastname
      """
    Then "/value" has <count> items
    And "/value/0/lastname" equals "30"

    Examples:
      | rule         | count |
      | all          | 3     |
      | not_canceled | 2     |
      | succeeded    | 1     |

  @BG-0A9 @BG-089 @alone
  Scenario: A receiver of the event can read the final state
    Given these processing steps
      | on                            | stage         | mode         | does                                                                                                          |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | [{"update":{"table":"backgroundoperation","id":"{{input.BackgroundOperationId}}","row":{"ttlinseconds":60}}}] |
    And "sample_Report" is submitted with a callback to "{hook}"
    When everything settles
    Then the operation is Succeeded
    And the operation's "ttlinseconds" is 60
    And the sink "hook" has received 1 request

  @BG-0A0 @alone
  Scenario: Each step gets the operations of all users, in system jobs of its own
    Given these processing steps
      | name | on                            | stage         | mode         | does                                                                               |
      | One  | OnBackgroundOperationComplete | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"one {{output.OperationName}}"}}}] |
      | Two  | OnBackgroundOperationComplete | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"two {{output.OperationName}}"}}}] |
    And "sample_Report" is submitted
    And "sample_ExportDataUsingFetchXmlToAnnotation" is submitted
      """
      {"FetchXml":"<fetch><entity name='account'/></fetch>"}
      """
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=startswith(lastname,'one ') or startswith(lastname,'two ')&$orderby=lastname
      """
    Then the rows are
      | lastname                                       |
      | one sample_ExportDataUsingFetchXmlToAnnotation |
      | one sample_Report                              |
      | two sample_ExportDataUsingFetchXmlToAnnotation |
      | two sample_Report                              |

  @BG-0A0
  Scenario: A step that is registered after the end gets no event
    Given "sample_Report" is submitted
    And everything settles
    And these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    When the clock advances by "PT1H"
    Then the sink "hook" has received no requests

  @BG-0A0 @PL-013
  Scenario: A disabled step gets no event until it is enabled again
    Given these processing steps
      | as   | on                            | stage         | mode         | to       |
      | step | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":1,"statuscode":2}
      """
    And "sample_Report" is submitted
    And everything settles
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":0,"statuscode":1}
      """
    And "sample_Report" is submitted as "second"
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then "/inputs/BackgroundOperationId" equals {second}
    And the sink "hook" has received 1 request

  @BG-0A0 @BG-07B @alone
  Scenario: Deleting the row of a completed operation does not delete its event
    Given these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And a sink "hook" that answers 503 and then 200
    And "sample_Report" is submitted
    And everything settles
    And a client has sent
      """
      DELETE /api/data/v9.2/backgroundoperations({operation})
      """
    When the clock advances until nothing is left to do
    And the Python reader accepts the body of request 2 at the sink "hook"
    Then "/inputs/BackgroundOperationId" equals {operation}

  @BG-0A4 @BG-0A5 @PL-020 @alone
  Scenario Outline: The jobs of the step are kept or removed as asyncautodelete says
    Given these processing steps
      | as   | name        | on                            | stage         | mode         | asyncautodelete | to       |
      | step | On complete | OnBackgroundOperationComplete | PostOperation | asynchronous | <auto delete>   | endpoint |
    And "sample_Report" is submitted
    And "sample_Report" is submitted as "second"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name,operationtype,statecode,statuscode,_owningextensionid_value,messagename
      """
    Then "/value" has <count> items
    And the sink "hook" has received 2 requests

    Examples:
      | auto delete | count |
      | true        | 0     |
      | false       | 2     |

  @BG-0A5 @alone
  Scenario: A job that is kept is a completed system event
    Given these processing steps
      | as   | name        | on                            | stage         | mode         | to       |
      | step | On complete | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And "sample_Report" is submitted
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=name,operationtype,statecode,statuscode,_owningextensionid_value,messagename,primaryentitytype,_regardingobjectid_value
      """
    Then the rows are
      | name        | operationtype | statecode | statuscode | _owningextensionid_value | messagename                   | primaryentitytype | _regardingobjectid_value |
      | On complete | 1             | 3         | 30         | {step}                   | OnBackgroundOperationComplete | none              | null                     |

  @BG-0AA @alone
  Scenario: A client may call the message itself, which runs its steps
    Given these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/OnBackgroundOperationComplete

      {"PayloadType":0,"LocationUrl":"https://example.com/x","BackgroundOperationId":"11111111-2222-4333-8444-555555555555"}
      """
    Then the status is 200
    And the body has
      | BackgroundOperationStateCode  | 0 |
      | BackgroundOperationStatusCode | 0 |
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then the body has
      | /inputs/LocationUrl           | https://example.com/x                |
      | /inputs/BackgroundOperationId | 11111111-2222-4333-8444-555555555555 |

  @BG-0A0 @BG-082
  Scenario: The URL of a callback is neither in the context nor shown with its secrets
    Given these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And a sink "back"
    And "sample_Report" is submitted with a callback to "{back}/done?sig=s3cret"
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then the body does not contain "s3cret"
    When everything settles
    Then the sink "back" has received 1 request
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations
      """
    Then the body does not contain "s3cret"
    When a client sends
      """
      GET /_emulator/v1/journal
      """
    Then the body does not contain "s3cret"

  @BG-0A1 @BG-0A3
  Scenario Outline: The URL of the callback is an input, masked or absent, by rule
    Given the rule "event_callback_url" is "<rule>"
    And these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    And a sink "back"
    And "sample_Report" is submitted with a callback to "{back}/done?sig=s3cret"
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then "inputs" equals <inputs>

    Examples:
      | rule    | inputs                                                                                                |
      | masked  | {"PayloadType":0,"CallbackUrl":"***","LocationUrl":"{monitor}","BackgroundOperationId":"{operation}"} |
      | omitted | {"PayloadType":0,"LocationUrl":"{monitor}","BackgroundOperationId":"{operation}"}                     |

  @BG-0A1 @BG-0AA @alone
  Scenario: A URL in a client's own call of the message is not shown either
    Given these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/OnBackgroundOperationComplete

      {"PayloadType":0,"CallbackUrl":"https://example.com/?sig=s3cret","LocationUrl":"https://example.com/x","BackgroundOperationId":"11111111-2222-4333-8444-555555555555"}
      """
    Then the status is 200
    When the Python reader accepts the body of request 1 at the sink "hook"
    Then "/inputs/CallbackUrl" equals "***"
    And the body does not contain "s3cret"
