Feature: The state of rows set with the SDK
  SetState gives a row a state and a status reason. Over the Web API that is an update of both columns.

  Background:
    Given the user "Ada" with {"roles": ["Basic User"]}
    And these rows of "accounts"
      | as      | name  | ownerid@odata.bind  |
      | account | Given | /systemusers({ada}) |

  @SO-03H @SO-022
  Scenario Outline: A row is set to another state: reason <status>
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | account({account}) |
      | State         | OptionSetValue  | 1                  |
      | Status        | OptionSetValue  | <status>           |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals SetStateResponse
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals SetState
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name,statecode,statuscode
      """
    Then the body has
      | name       | Given |
      | statecode  | 1     |
      | statuscode | 2     |
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | account({account}) |
      | State         | OptionSetValue  | 0                  |
      | Status        | OptionSetValue  | -1                 |
    And the SDK retrieves "statecode,statuscode" of "account({account})"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/statecode/Value" equals "0"
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/statuscode/Value" equals "1"

    Examples:
      | status |
      | 2      |
      | -1     |

  @SO-03H @SO-03J @WA-067
  Scenario Outline: A row is not set to a state that it cannot be in: <what>
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | <row>    |
      | State         | OptionSetValue  | <state>  |
      | Status        | OptionSetValue  | <status> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals <http>
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | 0 |
      | statuscode | 1 |

    Examples:
      | what                     | row                                           | state | status | http | text                                                                             |
      | a reason of another one  | account({account})                            | 1     | 1      | 400  | 1 is not a valid status code for state code AccountState.Inactive on account     |
      | no state of the table    | account({account})                            | 7     | -1     | 400  | 7                                                                                |
      | no reason of the table   | account({account})                            | 1     | 9      | 400  | 9                                                                                |
      | a row that is not there  | account(a0000000-0000-4000-8000-00000000dead) | 1     | 2      | 404  | Entity 'account' With Id = a0000000-0000-4000-8000-00000000dead Does Not Exist    |
      | a row without an id      | account(00000000-0000-0000-0000-000000000000) | 1     | 2      | 400  | Expected non-empty Guid.                                                         |
      | a table without states   | role({account})                               | 1     | 2      | 400  | Rows of 'role' have no state that could be set.                                  |
      | no table                 | nothing({account})                            | 1     | 2      | 400  | nothing                                                                          |

  @SO-03I @PV-007 @PV-012
  Scenario Outline: Setting the state of a row takes the right to write it: <privileges>
    Given the user "Eve" with {"privileges": {<privileges>}}
    And the client is "Eve"
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | account({account}) |
      | State         | OptionSetValue  | 1                  |
      | Status        | OptionSetValue  | 2                  |
    Then the status is <status>
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=statecode
      """
    Then "statecode" equals <state>

    Examples:
      | privileges                                              | status | state |
      | "prvReadAccount": "Global", "prvWriteAccount": "Global" | 200    | 1     |
      | "prvReadAccount": "Global", "prvWriteAccount": "Basic"  | 500    | 0     |
      | "prvReadAccount": "Global"                              | 500    | 0     |

  @SO-023 @SO-026 @SO-03H
  Scenario Outline: SetState takes a row, a state and a reason: <name> as <type>
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | account({account}) |
      | State         | OptionSetValue  | 1                  |
      | <name>        | <type>          | <value>            |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>

    Examples:
      | name   | type           | value | code        | message                                                                                  |
      | Status | null           |       | -2147220989 | Required field 'Status' is missing for RequestName='SetState'                            |
      | Status | Int32          | 2     | -2147220989 | Parameter 'Status' of message SetState must be of type Picklist, but is an Integer. |
      | Reason | OptionSetValue | 2     | -2147204757 | Message property name 'Reason' is not valid on message SetState.                         |

  @SO-03H @PL-090 @PL-0C5
  Scenario: Steps on SetState see the row and its images, and steps on Update do not run
    Given these processing steps
      | on               | stage         | pre | post | does                                                                                                                                                                  |
      | SetState account | PostOperation | *   | *    | [{"create":{"table":"contact","row":{"lastname":"{{message}} {{table}}","description":"{{id}} {{pre.Pre.statecode}} {{post.Post.statecode}}"}}}] |
      | Update account   | PostOperation |     |      | [{"create":{"table":"contact","row":{"lastname":"{{message}}"}}}]                                                                                                     |
    When the SDK executes SetState with
      | EntityMoniker | EntityReference | account({account}) |
      | State         | OptionSetValue  | 1                  |
      | Status        | OptionSetValue  | -1                 |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,description&$filter=contains(lastname,'account') or lastname eq 'Update'
      """
    Then the rows are
      | lastname         | description   |
      | SetState account | {account} 0 1 |

  @CA-03A @SO-03H
  Scenario: The Web API has no segment of this name
    When a client sends
      """
      POST /api/data/v9.2/SetState

      {}
      """
    Then the status is 404
    And "/error/message" contains "Resource not found for the segment 'SetState'"
