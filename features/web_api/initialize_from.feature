@alone
Feature: Make a row of another row
  A client asks for a row that has the values which the tables' attribute map takes over, and stores it itself.

  Background:
    Given these rows of "accounts"
      | as      | name    | telephone1 | address1_city | description |
      | account | Contoso | 555-7311   | Redmond       | Not mapped  |

  @MS-064 @MS-066
  Scenario: A contact of an account
    When a client sends
      """
      GET /api/data/v9.2/InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'accounts({account})'}&@p2='contact'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'
      """
    Then the status is 200
    And "@odata.context" contains "/$metadata#contacts/$entity"
    And the body has
      | @odata.type                         | #Microsoft.Dynamics.CRM.contact |
      | parentcustomerid_account@odata.bind | accounts({account})             |
      | telephone1                          | 555-7311                        |
      | address1_city                       | Redmond                         |
    And "description" is absent
    And "contactid" is absent
    When a client sends
      """
      GET /api/data/v9.2/contacts?$filter=telephone1 eq '555-7311'&$count=true
      """
    Then "@odata.count" equals 0

  @MS-064
  Scenario: An opportunity and an account of a lead
    Given these rows of "leads"
      | as   | subject | firstname | lastname | companyname | emailaddress1   |
      | lead | Interest | Ada      | Lovelace | Contoso     | ada@example.com |
    When a client sends
      """
      GET /api/data/v9.2/InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'leads({lead})'}&@p2='opportunity'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'All'
      """
    Then the status is 200
    And the body has
      | name                         | Interest      |
      | originatingleadid@odata.bind | leads({lead}) |
    When a client sends
      """
      GET /api/data/v9.2/InitializeFrom(EntityMoniker=@p1,TargetEntityName=@p2,TargetFieldType=@p3)?@p1={'@odata.id':'leads({lead})'}&@p2='account'&@p3=Microsoft.Dynamics.CRM.TargetFieldType'All'
      """
    Then the status is 200
    And the body has
      | name          | Contoso         |
      | emailaddress1 | ada@example.com |
    And "firstname" is absent

  @MS-065
  Scenario: Tables that have a relationship and no other map
    When a client sends
      """
      GET /api/data/v9.2/InitializeFrom(EntityMoniker=@p1,TargetEntityName='annotation',TargetFieldType=@p3)?@p1={'@odata.id':'accounts({account})'}&@p3=Microsoft.Dynamics.CRM.TargetFieldType'ValidForCreate'
      """
    Then the status is 200
    And "objectid_account@odata.bind" equals accounts({account})

  @MS-064
  Scenario Outline: <what>
    When a client sends
      """
      GET /api/data/v9.2/InitializeFrom(EntityMoniker=@p1,TargetEntityName='<target>',TargetFieldType=Microsoft.Dynamics.CRM.TargetFieldType'<type>')?@p1={'@odata.id':'accounts(<account>)'}
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | what                             | account                              | target | type           | status | text                                    |
      | No such row                      | a0000000-0000-4000-8000-0000000000ff | contact | All           | 404    | Does Not Exist                          |
      | Tables without a relationship    | {account}                            | role   | All            | 400    | the tables have no attribute map        |
      | A table that is not emulated     | {account}                            | invoice | All           | 501    | The table 'invoice' is not emulated     |
      | No member of TargetFieldType     | {account}                            | contact | Everything    | 400    | ValidForCreate                          |

  @MS-064
  Scenario: The caller has to see the row
    Given the user "Ann" with {"roles": ["Basic User"]}
    And the client is "Ann"
    When a client sends
      """
      GET /api/data/v9.2/InitializeFrom(EntityMoniker=@p1,TargetEntityName='contact',TargetFieldType=Microsoft.Dynamics.CRM.TargetFieldType'All')?@p1={'@odata.id':'accounts({account})'}
      """
    Then the status is 403
