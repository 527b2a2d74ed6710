Feature: Requests that are answered later
  Under OData's protocol any request that carries respond-async is accepted at once and answered at its status monitor.

  Background:
    Given the rule "async_protocol" is "odata"

  @OA-001
  Scenario Outline: Any request can be deferred
    Given the text "a0000000-0000-4000-8000-0000000000a1" is remembered as "account"
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"Contoso"}
      """
    When a client sends
      """
      <request>
      Prefer: respond-async

      <body>
      """
    Then the request is deferred
    And the body is empty
    And the header "Preference-Applied" is "respond-async"
    And the header "OData-Version" is "4.0"
    And the header "Retry-After" is absent
    And the header "x-ms-dyn-backgroundoperationid" is absent
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "<result>"

    Examples:
      | request                                              | body                | result |
      | GET /api/data/v9.2/accounts?$select=name             |                     | 200    |
      | GET /api/data/v9.2/accounts({account})?$select=name  |                     | 200    |
      | GET /api/data/v9.2/accounts/$count                   |                     | 200    |
      | GET /api/data/v9.2/accounts({account})/name          |                     | 200    |
      | GET /api/data/v9.2/WhoAmI                            |                     | 200    |
      | GET /api/data/v9.2/                                  |                     | 200    |
      | POST /api/data/v9.2/accounts                         | {"name":"Fabrikam"} | 204    |
      | PATCH /api/data/v9.2/accounts({account})             | {"name":"Fabrikam"} | 204    |
      | DELETE /api/data/v9.2/accounts({account})            |                     | 204    |
      | PUT /api/data/v9.2/accounts({account})/name          | {"value":"A"}       | 204    |
      | GET /api/data/v9.2/nosuchset                         |                     | 404    |
      | GET /api/data/v9.2/EntityDefinitions?$select=SchemaName |                  | 200    |
      | GET /api/data/v9.2/ManagedPropertyDefinitions        |                     | 501    |

  @OA-001 @OA-027
  Scenario: A custom API is a request like any other
    Given the custom API "contoso_Sum"
      | kind      | name  | type    |
      | parameter | A     | Integer |
      | property  | Total | Integer |
    And "contoso_Sum" behaves as
      """
      {"outcomes":[{"return":{"Total":7}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/contoso_Sum
      Prefer: respond-async

      {"A":3}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "200"
    And "Total" equals 7
    And "@odata.context" equals "{org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.contoso_SumResponse"

  @OA-001
  Scenario: Nothing is done before the answer says so
    Given deferred requests to "accounts" wait to be started
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Later"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Later'
      """
    Then "/value" has 0 items
    When the operation is released
    And a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Later'
      """
    Then "/value" has 1 item

  @OA-001
  Scenario: The operation is a row like others
    Given deferred requests to "accounts" run until released
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"A"}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})
      """
    Then the status is 200
    And "name" equals "accounts"
    And "displayname" equals "POST /api/data/v9.2/accounts"
    And "backgroundoperationstatuscode" equals 20
    And "inputparameters" is null
    When the operation is released
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})
      """
    Then "backgroundoperationstatuscode" equals 30
    And "retrycount" equals 0
    And "outputparameters" is null

  @OA-002
  Scenario Outline: No request is deferred that does not ask for it
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      <preference>
      """
    Then the status is 200
    And the header "Preference-Applied" is absent

    Examples:
      | preference               |
      | Accept: application/json |
      | Prefer: wait=10          |
      | Prefer: respond-async[]  |

  @OA-002
  Scenario: Under Dataverse's protocol only custom APIs run in the background
    Given the rule "async_protocol" is "dataverse"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: respond-async
      """
    Then the status is 200
    And the header "Location" is absent

  @OA-003
  Scenario: The time after which to ask again is a rule
    Given the rule "retry_after" is "5"
    And deferred requests to "accounts" run until released
    When a client sends
      """
      GET /api/data/v9.2/accounts
      Prefer: respond-async
      """
    Then the request is deferred
    And the header "Retry-After" is "5"
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 202
    And the header "Retry-After" is "5"

  @OA-009
  Scenario: Other preferences apply to the response
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=name
      Prefer: return=representation, RESPOND-ASYNC
      Prefer: odata.include-annotations="*", wait=0

      {"name":"Contoso","accountcategorycode":1}
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "201"
    And "name" equals "Contoso"
    And the header "Preference-Applied" matches "return=representation.*include-annotations"

  @OA-009
  Scenario: Preferences apply to a refusal, too
    When a client sends
      """
      GET /api/data/v9.2/accounts(00000000-0000-4000-8000-000000000404)
      Prefer: respond-async, odata.include-annotations="Microsoft.PowerApps.CDS.HelpLink"
      """
    Then the request is deferred
    When everything settles
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "404"
    And "/error/code" equals "0x80040217"
    And "/error/@Microsoft.PowerApps.CDS.HelpLink" is a text

  @OA-009
  Scenario: The request is executed for its user, with its impersonation
    Given the user "Ada" with {"roles":["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=name,_createdby_value
      Prefer: respond-async, return=representation

      {"name":"Ada's"}
      """
    Then the request is deferred
    When everything settles
    And the client is the administrator
    And a client sends
      """
      GET {monitor}
      """
    Then the header "AsyncResult" is "201"
    And "_createdby_value" equals "{ada}"

  @OA-025
  Scenario: A request that is refused changes nothing
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: respond-async

      {"name":"Half","primarycontactid":{"lastname":"Half","nosuchcolumn":1}}
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
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatuscode,retrycount,errormessage
      """
    Then "backgroundoperationstatuscode" equals 31
    And "retrycount" equals 0
    And "errormessage" is a text
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'Half'
      """
    Then "/value" has 0 items

  @OA-027
  Scenario Outline: A script holds and fails any deferred request
    Given deferred requests to "<subject>" behave as
      """
      {"start":{"after":"PT5S"},"outcomes":[{"fail":{"code":"0x80040265","message":"As a test wants it.","httpStatus":503}}]}
      """
    When a client sends
      """
      <request>
      Prefer: respond-async
      """
    Then the request is deferred
    When the clock advances by "PT4S"
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 202
    When the clock advances by "PT1S"
    And a client sends
      """
      GET {monitor}
      """
    Then the status is 200
    And the header "AsyncResult" is "503"
    And "/error/message" equals "As a test wants it."

    Examples:
      | subject  | request                              |
      | accounts | GET /api/data/v9.2/accounts?$top=1   |
      | contacts | DELETE /api/data/v9.2/contacts(1)    |
      | WhoAmI   | GET /api/data/v9.2/WhoAmI()          |
      | $batch   | POST /api/data/v9.2/$batch           |

  @OA-027
  Scenario: A script gives results of custom APIs only
    When a client sends
      """
      PUT /_emulator/v1/deferred/accounts/behavior

      {"outcomes":[{"return":{"name":"A"}}]}
      """
    Then the status is 400
    When a client sends
      """
      PUT /_emulator/v1/deferred/nothing/behavior

      {}
      """
    Then the status is 404
    When a client sends
      """
      PUT /_emulator/v1/deferred/accounts/behavior

      {"finish":"released"}
      """
    Then the status is 204
    When a client sends
      """
      GET /_emulator/v1/deferred/accounts/behavior
      """
    Then "finish" equals "released"
    When a client sends
      """
      DELETE /_emulator/v1/deferred/accounts/behavior
      """
    Then the status is 204
    When a client sends
      """
      GET /_emulator/v1/deferred/accounts/behavior
      """
    Then "finish" equals "immediately"
