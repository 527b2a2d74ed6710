@no-samples
Feature: Delivery to a webhook
  A webhook gets a POST with the execution context and with headers that describe it. Its status decides; the rest of
  its answer is ignored.

  Background:
    Given a sink "hook"

  @WH-003 @WH-004 @WH-005 @WH-020 @WH-002
  Scenario Outline: A webhook authenticates by key, headers or query parameters, which are never shown
    Given these rows of "serviceendpoints"
      | as       | name | contract | url                   | authtype | authvalue   | path | solutionnamespace |
      | endpoint | Hook | 8        | {hook}/in?a=%2F+b&&c  | <kind>   | <authvalue> | ""   | ""                |
    And these processing steps
      | on             | stage         | mode   | to       |
      | Create account | PostOperation | <mode> | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then the status is 201
    And the body does not contain "s3"
    When request 1 arrives at the sink "hook"
    Then the request is "POST /in?a=%2F+b&&c<query>"
    And the header "Content-Type" is "application/json; charset=utf-8"
    And the header "X-Key" is <key>
    And the header "X-Other" is <other>
    And the body does not contain "s3"
    When everything settles
    And a client sends
      """
      GET /_emulator/v1/journal
      """
    Then the body does not contain "s3"
    When a client sends
      """
      GET /_emulator/v1/journal?kind=webhook
      """
    Then the body has
      | /entries/0/url           | {hook}/in?a=%2F+b&&c<redacted> |
      | /entries/0/attempt       | 1                              |
      | /entries/0/endedBy       | answer                         |
      | /entries/0/answer/status | 200                            |
      | /entries/0/endpoint      | {endpoint}                     |
    And "/entries/0/request/headers/x-key" is <noted>
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations
      """
    Then the body does not contain "s3"

    Examples: synchronous and asynchronous
      | kind | authvalue                                                                                             | query                                 | key      | other   | redacted         | noted   | mode         |
      | 4    | s3 c/r&t=+é%2B                                                                                        | &code=s3%20c%2Fr%26t%3D%2B%C3%A9%252B | absent   | absent  | &code=***        | absent  | synchronous  |
      | 4    | s3 c/r&t=+é%2B                                                                                        | &code=s3%20c%2Fr%26t%3D%2B%C3%A9%252B | absent   | absent  | &code=***        | absent  | asynchronous |
      | 5    | <settings><setting name="X-Key" value="s3 c&amp;t" /><setting name="X-Other" value="s3" /></settings> |                                       | "s3 c&t" | present |                  | present | synchronous  |
      | 5    | <settings><setting name="X-Key" value="s3 c&amp;t" /><setting name="X-Other" value="s3" /></settings> |                                       | "s3 c&t" | present |                  | present | asynchronous |
      | 6    | <settings><setting name="K 1" value="s3/é" /><setting name="k" value="s3&amp;" /></settings>          | &K%201=s3%2F%C3%A9&k=s3%26            | absent   | absent  | &K%201=***&k=*** | absent  | synchronous  |
      | 6    | <settings><setting name="K 1" value="s3/é" /><setting name="k" value="s3&amp;" /></settings>          | &K%201=s3%2F%C3%A9&k=s3%26            | absent   | absent  | &K%201=***&k=*** | absent  | asynchronous |

  @WH-026
  Scenario Outline: A secret that no header can carry fails the request
    Given these rows of "serviceendpoints"
      | as       | name | contract | url    | authtype | authvalue   | path | solutionnamespace |
      | endpoint | Hook | 8        | {hook} | <kind>   | <authvalue> | ""   | ""                |
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" contains "Hook"
    And the body does not contain "s3"
    And the sink "hook" has received no requests
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 0 items

    Examples:
      | kind | authvalue                                                                          | code       |
      | 4    |                                                                                    | 0x80050204 |
      | 5    | <settings><setting name="X Key" value="s3" /></settings>                     | 0x80050203 |
      | 5    | <settings><setting name="Content-Length" value="s3" /></settings>            | 0x80050203 |
      | 5    | <settings><setting name="X-Key" value="s3é" /></settings>                    | 0x80050203 |
      | 5    | <settings><setting name="X-Key" value="s3&#10;X-Other: s3" /></settings>     | 0x80050203 |
      | 6    | <settings><setting name="" value="s3" /></settings>                          | 0x80050204 |

  @WH-021 @WH-022
  Scenario Outline: Headers name the organization, the message and the table
    Given a webhook "endpoint" to "{hook}"
    And the rule "webhook_request_id" is "<rule>"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the header "x-ms-dynamics-organization" matches "^127.0.0.1:[0-9]+$"
    And the header "x-ms-dynamics-entity-name" is "account"
    And the header "x-ms-dynamics-request-name" is "Create"
    And the header "x-ms-dynamics-msg-size-exceeded" is absent
    And the header "x-request-id" is <request id>
    And "CorrelationId" is remembered as "correlation"
    And the header "x-ms-correlation-request-id" is "{correlation}"
    And the header "authorization" is absent
    And the header "cookie" is absent

    Examples:
      | rule | request id |
      | send | present    |
      | off  | absent     |

  @WH-021 @WH-032
  Scenario: The table of a message without a table is none
    Given a webhook "endpoint" to "{hook}"
    And the custom API "sample_Report"
    And these processing steps
      | on                            | stage         | mode         | to       |
      | OnBackgroundOperationComplete | PostOperation | asynchronous | endpoint |
    When "sample_Report" is submitted
    And request 1 arrives at the sink "hook"
    Then the header "x-ms-dynamics-entity-name" is "none"
    And the header "x-ms-dynamics-request-name" is "OnBackgroundOperationComplete"

  @WH-024
  Scenario Outline: Any status 2xx is a success; the body of the answer is ignored
    Given a sink "told" that answers <status>
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    And the sink "told" has received 1 request

    Examples:
      | status |
      | 200    |
      | 201    |
      | 202    |
      | 204    |
      | 206    |
      | 299    |

  @WH-024 @WH-026 @WH-031
  Scenario Outline: Any other status fails the request at once
    Given a sink "told" that answers <status>
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage   | mode        | to       |
      | Create account | <stage> | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/code" equals 0x80050201
    And "/error/message" contains "received non-success httpStatus code"
    And the sink "told" has received 1 request
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 0 items

    Examples:
      | status | stage         |
      | 500    | PreValidation |
      | 500    | PreOperation  |
      | 500    | PostOperation |
      | 501    | PostOperation |
      | 505    | PostOperation |
      | 400    | PostOperation |
      | 401    | PostOperation |
      | 404    | PostOperation |
      | 408    | PostOperation |
      | 410    | PostOperation |
      | 429    | PostOperation |
      | 301    | PostOperation |
      | 304    | PostOperation |
      | 307    | PostOperation |

  @WH-031 @WH-026
  Scenario Outline: A receiver that is unavailable is tried once more
    Given a sink "told" that answers <first> and then <second> and then 200
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is <answer>
    And the sink "told" has received 2 requests
    When a client sends
      """
      GET /_emulator/v1/journal?kind=webhook
      """
    Then the body has
      | /entries/0/attempt       | 1        |
      | /entries/0/answer/status | <first>  |
      | /entries/1/attempt       | 2        |
      | /entries/1/answer/status | <second> |
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has <rows> items

    Examples:
      | first | second | answer | rows |
      | 502   | 200    | 204    | 1    |
      | 503   | 200    | 204    | 1    |
      | 504   | 200    | 204    | 1    |
      | 502   | 502    | 400    | 0    |
      | 503   | 504    | 400    | 0    |
      | 504   | 503    | 400    | 0    |
      | 503   | 500    | 400    | 0    |

  @WH-031 @WH-027
  Scenario Outline: A system job tries a receiver that is unavailable once more
    Given a sink "told" that answers <first> and then <second> and then 200
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage         | mode         | to       |
      | Create account | PostOperation | asynchronous | endpoint |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    Then the sink "told" has received <count> requests
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statecode,statuscode,errorcode
      """
    Then the rows are
      | statecode | statuscode | errorcode |
      | 3         | <status>   | <code>    |
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 1 item

    Examples:
      | first | second | count | status | code        |
      | 502   | 200    | 2     | 30     | null        |
      | 503   | 200    | 2     | 30     | null        |
      | 504   | 200    | 2     | 30     | null        |
      | 502   | 502    | 2     | 31     | -2147155455 |
      | 503   | 500    | 2     | 31     | -2147155455 |
      | 500   | 200    | 1     | 31     | -2147155455 |
      | 404   | 200    | 1     | 31     | -2147155455 |

  @WH-027
  Scenario: The system job has the error of the delivery
    Given a sink "told" that answers 500
    And a webhook "endpoint" to "{told}/in"
    And these processing steps
      | on             | stage         | mode         | to       |
      | Create account | PostOperation | asynchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode,message,friendlymessage,retrycount
      """
    Then the body has
      | /value/0/statuscode | 31          |
      | /value/0/errorcode  | -2147155455 |
      | /value/0/retrycount | 0           |
    And "/value/0/message" contains "received non-success httpStatus code"
    And "/value/0/message" contains "status 500"
    And the body does not contain "k3y"

  @WH-025 @WH-026
  Scenario Outline: A request that waits too long fails, and has written nothing
    Given a sink "told" that never answers
    And the rule "webhook_timeout" is "<limit>"
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage   | mode        | to       |
      | Create account | <stage> | synchronous | endpoint |
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request 1 arrives at the sink "told"
    And everything settles
    And the clock advances by "<before>"
    And a client sends
      """
      GET /_emulator/v1/journal?kind=webhook
      """
    Then "entries" has 0 items
    When the clock advances by "PT1S"
    And the answer arrives
    Then the status is 400
    And "/error/code" equals 0x80050202
    And "/error/message" contains "timed out"
    And the clock shows "<then>"
    And the sink "told" has received 1 request
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 0 items

    Examples:
      | limit | before | then                 | stage         |
      | PT1M  | PT59S  | 2026-01-02T03:05:05Z | PreValidation |
      | PT1M  | PT59S  | 2026-01-02T03:05:05Z | PreOperation  |
      | PT1M  | PT59S  | 2026-01-02T03:05:05Z | PostOperation |
      | PT5S  | PT4S   | 2026-01-02T03:04:10Z | PostOperation |

  @WH-025 @WH-027
  Scenario: A system job that waits too long fails
    Given a sink "told" that never answers
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage         | mode         | to       |
      | Create account | PostOperation | asynchronous | endpoint |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    When request 1 arrives at the sink "told"
    And everything settles
    And the clock advances by "PT59S"
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then the rows are
      | statuscode |
      | 20         |
    When the clock advances by "PT1S"
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode   |
      | 31         | -2147155454 |
    And the sink "told" has received 1 request

  @WH-023 @WH-021
  Scenario Outline: A context of more than 256 KB goes without its greatest parts
    Given a webhook "endpoint" to "{hook}"
    And a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Take","name":"Take","displayname":"Take","description":"Take","bindingtype":0,
       "isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":2,"workflowsdkstepenabled":false,
       "CustomAPIRequestParameters":[
        {"uniquename":"Text","name":"Text","displayname":"Text","description":"Text","type":10,"isoptional":false}]}
      """
    And these processing steps
      | on          | stage         | mode   | to       |
      | sample_Take | PostOperation | <mode> | endpoint |
    And a text of <length> characters is remembered as "long text"
    When a client sends
      """
      POST /api/data/v9.2/sample_Take

      {"Text":"{long text}"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the header "x-ms-dynamics-msg-size-exceeded" is <header>
    And the Python reader accepts the body of request 1 at the sink "hook"
    And "message" equals sample_Take
    And "/inputs/Text" is <inputs>
    And "parent" is null

    Examples:
      | length | mode         | header  | inputs  |
      | 200000 | synchronous  | absent  | present |
      | 300000 | synchronous  | present | absent  |
      | 300000 | asynchronous | present | absent  |

  @WH-023
  Scenario Outline: Parent and images are left out with the parameters
    Given a webhook "endpoint" to "{hook}"
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "annotations"
      | as   | subject | notetext |
      | note | Report  | Before   |
    And these processing steps
      | on                | as   | stage         | mode   | to       |
      | Update annotation | step | PostOperation | <mode> | endpoint |
    And these rows of "sdkmessageprocessingstepimages"
      | name   | entityalias | imagetype | messagepropertyname | attributes           | sdkmessageprocessingstepid@odata.bind |
      | Image  | Image       | 2         | Target              | subject,notetext     | /sdkmessageprocessingsteps({step})    |
    And a text of 95000 characters is remembered as "long text"
    When a client sends
      """
      PATCH /api/data/v9.2/annotations({note})

      {"notetext":"{long text}"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the header "x-ms-dynamics-msg-size-exceeded" is present
    And "ParentContext" is null
    And "InputParameters" has 0 items
    And "PreEntityImages" has 0 items
    And "PostEntityImages" has 0 items
    And "MessageName" equals Update
    And "PrimaryEntityId" equals {note}
    And the Python reader accepts the body of request 1 at the sink "hook"

    Examples:
      | mode         |
      | synchronous  |
      | asynchronous |

  @WH-023 @WH-026
  Scenario: A context that is still too large fails the request
    Given a webhook "endpoint" to "{hook}"
    And a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Give","name":"Give","displayname":"Give","description":"Give","bindingtype":0,
       "isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":2,"workflowsdkstepenabled":false,
       "CustomAPIResponseProperties":[
        {"uniquename":"Text","name":"Text","displayname":"Text","description":"Text","type":10}]}
      """
    And a text of 300000 characters is remembered as "long text"
    And "sample_Give" behaves as
      """
      {"outcomes":[{"return":{"Text":"{long text}"}}]}
      """
    And these processing steps
      | on          | stage         | mode        | to       |
      | sample_Give | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/sample_Give
      """
    Then the status is 400
    And "/error/code" equals 0x80050207
    And the sink "hook" has received no requests

  @WH-026
  Scenario: A failure rolls back the whole request
    Given a sink "told" that answers 200 and then 500
    And a webhook "endpoint" to "{told}"
    And a webhook "other" to "{hook}"
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these processing steps
      | on             | stage         | mode        | rank | to       |
      | Update account | PreOperation  | synchronous | 1    | endpoint |
      | Update account | PostOperation | synchronous | 3    | endpoint |
    And these processing steps
      | on             | stage         | mode         | rank | to    |
      | Update account | PostOperation | asynchronous | 1    | other |
    And a client has sent
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=sdkmessagefilterid,_sdkmessageid_value&$filter=sdkmessageid/name eq 'Update' and primaryobjecttypecode eq 'account'
      """
    And "/value/0/sdkmessagefilterid" is remembered as "filter"
    And "/value/0/_sdkmessageid_value" is remembered as "update"
    And a client has sent
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name":"Nested","stage":40,"mode":0,"rank":2,"sdkmessageid@odata.bind":"/sdkmessages({update})",
       "sdkmessagefilterid@odata.bind":"/sdkmessagefilters({filter})",
       "eventhandler_plugintype@odata.bind":"/plugintypes(5c2197ed-0000-4000-8000-000000000001)",
       "configuration":"[{\"create\":{\"table\":\"contact\",\"row\":{\"lastname\":\"Byron\"}}}]"}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})

      {"name":"Fabrikam"}
      """
    Then the status is 400
    And "/error/code" equals 0x80050201
    And "/error/message" contains "received non-success httpStatus code"
    And the sink "told" has received 2 requests
    And the sink "hook" has received no requests
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name    |
      | Contoso |
    When a client sends
      """
      GET /api/data/v9.2/contacts
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations
      """
    Then "value" has 0 items

  @WH-026
  Scenario: Over the SDK the failure is a fault
    Given a sink "told" that answers 500
    And a webhook "endpoint" to "{told}"
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these processing steps
      | on             | stage         | mode        | to       |
      | Update account | PostOperation | synchronous | endpoint |
    When the SDK executes Update with
      | Target      | Entity | account({account}) |
      | Target.name | String | Fabrikam           |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147155455"
    And "/Fault/faultstring" contains "received non-success httpStatus code"
    And the sink "told" has received 1 request
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name    |
      | Contoso |

  @WH-026 @BG-090
  Scenario: A background operation fails with the failure of its step, in each of its attempts
    Given a sink "told" that answers 500
    And a webhook "endpoint" to "{told}"
    And a client has sent
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Heard","name":"Heard","displayname":"Heard","description":"Heard","bindingtype":0,
       "isfunction":false,"isprivate":false,"allowedcustomprocessingsteptype":2,"workflowsdkstepenabled":false}
      """
    And these processing steps
      | on           | stage         | mode        | to       |
      | sample_Heard | PostOperation | synchronous | endpoint |
    And the rule "max_retries" is "1"
    When "sample_Heard" is submitted
    And everything settles
    And the clock advances until nothing is left to do
    And everything settles
    Then the operation is Failed
    And the operation's "errorcode" is -2147155455
    And the sink "told" has received 2 requests

  @WH-025
  Scenario: A receiver that is given more time than a request has ends with the request
    Given a sink "told" that never answers
    And the rule "webhook_timeout" is "PT10M"
    And a webhook "endpoint" to "{told}"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request 1 arrives at the sink "told"
    And everything settles
    And the clock advances by "PT2M"
    And the answer arrives
    Then "/error/code" equals 0x80081111
    And the clock shows "2026-01-02T03:06:05Z"
    When the clock advances by "PT8M"
    And a client sends
      """
      GET /_emulator/v1/journal?kind=webhook
      """
    Then "/entries/0/endedBy" equals deadline
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 0 items

  @WH-024 @WH-026
  Scenario: A receiver may write while the request waits for it
    Given a sink "slow"
    And a client has sent
      """
      PUT /_emulator/v1/sinks/slow

      {"status":200,"delay":"PT5S"}
      """
    And a webhook "endpoint" to "{slow}"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request 1 arrives at the sink "slow"
    And a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Byron"}
      """
    Then the status is 204
    When the organization waits for time
    And the clock advances by "PT5S"
    And the answer arrives
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name    |
      | Contoso |
