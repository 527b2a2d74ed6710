@alone @no-samples
Feature: Rows out of sight
  Whoever may not read a row gets nothing of what it holds. Whether it exists is told as by the platform, whose refusal
  differs from the answer about a missing row; by rule it is not told either, in any door.

  Background:
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And these rows of "contacts"
      | as  | lastname | ownerid@odata.bind  |
      | own | Own      | /systemusers({ada}) |
    And these rows of "accounts"
      | as     | name   | primarycontactid@odata.bind |
      | hidden | Hidden | /contacts({own})            |
      | absent | Absent |                             |
    And these rows of "contacts"
      | as             | lastname       | parentcustomerid_account@odata.bind |
      | hidden contact | Hidden contact | /accounts({hidden})                 |
      | absent contact | Absent contact |                                     |
    And a client has sent
      """
      DELETE /api/data/v9.2/accounts({absent})
      """
    And a client has sent
      """
      DELETE /api/data/v9.2/contacts({absent contact})
      """
    And the custom API "sample_Bound" bound to a row of "account"

  @PV-045
  Scenario Outline: By rule a hidden account is answered as a missing one: <what>
    Given the rule "hidden_row" is "not_found"
    And the client is "Ada"
    When a client sends, about "hidden" and then about "absent"
      """
      <request>
      <header>

      <body>
      """
    Then the status is <status>
    And the last two answers are alike

    Examples: read
      | what                     | request                                                                         | header                | body | status |
      | the row                  | GET /api/data/v9.2/accounts({row})                                              |                       |      | 404    |
      | unless known             | GET /api/data/v9.2/accounts({row})                                              | If-None-Match: W/"1"  |      | 404    |
      | with expand              | GET /api/data/v9.2/accounts({row})?$expand=primarycontactid($select=fullname)   |                       |      | 404    |
      | a property               | GET /api/data/v9.2/accounts({row})/name                                         |                       |      | 404    |
      | a property's value       | GET /api/data/v9.2/accounts({row})/name/$value                                  |                       |      | 404    |
      | the row of a lookup      | GET /api/data/v9.2/accounts({row})/primarycontactid                             |                       |      | 404    |
      | the reference            | GET /api/data/v9.2/accounts({row})/primarycontactid/$ref                        |                       |      | 404    |
      | referring rows           | GET /api/data/v9.2/accounts({row})/contact_customer_accounts                    |                       |      | 404    |
      | counted referring rows   | GET /api/data/v9.2/accounts({row})/contact_customer_accounts/$count             |                       |      | 404    |
      | a property behind it     | GET /api/data/v9.2/accounts({row})/primarycontactid/fullname                    |                       |      | 404    |
      | references to referring rows | GET /api/data/v9.2/accounts({row})/contact_customer_accounts/$ref           |                       |      | 404    |
      | a filter by key          | GET /api/data/v9.2/accounts?$filter=accountid eq {row}                          |                       |      | 200    |
      | a filter by lookup       | GET /api/data/v9.2/contacts?$filter=_parentcustomerid_value eq {row}            |                       |      | 200    |
      | a filter through lookup  | GET /api/data/v9.2/contacts?$filter=parentcustomerid_account/accountid eq {row} |                       |      | 200    |
      | an expand with a filter  | GET /api/data/v9.2/contacts?$expand=account_primary_contact($filter=accountid eq {row}) |               |      | 200    |
      | FetchXML                 | GET /api/data/v9.2/accounts?fetchXml=<fetch><entity name="account"><filter><condition attribute="accountid" operator="eq" value="{row}"/></filter></entity></fetch> | | | 200 |
      | another key              | GET /api/data/v9.2/accounts(accountnumber='{row}')                              |                       |      | 400    |

    Examples: write
      | what                     | request                                     | header            | body                                                      | status |
      | a property               | PUT /api/data/v9.2/accounts({row})/name     |                   | {"value": "Other"}                                        | 404    |
      | a property cleared       | DELETE /api/data/v9.2/accounts({row})/name  |                   |                                                           | 404    |
      | an update                | PATCH /api/data/v9.2/accounts({row})        | If-Match: *       | {"name": "Other"}                                         | 404    |
      | an update of a version   | PATCH /api/data/v9.2/accounts({row})        | If-Match: W/"1"   | {"name": "Other"}                                         | 404    |
      | an update with an answer | PATCH /api/data/v9.2/accounts({row})        | If-Match: *       | {"name": "Other", "primarycontactid": {"lastname": "X"}}  | 404    |
      | an unfitting value       | PATCH /api/data/v9.2/accounts({row})        | If-Match: *       | {"statuscode": 99}                                        | 404    |
      | another owner            | PATCH /api/data/v9.2/accounts({row})        | If-Match: *       | {"ownerid@odata.bind": "/systemusers({ada})"}             | 404    |
      | a deletion               | DELETE /api/data/v9.2/accounts({row})       |                   |                                                           | 404    |
      | a deletion of a version  | DELETE /api/data/v9.2/accounts({row})       | If-Match: W/"1"   |                                                           | 404    |

    Examples: references
      | what                     | request                                                                                | header      | body                                                                                          | status |
      | its lookup is set        | PUT /api/data/v9.2/accounts({row})/primarycontactid/$ref                               |             | {"@odata.id": "contacts({own})"}                                                              | 404    |
      | its lookup is cleared    | DELETE /api/data/v9.2/accounts({row})/primarycontactid/$ref                            |             |                                                                                               | 404    |
      | a lookup is set to it    | PUT /api/data/v9.2/contacts({own})/parentcustomerid_account/$ref                       |             | {"@odata.id": "accounts({row})"}                                                              | 404    |
      | a row is added           | POST /api/data/v9.2/accounts({row})/contact_customer_accounts/$ref                     |             | {"@odata.id": "contacts({own})"}                                                              | 404    |
      | a bind in a create       | POST /api/data/v9.2/contacts                                                           |             | {"lastname": "X", "parentcustomerid_account@odata.bind": "/accounts({row})"}                  | 404    |
      | beside an unfitting value | POST /api/data/v9.2/contacts                                                          |             | {"statuscode": 99, "parentcustomerid_account@odata.bind": "/accounts({row})"}                 | 404    |
      | a bind in an update      | PATCH /api/data/v9.2/contacts({own})                                                   | If-Match: * | {"parentcustomerid_account@odata.bind": "/accounts({row})"}                                   | 404    |
      | a bind in a deep insert  | POST /api/data/v9.2/contacts                                                           |             | {"lastname": "X", "parentcustomerid_account": {"name": "X", "parentaccountid@odata.bind": "/accounts({row})"}} | 404    |
      | a note about it          | POST /api/data/v9.2/annotations                                                        |             | {"subject": "X", "objectid_account@odata.bind": "/accounts({row})"}                           | 404    |
      | a call on it             | POST /api/data/v9.2/accounts({row})/Microsoft.Dynamics.CRM.sample_Bound                |             | {}                                                                                            | 404    |

  @PV-045
  Scenario Outline: By rule a batch tells hidden from missing rows neither: <what>
    Given the rule "hidden_row" is "not_found"
    And the client is "Ada"
    When a client sends, about "hidden" and then about "absent"
      """
      --- <kind>
      <request>

      <body>
      <end>
      """
    Then the last two answers are alike
    And the batch is answered with
      | part | status |
      | 1    | 404    |

    Examples:
      | what                    | kind       | request                                                     | body                                                                       | end     |
      | a row                   |            | GET accounts({row})                                         |                                                                            | ---     |
      | a call on a row         |            | POST accounts({row})/Microsoft.Dynamics.CRM.sample_Bound    | {}                                                                         | ---     |
      | an update               | change set | PATCH accounts({row})                                       | {"parentaccountid@odata.bind": "/accounts({row})"}                         | --- end |
      | a deletion              | change set | DELETE accounts({row})                                      |                                                                            | --- end |
      | a call in a change set  | change set | POST accounts({row})/Microsoft.Dynamics.CRM.sample_Bound    | {}                                                                         | --- end |
      | a bind in a change set  | change set | POST contacts                                               | {"lastname": "X", "parentcustomerid_account@odata.bind": "/accounts({row})"} | --- end |
      | a cleared lookup        | change set | DELETE accounts({row})/primarycontactid/$ref                |                                                                            | --- end |
      | a row that it refers to | change set | POST accounts({row})/contact_customer_accounts/$ref         | {"@odata.id": "contacts({own})"}                                           | --- end |

  @PV-045
  Scenario Outline: By rule the SDK tells hidden from missing rows neither: <message>
    Given the rule "hidden_row" is "not_found"
    And the client is "Ada"
    When the SDK executes <message> with
      | <row>  | <type> | account({hidden}) |
      | <more> | <kind> | <value>           |
    And the SDK executes <message> with
      | <row>  | <type> | account({absent}) |
      | <more> | <kind> | <value>           |
    Then the status is 500
    And the last two answers are alike

    Examples:
      | message        | row           | type            | more        | kind            | value             |
      | Retrieve       | Target        | EntityReference | ColumnSet   | ColumnSet       | name              |
      | Update         | Target        | Entity          | Target.name | String          | Other             |
      | Delete         | Target        | EntityReference |             |                 |                   |
      | Assign         | Target        | EntityReference | Assignee    | EntityReference | systemuser({ada}) |
      | "sample_Bound" | Target        | EntityReference |             |                 |                   |

  @PV-045
  Scenario Outline: By rule a hidden contact is answered as a missing one: <request>
    Given the rule "hidden_row" is "not_found"
    And the client is "Ada"
    When a client sends, about "hidden contact" and then about "absent contact"
      """
      <request>

      <body>
      """
    Then the status is 404
    And the last two answers are alike

    Examples:
      | request                                                                              | body                                |
      | DELETE /api/data/v9.2/contacts({row})/parentcustomerid_account/$ref                  |                                     |
      | DELETE /api/data/v9.2/accounts({hidden})/contact_customer_accounts({row})/$ref       |                                     |
      | DELETE /api/data/v9.2/accounts({absent})/contact_customer_accounts({row})/$ref       |                                     |
      | DELETE /api/data/v9.2/accounts({absent})/contact_customer_accounts/$ref?$id={org}/api/data/v9.2/contacts({row}) |          |
      | POST /api/data/v9.2/accounts({hidden})/contact_customer_accounts/$ref                | {"@odata.id": "contacts({row})"}    |
      | PUT /api/data/v9.2/contacts({row})/parentcustomerid_account/$ref                     | {"@odata.id": "accounts({hidden})"} |

  # What the code of a custom API does with a reference it asks for as its user; the platform looks at none.
  @PV-045
  Scenario Outline: A reference to a hidden row is a parameter as any: <rule>
    Given the custom API "sample_Refers"
      | kind      | name | type            | table   |
      | parameter | Ref  | EntityReference | account |
    And the rule "hidden_row" is "<rule>"
    And the client is "Ada"
    When a client sends, about "hidden" and then about "absent"
      """
      POST /api/data/v9.2/sample_Refers

      {"Ref": {"@odata.type": "Microsoft.Dynamics.CRM.account", "accountid": "{row}"}}
      """
    Then the status is 204
    And the last two answers are alike

    Examples:
      | rule      |
      | denied    |
      | not_found |

  # A key that is taken cannot be taken again, which the refusal of a create tells in any case.
  @PV-045
  Scenario: By rule an upsert of a hidden row is a create
    Given the rule "hidden_row" is "not_found"
    And the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadAccount": "Basic", "prvWriteAccount": "Basic"}}
    And the client is "Ada"
    When a client sends, about "hidden" and then about "absent"
      """
      PATCH /api/data/v9.2/accounts({row})

      {"name": "Other"}
      """
    Then the status is 403
    And the last two answers are alike
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({hidden})

      {"name": "Other"}
      """
    Then the status is 412

  @PV-045 @BG-06C
  Scenario Outline: By rule the operation of another user is answered as a missing one: <method> <path>
    Given the rule "hidden_row" is "not_found"
    And the rule "operation_access" is "owner_only"
    And the custom API "sample_Works"
    And "sample_Works" is submitted
    And the user "Ada" with {"privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global", "prvDeletebackgroundoperation": "Global"}}
    And the client is "Ada"
    When a client sends, about "operation" and then about "absent"
      """
      <method> <path>
      """
    Then the status is 404
    And the last two answers are alike

    Examples:
      | method | path                                     |
      | GET    | /api/backgroundoperation/{row}           |
      | DELETE | /api/backgroundoperation/{row}           |
      | GET    | /api/data/v9.2/backgroundoperations({row})  |
      | DELETE | /api/data/v9.2/backgroundoperations({row})  |

  # An upsert names the privilege of the create or the update that it is (PV-007), so the row has to be there here.
  @PV-04E
  Scenario Outline: Without the privilege on a table an existing row is answered as a missing one: <request>
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadContact": "Global", "prvWriteContact": "Global", "prvCreateContact": "Global", "prvAppendContact": "Global"}}
    And the client is "Ada"
    When a client sends, about "hidden" and then about "absent"
      """
      <request>
      If-Match: *

      <body>
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And the last two answers are alike

    Examples:
      | request                                                            | body                                                                         |
      | GET /api/data/v9.2/accounts({row})                                 |                                                                              |
      | GET /api/data/v9.2/accounts({row})/name                            |                                                                              |
      | GET /api/data/v9.2/accounts({row})/contact_customer_accounts       |                                                                              |
      | PATCH /api/data/v9.2/accounts({row})                               | {"parentaccountid@odata.bind": "/accounts({row})"}                           |
      | PUT /api/data/v9.2/accounts({row})/name                            | {"value": "Other"}                                                           |
      | DELETE /api/data/v9.2/accounts({row})                              |                                                                              |
      | DELETE /api/data/v9.2/accounts({row})/primarycontactid/$ref        |                                                                              |
      | PUT /api/data/v9.2/contacts({own})/parentcustomerid_account/$ref   | {"@odata.id": "accounts({row})"}                                             |
      | POST /api/data/v9.2/accounts({row})/contact_customer_accounts/$ref | {"@odata.id": "contacts({own})"}                                             |
      | POST /api/data/v9.2/contacts                                       | {"lastname": "X", "parentcustomerid_account@odata.bind": "/accounts({row})"} |

  @PV-045 @PV-012
  Scenario Outline: By default every door refuses a hidden row with the platform's code: <request>
    Given the rule "hidden_row" is "denied"
    And the client is "Ada"
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 403
    And "/error/code" equals 0x80048306

    Examples:
      | request                                                               | body                                                                |
      | GET /api/data/v9.2/accounts({hidden})/name                            |                                                                     |
      | GET /api/data/v9.2/accounts({hidden})/contact_customer_accounts       |                                                                     |
      | PUT /api/data/v9.2/accounts({hidden})/name                            | {"value": "Other"}                                                  |
      | DELETE /api/data/v9.2/accounts({hidden})/primarycontactid/$ref        |                                                                     |
      | POST /api/data/v9.2/accounts({hidden})/contact_customer_accounts/$ref | {"@odata.id": "contacts({own})"}                                    |
      | POST /api/data/v9.2/annotations                                       | {"subject": "X", "objectid_account@odata.bind": "/accounts({hidden})"} |

  @PV-046
  Scenario Outline: What a hidden row refers to is told to nobody: <request>
    Given these rows of "accounts"
      | as    | name  | ownerid@odata.bind  |
      | guess | Guess | /systemusers({ada}) |
    And the client is "Ada"
    When a client sends
      """
      <request>
      """
    Then the status is 403
    And "/error/code" equals 0x80048306
    And the body does not contain "refers to"

    Examples:
      | request                                                                                |
      | DELETE /api/data/v9.2/contacts({hidden contact})/parentcustomerid_contact/$ref         |
      | DELETE /api/data/v9.2/accounts({guess})/contact_customer_accounts({hidden contact})/$ref |
