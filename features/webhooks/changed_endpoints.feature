@no-samples
Feature: Endpoints that change
  A system job uses the endpoint and the step as they are when it runs.

  Background:
    Given a sink "hook"
    And a sink "other"
    And a sink "down" that answers 503
    And a webhook "endpoint" to "{down}"
    And these processing steps
      | on             | as   | stage         | mode         | to       |
      | Create account | step | PostOperation | asynchronous | endpoint |
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And everything settles

  @WH-027 @WH-031
  Scenario: The second attempt uses the endpoint's current URL and secret
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({endpoint})

      {"url":"{hook}","authvalue":"newer"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    Then the sink "down" has received 1 request
    And the sink "hook" has received 1 request
    When request 1 arrives at the sink "hook"
    Then the request is "POST ?code=newer"
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,retrycount
      """
    Then the rows are
      | statuscode | retrycount |
      | 30         | 1          |

  @WH-027
  Scenario: The step gets another endpoint before its job runs
    Given a webhook "elsewhere" to "{other}"
    When a client sends
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"eventhandler_serviceendpoint@odata.bind":"/serviceendpoints({elsewhere})"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    Then the sink "other" has received 1 request

  @WH-027
  Scenario: The step is deleted before its job runs
    When a client sends
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode,message
      """
    Then "/value/0/statuscode" equals 31
    And "/value/0/message" contains "does not exist any more"
    And the sink "down" has received 1 request

  @WH-027
  Scenario: The endpoint is deleted with its steps before a job runs
    When a client sends
      """
      DELETE /api/data/v9.2/serviceendpoints({endpoint})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    Then the status is 404
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Fabrikam"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    Then the sink "down" has received 1 request
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,message
      """
    Then "value" has 1 item
    And "/value/0/statuscode" equals 31
    And "/value/0/message" contains "does not exist any more"

  @WH-027
  Scenario: A disabled step makes no jobs, and its earlier jobs still run
    When a client sends
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":1,"statuscode":2}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Fabrikam"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    Then the sink "down" has received 2 requests
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode   |
      | 31         | -2147155455 |

  @WH-027 @WH-029
  Scenario: The webhook becomes a queue before its job runs
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({endpoint})

      {"contract":2,"authtype":2,"namespaceaddress":"sb://contoso.example.com","messageformat":2,"path":"work"}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    And a client sends
      """
      GET /_emulator/v1/journal?kind=azure_message
      """
    Then "entries" has 1 item

  @WH-027
  Scenario: The secret becomes one that no header can carry
    When a client sends
      """
      PATCH /api/data/v9.2/serviceendpoints({endpoint})

      {"authvalue":null}
      """
    Then the status is 204
    When everything settles
    And the clock advances until nothing is left to do
    And everything settles
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode,errorcode
      """
    Then the rows are
      | statuscode | errorcode   |
      | 31         | -2147155452 |
