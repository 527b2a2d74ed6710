Feature: Create, retrieve, update, upsert and delete rows

  @WA-040 @WA-012 @WA-013 @WA-010
  Scenario: Create
    When a client sends
      """
      POST /api/data/v9.2/accounts
      Content-Type: application/json; charset=utf-8
      OData-MaxVersion: 4.0
      OData-Version: 4.0
      Accept: application/json

      {"name":"Sample Account","creditonhold":false,"address1_latitude":47.639583,"description":"A description","revenue":5000000,"accountcategorycode":1}
      """
    Then the status is 204
    And the header "OData-Version" is "4.0"
    And the body is empty
    And the id of the new row is remembered as "id"
    And the header "OData-EntityId" is "{org}/api/data/v9.2/accounts({id})"
    And the header "Location" is "{org}/api/data/v9.2/accounts({id})"
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=name,creditonhold,revenue,accountcategorycode
      """
    Then the status is 200
    And the body has
      | name                | Sample Account |
      | creditonhold        | false          |
      | revenue             | 5000000        |
      | accountcategorycode | 1              |

  @WA-041
  Scenario: The caller may choose the id
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000e9","name":"x"}
      """
    Then the status is 204
    And the header "OData-EntityId" is "{org}/api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e9)"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000e9","name":"y"}
      """
    Then the status is 412
    And "/error/code" equals 0x80040237

  @WA-042 @WA-015
  Scenario: Create and return the row
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=name
      Prefer: return=representation

      {"name":"x","numberofemployees":5}
      """
    Then the status is 201
    And the header "Preference-Applied" is "return=representation"
    And the header "OData-EntityId" is absent
    And "name" equals x
    And "accountid" is a guid
    And "numberofemployees" is absent
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts(name)/$entity

  @WA-043
  Scenario: A row and what belongs to it are created in one request, or not at all
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"With contact","primarycontactid":{"firstname":"John","lastname":"Smith"}}
      """
    Then the status is 204
    And the id of the new row is remembered as "id"
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=name,_primarycontactid_value
      """
    Then "_primarycontactid_value" is a guid
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Without contact","primarycontactid":{"lastname":7}}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=name eq 'Without contact'
      """
    Then "value" has 0 items

  @WA-044 @WA-04A
  Scenario Outline: A lookup is set with a bind and cleared with null
    Given these rows of "contacts"
      | as      | lastname |
      | contact | Smith    |
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"x","primarycontactid@odata.bind":"<address>"}
      """
    Then the status is 204
    And the id of the new row is remembered as "id"
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=_primarycontactid_value
      Prefer: odata.include-annotations="*"
      """
    Then the body has
      | _primarycontactid_value                                                   | {contact}        |
      | _primarycontactid_value@Microsoft.Dynamics.CRM.lookuplogicalname          | contact          |
      | _primarycontactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty | primarycontactid |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({id})
      If-Match: *

      {"primarycontactid@odata.bind":null}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=_primarycontactid_value
      """
    Then "_primarycontactid_value" is null

    Examples:
      | address                                   |
      | contacts({contact})                       |
      | /contacts({contact})                      |
      | {org}/api/data/v9.2/contacts({contact})   |

  @WA-046 @WA-047 @WA-014 @WA-057 @WA-011 @alone
  Scenario: Retrieve
    Given these rows of "accounts"
      | as | name | revenue |
      | id | x    | 10.5    |
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=name,revenue
      """
    Then the status is 200
    And the header "Content-Type" matches "^application/json; odata.metadata=minimal"
    And the header "ETag" matches "^W/\"\d+\"$"
    And "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts(name,revenue)/$entity
    And "@odata.etag" matches "^W/\"\d+\"$"
    And "accountid" equals {id}
    And "revenue" equals 10.5
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})
      """
    Then "@odata.context" equals {org}/api/data/v9.2/$metadata#accounts/$entity
    And "createdon" equals 2026-01-02T03:04:05Z
    And "description" is null

  @WA-036 @WA-030 @WA-031
  Scenario: A row that does not exist
    When a client sends
      """
      GET /api/data/v9.2/accounts(5b4ced1c-88e1-ee11-904c-6045bd05e9d4)
      """
    Then the status is 404
    And the header "OData-Version" is "4.0"
    And the body equals
      """
      {"error":{"code":"0x80040217","message":"Entity 'account' With Id = 5b4ced1c-88e1-ee11-904c-6045bd05e9d4 Does Not Exist"}}
      """

  @WA-04D @WA-04E
  Scenario: Update changes what is sent and nothing else
    Given these rows of "accounts"
      | as | name | numberofemployees |
      | id | x    | 5                 |
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({id})

      {"name":"y"}
      """
    Then the status is 204
    And the header "OData-EntityId" is "{org}/api/data/v9.2/accounts({id})"
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({id})?$select=name,numberofemployees
      Prefer: return=representation

      {"numberofemployees":null}
      """
    Then the status is 200
    And the header "Preference-Applied" is "return=representation"
    And the body has
      | name              | y    |
      | numberofemployees | null |

  @WA-050 @WA-051 @WA-052
  Scenario: Upsert creates a missing row, unless If-Match forbids it
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e9)
      If-Match: *

      {"name":"x"}
      """
    Then the status is 404
    And "/error/code" equals 0x80040217
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e9)
      Prefer: return=representation

      {"name":"x"}
      """
    Then the status is 201
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e9)
      Prefer: return=representation

      {"name":"y"}
      """
    Then the status is 200
    When a client sends
      """
      PATCH /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e9)
      If-None-Match: *

      {"name":"z"}
      """
    Then the status is 412
    And "/error/message" equals A record with matching key values already exists.
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000e9)?$select=name
      """
    Then "name" equals y

  @WA-055
  Scenario: Delete, and delete again
    Given these rows of "accounts"
      | as | name |
      | id | x    |
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({id})
      """
    Then the status is 204
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({id})
      """
    Then the status is 404
    And "/error/code" equals 0x80040217

  @WA-053 @WA-054 @WA-005 @WA-057
  Scenario: Conditional requests
    Given these rows of "accounts"
      | as | name |
      | id | x    |
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=name
      If-None-Match: null
      """
    Then the status is 200
    And "@odata.etag" is remembered as "etag"
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=name
      If-None-Match: {etag}
      """
    Then the status is 304
    And the body is empty
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({id})
      If-Match: {etag}

      {"name":"y"}
      """
    Then the status is 204
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({id})
      If-Match: {etag}

      {"name":"z"}
      """
    Then the status is 412
    And the body equals
      """
      {"error":{"code":"0x80060882","message":"The version of the existing record doesn't match the RowVersion property provided."}}
      """
    When a client sends
      """
      DELETE /api/data/v9.2/accounts({id})
      If-Match: {etag}
      """
    Then the status is 412
    When a client sends
      """
      GET /api/data/v9.2/accounts({id})?$select=name
      If-None-Match: {etag}
      """
    Then the status is 200
    And "name" equals y

  @CA-03E
  Scenario Outline: The empty GUID as an id: <method>
    When a client sends
      """
      <method> /api/data/v9.2/accounts(00000000-0000-0000-0000-000000000000)
      If-Match: *

      <body>
      """
    Then the status is 400
    And "/error/code" equals 0x80040203
    And "/error/message" equals Expected non-empty Guid.

    Examples:
      | method | body         |
      | GET    |              |
      | PATCH  | {"name":"x"} |
      | DELETE |              |

  @CA-045
  Scenario Outline: An address is decoded before its key is read: <address>
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000ed","name":"Decoded"}
      """
    When a client sends
      """
      GET /api/data/v9.2/<address>?$select=name
      """
    Then the status is 200
    And "name" equals Decoded

    Examples:
      | address                                            |
      | accounts%28a0000000-0000-4000-8000-0000000000ed%29 |
      | a%63counts(a0000000-0000-4000-8000-0000000000ed)   |

  @WA-001 @WA-002 @WA-004
  Scenario Outline: All versions of the Web API share their rows, and names are case-sensitive
    When a client sends
      """
      GET /api/data/<version>/<set>?$top=1
      """
    Then the status is <status>

    Examples:
      | version | set      | status |
      | v9.0    | accounts | 200    |
      | v9.1    | accounts | 200    |
      | v9.2    | accounts | 200    |
      | v9.2    | Accounts | 404    |
      | v9.2    | account  | 404    |

  @WA-039
  Scenario Outline: A column that does not exist is refused; with which code is a rule
    Given the rule "invalid_property_code" is "<code>"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"Name":"x"}
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" contains "Name"

    Examples:
      | code       |
      | 0x80048d19 |
      | 0x0        |

  @WA-03A @WA-031
  Scenario: A bind to what is no navigation property is refused
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"x","nothing@odata.bind":"/accounts(a0000000-0000-4000-8000-0000000000e9)"}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "An undeclared property 'nothing' which only has property annotations in the payload but no property value was found in the payload."

  @WA-03E
  Scenario: A text that is too long is refused
    Given a text of 161 characters is remembered as "long text"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"{long text}"}
      """
    Then the status is 400
    And the body equals
      """
      {"error":{"code":"0x80044331","message":"A validation error occurred.  The length of the 'name' attribute of the 'account' entity exceeded the maximum allowed length of '160'."}}
      """

  @WA-030
  Scenario Outline: An invalid body changes nothing
    When a client sends
      """
      POST /api/data/v9.2/accounts

      <body>
      """
    Then the status is 400
    And "/error/code" is a text
    And "/error/message" is a text
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$filter=name eq 'wrong'
      """
    Then "value" has 0 items

    Examples:
      | body                                       |
      | {"name":"wrong"                            |
      | {"name":"wrong","numberofemployees":"ten"} |
      | {"name":"wrong","creditonhold":7}          |
      | {"name":"wrong","accountcategorycode":99}  |
      | {"name":"wrong","revenue":"much"}          |
      | {"name":["wrong"]}                         |
      | [{"name":"wrong"}]                         |
      | "wrong"                                    |

  @WA-03B
  Scenario Outline: A method that a resource does not allow
    When a client sends
      """
      <method> /api/data/v9.2/<path>

      {}
      """
    Then the status is 405

    Examples:
      | method | path     |
      | PUT    | accounts |
      | DELETE | accounts |
      | PATCH  | accounts |

  @WA-030
  Scenario Outline: A malformed id is refused
    When a client sends
      """
      <method> /api/data/v9.2/accounts(<id>)

      {"name":"x"}
      """
    Then the status is 400
    And "/error/message" is a text

    Examples:
      | method | id                                     |
      | GET    | not-a-guid                             |
      | PATCH  | 42                                     |
      | DELETE | bb26025c-cbe6-ed11-a7c6-000d3a9933c    |

  @WA-030
  Scenario: A body that is too large is refused
    Given a text of 17000000 characters is remembered as "long text"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"description":"{long text}"}
      """
    Then the status is 413

  @WA-00A
  Scenario: Headers and preferences that are unknown mean nothing
    When a client sends
      """
      GET /api/data/v9.2/accounts?$top=1
      x-unknown: y
      Prefer: unknown-preference=3, another; x=y
      """
    Then the status is 200
    And the header "Preference-Applied" is absent

  @WA-04F @WA-048
  Scenario: A single property is written and cleared
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000ea","name":"Before","numberofemployees":5}
      """
    When a client sends
      """
      PUT /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)/name

      {"value":"After"}
      """
    Then the status is 204
    And the body is empty
    When a client sends
      """
      DELETE /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)/numberofemployees
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)?$select=name,numberofemployees
      """
    Then the body has
      | name              | After |
      | numberofemployees | null  |

  @WA-04F
  Scenario Outline: A single property that cannot be written: <what>
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000ea","name":"Before"}
      """
    When a client sends
      """
      <method> /api/data/v9.2/accounts(<id>)/<property>

      <body>
      """
    Then the status is <status>
    And "/error/message" contains "<message>"

    Examples:
      | what                    | method | id                                   | property     | body         | status | message                                    |
      | no row                  | PUT    | a0000000-0000-4000-8000-0000000000eb | name         | {"value":"x"} | 404   | Does Not Exist                             |
      | no value                | PUT    | a0000000-0000-4000-8000-0000000000ea | name         | {}           | 400    | The value of 'name' is missing             |
      | a value of another type | PUT    | a0000000-0000-4000-8000-0000000000ea | name         | {"value":5}  | 400    | Cannot convert                             |
      | no column               | PUT    | a0000000-0000-4000-8000-0000000000ea | nosuchcolumn | {"value":5}  | 404    | nosuchcolumn                               |
      | another verb            | POST   | a0000000-0000-4000-8000-0000000000ea | name         | {"value":"x"} | 405   | does not support http method 'POST'        |

  @WA-060 @WA-061 @WA-062 @WA-063
  Scenario Outline: A reference <from> is set and cleared
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000ea","name":"Account"}
      """
    And a client has sent
      """
      POST /api/data/v9.2/contacts

      {"contactid":"a0000000-0000-4000-8000-0000000000eb","lastname":"Contact"}
      """
    When a client sends
      """
      <method> /api/data/v9.2/<set>/$ref

      {"@odata.id":"{org}/api/data/v9.2/<other>"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb)?$select=_parentcustomerid_value
      """
    Then the body has
      | _parentcustomerid_value | a0000000-0000-4000-8000-0000000000ea |
    When a client sends
      """
      DELETE /api/data/v9.2/<cleared>
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb)?$select=_parentcustomerid_value
      """
    Then the body has
      | _parentcustomerid_value | null |

    Examples:
      | from               | method | set                                                                      | other                                          | cleared                                                                                                                                                  |
      | of a row           | PUT    | contacts(a0000000-0000-4000-8000-0000000000eb)/parentcustomerid_account   | accounts(a0000000-0000-4000-8000-0000000000ea) | contacts(a0000000-0000-4000-8000-0000000000eb)/parentcustomerid_account/$ref                                                                              |
      | in a collection    | POST   | accounts(a0000000-0000-4000-8000-0000000000ea)/contact_customer_accounts  | contacts(a0000000-0000-4000-8000-0000000000eb) | accounts(a0000000-0000-4000-8000-0000000000ea)/contact_customer_accounts(a0000000-0000-4000-8000-0000000000eb)/$ref                                        |
      | in a set by its id | POST   | accounts(a0000000-0000-4000-8000-0000000000ea)/contact_customer_accounts  | contacts(a0000000-0000-4000-8000-0000000000eb) | accounts(a0000000-0000-4000-8000-0000000000ea)/contact_customer_accounts/$ref?$id={org}/api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb) |

  @WA-060 @WA-061
  Scenario Outline: A reference that cannot be made: <what>
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000ea","name":"Account"}
      """
    When a client sends
      """
      <method> /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)/<navigation>/$ref

      {"@odata.id":"<other>"}
      """
    Then the status is <status>
    And "/error/message" contains "<message>"

    Examples:
      | what               | method | navigation                | other                                                                | status | message                             |
      | of another table   | PUT    | primarycontactid          | {org}/api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)   | 400    | expected one of 'contact'           |
      | no address         | PUT    | primarycontactid          | contact                                                              | 400    | Resource not found                  |
      | a missing row      | PUT    | primarycontactid          | {org}/api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000ec)   | 404    | Does Not Exist                      |
      | the wrong verb     | POST   | primarycontactid          | {org}/api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000ec)   | 405    | does not support http method 'POST' |
      | many of one        | PUT    | contact_customer_accounts | {org}/api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000ec)   | 405    | does not support http method 'PUT'  |

  @WA-064
  Scenario Outline: A reference to a row of another table is refused and changes nothing: <what>
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"a0000000-0000-4000-8000-0000000000ea","name":"Account"}
      """
    And a client has sent
      """
      POST /api/data/v9.2/contacts

      {"contactid":"a0000000-0000-4000-8000-0000000000eb","lastname":"Contact","parentcustomerid_account@odata.bind":"/accounts(a0000000-0000-4000-8000-0000000000ea)"}
      """
    When a client sends
      """
      <request>

      <body>
      """
    Then the status is 400
    And "/error/message" contains "is a row of '<table>': expected one of '<expected>'"
    When a client sends
      """
      GET /api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb)?$select=_parentcustomerid_value
      """
    Then the body has
      | _parentcustomerid_value | a0000000-0000-4000-8000-0000000000ea |

    Examples:
      | what            | request                                                                                                                                                                           | body                                                                   | table   | expected |
      | set             | PUT /api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb)/parentcustomerid_account/$ref                                                                                    | {"@odata.id":"contacts(a0000000-0000-4000-8000-0000000000ea)"}         | contact | account  |
      | added           | POST /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)/contact_customer_accounts/$ref                                                                                  | {"@odata.id":"/accounts(a0000000-0000-4000-8000-0000000000eb)"}        | account | contact  |
      | removed by its id | DELETE /api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000ea)/contact_customer_accounts/$ref?$id={org}/api/data/v9.2/accounts(a0000000-0000-4000-8000-0000000000eb)         |                                                                        | account | contact  |

  @WA-065
  Scenario Outline: Clearing a reference to one row leaves the reference to another as it is: <what>
    Given these rows of "accounts"
      | accountid                            | name    |
      | a0000000-0000-4000-8000-0000000000ea | Account |
      | a0000000-0000-4000-8000-0000000000ec | Another |
    And these rows of "contacts"
      | contactid                            | lastname | parentcustomerid_account@odata.bind             |
      | a0000000-0000-4000-8000-0000000000eb | Contact  | /accounts(a0000000-0000-4000-8000-0000000000ea) |
    When a client sends
      """
      DELETE /api/data/v9.2/<reference>
      """
    And a client sends
      """
      GET /api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb)?$select=_parentcustomerid_value
      """
    Then the body has
      | _parentcustomerid_value | a0000000-0000-4000-8000-0000000000ea |

    Examples:
      | what                    | reference                                                                                                                                          |
      | by its key              | accounts(a0000000-0000-4000-8000-0000000000ec)/contact_customer_accounts(a0000000-0000-4000-8000-0000000000eb)/$ref                                  |
      | by its id               | accounts(a0000000-0000-4000-8000-0000000000ec)/contact_customer_accounts/$ref?$id={org}/api/data/v9.2/contacts(a0000000-0000-4000-8000-0000000000eb) |
      | of another table        | contacts(a0000000-0000-4000-8000-0000000000eb)/parentcustomerid_contact/$ref                                                                         |
