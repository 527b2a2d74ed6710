Feature: Be called back when there is a response
  OData's callback is one GET without a body, made when the response can be read at the status monitor.

  Background:
    Given the rule "async_protocol" is "odata"
    And a sink "done" outside the organization

  @OA-00A @OA-00C
  Scenario Outline: One GET without a body
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      <request>
      Prefer: respond-async, <callback>; url="{done}/ready?key=a%2Fb"
      """
    Then the request is deferred
    And the header "Preference-Applied" is "respond-async,callback"
    And the body is empty
    When everything settles
    Then the sink "done" has received no requests
    When the operation is released
    And request 1 arrives at the sink "done"
    Then the request is "GET {done}/ready?key=a%2Fb"
    And the body is empty
    And the header "Content-Type" is absent
    When a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "<result>"
    And the sink "done" has received 1 request

    Examples:
      | request                                            | callback       | result |
      | GET /api/data/v9.2/accounts?$top=1                 | callback       | 200    |
      | GET /api/data/v9.2/accounts?$top=1                 | odata.callback | 200    |
      | GET /api/data/v9.2/accounts?$select=nosuchcolumn   | callback       | 400    |

  @OA-00A
  Scenario: A sink of the organization receives it, too
    Given a sink "own"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Prefer: respond-async, callback; url="{own}/ready"
      """
    Then the request is deferred
    When request 1 arrives at the sink "own"
    Then the request is "GET /ready"
    And the body is empty

  @OA-00A
  Scenario: A request that was canceled has no callback
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      GET /api/data/v9.2/accounts?$top=1
      Prefer: respond-async, callback; url="{done}"
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      DELETE {monitor}
      """
    And the operation is released
    Then the sink "done" has received no requests

  @OA-00A
  Scenario: A callback without respond-async has no effect
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Prefer: callback; url="{done}"
      """
    Then the status is 200
    And the header "Preference-Applied" is absent
    And the sink "done" has received no requests

  @OA-00B
  Scenario Outline: A callback needs an absolute address
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Prefer: respond-async, <callback>
      """
    Then the status is 400
    And "/error/message" is a text

    Examples:
      | callback             |
      | callback             |
      | callback; url=""     |
      | callback; url="/x"   |
      | callback; url="ftp:" |

  @OA-00D
  Scenario Outline: An address without quotes is accepted by rule
    Given the rule "unquoted_callback_url" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      Prefer: respond-async, callback;url={done}
      """
    Then the request is deferred
    And the header "Preference-Applied" is "<applied>"
    And the sink "done" has received <count>

    Examples:
      | rule   | applied                | count       |
      | accept | respond-async,callback | 1 request   |
      | ignore | respond-async          | no requests |
