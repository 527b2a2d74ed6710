Feature: Responses of a custom API
  No property: no body. Several: an object. A single row or collection: the row or the collection itself.

  @CA-050
  Scenario: Without response properties
    Given the custom API "sample_Quiet"
    When a client sends
      """
      POST /api/data/v9.2/sample_Quiet

      {}
      """
    Then the status is 204
    And the header "OData-Version" is "4.0"
    And the body is empty

  @CA-051 @CA-056 @CA-057 @CA-058
  Scenario: Simple properties, in the order of their definition
    Given the custom API "sample_Several"
      | kind     | name   | type    |
      | property | Zebra  | String  |
      | property | Apple  | Integer |
      | property | Mango  | Guid    |
    And "sample_Several" behaves as
      """
      {"outcomes":[{"return":{"Mango":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9","Apple":1}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Several

      {}
      """
    Then the status is 200
    And the header "Content-Type" matches "^application/json; odata.metadata=minimal"
    And the properties are, in this order
      | @odata.context |
      | Zebra          |
      | Apple          |
      | Mango          |
    And the body has
      | @odata.context | {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.sample_SeveralResponse |
      | Zebra          | null                                                                       |
      | Apple          | 1                                                                          |

  @CA-052
  Scenario Outline: The suffix of the context is a rule
    Given the rule "response_context" is "<value>"
    And the custom API "sample_Several"
      | kind     | name   | type    |
      | property | Apple  | Integer |
    When a client sends
      """
      POST /api/data/v9.2/sample_Several

      {}
      """
    Then "@odata.context" equals {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.sample_Several<suffix>

    Examples:
      | value  | suffix   |
      | suffix | Response |
      | none   |          |

  @CA-053
  Scenario: A single row
    Given these rows of "accounts"
      | as  | name |
      | row | One  |
    And the custom API "sample_Find"
      | kind     | name | type   | table   |
      | property | Row  | Entity | account |
    And "sample_Find" behaves as
      """
      {"outcomes":[{"return":{"Row":{"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"{row}","name":"One"}}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Find

      {}
      """
    Then the status is 200
    And the body has
      | @odata.context | {org}/api/data/v9.2/$metadata#accounts/$entity |
      | accountid      | {row}                                          |
      | name           | One                                            |
    And "Row" is absent

  @CA-054
  Scenario: A single collection of rows
    Given the custom API "sample_List"
      | kind     | name | type             |
      | property | Rows | EntityCollection |
    And "sample_List" behaves as
      """
      {"outcomes":[{"return":{"Rows":[
        {"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9","name":"One"}]}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_List

      {}
      """
    Then the status is 200
    And "value" has 1 item
    And "/value/0/name" equals One
    And "Rows" is absent

  @CA-055
  Scenario: A reference shows only the key
    Given the custom API "sample_Refer"
      | kind     | name | type            | table      |
      | property | Ref  | EntityReference | annotation |
    And "sample_Refer" behaves as
      """
      {"outcomes":[{"return":{"Ref":{"@odata.type":"Microsoft.Dynamics.CRM.annotation","annotationid":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Refer

      {}
      """
    Then the status is 200
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#annotations/$entity","annotationid":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}
      """
