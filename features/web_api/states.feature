Feature: The state of a row
  A row is in a state, for a reason that belongs to that state: "statecode" and "statuscode" are changed together or not
  at all.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |

  @WA-066
  Scenario Outline: A row that enters a state without a reason has the default reason of that state: <request>
    When a client sends
      """
      <request>

      {<columns>}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts(<row>)?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 1 |
      | statuscode | 2 |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(<row>)
      If-Match: *

      {"statecode": 0}
      """
    And a client sends
      """
      GET /api/data/v9.2/accounts(<row>)?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 0 |
      | statuscode | 1 |

    Examples:
      | request                                                             | columns        | row                                  |
      | PATCH /api/data/v9.2/accounts({account})                            | "statecode": 1 | {account}                            |
      | PUT /api/data/v9.2/accounts({account})/statecode                    | "value": 1     | {account}                            |
      | PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e1) | "statecode": 1 | a0000000-0000-4000-8000-0000000000e1 |

  @WA-067
  Scenario Outline: A reason of another state is refused and changes nothing: <columns>
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"name": "Changed", <columns>}
      """
    Then the status is 400
    And "/error/code" equals 0x80048408
    And "/error/message" contains "<reason> is not a valid status code for state code AccountState.<state> on account with Id {account}."
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name,statecode,statuscode
      """
    Then the body has
      | name       | Contoso |
      | statecode  | 0       |
      | statuscode | 1       |

    Examples:
      | columns                          | reason | state    |
      | "statecode": 0, "statuscode": 2  | 2      | Active   |
      | "statecode": 1, "statuscode": 1  | 1      | Inactive |
      | "statuscode": 2                  | 2      | Active   |

  @WA-067 @SO-022
  Scenario: A reason of another state is refused over the SDK as well
    When the SDK executes Update with
      | Target            | Entity         | account({account}) |
      | Target.statecode  | OptionSetValue | 0                  |
      | Target.statuscode | OptionSetValue | 2                  |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147187704"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "2 is not a valid status code for state code AccountState.Active on account"

  @WA-067
  Scenario: A new row is not given a reason of another state than the one it begins in
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"accountid": "a0000000-0000-4000-8000-0000000000e2", "name": "New", "statuscode": 2}
      """
    Then the status is 400
    And "/error/code" equals 0x80048408
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e2)
      """
    Then the status is 404

  @WA-066 @WA-067
  Scenario: A reason alone is changed within the present state
    Given a client has sent
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"statecode": 1}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"statuscode": 2}
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"statuscode": 1}
      """
    Then the status is 400
    And "/error/message" contains "1 is not a valid status code for state code AccountState.Inactive"

  @WA-068
  Scenario Outline: A new row whose state is null has the default state: <columns>
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000e2",<columns>}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e2)?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 0 |
      | statuscode | 1 |

    Examples:
      | columns                             |
      | "statecode":null                    |
      | "statecode":null,"statuscode":null  |
      | "statecode":null,"statuscode":1     |
