@alone @no-samples
Feature: Sharing
  A row is shared with a user or a team. Who has the privilege, however short it reaches, has the rights on the row that it
  is shared with.

  Background:
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Bob" with {"roles": ["Basic User"]}
    And the user "Cleo" with {"privileges": {"prvReadContact": "Basic"}}
    And these rows of "accounts"
      | as    | name  | ownerid@odata.bind  |
      | deal  | Deal  | /systemusers({ada}) |
      | other | Other | /systemusers({ada}) |

  @PV-062 @PV-070 @PV-071
  Scenario: A shared row is read, found and written with the rights that it is shared with
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts({deal})
      """
    Then the status is 403
    Given the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {
        "Target": {"accountid": "{deal}", "@odata.type": "Microsoft.Dynamics.CRM.account"},
        "PrincipalAccess": {
          "AccessMask": "ReadAccess",
          "Principal": {"systemuserid": "{bob}", "@odata.type": "Microsoft.Dynamics.CRM.systemuser"}
        }
      }
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts({deal})?$select=name
      """
    Then "name" equals Deal
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$count=true
      """
    Then "@odata.count" equals 1
    And "/value/0/name" equals Deal
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({deal})
      If-Match: *

      {"name": "Changed"}
      """
    Then the status is 403
    And "/error/code" equals 0x80048306
    Given the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {
        "Target": {"@odata.id": "accounts({deal})"},
        "PrincipalAccess": {"AccessMask": "WriteAccess, AppendAccess", "Principal": {"@odata.id": "systemusers({bob})"}}
      }
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({deal})
      If-Match: *

      {"name": "Changed"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({deal})?$select=name
      """
    Then "name" equals Changed
    Given the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/ModifyAccess

      {
        "Target": {"@odata.id": "accounts({deal})"},
        "PrincipalAccess": {"AccessMask": "WriteAccess", "Principal": {"@odata.id": "systemusers({bob})"}}
      }
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    Given the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/RevokeAccess

      {"Target": {"@odata.id": "accounts({deal})"}, "Revokee": {"@odata.id": "systemusers({bob})"}}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({deal})
      If-Match: *

      {"name": "Again"}
      """
    Then the status is 403

  @PV-062
  Scenario: Without the privilege a shared row stays out of sight, and a join finds what is shared
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "accounts({deal})"}, "PrincipalAccess": {"AccessMask": "ReadAccess", "Principal": {"@odata.id": "systemusers({cleo})"}}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "accounts({deal})"}, "PrincipalAccess": {"AccessMask": "ReadAccess", "Principal": {"@odata.id": "systemusers({bob})"}}}
      """
    Then the status is 204
    Given these rows of "contacts"
      | lastname | ownerid@odata.bind  | parentcustomerid_account@odata.bind |
      | Dealer   | /systemusers({bob}) | /accounts({deal})                   |
      | Trader   | /systemusers({bob}) | /accounts({other})                  |
    And the client is "Cleo"
    When a client sends
      """
      GET /api/data/v9.2/accounts({deal})
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=startswith(parentcustomerid_account/name,'')&$orderby=lastname
      """
    Then the rows are
      | lastname |
      | Dealer   |

  @PV-062 @PV-072
  Scenario: What is shared with a team is shared with its members
    Given these rows of "teams"
      | as   | name | teamtype |
      | team | Few  | 1        |
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/Microsoft.Dynamics.CRM.AddMembersTeam

      {"Members": [{"@odata.type": "Microsoft.Dynamics.CRM.systemuser", "systemuserid": "{bob}"}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "accounts({deal})"}, "PrincipalAccess": {"AccessMask": "ReadAccess", "Principal": {"@odata.id": "teams({team})"}}}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 1 item
    Given the client is the administrator
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/Microsoft.Dynamics.CRM.RemoveMembersTeam

      {"Members": [{"@odata.type": "Microsoft.Dynamics.CRM.systemuser", "systemuserid": "{bob}"}]}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items

  @PV-070
  Scenario Outline: Who may share a row, and with whom
    Given the client is "<who>"
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "<row>"}, "PrincipalAccess": {"AccessMask": "<rights>", "Principal": {"@odata.id": "<principal>"}}}
      """
    Then the status is <status>
    And "/error/code" equals <code>

    Examples:
      | who  | row                        | rights     | principal             | status | code       |
      | Bob  | accounts({deal})           | ReadAccess | systemusers({cleo})   | 403    | 0x80048306 |
      | Ada  | accounts({deal})           | ReadAccess | systemusers({ada})    | 400    | 0x80040214 |
      | Ada  | accounts({deal})           | ReadAccess | accounts({other})     | 400    | 0x80040203 |
      | Ada  | accounts({deal})           | AllAccess  | systemusers({bob})    | 400    | 0x80040203 |
      | Ada  | accounts({deal})           | ReadAccess | systemusers(c0000000-0000-4000-8000-000000000001) | 404 | 0x80040217 |
      | Ada  | accounts(c0000000-0000-4000-8000-000000000001) | ReadAccess | systemusers({bob}) | 404 | 0x80040217 |

  @PV-073 @MS-080
  Scenario: The rights of a principal on a row
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@tid)?@tid={"@odata.id":"accounts({deal})"}
      """
    Then the status is 200
    And "@odata.context" contains "$metadata#Microsoft.Dynamics.CRM.RetrievePrincipalAccessResponse"
    And "AccessRights" equals None
    When the SDK executes GrantAccess with
      | Target                    | EntityReference | account({deal})        |
      | PrincipalAccess           | PrincipalAccess | ReadAccess WriteAccess |
      | PrincipalAccess.Principal | EntityReference | systemuser({bob})      |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@tid)?@tid={"@odata.id":"accounts({deal})"}
      """
    Then "AccessRights" equals ReadAccess, WriteAccess
    When a client sends
      """
      GET /api/data/v9.2/systemusers({ada})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@tid)?@tid={"@odata.id":"accounts({deal})"}
      """
    Then "AccessRights" equals ReadAccess, WriteAccess, AppendAccess, AppendToAccess, CreateAccess, DeleteAccess, ShareAccess, AssignAccess
    When the SDK executes RetrievePrincipalAccess with
      | Target    | EntityReference | account({deal})   |
      | Principal | EntityReference | systemuser({bob}) |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AccessRights" equals ReadAccess WriteAccess

  @PV-074 @MS-081
  Scenario: With whom a row is shared
    When a client sends
      """
      GET /api/data/v9.2/RetrieveSharedPrincipalsAndAccess(Target=@tid)?@tid={"@odata.id":"accounts({deal})"}
      """
    Then the status is 200
    And "PrincipalAccesses" has 0 items
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "accounts({deal})"}, "PrincipalAccess": {"AccessMask": "ReadAccess,DeleteAccess", "Principal": {"@odata.id": "systemusers({bob})"}}}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/RetrieveSharedPrincipalsAndAccess(Target=@tid)?@tid={"@odata.id":"accounts({deal})"}
      """
    Then "PrincipalAccesses" has 1 item
    And "/PrincipalAccesses/0/AccessMask" equals ReadAccess, DeleteAccess
    And "/PrincipalAccesses/0/Principal/systemuserid" equals {bob}
    When a client sends
      """
      GET /api/data/v9.2/principalobjectaccessset?$filter=objectid eq {deal}&$select=accessrightsmask,inheritedaccessrightsmask,principalid,objecttypecode
      """
    Then the rows are
      | accessrightsmask | inheritedaccessrightsmask | principalid | objecttypecode |
      | 65537            | 0                         | {bob}       | account        |
    When a client sends
      """
      POST /api/data/v9.2/principalobjectaccessset

      {"objecttypecode": "account"}
      """
    Then the status is 400
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({deal})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/principalobjectaccessset?$filter=objectid eq {deal}
      """
    Then "value" has 0 items

  @PV-078 @MS-082
  Scenario: The privileges of a user and of a team
    Given the user "Cleo" with {"privileges": {"prvReadContact": "Basic"}}
    When a client sends
      """
      GET /api/data/v9.2/systemusers({cleo})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges
      """
    Then the status is 200
    And "RolePrivileges" has 1 item
    And "/RolePrivileges/0/Depth" equals Basic
    And "/RolePrivileges/0/PrivilegeName" equals prvReadContact
    And "/RolePrivileges/0/BusinessUnitId" equals {cleo unit}
    Given these rows of "teams"
      | as   | name |
      | team | Few  |
    And these rows of "roles"
      | as   | name   |
      | role | Reader |
    When a client sends
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "Local"}, {"PrivilegeName": "prvReadContact", "Depth": "Deep"}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teamroles_association/$ref

      {"@odata.id": "roles({role})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/Microsoft.Dynamics.CRM.AddMembersTeam

      {"Members": [{"@odata.type": "Microsoft.Dynamics.CRM.systemuser", "systemuserid": "{cleo}"}]}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/teams({team})/Microsoft.Dynamics.CRM.RetrieveTeamPrivileges
      """
    Then "RolePrivileges" has 2 items
    When a client sends
      """
      GET /api/data/v9.2/systemusers({cleo})/Microsoft.Dynamics.CRM.RetrieveUserPrivileges
      """
    Then "RolePrivileges" has 2 items
    And "/RolePrivileges/0/Depth" equals Local
    And "/RolePrivileges/1/Depth" equals Deep
