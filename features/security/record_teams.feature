@alone @no-samples
Feature: Teams of rows
  A user who is added to a row gets the rights of a template on it, as a member of the row's own team.

  Background:
    Given the user "Ada" with {"privileges": {"prvReadAccount": "Basic", "prvWriteAccount": "Basic"}}
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "teamtemplates"
      | as       | teamtemplatename | objecttypecode | defaultaccessrightsmask |
      | template | Readers          | 1              | 1                       |
      | other    | Of contacts      | 2              | 1                       |

  @MS-055 @MS-056
  Scenario: A user is added to a row, and removed
    When a client sends
      """
      POST /api/data/v9.2/systemusers({ada})/Microsoft.Dynamics.CRM.AddUserToRecordTeam

      {"Record": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{account}"},
       "TeamTemplate": {"@odata.type": "Microsoft.Dynamics.CRM.teamtemplate", "teamtemplateid": "{template}"}}
      """
    Then the status is 200
    And "AccessTeamId" is remembered as "team"
    When a client sends
      """
      GET /api/data/v9.2/teams({team})?$select=teamtype,systemmanaged,_teamtemplateid_value,_regardingobjectid_value&$expand=teammembership_association($select=systemuserid)
      """
    Then the body has
      | teamtype                | 1          |
      | systemmanaged           | true       |
      | _teamtemplateid_value   | {template} |
      | _regardingobjectid_value | {account} |
    And "/teammembership_association/0/systemuserid" equals {ada}
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then the status is 200
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"name": "Fabrikam"}
      """
    Then the status is 403
    Given the client is the administrator
    When a client sends
      """
      POST /api/data/v9.2/systemusers({ada})/Microsoft.Dynamics.CRM.RemoveUserFromRecordTeam

      {"Record": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{account}"}, "TeamTemplate": {"teamtemplateid": "{template}"}}
      """
    Then the status is 200
    And "AccessTeamId" equals {team}
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name
      """
    Then the status is 403

  @MS-055
  Scenario: A row has one team of a template, which goes with it
    Given the user "Bob" with {"privileges": {"prvReadAccount": "Basic"}}
    And a client has sent
      """
      POST /api/data/v9.2/systemusers({ada})/Microsoft.Dynamics.CRM.AddUserToRecordTeam

      {"Record": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{account}"}, "TeamTemplate": {"teamtemplateid": "{template}"}}
      """
    And "AccessTeamId" is remembered as "team"
    When a client sends
      """
      POST /api/data/v9.2/systemusers({bob})/Microsoft.Dynamics.CRM.AddUserToRecordTeam

      {"Record": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{account}"}, "TeamTemplate": {"teamtemplateid": "{template}"}}
      """
    Then "AccessTeamId" equals {team}
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({account})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/teams({team})
      """
    Then the status is 404

  @MS-055 @MS-056
  Scenario Outline: <what> is refused by <message>
    When a client sends
      """
      POST /api/data/v9.2/systemusers(<user>)/Microsoft.Dynamics.CRM.<message>

      {"Record": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "<account>"}, "TeamTemplate": {"teamtemplateid": "<template>"}}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | what                         | message                  | user                                 | account                              | template                             | status | text               |
      | A user that does not exist   | AddUserToRecordTeam      | a0000000-0000-4000-8000-0000000000ff | {account}                            | {template}                           | 404    | Does Not Exist     |
      | A row that does not exist    | AddUserToRecordTeam      | {ada}                                | a0000000-0000-4000-8000-0000000000ff | {template}                           | 404    | Does Not Exist     |
      | A template that is not there | AddUserToRecordTeam      | {ada}                                | {account}                            | a0000000-0000-4000-8000-0000000000ff | 404    | Does Not Exist     |
      | A template of another table  | AddUserToRecordTeam      | {ada}                                | {account}                            | {other}                              | 400    | is not for rows of |
      | A row without a team         | RemoveUserFromRecordTeam | {ada}                                | {account}                            | {template}                           | 404    | Does Not Exist     |

  @MS-055
  Scenario: Who adds a user has to be allowed to share the row
    Given the user "Ann" with {"privileges": {"prvReadAccount": "Global", "prvReadUser": "Global", "prvReadTeamTemplate": "Global"}}
    And the client is "Ann"
    When a client sends
      """
      POST /api/data/v9.2/systemusers({ada})/Microsoft.Dynamics.CRM.AddUserToRecordTeam

      {"Record": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{account}"}, "TeamTemplate": {"teamtemplateid": "{template}"}}
      """
    Then the status is 403
