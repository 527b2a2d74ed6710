@alone @no-samples
Feature: Messages of many rows
  CreateMultiple, UpdateMultiple, UpsertMultiple and DeleteMultiple write rows of one table in one request.

  @MS-001 @MS-00C
  Scenario: Rows are created in one request, and their ids are returned in order
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "One"},
        {"@odata.type": "#Microsoft.Dynamics.CRM.account", "name": "Two", "accountid": "acc00000-0000-4000-8000-0000000000a2"}
      ]}
      """
    Then the status is 200
    And the body has
      | @odata.context | {org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse |
      | /Ids/1         | acc00000-0000-4000-8000-0000000000a2                                        |
    And "/Ids" has 2 items
    When "/Ids/0" is remembered as "one"
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=accountid eq {one} or name eq 'Two'&$orderby=name
      """
    Then the rows are
      | name |
      | One  |
      | Two  |
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=primaryobjecttypecode&$filter=sdkmessageid/name eq @message and primaryobjecttypecode eq @table&@message='CreateMultiple'&@table='account'
      """
    Then "/value" has 1 item
    When a client sends
      """
      GET /api/data/v9.2/sdkmessagefilters?$select=primaryobjecttypecode&$filter=sdkmessageid/name eq 'UpsertMultiple' or sdkmessageid/name eq 'DeleteMultiple'
      """
    Then the rows are
      | primaryobjecttypecode |
      | backgroundoperation   |

  @MS-00B @MS-002
  Scenario Outline: What is no row of the table is refused: <what>
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Ok"}<row>]}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "<text>"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "/value" has 0 items

    Examples:
      | what                 | row                                                                   | text                                    |
      | without a type       | , {"name": "No type"}                                                 | should have the key property value set  |
      | of another table     | , {"@odata.type": "Microsoft.Dynamics.CRM.contact", "lastname": "No"} | is not assignable to the expected type  |
      | of no table          | , {"@odata.type": "Microsoft.Dynamics.CRM.leed", "lastname": "No"}    | without a known type was found          |
      | with an unknown name | , {"@odata.type": "Microsoft.Dynamics.CRM.account", "nome": "No"}     | nome                                    |

  @MS-002
  Scenario: Rows of two tables are refused over the SDK, and so are no rows
    When the SDK executes CreateMultiple with
      | Targets            | EntityCollection | account |
      | Targets.1          | Entity           | account |
      | Targets.1.name     | String           | One     |
      | Targets.2          | Entity           | contact |
      | Targets.2.lastname | String           | Two     |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "rows of 'account' and of 'contact'"
    When the SDK executes CreateMultiple with
      | Targets            | EntityCollection | account |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/Message" contains "at least one"

  @MS-00A
  Scenario: The first row that fails takes all others of a standard table back
    Given these rows of "accounts"
      | as    | name  |
      | taken | Taken |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Before"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Twice", "accountid": "{taken}"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "After"}
      ]}
      """
    Then the status is 412
    And "/error/code" equals 0x80040237
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then the rows are
      | name  |
      | Taken |

  @MS-003 @MS-004 @MS-00A
  Scenario: Rows are updated in one request; of two with one key the first counts
    Given these rows of "accounts"
      | as | name |
      | a  | A    |
      | b  | B    |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{b}", "name": "B1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A2"}
      ]}
      """
    Then the status is 204
    And the body is empty
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name
      """
    Then the rows are
      | name |
      | A1   |
      | B1   |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A3"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-0000000000ff", "name": "None"}
      ]}
      """
    Then the status is 404
    When a client sends
      """
      GET /api/data/v9.2/accounts({a})?$select=name
      """
    Then "/name" equals A1

  @MS-005 @MS-006
  Scenario: Rows are updated or created in one request, each key once
    Given these rows of "accounts"
      | as | name |
      | a  | A    |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpsertMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "acc00000-0000-4000-8000-0000000000b1", "name": "B1"}
      ]}
      """
    Then the status is 204
    And the body is empty
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpsertMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A2"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A3"}
      ]}
      """
    Then the status is 400
    And "/error/message" contains "is given twice"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name
      """
    Then the rows are
      | name |
      | A1   |
      | B1   |

  @MS-008
  Scenario: A standard table has no DeleteMultiple
    Given these rows of "accounts"
      | as | name |
      | a  | A    |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.DeleteMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}"}]}
      """
    Then the status is 501
    And "/error/message" equals DeleteMultiple has not yet been implemented.
    When a client sends
      """
      GET /api/data/v9.2/accounts({a})?$select=name
      """
    Then the status is 200

  @MS-007 @MS-009
  Scenario: Rows of an elastic table are written each by itself, and the fault says what became of each
    When a client sends
      """
      POST /api/data/v9.2/backgroundoperations/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.backgroundoperation", "name": "one", "backgroundoperationid": "b0000000-0000-4000-8000-0000000000a1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.backgroundoperation", "name": "twice", "backgroundoperationid": "b0000000-0000-4000-8000-0000000000a1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.backgroundoperation", "name": "two", "backgroundoperationid": "b0000000-0000-4000-8000-0000000000a2"}
      ]}
      """
    Then the status is 412
    When a client sends
      """
      POST /api/data/v9.2/backgroundoperations/Microsoft.Dynamics.CRM.DeleteMultiple
      Prefer: odata.include-annotations="*"

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.backgroundoperation", "backgroundoperationid": "b0000000-0000-4000-8000-0000000000a1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.backgroundoperation", "backgroundoperationid": "b0000000-0000-4000-8000-0000000000ff"},
        {"@odata.type": "Microsoft.Dynamics.CRM.backgroundoperation", "backgroundoperationid": "b0000000-0000-4000-8000-0000000000a2"}
      ]}
      """
    Then the status is 404
    And "/error/@Microsoft.PowerApps.CDS.ErrorDetails.Plugin.BulkApiErrorDetails" matches "^\[.*\"RequestIndex\":1,\"Id\":\"b0000000-0000-4000-8000-0000000000ff\",\"StatusCode\":404\},\{\"RequestIndex\":2,.*\"StatusCode\":200\}\]$"
    When a client sends
      """
      GET /api/data/v9.2/backgroundoperations?$select=name
      """
    Then "/value" has 0 items

  @MS-00D
  Scenario: The caller needs the right on each row
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And these rows of "accounts"
      | as     | name   | ownerid@odata.bind  |
      | own    | Own    | /systemusers({ada}) |
      | others | Others |                     |
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{own}", "name": "Mine"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{others}", "name": "Mine too"}
      ]}
      """
    Then the status is 403
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name
      """
    Then the rows are
      | name   |
      | Others |
      | Own    |
