@no-samples
Feature: Transactions
  Writes of a request and of its synchronous steps are one transaction.

  @PL-035 @PL-037 @PL-0E0
  Scenario Outline: A failing step rolls back everything, nested rows and jobs included
    Given these processing steps
      | on             | stage         | mode         | rank | does                                                             |
      | Create account | <stage>       | synchronous  | 1    | [{"create":{"table":"contact","row":{"lastname":"nested"}}}]     |
      | Create contact | PostOperation | synchronous  | 1    | [{"create":{"table":"annotation","row":{"subject":"deeper"}}}]   |
      | Create contact | PostOperation | asynchronous | 1    | [{"create":{"table":"annotation","row":{"subject":"later"}}}]    |
      | Create account | PostOperation | asynchronous | 1    | [{"create":{"table":"annotation","row":{"subject":"later"}}}]    |
      | Create account | <stage>       | synchronous  | 2    | [{"fail":{"code":"0x80040265","message":"No {{target.name}}."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" equals No Contoso.
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/<set>?$select=createdon
      """
    Then "value" has 0 items

    Examples:
      | stage         | set             |
      | PreOperation  | accounts        |
      | PreOperation  | contacts        |
      | PreOperation  | asyncoperations |
      | PostOperation | accounts        |
      | PostOperation | contacts        |
      | PostOperation | annotations     |
      | PostOperation | asyncoperations |

  @PL-036
  Scenario Outline: Writes of a PreValidation step are kept when the request fails
    Given these processing steps
      | on             | stage         | rank | does                                                           |
      | Create account | PreValidation | 1    | [{"create":{"table":"contact","row":{"lastname":"outside"}}}]  |
      | Create contact | PostOperation | 1    | [{"create":{"table":"annotation","row":{"subject":"nested"}}}] |
      | Create account | <stage>       | 2    | [{"fail":{"code":"0x80040265","message":"No."}}]               |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | outside  |
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject
      """
    Then the rows are
      | subject |
      | nested  |

    Examples:
      | stage         |
      | PreValidation |
      | PreOperation  |
      | PostOperation |

  @PL-037
  Scenario Outline: Over both endpoints the caller gets the error of the step with its status
    Given these rows of "accounts"
      | as      | name |
      | account | Old  |
    And these processing steps
      | on             | stage   | does                                       |
      | Update account | <stage> | [{"trace":"before it"},{"fail":<failure>}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"name":"New"}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" equals It went wrong.
    When the SDK executes Update with
      | Target      | Entity | account({account}) |
      | Target.name | String | New                |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<number>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals It went wrong.
    And "/Fault/detail/OrganizationServiceFault/TraceText" contains "before it"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then "name" equals Old

    Examples:
      | stage         | failure                                                           | status | code       | number      |
      | PreValidation | {"code":"0x80040265","message":"It went wrong."}                  | 400    | 0x80040265 | -2147220891 |
      | PreOperation  | {"code":"0x80040265","message":"It went wrong."}                  | 400    | 0x80040265 | -2147220891 |
      | PostOperation | {"code":"0x80040217","message":"It went wrong."}                  | 404    | 0x80040217 | -2147220969 |
      | PostOperation | {"code":"0x80040265","message":"It went wrong.","httpStatus":503} | 503    | 0x80040265 | -2147220891 |

  # An upsert is run again where its row came or went meanwhile. A step may fail with the codes of these cases.
  @PL-037 @PL-038
  Scenario Outline: The steps of an upsert that fails run once, whatever code it fails with
    Given a sink "hook"
    And a webhook "tell" to "{hook}"
    And these rows of "accounts"
      | accountid                            | name |
      | a0000000-0000-4000-8000-0000000000cd | Old  |
    And these processing steps
      | on                | stage   | rank | to   | does                                                                                     |
      | <message> account | <stage> | 1    | tell |                                                                                          |
      | <message> account | <stage> | 2    |      | [{"fail":{"code":"<code>","message":"It went wrong."}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(<id>)

      {"name":"New"}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" equals It went wrong.
    And the sink "hook" has received 1 request
    When the SDK executes Upsert with
      | Target      | Entity | account(<id>) |
      | Target.name | String | New           |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals It went wrong.
    And the sink "hook" has received 2 requests

    Examples:
      | message | id                                   | stage         | code       | status |
      | Create  | a0000000-0000-4000-8000-0000000000cc | PreOperation  | 0x80040265 | 400    |
      | Create  | a0000000-0000-4000-8000-0000000000cc | PreOperation  | 0x80040237 | 412    |
      | Create  | a0000000-0000-4000-8000-0000000000cc | PreOperation  | 0x80040217 | 404    |
      | Create  | a0000000-0000-4000-8000-0000000000cc | PreValidation | 0x80040237 | 412    |
      | Create  | a0000000-0000-4000-8000-0000000000cc | PostOperation | 0x80040217 | 404    |
      | Update  | a0000000-0000-4000-8000-0000000000cd | PreOperation  | 0x80040217 | 404    |
      | Update  | a0000000-0000-4000-8000-0000000000cd | PostOperation | 0x80040237 | 412    |

  @PL-038 @PL-040
  Scenario Outline: The steps of an upsert run once where a request of a handler fails with <code>
    Given a sink "hook"
    And a webhook "tell" to "{hook}"
    And these rows of "contacts"
      | contactid                            | lastname |
      | a0000000-0000-4000-8000-0000000000ce | There    |
    And these processing steps
      | on             | stage        | rank | to   | does   |
      | Create account | PreOperation | 1    | tell |        |
      | Create account | PreOperation | 2    |      | <does> |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000cc)

      {"name":"New"}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And the sink "hook" has received 1 request

    Examples:
      | code       | status | does                                                                                                                          |
      | 0x80040217 | 404    | [{"delete":{"table":"contact","id":"a0000000-0000-4000-8000-0000000000cc"}}]                                                  |
      | 0x80040237 | 412    | [{"create":{"table":"contact","row":{"contactid":"a0000000-0000-4000-8000-0000000000ce","lastname":"Again"}}}]                |

  @PL-038
  Scenario: The steps of an upsert run once where a row of another table has the same id
    Given a sink "hook"
    And a webhook "tell" to "{hook}"
    And these rows of "contacts"
      | contactid                            | lastname |
      | a0000000-0000-4000-8000-0000000000cc | There    |
    And these processing steps
      | on             | stage        | to   |
      | Create account | PreOperation | tell |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000cc)

      {"name":"New","contact_customer_accounts":[{"contactid":"a0000000-0000-4000-8000-0000000000cc","lastname":"Again"}]}
      """
    Then the status is 412
    And "/error/code" equals 0x80040237
    And the sink "hook" has received 1 request

  @PL-040
  Scenario: The error of a handler's request reaches the caller
    Given these processing steps
      | on             | stage        | does                                                                         |
      | Create account | PreOperation | [{"delete":{"table":"contact","id":"a0000000-0000-4000-8000-00000000dead"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 404
    And "/error/code" equals 0x80040217
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items

  Rule: Two minutes for the whole message

    Background:
      Given a client has sent
        """
        PUT /_emulator/v1/sinks/hook

        {"delay":"PT50S"}
        """
      And "url" is remembered as "hook url"
      And these rows of "serviceendpoints"
        | as   | name | contract | url        | authtype | authvalue | path | solutionnamespace |
        | hook | Hook | 8        | {hook url} | 4        | s3cret    | ""   | ""                |

    @PL-043 @PL-0E9
    Scenario: Three steps exceed the limit together
      Given these processing steps
        | on             | stage         | rank | to   |
        | Create account | PreValidation | 1    | hook |
        | Create account | PreOperation  | 1    | hook |
        | Create account | PostOperation | 1    | hook |
      When a client sends, without waiting for the answer
        """
        POST /api/data/v9.2/accounts

        {"name":"Contoso"}
        """
      And request 1 arrives at the sink "hook"
      Then "Stage" equals 10
      When the organization waits for time
      And the clock advances by "PT50S"
      And request 2 arrives at the sink "hook"
      Then "Stage" equals 20
      When the organization waits for time
      And the clock advances by "PT50S"
      And request 3 arrives at the sink "hook"
      Then "Stage" equals 40
      When the organization waits for time
      And the clock advances by "PT20S"
      And the answer arrives
      Then the status is 400
      And "/error/code" equals 0x80081111
      When the clock advances by "PT30S"
      And everything settles
      And a client sends
        """
        GET /api/data/v9.2/accounts?$select=name
        """
      Then "value" has 0 items

    @PL-043
    Scenario: Two steps stay within the limit together
      Given these processing steps
        | on             | stage         | to   |
        | Create account | PreOperation  | hook |
        | Create account | PostOperation | hook |
      When a client sends, without waiting for the answer
        """
        POST /api/data/v9.2/accounts

        {"name":"Contoso"}
        """
      And request 1 arrives at the sink "hook"
      And the organization waits for time
      And the clock advances by "PT50S"
      And request 2 arrives at the sink "hook"
      And the organization waits for time
      And the clock advances by "PT50S"
      And the answer arrives
      Then the status is 204

    @PL-043
    Scenario: A step that hangs delays no other request
      Given the custom API "sample_Report"
      And these processing steps
        | on             | stage         | to   |
        | Create account | PostOperation | hook |
      When a client sends, without waiting for the answer
        """
        POST /api/data/v9.2/accounts

        {"name":"Contoso"}
        """
      And request 1 arrives at the sink "hook"
      And the organization waits for time
      And "sample_Report" is submitted
      Then the status is 202
      When the status monitor is polled
      Then the status is 200
      When a client sends
        """
        POST /api/data/v9.2/contacts

        {"lastname":"Meanwhile"}
        """
      Then the status is 204
      When a client sends
        """
        GET /api/data/v9.2/accounts?$select=name
        """
      Then "value" has 0 items
      When the clock advances by "PT50S"
      And the answer arrives
      Then the status is 204
      When a client sends
        """
        GET /api/data/v9.2/accounts?$select=name
        """
      Then "value" has 1 item

    @PL-035
    Scenario: A step that is registered while a request runs is none of that request's
      Given these processing steps
        | on             | stage         | to   |
        | Create account | PreValidation | hook |
      When a client sends, without waiting for the answer
        """
        POST /api/data/v9.2/accounts

        {"name":"Contoso"}
        """
      And request 1 arrives at the sink "hook"
      And the organization waits for time
      Given these processing steps
        | on             | stage         | mode         | does                                                       |
        | Create account | PreOperation  | synchronous  | [{"set":{"telephone1":"late"}}]                            |
        | Create account | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"late"}}}] |
      When the clock advances by "PT50S"
      And the answer arrives
      Then the status is 204
      When everything settles
      And a client sends
        """
        GET /api/data/v9.2/accounts?$select=telephone1
        """
      Then the rows are
        | telephone1 |
        | null       |
      When a client sends
        """
        GET /api/data/v9.2/asyncoperations?$select=name
        """
      Then "value" has 0 items

  Rule: Rows that change while steps run

    Background:
      Given a client has sent
        """
        PUT /_emulator/v1/sinks/hook

        {"delay":"PT50S"}
        """
      And "url" is remembered as "hook url"
      And these rows of "serviceendpoints"
        | as   | name | contract | url        | authtype | authvalue | path | solutionnamespace |
        | hook | Hook | 8        | {hook url} | 4        | s3cret    | ""   | ""                |

    # What came meanwhile is found when the request is committed.
    @PL-039 @PL-0F0
    Scenario Outline: An upsert whose row <what> meanwhile turns out to be the other message
      Given a client has sent
        """
        POST /api/data/v9.2/accounts

        {"accountid":"a0000000-0000-4000-8000-0000000000cd","name":"Theirs","telephone1":"555"}
        """
      And these processing steps
        | on                | stage   | to   |
        | <message> account | <stage> | hook |
      When a client sends, without waiting for the answer
        """
        PATCH /api/data/v9.2/accounts(<id>)

        {"name":"Mine"}
        """
      And request 1 arrives at the sink "hook"
      And the organization waits for time
      And a client sends
        """
        <method> /api/data/v9.2/accounts<address>
        MSCRM.BypassCustomPluginExecution: true

        <body>
        """
      Then the status is 204
      When the clock advances by "PT50S"
      And the answer arrives
      Then the status is 204
      And the sink "hook" has received 1 request
      When a client sends
        """
        GET /api/data/v9.2/accounts(<id>)?$select=name,telephone1
        """
      Then the body has
        | name       | Mine        |
        | telephone1 | <telephone> |

      Examples:
        | what  | message | stage         | id                                   | method | address                                | body                                                                                    | telephone |
        | comes | Create  | PreValidation | a0000000-0000-4000-8000-0000000000cc | POST   |                                        | {"accountid":"a0000000-0000-4000-8000-0000000000cc","name":"Theirs","telephone1":"777"} | "777"     |
        | comes | Create  | PreOperation  | a0000000-0000-4000-8000-0000000000cc | POST   |                                        | {"accountid":"a0000000-0000-4000-8000-0000000000cc","name":"Theirs","telephone1":"777"} | "777"     |
        | goes  | Update  | PreOperation  | a0000000-0000-4000-8000-0000000000cd | DELETE | (a0000000-0000-4000-8000-0000000000cd) |                                                                                         | null      |

    @BA-00F
    Scenario Outline: A change set with an upsert whose row <what> meanwhile runs again, whole
      Given the rule "json_batch" is "served"
      And a client has sent
        """
        POST /api/data/v9.2/accounts

        {"accountid":"a0000000-0000-4000-8000-0000000000cd","name":"Theirs","telephone1":"555"}
        """
      And these processing steps
        | on                | stage        | to   |
        | <message> account | PreOperation | hook |
      When a client sends, without waiting for the answer
        """
        POST /api/data/v9.2/$batch
        Content-Type: application/json

        {"requests":[
          {"id":"1","atomicityGroup":"g","method":"POST","url":"contacts","body":{"lastname":"Mine"}},
          {"id":"2","atomicityGroup":"g","method":"PATCH","url":"accounts(<id>)","body":{"name":"Mine"}}
        ]}
        """
      And request 1 arrives at the sink "hook"
      And the organization waits for time
      And a client sends
        """
        <method> /api/data/v9.2/accounts<address>
        MSCRM.BypassCustomPluginExecution: true

        <body>
        """
      Then the status is 204
      When the clock advances by "PT50S"
      And the answer arrives
      Then the status is 200
      And the body has
        | /responses/0/status | 204 |
        | /responses/1/status | 204 |
      And the sink "hook" has received 1 request
      When a client sends
        """
        GET /api/data/v9.2/accounts(<id>)?$select=name,telephone1
        """
      Then the body has
        | name       | Mine        |
        | telephone1 | <telephone> |
      When a client sends
        """
        GET /api/data/v9.2/contacts?$select=lastname
        """
      Then "value" has 1 items

      Examples:
        | what  | message | id                                   | method | address                                | body                                                                                    | telephone |
        | comes | Create  | a0000000-0000-4000-8000-0000000000cc | POST   |                                        | {"accountid":"a0000000-0000-4000-8000-0000000000cc","name":"Theirs","telephone1":"777"} | "777"     |
        | goes  | Update  | a0000000-0000-4000-8000-0000000000cd | DELETE | (a0000000-0000-4000-8000-0000000000cd) |                                                                                         | null      |

    @BA-00F
    Scenario: A change set that refuses a row of its own runs once
      Given the rule "json_batch" is "served"
      And these processing steps
        | on             | stage        | to   |
        | Create contact | PreOperation | hook |
      When a client sends, without waiting for the answer
        """
        POST /api/data/v9.2/$batch
        Content-Type: application/json

        {"requests":[
          {"id":"1","atomicityGroup":"g","method":"POST","url":"contacts","body":{"lastname":"Mine"}},
          {"id":"2","atomicityGroup":"g","method":"PATCH","url":"accounts(a0000000-0000-4000-8000-0000000000cc)","body":{"name":"Mine"}},
          {"id":"3","atomicityGroup":"g","method":"POST","url":"accounts","body":{"accountid":"a0000000-0000-4000-8000-0000000000cc"}}
        ]}
        """
      And request 1 arrives at the sink "hook"
      And the organization waits for time
      And the clock advances by "PT50S"
      And the answer arrives
      Then the status is 200
      And the body has
        | /responses/2/status | 412 |
      And the sink "hook" has received 1 request

    @OA-02F
    Scenario Outline: A deferred <kind> with an upsert whose row <what> meanwhile runs again
      Given the rule "async_protocol" is "odata"
      And the rule "json_batch" is "served"
      And a client has sent
        """
        POST /api/data/v9.2/accounts

        {"accountid":"a0000000-0000-4000-8000-0000000000cd","name":"Theirs","telephone1":"555"}
        """
      And these processing steps
        | on                | stage        | to   |
        | <message> account | PreOperation | hook |
      When a client sends
        """
        <request>
        Content-Type: application/json
        Prefer: respond-async

        <asked>
        """
      Then the request is deferred
      When request 1 arrives at the sink "hook"
      And the organization waits for time
      And a client sends
        """
        <method> /api/data/v9.2/accounts<address>
        MSCRM.BypassCustomPluginExecution: true

        <body>
        """
      Then the status is 204
      When the clock advances by "PT50S"
      And everything settles
      And a client sends
        """
        GET {monitor}
        """
      Then the status is 200
      And the header "AsyncResult" is "<result>"
      And the body does not contain "error"
      And the sink "hook" has received 1 request
      When a client sends
        """
        GET /api/data/v9.2/accounts(<id>)?$select=name,telephone1
        """
      Then the body has
        | name       | Mine        |
        | telephone1 | <telephone> |

      Examples:
        | kind       | what  | message | request                                                           | asked | result | id                                   | method | address                                | body                                                                                    | telephone |
        | request    | comes | Create  | PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000cc) | {"name":"Mine"} | 204 | a0000000-0000-4000-8000-0000000000cc | POST   |                                        | {"accountid":"a0000000-0000-4000-8000-0000000000cc","name":"Theirs","telephone1":"777"} | "777"     |
        | request    | goes  | Update  | PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000cd) | {"name":"Mine"} | 204 | a0000000-0000-4000-8000-0000000000cd | DELETE | (a0000000-0000-4000-8000-0000000000cd) |                                                                                         | null      |
        | change set | comes | Create  | POST /api/data/v9.2/$batch | {"requests":[{"id":"1","atomicityGroup":"g","method":"PATCH","url":"accounts(a0000000-0000-4000-8000-0000000000cc)","body":{"name":"Mine"}}]} | 200 | a0000000-0000-4000-8000-0000000000cc | POST   |                                        | {"accountid":"a0000000-0000-4000-8000-0000000000cc","name":"Theirs","telephone1":"777"} | "777"     |
