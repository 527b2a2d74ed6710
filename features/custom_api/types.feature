Feature: Types of parameters and properties
  Parameters and response properties have one of thirteen types.

  @CA-030 @CA-051 @CA-024
  Scenario Outline: A value of each type is taken as a parameter and returned as a property
    Given the custom API "sample_Echo"
      | kind      | name | type   |
      | parameter | In   | <type> |
      | property  | Out  | <type> |
      | property  | More | Integer |
    And "sample_Echo" behaves as
      """
      {"outcomes":[{"return":{"Out":<value>}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Echo

      {"In":<value>}
      """
    Then the status is 200
    And "Out" equals <value>
    And "More" equals 0

    Examples:
      | type        | value                                  |
      | Boolean     | true                                   |
      | DateTime    | "2024-01-02T03:04:05Z"                 |
      | Decimal     | 1.5                                    |
      | Float       | 1.5                                    |
      | Integer     | 42                                     |
      | Integer     | -2147483648                            |
      | Money       | 9.99                                   |
      | Picklist    | 1                                      |
      | String      | "x"                                    |
      | String      | "Grüße 🎉"                             |
      | String      | ""                                     |
      | StringArray | ["a","b"]                              |
      | StringArray | []                                     |
      | Guid        | "bb26025c-cbe6-ed11-a7c6-000d3a9933c9" |

  @CA-024 @CA-023
  Scenario: A response property that is not set has the default of its type
    Given the custom API "sample_Defaults"
      | kind     | name    | type            |
      | property | Flag    | Boolean         |
      | property | When    | DateTime        |
      | property | Amount  | Decimal         |
      | property | Row     | Entity          |
      | property | Ref     | EntityReference |
      | property | Ratio   | Float           |
      | property | Count   | Integer         |
      | property | Price   | Money           |
      | property | Choice  | Picklist        |
      | property | Text    | String          |
      | property | Texts   | StringArray     |
      | property | Id      | Guid            |
    When a client sends
      """
      POST /api/data/v9.2/sample_Defaults

      {}
      """
    Then the status is 200
    And the body has
      | Flag   | false                                |
      | When   | 0001-01-01T00:00:00Z                 |
      | Amount | 0                                    |
      | Row    | null                                 |
      | Ref    | null                                 |
      | Ratio  | 0                                    |
      | Count  | 0                                    |
      | Price  | 0                                    |
      | Choice | 0                                    |
      | Text   | null                                 |
      | Texts  | null                                 |
      | Id     | 00000000-0000-0000-0000-000000000000 |

  @CA-024
  Scenario Outline: The value of a response property that is not set is a rule
    Given the rule "default_outputs" is "<value>"
    And the custom API "sample_Defaults"
      | kind     | name  | type    |
      | property | Flag  | Boolean |
      | property | Count | Integer |
    When a client sends
      """
      POST /api/data/v9.2/sample_Defaults

      {}
      """
    Then the status is 200
    And the body has
      | Flag  | <flag>  |
      | Count | <count> |

    Examples:
      | value | flag  | count |
      | typed | false | 0     |
      | null  | null  | null  |

  @CA-040 @CA-030
  Scenario: An Entity parameter names its table in @odata.type
    Given the custom API "sample_Take"
      | kind      | name | type   |
      | parameter | Row  | Entity |
    When a client sends
      """
      POST /api/data/v9.2/sample_Take

      {"Row":{"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9","name":"x"}}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Take

      {"Row":{"name":"x"}}
      """
    Then the status is 400
    And "/error/message" contains "EdmEntityObject passed should have the key property value set."

  @CA-030
  Scenario: An EntityReference parameter is a row that has only its key
    Given the custom API "sample_Take"
      | kind      | name | type            | table   |
      | parameter | Ref  | EntityReference | contact |
    When a client sends
      """
      POST /api/data/v9.2/sample_Take

      {"Ref":{"@odata.type":"Microsoft.Dynamics.CRM.contact","contactid":"bb26025c-cbe6-ed11-a7c6-000d3a9933c9"}}
      """
    Then the status is 204

  @CA-033
  Scenario Outline: Each type as a function's literal
    Given the function "sample_Take"
      | kind      | name | type    |
      | parameter | In   | <type>  |
      | property  | Ok   | Boolean |
    When a client sends
      """
      GET /api/data/v9.2/sample_Take(In=@p)?@p=<literal>
      """
    Then the status is 200

    Examples:
      | type            | literal                                                      |
      | Boolean         | true                                                         |
      | DateTime        | 2024-01-02T03:04:05Z                                         |
      | Decimal         | 1.5                                                          |
      | Float           | 1.5                                                          |
      | Integer         | 42                                                           |
      | Money           | 9.99                                                         |
      | Picklist        | 1                                                            |
      | String          | 'it''s'                                                      |
      | StringArray     | ["a","b"]                                                    |
      | Guid            | bb26025c-cbe6-ed11-a7c6-000d3a9933c9                         |
      | EntityReference | {'@odata.id':'contacts(bb26025c-cbe6-ed11-a7c6-000d3a9933c9)'} |

  @CA-03F
  Scenario Outline: A value of the wrong type is refused
    Given the custom API "sample_Take"
      | kind      | name | type   |
      | parameter | In   | <type> |
    When a client sends
      """
      POST /api/data/v9.2/sample_Take

      {"In":<value>}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19

    Examples:
      | type        | value         |
      | Boolean     | "yes"         |
      | Boolean     | 1             |
      | DateTime    | "yesterday"   |
      | DateTime    | 20240102      |
      | Decimal     | "much"        |
      | Float       | {}            |
      | Integer     | 1.5           |
      | Integer     | 2147483648    |
      | Integer     | "one"         |
      | Picklist    | []            |
      | String      | 7             |
      | StringArray | "a"           |
      | StringArray | [1]           |
      | Guid        | "not-a-guid"  |
      | Entity      | "x"           |

  @CA-071
  Scenario Outline: A parameter's value is converted as a column's: <json> for <type>
    Given the custom API "sample_Takes"
      | kind      | name | type   |
      | parameter | In   | <type> |
    When a client sends
      """
      POST /api/data/v9.2/sample_Takes

      {"In":<json>}
      """
    Then the status is <status>

    Examples:
      | type     | json                                     | status |
      | Integer  | "12"                                     | 204    |
      | Integer  | 1.5                                      | 400    |
      | Picklist | "12"                                     | 204    |
      | Boolean  | "true"                                   | 204    |
      | Boolean  | 1                                        | 400    |
      | Float    | "1.5"                                    | 204    |
      | Guid     | "{A0000000-0000-4000-8000-00000000B0D2}" | 204    |
      | Decimal  | "1.5"                                    | 400    |
      | Money    | "1.5"                                    | 400    |
      | String   | 5                                        | 400    |
      | DateTime | "2024-01-02"                             | 400    |

  @CA-071
  Scenario Outline: With IEEE754Compatible=true a parameter of the type <type> is a text
    Given the custom API "sample_Takes"
      | kind      | name | type   |
      | parameter | In   | <type> |
    When a client sends
      """
      POST /api/data/v9.2/sample_Takes
      Content-Type: application/json; IEEE754Compatible=true

      {"In":"1.5"}
      """
    Then the status is 204

    Examples:
      | type    |
      | Decimal |
      | Money   |

  @CA-072
  Scenario Outline: A function's parameter is converted as an action's: <address>
    Given the function "sample_Asks"
      | kind      | name | type    |
      | parameter | In   | <type>  |
      | property  | Out  | Integer |
    When a client sends
      """
      GET /api/data/v9.2/<address>
      """
    Then the status is <status>

    Examples:
      | type    | address                      | status |
      | Integer | sample_Asks(In='5')          | 200    |
      | Integer | sample_Asks(In=@p)?@p='5'    | 200    |
      | Integer | sample_Asks(In=5.5)          | 400    |
      | Decimal | sample_Asks(In='5.5')        | 200    |
      | Boolean | sample_Asks(In=@p)?@p='true' | 200    |
      | String  | sample_Asks(In=5)            | 400    |
