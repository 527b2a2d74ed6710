Feature: Cancel a deferred request
  A DELETE on the status monitor cancels the request: the monitor is gone, and nothing that the request does remains.

  Background:
    Given the rule "async_protocol" is "odata"

  @OA-015 @OA-016
  Scenario Outline: Canceled before there is a response
    Given deferred requests to "accounts" <state>
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Canceled"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      DELETE {monitor}
      """
    Then the status is 204
    And the body is empty
    And the header "OData-Version" is "4.0"
    When a client sends, for every row, a request that is answered with its status
      | method | target    | status |
      | GET    | {monitor} | 404    |
      | DELETE | {monitor} | 404    |
    And the clock advances by "PT3M"
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Canceled'
      """
    Then "/value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatuscode
      """
    Then "backgroundoperationstatuscode" equals 32

    Examples:
      | state              |
      | wait to be started |
      | run until released |

  @OA-016
  Scenario: Nothing remains of what is done after the cancellation
    Given these processing steps
      | on             | stage         | mode         | does                                                          |
      | Create account | PostOperation | synchronous  | [{"create":{"table":"contact","row":{"lastname":"Canceled"}}}] |
      | Create account | PostOperation | asynchronous | [{"create":{"table":"annotation","row":{"subject":"Canceled"}}}] |
    And deferred requests to "accounts" run until released
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Canceled"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      DELETE {monitor}
      """
    Then the status is 204
    When the operation is released
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatuscode
      """
    Then "backgroundoperationstatuscode" equals 32
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Canceled'
      """
    Then "/value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$filter=lastname eq 'Canceled'
      """
    Then "/value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/annotations?$filter=subject eq 'Canceled'
      """
    Then "/value" has 0 items

  @OA-01B
  Scenario Outline: Canceled when there is a response already
    Given the rule "odata_late_cancel" is "<rule>"
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Done"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      DELETE {monitor}
      """
    Then the status is <status>
    When a client sends
      """
      GET {monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "204"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Done'
      """
    Then "/value" has 1 item

    Examples:
      | rule       | status |
      | conflict   | 409    |
      | not_found  | 404    |
      | no_content | 204    |

  @OA-017
  Scenario: A cancellation can be deferred as well
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Canceled"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      DELETE {monitor}
      Prefer: respond-async
      """
    Then the request is deferred as "cancellation"
    And the header "Preference-Applied" is "respond-async"
    When everything settles
    And a client sends, for every row, a request that is answered with its status
      | method | target                 | status |
      | GET    | {monitor}              | 404    |
      | GET    | {cancellation monitor} | 200    |
    And a client sends
      """
      GET {cancellation monitor}
      """
    Then the header "AsyncResult" is "204"
    When the operation is released
    And a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Canceled'
      """
    Then "/value" has 0 items

  @OA-017
  Scenario: A deferred cancellation that comes too late
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Prefer: respond-async
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      DELETE {monitor}
      Prefer: respond-async
      """
    Then the request is deferred as "cancellation"
    When everything settles
    And a client sends
      """
      GET {cancellation monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "409"
    And "/error/message" is a text

  @OA-015
  Scenario: Canceled in the table
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Canceled"}
      """
    Then the request is deferred
    When everything settles
    And the operation is canceled in the table
    Then the status is 204
    When a client sends
      """
      GET {monitor}
      """
    Then the status is 404
    When the operation is released
    And a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Canceled'
      """
    Then "/value" has 0 items

  @OA-016
  Scenario: A client that waits for the response is told of the cancellation
    Given deferred requests to "accounts" run until released
    When a client sends, without waiting for the answer
      """
      GET /api/data/v9.2/accounts?$top=1
      Prefer: respond-async, wait=60
      """
    And the organization waits for release
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=backgroundoperationid
      """
    And "/value/0/backgroundoperationid" is remembered as "operation"
    And the operation is canceled in the table
    And the operation is released
    Then the answer arrives
    And the status is 503
    And "/error/message" is a text
