Feature: Queries that are kept as rows

  @WA-220
  Scenario: A view is run by its id
    When a client sends
      """
      GET /api/data/v9.2/savedqueries?$select=savedqueryid,name&$filter=returnedtypecode eq 'account' and querytype eq 0 and name eq 'Active Accounts'
      """
    Then the status is 200
    And "/value/0/name" equals "Active Accounts"
    And "/value/0/savedqueryid" is remembered as "view"
    When a client sends
      """
      GET /api/data/v9.2/accounts?savedQuery={view}
      """
    Then the status is 200
    And "/@odata.context" matches "#accounts\(name,_primarycontactid_value,"
    And "/value/0/accountid" is a guid
    And "/value/0/description" is absent

  @WA-220 @no-samples
  Scenario: A view chooses among rows as its FetchXML says
    Given these rows of "accounts"
      | as    | name  |
      | alpha | Alpha |
      | beta  | Beta  |
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({alpha})
      Content-Type: application/json

      {"statecode": 1, "statuscode": 2}
      """
    When a client sends
      """
      GET /api/data/v9.2/accounts?savedQuery=00000000-0000-0000-00aa-000010001002
      """
    Then "value" has 1 items
    And "/value/0/name" equals Beta

  @WA-221 @no-samples
  Scenario: A user's own query is run by its id
    Given these rows of "accounts"
      | as    | name  |
      | alpha | Alpha |
      | beta  | Beta  |
    And these rows of "userqueries"
      | as   | name | returnedtypecode | fetchxml                                                                                                                                                   |
      | mine | Mine | account          | <fetch><entity name='account'><attribute name='name'/><filter><condition attribute='name' operator='begins-with' value='B'/></filter></entity></fetch> |
    When a client sends
      """
      GET /api/data/v9.2/accounts?userQuery={mine}
      """
    Then the status is 200
    And "value" has 1 items
    And "/value/0/name" equals Beta

  @WA-222
  Scenario Outline: A stored query that cannot be run
    When a client sends
      """
      GET /api/data/v9.2/<path>
      """
    Then the status is <status>
    And "/error/message" equals <message>

    Examples:
      | path                                                                | status | message                                                                                     |
      | accounts?savedQuery=00000000-0000-4000-8000-000000000001            | 404    | "Entity 'savedquery' With Id = 00000000-0000-4000-8000-000000000001 Does Not Exist"         |
      | accounts?savedQuery=active                                          | 400    | "'active' is no id: expected that of a row of 'savedquery' in 'savedQuery'."                |
      | contacts?savedQuery=00000000-0000-0000-00aa-000010001002            | 400    | "The FetchXML asks for 'account', the address for 'contact'."                               |
