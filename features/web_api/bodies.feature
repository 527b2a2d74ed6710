Feature: How bodies and their values are read
  A body is one JSON object. Its values are converted to the types of their columns and parameters as the OData library
  does it, and the common mistakes have errors of their own.

  Background:
    Given the text "a0000000-0000-4000-8000-00000000b0d1" is remembered as "account"

  @WA-160
  Scenario Outline: A text stands for a value of the type <type>
    When a client sends
      """
      POST /api/data/v9.2/<rows>
      Prefer: return=representation

      <body>
      """
    Then the status is 201
    And "/<column>" equals <value>

    Examples:
      | type               | rows     | body                                                                             | column               | value                                |
      | whole number       | contacts | {"lastname":"x","numberofchildren":" 2 "}                                        | numberofchildren     | 2                                    |
      | choice             | contacts | {"lastname":"x","gendercode":"1"}                                                | gendercode           | 1                                    |
      | truth value        | contacts | {"lastname":"x","donotemail":"True"}                                             | donotemail           | true                                 |
      | floating point     | accounts | {"name":"x","address1_latitude":"1.5"}                                           | address1_latitude    | 1.5                                  |
      | guid               | contacts | {"lastname":"x","contactid":"{A0000000-0000-4000-8000-00000000B0D2}"}            | contactid            | a0000000-0000-4000-8000-00000000b0d2 |
      | date               | contacts | {"lastname":"x","birthdate":"1984-2-29"}                                         | birthdate            | "1984-02-29"                         |
      | date and time      | accounts | {"name":"x","lastonholdtime":"2024-01-02T04:04:05+01:00"}                        | lastonholdtime       | "2024-01-02T03:04:05Z"               |

  @WA-161
  Scenario Outline: <literal> is no value of the type <type>
    When a client sends
      """
      POST /api/data/v9.2/<rows>

      <body>
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "Cannot convert the literal '<literal>' to the expected type '<type>'."

    Examples:
      | rows     | body                                                       | literal              | type               |
      | contacts | {"lastname":"x","gendercode":"one"}                        | one                  | Edm.Int32          |
      | contacts | {"lastname":"x","numberofchildren":1.5}                    | 1.5                  | Edm.Int32          |
      | contacts | {"lastname":"x","numberofchildren":2147483648}             | 2147483648           | Edm.Int32          |
      | contacts | {"lastname":"x","numberofchildren":true}                   | True                 | Edm.Int32          |
      | contacts | {"lastname":"x","donotemail":1}                            | 1                    | Edm.Boolean        |
      | contacts | {"lastname":"x","donotemail":"yes"}                        | yes                  | Edm.Boolean        |
      | contacts | {"lastname":5}                                             | 5                    | Edm.String         |
      | contacts | {"lastname":"x","birthdate":"1984-02-29T00:00:00Z"}        | 1984-02-29T00:00:00Z | Edm.Date           |
      | accounts | {"name":"x","lastonholdtime":"2024-01-02"}                 | 2024-01-02           | Edm.DateTimeOffset |
      | accounts | {"name":"x","lastonholdtime":"2024-01-02T03:04:05"}        | 2024-01-02T03:04:05  | Edm.DateTimeOffset |
      | contacts | {"lastname":"x","contactid":"7"}                           | 7                    | Edm.Guid           |

  @WA-161
  Scenario Outline: <found> is no plain value
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":<json>}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "An unexpected '<found>' node was found when reading from the JSON reader. A 'PrimitiveValue' node was expected."

    Examples:
      | json    | found       |
      | {"a":1} | StartObject |
      | ["a"]   | StartArray  |

  @WA-162
  Scenario Outline: An amount as <json> with IEEE754Compatible=<compatible> is <result>
    When a client sends
      """
      POST /api/data/v9.2/contacts
      Content-Type: application/json; IEEE754Compatible=<compatible>

      {"lastname":"x","annualincome":<json>}
      """
    Then the status is <status>

    Examples:
      | json   | compatible | status | result  |
      | 12.5   | false      | 204    | taken   |
      | "12.5" | true       | 204    | taken   |
      | "12.5" | false      | 400    | refused |
      | 12.5   | true       | 400    | refused |

  @WA-162
  Scenario: The error of an amount as a text names the parameter of the content type
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"x","annualincome":"12.5"}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "Cannot convert a value to target type 'Edm.Decimal' because of conflict between input format string/number and parameter 'IEEE754Compatible' false/true."

  @WA-165
  Scenario Outline: A lookup cannot be set as a plain column: <what>
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"x",<member>}
      """
    Then the status is 400
    And "/error/code" equals 0x80060888
    And "/error/message" equals CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.

    Examples:
      | what                      | member                                |
      | the name that answers use | "_parentcustomerid_value":"{account}" |
      | the column of two tables  | "parentcustomerid":"{account}"        |
      | a column of one table     | "ownerid":"{account}"                 |

  @WA-166
  Scenario Outline: <what> clears a lookup
    Given a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"x","primarycontactid":{"lastname":"y"}}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})?$select=_primarycontactid_value
      Prefer: return=representation

      {"<member>":null}
      """
    Then the status is 200
    And "/_primarycontactid_value" is null

    Examples:
      | what                            | member                      |
      | A binding to null               | primarycontactid@odata.bind |
      | Null for the navigation property | primarycontactid            |

  @WA-164
  Scenario Outline: A binding to '<address>' is refused
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"x","primarycontactid@odata.bind":"<address>"}
      """
    Then the status is 400
    And "/error/code" equals 0x80090800
    And "/error/message" equals Invalid url value '<address>' for lookup property 'primarycontactid'.

    Examples:
      | address                              |
      | a0000000-0000-4000-8000-00000000b0d1 |
      | /contacts/                           |
      |                                      |

  @WA-163
  Scenario Outline: A binding of <what> is refused as a payload
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"x",<member>}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "<text>"

    Examples:
      | what                  | member                                                        | text                                            |
      | an undeclared name    | "parentcustomerid@odata.bind":"/accounts({account})"          | An undeclared property 'parentcustomerid' which |
      | a name in wrong case  | "parentcustomerid_Account@odata.bind":"/accounts({account})"  | An undeclared property 'parentcustomerid_Acc    |
      | a row of another table | "parentcustomerid_account@odata.bind":"/contacts({account})" | is one of 'contact'                             |
      | an unknown table      | "parentcustomerid_account@odata.bind":"/nosuch({account})"    | Resource not found for the segment 'nosuch'     |
      | a number              | "parentcustomerid_account@odata.bind":7                       | takes the address of a row                      |

  @WA-163
  Scenario Outline: A property that the table does not have, such as <member>, is refused
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"<member>":1}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "Invalid property '<member>' was found in entity 'Microsoft.Dynamics.CRM.contact'."

    Examples:
      | member    |
      | LastName  |
      | nosuch    |
      | _a_value  |

  @WA-167
  Scenario Outline: A row of the type <type> is <result>
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"@odata.type":"<type>","lastname":"x"}
      """
    Then the status is <status>

    Examples:
      | type                            | status | result  |
      | Microsoft.Dynamics.CRM.contact  | 204    | taken   |
      | #Microsoft.Dynamics.CRM.contact | 204    | taken   |
      | Microsoft.Dynamics.CRM.account  | 400    | refused |
      | Microsoft.Dynamics.CRM.nosuch   | 400    | refused |

  @WA-167
  Scenario Outline: The error of a row's type: <text>
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"@odata.type":"Microsoft.Dynamics.CRM.<type>","lastname":"x"}
      """
    Then "/error/code" equals 0x80048d19
    And "/error/message" contains "<text>"

    Examples:
      | type    | text                                                                                                          |
      | account | which is not assignable to the expected type 'Microsoft.Dynamics.CRM.contact'.                                |
      | nosuch  | A type named 'Microsoft.Dynamics.CRM.nosuch' could not be resolved by the model.                              |

  @WA-168
  Scenario Outline: A row cannot be written without a body: <request>
    When a client sends
      """
      <request>
      """
    Then the status is 400
    And "/error/code" equals 0x80072530
    And "/error/message" equals Passed entity object cannot be null or empty.

    Examples:
      | request                                   |
      | POST /api/data/v9.2/accounts              |
      | PATCH /api/data/v9.2/accounts({account})  |

  @WA-168
  Scenario: A row of no columns has a body
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {}
      """
    Then the status is 204

  @WA-168
  Scenario Outline: A body is an object, and not <json>
    When a client sends
      """
      POST /api/data/v9.2/accounts

      <json>
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "An unexpected '<found>' node was found when reading from the JSON reader. A 'StartObject' node was expected."

    Examples:
      | json | found          |
      | []   | StartArray     |
      | 5    | PrimitiveValue |
      | null | PrimitiveValue |

  @WA-169
  Scenario Outline: By rule a nested row of an update is <rule>
    Given the rule "nested_rows_in_update" is "<rule>"
    And a client has sent
      """
      POST /api/data/v9.2/accounts

      {"accountid":"{account}","name":"before"}
      """
    When a client sends
      """
      PATCH /api/data/v9.2/accounts({account})

      {"name":"after","primarycontactid":{"lastname":"nested"}}
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/accounts({account})?$select=name,_primarycontactid_value
      """
    Then "/name" equals <name>
    And "/_primarycontactid_value" is null

    Examples:
      | rule   | status | name   |
      | reject | 400    | before |
      | ignore | 204    | after  |

  @WA-16A
  Scenario Outline: By rule a body that is a text with JSON in it is <rule>
    Given the rule "json_in_text" is "<rule>"
    When a client sends
      """
      POST /api/data/v9.2/accounts

      <body>
      """
    Then the status is <status>

    Examples:
      | rule   | body                   | status |
      | reject | "{\\"name\\":\\"x\\"}" | 400    |
      | accept | "{\\"name\\":\\"x\\"}" | 204    |
      | accept | "x"                    | 400    |
      | accept | "[]"                   | 400    |

  @WA-170
  Scenario Outline: A value that is out of range has the code of its kind: <kind>
    When a client sends
      """
      POST /api/data/v9.2/<rows>

      <body>
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | kind           | rows     | body                                      | code       | text                                                                                                  |
      | choice         | contacts | {"lastname":"x","gendercode":99}          | 0x8004431a | The value 99 of 'gendercode' on record of type 'contact' is outside the valid range. Accepted Values: |
      | whole number   | accounts | {"name":"x","numberofemployees":-1}       | 0x8004432f | 'numberofemployees'                                                                                   |
      | amount         | accounts | {"name":"x","revenue":-1}                 | 0x80044330 | 'revenue'                                                                                             |
      | floating point | accounts | {"name":"x","address1_latitude":90.5}     | 0x80044330 | 'address1_latitude'                                                                                   |
      | text           | accounts | {"accountnumber":"123456789012345678901"} | 0x80044331 | exceeded the maximum allowed length of '20'                                                           |

  @WA-171
  Scenario Outline: A date before 1753 is refused: <column>
    When a client sends
      """
      POST /api/data/v9.2/<rows>

      {"<column>":"<value>"}
      """
    Then the status is 400
    And "/error/code" equals 0x80040239
    And "/error/message" equals DateTime is less than minumum value supported by CrmDateTime. Actual value: <shown>, Minimum value supported: 01/01/1753 00:00:00

    Examples:
      | rows     | column         | value                | shown               |
      | accounts | lastonholdtime | 0001-01-01T00:00:00Z | 01/01/0001 00:00:00 |
      | contacts | birthdate      | 1752-12-31           | 12/31/1752 00:00:00 |

  @WA-172
  Scenario Outline: By rule an empty text is stored as <stored>
    Given the rule "empty_texts" is "<rule>"
    When a client sends
      """
      POST /api/data/v9.2/accounts?$select=telephone1
      Prefer: return=representation

      {"name":"x","telephone1":""}
      """
    Then the status is 201
    And "/telephone1" <is>

    Examples:
      | rule | stored  | is        |
      | null | null    | is null   |
      | keep | a text  | equals "" |

  @WA-173
  Scenario: A slash behind the rows of a page is ignored
    When a client sends
      """
      GET /api/data/v9.2/accounts/?$select=name&$top=1
      """
    Then the status is 200

  @WA-179
  Scenario Outline: By rule a slash behind a next link is <rule>
    Given the rule "slash_after_options" is "<rule>"
    And a client has sent
      """
      GET /api/data/v9.2/accounts?$select=name&$orderby=name
      Prefer: odata.maxpagesize=1
      """
    And "@odata.nextLink" is remembered as "next"
    When a client sends
      """
      GET {next}/
      Prefer: odata.maxpagesize=1
      """
    Then the status is <status>
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name&$top=2/
      """
    Then the status is <status>

    Examples:
      | rule    | status |
      | ignored | 200    |
      | read    | 400    |
