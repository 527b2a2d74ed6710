@no-samples
Feature: Changes of rows, asked for with the SDK

  @WA-217 @alone
  Scenario: RetrieveEntityChanges has the rows that have changed, the references of deleted ones, and a token
    Given these rows of "accounts"
      | as    | name  |
      | alpha | Alpha |
      | beta  | Beta  |
    And a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name
      Prefer: odata.track-changes
      """
    And a client has sent
      """
      DELETE /api/data/v9.2/accounts({alpha})
      """
    When the SDK executes
      """
      <request>
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">account</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Columns</b:key><b:value i:type="a:ColumnSet"><a:AllColumns>false</a:AllColumns><a:Columns xmlns:d="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><d:string>name</d:string></a:Columns></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>DataVersion</b:key><b:value i:type="c:string">1!01/02/2026 03:04:05</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>PageInfo</b:key><b:value i:type="a:PagingInfo"><a:Count>5000</a:Count><a:PageNumber>1</a:PageNumber><a:PagingCookie i:nil="true"/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveEntityChanges</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/EntityChanges/MoreRecords" equals "false"
    And "/ExecuteResponse/ExecuteResult/Results/EntityChanges/DataToken" matches "^\d+!01/02/2026 03:04:05$"
    And "/ExecuteResponse/ExecuteResult/Results/EntityChanges/Changes/0/NewOrUpdatedEntity/Attributes/name" equals Beta
    And "/ExecuteResponse/ExecuteResult/Results/EntityChanges/Changes/1/RemovedItem/Id" equals {alpha}
