Feature: Assign
  A message of the SDK makes another user the owner of a row. Over the Web API that is an update of the owner.

  Background:
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Bob" with {"roles": ["Basic User"]}
    And these rows of "accounts"
      | as      | name   | ownerid@odata.bind  |
      | account | Given  | /systemusers({ada}) |
      | other   | Other  | /systemusers({bob}) |

  @SO-022 @SO-03D
  Scenario: A row is assigned to another user
    When the SDK executes Assign with
      | Target   | EntityReference | account({account}) |
      | Assignee | EntityReference | systemuser({bob})  |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals AssignResponse
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals Assign
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name,_ownerid_value,_owninguser_value
      """
    Then the body has
      | name              | Given |
      | _ownerid_value    | {bob} |
      | _owninguser_value | {bob} |
    When the SDK retrieves "ownerid" of "account({account})"
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ownerid/Id" equals {bob}
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/ownerid/LogicalName" equals systemuser
    When a client sends
      """
      GET /api/data/v9.2/accounts({other})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {bob}

  # The user who assigns the row becomes its modifiedby, as after any update.
  @SO-03D @WA-056 @PV-016 @no-samples
  Scenario: Over both endpoints an assigned row moves to its owner's business unit
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the user "Dan" with {"businessUnit": "Service", "roles": ["Basic User"]}
    And these rows of "accounts"
      | as  | name  | ownerid@odata.bind  |
      | web | Moved | /systemusers({ada}) |
      | sdk | Moved | /systemusers({ada}) |
    And the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({web})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({dan})"}
      """
    Then the status is 204
    When the SDK executes "Assign" with
      | Target   | EntityReference | account({sdk})    |
      | Assignee | EntityReference | systemuser({dan}) |
    Then the status is 200
    When a client sends, for every row, a request that is answered with its status
      | method | path                         | status |
      | GET    | /api/data/v9.2/accounts({web}) | 403  |
      | GET    | /api/data/v9.2/accounts({sdk}) | 403  |
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=_ownerid_value,_owninguser_value,_owningbusinessunit_value,_modifiedby_value&$filter=name eq 'Moved'
      """
    Then the rows are
      | _ownerid_value | _owninguser_value | _owningbusinessunit_value | _modifiedby_value |
      | {dan}          | {dan}             | {dan unit}                | {ada}             |
      | {dan}          | {dan}             | {dan unit}                | {ada}             |

  @SO-03D
  Scenario: A row may be assigned to its owner
    When the SDK executes "Assign" with
      | Target   | EntityReference | account({account}) |
      | Assignee | EntityReference | systemuser({ada})  |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {ada}

  @SO-03E @SO-03F @PV-007 @PV-016
  Scenario Outline: Assigning a row takes the privileges to read and to assign, and not to write: <privileges>
    Given the user "Eve" with {"privileges": {<privileges>}}
    And these rows of "accounts"
      | as  | name | ownerid@odata.bind  |
      | own | Own  | /systemusers({eve}) |
    And the client is "Eve"
    When the SDK executes "Assign" with
      | Target   | EntityReference | account({<row>})         |
      | Assignee | EntityReference | systemuser({<assignee>}) |
    Then the status is 200
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({<row>})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {<assignee>}

    Examples:
      | privileges                                               | row   | assignee |
      | "prvReadAccount": "Basic", "prvAssignAccount": "Basic"   | own   | bob      |
      | "prvReadAccount": "Global", "prvAssignAccount": "Global" | other | ada      |

  @SO-03E @SO-03F @PV-007 @PV-012 @PV-016
  Scenario Outline: Assigning a row is refused without the privilege to assign or to read: <privileges>
    Given the user "Eve" with {"privileges": {<privileges>}}
    And these rows of "accounts"
      | as  | name | ownerid@odata.bind  |
      | own | Own  | /systemusers({eve}) |
    And the client is "Eve"
    When the SDK executes "Assign" with
      | Target   | EntityReference | account({<row>})         |
      | Assignee | EntityReference | systemuser({<assignee>}) |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 403
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({<row>})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {<owner>}

    Examples:
      | privileges                                              | row   | owner | code        | text                                  | assignee |
      | "prvReadAccount": "Global"                              | own   | eve   | -2147220960 | is missing prvAssignAccount privilege | bob      |
      | "prvReadAccount": "Global", "prvWriteAccount": "Global" | own   | eve   | -2147220960 | is missing prvAssignAccount privilege | bob      |
      | "prvAssignAccount": "Global"                            | own   | eve   | -2147220960 | is missing prvReadAccount privilege   | bob      |
      | "prvReadAccount": "Global", "prvAssignAccount": "Basic" | other | bob   | -2147187962 | does not have AssignAccess right(s)   | ada      |
      | "prvReadAccount": "Basic", "prvAssignAccount": "Global" | other | bob   | -2147187962 | does not have ReadAccess right(s)     | ada      |

  @SO-03E @IM-001 @alone
  Scenario: Impersonation takes the privileges of both users: one lacks it
    Given the user "Cleo" with {"roles": ["Delegate"], "privileges": {"prvReadAccount": "Global"}}
    And the client is "Cleo"
    When the SDK executes "Assign" with
      | CallerId | header          | {ada}              |
      | Target   | EntityReference | account({account}) |
      | Assignee | EntityReference | systemuser({bob})  |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "is missing prvAssignAccount privilege"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {ada}

  @SO-03E @IM-001 @alone
  Scenario: Impersonation takes the privileges of both users: both have it
    Given the user "Cleo" with {"roles": ["Delegate"], "privileges": {"prvReadAccount": "Global", "prvAssignAccount": "Global"}}
    And the client is "Cleo"
    When the SDK executes "Assign" with
      | CallerId | header          | {ada}              |
      | Target   | EntityReference | account({account}) |
      | Assignee | EntityReference | systemuser({bob})  |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/ResponseName" contains "Assign"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {bob}

  @SO-03G
  Scenario Outline: An invalid assignee is refused: <what>
    When the SDK executes "Assign" with
      | Target   | EntityReference | account({account}) |
      | Assignee | EntityReference | <assignee>         |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals <status>
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value,_owninguser_value
      """
    Then the body has
      | _ownerid_value    | {ada} |
      | _owninguser_value | {ada} |

    Examples:
      | what                       | text                                                                              | status | assignee                                         |
      | a user who is not there    | Entity 'systemuser' With Id = a0000000-0000-4000-8000-00000000dead Does Not Exist | 404    | systemuser(a0000000-0000-4000-8000-00000000dead) |
      | the empty GUID             | Expected non-empty Guid.                                                          | 400    | systemuser(00000000-0000-0000-0000-000000000000) |
      | a row of another table     | account                                                                           | 400    | account({other})                                 |
      | a user's id, another table | account                                                                           | 400    | account({bob})                                   |

  @SO-03G
  Scenario Outline: An invalid target is refused: <what>
    When the SDK executes "Assign" with
      | Target   | EntityReference | <target>          |
      | Assignee | EntityReference | systemuser({bob}) |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"

    Examples:
      | what                    | text                                                                           | target                                        |
      | a row that is not there | Entity 'account' With Id = a0000000-0000-4000-8000-00000000dead Does Not Exist | account(a0000000-0000-4000-8000-00000000dead) |
      | no row                  | Expected non-empty Guid.                                                       | account(00000000-0000-0000-0000-000000000000) |
      | a table without owners  | systemuser                                                                     | systemuser({ada})                             |
      | no table                | nothing                                                                        | nothing({account})                            |

  @SO-023 @SO-026 @SO-03D
  Scenario Outline: Assign takes a row and a user, and nothing else
    When the SDK executes "Assign" with
      | <parameter>   | <type>   | <value>   |
      | <parameter 2> | <type 2> | <value 2> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <message>

    Examples:
      | parameter | type            | value              | parameter 2 | type 2 | value 2 | code        | message                                                                                |
      |           |                 |                    |             |        |         | -2147220989 | Required field 'Target' is missing for RequestName='Assign'                            |
      | Target    | EntityReference | account({account}) |             |        |         | -2147220989 | Required field 'Assignee' is missing for RequestName='Assign'                          |
      | Target    | EntityReference | account({account}) | Assignee    | Guid   | {bob}   | -2147220989 | Parameter 'Assignee' of message Assign must be of type EntityReference, but is a Guid. |
      | Owner     | Boolean         | true               |             |        |         | -2147204757 | Message property name 'Owner' is not valid on message Assign.                          |

  @BG-037 @SO-03D
  Scenario: Assign does not run in the background
    When "Assign" is asked for in the background over the SDK
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "is not a custom API"

  @CA-03A @WA-056
  Scenario Outline: The Web API has no segment of this name: <request>
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 404
    And "/error/message" contains "Resource not found for the segment '<segment>'"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value
      """
    Then "_ownerid_value" equals {ada}

    Examples:
      | request                                                                 | segment                       | body |
      | POST /api/data/v9.2/Assign                                              | Assign                        | {"Target": {"accountid": "{account}", "@odata.type": "Microsoft.Dynamics.CRM.account"}, "Assignee": {"systemuserid": "{bob}", "@odata.type": "Microsoft.Dynamics.CRM.systemuser"}} |
      | GET /api/data/v9.2/Assign()                                             | Assign                        |      |
      | POST /api/data/v9.2/accounts({account})/Microsoft.Dynamics.CRM.Assign   | Microsoft.Dynamics.CRM.Assign | {"Assignee": {"systemuserid": "{bob}", "@odata.type": "Microsoft.Dynamics.CRM.systemuser"}} |
      | POST /api/data/v9.2/accounts({account})/Assign                          | Assign                        | {}   |
