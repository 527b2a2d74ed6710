@alone @no-samples
Feature: Tables of sales and service
  Leads, opportunities, cases, campaigns, products and queues have the columns, choices and lookups that applications read
  most. What the applications of the platform do with them beyond rows is refused by name.

  @TB-010
  Scenario: A lead with its account, and the opportunity that came of it
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "campaigns"
      | as       | name   |
      | campaign | Spring |
    When a client sends
      """
      POST /api/data/v9.2/leads
      Prefer: return=representation

      {
        "subject": "Wants more", "firstname": "Ada", "lastname": "Byron", "companyname": "Contoso", "revenue": 12.5,
        "parentaccountid@odata.bind": "/accounts({account})", "campaignid@odata.bind": "/campaigns({campaign})"
      }
      """
    Then the status is 201
    And the body has
      | fullname        | Ada Byron |
      | leadqualitycode | 2         |
      | statecode       | 0         |
      | statuscode      | 1         |
      | revenue         | 12.5      |
    And "leadid" is remembered as "lead"
    Given these rows of "opportunities"
      | as          | name | originatingleadid@odata.bind | customerid_account@odata.bind |
      | opportunity | Sale | /leads({lead})               | /accounts({account})          |
    When a client sends
      """
      GET /api/data/v9.2/opportunities({opportunity})?$select=name,opportunityratingcode&$expand=originatingleadid($select=fullname)
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then "/originatingleadid/fullname" equals Ada Byron
    And "opportunityratingcode@OData.Community.Display.V1.FormattedValue" equals Warm
    When a client sends
      """
      GET /api/data/v9.2/leads?$select=fullname&$filter=campaignid/name eq 'Spring' and parentaccountid/name eq 'Contoso'
      """
    Then "value" has 1 item

  @TB-011
  Scenario: A case of a customer waits in a queue
    Given these rows of "accounts"
      | as      | name    |
      | account | Contoso |
    And these rows of "products"
      | as      | name | productnumber |
      | product | Lamp | L-1           |
    And these rows of "incidents"
      | as   | title  | customerid_account@odata.bind | productid@odata.bind | casetypecode |
      | case | Broken | /accounts({account})          | /products({product}) | 2            |
    And these rows of "queues"
      | as    | name |
      | queue | Desk |
    And these rows of "queueitems"
      | as   | queueid@odata.bind | objectid_incident@odata.bind |
      | item | /queues({queue})   | /incidents({case})           |
    When a client sends
      """
      GET /api/data/v9.2/queues({queue})?$select=name&$expand=queue_entries($select=_objectid_value)
      """
    Then "queue_entries" has 1 item
    And "/queue_entries/0/_objectid_value" equals {case}
    When a client sends
      """
      DELETE /api/data/v9.2/incidents({case})
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/queueitems?$select=priority
      """
    Then "value" has 0 items
    When a client sends
      """
      POST /api/data/v9.2/products

      {"name": "Same", "productnumber": "L-1"}
      """
    Then the status is 412

  @TB-012
  Scenario Outline: What the applications do with these tables is refused by name
    When a client sends
      """
      POST /api/data/v9.2/<message>

      {}
      """
    Then the status is 501
    And "/error/message" contains "<message>"

    Examples:
      | message         |
      | WinOpportunity  |
      | LoseOpportunity |
      | CloseIncident   |
      | QualifyLead     |
      | AddToQueue      |
      | SendEmail       |
