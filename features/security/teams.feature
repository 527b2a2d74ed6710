@alone @no-samples
Feature: Teams
  A team owns rows and has roles, as a user does. A member has what the team's roles grant: for the rows of the team and of
  its business unit, and, if the role says so, for the member's own rows.

  Background:
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadContact": "Basic"}}
    And the user "Bob" with {"businessUnit": "Service", "roles": ["Basic User"]}
    And these rows of "teams"
      | as   | name    | businessunitid@odata.bind     |
      | team | Closers | /businessunits({bob unit})    |
    And these rows of "roles"
      | as     | name   | isinherited |
      | direct | Direct | 1           |
      | only   | Only   | 0           |

  @PV-060 @PV-061 @PV-069
  Scenario Outline: The roles of a team are those of its members
    When a client sends
      """
      POST /api/data/v9.2/roles({<role>})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadAccount", "Depth": "<depth>"}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teamroles_association/$ref

      {"@odata.id": "roles({<role>})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/systemusers({ada})/teammembership_association/$ref

      {"@odata.id": "teams({team})"}
      """
    Then the status is 204
    Given these rows of "accounts"
      | as    | name      | ownerid@odata.bind  |
      | own   | Own       | /systemusers({ada}) |
      | ours  | Ours      | /teams({team})      |
      | unit  | Unit      | /systemusers({bob}) |
      | other | Elsewhere |                     |
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$count=true
      """
    Then the status is 200
    And "@odata.count" equals <rows>
    When a client sends
      """
      GET /api/data/v9.2/accounts({own})
      """
    Then the status is <own>
    When a client sends
      """
      GET /api/data/v9.2/accounts({ours})
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts({unit})
      """
    Then the status is <unit>
    When a client sends
      """
      GET /api/data/v9.2/accounts({other})
      """
    Then the status is <other>

    Examples:
      | role   | depth  | rows | own | unit | other |
      | direct | Basic  | 2    | 200 | 403  | 403   |
      | only   | Basic  | 1    | 403 | 403  | 403   |
      | only   | Local  | 2    | 403 | 200  | 403   |
      | direct | Local  | 3    | 200 | 200  | 403   |
      | only   | Global | 4    | 200 | 200  | 200   |

  @PV-060 @PV-069
  Scenario: Who leaves a team has its roles no more
    Given these rows of "accounts"
      | as      | name |
      | account | A    |
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teamroles_association/$ref

      {"@odata.id": "roles(50000000-0000-4000-8000-000000000001)"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teammembership_association/$ref

      {"@odata.id": "systemusers({ada})"}
      """
    Then the status is 204
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 200
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/teams({team})?$select=name&$expand=teammembership_association($select=fullname),teamroles_association($select=name)
      """
    Then "/teammembership_association/0/fullname" equals Ada
    And "/teamroles_association/0/name" equals System Administrator
    When a client sends
      """
      DELETE /api/data/v9.2/teams({team})/teammembership_association({ada})/$ref
      """
    Then the status is 204
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 403

  @PV-066 @PV-067
  Scenario: A team owns a row
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teamroles_association/$ref

      {"@odata.id": "roles(50000000-0000-4000-8000-000000000002)"}
      """
    Then the status is 204
    Given these rows of "accounts"
      | as      | name | ownerid@odata.bind  |
      | account | A    | /systemusers({ada}) |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"ownerid@odata.bind": "/teams({team})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value,_owninguser_value,_owningteam_value,_owningbusinessunit_value&$expand=ownerid
      Prefer: odata.include-annotations="*"
      """
    Then the body has
      | _ownerid_value                                                       | {team}                           |
      | _ownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname              | team                             |
      | _ownerid_value@OData.Community.Display.V1.FormattedValue             | Closers                          |
      | _owninguser_value                                                    | null                             |
      | _owningteam_value                                                    | {team}                           |
      | _owningbusinessunit_value                                            | {bob unit}                       |
    And "/ownerid/name" equals Closers
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})/ownerid/name
      """
    Then "value" equals Closers
    When a client sends
      """
      GET /api/data/v9.2/teams({team})/team_accounts?$select=name
      """
    Then "value" has 1 item
    When the SDK executes Assign with
      | Target   | EntityReference | account({account}) |
      | Assignee | EntityReference | systemuser({bob})  |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=_ownerid_value,_owninguser_value,_owningteam_value&$expand=ownerid($select=fullname)
      """
    Then the body has
      | _ownerid_value    | {bob} |
      | _owninguser_value | {bob} |
      | _owningteam_value | null  |
    And "/ownerid/fullname" equals Bob

  @PV-066
  Scenario: A team owns rows only of tables that its roles let it read, and an access team none
    Given these rows of "teams"
      | as     | name | teamtype |
      | access | Few  | 1        |
    And these rows of "accounts"
      | as      | name |
      | account | A    |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"ownerid@odata.bind": "/teams({team})"}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "Principal team (Id={team}, type=9) is missing prvReadAccount privilege"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"ownerid@odata.bind": "/teams({access})"}
      """
    Then "/error/code" equals 0x80048340
    When a client sends
      """
      POST /api/data/v9.2/teams({access})/teamroles_association/$ref

      {"@odata.id": "roles(50000000-0000-4000-8000-000000000002)"}
      """
    Then "/error/code" equals 0x80048331

  @PV-063 @PV-064
  Scenario: Every business unit has a default team, which stays as it is
    Given these rows of "businessunits"
      | as   | name |
      | unit | West |
    When a client sends
      """
      GET /api/data/v9.2/teams?$select=teamid,name&$filter=_businessunitid_value eq {unit} and isdefault eq true
      """
    Then "value" has 1 item
    And "/value/0/name" equals West
    And "/value/0/teamid" is remembered as "default"
    When a client sends
      """
      PATCH /api/data/v9.2/systemusers({bob})
      If-Match: *

      {"businessunitid@odata.bind": "/businessunits({unit})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/teammembership_association?$select=name
      """
    Then "value" has 1 item
    And "/value/0/name" equals West
    When a client sends
      """
      PATCH /api/data/v9.2/businessunits({unit})
      If-Match: *

      {"name": "Far West"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/teams({default})?$select=name
      """
    Then "name" equals Far West
    When a client sends
      """
      PATCH /api/data/v9.2/teams({default})
      If-Match: *

      {"name": "Other"}
      """
    Then "/error/code" equals 0x8004830a
    When a client sends
      """
      DELETE /api/data/v9.2/teams({default})
      """
    Then "/error/code" equals 0x80048307
    When a client sends
      """
      POST /api/data/v9.2/teams({default})/teammembership_association/$ref

      {"@odata.id": "systemusers({ada})"}
      """
    Then "/error/code" equals 0x8004830b
    When a client sends
      """
      DELETE /api/data/v9.2/teams({default})/teammembership_association({bob})/$ref
      """
    Then "/error/code" equals 0x8004830c

  @PV-065
  Scenario: A group of the directory is a team by its object id, and its roles are its members' too
    When a client sends
      """
      POST /api/data/v9.2/teams

      {"name": "Group", "teamtype": 2}
      """
    Then the status is 400
    And "/error/message" contains "azureactivedirectoryobjectid"
    Given these rows of "teams"
      | as    | name  | teamtype | azureactivedirectoryobjectid         |
      | group | Group | 2        | a0000000-0000-4000-8000-000000000066 |
    When a client sends
      """
      POST /api/data/v9.2/teams({group})/teamroles_association/$ref

      {"@odata.id": "roles({only})"}
      """
    Then "/error/code" equals 0x80048350
    When a client sends
      """
      POST /api/data/v9.2/teams({group})/teamroles_association/$ref

      {"@odata.id": "roles({direct})"}
      """
    Then the status is 204

  @PV-06A
  Scenario Outline: Queries find the rows of the caller's teams
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teamroles_association/$ref

      {"@odata.id": "roles(50000000-0000-4000-8000-000000000001)"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/teams({team})/teammembership_association/$ref

      {"@odata.id": "systemusers({ada})"}
      """
    Then the status is 204
    Given these rows of "accounts"
      | name | ownerid@odata.bind  |
      | Own  | /systemusers({ada}) |
      | Ours | /teams({team})      |
      | Bobs | /systemusers({bob}) |
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$filter=<filter>
      """
    Then "value" has <rows> items

    Examples:
      | filter                                                                    | rows |
      | Microsoft.Dynamics.CRM.EqualUserTeams(PropertyName='ownerid')             | 1    |
      | Microsoft.Dynamics.CRM.EqualUserOrUserTeams(PropertyName='ownerid')       | 2    |
      | Microsoft.Dynamics.CRM.EqualUserId(PropertyName='ownerid')                | 1    |
