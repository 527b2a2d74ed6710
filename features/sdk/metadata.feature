Feature: Definitions over the SDK
  A program of the SDK reads definitions by messages, each with the types of Microsoft.Xrm.Sdk.Metadata.

  @MD-030 @SO-022
  Scenario: RetrieveEntity
    When the SDK executes
      """
      <request i:type="a:RetrieveEntityRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityFilters</b:key><b:value i:type="m:EntityFilters" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">Entity Attributes</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>LogicalName</b:key><b:value i:type="c:string">account</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>MetadataId</b:key><b:value i:type="s:guid" xmlns:s="http://schemas.microsoft.com/2003/10/Serialization/">00000000-0000-0000-0000-000000000000</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RetrieveAsIfPublished</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveEntity</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals RetrieveEntityResponse
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/LogicalName" equals account
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/EntitySetName" equals accounts
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/OwnershipType" equals UserOwned

  @MD-031
  Scenario: RetrieveAllEntities
    When the SDK executes
      """
      <request i:type="a:RetrieveAllEntitiesRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityFilters</b:key><b:value i:type="m:EntityFilters" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">Entity Attributes Privileges Relationships</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RetrieveAsIfPublished</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveAllEntities</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals RetrieveAllEntitiesResponse
    And "/ExecuteResponse/ExecuteResult/Results/Timestamp" is a text

  @MD-032
  Scenario: RetrieveAttribute
    When the SDK executes "RetrieveAttribute" with
      | EntityLogicalName     | String  | account      |
      | LogicalName           | String  | industrycode |
      | RetrieveAsIfPublished | Boolean | true         |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AttributeMetadata/type" equals PicklistAttributeMetadata
    And "/ExecuteResponse/ExecuteResult/Results/AttributeMetadata/OptionSet/Name" equals account_industrycode

  @MD-033
  Scenario: RetrieveOptionSet and RetrieveAllOptionSets
    When the SDK executes "RetrieveOptionSet" with
      | Name | String | backgroundoperation_statecode |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/OptionSetMetadata/type" equals OptionSetMetadata
    And "/ExecuteResponse/ExecuteResult/Results/OptionSetMetadata/IsGlobal" equals "true"
    When the SDK executes "RetrieveAllOptionSets" with
      | RetrieveAsIfPublished | Boolean | true |
    Then the status is 200

  @MD-034
  Scenario: RetrieveRelationship
    When the SDK executes "RetrieveRelationship" with
      | Name | String | account_primary_contact |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/RelationshipMetadata/type" equals OneToManyRelationshipMetadata
    And "/ExecuteResponse/ExecuteResult/Results/RelationshipMetadata/ReferencedEntity" equals contact

  @MD-035
  Scenario: RetrieveMetadataChanges
    When the SDK executes
      """
      <request i:type="a:RetrieveMetadataChangesRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Query</b:key><b:value i:type="j:EntityQueryExpression" xmlns:j="http://schemas.microsoft.com/xrm/2011/Metadata/Query">
            <j:Criteria>
              <j:Conditions>
                <j:MetadataConditionExpression><j:ConditionOperator>In</j:ConditionOperator><j:PropertyName>LogicalName</j:PropertyName><j:Value i:type="e:ArrayOfstring"><e:string>account</e:string></j:Value></j:MetadataConditionExpression>
                <j:MetadataConditionExpression><j:ConditionOperator>Equals</j:ConditionOperator><j:PropertyName>IsCustomizable</j:PropertyName><j:Value i:type="c:boolean">true</j:Value></j:MetadataConditionExpression>
              </j:Conditions>
              <j:FilterOperator>And</j:FilterOperator>
              <j:Filters/>
            </j:Criteria>
            <j:Properties><j:AllProperties>false</j:AllProperties><j:PropertyNames><e:string>EntitySetName</e:string><e:string>Attributes</e:string></j:PropertyNames></j:Properties>
            <j:AttributeQuery>
              <j:Criteria>
                <j:Conditions>
                  <j:MetadataConditionExpression><j:ConditionOperator>Equals</j:ConditionOperator><j:PropertyName>LogicalName</j:PropertyName><j:Value i:type="c:string">name</j:Value></j:MetadataConditionExpression>
                </j:Conditions>
                <j:FilterOperator>And</j:FilterOperator>
                <j:Filters/>
              </j:Criteria>
              <j:Properties><j:AllProperties>false</j:AllProperties><j:PropertyNames><e:string>MaxLength</e:string></j:PropertyNames></j:Properties>
            </j:AttributeQuery>
            <j:KeyQuery i:nil="true"/><j:LabelQuery i:nil="true"/><j:RelationshipQuery i:nil="true"/>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ClientVersionStamp</b:key><b:value i:nil="true"/></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>DeletedMetadataFilters</b:key><b:value i:type="j:DeletedMetadataFilters" xmlns:j="http://schemas.microsoft.com/xrm/2011/Metadata/Query">Entity Attribute</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>RetrieveMetadataChanges</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals RetrieveMetadataChangesResponse
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/type" equals EntityMetadataCollection
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/EntityMetadata/EntitySetName" equals accounts
    And "/ExecuteResponse/ExecuteResult/Results/EntityMetadata/EntityMetadata/Attributes/AttributeMetadata/MaxLength" equals "160"
    And "/ExecuteResponse/ExecuteResult/Results/ServerVersionStamp" is a text

  @MD-036
  Scenario Outline: What does not exist: <message>
    When the SDK executes "<message>" with
      | <parameter> | String | nosuch |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "nosuch"

    Examples:
      | message              | parameter   | code        |
      | RetrieveEntity       | LogicalName | -2147217150 |
      | RetrieveOptionSet    | Name        | -2147220969 |
      | RetrieveRelationship | Name        | -2147220969 |

  @MD-036
  Scenario: A column that does not exist
    When the SDK executes "RetrieveAttribute" with
      | EntityLogicalName | String | account |
      | LogicalName       | String | nosuch  |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147217149"
