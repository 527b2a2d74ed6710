@no-samples
Feature: Privileges of tables
  Access to the rows of a table follows from the user's roles: first the privilege, then its depth.

  Background:
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the user "Bob" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the user "Cleo" with {"businessUnit": "Sales/North", "roles": ["Basic User"]}
    And the user "Dan" with {"businessUnit": "Service", "roles": ["Basic User"]}
    And these rows of "accounts"
      | as        | name      | ownerid@odata.bind     |
      | own       | Own       | /systemusers({ada})    |
      | colleague | Colleague | /systemusers({bob})    |
      | below     | Below     | /systemusers({cleo})   |
      | elsewhere | Elsewhere | /systemusers({dan})    |

  @PV-007 @PV-012 @PV-017
  Scenario Outline: How far a privilege to read reaches
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadAccount": "<depth>"}}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$count=true
      """
    Then the status is 200
    And "value" has <rows> items
    And "@odata.count" equals <rows>
    When a client sends
      """
      GET /api/data/v9.2/accounts({own})
      """
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts({colleague})
      """
    Then the status is <colleague>
    When a client sends
      """
      GET /api/data/v9.2/accounts({below})
      """
    Then the status is <below>
    When a client sends
      """
      GET /api/data/v9.2/accounts({elsewhere})
      """
    Then the status is <elsewhere>

    Examples:
      | depth  | rows | colleague | below | elsewhere |
      | Basic  | 1    | 403       | 403   | 403       |
      | Local  | 2    | 200       | 403   | 403       |
      | Deep   | 3    | 200       | 200   | 403       |
      | Global | 4    | 200       | 200   | 200       |

  @PV-007 @PV-010 @PV-017 @AU-009
  Scenario Outline: Without the privilege of the table every message is refused
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadContact": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing <privilege> privilege"
    And "/error/message" contains "for entity 'account' (LocalizedName='Account')"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name
      """
    Then the rows are
      | name      |
      | Below     |
      | Colleague |
      | Elsewhere |
      | Own       |

    Examples:
      | request                                             | body              | privilege        |
      | POST /api/data/v9.2/accounts                        | {"name": "New"}   | prvCreateAccount |
      | GET /api/data/v9.2/accounts({own})                  |                   | prvReadAccount   |
      | GET /api/data/v9.2/accounts({own})/name             |                   | prvReadAccount   |
      | GET /api/data/v9.2/accounts                         |                   | prvReadAccount   |
      | GET /api/data/v9.2/accounts/$count                  |                   | prvReadAccount   |
      | PATCH /api/data/v9.2/accounts({own})                | {"name": "Other"} | prvWriteAccount  |
      | DELETE /api/data/v9.2/accounts({own})               |                   | prvDeleteAccount |
      | GET /api/data/v9.2/contacts?$expand=parentcustomerid_account($select=name)                            |   | prvReadAccount |
      | GET /api/data/v9.2/contacts?$filter=parentcustomerid_account/name eq 'Own'                            |   | prvReadAccount |
      | GET /api/data/v9.2/contacts?$orderby=parentcustomerid_account/name                                    |   | prvReadAccount |
      | GET /api/data/v9.2/contacts?$filter=account_primary_contact/any(a:a/name eq 'Own')                    |   | prvReadAccount |

  @PV-007 @PV-012 @PV-016
  Scenario Outline: A privilege that does not reach the row is another refusal
    Given the client is "Ada"
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 403
    And "/error/code" equals 0x80048306
    And "/error/message" matches "^user with id {ada} does not have <right>Access right\(s\) for record with id {elsewhere} of entity Account\. Consider assigning a role with the required access level to the user or team\. For further troubleshooting, please work with a system administrator to use the Access Checker tool on this record: {org}/main\.aspx\?forceUCI=1&pagetype=entityrecord&etn=account&id={elsewhere}\. More details: \{"
    And the exchange matches snapshot "security/<snapshot>"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts({elsewhere})
      """
    Then "name" equals Elsewhere

    Examples:
      | request                                             | body                                                                        | right    | snapshot               |
      | GET /api/data/v9.2/accounts({elsewhere})            |                                                                             | Read     | read-out-of-reach      |
      | PATCH /api/data/v9.2/accounts({elsewhere})          | {"name": "Other"}                                                           | Write    | write-out-of-reach     |
      | DELETE /api/data/v9.2/accounts({elsewhere})         |                                                                             | Delete   | delete-out-of-reach    |
      | POST /api/data/v9.2/contacts                        | {"lastname": "X", "parentcustomerid_account@odata.bind": "/accounts({elsewhere})"} | AppendTo | append-to-out-of-reach |

  @PV-012 @PV-013
  Scenario: By rule the refusal of a row is short
    Given the rule "privilege_message" is "short"
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts({elsewhere})
      """
    Then the status is 403
    And "/error/message" equals Principal with id {ada} does not have ReadAccess right(s) for record with id {elsewhere} of entity account.

  @PV-016
  Scenario Outline: A row for another owner is created as far as the privilege reaches
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvCreateAccount": "<depth>"}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name": "New", "ownerid@odata.bind": "/systemusers({<owner>})"}
      """
    Then the status is <status>

    Examples:
      | depth  | owner | status |
      | Basic  | ada   | 204    |
      | Basic  | bob   | 403    |
      | Local  | bob   | 204    |
      | Local  | cleo  | 403    |
      | Deep   | cleo  | 204    |
      | Deep   | dan   | 403    |
      | Global | dan   | 204    |

  @PV-016
  Scenario: A row moves to its new owner's business unit and out of the user's reach
    Given the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({own})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({dan})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({own})
      """
    Then the status is 403
    And "/error/code" equals 0x80048306
    Given the client is "Dan"
    When a client sends
      """
      GET /api/data/v9.2/accounts({own})
      """
    Then "_owninguser_value" equals {dan}
    And "_owningbusinessunit_value" equals {dan unit}

  @PV-016
  Scenario: A row is given to another owner with the privilege to assign
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadAccount": "Basic", "prvWriteAccount": "Basic"}}
    And the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({own})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({bob})"}
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing prvAssignAccount privilege"

  @PV-016
  Scenario Outline: A lookup takes privileges on both tables
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvCreateContact": "Basic", <privileges>}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname": "X", "parentcustomerid_account@odata.bind": "/accounts({own})"}
      """
    Then the status is 403
    And "/error/message" contains "is missing <missing> privilege"

    Examples:
      | privileges                    | missing            |
      | "prvAppendToAccount": "Basic" | prvAppendContact   |
      | "prvAppendContact": "Basic"   | prvAppendToAccount |

  @PV-016 @WA-041
  Scenario: Each row of a deep insert takes its own privilege
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvCreateAccount": "Basic", "prvAppendToAccount": "Basic"}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name": "With a contact", "contact_customer_accounts": [{"lastname": "Hangs"}]}
      """
    Then the status is 403
    And "/error/message" contains "is missing prvCreateContact privilege"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/accounts?$filter=name eq 'With a contact'
      """
    Then "value" has 0 items

  @PV-016 @WA-043
  Scenario Outline: A row that is made with the row that refers to it is appended to as well
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvCreateAccount": "Basic", "prvCreateContact": "Basic", <privileges>}}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name": "With a contact", "primarycontactid": {"lastname": "First"}}
      """
    Then the status is 403
    And "/error/message" contains "is missing <missing> privilege"
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/contacts?$filter=lastname eq 'First'
      """
    Then "value" has 0 items

    Examples:
      | privileges                    | missing            |
      | "prvAppendToContact": "Basic" | prvAppendAccount   |
      | "prvAppendAccount": "Basic"   | prvAppendToContact |

  @PV-017
  Scenario: Rows without access are neither joined, compared, expanded nor counted
    Given these rows of "contacts"
      | lastname | parentcustomerid_account@odata.bind |
      | Hidden   | /accounts({elsewhere})              |
      | Seen     | /accounts({own})                    |
    And the user "Ada" with {"businessUnit": "Sales", "privileges": {"prvReadAccount": "Basic", "prvReadContact": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$filter=startswith(parentcustomerid_account/name,'E') or parentcustomerid_account/name eq 'Own'
      """
    Then the rows are
      | lastname |
      | Seen     |
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$expand=parentcustomerid_account($select=name)&$orderby=lastname
      """
    Then "/value/0/lastname" equals Hidden
    And "/value/0/parentcustomerid_account" is null
    And "/value/1/parentcustomerid_account/name" equals Own
    When a client sends
      """
      GET /api/data/v9.2/accounts/$count
      """
    Then the body is the text "﻿1"
    When a client sends
      """
      GET /api/data/v9.2/accounts?fetchXml=<fetch aggregate="true"><entity name="account"><attribute name="accountid" alias="n" aggregate="count"/></entity></fetch>
      """
    Then "/value/0/n" equals 1
    When a client sends
      """
      GET /api/data/v9.2/contacts?fetchXml=<fetch><entity name="contact"><attribute name="lastname"/><link-entity name="account" from="accountid" to="parentcustomerid"/></entity></fetch>
      """
    Then the rows are
      | lastname |
      | Seen     |
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=not contact_customer_accounts/any(c:c/lastname eq 'Seen')
      """
    Then "value" has 0 items

  @PV-017
  Scenario: A lookup to a row without access is shown, the row is not
    Given these rows of "contacts"
      | as      | lastname | ownerid@odata.bind  | parentcustomerid_account@odata.bind |
      | contact | Own      | /systemusers({ada}) | /accounts({elsewhere})              |
    And the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/contacts({contact})?$select=lastname,_parentcustomerid_value&$expand=parentcustomerid_account($select=name)
      """
    Then "_parentcustomerid_value" equals {elsewhere}
    And "parentcustomerid_account" is null

  @PV-007 @WA-050
  Scenario Outline: An upsert takes the privilege of the create or the update that it is
    Given the user "Ada" with {"businessUnit": "Sales", "privileges": {"<privilege>": "Basic"}}
    And the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(<id>)

      {"name": "Upserted"}
      """
    Then the status is <status>

    Examples:
      | privilege        | id                                   | status |
      | prvCreateAccount | a0000000-0000-4000-8000-0000000000fe | 204    |
      | prvCreateAccount | {own}                                | 403    |
      | prvWriteAccount  | a0000000-0000-4000-8000-0000000000fe | 403    |
      | prvWriteAccount  | {own}                                | 204    |

  @PV-008
  Scenario: A user without any role
    Given the user "Eve"
    And the client is "Eve"
    When a client sends
      """
      GET /api/data/v9.2/accounts
      """
    Then the status is 403
    And "/error/code" equals 0x80042f09
    And "/error/message" equals The user (Id = {eve}) has not been assigned any roles.
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then the status is 200
    And "UserId" equals {eve}

  @PV-007 @WA-036
  Scenario: A missing row is not found, whatever the privileges
    Given the client is "Ada"
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000fe)
      """
    Then the status is 404
    And "/error/code" equals 0x80040217

  @PL-032
  Scenario: A PreValidation step runs although the caller is refused, a PreOperation step does not
    Given a client has sent
      """
      GET /api/data/v9.2/sdkmessages?$select=sdkmessageid&$filter=name eq 'Update'
      """
    And "/value/0/sdkmessageid" is remembered as "update"
    And a client has sent
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name": "Before", "stage": 10, "mode": 0, "sdkmessageid@odata.bind": "/sdkmessages({update})",
       "plugintypeid@odata.bind": "/plugintypes(5c2197ed-0000-4000-8000-000000000001)",
       "configuration": "[{\"create\":{\"table\":\"contact\",\"row\":{\"lastname\":\"Before\"}}}]"}
      """
    And a client has sent
      """
      POST /api/data/v9.2/sdkmessageprocessingsteps

      {"name": "Inside", "stage": 20, "mode": 0, "sdkmessageid@odata.bind": "/sdkmessages({update})",
       "plugintypeid@odata.bind": "/plugintypes(5c2197ed-0000-4000-8000-000000000001)",
       "configuration": "[{\"create\":{\"table\":\"contact\",\"row\":{\"lastname\":\"Inside\"}}}]"}
      """
    And the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({elsewhere})
      If-Match: *

      {"name": "Other"}
      """
    Then the status is 403
    And "/error/code" equals 0x80048306
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | Before   |

  @PL-110 @PL-112 @PL-113 @PL-115
  Scenario Outline: Steps are bypassed for a user with the privilege
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"], "privileges": {<privileges>}}
    And the client is "Ada"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({own})
      If-Match: *
      <header>

      {"name": "Other"}
      """
    Then the status is <status>

    Examples:
      | privileges                                | header                                             | status |
      | "prvReadAccount": "Global"                | MSCRM.BypassCustomPluginExecution: true            | 403    |
      | "prvBypassCustomPlugins": "Global"        | MSCRM.BypassCustomPluginExecution: true            | 204    |
      | "prvReadAccount": "Global"                | MSCRM.BypassCustomPluginExecution: false           | 204    |
      | "prvBypassCustomPlugins": "Global"        | MSCRM.BypassBusinessLogicExecution: CustomSync     | 403    |
      | "prvBypassCustomBusinessLogic": "Global"  | MSCRM.BypassBusinessLogicExecution: CustomSync     | 204    |

  @PL-113 @PL-115 @PL-116 @AU-009
  Scenario Outline: The bypass privilege is checked for every message, with steps or without
    Given the custom API "sample_Plain"
    And the custom API "sample_Bound" bound to a row of "account"
    And the function "sample_Ask"
      | kind     | name   | type    |
      | property | Answer | Integer |
    And the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global"}}
    And the client is "Ada"
    When a client sends
      """
      <request>
      MSCRM.BypassCustomPluginExecution: true
      <header>

      <body>
      """
    Then the status is 403
    And "/error/code" equals 0x80040220
    And "/error/message" contains "is missing prvBypassCustomPlugins privilege"
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"], "privileges": {"prvReadbackgroundoperation": "Global", "prvWritebackgroundoperation": "Global", "prvBypassCustomPlugins": "Global"}}
    When a client sends
      """
      <request>
      MSCRM.BypassCustomPluginExecution: true
      <header>

      <body>
      """
    Then the status is <status>

    Examples:
      | request                                                              | header                | body             | status |
      | POST /api/data/v9.2/sample_Plain                                     | Accept: */*           | {}               | 204    |
      | POST /api/data/v9.2/sample_Plain                                     | Prefer: respond-async | {}               | 202    |
      | POST /api/data/v9.2/accounts({own})/Microsoft.Dynamics.CRM.sample_Bound | Accept: */*        | {}               | 204    |
      | GET /api/data/v9.2/sample_Ask()                                      | Accept: */*           |                  | 200    |
      | GET /api/data/v9.2/WhoAmI                                            | Accept: */*           |                  | 200    |
      | GET /api/data/v9.2/accounts                                          | Accept: */*           |                  | 200    |
      | GET /api/data/v9.2/accounts/$count                                   | Accept: */*           |                  | 200    |
      | GET /api/data/v9.2/accounts({own})                                   | Accept: */*           |                  | 200    |
      | GET /api/data/v9.2/accounts({own})/name                              | Accept: */*           |                  | 200    |
      | POST /api/data/v9.2/accounts                                         | Accept: */*           | {"name": "New"}  | 204    |
      | PATCH /api/data/v9.2/accounts({own})                                 | Accept: */*           | {"name": "New"}  | 204    |
      | PUT /api/data/v9.2/accounts({own})/name                              | Accept: */*           | {"value": "New"} | 204    |
      | DELETE /api/data/v9.2/accounts({own})/primarycontactid/$ref          | Accept: */*           |                  | 204    |
      | DELETE /api/data/v9.2/accounts({own})                                | Accept: */*           |                  | 204    |

  @PL-115 @PL-116
  Scenario Outline: The bypass privilege is checked in a batch as well: <where>
    Given the custom API "sample_Plain"
    And the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends a batch of
      """
      <begin>
      POST sample_Plain
      <header>

      {}
      <end>
      """
    Then the batch is answered with
      | part | status |
      | 1    | 403    |
    When the client reads part "1"
    Then "/error/code" equals 0x80040220
    And "/error/message" contains "is missing <privilege> privilege"

    Examples:
      | where           | begin          | end     | header                                                                          | privilege                    |
      | in a batch      | ---            | ---     | MSCRM.BypassCustomPluginExecution: true                                         | prvBypassCustomPlugins       |
      | in a change set | --- change set | --- end | MSCRM.BypassCustomPluginExecution: true                                         | prvBypassCustomPlugins       |
      | modes           | --- change set | --- end | MSCRM.BypassBusinessLogicExecution: CustomAsync                                 | prvBypassCustomBusinessLogic |
      | steps           | ---            | ---     | MSCRM.BypassBusinessLogicExecutionStepIds: a0000000-0000-4000-8000-00000000dead | prvBypassCustomBusinessLogic |

  @PL-115 @PL-116 @SO-028
  Scenario Outline: A parameter of an SDK request takes the bypass privilege: <option> of <message>
    Given the custom API "sample_Plain"
    And the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the client is "Ada"
    When the SDK executes "<message>" with
      | <option> | <type> | <value> |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/ErrorCode" equals "-2147220960"
    And "/Fault/detail/OrganizationServiceFault/Message" contains "is missing <privilege> privilege"
    And "/Fault/detail/OrganizationServiceFault/ErrorDetails/ApiExceptionHttpStatusCode" equals 403
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"], "privileges": {"<privilege>": "Global"}}
    When the SDK executes "<message>" with
      | <option> | <type> | <value> |
    Then the status is 200

    Examples:
      | message      | option                              | privilege                    | type    | value                                |
      | sample_Plain | BypassCustomPluginExecution         | prvBypassCustomPlugins       | Boolean | true                                 |
      | sample_Plain | BypassBusinessLogicExecution        | prvBypassCustomBusinessLogic | String  | CustomSync                           |
      | sample_Plain | BypassBusinessLogicExecutionStepIds | prvBypassCustomBusinessLogic | String  | a0000000-0000-4000-8000-00000000dead |
      | WhoAmI       | BypassCustomPluginExecution         | prvBypassCustomPlugins       | Boolean | true                                 |

  @PL-116
  Scenario: An option that bypasses nothing takes no privilege
    Given the custom API "sample_Plain"
    And the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the client is "Ada"
    When a client sends
      """
      POST /api/data/v9.2/sample_Plain
      MSCRM.BypassCustomPluginExecution: false

      {}
      """
    Then the status is 204
    When the SDK executes "sample_Plain" with
      | BypassCustomPluginExecution | Boolean | false |
    Then the status is 200
