@alone @no-samples
Feature: Sharing over the SDK
  The messages that share rows, and those that tell about access, leave the same rows over both doors.

  Background:
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Bob" with {"privileges": {"prvReadAccount": "Basic"}}
    And these rows of "accounts"
      | as   | name | ownerid@odata.bind  |
      | deal | Deal | /systemusers({ada}) |
    And these rows of "teams"
      | as   | name |
      | team | Few  |

  @SO-022 @PV-070 @PV-071 @PV-072 @MS-080
  Scenario: Rights are granted, replaced and taken
    When the SDK executes GrantAccess with
      | Target                    | EntityReference | account({deal})        |
      | PrincipalAccess           | PrincipalAccess | ReadAccess WriteAccess |
      | PrincipalAccess.Principal | EntityReference | systemuser({bob})      |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals GrantAccess
    When the SDK executes RetrievePrincipalAccess with
      | Target    | EntityReference | account({deal})   |
      | Principal | EntityReference | systemuser({bob}) |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AccessRights" equals ReadAccess
    When the SDK executes ModifyAccess with
      | Target                    | EntityReference | account({deal})   |
      | PrincipalAccess           | PrincipalAccess | ShareAccess       |
      | PrincipalAccess.Principal | EntityReference | systemuser({bob}) |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/RetrieveSharedPrincipalsAndAccess(Target=@tid)?@tid={"@odata.id":"accounts({deal})"}
      """
    Then "/PrincipalAccesses/0/AccessMask" equals ShareAccess
    When the SDK executes RetrieveSharedPrincipalsAndAccess with
      | Target | EntityReference | account({deal}) |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/PrincipalAccesses/0/AccessMask" equals ShareAccess
    And "/ExecuteResponse/ExecuteResult/Results/PrincipalAccesses/0/Principal/Id" equals {bob}
    When the SDK executes RevokeAccess with
      | Target  | EntityReference | account({deal})   |
      | Revokee | EntityReference | systemuser({bob}) |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/principalobjectaccessset?$filter=objectid eq {deal}
      """
    Then "value" has 0 items

  @PV-078 @MS-082
  Scenario: Privileges of users and teams
    When the SDK executes RetrieveUserPrivileges with
      | UserId | Guid | {bob} |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/RolePrivileges/0/PrivilegeName" equals prvReadAccount
    And "/ExecuteResponse/ExecuteResult/Results/RolePrivileges/0/Depth" equals Basic
    When the SDK executes RetrieveTeamPrivileges with
      | TeamId | Guid | {team} |
    Then the status is 200

  # The SDK names members by an array of ids.
  @PV-069
  Scenario Outline: Members are named
    When the SDK executes <message> with
      | TeamId | Guid | {team} |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Required field 'MemberIds' is missing"

    Examples:
      | message           |
      | AddMembersTeam    |
      | RemoveMembersTeam |
