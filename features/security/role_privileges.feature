@alone
Feature: Change the privileges of a role
  Privileges of a role are added, replaced and removed.

  Background:
    Given these rows of "roles"
      | as   | name   |
      | role | Reader |
    And a client has sent
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Global"}, {"PrivilegeName": "prvReadContact", "Depth": "Basic"}]}
      """
    And the user "Ada" with {"roles": ["Reader"]}

  @MS-053
  Scenario: The privileges of a role are replaced
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.ReplacePrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadContact", "Depth": "Global"}, {"PrivilegeName": "prvReadLead", "Depth": "Local"}]}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/systemusers({ada})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges()
      """
    Then the status is 200
    And "RolePrivileges" has 2 items
    And "/RolePrivileges/0/PrivilegeName" equals prvReadContact
    And "/RolePrivileges/0/Depth" equals Global
    And "/RolePrivileges/1/PrivilegeName" equals prvReadLead
    And "/RolePrivileges/1/Depth" equals Local

  @MS-054
  Scenario: A privilege is removed from a role
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$top=1
      """
    Then the status is 200
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/privileges?$filter=name eq 'prvReadAccount'&$select=privilegeid
      """
    And "/value/0/privilegeid" is remembered as "privilege"
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.RemovePrivilegeRole

      {"Privilege": {"@odata.type": "Microsoft.Dynamics.CRM.privilege", "privilegeid": "{privilege}"}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.RemovePrivilegeRole

      {"Privilege": {"privilegeid": "{privilege}"}}
      """
    Then the status is 404
    And "/error/message" contains "prvReadAccount"
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$top=1
      """
    Then the status is 403

  @MS-053 @MS-054
  Scenario Outline: The caller has to be allowed to change the role, and names privileges that are there
    Given the user "Ann" with {"privileges": {<privileges>}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/roles(<role>)/Microsoft.Dynamics.CRM.<message>

      <body>
      """
    Then the status is <status>

    Examples:
      | privileges                                                                                                                                                  | role                                 | message               | body                                                                                  | status |
      |                                                                                                                                                             | {role}                               | ReplacePrivilegesRole | {"Privileges": []}                                                                    | 403    |
      |                                                                                                                                                             | {role}                               | RemovePrivilegeRole   | {"Privilege": {"privilegeid": "886b280c-6396-4d56-a0a3-2c1b0a50ceb0"}}                | 403    |
      | "prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global"                                                  | {role}                               | ReplacePrivilegesRole | {"Privileges": [{"PrivilegeName": "prvDeleteAccount", "Depth": "Global"}]}            | 403    |
      | "prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global"                                                  | {role}                               | ReplacePrivilegesRole | {"Privileges": [{"PrivilegeName": "prvReadNothing", "Depth": "Global"}]}              | 404    |
      | "prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global"                                                  | {role}                               | RemovePrivilegeRole   | {"Privilege": {"privilegeid": "a0000000-0000-4000-8000-0000000000ff"}}                | 404    |
      | "prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global"                                                  | a0000000-0000-4000-8000-0000000000ff | ReplacePrivilegesRole | {"Privileges": []}                                                                    | 404    |
      | "prvWriteRole": "Global", "prvReadRole": "Global", "prvReadUser": "Global", "prvReadOrganization": "Global"                                                  | 50000000-0000-4000-8000-000000000001 | ReplacePrivilegesRole | {"Privileges": []}                                                                    | 405    |
