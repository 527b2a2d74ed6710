@no-samples
Feature: What stands behind a row in a path

  Background:
    Given these rows of "accounts"
      | as    | name  | numberofemployees | creditonhold | revenue | accountcategorycode | lastonholdtime       |
      | alpha | Alpha | 10                | true         | 1500.5  | 1                   | 2024-02-03T04:05:06Z |
      | beta  | Beta  |                   |              |         |                     |                      |
    And a client has sent
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Lee","firstname":"Ann","parentcustomerid_account@odata.bind":"/accounts({alpha})"}
      """
    And the id of the new row is remembered as "lee"
    And a client has sent
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Moe","parentcustomerid_account@odata.bind":"/accounts({alpha})"}
      """
    And the id of the new row is remembered as "moe"
    And a client has sent
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Stranger"}
      """
    And the id of the new row is remembered as "stranger"
    And a client has sent
      """
      PATCH /api/data/v9.2/accounts({alpha})

      {"primarycontactid@odata.bind":"/contacts({lee})"}
      """

  @WA-1A2
  Scenario: A single-valued navigation property is the row that it leads to
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/primarycontactid?$select=fullname&$expand=parentcustomerid_account($select=name)
      """
    Then the status is 200
    And the header "ETag" is present
    And the body has
      | @odata.context                | {org}/api/data/v9.2/$metadata#contacts(fullname,parentcustomerid_account(name))/$entity |
      | fullname                      | Ann Lee |
      | contactid                     | {lee}   |
      | /parentcustomerid_account/name | Alpha  |

  @WA-1A2
  Scenario: A lookup without a value is no content
    When a client sends
      """
      GET /api/data/v9.2/accounts({beta})/primarycontactid
      """
    Then the status is 204
    And the header "OData-Version" is "4.0"
    And the body is empty

  @WA-1A2
  Scenario: A lookup to several tables leads to a row of the named table only
    When a client sends
      """
      GET /api/data/v9.2/contacts({lee})/parentcustomerid_account?$select=name
      """
    Then the status is 200
    And "name" equals Alpha
    When a client sends
      """
      GET /api/data/v9.2/contacts({lee})/parentcustomerid_contact
      """
    Then the status is 204

  @WA-1A2
  Scenario Outline: A path goes on behind the row that it leads to: <path>
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/<path>
      """
    Then the status is 200
    And "<member>" equals <value>

    Examples:
      | path                                                                         | member           | value   |
      | primarycontactid/fullname                                                    | value            | Ann Lee |
      | primarycontactid/parentcustomerid_account/name                               | value            | Alpha   |
      | primarycontactid/parentcustomerid_account/contact_customer_accounts?$orderby=lastname&$select=lastname | /value/1/lastname | Moe |

  @WA-1A2
  Scenario Outline: What stands behind a lookup without a value is a rule: <rule>
    Given the rule "path_through_null" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts({beta})/primarycontactid/fullname
      """
    Then the status is <status>

    Examples:
      | rule       | status |
      | not_found  | 404    |
      | no_content | 204    |

  @WA-1A2
  Scenario Outline: A path that leads nowhere: <path>
    When a client sends
      """
      GET /api/data/v9.2/<path>
      """
    Then the status is 404
    And "/error/message" contains "<message>"

    Examples:
      | path                                                                  | message                                            |
      | accounts(00000000-0000-4000-8000-00000000dead)/primarycontactid       | Does Not Exist                                     |
      | accounts({alpha})/primarycontactid/nosuchcolumn                       | Resource not found for the segment 'nosuchcolumn'  |
      | accounts({alpha})/name/fullname                                       | Resource not found for the segment 'fullname'      |
      | accounts({alpha})/contact_customer_accounts/fullname                  | Resource not found for the segment 'fullname'      |

  @WA-1A6
  Scenario Outline: A lookup is not cleared at its navigation property, but at its reference: <method>
    When a client sends
      """
      <method> /api/data/v9.2/accounts({alpha})/primarycontactid

      <body>
      """
    Then the status is 405
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({alpha})/primarycontactid/$ref
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/primarycontactid
      """
    Then the status is 204

    Examples:
      | method | body                                             |
      | DELETE |                                                  |
      | PUT    | {"@odata.id":"/api/data/v9.2/contacts({moe})"} |

  @WA-1A9
  Scenario: One row of a collection
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts({moe})?$select=lastname
      """
    Then the status is 200
    And "lastname" equals Moe
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts({moe})/lastname
      """
    Then the status is 200
    And "value" equals Moe

  @WA-1A9
  Scenario Outline: A row that does not belong to the collection is not there: <path>
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts({stranger})<path>
      """
    Then the status is 404
    And "/error/message" contains "Does Not Exist"

    Examples:
      | path      |
      |           |
      | /lastname |
      | /$ref     |

  @WA-1A3
  Scenario Outline: The number of related rows: <options>
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts/$count<options>
      """
    Then the status is 200
    And the header "Content-Type" matches "^text/plain"
    And the body is the text "﻿<count>"

    Examples:
      | options                      | count |
      |                              | 2     |
      | ?$filter=lastname eq 'Moe'   | 1     |

  @WA-1A4
  Scenario: The references of related rows
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts/$ref?$orderby=lastname&$count=true
      """
    Then the status is 200
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#Collection($ref)","@odata.count":2,"value":[{"@odata.id":"{org}/api/data/v9.2/contacts({lee})"},{"@odata.id":"{org}/api/data/v9.2/contacts({moe})"}]}
      """

  @WA-1A4
  Scenario: References come page by page
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts/$ref?$orderby=lastname
      Prefer: odata.maxpagesize=1
      """
    Then the status is 200
    And "/value/0/@odata.id" equals {org}/api/data/v9.2/contacts({lee})
    And "@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}
      Prefer: odata.maxpagesize=1
      """
    Then the status is 200
    And "/value/0/@odata.id" equals {org}/api/data/v9.2/contacts({moe})
    And "@odata.nextLink" is absent

  @WA-1A4
  Scenario: The reference of a lookup, and of one row of a collection
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/primarycontactid/$ref
      """
    Then the status is 200
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#$ref","@odata.id":"{org}/api/data/v9.2/contacts({lee})"}
      """
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts({moe})/$ref
      """
    Then the status is 200
    And "@odata.id" equals {org}/api/data/v9.2/contacts({moe})
    When a client sends
      """
      GET /api/data/v9.2/accounts({beta})/primarycontactid/$ref
      """
    Then the status is 204

  @WA-1A5
  Scenario Outline: The plain value of a property: <property>
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/<property>/$value
      """
    Then the status is 200
    And the header "Content-Type" matches "^text/plain"
    And the body is the text "﻿<text>"

    Examples:
      | property                | text                 |
      | name                    | Alpha                |
      | numberofemployees       | 10                   |
      | creditonhold            | true                 |
      | revenue                 | 1500.5               |
      | lastonholdtime          | 2024-02-03T04:05:06Z |
      | _primarycontactid_value | {lee}                |

  @WA-1A5
  Scenario: The plain value of nothing is no content
    When a client sends
      """
      GET /api/data/v9.2/accounts({beta})/numberofemployees/$value
      """
    Then the status is 204

  @WA-1A5
  Scenario Outline: The byte order mark of a plain value is a rule: <rule>
    Given the rule "value_byte_order_mark" is "<rule>"
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/name/$value
      """
    Then the body is the text "<text>"

    Examples:
      | rule    | text    |
      | written | ﻿Alpha |
      | omitted | Alpha   |

  @WA-1A7
  Scenario: A single property has the annotations that the client asks for
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/accountcategorycode
      Prefer: odata.include-annotations="OData.Community.Display.V1.FormattedValue"
      """
    Then the status is 200
    And the header "Preference-Applied" is "odata.include-annotations="OData.Community.Display.V1.FormattedValue""
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#accounts({alpha})/accountcategorycode","@OData.Community.Display.V1.FormattedValue":"Preferred Customer","value":1}
      """

  @WA-1B2
  Scenario: The id of a lookup is a property
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/_primarycontactid_value
      Prefer: odata.include-annotations="*"
      """
    Then the status is 200
    And the body has
      | @odata.context                                    | {org}/api/data/v9.2/$metadata#accounts({alpha})/_primarycontactid_value |
      | @OData.Community.Display.V1.FormattedValue        | Ann Lee |
      | @Microsoft.Dynamics.CRM.lookuplogicalname         | contact |
      | value                                             | {lee}   |
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({alpha})/_primarycontactid_value
      """
    Then the status is 400
    And "/error/code" equals 0x80060888

  @WA-1B3
  Scenario: Related rows take the options of a query
    When a client sends
      """
      GET /api/data/v9.2/accounts({alpha})/contact_customer_accounts?$select=lastname&$filter=lastname ne 'Nobody'&$orderby=lastname desc&$top=1&$count=true&$expand=parentcustomerid_account($select=name)
      """
    Then the status is 200
    And "@odata.count" equals 2
    And "value" has 1 item
    And the body has
      | /value/0/lastname                      | Moe   |
      | /value/0/parentcustomerid_account/name | Alpha |

  @WA-1B3 @alone
  Scenario Outline: What is not emulated behind a row is refused by name: <method> <path>
    When a client sends
      """
      <method> /api/data/v9.2/accounts({alpha})/<path>

      <body>
      """
    Then the status is 501
    And "/error/message" contains "<text>"

    Examples:
      | method | path                     | body             | text                                  |
      | PATCH  | primarycontactid         | {"lastname":"x"} | Writing through a navigation property |
      | DELETE | primarycontactid/jobtitle |                 | Writing through a navigation property |
      | PUT    | name/$value              | Omega            | Writing the plain value of a property |
      | GET    | $ref                     |                  | '$ref' of a row addressed on its own  |

  @WA-178
  Scenario: A row that is created in a collection refers to the row in the address
    When a client sends
      """
      POST /api/data/v9.2/accounts({beta})/contact_customer_accounts?$select=lastname,_parentcustomerid_value
      Prefer: return=representation

      {"lastname":"New","parentcustomerid_account@odata.bind":"/accounts({alpha})"}
      """
    Then the status is 201
    And "/lastname" equals New
    And "/_parentcustomerid_value" equals {beta}
    When a client sends
      """
      POST /api/data/v9.2/accounts({beta})/contact_customer_accounts

      {"lastname":"Newer"}
      """
    Then the status is 204
    And the id of the new row is remembered as "newer"
    And the header "OData-EntityId" is "{org}/api/data/v9.2/contacts({newer})"
    When a client sends
      """
      GET /api/data/v9.2/accounts({beta})/contact_customer_accounts?$select=lastname&$orderby=lastname
      """
    Then the rows are
      | lastname |
      | New      |
      | Newer    |

  @WA-178
  Scenario Outline: No row is created in a collection that cannot have it: <path>
    When a client sends
      """
      POST /api/data/v9.2/<path>

      <body>
      """
    Then the status is <status>
    And "/error/message" contains "<text>"

    Examples:
      | path                                                                      | body               | status | text                |
      | accounts({alpha})/contact_customer_accounts                               | {"name":"x"}       | 400    | name                |
      | accounts(00000000-0000-4000-8000-000000000001)/contact_customer_accounts  | {"lastname":"x"}   | 404    | Does Not Exist      |
