@alone @no-samples
Feature: Alternate keys
  A row is named by the values of columns that together identify it, wherever it can be named by its id.

  Background:
    Given the custom API "sample_Keyed"
    And a client has sent
      """
      GET /api/data/v9.2/customapis?$select=customapiid&$filter=uniquename eq 'sample_Keyed'
      """
    And "/value/0/customapiid" is remembered as "api"

  @MS-040
  Scenario: An address names a row by a key
    When a client sends
      """
      GET /api/data/v9.2/customapis(uniquename='sample_Keyed')?$select=uniquename
      """
    Then the status is 200
    And the body has
      | customapiid | {api}        |
      | uniquename  | sample_Keyed |
    When a client sends
      """
      PATCH /api/data/v9.2/customapis(uniquename='sample_Keyed')

      {"description": "Changed"}
      """
    Then the status is 204
    And the header "OData-EntityId" is "{org}/api/data/v9.2/customapis({api})"
    When a client sends
      """
      GET /api/data/v9.2/customapis(uniquename='sample_Keyed')/description
      """
    Then "/value" equals Changed
    When a client sends
      """
      DELETE /api/data/v9.2/customapis(uniquename='sample_Keyed')
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/customapis({api})
      """
    Then the status is 404

  @MS-043
  Scenario Outline: A key that no row has, or that the table does not have, is refused: <request>
    When a client sends
      """
      <request>
      """
    Then the status is <status>
    And "/error/code" equals <code>
    And "/error/message" equals <message>

    Examples:
      | request                                                                    | status | code       | message                                                                     |
      | GET /api/data/v9.2/customapis(uniquename='none')                           | 404    | 0x80060891 | A record with the specified key values does not exist in customapi entity   |
      | DELETE /api/data/v9.2/customapis(uniquename='none')                        | 404    | 0x80060891 | A record with the specified key values does not exist in customapi entity   |
      | PATCH /api/data/v9.2/customapis(uniquename='none')\nIf-Match: *\n\n{}      | 404    | 0x80060891 | A record with the specified key values does not exist in customapi entity   |
      | GET /api/data/v9.2/accounts(accountnumber='1')                             | 400    | 0x80060890 | The specified key attributes are not a defined key for the account entity   |
      | GET /api/data/v9.2/customapis(uniquename='sample_Keyed',name='a')          | 400    | 0x80060890 | The specified key attributes are not a defined key for the customapi entity |

  @MS-041
  Scenario: A lookup is bound to a row by its key, and a reference names one
    When a client sends
      """
      POST /api/data/v9.2/customapirequestparameters

      {"name": "P", "uniquename": "P", "displayname": "P", "description": "P", "type": 10, "isoptional": true,
       "CustomAPIId@odata.bind": "/customapis(uniquename='sample_Keyed')"}
      """
    Then the status is 204
    And the id of the new row is remembered as "parameter"
    When a client sends
      """
      GET /api/data/v9.2/customapirequestparameters({parameter})?$select=_customapiid_value
      """
    Then "/_customapiid_value" equals {api}
    When a client sends
      """
      POST /api/data/v9.2/customapirequestparameters

      {"name": "Q", "uniquename": "Q", "displayname": "Q", "description": "Q", "type": 10, "isoptional": true,
       "CustomAPIId@odata.bind": "/customapis(uniquename='none')"}
      """
    Then the status is 404
    And "/error/code" equals 0x80060891

  @MS-042 @MS-045
  Scenario: An upsert by a key that no row has creates the row with it
    When a client sends
      """
      PATCH /api/data/v9.2/webresourceset(name='new_/keyed.html')
      Prefer: return=representation

      {"displayname": "Keyed", "webresourcetype": 1, "content": "PGI+"}
      """
    Then the status is 201
    And "/name" equals new_/keyed.html
    When a client sends
      """
      POST /api/data/v9.2/webresourceset/Microsoft.Dynamics.CRM.UpsertMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.webresource", "@odata.id": "webresourceset(name='new_/keyed.html')", "displayname": "Again"},
        {"@odata.type": "Microsoft.Dynamics.CRM.webresource", "@odata.id": "webresourceset(name='new_/second.html')", "displayname": "Second", "webresourcetype": 1, "content": "PGI+"}
      ]}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/webresourceset?$select=name,displayname&$filter=startswith(name,'new_/')&$orderby=name
      """
    Then the rows are
      | name             | displayname |
      | new_/keyed.html  | Again       |
      | new_/second.html | Second      |

  @SO-070
  Scenario: The SDK names rows by key attributes
    When the SDK executes Retrieve with
      | Target            | EntityReference | customapi    |
      | Target.uniquename | key             | sample_Keyed |
      | ColumnSet         | ColumnSet       | uniquename   |
    Then "/ExecuteResponse/ExecuteResult/Results/Entity/Id" equals {api}
    When the SDK executes Update with
      | Target             | Entity | customapi    |
      | Target.uniquename  | key    | sample_Keyed |
      | Target.description | String | By key       |
    Then the status is 200
    When the SDK executes UpsertMultiple with
      | Targets               | EntityCollection | webresource     |
      | Targets.1             | Entity           | webresource     |
      | Targets.1.name        | key              | new_/sdk.html   |
      | Targets.1.displayname | String           | New             |
      | Targets.1.webresourcetype | OptionSetValue | 1             |
    Then the status is 200
    And "/ExecuteResponse/ExecuteResult/Results/Results/0/ResponseName" equals Upsert
    And "/ExecuteResponse/ExecuteResult/Results/Results/0/Results/RecordCreated" equals true
    When the SDK executes UpsertMultiple with
      | Targets               | EntityCollection | webresource     |
      | Targets.1             | Entity           | webresource     |
      | Targets.1.name        | key              | new_/sdk.html   |
      | Targets.1.displayname | String           | Newer           |
    Then "/ExecuteResponse/ExecuteResult/Results/Results/0/Results/RecordCreated" equals false
    When the SDK executes Delete with
      | Target            | EntityReference | customapi    |
      | Target.uniquename | key             | none         |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147088239"
