@alone @no-samples
Feature: Associations
  Associate and Disassociate change a relationship, by its schema name, between a row and others. In the Web API a
  request for $ref does.

  Background:
    Given these rows of "accounts"
      | as | name |
      | a  | A    |
      | b  | B    |
    And these rows of "contacts"
      | as | lastname |
      | c  | C        |
      | d  | D        |

  @MS-030 @MS-035
  Scenario: Rows are associated with the row that they refer to, and disassociated
    When the SDK executes Associate with
      | Target            | EntityReference           | account({a})              |
      | Relationship      | Relationship              | contact_customer_accounts |
      | RelatedEntities   | EntityReferenceCollection |                           |
      | RelatedEntities.1 | EntityReference           | contact({c})              |
      | RelatedEntities.2 | EntityReference           | contact({d})              |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/type" equals AssociateResponse
    When a client sends
      """
      GET /api/data/v9.2/accounts({a})/contact_customer_accounts?$select=lastname&$orderby=lastname
      """
    Then the rows are
      | lastname |
      | C        |
      | D        |
    When the SDK executes Disassociate with
      | Target            | EntityReference           | account({a})              |
      | Relationship      | Relationship              | contact_customer_accounts |
      | RelatedEntities   | EntityReferenceCollection |                           |
      | RelatedEntities.1 | EntityReference           | contact({c})              |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts({a})/contact_customer_accounts?$select=lastname
      """
    Then the rows are
      | lastname |
      | D        |
    When the SDK executes Disassociate with
      | Target            | EntityReference           | account({b})              |
      | Relationship      | Relationship              | contact_customer_accounts |
      | RelatedEntities   | EntityReferenceCollection |                           |
      | RelatedEntities.1 | EntityReference           | contact({d})              |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220969"

  @MS-031 @MS-034
  Scenario: A row with the lookup is the target too; in a table that is related to itself the role says which
    When the SDK executes Associate with
      | Target            | EntityReference           | contact({c})              |
      | Relationship      | Relationship              | contact_customer_accounts |
      | RelatedEntities   | EntityReferenceCollection |                           |
      | RelatedEntities.1 | EntityReference           | account({b})              |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/contacts({c})?$select=lastname
      """
    Then "/_parentcustomerid_value" is absent
    When a client sends
      """
      GET /api/data/v9.2/contacts({c})?$select=_parentcustomerid_value
      """
    Then "/_parentcustomerid_value" equals {b}

  @MS-033
  Scenario Outline: What the table does not have is refused: <what>
    When the SDK executes Associate with
      | Target            | EntityReference           | account({a})   |
      | Relationship      | Relationship              | <relationship> |
      | RelatedEntities   | EntityReferenceCollection |                |
      | RelatedEntities.1 | EntityReference           | <related>      |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "<text>"

    Examples:
      | what                 | relationship               | related      | text                                      |
      | another relationship | systemuserroles_association | contact({c}) | has no relationship with the schema name |
      | no relationship      | contact_customer           | contact({c}) | has no relationship with the schema name  |
      | another table        | contact_customer_accounts  | account({b}) | takes rows of 'contact'                   |
      | another role         | contact_customer_accounts Referencing | contact({c}) | has no relationship with the schema name |

  @MS-032 @MS-035
  Scenario: Rows of a many-to-many relationship are associated once
    Given the user "Bob"
    And a client has sent
      """
      GET /api/data/v9.2/roles?$select=name&$filter=name eq 'Basic User'
      """
    And "/value/0/roleid" is remembered as "role"
    When the SDK executes Associate with
      | Target            | EntityReference           | role({role})                |
      | Relationship      | Relationship              | systemuserroles_association |
      | RelatedEntities   | EntityReferenceCollection |                             |
      | RelatedEntities.1 | EntityReference           | systemuser({bob})           |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/systemuserroles_association?$select=name
      """
    Then the rows are
      | name       |
      | Basic User |
    When the SDK executes Associate with
      | Target            | EntityReference           | systemuser({bob})           |
      | Relationship      | Relationship              | systemuserroles_association |
      | RelatedEntities   | EntityReferenceCollection |                             |
      | RelatedEntities.1 | EntityReference           | role({role})                |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220937"
    When the SDK executes Disassociate with
      | Target            | EntityReference           | systemuser({bob})           |
      | Relationship      | Relationship              | systemuserroles_association |
      | RelatedEntities   | EntityReferenceCollection |                             |
      | RelatedEntities.1 | EntityReference           | role({role})                |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/systemusers({bob})/systemuserroles_association?$select=name
      """
    Then "/value" has 0 items

  @SO-071 @SO-006
  Scenario: Associate and Disassociate are operations of their own
    When the SDK calls "Associate"
      """
      <entityName>account</entityName><entityId>{a}</entityId><relationship><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>contact_customer_accounts</a:SchemaName></relationship><relatedEntities><a:EntityReference><a:Id>{c}</a:Id><a:KeyAttributes/><a:LogicalName>contact</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></a:EntityReference></relatedEntities>
      """
    Then the status is 200
    And "/AssociateResponse" is present
    When a client sends
      """
      GET /api/data/v9.2/contacts({c})?$select=_parentcustomerid_value
      """
    Then "/_parentcustomerid_value" equals {a}
    When the SDK calls "Disassociate"
      """
      <entityName>account</entityName><entityId>{a}</entityId><relationship><a:PrimaryEntityRole i:nil="true"/><a:SchemaName>contact_customer_accounts</a:SchemaName></relationship><relatedEntities><a:EntityReference><a:Id>{c}</a:Id><a:KeyAttributes/><a:LogicalName>contact</a:LogicalName><a:Name i:nil="true"/><a:RowVersion i:nil="true"/></a:EntityReference></relatedEntities>
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/contacts({c})?$select=_parentcustomerid_value
      """
    Then "/_parentcustomerid_value" is null

  @MS-036 @MS-037
  Scenario Outline: A request for $ref raises the steps of the association and of the row that it changes: <request>
    Given these processing steps
      | on             | stage         | does                                                                                    |
      | Associate      | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}}","jobtitle":"{{depth}}"}}}] |
      | Disassociate   | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}}","jobtitle":"{{depth}}"}}}] |
      | Update contact | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}}","jobtitle":"{{depth}}"}}}] |
    When a client sends
      """
      <request>
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle&$filter=jobtitle ne null&$orderby=lastname
      """
    Then the rows are
      | lastname  | jobtitle |
      | <message> | "1"      |
      | Update    | "1"      |

    Examples:
      | request                                                                                                                       | message      |
      | POST /api/data/v9.2/accounts({a})/contact_customer_accounts/$ref\n\n{"@odata.id": "{org}/api/data/v9.2/contacts({c})"}           | Associate    |
      | PUT /api/data/v9.2/contacts({c})/parentcustomerid_account/$ref\n\n{"@odata.id": "{org}/api/data/v9.2/accounts({a})"}             | Associate    |
      | DELETE /api/data/v9.2/accounts({a})/contact_customer_accounts({c})/$ref                                                          | Disassociate |
