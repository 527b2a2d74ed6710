@no-samples
Feature: Which steps run, and in which order
  Among the steps of a stage the smallest rank runs first. An update runs the steps whose filtering attributes it has.

  Background:
    Given these rows of "accounts"
      | as      | name | telephone1 | description |
      | account | Old  | "1"        | -           |

  @PL-0A0
  Scenario: The smallest rank comes first, whatever was registered first
    Given these processing steps
      | on             | stage        | rank       | does                                                 |
      | Create account | PreOperation | 2147483647 | [{"set":{"description":"{{target.description}} d"}}] |
      | Create account | PreOperation | 10         | [{"set":{"description":"{{target.description}} c"}}] |
      | Create account | PreOperation | 2          | [{"set":{"description":"{{target.description}} b"}}] |
      | Create account | PreOperation | -1         | [{"set":{"description":"{{target.description}} a"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso","description":"-"}
      """
    Then the status is 201
    And "description" equals - a b c d

  @PL-0A1 @PL-0A2
  Scenario: Equal ranks run in the order of their filters, and of one filter in the order of their making
    Given these processing steps
      | on             | stage        | rank | does                                                     |
      | Create account | PreOperation | 1    | [{"set":{"description":"{{target.description}} first"}}] |
    And the clock advances by "PT1S"
    And these processing steps
      | as    | on             | stage        | rank | does                                                         |
      | other | Create account | PreOperation | 1    | [{"set":{"description":"{{target.description}} second"}}]    |
      |       | Create         | PreOperation | 1    | [{"set":{"description":"{{target.description}} any table"}}] |
    And the clock advances by "PT1S"
    And these processing steps
      | on             | stage        | rank | sdkmessageprocessingstepid           | does                                                      |
      | Create account | PreOperation | 1    | 50000000-0000-4000-8000-000000000002 | [{"set":{"description":"{{target.description}} fourth"}}] |
      | Create account | PreOperation | 1    | 50000000-0000-4000-8000-000000000001 | [{"set":{"description":"{{target.description}} third"}}]  |
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({other})

      {"description":"A change does not make a step younger."}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso","description":"-"}
      """
    Then the status is 201
    And "description" equals - any table first second third fourth

  @PL-0A3
  Scenario: A disabled step does not run, and an enabled one does again
    Given these processing steps
      | as   | on             | stage        | does                           |
      | step | Create account | PreOperation | [{"set":{"telephone1":"ran"}}] |
    And a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":1,"statuscode":2}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "telephone1" is null
    Given a client has sent
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":0,"statuscode":1}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "telephone1" equals ran
    Given a client has sent
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({step})
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then "telephone1" is null

  @PL-0A3
  Scenario: The job of a step that is disabled afterwards still runs
    Given a client has sent
      """
      PUT /_emulator/v1/sinks/hook

      {"answers":[{"status":503},{"status":200}]}
      """
    And "url" is remembered as "hook url"
    And these rows of "serviceendpoints"
      | as   | name | contract | url        | authtype | authvalue | path | solutionnamespace |
      | hook | Hook | 8        | {hook url} | 4        | s3cret    | ""   | ""                |
    And these processing steps
      | as   | on             | stage         | mode         | to   |
      | step | Create account | PostOperation | asynchronous | hook |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    And request 1 arrives at the sink "hook"
    And a client sends
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":1,"statuscode":2}
      """
    And the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=statuscode
      """
    Then the rows are
      | statuscode |
      | 30         |
    When request 2 arrives at the sink "hook"
    Then "MessageName" equals Create

  @PL-0B0 @PL-0B1 @PL-0B4 @PL-0B5
  Scenario Outline: An update runs a step if it supplies one of its filtering attributes, changed or not
    Given these processing steps
      | on             | stage | filteringattributes | does                                                        |
      | Update account | <stage> | <filter>          | [{"create":{"table":"contact","row":{"lastname":"ran"}}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      <change>
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has <runs> items

    Examples:
      | stage         | filter           | change             | runs |
      | PreValidation | name             | {"name":"New"}     | 1    |
      | PreOperation  | name,telephone1  | {"telephone1":"2"} | 1    |
      | PostOperation | name, telephone1 | {"telephone1":"1"} | 1    |
      | PreOperation  | name             | {"name":"Old"}     | 1    |
      | PreOperation  | name             | {"name":null}      | 1    |
      | PreValidation | name             | {"telephone1":"2"} | 0    |
      | PreOperation  | name             | {"telephone1":"2"} | 0    |
      | PostOperation | name             | {"telephone1":"2"} | 0    |
      | PreOperation  |                  | {"telephone1":"2"} | 1    |
      | PreOperation  | accountid        | {"telephone1":"2"} | 0    |
      | PreOperation  | modifiedon       | {"telephone1":"2"} | 0    |

  @PL-0B4
  Scenario: Columns that a handler adds to the target run no further steps
    Given these processing steps
      | on             | stage         | filteringattributes | does                                                      |
      | Update account | PreValidation |                     | [{"set":{"name":"Added"}}]                                |
      | Update account | PreOperation  | name                | [{"create":{"table":"contact","row":{"lastname":"ran"}}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"telephone1":"2"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then "name" equals Added
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
