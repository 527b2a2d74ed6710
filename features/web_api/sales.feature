Feature: Opportunities and cases
  The tables of sales and of service that applications read most, with the platform's states and relationships.

  Background:
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "contacts"
      | as      | lastname |
      | contact | Lovelace |

  @RJ-009
  Scenario: An account has its opportunities and cases by the platform's names
    Given these rows of "opportunities"
      | as   | name  | customerid_account@odata.bind | parentaccountid@odata.bind | parentcontactid@odata.bind | estimatedvalue | estimatedclosedate |
      | sale | Beans | /accounts({account})          | /accounts({account})       | /contacts({contact})       | 12.5           | 2026-03-31         |
    And these rows of "incidents"
      | as   | title   | customerid_account@odata.bind | primarycontactid@odata.bind |
      | case | Grinder | /accounts({account})          | /contacts({contact})        |
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name&$expand=opportunity_customer_accounts($select=name),opportunity_parent_account($select=name),incident_customer_accounts($select=title)
      """
    Then the body has
      | /opportunity_customer_accounts/0/name | Beans   |
      | /opportunity_parent_account/0/name    | Beans   |
      | /incident_customer_accounts/0/title   | Grinder |
    When a client sends
      """
      GET /api/data/v9.2/contacts({contact})?$select=lastname&$expand=opportunity_parent_contact($select=name),contact_as_primary_contact($select=title)
      """
    Then the body has
      | /opportunity_parent_contact/0/name  | Beans   |
      | /contact_as_primary_contact/0/title | Grinder |
    When a client sends
      """
      GET /api/data/v9.2/opportunities({sale})?$select=estimatedvalue,estimatedclosedate,statecode,statuscode,_customerid_value
      """
    Then the body has
      | estimatedvalue     | 12.5       |
      | estimatedclosedate | 2026-03-31 |
      | statecode          | 0          |
      | statuscode         | 1          |
      | _customerid_value  | {account}  |

  @RJ-009
  Scenario: A case needs a customer
    When a client sends
      """
      POST /api/data/v9.2/incidents

      {"title":"Without a customer"}
      """
    Then the status is 400
    And "/error/message" contains "customerid"

  # Dataverse wants a message of its own (CloseIncident) for the end of a case.
  @RJ-009 @WA-066 @alone
  Scenario Outline: A state has its default reason
    Given these rows of "<table>"
      | as  | customerid_contact@odata.bind |
      | row | /contacts({contact})          |
    When a client sends
      """
      PATCH /api/data/v9.2/<table>({row})

      {"statecode":<state>}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/<table>({row})?$select=statecode,statuscode
      """
    Then the body has
      | statecode  | <state>  |
      | statuscode | <reason> |

    Examples:
      | table         | state | reason |
      | opportunities | 1     | 3      |
      | opportunities | 2     | 4      |
      | incidents     | 1     | 5      |
      | incidents     | 2     | 6      |

  @RJ-005
  Scenario: A migrated row was created when overriddencreatedon says
    Given these rows of "opportunities"
      | as   | name | overriddencreatedon  |
      | old  | Old  | 2019-05-06T07:08:09Z |
    When a client sends
      """
      GET /api/data/v9.2/opportunities?$select=createdon,overriddencreatedon&$filter=opportunityid eq {old} and createdon lt 2020-01-01T00:00:00Z
      """
    Then the rows are
      | createdon            | overriddencreatedon  |
      | 2019-05-06T07:08:09Z | 2019-05-06T07:08:09Z |
    When a client sends
      """
      PATCH /api/data/v9.2/opportunities({old})

      {"overriddencreatedon":"2018-01-01T00:00:00Z"}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/opportunities({old})?$select=createdon
      """
    Then "createdon" equals 2019-05-06T07:08:09Z
