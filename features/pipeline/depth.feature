@no-samples
Feature: Depth
  A client's request has depth 1, and a request of a handler one more than its handler's. Past 8 a loop is assumed.

  @PL-0D0 @PL-0D1 @PL-0D2 @PL-0D3
  Scenario Outline: An endless loop of steps is refused and rolled back
    Given these processing steps
      | on             | stage   | does                                                                              |
      | Create account | <stage> | [{"create":{"table":"contact","row":{"lastname":"c","jobtitle":"{{depth}}"}}}]    |
      | Create contact | <stage> | [{"create":{"table":"account","row":{"name":"a","telephone1":"{{depth}}"}}}]      |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044182
    And "/error/message" contains "infinite loop"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items

    Examples:
      | stage         |
      | PreValidation |
      | PreOperation  |
      | PostOperation |

  @PL-0D0 @PL-0D1
  Scenario: A depth of eight is allowed
    Given these processing steps
      | on             | stage        | filteringattributes | does                                                                               |
      | Update account | PreOperation | telephone1          | [{"update":{"table":"account","id":"{{id}}","row":{"telephone2":"{{depth}}"}}}]    |
      | Update account | PreOperation | telephone2          | [{"update":{"table":"account","id":"{{id}}","row":{"fax":"{{depth}}"}}}]           |
      | Update account | PreOperation | fax                 | [{"update":{"table":"account","id":"{{id}}","row":{"accountnumber":"{{depth}}"}}}] |
      | Update account | PreOperation | accountnumber       | [{"update":{"table":"account","id":"{{id}}","row":{"sic":"{{depth}}"}}}]           |
      | Update account | PreOperation | sic                 | [{"update":{"table":"account","id":"{{id}}","row":{"tickersymbol":"{{depth}}"}}}]  |
      | Update account | PreOperation | tickersymbol        | [{"update":{"table":"account","id":"{{id}}","row":{"websiteurl":"{{depth}}"}}}]    |
      | Update account | PreOperation | websiteurl          | [{"update":{"table":"account","id":"{{id}}","row":{"description":"{{depth}}"}}}]   |
      | Update account | PreOperation | emailaddress1       | [{"update":{"table":"account","id":"{{id}}","row":{"telephone1":"1"}}}]            |
    And these rows of "accounts"
      | as      | name |
      | account | Old  |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"telephone1":"1"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=telephone2,websiteurl,description
      """
    Then the body has
      | telephone2  | "1" |
      | websiteurl  | "6" |
      | description | "7" |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})
      If-Match: *

      {"emailaddress1":"a@contoso.example"}
      """
    Then the status is 400
    And "/error/code" equals 0x80044182

  @PL-0D4 @PL-0D5
  Scenario: A loop of asynchronous steps ends by the depth of their jobs
    Given these processing steps
      | on             | stage         | mode         | does                                                                         |
      | Create account | PostOperation | asynchronous | [{"create":{"table":"account","row":{"name":"a","telephone1":"{{depth}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 204
    When the clock advances until nothing is left to do
    And a client sends
      """
      GET /api/data/v9.2/accounts?$select=telephone1&$orderby=telephone1 desc
      """
    Then "value" has 8 items
    And "/value/0/telephone1" equals "7"
    When a client sends
      """
      GET /api/data/v9.2/asyncoperations?$select=depth,statuscode,errorcode&$orderby=depth
      """
    Then "value" has 8 items
    And the body has
      | /value/0/depth      | 1           |
      | /value/6/depth      | 7           |
      | /value/6/statuscode | 30          |
      | /value/7/depth      | 8           |
      | /value/7/statuscode | 31          |
      | /value/7/errorcode  | -2147204734 |
