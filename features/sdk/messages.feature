@alone
Feature: Messages that the SDK writes in its own way
  Where the Web API names rows, the SDK names their ids.

  @PV-069 @MS-052
  Scenario: Members of a team
    Given the user "Ada" with {"roles": ["Basic User"]}
    And the user "Bob" with {"roles": ["Basic User"]}
    And these rows of "teams"
      | as   | name    |
      | team | Closers |
    When the SDK executes AddMembersTeam with
      | TeamId    | Guid  | {team}      |
      | MemberIds | Guids | {ada},{bob} |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/teams({team})/teammembership_association?$select=fullname&$count=true
      """
    Then "@odata.count" equals 2
    When the SDK executes RemoveMembersTeam with
      | TeamId    | Guid  | {team} |
      | MemberIds | Guids | {ada}  |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/teams({team})/teammembership_association?$select=systemuserid
      """
    Then "value" has 1 items
    And "/value/0/systemuserid" equals {bob}

  @PV-069 @MS-052
  Scenario: The names of the Web API are none of the SDK's
    When the SDK executes AddMembersTeam with
      | TeamId  | Guid             | a0000000-0000-4000-8000-0000000000ff |
      | Members | EntityCollection | systemuser                           |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Message property name 'Members' is not valid on message AddMembersTeam"

  @MS-053 @MS-054
  Scenario: Privileges of a role
    Given these rows of "roles"
      | as   | name   |
      | role | Reader |
    And the user "Ada" with {"roles": ["Reader"]}
    And a client has sent
      """
      POST /api/data/v9.2/roles({role})/Microsoft.Dynamics.CRM.AddPrivilegesRole

      {"Privileges": [{"PrivilegeName": "prvReadLead", "Depth": "Global"}]}
      """
    When the SDK executes
      """
      <request i:type="g:ReplacePrivilegesRoleRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>RoleId</b:key><b:value i:type="d:guid">{role}</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Privileges</b:key><b:value i:type="g:ArrayOfRolePrivilege">
            <g:RolePrivilege>
              <g:BusinessUnitId>00000000-0000-0000-0000-000000000000</g:BusinessUnitId>
              <g:Depth>Deep</g:Depth>
              <g:PrivilegeId>886b280c-6396-4d56-a0a3-2c1b0a50ceb0</g:PrivilegeId>
            </g:RolePrivilege>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>ReplacePrivilegesRole</a:RequestName>
      </request>
      """
    Then the status is 200
    When the SDK executes RetrieveUserPrivileges with
      | UserId | Guid | {ada} |
    Then "/ExecuteResponse/ExecuteResult/Results/RolePrivileges/0/PrivilegeId" equals 886b280c-6396-4d56-a0a3-2c1b0a50ceb0
    And "/ExecuteResponse/ExecuteResult/Results/RolePrivileges/1" is absent
    When the SDK executes RemovePrivilegeRole with
      | RoleId      | Guid | {role}                               |
      | PrivilegeId | Guid | 886b280c-6396-4d56-a0a3-2c1b0a50ceb0 |
    Then the status is 200
    When the SDK executes RetrieveUserPrivileges with
      | UserId | Guid | {ada} |
    Then "/ExecuteResponse/ExecuteResult/Results/RolePrivileges/0" is absent

  @MS-060 @SO-022
  Scenario: ValidateFetchXmlExpression
    When the SDK executes ValidateFetchXmlExpression with
      | FetchXml | String | <fetch><entity name="account"><all-attributes/></entity></fetch> |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals ValidateFetchXmlExpressionResponse
    And "/ExecuteResponse/ExecuteResult/Results/ValidationResults/Messages/ValidatorIssue/TypeCode" equals 6
    And "/ExecuteResponse/ExecuteResult/Results/ValidationResults/Messages/ValidatorIssue/Severity" equals 1

  @MS-064 @SO-022
  Scenario: InitializeFrom by the SDK
    Given these rows of "accounts"
      | as      | name    | telephone1 |
      | account | Contoso | 555-0100   |
    When the SDK executes InitializeFrom with
      | EntityMoniker    | EntityReference | account({account}) |
      | TargetEntityName | String          | contact            |
      | TargetFieldType  | TargetFieldType | ValidForCreate     |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/Entity/LogicalName" equals contact
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Id" equals 00000000-0000-0000-0000-000000000000
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/telephone1" equals 555-0100
    And "/ExecuteResponse/ExecuteResult/Results/Entity/Attributes/parentcustomerid/Id" equals {account}
