@no-samples
Feature: Which messages have steps
  Every message of a table runs steps, whether a client or the platform sends it.

  Background:
    Given these rows of "accounts"
      | as      | name | telephone1 |
      | account | Old  | "1"        |

  @PL-090
  Scenario Outline: Every message has its parameters in the context
    Given these processing steps
      | on   | stage         | does                                                                               |
      | <on> | PostOperation | [{"create":{"table":"contact","row":{"lastname":"seen","description":"<shown>"}}}] |
    When a client sends
      """
      <method> /api/data/v9.2/<address>
      If-Match: *

      <body>
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=description
      """
    Then the rows are
      | description |
      | <seen>      |

    Examples:
      | on                       | method | address                          | body           | status | shown                                          | seen                       |
      | Update account           | PATCH  | accounts({account})              | {"name":"New"} | 204    | {{message}} {{table}} {{id}} {{target.name}}   | Update account {account} New |
      | Delete account           | DELETE | accounts({account})              |                | 204    | {{message}} {{table}} {{id}}                   | Delete account {account}   |
      | Retrieve account         | GET    | accounts({account})?$select=name |                | 200    | {{message}} {{table}} {{id}} | Retrieve account {account} |
      | RetrieveMultiple account | GET    | accounts?$select=name            |                | 200    | {{message}} {{table}}                          | RetrieveMultiple account   |
      | RetrieveMultiple account | GET    | accounts?fetchXml=<fetch><entity name="account"><attribute name="name"/></entity></fetch> | | 200 | {{message}} {{table}} | RetrieveMultiple account |
      | WhoAmI                   | GET    | WhoAmI()                         |                | 200    | {{message}} {{table}}                          | WhoAmI none                |

  @PL-0F0 @PL-0F6
  Scenario Outline: An upsert raises the create or the update that it is
    Given these processing steps
      | on             | stage         | does                                                                                     |
      | Create account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}}","jobtitle":"{{depth}}"}}}] |
      | Update account | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}}","jobtitle":"{{depth}}"}}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(<id>)
      <header>

      {"name":"New"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle
      """
    Then the rows are
      | lastname | jobtitle |
      | <raised> | "1"      |

    Examples:
      | id                                   | header            | raised |
      | {account}                            | Accept: */*       | Update |
      | {account}                            | If-Match: *       | Update |
      | a0000000-0000-4000-8000-0000000000cc | Accept: */*       | Create |
      | a0000000-0000-4000-8000-0000000000cc | If-None-Match: *  | Create |

  @PL-0F3
  Scenario: Every row of a deep insert is created with its own steps, inside the first one's unit of work
    Given these processing steps
      | on             | stage         | does                                                                    |
      | Create contact | PreValidation | [{"set":{"jobtitle":"{{transaction}}"}}]                                |
      | Create contact | PreOperation  | [{"set":{"description":"{{target.lastname}} {{stage}}"}}]               |
      | Create account | PostOperation | [{"fail":{"code":"0x80040265","message":"No."}}]                        |
      | Create account | PreValidation | [{"create":{"table":"annotation","row":{"subject":"{{transaction}}"}}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso","primarycontactid":{"lastname":"One"}}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/annotations?$select=subject
      """
    Then the rows are
      | subject |
      | "false" |
    Given a client has sent
      """
      GET /api/data/v9.2/sdkmessageprocessingsteps?$select=sdkmessageprocessingstepid&$filter=stage eq 40
      """
    And "/value/0/sdkmessageprocessingstepid" is remembered as "failing"
    And a client has sent
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({failing})
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso","primarycontactid":{"lastname":"One"},"contact_customer_accounts":[{"lastname":"Two"},{"lastname":"Three"}]}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=description,jobtitle&$orderby=lastname
      """
    Then the rows are
      | description | jobtitle |
      | One 20      | "true"   |
      | Three 20    | "true"   |
      | Two 20      | "true"   |

  @PL-035 @PL-036
  Scenario Outline: A handler that fails on a reading message fails the reading alone
    Given these processing steps
      | on           | stage   | does                                                                                                                         |
      | <message> account | <stage> | [{"create":{"table":"contact","row":{"lastname":"lost"}}},{"fail":{"code":"0x80040265","message":"Not {{message}}."}}] |
    When a client sends
      """
      GET /api/data/v9.2/<address>
      """
    Then the status is 400
    And "/error/code" equals 0x80040265
    And "/error/message" equals Not <message>.
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the status is 200
    And "value" has <left> items
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})

      {"name":"New"}
      """
    Then the status is 204

    Examples:
      | message          | stage         | address             | left |
      | Retrieve         | PreValidation | accounts({account}) | 1    |
      | Retrieve         | PreOperation  | accounts({account}) | 0    |
      | Retrieve         | PostOperation | accounts({account}) | 0    |
      | RetrieveMultiple | PreOperation  | accounts            | 0    |
      | RetrieveMultiple | PostOperation | accounts            | 0    |

  @PL-0F1
  Scenario: An upsert of an elastic table raises neither of both
    Given the custom API "sample_Report"
    And "sample_Report" is submitted
    And everything settles
    And these processing steps
      | on                         | stage         | does                                                              |
      | Update backgroundoperation | PostOperation | [{"create":{"table":"contact","row":{"lastname":"{{message}}"}}}] |
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})

      {"name":"Upserted"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items
    When a client sends
      """
      PATCH /api/data/v9.2/backgroundoperations({operation})
      If-Match: *

      {"name":"Updated"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | Update   |

  @PL-0F5
  Scenario: A lookup that is cleared by a deletion raises no Update
    Given these rows of "accounts"
      | name  | parentaccountid@odata.bind |
      | Child | /accounts({account})       |
    And these processing steps
      | on             | stage        | does                                                              |
      | Update account | PreOperation | [{"fail":{"code":"0x80040265","message":"A step of the child."}}] |
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({account})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name,_parentaccountid_value&$filter=name eq 'Child'
      """
    Then the rows are
      | name  | _parentaccountid_value |
      | Child | null                   |

  @PL-035
  Scenario: Reading rows for the answer runs no steps
    Given these processing steps
      | on               | stage        | does                                             |
      | Retrieve account | PreOperation | [{"fail":{"code":"0x80040265","message":"No."}}] |
      | RetrieveMultiple | PreOperation | [{"fail":{"code":"0x80040265","message":"No."}}] |
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Prefer: return=representation

      {"name":"Contoso"}
      """
    Then the status is 201
    And "name" equals Contoso
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})
      """
    Then the status is 400
    When the SDK executes WhoAmI with
      | CallerObjectId | header | aad00000-0000-4000-8000-000000000001 |
    Then the status is 200
