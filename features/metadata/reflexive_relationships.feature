@no-samples
Feature: Many-to-many relationships of a table with itself
  A row can be the first and the second of pairs. In the Web API it has a navigation property for each, and over the SDK the
  role says which is meant.

  Background:
    Given the table "new_pen"
    And a client has sent
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata", "SchemaName": "new_pen_pen",
       "IntersectEntityName": "new_pens_pens", "Entity1LogicalName": "new_pen", "Entity2LogicalName": "new_pen"}
      """
    And these rows of "new_pens"
      | as  | new_name |
      | one | Quill    |
      | two | Brush    |
      | too | Chalk    |

  @MD-125 @MD-126
  Scenario: The relationship is defined with two columns of keys
    When a client sends
      """
      GET /api/data/v9.2/RelationshipDefinitions(SchemaName='new_pen_pen')
      """
    Then the body has
      | IntersectEntityName           | new_pens_pens |
      | Entity1LogicalName            | new_pen       |
      | Entity2LogicalName            | new_pen       |
      | Entity1IntersectAttribute     | new_penidone  |
      | Entity2IntersectAttribute     | new_penidtwo  |
      | Entity1NavigationPropertyName | new_pen_pen   |
      | Entity2NavigationPropertyName | new_pen_pen   |
    When a client sends
      """
      GET /api/data/v9.2/EntityDefinitions(LogicalName='new_pen')/ManyToManyRelationships?$select=SchemaName
      """
    Then the rows are
      | SchemaName  |
      | new_pen_pen |
    When the SDK executes RetrieveRelationship with
      | Name                  | String  | new_pen_pen                          |
      | MetadataId            | Guid    | 00000000-0000-0000-0000-000000000000 |
      | RetrieveAsIfPublished | Boolean | true                                 |
    Then "/ExecuteResponse/ExecuteResult/Results/RelationshipMetadata/Entity2IntersectAttribute" equals new_penidtwo

  @MD-126
  Scenario: The description has both navigation properties, each the partner of the other
    When a client sends
      """
      GET /api/data/v9.2/$metadata
      """
    And the CSDL reader accepts the body
    Then "/types/new_pen/navigations/new_pen_pen" equals {"type":"Collection(mscrm.new_pen)","partner":"new_pen_pen_referenced"}
    And "/types/new_pen/navigations/new_pen_pen_referenced" equals {"type":"Collection(mscrm.new_pen)","partner":"new_pen_pen"}

  @MD-126
  Scenario: Rows are associated from either end, and read from both
    When a client sends
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({two})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens({two})/new_pen_pen_referenced/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({too})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$orderby=new_name&$expand=new_pen_pen($select=new_name),new_pen_pen_referenced($select=new_name;$orderby=new_name)
      """
    Then the body has
      | /value/0/new_name                            | Brush |
      | /value/0/new_pen_pen_referenced/0/new_name   | Chalk |
      | /value/0/new_pen_pen_referenced/1/new_name   | Quill |
      | /value/1/new_pen_pen/0/new_name              | Brush |
      | /value/2/new_pen_pen/0/new_name              | Brush |
    And "/value/0/new_pen_pen" has 0 items
    And "/value/1/new_pen_pen_referenced" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/new_pens({one})/new_pen_pen?$select=new_name
      """
    Then the rows are
      | new_name |
      | Brush    |
    When a client sends
      """
      GET /api/data/v9.2/new_pens({two})/new_pen_pen_referenced?$select=new_name&$orderby=new_name
      """
    Then the rows are
      | new_name |
      | Chalk    |
      | Quill    |
    When a client sends
      """
      GET /api/data/v9.2/new_pens({two})/new_pen_pen?$count=true
      """
    Then "@odata.count" equals 0
    When a client sends
      """
      GET /api/data/v9.2/new_pens({two})/new_pen_pen_referenced/$ref
      """
    Then "value" has 2 items
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$filter=new_pen_pen_referenced/any(other:other/new_name eq 'Quill')
      """
    Then the rows are
      | new_name |
      | Brush    |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$select=new_name&$filter=new_pen_pen/any(other:other/new_name eq 'Quill')
      """
    Then "value" has 0 items
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({too})/new_pen_pen({two})/$ref
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens({two})/new_pen_pen_referenced?$select=new_name
      """
    Then the rows are
      | new_name |
      | Quill    |

  @MD-126
  Scenario: A pair has an order, and a row may be both of it
    When a client sends
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({two})"}
      """
    And a client sends
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen_referenced/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({two})"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({one})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens_pensset?$select=new_penidone,new_penidtwo
      """
    Then "value" has 3 items
    When a client sends
      """
      DELETE /api/data/v9.2/new_pens({one})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens_pensset?$select=new_penidone
      """
    Then "value" has 0 items

  @MD-125
  Scenario: FetchXML goes through the intersect table by either column
    Given a client has sent
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({two})"}
      """
    When a client sends
      """
      GET /api/data/v9.2/new_pens?fetchXml=<fetch><entity name='new_pen'><attribute name='new_name'/><link-entity name='new_pens_pens' from='new_penidone' to='new_penid' intersect='true'><link-entity name='new_pen' from='new_penid' to='new_penidtwo' alias='other'><attribute name='new_name'/></link-entity></link-entity></entity></fetch>
      """
    Then the rows are
      | new_name | other.new_name |
      | Quill    | Brush          |
    When a client sends
      """
      GET /api/data/v9.2/new_pens?fetchXml=<fetch><entity name='new_pen'><attribute name='new_name'/><link-entity name='new_pens_pens' from='new_penidtwo' to='new_penid' intersect='true'/></entity></fetch>
      """
    Then the rows are
      | new_name |
      | Brush    |

  @MD-127
  Scenario Outline: Over the SDK the role says which of the pair the target is: <role>
    When the SDK executes Associate with
      | Target            | EntityReference           | new_pen({one})     |
      | Relationship      | Relationship              | new_pen_pen <role> |
      | RelatedEntities   | EntityReferenceCollection |                    |
      | RelatedEntities.1 | EntityReference           | new_pen({two})     |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens_pensset?$select=new_penidone,new_penidtwo
      """
    Then the rows are
      | new_penidone | new_penidtwo |
      | <first>      | <second>     |
    When the SDK executes Disassociate with
      | Target            | EntityReference           | new_pen({one})      |
      | Relationship      | Relationship              | new_pen_pen <other> |
      | RelatedEntities   | EntityReferenceCollection |                     |
      | RelatedEntities.1 | EntityReference           | new_pen({two})      |
    And a client sends
      """
      GET /api/data/v9.2/new_pens_pensset?$select=new_penidone
      """
    Then "value" has 1 items
    When the SDK executes Disassociate with
      | Target            | EntityReference           | new_pen({one})     |
      | Relationship      | Relationship              | new_pen_pen <role> |
      | RelatedEntities   | EntityReferenceCollection |                    |
      | RelatedEntities.1 | EntityReference           | new_pen({two})     |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/new_pens_pensset?$select=new_penidone
      """
    Then "value" has 0 items

    Examples:
      | role        | other       | first | second |
      | Referencing | Referenced  | {one} | {two}  |
      | Referenced  | Referencing | {two} | {one}  |

  @MD-127
  Scenario Outline: Without a role <message> is refused
    When the SDK executes <message> with
      | Target            | EntityReference           | new_pen({one}) |
      | Relationship      | Relationship              | new_pen_pen    |
      | RelatedEntities   | EntityReferenceCollection |                |
      | RelatedEntities.1 | EntityReference           | new_pen({two}) |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220989"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Entity role must be specified for reflexive relationship 'new_pen_pen'."

    Examples:
      | message      |
      | Associate    |
      | Disassociate |

  @MD-127 @SO-073
  Scenario: Retrieve returns the related rows of either role: Referencing
    Given a client has sent
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({two})"}
      """
    And a client has sent
      """
      POST /api/data/v9.2/new_pens({too})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({one})"}
      """
    When the SDK executes
      """
      <request i:type="a:RetrieveRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{one}</a:Id><a:KeyAttributes/><a:LogicalName>new_pen</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ColumnSet</b:key><b:value i:type="a:ColumnSet"><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>new_name</e:string></a:Columns></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RelatedEntitiesQuery</b:key><b:value i:type="a:RelationshipQueryCollection">
            <a:KeyValuePairOfRelationshipQueryBaseX_PsK4FkN>
              <b:key><a:PrimaryEntityRole>Referencing</a:PrimaryEntityRole><a:SchemaName>new_pen_pen</a:SchemaName></b:key>
              <b:value i:type="a:QueryExpression">
                <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>new_name</e:string></a:Columns></a:ColumnSet>
                <a:Criteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria>
                <a:Distinct>false</a:Distinct><a:EntityName>new_pen</a:EntityName><a:LinkEntities/><a:Orders/>
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
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RelatedEntities//Entities" has 1 item
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RelatedEntities//Entities/0/Attributes/new_name" equals Brush

  @MD-127 @SO-073
  Scenario: Retrieve returns the related rows of either role: Referenced
    Given a client has sent
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({two})"}
      """
    And a client has sent
      """
      POST /api/data/v9.2/new_pens({too})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens({one})"}
      """
    When the SDK executes
      """
      <request i:type="a:RetrieveRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{one}</a:Id><a:KeyAttributes/><a:LogicalName>new_pen</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ColumnSet</b:key><b:value i:type="a:ColumnSet"><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>new_name</e:string></a:Columns></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RelatedEntitiesQuery</b:key><b:value i:type="a:RelationshipQueryCollection">
            <a:KeyValuePairOfRelationshipQueryBaseX_PsK4FkN>
              <b:key><a:PrimaryEntityRole>Referenced</a:PrimaryEntityRole><a:SchemaName>new_pen_pen</a:SchemaName></b:key>
              <b:value i:type="a:QueryExpression">
                <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>new_name</e:string></a:Columns></a:ColumnSet>
                <a:Criteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria>
                <a:Distinct>false</a:Distinct><a:EntityName>new_pen</a:EntityName><a:LinkEntities/><a:Orders/>
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
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RelatedEntities//Entities" has 1 item
    And "/ExecuteResponse/ExecuteResult/Results/Entity/RelatedEntities//Entities/0/Attributes/new_name" equals Chalk

  @MD-127 @SO-073
  Scenario: Retrieve without a role is refused
    When the SDK executes
      """
      <request i:type="a:RetrieveRequest">
        <a:Parameters>
          <a:KeyValuePairOfstringanyType><b:key>Target</b:key><b:value i:type="a:EntityReference"><a:Id>{one}</a:Id><a:KeyAttributes/><a:LogicalName>new_pen</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>ColumnSet</b:key><b:value i:type="a:ColumnSet"><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>new_name</e:string></a:Columns></b:value></a:KeyValuePairOfstringanyType>
          <a:KeyValuePairOfstringanyType><b:key>RelatedEntitiesQuery</b:key><b:value i:type="a:RelationshipQueryCollection">
            <a:KeyValuePairOfRelationshipQueryBaseX_PsK4FkN>
              <b:key><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>new_pen_pen</a:SchemaName></b:key>
              <b:value i:type="a:QueryExpression">
                <a:ColumnSet><a:AllColumns>false</a:AllColumns><a:AttributeExpressions/><a:Columns><e:string>new_name</e:string></a:Columns></a:ColumnSet>
                <a:Criteria><a:Conditions/><a:FilterOperator>And</a:FilterOperator><a:Filters/></a:Criteria>
                <a:Distinct>false</a:Distinct><a:EntityName>new_pen</a:EntityName><a:LinkEntities/><a:Orders/>
                <a:PageInfo><a:Count>0</a:Count><a:PageNumber>0</a:PageNumber><a:PagingCookie i:nil="true"/><a:ReturnTotalRecordCount>false</a:ReturnTotalRecordCount></a:PageInfo><a:NoLock>false</a:NoLock>
              </b:value>
            </a:KeyValuePairOfRelationshipQueryBaseX_PsK4FkN>
          </b:value></a:KeyValuePairOfstringanyType>
        </a:Parameters>
        <a:RequestId i:nil="true"/>
        <a:RequestName>Retrieve</a:RequestName>
      </request>
      """
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "Entity role must be specified for reflexive relationship 'new_pen_pen'."

  @MD-126
  Scenario Outline: Names that are taken or not emulated are refused: <members>
    When a client sends
      """
      POST /api/data/v9.2/RelationshipDefinitions

      {"@odata.type": "Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
       "Entity1LogicalName": "new_pen", "Entity2LogicalName": "new_pen", <members>}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | members                                                                                                        | status | text                             |
      | "SchemaName": "new_pen_pen", "IntersectEntityName": "new_others"                                               | 400    | already exists: 'new_pen_pen'    |
      | "SchemaName": "new_pen_pen_referenced", "IntersectEntityName": "new_others"                                    | 400    | new_pen_pen_referenced           |
      | "SchemaName": "new_x", "IntersectEntityName": "new_others", "Entity2NavigationPropertyName": "new_pairs"       | 501    | Entity2NavigationPropertyName    |

  @MD-126 @MD-123
  Scenario: A removed relationship takes both navigation properties along
    When a client sends
      """
      DELETE /api/data/v9.2/RelationshipDefinitions(SchemaName='new_pen_pen')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$expand=new_pen_pen
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/new_pens?$expand=new_pen_pen_referenced
      """
    Then the status is 400

  @MD-126
  Scenario: A row is not made together with pairs, nor paired with a row of another table
    When a client sends
      """
      POST /api/data/v9.2/new_pens

      {"new_name": "New", "new_pen_pen_referenced": [{"new_name": "Other"}]}
      """
    Then the status is 501
    And "/error/code" equals emulator:not_emulated
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    When a client sends
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/accounts({account})"}
      """
    Then the status is 400
    When a client sends
      """
      POST /api/data/v9.2/new_pens({one})/new_pen_pen/$ref

      {"@odata.id": "{org}/api/data/v9.2/new_pens(11111111-0000-4000-8000-000000000001)"}
      """
    Then the status is 404
