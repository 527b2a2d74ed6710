@no-samples
Feature: Receivers that misbehave
  With any receiver a request ends with an error that names the cause and has written nothing, and a
  system job ends failed.

  @WH-026 @WH-030
  Scenario Outline: Addresses without a receiver
    Given a webhook "endpoint" to "<url>"
    And these processing steps
      | on             | stage   | mode        | to       |
      | Create account | <stage> | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/code" equals 0x80050205
    And "/error/message" matches "^The webhook call to the service endpoint 'endpoint' failed during the http post: "
    And the body does not contain "k3y"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /_emulator/v1/journal?kind=webhook
      """
    Then "entries" has 1 item
    And "/entries/0/endedBy" equals connection
    And the body does not contain "k3y"

    Examples:
      | url                           | stage         |
      | http://receiver.invalid/hook  | PreValidation |
      | http://receiver.invalid/hook  | PostOperation |
      | https://receiver.invalid/hook | PostOperation |
      | http://127.0.0.1:1/hook       | PreOperation  |
      | http://[::1]:1/hook           | PostOperation |

  @WH-027 @WH-030 @WH-031
  Scenario: A system job for an address without a receiver fails at once
    Given a webhook "endpoint" to "http://receiver.invalid/hook"
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
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode,retrycount,message
      """
    Then the body has
      | /value/0/statuscode | 31          |
      | /value/0/errorcode  | -2147155451 |
      | /value/0/retrycount | 0           |
    And "/value/0/message" contains "service endpoint 'endpoint'"
    And the body does not contain "k3y"

  @WH-024 @WH-026 @WH-030 @WH-031
  Scenario Outline: A receiver that breaks HTTP
    Given a sink "receiver" outside the organization that <manner>
    And a webhook "endpoint" to "{receiver}/in"
    And these processing steps
      | on             | stage         | mode        | to       |
      | Create account | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is <status>
    And the sink "receiver" has received 1 request
    When a client sends
      """
      GET /_emulator/v1/journal?kind=webhook
      """
    Then "entries" has 1 item
    And "/entries/0/endedBy" equals <end>
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has <rows> items

    Examples:
      | manner                         | status | end        | rows |
      | hangs up                       | 400    | connection | 0    |
      | answers garbage                | 400    | connection | 0    |
      | answers without end            | 204    | answer     | 1    |
      | redirects to "{org}/elsewhere" | 400    | answer     | 0    |
      | redirects to "{first}/other"    | 400    | answer     | 0    |

  @WH-027 @WH-030 @WH-031
  Scenario Outline: A system job for a receiver that breaks HTTP
    Given a sink "receiver" outside the organization that <manner>
    And a webhook "endpoint" to "{receiver}/in"
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
    Then the sink "receiver" has received <count> requests
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode |
      | <status>   | <code>    |

    Examples:
      | manner                         | count | status | code        |
      | hangs up                       | 1     | 31     | -2147155451 |
      | answers garbage                | 1     | 31     | -2147155451 |
      | answers without end            | 1     | 30     | null        |
      | redirects to "{org}/elsewhere" | 1     | 31     | -2147155455 |
      | answers 500                    | 1     | 31     | -2147155455 |
      | answers 503                    | 2     | 31     | -2147155455 |

  @WH-025 @WH-030
  Scenario: A receiver that hangs delays no other request
    Given a sink "dead" that never answers
    And a sink "live"
    And a webhook "slow" to "{dead}"
    And a webhook "quick" to "{live}"
    And these processing steps
      | on             | stage         | mode        | to   |
      | Create account | PostOperation | synchronous | slow |
    And these processing steps
      | on             | stage         | mode        | to    |
      | Create contact | PostOperation | synchronous | quick |
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request 1 arrives at the sink "dead"
    And a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Byron"}
      """
    Then the status is 204
    And the clock shows "2026-01-02T03:04:05Z"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then "value" has 0 items
    When everything settles
    And the clock advances by "PT1M"
    And the answer arrives
    Then "/error/code" equals 0x80050202

  @WH-026
  Scenario: A row that two requests write while a receiver hangs
    Given a sink "dead" that never answers
    And a webhook "endpoint" to "{dead}"
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these processing steps
      | on             | stage         | mode        | filteringattributes | to       |
      | Update account | PostOperation | synchronous | name                | endpoint |
    When a client sends, without waiting for the answer
      """
      PATCH /api/data/v9.2/accounts({account})

      {"name":"Fabrikam"}
      """
    And request 1 arrives at the sink "dead"
    And a client sends
      """
      PATCH /api/data/v9.2/accounts({account})

      {"numberofemployees":7}
      """
    Then the status is 204
    When everything settles
    And the clock advances by "PT1M"
    And the answer arrives
    Then "/error/code" equals 0x80050202
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,numberofemployees
      """
    Then the rows are
      | name    | numberofemployees |
      | Contoso | 7                 |
