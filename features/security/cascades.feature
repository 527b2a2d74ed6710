@alone @no-samples
Feature: Cascading behavior
  What happens to a row happens to the rows below it, by the relationship between them: they are assigned, shared and
  deleted with it, and who has access to a row has access to the rows that get it as their parent.

  Background:
    Given the user "Ada" with {"businessUnit": "Sales", "roles": ["Basic User"]}
    And the user "Bob" with {"businessUnit": "Service", "roles": ["Basic User"]}
    And the rule "parent_access" is "none"
    And these rows of "accounts"
      | as     | name   | ownerid@odata.bind  | parentaccountid@odata.bind |
      | top    | Top    | /systemusers({ada}) |                            |
      | middle | Middle | /systemusers({ada}) | /accounts({top})           |
      | beside | Beside | /systemusers({ada}) |                            |
    And these rows of "contacts"
      | as      | lastname | ownerid@odata.bind  | parentcustomerid_account@odata.bind |
      | contact | Below    | /systemusers({ada}) | /accounts({middle})                 |
      | primary | Primary  | /systemusers({ada}) |                                     |
    And these rows of "annotations"
      | as   | subject | ownerid@odata.bind  | objectid_account@odata.bind |
      | note | Note    | /systemusers({ada}) | /accounts({top})            |

  @PV-075
  Scenario Outline: The rows below a row get its new owner
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({top})
      If-Match: *

      {"primarycontactid@odata.bind": "/contacts({primary})"}
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({top})
      If-Match: *

      {"ownerid@odata.bind": "/systemusers({bob})"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/<row>?$select=_ownerid_value,_owningbusinessunit_value
      """
    Then the body has
      | _ownerid_value            | {<owner>}      |
      | _owningbusinessunit_value | {<owner> unit} |

    Examples:
      | row                 | owner |
      | accounts({top})     | bob   |
      | accounts({middle})  | bob   |
      | contacts({contact}) | bob   |
      | annotations({note}) | bob   |
      | accounts({beside})  | ada   |
      | contacts({primary}) | ada   |

  @PV-075
  Scenario: Rows in a circle are assigned once each
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({top})
      If-Match: *

      {"parentaccountid@odata.bind": "/accounts({middle})"}
      """
    Then the status is 204
    When the SDK executes Assign with
      | Target   | EntityReference | account({middle})  |
      | Assignee | EntityReference | systemuser({bob})  |
    Then the status is 200
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name&$filter=_ownerid_value eq {bob}
      """
    Then the rows are
      | name   |
      | Middle |
      | Top    |

  @PV-072 @PV-077
  Scenario: The rows below a row are shared with it
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "accounts({top})"}, "PrincipalAccess": {"AccessMask": "ReadAccess", "Principal": {"@odata.id": "systemusers({bob})"}}}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 1 item
    And "/value/0/lastname" equals Below
    When a client sends
      """
      GET /api/data/v9.2/annotations({note})?$select=subject
      """
    Then the status is 200
    Given the client is the administrator
    When a client sends
      """
      GET /api/data/v9.2/principalobjectaccessset?$select=accessrightsmask,inheritedaccessrightsmask&$filter=objectid eq {contact}
      """
    Then the rows are
      | accessrightsmask | inheritedaccessrightsmask |
      | 0                | 1                         |
    When a client sends
      """
      POST /api/data/v9.2/RevokeAccess

      {"Target": {"@odata.id": "accounts({top})"}, "Revokee": {"@odata.id": "systemusers({bob})"}}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items

  @PV-076
  Scenario Outline: By rule, the owner of a parent has access to the row that gets it
    Given the rule "parent_access" is "<rule>"
    And these rows of "accounts"
      | as   | name | ownerid@odata.bind  |
      | bobs | Bobs | /systemusers({bob}) |
    And these rows of "contacts"
      | as  | lastname | ownerid@odata.bind  | parentcustomerid_account@odata.bind |
      | new | New      | /systemusers({ada}) | /accounts({bobs})                   |
    When a client sends
      """
      PATCH /api/data/v9.2/contacts({contact})
      If-Match: *

      {"parentcustomerid_account@odata.bind": "/accounts({bobs})"}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname&$orderby=lastname
      """
    Then "value" has <rows> items
    Given the client is the administrator
    When a client sends
      """
      PATCH /api/data/v9.2/contacts({contact})
      If-Match: *

      {"parentcustomerid_account@odata.bind": "/accounts({top})"}
      """
    Then the status is 204
    Given the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has <left> items

    Examples:
      | rule      | rows | left |
      | inherited | 2    | 1    |
      | none      | 0    | 0    |

  @PV-076
  Scenario: Those with whom a parent is shared have the same access to the row that gets it
    Given the rule "parent_access" is "inherited"
    When a client sends
      """
      POST /api/data/v9.2/GrantAccess

      {"Target": {"@odata.id": "accounts({beside})"}, "PrincipalAccess": {"AccessMask": "ReadAccess", "Principal": {"@odata.id": "systemusers({bob})"}}}
      """
    Then the status is 204
    Given these rows of "contacts"
      | as  | lastname | ownerid@odata.bind  | parentcustomerid_account@odata.bind |
      | new | New      | /systemusers({ada}) | /accounts({beside})                 |
    And the client is "Bob"
    When a client sends
      """
      GET /api/data/v9.2/contacts({new})?$select=lastname
      """
    Then the status is 200

  @PV-079
  Scenario: Contacts are deleted with their account, and accounts stay without their parent
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({middle})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts({contact})
      """
    Then the status is 404
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({top})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({beside})
      """
    Then the status is 200
