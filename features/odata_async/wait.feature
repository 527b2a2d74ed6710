Feature: How long a client waits for a response
  With respond-async, wait says for how many seconds of the organization's clock the client wants the response itself.

  Background:
    Given the rule "async_protocol" is "odata"

  @OA-006
  Scenario: A response within the time is the answer itself
    Given deferred requests to "accounts" behave as
      """
      {"finish":{"after":"PT5S"}}
      """
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/accounts?$select=name
      Prefer: respond-async, wait=10, return=representation

      {"name":"Contoso"}
      """
    And the organization waits for time
    And the clock advances by "PT5S"
    Then the answer arrives
    And the status is 201
    And "name" equals "Contoso"
    And the header "Preference-Applied" is "return=representation"
    And the header "AsyncResult" is absent
    And the header "Location" is absent

  @OA-006
  Scenario: A refusal within the time is the answer itself
    When a client sends
      """
      GET /api/data/v9.2/nosuchset
      Prefer: respond-async, wait=10
      """
    Then the status is 404
    And the header "AsyncResult" is absent

  @OA-006 @OA-001
  Scenario: Later the client is told where to ask
    Given deferred requests to "$batch" behave as
      """
      {"finish":{"after":"PT11S"}}
      """
    When a client sends, without waiting for the answer
      """
      POST /api/data/v9.2/$batch
      Prefer: respond-async, wait=10
      Content-Type: multipart/mixed; boundary=b

      --b
      Content-Type: application/http
      Content-Transfer-Encoding: binary

      GET /api/data/v9.2/WhoAmI HTTP/1.1


      --b--
      """
    And the organization waits for time
    And the clock advances by "PT10S"
    Then the answer arrives
    And the request is deferred
    And the header "Preference-Applied" is "respond-async"
    When the clock advances by "PT1S"
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "200"

  @OA-008
  Scenario Outline: Only a whole number of seconds is a time to wait
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      GET /api/data/v9.2/accounts
      Prefer: respond-async, wait=<time>
      """
    Then the request is deferred

    Examples:
      | time |
      | 0    |
      | -1   |
      | 1.5  |
      | soon |

  @OA-007
  Scenario: Without respond-async the time has no effect
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: wait=1
      """
    Then the status is 200
    And the header "Preference-Applied" is absent
