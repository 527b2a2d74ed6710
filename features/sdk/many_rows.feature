@alone @no-samples
Feature: The same messages of many rows over the Web API and the SDK
  CreateMultiple, UpdateMultiple, UpsertMultiple, DeleteMultiple, Associate, Disassociate and RetrieveTotalRecordCount leave
  the same rows and return the same values over both doors; ExecuteMultiple and ExecuteTransaction are the SDK's alone, where
  the Web API has $batch.

  @MS-001 @SO-020 @SO-022
  Scenario: CreateMultiple and UpdateMultiple
    When the SDK executes CreateMultiple with
      | Targets                    | EntityCollection | account |
      | Targets.1                  | Entity           | account |
      | Targets.1.name             | String           | Twin    |
      | Targets.1.creditonhold     | Boolean          | true    |
      | Targets.2                  | Entity           | account |
      | Targets.2.name             | String           | Other   |
    Then "/ExecuteResponse/ExecuteResult/type" equals CreateMultipleResponse
    And "/ExecuteResponse/ExecuteResult/Results/Ids" has 2 items
    When "/ExecuteResponse/ExecuteResult/Results/Ids/0" is remembered as "sdk"
    And a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Twin", "creditonhold": true}]}
      """
    And "/Ids/0" is remembered as "web"
    Then the rows "accounts({web})" and "accounts({sdk})" are the same
    When the SDK executes UpdateMultiple with
      | Targets                | EntityCollection | account        |
      | Targets.1              | Entity           | account({sdk}) |
      | Targets.1.name         | String           | Changed        |
    Then "/ExecuteResponse/ExecuteResult/type" equals UpdateMultipleResponse
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{web}", "name": "Changed"}]}
      """
    Then the rows "accounts({web})" and "accounts({sdk})" are the same

  @MS-005 @MS-007
  Scenario: UpsertMultiple and DeleteMultiple
    When the SDK executes UpsertMultiple with
      | Targets      | EntityCollection | account                                       |
      | Targets.1    | Entity           | account(acc00000-0000-4000-8000-0000000000a1) |
      | Targets.1.name | String         | A                                             |
    Then "/ExecuteResponse/ExecuteResult/type" equals UpsertMultipleResponse
    And "/ExecuteResponse/ExecuteResult/Results/Results/0/Results/RecordCreated" equals true
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpsertMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-0000000000a2", "name": "A"}]}
      """
    Then the rows "accounts(acc00000-0000-4000-8000-0000000000a1)" and "accounts(acc00000-0000-4000-8000-0000000000a2)" are the same
    When the SDK executes "DeleteMultiple" with
      | Targets   | EntityReferenceCollection |                                               |
      | Targets.1 | EntityReference           | account(acc00000-0000-4000-8000-0000000000a1) |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals DeleteMultiple has not yet been implemented.

  @MS-050
  Scenario: RetrieveTotalRecordCount
    Given these rows of "accounts"
      | name |
      | A    |
      | B    |
    When a client sends
      """
      GET /api/data/v9.2/RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["account","contact"]
      """
    Then the status is 200
    And the body has
      | @odata.context | {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.RetrieveTotalRecordCountResponse |
      | /EntityRecordCountCollection/Count      | 2         |
      | /EntityRecordCountCollection/IsReadOnly | false     |
      | /EntityRecordCountCollection/Keys/0     | account   |
      | /EntityRecordCountCollection/Values/0   | 2         |
      | /EntityRecordCountCollection/Values/1   | 0         |
    When the SDK executes RetrieveTotalRecordCount with
      | EntityNames | StringArray | account |
    Then "/ExecuteResponse/ExecuteResult/Results/EntityRecordCountCollection/account" equals "2"

  @SO-072
  Scenario Outline: Values of every type of the SDK are read: <type>
    When the SDK executes "WhoAmI" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" equals Message property name 'X' is not valid on message WhoAmI.

    Examples:
      | type                        | parameters |
      | c:unsignedByte | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="c:unsignedByte">255</b:value></a:KeyValuePairOfstringanyType> |
      | c:base64Binary | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="c:base64Binary">AAEC</b:value></a:KeyValuePairOfstringanyType> |
      | e:ArrayOfint | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="e:ArrayOfint"><e:int>1</e:int></b:value></a:KeyValuePairOfstringanyType> |
      | e:ArrayOfguid | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="e:ArrayOfguid"><e:guid>acc00000-0000-4000-8000-000000000001</e:guid></b:value></a:KeyValuePairOfstringanyType> |
      | a:EntityReferenceCollection | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="a:EntityReferenceCollection"></b:value></a:KeyValuePairOfstringanyType> |
      | h:OptionSetValueCollection | <a:KeyValuePairOfstringanyType><b:key>X</b:key><b:value i:type="h:OptionSetValueCollection"><a:OptionSetValue><a:Value>1</a:Value></a:OptionSetValue></b:value></a:KeyValuePairOfstringanyType> |

  @SO-073
  Scenario: Retrieve returns related rows by their relationships
    Given these rows of "accounts"
      | as | name |
      | a  | A    |
    And these rows of "contacts"
      | as | lastname | parentcustomerid_account@odata.bind |
      | c  | C        | /accounts({a})                      |
      | d  | D        | /accounts({a})                      |
    When the SDK executes
      """
      <request i:type="a:RetrieveRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{a}</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ColumnSet</b:key><b:value i:type="a:ColumnSet"><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>name</e:string></a:Columns></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RelatedEntitiesQuery</b:key><b:value i:type="a:RelationshipQueryCollection">
            <a:KeyValuePairOfRelationshipQueryBaseX_PsK4FkN>
              <b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>contact_customer_accounts</a:SchemaName></b:key>
              <b:value i:type="a:QueryExpression">
                <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>lastname</e:string></a:Columns></a:ColumnSet>
                <a:Criteria><a:Conditions><a:ConditionExpression><a:AttributeName>lastname</a:AttributeName><a:Operator>Equal</a:Operator><a:Values><e:anyType i:type="c:string">D</e:anyType></a:Values><a:EntityName i:nil="true"/></a:ConditionExpression></a:Conditions><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria>
                <a:Distinct>false</a:Distinct><a:EntityName>contact</a:EntityName><a:LinkEntities/><a:Orders/>
                <a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil="true"/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo><a:NoLock>false</a:NoLock>
              </b:value>
            </a:KeyValuePairOfRelationshipQueryBaseX_PsK4FkN>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>Retrieve</a:RequestName>
      </request>
      """
    Then the status is 200
    And the body has
      | /ExecuteResponse/ExecuteResult/Results/Entity/Attributes/name | A |
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RelatedEntities//Entities" has 1 item
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RelatedEntities//Entities/0/Attributes/lastname" equals D

  @MS-051
  Scenario: CreateMultiple in the background by OData's protocol
    Given the rule "async_protocol" is "odata"
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple
      Prefer: respond-async

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Later"}]}
      """
    Then the status is 202
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name  |
      | Later |

  @MS-051
  Scenario: ExecuteMultiple submits custom APIs to the background
    Given the custom API "sample_Later"
    When the SDK executes ExecuteMultiple with
      | Requests           | OrganizationRequestCollection |                              |
      | Requests.1         | OrganizationRequest           | "ExecuteBackgroundOperation" |
      | Requests.1.Request | OrganizationRequest           | sample_Later                 |
      | Settings           | ExecuteMultipleSettings       | ReturnResponses              |
    Then "/ExecuteResponse/ExecuteResult/Results/Responses/0/Response/Results/BackgroundOperationId" is remembered as "operation"
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/backgroundoperations({operation})?$select=backgroundoperationstatuscode
      """
    Then "/backgroundoperationstatuscode" equals 30
