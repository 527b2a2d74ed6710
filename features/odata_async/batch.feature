Feature: Defer a batch
  A batch is deferred as a whole: its parts are executed in one unit of work, which is committed with its end.

  Background:
    Given the rule "async_protocol" is "odata"
    And the text "a0000000-0000-4000-8000-00000000ba10" is remembered as "account"

  @OA-004 @OA-020 @OA-024
  Scenario: The batch's answer is the response
    When a client sends a batch with the preference "respond-async" of
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Contoso"}
      ---
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then the request is deferred
    And the body is empty
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "200"
    And the header "Content-Type" matches "^multipart/mixed; boundary="
    And the header "Location" is absent
    And the header "OData-EntityId" is absent
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 200    |
    When the client reads part "1"
    Then the header "AsyncResult" is absent
    And the header "OData-EntityId" is "{org}/api/data/v9.2/accounts({account})"
    When the client reads part "2"
    Then the header "AsyncResult" is absent
    And "name" equals "Contoso"

  @OA-020
  Scenario: The batch's answer as one HTTP message
    When a client sends a batch with the preference "respond-async" of
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Contoso"}
      ---
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      Accept: application/http
      """
    Then the client unwraps the answer
    And the status is 200
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 200    |

  @OA-005 @OA-021
  Scenario: Parts are not deferred
    Given the custom API "contoso_Sum"
      | kind     | name  | type    |
      | property | Total | Integer |
    And "contoso_Sum" behaves as
      """
      {"outcomes":[{"return":{"Total":7}}]}
      """
    When a client sends a batch of
      """
      POST /api/data/v9.2/contoso_Sum
      Prefer: respond-async

      {}
      ---
      GET /api/data/v9.2/WhoAmI
      Prefer: respond-async
      --- change set
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Contoso"}
      --- end
      """
    Then the batch is answered with
      | part | status |
      | 1    | 200    |
      | 2    | 200    |
      | 3.1  | 204    |

  @OA-022
  Scenario: What a part did before another failed is kept
    When a client sends a batch with the preference "respond-async" of
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Kept"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"Failed","accountsthatdonotexist":1}
      ---
      POST /api/data/v9.2/accounts

      {"name":"Never"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "400"
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 400    |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=name eq 'Kept' or name eq 'Never'
      """
    Then "/value" has 1 item
    And "/value/0/name" equals "Kept"

  @OA-022
  Scenario: A part that fails leaves nothing of itself
    Given these processing steps
      | on             | stage         | mode        | does                                                   |
      | Create contact | PostOperation | synchronous | [{"fail":{"code":"0x80040265","message":"No entry."}}] |
    When a client sends a batch with the preference "respond-async, odata.continue-on-error" of
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Refused"}
      ---
      POST /api/data/v9.2/accounts

      {"name":"Kept"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "200"
    And the batch is answered with
      | part | status |
      | 1    | 400    |
      | 2    | 204    |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$filter=lastname eq 'Refused'
      """
    Then "/value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Kept'
      """
    Then "/value" has 1 item

  @OA-021
  Scenario: A change set is all or nothing, and what is around it stays
    When a client sends a batch with the preference "respond-async, odata.continue-on-error" of
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Before"}
      --- change set
      PATCH /api/data/v9.2/accounts({account})

      {"name":"Within"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"Refused","nosuchcolumn":1}
      --- end
      GET /api/data/v9.2/accounts({account})?$select=name
      --- change set
      PATCH /api/data/v9.2/accounts({account})

      {"name":"After"}
      ---
      POST /api/data/v9.2/contacts

      {"lastname":"Kept","parentcustomerid_account@odata.bind":"accounts({account})"}
      --- end
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "200"
    And the batch is answered with
      | part | status |
      | 1    | 204    |
      | 2    | 400    |
      | 3    | 200    |
      | 4.1  | 204    |
      | 4.2  | 204    |
    When the client reads part "3"
    Then "name" equals "Before"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name&$expand=contact_customer_accounts($select=lastname)
      """
    Then "name" equals "After"
    And "/contact_customer_accounts/0/lastname" equals "Kept"

  @OA-004
  Scenario: A batch that cannot be read is refused at its monitor
    When a client sends
      """
      POST /api/data/v9.2/$batch
      Prefer: respond-async
      Content-Type: text/plain

      nothing
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "400"
    And "/error/message" is a text

  Rule: A thousand requests

    @OA-023
    Scenario: All of them are there at once
      When a client sends a batch with the preference "respond-async" of 1000 times
        """
        POST /api/data/v9.2/annotations

        {"subject":"One of many"}
        """
      Then the request is deferred
      When everything settles
      And a client sends
        """
        GET {monitor}
        """
      Then the header "AsyncResult" is "200"
      When a client sends
        """
        GET /api/data/v9.2/annotations?$count=true&$top=1&$filter=subject eq 'One of many'
        """
      Then "@odata.count" equals 1000

    @OA-016 @OA-023
    Scenario Outline: None of them is left when the batch is canceled
      Given deferred requests to "$batch" <state>
      When a client sends a batch with the preference "respond-async" of 1000 times
        """
        POST /api/data/v9.2/annotations

        {"subject":"One of many"}
        """
      Then the request is deferred
      When everything settles
      And a client sends, for every row, a request that is answered with its status
        | method | target    | status |
        | DELETE | {monitor} | 204    |
        | GET    | {monitor} | 404    |
      And the clock advances by "PT3M"
      And a client sends
        """
        GET /api/data/v9.2/annotations?$count=true&$top=1&$filter=subject eq 'One of many'
        """
      Then "@odata.count" equals 0

      Examples:
        | state              |
        | wait to be started |
        | run until released |

    @OA-016 @OA-023
    Scenario: None of them is left when the batch is canceled among them
      Given a sink "hook" outside the organization that never answers
      And a webhook "Slow" to "{hook}"
      And these processing steps
        | on             | stage         | mode        | to   |
        | Create account | PostOperation | synchronous | Slow |
      When a client sends a batch with the preference "respond-async" of
        """
        POST /api/data/v9.2/annotations

        {"subject":"One of many"}
        ---
        POST /api/data/v9.2/accounts

        {"accountid":"{account}","name":"Slow"}
        ---
        POST /api/data/v9.2/annotations

        {"subject":"One of many"}
        """
      Then the request is deferred
      When request 1 arrives at the sink "hook"
      And a client sends
        """
        DELETE {monitor}
        """
      Then the status is 204
      When the clock advances by "PT3M"
      And a client sends
        """
        GET /api/data/v9.2/annotations?$count=true&$top=1&$filter=subject eq 'One of many'
        """
      Then "@odata.count" equals 0

    @OA-01B @OA-023
    Scenario: All of them are left when the cancellation comes too late
      When a client sends a batch with the preference "respond-async" of 1000 times
        """
        POST /api/data/v9.2/annotations

        {"subject":"One of many"}
        """
      Then the request is deferred
      When everything settles
      And a client sends
        """
        DELETE {monitor}
        """
      Then the status is 409
      When a client sends
        """
        GET /api/data/v9.2/annotations?$count=true&$top=1&$filter=subject eq 'One of many'
        """
      Then "@odata.count" equals 1000
