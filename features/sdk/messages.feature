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
    And "/ExecuteResponse/ExecuteResult/Results/ValidationResults/Messages/ValidatorIssue/TypeCode" matches "^6$"
    And "/ExecuteResponse/ExecuteResult/Results/ValidationResults/Messages/ValidatorIssue/Severity" matches "^1$"

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

  @BG-0F1 @SO-022
  Scenario: GetBackgroundOperations
    Given the custom API "sample_Fill" bound to a row of "contact"
    When the SDK executes GetBackgroundOperations with
      | catalogUniqueName  | String | ALL     |
      | categoryUniqueName | String | ALL     |
      | entityLogicalName  | String | contact |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals GetBackgroundOperationsResponse
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/EntityName" equals customapi
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities" has 1 item
    And "/ExecuteResponse/ExecuteResult/Results/EntityCollection/Entities/0/Attributes/uniquename" equals sample_Fill
    When the SDK executes GetBackgroundOperations with
      | catalogUniqueName | String | ALL |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "categoryUniqueName"

  @BG-0F1 @SO-022
  Scenario: GetBackgroundOperations refuses a catalog that does not exist
    When the SDK executes GetBackgroundOperations with
      | catalogUniqueName  | String | sample_Nobody |
      | categoryUniqueName | String | ALL           |
      | entityLogicalName  | String | none          |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220969"

  @BG-0G5 @SO-022
  Scenario: A table in a catalog is refused over the SDK
    Given these rows of "catalogs"
      | as      | uniquename   | name  | displayname | description |
      | catalog | sample_Tanks | Tanks | Tanks       | Tanks       |
    When the SDK executes Create with
      | Target           | Entity          | catalogassignment   |
      | Target.catalogid | EntityReference | catalog({catalog})  |
      | Target.object    | EntityReference | entity({catalog})   |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "A row of 'entity' in a catalog is not emulated"

  @MS-070 @SO-022
  Scenario: BulkDelete
    Given these rows of "accounts"
      | as  | name    |
      | one | Gone 77 |
    When the SDK executes
      """
      <request i:type="g:BulkDeleteRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>QuerySet</b:key><b:value i:type="a:ArrayOfQueryExpression">
            <a:QueryExpression>
              <a:ColumnSet><a:AllColumns>true</a:AllColumns><a:AttributeExpressions/><a:Columns/></a:ColumnSet>
              <a:Criteria>
                <a:Conditions>
                  <a:ConditionExpression><a:AttributeName>name</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:string">Gone 77</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression>
                </a:Conditions>
                <a:FilterOperator>And</a:FilterOperator>
                <a:Filters/>
              </a:Criteria>
              <a:Distinct>false</a:Distinct>
              <a:EntityName>account</a:EntityName>
              <a:LinkEntities/>
              <a:Orders/>
              <a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil="true"/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo>
              <a:NoLock>false</a:NoLock>
            </a:QueryExpression>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>JobName</b:key><b:value i:type="c:string">By SDK</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>SendEmailNotification</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ToRecipients</b:key><b:value i:type="e:ArrayOfguid"><e:guid>05e70000-0000-4000-8000-000000000001</e:guid></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>CCRecipients</b:key><b:value i:type="e:ArrayOfguid"/></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RecurrencePattern</b:key><b:value i:type="c:string"></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>StartDateTime</b:key><b:value i:type="c:dateTime">2026-01-02T03:04:05Z</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>BulkDelete</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals BulkDeleteResponse
    And "/ExecuteResponse/ExecuteResult/Results/JobId" is remembered as "job"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/bulkdeleteoperations?$filter=_asyncoperationid_value eq {job}&$select=successcount
      """
    Then "/value/0/successcount" equals 1

  @CA-014 @MS-076 @MS-077 @SO-022
  Scenario: SetLocLabels and RetrieveLocLabels
    Given the custom API "sample_Spoken"
      | kind      | name | type   |
      | parameter | Text | String |
    And a client has sent
      """
      GET /api/data/v9.2/customapis?$filter=uniquename eq 'sample_Spoken'&$select=displayname
      """
    And "/value/0/customapiid" is remembered as "api"
    When the SDK executes
      """
      <request i:type="g:SetLocLabelsRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityMoniker</b:key><b:value i:type="a:EntityReference"><a:Id>{api}</a:Id><a:KeyAttributes/><a:LogicalName>customapi</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>AttributeName</b:key><b:value i:type="c:string">displayname</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Labels</b:key><b:value i:type="a:ArrayOfLocalizedLabel">
            <a:LocalizedLabel><a:IsManaged i:nil="true"/><a:Label>Parlé</a:Label><a:LanguageCode>1036</a:LanguageCode></a:LocalizedLabel>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>SetLocLabels</a:RequestName>
      </request>
      """
    Then the status is 200
    When the SDK executes RetrieveLocLabels with
      | EntityMoniker      | EntityReference | customapi({api}) |
      | AttributeName      | String          | displayname      |
      | IncludeUnpublished | Boolean         | true             |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/Label/LocalizedLabels/LocalizedLabel/Label" equals Parlé
    And "/ExecuteResponse/ExecuteResult/Results/Label/LocalizedLabels/LocalizedLabel/LanguageCode" matches "^1036$"

  @MS-055 @MS-056 @SO-022
  Scenario: AddUserToRecordTeam and RemoveUserFromRecordTeam
    Given the user "Ada" with {"privileges": {"prvReadAccount": "Basic"}}
    And these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "teamtemplates"
      | as       | teamtemplatename | objecttypecode | defaultaccessrightsmask |
      | template | Readers          | 1              | 1                       |
    When the SDK executes AddUserToRecordTeam with
      | SystemUserId   | Guid            | {ada}              |
      | Record         | EntityReference | account({account}) |
      | TeamTemplateId | Guid            | {template}         |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AccessTeamId" is remembered as "team"
    When the SDK executes RemoveUserFromRecordTeam with
      | SystemUserId   | Guid            | {ada}              |
      | Record         | EntityReference | account({account}) |
      | TeamTemplateId | Guid            | {template}         |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AccessTeamId" equals {team}
