@alone
Feature: Roles
  Roles are rows that are assigned to users; AddPrivilegesRole changes their privileges.

  Background:
    Given these rows of "roles"
      | as   | name   |
      | role | Reader |
    And the user "Ada" with {"roles": ["Reader"]}

  @PV-003 @PV-004
  Scenario Outline: A role gets privileges, by name or by id, with a depth in any form
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{<privilege>, "Depth": <depth>}]}
      """
    Then the status is 204
    And the body is empty
    When a client sends
      """
      GET /api/data/v9.2/roleprivilegescollection?$filter=roleid eq {role}&$select=privilegeid,privilegedepthmask
      """
    Then the rows are
      | privilegeid                          | privilegedepthmask |
      | 886b280c-6396-4d56-a0a3-2c1b0a50ceb0 | <mask>             |
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then the status is 200
    And "value" has <rows> items

    Examples:
      | privilege                                              | depth    | mask | rows |
      | "PrivilegeId": "886b280c-6396-4d56-a0a3-2c1b0a50ceb0"  | "Global" | 8    | 10   |
      | "PrivilegeId": "886b280c-6396-4d56-a0a3-2c1b0a50ceb0"  | "3"      | 8    | 10   |
      | "PrivilegeId": "886b280c-6396-4d56-a0a3-2c1b0a50ceb0"  | 3        | 8    | 10   |
      | "PrivilegeName": "prvReadAccount"                      | "Deep"   | 4    | 10   |
      | "PrivilegeName": "prvReadAccount"                      | "1"      | 2    | 10   |
      | "PrivilegeName": "prvReadAccount"                      | 0        | 1    | 0    |

  @PV-004
  Scenario: The last depth of a privilege counts
    Given a client has sent
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}, {"PrivilegeName": "prvReadContact", "Depth": "Basic"}]}
      """
    And a client has sent
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Basic"}]}
      """
    When a client sends
      """
      GET /api/data/v9.2/roleprivilegescollection?$filter=roleid eq {role}&$select=privilegedepthmask
      """
    Then the rows are
      | privilegedepthmask |
      | 1                  |
      | 1                  |

  @PV-004 @BG-042
  Scenario Outline: An invalid privilege is refused and the role gets none of the request
    When a client sends
      """
      POST /api/data/v9.2/roles(<role>)/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {<body>}
      """
    Then the status is <status>
    And "/error/code" equals <code>
    When a client sends
      """
      GET /api/data/v9.2/roleprivilegescollection?$filter=roleid eq {role}
      """
    Then "value" has 0 items

    Examples:
      | role                                 | body                                                                                                                                            | status | code       |
      | {role}                               | "Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}, {"PrivilegeName": "prvNothing", "Depth": "Global"}]                       | 404    | 0x80040217 |
      | {role}                               | "Privileges": [{"PrivilegeId": "886b280c-6396-4d56-a0a3-0000000000ff", "Depth": "Global"}]                                                       | 404    | 0x80040217 |
      | {role}                               | "Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "4"}]                                                                                | 400    | 0x80040203 |
      | {role}                               | "Privileges": [{"PrivilegeName": "prvReadAccount"}]                                                                                              | 400    | 0x80040203 |
      | {role}                               | "Privileges": [{"Depth": "Global"}]                                                                                                              | 400    | 0x80040203 |
      | {role}                               | "Privileges": [{"PrivilegeName": "prvReadbackgroundoperation", "Depth": "Basic"}]                                                                | 400    | 0x80040203 |
      | {role}                               |                                                                                                                                                 | 400    | 0x80040203 |
      | 50000000-0000-4000-8000-0000000000ff | "Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}]                                                                            | 404    | 0x80040217 |
      | 50000000-0000-4000-8000-000000000001 | "Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}]                                                                            | 405    | 0x8004023b |

  @PV-005
  Scenario: Changing a role takes privileges
    Given the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}]}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing prvReadUser privilege"
    Given the user "Ada" with {"privileges": {"prvReadUser": "Global", "prvReadOrganization": "Global", "prvReadRole": "Global", "prvWriteRole": "Global", "prvReadAccount": "Global"}}
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}]}
      """
    Then the status is 204

  @WA-060 @WA-062
  Scenario: A user is given a role and loses it by a reference between the two
    Given the user "Bob"
    When a client sends
      """
      POST /api/data/v9.2/systemusers({bob})/systemuserroles_association/$ref

      {"@odata.id": "{org}/api/data/v9.2/roles({role})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/systemuserrolescollection?$filter=systemuserid eq {bob}&$select=roleid
      """
    Then the rows are
      | roleid |
      | {role} |
    When a client sends
      """
      POST /api/data/v9.2/systemusers({bob})/systemuserroles_association/$ref

      {"@odata.id": "/roles({role})"}
      """
    Then the status is 412
    When a client sends
      """
      DELETE /api/data/v9.2/systemusers({bob})/systemuserroles_association({role})/$ref
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/systemuserroles_association/$ref

      {"@odata.id": "systemusers({bob})"}
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/systemusers({bob})/systemuserroles_association/$ref?$id={org}/api/data/v9.2/roles({role})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/systemuserrolescollection?$filter=systemuserid eq {bob}
      """
    Then "value" has 0 items

  @WA-060
  Scenario: A user's roles are read at the user's address, and a role's users at the role's
    Given the user "Bob" with {"roles": ["Reader", "Delegate"]}
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/systemuserroles_association?$select=name&$orderby=name
      """
    Then the status is 200
    And the rows are
      | name     |
      | Delegate |
      | Reader   |
    And the exchange matches snapshot "security/roles-of-a-user"
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/systemuserroles_association?$select=name&$filter=name ne 'Reader'&$count=true
      """
    Then the rows are
      | name     |
      | Delegate |
    And "@odata.count" equals 1
    When a client sends
      """
      GET /api/data/v9.2/roles({role})/systemuserroles_association?$select=fullname&$orderby=fullname desc
      """
    Then the rows are
      | fullname |
      | Bob      |
      | Ada      |
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/systemuserroles_association
      Prefer: odata.maxpagesize=1
      """
    Then "value" has 1 item
    And "@odata.nextLink" is a text
    When a client sends
      """
      GET /api/data/v9.2/systemusers(c3dfd9c8-0bab-5260-a759-0000000000ff)/systemuserroles_association
      """
    Then the status is 404

  @WA-046
  Scenario: A user's roles are expanded and filtered by
    Given the user "Bob" with {"roles": ["Reader", "Delegate"]}
    When a client sends
      """
      GET /api/data/v9.2/systemusers?$select=fullname&$filter=fullname eq 'Bob'&$expand=systemuserroles_association($select=name;$orderby=name desc)
      """
    Then "/value/0/systemuserroles_association" has 2 items
    And "/value/0/systemuserroles_association/0/name" equals Reader
    And "/value/0/systemuserroles_association/1/name" equals Delegate
    When a client sends
      """
      GET /api/data/v9.2/systemusers({ada})?$select=fullname&$expand=systemuserroles_association($select=name;$filter=name eq 'Reader';$expand=systemuserroles_association($select=fullname))
      """
    Then "/systemuserroles_association/0/name" equals Reader
    And "/systemuserroles_association/0/systemuserroles_association" has 2 items
    When a client sends
      """
      GET /api/data/v9.2/systemusers?$select=fullname&$filter=systemuserroles_association/any(r:r/name eq 'Delegate')
      """
    Then the rows are
      | fullname |
      | Bob      |
    When a client sends
      """
      GET /api/data/v9.2/systemusers?$select=fullname&$filter=systemuserroles_association/all(r:r/name eq 'Reader') and systemuserroles_association/any()
      """
    Then the rows are
      | fullname |
      | Ada      |
    When a client sends
      """
      GET /api/data/v9.2/roles({role})/roleprivileges_association?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Basic"}]}
      """
    And a client sends
      """
      GET /api/data/v9.2/roles({role})/roleprivileges_association?$select=name
      """
    Then the rows are
      | name           |
      | prvReadAccount |

  @WA-041
  Scenario: Roles are not given while a user is made
    When a client sends
      """
      POST /api/data/v9.2/roles

      {"name": "Writer", "systemuserroles_association": [{"fullname": "None"}]}
      """
    Then the status is 501
    And "/error/message" contains "a request for roles(<id>)/systemuserroles_association/$ref"
    When a client sends
      """
      GET /api/data/v9.2/roles?$filter=name eq 'Writer'
      """
    Then "value" has 0 items

  @PV-017
  Scenario: A role without access is missing among a user's roles
    Given the user "Bob" with {"privileges": {"prvReadUser": "Global"}}
    And the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/systemusers({ada})/systemuserroles_association
      """
    Then the status is 403
    And "/error/message" contains "is missing prvReadRole privilege"
    Given the user "Bob" with {"privileges": {"prvReadUser": "Basic", "prvReadRole": "Global"}}
    When a client sends
      """
      GET /api/data/v9.2/systemusers({ada})/systemuserroles_association
      """
    Then the status is 403
    And "/error/code" equals 0x80048306
    When a client sends
      """
      GET /api/data/v9.2/roles({role})/systemuserroles_association?$select=fullname
      """
    Then "value" has 0 items

  @WA-060
  Scenario Outline: A reference that cannot be made
    When a client sends
      """
      POST /api/data/v9.2/systemusers({ada})/systemuserroles_association/$ref

      <body>
      """
    Then the status is <status>

    Examples:
      | body                                                            | status |
      | {"@odata.id": "/roles(50000000-0000-4000-8000-0000000000ff)"}   | 404    |
      | {"@odata.id": "/roles"}                                         | 400    |
      | {}                                                              | 400    |

  @WA-064
  Scenario Outline: The id of a role or a user in the address of another table assigns no role
    Given the user "Bob"
    When a client sends
      """
      POST /api/data/v9.2/<address>/systemuserroles_association/$ref

      {"@odata.id": "<other>"}
      """
    Then the status is 400
    And "/error/message" contains "expected one of '<expected>'"
    When a client sends a batch of
      """
      --- change set
      POST <address>/systemuserroles_association/$ref

      {"@odata.id": "<other>"}
      --- end
      """
    Then the batch is answered with
      | part | status |
      | 1    | 400    |
    When a client sends
      """
      GET /api/data/v9.2/systemuserrolescollection?$filter=systemuserid eq {bob}
      """
    Then "value" has 0 items
    When a client sends
      """
      POST /api/data/v9.2/<address>/systemuserroles_association/$ref

      {"@odata.id": "<right>"}
      """
    Then the status is 204

    Examples:
      | address            | other                                | expected   | right              |
      | systemusers({bob}) | {org}/api/data/v9.2/accounts({role}) | role       | roles({role})      |
      | systemusers({bob}) | /contacts({role})                    | role       | roles({role})      |
      | systemusers({bob}) | systemusers({role})                  | role       | roles({role})      |
      | roles({role})      | {org}/api/data/v9.2/accounts({bob})  | systemuser | systemusers({bob}) |
      | roles({role})      | roles({bob})                         | systemuser | systemusers({bob}) |

  @WA-064
  Scenario Outline: The id of a role or a user in the address of another table removes no role
    When a client sends
      """
      DELETE /api/data/v9.2/<address>/systemuserroles_association/$ref?$id=<other>
      """
    Then the status is 400
    And "/error/message" contains "expected one of '<expected>'"
    When a client sends
      """
      GET /api/data/v9.2/systemuserrolescollection?$filter=systemuserid eq {ada}&$select=roleid
      """
    Then the rows are
      | roleid |
      | {role} |
    When a client sends
      """
      DELETE /api/data/v9.2/<address>/systemuserroles_association/$ref?$id=<right>
      """
    Then the status is 204

    Examples:
      | address            | other                                | expected   | right              |
      | systemusers({ada}) | {org}/api/data/v9.2/accounts({role}) | role       | roles({role})      |
      | systemusers({ada}) | /systemusers({role})                 | role       | roles({role})      |
      | roles({role})      | {org}/api/data/v9.2/contacts({ada})  | systemuser | systemusers({ada}) |
      | roles({role})      | roles({ada})                         | systemuser | systemusers({ada}) |

  @WA-060 @PV-016
  Scenario Outline: Assigning a role takes the privilege to assign roles, from either side
    Given the user "Bob" with {"privileges": {"prvReadUser": "Global", "prvReadRole": "Global"}}
    And the user "Cleo"
    And the client is "Bob"
    When a client sends
      """
      POST /api/data/v9.2/<address>/systemuserroles_association/$ref

      {"@odata.id": "<other>"}
      """
    Then the status is 403
    And "/error/message" contains "is missing prvAssignRole privilege"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/systemuserrolescollection?$filter=systemuserid eq {cleo}
      """
    Then "value" has 0 items

    Examples:
      | address             | other               |
      | systemusers({cleo}) | roles({role})       |
      | roles({role})       | systemusers({cleo}) |

  @PV-006
  Scenario Outline: Rows of privileges and of roles' privileges cannot be written
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 400
    And "/error/code" equals 0x80040800

    Examples:
      | request                                                                  | body                  |
      | POST /api/data/v9.2/privileges                                           | {"name": "prvMine"}   |
      | DELETE /api/data/v9.2/privileges(886b280c-6396-4d56-a0a3-2c1b0a50ceb0)   |                       |
      | POST /api/data/v9.2/roleprivilegescollection                             | {}                    |
      | POST /api/data/v9.2/systemuserrolescollection                            | {}                    |

  @PV-001 @PV-002 @PV-006
  Scenario Outline: Privileges are rows that follow from the tables
    When a client sends
      """
      GET /api/data/v9.2/privileges?$filter=name eq '<name>'&$select=privilegeid,accessright,canbebasic,canbeglobal
      """
    Then the rows are
      | accessright | canbebasic | canbeglobal |
      | <right>     | <basic>    | true        |

    Examples:
      | name                        | right  | basic |
      | prvCreateAccount            | 32     | true  |
      | prvReadAccount              | 1      | true  |
      | prvWriteAccount             | 2      | true  |
      | prvDeleteAccount            | 65536  | true  |
      | prvAppendAccount            | 4      | true  |
      | prvAppendToAccount          | 16     | true  |
      | prvAssignAccount            | 524288 | true  |
      | prvShareAccount             | 262144 | true  |
      | prvReadUser                 | 1      | true  |
      | prvReadNote                 | 1      | true  |
      | prvReadCustomAPI            | 1      | true  |
      | prvReadOrganization         | 1      | false |
      | prvActOnBehalfOfAnotherUser | 32     | false |

  @PV-004
  Scenario: A role is deleted with its privileges
    Given a client has sent
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}]}
      """
    When a client sends
      """
      DELETE /api/data/v9.2/roles({role})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/roleprivilegescollection?$filter=roleid eq {role}
      """
    Then "value" has 0 items
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then the status is 403
    And "/error/code" equals 0x80042f09
