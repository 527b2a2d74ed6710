Feature: Definitions over the SDK
  Each message that changes definitions is sent over the SDK, and does what the Web API does.

  Background:
    Given the table "new_ink"
      | column    | type     | members |
      | new_Color | Picklist | "OptionSet": {"IsGlobal": false, "Options": [{"Value": 1, "Label": {"LocalizedLabels": [{"Label": "Blue", "LanguageCode": 1033}]}}, {"Value": 2, "Label": {"LocalizedLabels": [{"Label": "Red", "LanguageCode": 1033}]}}]} |
      | new_Code  | String   | "MaxLength": 10 |

  @MD-100 @MD-101 @MD-102
  Scenario: CreateEntity, UpdateEntity and DeleteEntity (CreateEntities makes several)
    When the SDK executes
      """
      <request i:type="a:CreateEntityRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Entity</b:key><b:value i:type="m:EntityMetadata">
            <m:MetadataId i:nil="true"/>
            <m:DisplayCollectionName><a:LocalizedLabels><a:LocalizedLabel><m:MetadataId i:nil="true"/><a:Label>Pens</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels><a:UserLocalizedLabel i:nil="true"/></m:DisplayCollectionName>
            <m:DisplayName><a:LocalizedLabels><a:LocalizedLabel><m:MetadataId i:nil="true"/><a:Label>Pen</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels><a:UserLocalizedLabel i:nil="true"/></m:DisplayName>
            <m:OwnershipType>UserOwned</m:OwnershipType>
            <m:SchemaName>new_Pen</m:SchemaName>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>PrimaryAttribute</b:key><b:value i:type="m:StringAttributeMetadata">
            <m:MetadataId i:nil="true"/>
            <m:SchemaName>new_Name</m:SchemaName>
            <m:MaxLength>50</m:MaxLength>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>HasActivities</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateEntity</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals CreateEntityResponse
    And "/ExecuteResponse/ExecuteResult/Results/EntityId" is a guid
    And "/ExecuteResponse/ExecuteResult/Results/AttributeId" is a guid
    When the SDK executes
      """
      <request i:type="a:UpdateEntityRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Entity</b:key><b:value i:type="m:EntityMetadata">
            <m:MetadataId i:nil="true"/>
            <m:DisplayName><a:LocalizedLabels><a:LocalizedLabel><m:MetadataId i:nil="true"/><a:Label>Quill</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels><a:UserLocalizedLabel i:nil="true"/></m:DisplayName>
            <m:LogicalName>new_pen</m:LogicalName>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>MergeLabels</b:key><b:value i:type="c:boolean">true</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>UpdateEntity</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals UpdateEntityResponse
    When the SDK executes DeleteEntity with
      | LogicalName | String | new_pen |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens
      """
    Then the status is 404

  @MD-110 @MD-111 @MD-112
  Scenario: CreateAttribute, UpdateAttribute and DeleteAttribute
    When the SDK executes
      """
      <request i:type="a:CreateAttributeRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value i:type="m:IntegerAttributeMetadata">
            <m:MetadataId i:nil="true"/>
            <m:SchemaName>new_Volume</m:SchemaName>
            <m:MaxValue>100</m:MaxValue>
            <m:MinValue>0</m:MinValue>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateAttribute</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AttributeId" is a guid
    When the SDK executes
      """
      <request i:type="a:UpdateAttributeRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value i:type="m:IntegerAttributeMetadata">
            <m:MetadataId i:nil="true"/>
            <m:LogicalName>new_volume</m:LogicalName>
            <m:MaxValue>200</m:MaxValue>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>MergeLabels</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>UpdateAttribute</a:RequestName>
      </request>
      """
    Then the status is 200
    When a client sends
      """
      POST /api/data/v9.2/new_inks

      {"new_volume": 150}
      """
    Then the status is 204
    When the SDK executes DeleteAttribute with
      | EntityLogicalName | String | new_ink    |
      | LogicalName       | String | new_volume |
    Then the status is 200
    When the SDK executes DeleteAttribute with
      | EntityLogicalName | String | new_ink    |
      | LogicalName       | String | new_volume |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147217149"

  @MD-120 @MD-121 @MD-122 @MD-123
  Scenario: CreateOneToMany, UpdateRelationship, CreateManyToMany and DeleteRelationship
    When the SDK executes
      """
      <request i:type="a:CreateOneToManyRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>OneToManyRelationship</b:key><b:value i:type="m:OneToManyRelationshipMetadata">
            <m:MetadataId i:nil="true"/>
            <m:SchemaName>new_account_ink</m:SchemaName>
            <m:CascadeConfiguration><m:Assign>NoCascade</m:Assign><m:Delete>Restrict</m:Delete></m:CascadeConfiguration>
            <m:ReferencedEntity>account</m:ReferencedEntity>
            <m:ReferencingEntity>new_ink</m:ReferencingEntity>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Lookup</b:key><b:value i:type="m:LookupAttributeMetadata">
            <m:MetadataId i:nil="true"/>
            <m:SchemaName>new_AccountId</m:SchemaName>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateOneToMany</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AttributeId" is a guid
    And "/ExecuteResponse/ExecuteResult/Results/RelationshipId" is a guid
    When the SDK executes
      """
      <request i:type="a:UpdateRelationshipRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Relationship</b:key><b:value i:type="m:OneToManyRelationshipMetadata">
            <m:MetadataId i:nil="true"/>
            <m:SchemaName>new_account_ink</m:SchemaName>
            <m:CascadeConfiguration><m:Delete>RemoveLink</m:Delete></m:CascadeConfiguration>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>MergeLabels</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>UpdateRelationship</a:RequestName>
      </request>
      """
    Then the status is 200
    When the SDK executes
      """
      <request i:type="a:CreateManyToManyRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>IntersectEntitySchemaName</b:key><b:value i:type="c:string">new_inks_contacts</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ManyToManyRelationship</b:key><b:value i:type="m:ManyToManyRelationshipMetadata">
            <m:MetadataId i:nil="true"/>
            <m:SchemaName>new_ink_contact</m:SchemaName>
            <m:Entity1LogicalName>new_ink</m:Entity1LogicalName>
            <m:Entity2LogicalName>contact</m:Entity2LogicalName>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateManyToMany</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/ManyToManyRelationshipId" is a guid
    When the SDK executes DeleteRelationship with
      | Name | String | new_ink_contact |
    Then the status is 200
    When the SDK executes DeleteRelationship with
      | Name | String | new_account_ink |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_inks?$select=_new_accountid_value
      """
    Then the status is 400

  @MD-124
  Scenario: CreateCustomerRelationships
    When the SDK executes
      """
      <request i:type="a:CreateCustomerRelationshipsRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>OneToManyRelationships</b:key><b:value i:type="m:ArrayOfOneToManyRelationshipMetadata">
            <m:OneToManyRelationshipMetadata><m:SchemaName>new_ink_account</m:SchemaName><m:ReferencedEntity>account</m:ReferencedEntity><m:ReferencingEntity>new_ink</m:ReferencingEntity></m:OneToManyRelationshipMetadata>
            <m:OneToManyRelationshipMetadata><m:SchemaName>new_ink_contact</m:SchemaName><m:ReferencedEntity>contact</m:ReferencedEntity><m:ReferencingEntity>new_ink</m:ReferencingEntity></m:OneToManyRelationshipMetadata>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>Lookup</b:key><b:value i:type="m:LookupAttributeMetadata">
            <m:SchemaName>new_Customer</m:SchemaName>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateCustomerRelationships</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/AttributeId" is a guid

  @MD-130 @MD-132
  Scenario: CreateEntityKey and DeleteEntityKey
    When the SDK executes
      """
      <request i:type="a:CreateEntityKeyRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" xmlns:k="http://schemas.microsoft.com/xrm/7.1/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>EntityKey</b:key><b:value i:type="k:EntityKeyMetadata">
            <m:MetadataId i:nil="true"/>
            <k:KeyAttributes><e:string>new_code</e:string></k:KeyAttributes>
            <k:SchemaName>new_ByCode</k:SchemaName>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateEntityKey</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/EntityKeyId" is a guid
    When the SDK executes DeleteEntityKey with
      | EntityLogicalName | String | new_ink    |
      | Name              | String | new_bycode |
    Then the status is 200
    When the SDK executes DeleteEntityKey with
      | EntityLogicalName | String | new_ink    |
      | Name              | String | new_bycode |
    Then the status is 500

  @MD-140 @MD-141 @MD-142
  Scenario: CreateOptionSet, UpdateOptionSet and DeleteOptionSet
    When the SDK executes
      """
      <request i:type="a:CreateOptionSetRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>OptionSet</b:key><b:value i:type="m:OptionSetMetadata">
            <m:MetadataId i:nil="true"/>
            <m:IsGlobal>true</m:IsGlobal>
            <m:Name>new_hardness</m:Name>
            <m:OptionSetType>Picklist</m:OptionSetType>
            <m:Options><m:OptionMetadata><m:Label><a:LocalizedLabels><a:LocalizedLabel><a:Label>HB</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></m:Label><m:Value>1</m:Value></m:OptionMetadata></m:Options>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>CreateOptionSet</a:RequestName>
      </request>
      """
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/OptionSetId" is a guid
    When the SDK executes
      """
      <request i:type="a:UpdateOptionSetRequest" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>OptionSet</b:key><b:value i:type="m:OptionSetMetadata">
            <m:DisplayName><a:LocalizedLabels><a:LocalizedLabel><a:Label>Hardness</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></m:DisplayName>
            <m:Name>new_hardness</m:Name>
          </b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>MergeLabels</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>UpdateOptionSet</a:RequestName>
      </request>
      """
    Then the status is 200
    When the SDK executes DeleteOptionSet with
      | Name | String | new_hardness |
    Then the status is 200
    When the SDK executes DeleteOptionSet with
      | Name | String | new_hardness |
    Then the status is 500

  @MD-143 @MD-144
  Scenario: InsertOptionValue, UpdateOptionValue, OrderOption, DeleteOptionValue and InsertStatusValue
    When the SDK executes "InsertOptionValue" with <a:KeyValuePairOfstringanyType><b:key>EntityLogicalName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>AttributeLogicalName</b:key><b:value i:type="c:string">new_color</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Label</b:key><b:value i:type="a:Label"><a:LocalizedLabels><a:LocalizedLabel><a:Label>Green</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/NewOptionValue" equals 100000000
    When the SDK executes "UpdateOptionValue" with <a:KeyValuePairOfstringanyType><b:key>EntityLogicalName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>AttributeLogicalName</b:key><b:value i:type="c:string">new_color</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Value</b:key><b:value i:type="c:int">1</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Label</b:key><b:value i:type="a:Label"><a:LocalizedLabels><a:LocalizedLabel><a:Label>Navy</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    When the SDK executes "OrderOption" with <a:KeyValuePairOfstringanyType><b:key>EntityLogicalName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>AttributeLogicalName</b:key><b:value i:type="c:string">new_color</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Values</b:key><b:value i:type="e:ArrayOfint"><e:int>100000000</e:int><e:int>2</e:int><e:int>1</e:int></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200
    When the SDK executes DeleteOptionValue with
      | EntityLogicalName    | String | new_ink   |
      | AttributeLogicalName | String | new_color |
      | Value                | Int32  | 2         |
    Then the status is 200
    When the SDK executes "InsertStatusValue" with <a:KeyValuePairOfstringanyType><b:key>EntityLogicalName</b:key><b:value i:type="c:string">new_ink</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>AttributeLogicalName</b:key><b:value i:type="c:string">statuscode</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>StateCode</b:key><b:value i:type="c:int">0</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Label</b:key><b:value i:type="a:Label"><a:LocalizedLabels><a:LocalizedLabel><a:Label>Dry</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 200

  @MD-150
  Scenario: PublishXml and PublishAllXml
    When the SDK executes PublishXml with
      | ParameterXml | String | <importexportxml/> |
    Then the status is 200
    When the SDK executes PublishAllXml without parameters
    Then the status is 200
