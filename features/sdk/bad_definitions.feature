Feature: Definitions that are refused over the SDK
  The messages of definitions are refused with the faults that the Web API has, and leave nothing behind.

  Background:
    Given the table "new_pen"
      | column   | type   | members         |
      | new_Code | String | "MaxLength": 10 |
      | new_Mark | String | "MaxLength": 10 |
    And the table "new_ink"
    And the lookup "new_PenId" of "new_ink" to "new_pen" that restricts
    And these rows of "new_pens"
      | as  | new_name | new_mark |
      | pen | Quill    | X        |
      | nib | Nib      | X        |

  @MD-104 @MD-110 @MD-131
  Scenario Outline: A new part that cannot be had: <what>
    When the SDK executes "<message>" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "<code>"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"

    Examples:
      | what                     | message          | code        | text                | parameters |
      | a table's name           | CreateEntity     | -2147192816 | new_ink             | <a:KeyValuePairOfstringanyType><b:key>Entity</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:EntityMetadata"><m:DisplayCollectionName><a:LocalizedLabels><a:LocalizedLabel><a:Label>Nibs</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></m:DisplayCollectionName><m:DisplayName><a:LocalizedLabels><a:LocalizedLabel><a:Label>Nib</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></m:DisplayName><m:OwnershipType>UserOwned</m:OwnershipType><m:SchemaName>new_INK</m:SchemaName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>PrimaryAttribute</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:StringAttributeMetadata"><m:SchemaName>new_Name</m:SchemaName></b:value></a:KeyValuePairOfstringanyType> |
      | a name without a prefix  | CreateAttribute  | -2147204250 | Size                | <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:IntegerAttributeMetadata"><m:SchemaName>Size</m:SchemaName></b:value></a:KeyValuePairOfstringanyType> |
      | a column that is there   | CreateAttribute  | -2147192813 | new_code            | <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:IntegerAttributeMetadata"><m:SchemaName>new_CODE</m:SchemaName></b:value></a:KeyValuePairOfstringanyType> |
      | another type             | UpdateAttribute  | -2147220989 | cannot be changed to IntegerAttributeMetadata: it is StringAttributeMetadata | <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:IntegerAttributeMetadata"><m:LogicalName>new_code</m:LogicalName></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>MergeLabels</b:key><b:value i:type="c:boolean">false</b:value></a:KeyValuePairOfstringanyType> |
      | a key over equal values  | CreateEntityKey  | -2147088238 | 'new_bymark'        | <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>EntityKey</b:key><b:value xmlns:k="http://schemas.microsoft.com/xrm/7.1/Metadata" i:type="k:EntityKeyMetadata"><k:KeyAttributes><e:string>new_mark</e:string></k:KeyAttributes><k:SchemaName>new_ByMark</k:SchemaName></b:value></a:KeyValuePairOfstringanyType> |
      | a relationship's name    | CreateOneToMany  | -2147204309 | new_new_pen_new_ink | <a:KeyValuePairOfstringanyType><b:key>OneToManyRelationship</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:OneToManyRelationshipMetadata"><m:SchemaName>new_new_pen_new_ink</m:SchemaName><m:ReferencedEntity>account</m:ReferencedEntity><m:ReferencingEntity>new_ink</m:ReferencingEntity></b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Lookup</b:key><b:value xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata" i:type="m:LookupAttributeMetadata"><m:SchemaName>new_OtherId</m:SchemaName></b:value></a:KeyValuePairOfstringanyType> |

  @MD-108 @MD-109
  Scenario: What something depends on stays, and nothing is written
    When a client sends
      """
      GET /api/data/v9.2/RetrieveMetadataChanges(Query=@p1)?@p1={"Properties":{"AllProperties":false,"PropertyNames":["LogicalName"]}}
      """
    Then "/ServerVersionStamp" is remembered as "stamp"
    When the SDK executes DeleteEntity with
      | LogicalName | String | new_pen |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147160033"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "new_ink.new_penid"
    When the SDK executes DeleteAttribute with
      | EntityLogicalName | String | new_pen  |
      | LogicalName       | String | new_name |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147192830"
    When the SDK executes "RetrieveMetadataChanges" with
      | ClientVersionStamp | String | {stamp} |
    Then "/ExecuteResponse/ExecuteResult/Results/ServerVersionStamp" equals {stamp}

  @MD-10F @alone
  Scenario Outline: A kind of column that is not emulated: <what>
    When the SDK executes "CreateAttribute" with <parameters>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220715"
    And "/Fault/detail/OrganizationServiceFault/Message" equals <what> is not emulated.

    Examples:
      | what | parameters |
      | A column with security of its own | <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value i:type="m:StringAttributeMetadata" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata"><m:IsSecured>true</m:IsSecured><m:SchemaName>new_A</m:SchemaName></b:value></a:KeyValuePairOfstringanyType> |

  @MD-103
  Scenario: An option value that is none of the publisher's
    Given the rule "publisher_bounds" is "default"
    When the SDK executes "CreateAttribute" with <a:KeyValuePairOfstringanyType><b:key>EntityName</b:key><b:value i:type="c:string">new_pen</b:value></a:KeyValuePairOfstringanyType><a:KeyValuePairOfstringanyType><b:key>Attribute</b:key><b:value i:type="m:PicklistAttributeMetadata" xmlns:m="http://schemas.microsoft.com/xrm/2011/Metadata"><m:SchemaName>new_Size</m:SchemaName><m:OptionSet><m:IsGlobal>false</m:IsGlobal><m:Options><m:OptionMetadata><m:Label><a:LocalizedLabels><a:LocalizedLabel><a:Label>S</a:Label><a:LanguageCode>1033</a:LanguageCode></a:LocalizedLabel></a:LocalizedLabels></m:Label><m:Value>7</m:Value></m:OptionMetadata></m:Options></m:OptionSet></b:value></a:KeyValuePairOfstringanyType>
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "The option value 7 is outside the range"
