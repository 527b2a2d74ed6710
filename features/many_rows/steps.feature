@alone @no-samples
Feature: Steps on messages of many rows
  The pipelines of a message of one row and of the message of many rows are merged: a step on either runs for a request of
  either.

  Background:
    Given these rows of "accounts"
      | as | name |
      | a  | A    |
      | b  | B    |

  @MS-010
  Scenario: A step on Create runs for each row of CreateMultiple
    Given these processing steps
      | on             | stage         | does                                                                                          |
      | Create account | PreOperation  | [{"set":{"telephone1":"{{depth}}"}}]                                                          |
      | Create account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}} {{target.name}} {{depth}}"}}}]   |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "One"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Two"}
      ]}
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$orderby=lastname
      """
    Then the rows are
      | lastname     |
      | Create One 1 |
      | Create Two 1 |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1&$filter=telephone1 ne null&$orderby=name
      """
    Then the rows are
      | name | telephone1 |
      | One  | "1"        |
      | Two  | "1"        |

  @MS-012 @MS-013
  Scenario: A step on CreateMultiple runs once, for all rows
    Given these processing steps
      | on                     | stage         | post | does                                                                                                                                                    |
      | CreateMultiple account | PreOperation  |      | [{"set":{"telephone1":"{{targets}}"}}]                                                                                                                  |
      | CreateMultiple account | PostOperation | name | [{"create":{"table":"contact","row":{"lastname":"{{message}} {{targets}} {{output.Ids}}","description":"{{targets.1.name}} {{posts.0.Post.name}} {{posts.1.Post.name}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.CreateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "One"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "name": "Two"}
      ]}
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,description
      """
    Then the rows are
      | lastname             | description |
      | CreateMultiple 2 2   | Two One Two |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1&$filter=telephone1 ne null&$orderby=name
      """
    Then the rows are
      | name | telephone1 |
      | One  | "2"        |
      | Two  | "2"        |

  @MS-011 @MS-013
  Scenario Outline: A step on the message of many rows runs for a <message> with the one row
    Given these processing steps
      | on                       | stage         | mode   | pre      | post | does                                                                                                                                                                   |
      | <message>Multiple account | PostOperation | <mode> | <pre>    | name | [{"create":{"table":"contact","row":{"lastname":"{{message}} {{targets}} {{targets.0.name}}","description":"{{pres.0.Pre.name}} {{posts.0.Post.name}}"}}}] |
    When a client sends
      """
      <request>

      {"name": "New"}
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,description
      """
    Then the rows are
      | lastname                | description |
      | <message>Multiple 1 New | <seen>      |

    Examples:
      | message | mode         | pre  | request                                        | seen       |
      | Create  | synchronous  |      | POST /api/data/v9.2/accounts                   | (none) New |
      | Create  | asynchronous |      | POST /api/data/v9.2/accounts                   | (none) New |
      | Update  | synchronous  | name | PATCH /api/data/v9.2/accounts({a})\nIf-Match: * | A New      |
      | Update  | asynchronous | name | PATCH /api/data/v9.2/accounts({a})\nIf-Match: * | A New      |

  @MS-011
  Scenario: What a step on CreateMultiple changes in its one row is what Create writes
    Given these processing steps
      | on                     | stage        | does                        |
      | CreateMultiple account | PreOperation | [{"set":{"name":"Changed"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name": "New"}
      """
    And the id of the new row is remembered as "new"
    And a client sends
      """
      GET /api/data/v9.2/accounts({new})?$select=name
      """
    Then "/name" equals Changed

  @MS-00D
  Scenario: A caller without the right on one of the rows has no step run inside the transaction
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And these processing steps
      | on                     | stage        | does                                                |
      | UpdateMultiple account | PreOperation | [{"fail":{"code":"0x80040265","message":"it ran"}}] |
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "Mine"}]}
      """
    Then the status is 403

  @MS-012 @MS-00A
  Scenario: A step on UpdateMultiple that fails takes all rows back
    Given these processing steps
      | on                     | stage         | filteringattributes | pre  | does                                                                                                   |
      | UpdateMultiple account | PostOperation | name                | name | [{"fail":{"code":"0x80040265","message":"not {{pres.0.Pre.name}} and {{pres.1.Pre.name}}"}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{a}", "name": "A1"},
        {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{b}", "telephone1": "1"}
      ]}
      """
    Then the status is 400
    And "/error/message" equals not A and B
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.UpdateMultiple

      {"Targets": [{"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{b}", "telephone1": "1"}]}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,telephone1&$orderby=name
      """
    Then the rows are
      | name | telephone1 |
      | A    | null       |
      | B    | "1"        |
