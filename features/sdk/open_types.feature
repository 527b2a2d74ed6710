Feature: Open types with the SDK
  An Entity without a logical name is a row of the open type: a dictionary of values.

  @CA-088
  Scenario: A row without a logical name goes in and comes out
    Given the custom API "sample_Open"
      | kind      | name    | type             |
      | parameter | Payload | Entity           |
      | parameter | Rows    | EntityCollection |
    When the SDK executes
      """
      <request>
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Payload</b:key><b:value i:type="a:Entity">
            <a:Attributes>
              <a:KeyValuePairOfstringanyType><b:key>whole</b:key><b:value i:type="c:int">7</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>large</b:key><b:value i:type="c:long">9007199254740993</b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>numbers</b:key><b:value i:type="e:ArrayOfint"><e:int>1</e:int><e:int>2</e:int></b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>ids</b:key><b:value i:type="e:ArrayOfguid"><e:guid>59fab58c-46f9-425c-b32d-43726fb6e95b</e:guid></b:value></a:KeyValuePairOfstringanyType>
              <a:KeyValuePairOfstringanyType><b:key>inside</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>x</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes/><a:LogicalName i:nil="true"/><a:RelatedEntities/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
            </a:Attributes>
            <a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes/><a:LogicalName i:nil="true"/><a:RelatedEntities/><a:RowVersion i:nil="true"/>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Rows</b:key><b:value i:type="a:EntityCollection">
            <a:Entities>
              <a:Entity><a:Attributes/><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>acc00000-0000-4000-8000-000000000001</a:Id><a:KeyAttributes/><a:LogicalName>account</a:LogicalName><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity>
              <a:Entity><a:Attributes/><a:EntityState i:nil="true"/><a:FormattedValues/><a:Id>00000000-0000-0000-0000-000000000000</a:Id><a:KeyAttributes/><a:LogicalName i:nil="true"/><a:RelatedEntities/><a:RowVersion i:nil="true"/></a:Entity>
            </a:Entities>
            <a:EntityName i:nil="true"/><a:MinActiveRowVersion i:nil="true"/><a:MoreRecords>false</a:MoreRecords><a:PagingCookie i:nil="true"/><a:TotalRecordCount>0</a:TotalRecordCount><a:TotalRecordCountLimitExceeded>false</a:TotalRecordCountLimitExceeded>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>sample_Open</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/ResponseName" equals sample_Open

  @CA-088
  Scenario: A row of the open type is answered without a logical name
    Given the custom API "sample_Open"
      | kind     | name | type   |
      | property | Out  | Entity |
    And "sample_Open" behaves as
      """
      {"outcomes":[{"return":{"Out":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","whole":7,"large@odata.type":"Int64","large":9007199254740993,
        "numbers@odata.type":"#Collection(Int32)","numbers":[1,2],"inside":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":true}}}}]}
      """
    When the SDK executes "sample_Open" without parameters
    Then the status is 200
    And the exchange matches snapshot "sdk/open-type"
    And "/ExecuteResponse/ExecuteResult/Results/Out/LogicalName" equals null
    And "/ExecuteResponse/ExecuteResult/Results/Out/Attributes/whole" equals 7
    And "/ExecuteResponse/ExecuteResult/Results/Out/Attributes/large" equals 9007199254740993
    And "/ExecuteResponse/ExecuteResult/Results/Out/Attributes/inside/Attributes/x" equals true

  @CA-088 @CA-087
  Scenario: A row without a logical name in the background
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
    And "sample_Open" waits to be started
    When the SDK executes "ExecuteBackgroundOperation" with <a:KeyValuePairOfstringanyType><b:key>Request</b:key><b:value i:type="a:OrganizationRequest"><a:Parameters><a:KeyValuePairOfstringanyType><b:key>Payload</b:key><b:value i:type="a:Entity"><a:Attributes><a:KeyValuePairOfstringanyType><b:key>numbers</b:key><b:value i:type="e:ArrayOfint"><e:int>1</e:int><e:int>2</e:int></b:value></a:KeyValuePairOfstringanyType></a:Attributes><a:LogicalName i:nil="true"/></b:value></a:KeyValuePairOfstringanyType></a:Parameters><a:RequestId i:nil="true"/><a:RequestName>sample_Open</a:RequestName></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/BackgroundOperationId" is remembered as "operation"
    When the row of the operation is read
    Then "inputparameters" holds the JSON
      """
      [{"Key":"Payload","Value":{"LogicalName":null,"Id":"00000000-0000-0000-0000-000000000000","Attributes":[{"Key":"numbers","Value":[1,2]}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]}}]
      """
    When the operation is released
    And everything settles
    And the row of the operation is read
    Then "backgroundoperationstatuscode" equals 30

  @CA-089
  Scenario Outline: A message of tables takes no row without a logical name: <message>
    When the SDK executes <message> with
      | Target      | Entity | (acc00000-0000-4000-8000-000000000001) |
      | Target.name | String | A                                      |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" equals Required field 'LogicalName' is missing

    Examples:
      | message |
      | Create  |
      | Update  |
      | Upsert  |
