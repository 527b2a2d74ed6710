Feature: Open types
  A parameter of the type Entity or EntityCollection without a table takes rows of the open type `expando`, whose
  properties no table defines, and rows of any tables.

  @CA-080
  Scenario Outline: A parameter takes a row of the open type: <what>
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":<json>}
      """
    Then the status is 204

    Examples:
      | what                      | json |
      | of the article            | {"@odata.type":"Microsoft.Dynamics.CRM.expando","id@odata.type":"Guid","id":"59fab58c-46f9-425c-b32d-43726fb6e95b","displayName@odata.type":"String","displayName":"Redmond STEM Academy","address":{"@odata.type":"Microsoft.Dynamics.CRM.expando","city@odata.type":"String","city":"Redmond"}} |
      | with a # before its type  | {"@odata.type":"#Microsoft.Dynamics.CRM.expando","Id":1,"Child":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":true}} |
      | without properties        | {"@odata.type":"#Microsoft.Dynamics.CRM.expando"} |
      | with a row of a table     | {"@odata.type":"#Microsoft.Dynamics.CRM.expando","who":{"@odata.type":"#Microsoft.Dynamics.CRM.account","name":"A"}} |

  @CA-080
  Scenario: A parameter of a table takes no row of the open type
    Given the custom API "sample_Closed"
      | kind      | name    | type   | table   |
      | parameter | Payload | Entity | account |
    When a client sends
      """
      POST /api/data/v9.2/sample_Closed

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","name":"A"}}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19

  @CA-081 @CA-082 @CA-073
  Scenario Outline: An annotation says the type of a property: <kind> for <json>
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","p@odata.type":"<kind>","p":<json>}}
      """
    Then the status is <status>

    Examples:
      | kind                                         | json                                   | status |
      | #Int64                                       | 9007199254740993                       | 204    |
      | Edm.Int64                                    | 9007199254740993                       | 204    |
      | Int64                                        | 1e30                                   | 400    |
      | Int16                                        | 32767                                  | 204    |
      | Int16                                        | 32768                                  | 400    |
      | Byte                                         | -1                                     | 400    |
      | Decimal                                      | 1.50                                   | 204    |
      | Double                                       | 0.1                                    | 204    |
      | Boolean                                      | true                                   | 204    |
      | Boolean                                      | "perhaps"                              | 400    |
      | Guid                                         | "59fab58c-46f9-425c-b32d-43726fb6e95b" | 204    |
      | #Guid                                        | "nothing of the kind"                  | 400    |
      | #DateTimeOffset                              | "2024-01-02T03:04:05Z"                 | 204    |
      | #DateTimeOffset                              | "yesterday"                            | 400    |
      | Date                                         | "2024-01-02"                           | 204    |
      | #String                                      | "it's [a]"                             | 204    |
      | #String                                      | 5                                      | 400    |
      | #String                                      | null                                   | 204    |
      | #Collection(String)                          | ["a","b"]                              | 204    |
      | Collection(Int32)                            | [1,2,3]                                | 204    |
      | Collection(Edm.Guid)                         | []                                     | 204    |
      | Collection(Int32)                            | [1,"x"]                                | 400    |
      | Collection(Int32)                            | [1,null]                               | 400    |
      | Collection(String)                           | "a"                                    | 400    |
      | Int32                                        | [1]                                    | 400    |
      | #Collection(Microsoft.Dynamics.CRM.expando)  | [{"a":1},{"@odata.type":"#Microsoft.Dynamics.CRM.expando"}] | 204 |
      | #Microsoft.Dynamics.CRM.expando              | {"a":1}                                | 204    |
      | #Microsoft.Dynamics.CRM.nothing              | {"a":1}                                | 400    |
      | Nothing                                      | 1                                      | 400    |
      | Duration                                     | "PT1S"                                 | 501    |
      | #Microsoft.Dynamics.CRM.AppointmentProposal  | {"Start":null}                         | 501    |

  @CA-082 @CA-083
  Scenario Outline: A value whose type nothing says is refused: <json>
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","p":<json>}}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "A value without a type name was found and no expected type is available."

    Examples:
      | json      |
      | ["a","b"] |
      | []        |
      | {"a":1}   |

  @CA-081
  Scenario: An annotation of a property that is not there is refused
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","who@odata.bind":"accounts(acc00000-0000-4000-8000-000000000001)"}}
      """
    Then the status is 400
    And "/error/message" contains "An undeclared property 'who' which only has property annotations in the payload"

  @CA-083
  Scenario Outline: A text that may be anything needs its annotation: <text>
    Given the rule "open_type_texts" is "<value>"
    And the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","p":"<text>"}}
      """
    Then the status is <status>

    Examples:
      | value  | text    | status |
      | reject | plain   | 204    |
      | reject | it's    | 400    |
      | reject | a [b]   | 400    |
      | accept | it's    | 204    |
      | accept | a [b]   | 204    |

  @CA-084 @CA-086 @CA-083
  Scenario: A single property of an open type is the answer itself
    Given the custom API "sample_Open"
      | kind     | name | type   |
      | property | Out  | Entity |
    And "sample_Open" behaves as
      """
      {"outcomes":[{"return":{"Out":{"@odata.type":"#Microsoft.Dynamics.CRM.expando",
        "whole":7,"part":1.5,"ratio@odata.type":"Double","ratio":0.1,"large@odata.type":"Int64","large":9007199254740993,"truth":true,
        "text":"a","nothing":null,"id@odata.type":"Guid","id":"59fab58c-46f9-425c-b32d-43726fb6e95b",
        "at@odata.type":"DateTimeOffset","at":"2024-01-02T03:04:05Z","day@odata.type":"Date","day":"2024-01-02",
        "texts@odata.type":"Collection(String)","texts":["a","b"],"numbers@odata.type":"#Collection(Int64)","numbers":[1,9007199254740993],
        "inside":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":2147483648},
        "rows@odata.type":"#Collection(Microsoft.Dynamics.CRM.expando)","rows":[{"n":1},{"n":2}]}}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {}
      """
    Then the status is 200
    And the exchange matches snapshot "web_api/open-type"
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#expando/$entity","@odata.type":"#Microsoft.Dynamics.CRM.expando",
       "whole":7,"part@odata.type":"#Decimal","part":1.5,"ratio":0.1,"large@odata.type":"#Int64","large":9007199254740993,"truth":true,
       "text":"a","nothing":null,"id@odata.type":"#Guid","id":"59fab58c-46f9-425c-b32d-43726fb6e95b",
       "at@odata.type":"#DateTimeOffset","at":"2024-01-02T03:04:05Z","day@odata.type":"#Date","day":"2024-01-02",
       "texts@odata.type":"#Collection(String)","texts":["a","b"],"numbers@odata.type":"#Collection(Int64)","numbers":[1,9007199254740993],
       "inside":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x@odata.type":"#Decimal","x":2147483648},
       "rows@odata.type":"#Collection(Microsoft.Dynamics.CRM.expando)",
       "rows":[{"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":1},{"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":2}]}
      """

  @CA-084
  Scenario: An open type beside other properties
    Given the custom API "sample_Open"
      | kind     | name  | type    |
      | property | Out   | Entity  |
      | property | Count | Integer |
    And "sample_Open" behaves as
      """
      {"outcomes":[{"return":{"Count":3,"Out":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","a":1}}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {}
      """
    Then the status is 200
    And "Count" equals 3
    And "/Out/@odata.type" equals #Microsoft.Dynamics.CRM.expando
    And "/Out/a" equals 1

  @CA-085
  Scenario Outline: An array does not reach a plug-in over the Web API
    Given the rule "open_type_arrays" is "<value>"
    And the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
      | property  | Out     | Entity |
    And a client has sent
      """
      PATCH /api/data/v9.2/customapis({custom api})

      {"PluginTypeId@odata.bind":"/plugintypes(f72b81c0-75dc-483d-952b-2c78d104180e)"}
      """
    And the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "open.py"
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","p@odata.type":"<kind>","p":<json>}}
      """
    Then the status is <status>
    And "<path>" equals <text>

    Examples:
      | value  | kind                                        | json      | status | path           | text       |
      | reject | #Collection(String)                         | ["a"]     | 400    | /error/code    | 0x80040224 |
      | reject | #Collection(Int32)                          | []        | 400    | /error/code    | 0x80040224 |
      | reject | #Collection(Microsoft.Dynamics.CRM.expando) | [{"a":1}] | 200    | /p/0/a         | 1          |
      | accept | #Collection(String)                         | ["a"]     | 200    | /p/0           | a          |
      | accept | #Collection(Int32)                          | [7]       | 200    | /p/0           | 7          |

  @CA-085
  Scenario: Without a rule, an array does not reach a plug-in over the Web API
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
      | property  | Out     | Entity |
    And a client has sent
      """
      PATCH /api/data/v9.2/customapis({custom api})

      {"PluginTypeId@odata.bind":"/plugintypes(f72b81c0-75dc-483d-952b-2c78d104180e)"}
      """
    And the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "open.py"
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","p@odata.type":"#Collection(String)","p":["a"]}}
      """
    Then the status is 400
    And "/error/code" equals 0x80040224

  @CA-087
  Scenario: In the background nothing is lost
    Given the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
      | property  | Out     | Entity |
    And "sample_Open" behaves as
      """
      {"outcomes":[{"return":{"Out":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","large@odata.type":"Int64","large":9007199254740993,
        "list@odata.type":"Collection(Int32)","list":[1,2],"inside":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":true}}}}]}
      """
    When "sample_Open" is submitted
      """
      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","Id":1,"Tags@odata.type":"#Collection(String)","Tags":["a","b"],
       "Counts@odata.type":"#Collection(Int32)","Counts":[1,2],"Child":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":true}}}
      """
    And everything settles
    And the row of the operation is read
    Then "inputparameters" holds the JSON
      """
      [{"Key":"Payload","Value":{"LogicalName":null,"Id":"00000000-0000-0000-0000-000000000000","Attributes":[{"Key":"Id","Value":1},{"Key":"Tags","Value":["a","b"]},{"Key":"Counts","Value":[1,2]},{"Key":"Child","Value":{"LogicalName":null,"Id":"00000000-0000-0000-0000-000000000000","Attributes":[{"Key":"x","Value":true}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]}}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]}}]
      """
    And "outputparameters" holds the JSON
      """
      [{"Key":"Out","Value":{"LogicalName":null,"Id":"00000000-0000-0000-0000-000000000000","Attributes":[{"Key":"large","Value":9007199254740993},{"Key":"list","Value":[1,2]},{"Key":"inside","Value":{"LogicalName":null,"Id":"00000000-0000-0000-0000-000000000000","Attributes":[{"Key":"x","Value":true}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]}}],"FormattedValues":[],"RelatedEntities":[],"RowVersion":null,"KeyAttributes":[]}}]
      """
    When the status monitor is polled
    Then "/Out/@odata.type" equals #Microsoft.Dynamics.CRM.expando
    And "/Out/large@odata.type" equals #Int64
    And "/Out/large" equals 9007199254740993
    And "/Out/list@odata.type" equals #Collection(Int32)
    And "/Out/list/1" equals 2
    And "/Out/inside/x" equals true

  @CA-087 @CA-08C @emulator @handlers
  Scenario Outline: A plug-in reads and writes a row of the open type, <when>, in <handler>
    Given the rule "open_type_arrays" is "accept"
    And the custom API "sample_Open"
      | kind      | name    | type   |
      | parameter | Payload | Entity |
      | property  | Out     | Entity |
    And a client has sent
      """
      PATCH /api/data/v9.2/customapis({custom api})

      {"PluginTypeId@odata.bind":"/plugintypes(f72b81c0-75dc-483d-952b-2c78d104180e)"}
      """
    And the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "<handler>"
    When "sample_Open" is submitted
      """
      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","Id":1,"Tags@odata.type":"#Collection(String)","Tags":["a","b"],
       "Counts@odata.type":"#Collection(Int32)","Counts":[1,2],"Child":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":true},
       "Rows@odata.type":"#Collection(Microsoft.Dynamics.CRM.expando)","Rows":[{"n":1},{"n":2}]}}
      """
    And everything settles
    And the status monitor is polled
    Then "/backgroundOperationStatusCode" equals 30
    And "/Out/Id" equals 1
    And "/Out/LogicalName" equals null
    And "/Out/Properties" equals 5
    And "/Out/Tags/1" equals b
    And "/Out/Counts/1" equals 2
    And "/Out/Counts@odata.type" equals #Collection(Int32)
    And "/Out/Child/x" equals true
    And "/Out/Rows/1/n" equals 2

    Examples:
      | when              | handler |
      | in the background | open.py |
      | in the background | open.js |

  @CA-08C @no-samples
  Scenario: A webhook gets a row of the open type
    Given a sink "hook"
    And a webhook "endpoint" to "{hook}"
    And the custom API "sample_Open" that takes all steps
      | kind      | name    | type             |
      | parameter | Payload | Entity           |
      | parameter | Rows    | EntityCollection |
    And these processing steps
      | on          | as   | stage         | mode        | to       |
      | sample_Open | step | PostOperation | synchronous | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Payload":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","Id":1,"Tags@odata.type":"#Collection(String)","Tags":["a","b"],
       "Child":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","x":true}},
       "Rows":[{"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":1},{"@odata.type":"#Microsoft.Dynamics.CRM.account","name":"A"}]}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    Then the Python reader accepts the body of request 1 at the sink "hook"
    And the body has
      | /inputs/Payload/LogicalName               | null    |
      | /inputs/Payload/Attributes/Id             | 1       |
      | /inputs/Payload/Attributes/Tags/1         | b       |
      | /inputs/Payload/Attributes/Child/Attributes/x | true |
      | /inputs/Rows/EntityName                   | null    |
      | /inputs/Rows/Entities/0/LogicalName       | null    |
      | /inputs/Rows/Entities/0/Attributes/n      | 1       |
      | /inputs/Rows/Entities/1/LogicalName       | account |

  @CA-08A
  Scenario: A collection has rows of several tables and of the open type
    Given the custom API "sample_Open"
      | kind      | name | type             |
      | parameter | Rows | EntityCollection |
      | property  | Out  | EntityCollection |
      | property  | More | Integer          |
    And "sample_Open" behaves as
      """
      {"outcomes":[{"return":{"Out":[{"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":1},
        {"@odata.type":"#Microsoft.Dynamics.CRM.account","name":"A"},{"@odata.type":"#Microsoft.Dynamics.CRM.contact","lastname":"C"}]}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Rows":[{"@odata.type":"#Microsoft.Dynamics.CRM.account","name":"A"},{"@odata.type":"#Microsoft.Dynamics.CRM.contact","lastname":"C"},
        {"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":1}]}
      """
    Then the status is 200
    And "/Out/0/@odata.type" equals #Microsoft.Dynamics.CRM.expando
    And "/Out/0/n" equals 1
    And "/Out/1/@odata.type" equals #Microsoft.Dynamics.CRM.account
    And "/Out/1/name" equals A
    And "/Out/2/@odata.type" equals #Microsoft.Dynamics.CRM.contact

  @CA-08A
  Scenario: A row in a collection names its type
    Given the custom API "sample_Open"
      | kind      | name | type             |
      | parameter | Rows | EntityCollection |
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Rows":[{"@odata.type":"#Microsoft.Dynamics.CRM.account","name":"A"},{"@odata.type":"#Microsoft.Dynamics.CRM.contact","lastname":"C"}]}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Open

      {"Rows":[{"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":1},{"n":2}]}
      """
    Then the status is 400

  @CA-08B
  Scenario: A function takes no open type
    Given the function "sample_Ask"
      | kind      | name | type    |
      | parameter | In   | Entity  |
      | property  | Ok   | Boolean |
    When a client sends
      """
      GET /api/data/v9.2/sample_Ask(In=@p)?@p={"@odata.type":"%23Microsoft.Dynamics.CRM.expando","n":1}
      """
    Then the status is 400
    And "/error/message" contains "Parameter 'In' of a function cannot be of an open type."

  @CA-08B
  Scenario: A function returns an open type
    Given the function "sample_Ask"
      | kind     | name | type   |
      | property | Out  | Entity |
    And "sample_Ask" behaves as
      """
      {"outcomes":[{"return":{"Out":{"@odata.type":"#Microsoft.Dynamics.CRM.expando","n":1}}}]}
      """
    When a client sends
      """
      GET /api/data/v9.2/sample_Ask()
      """
    Then the status is 200
    And "n" equals 1
