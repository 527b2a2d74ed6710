Feature: Errors of a custom API's call
  An invalid call is refused with the platform's message before it has any effect.

  Background:
    Given the custom API "sample_Report"
      | kind               | name  | type    |
      | parameter          | Title | String  |
      | optional parameter | Year  | Integer |
    And the function "sample_Greet"
      | kind      | name | type   |
      | parameter | Name | String |
      | property  | Text | String |

  @CA-03C
  Scenario: An unknown parameter
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {"Title":"x","Color":"red"}
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "Error identified in Payload provided by the user for Entity :'', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : Microsoft.OData.ODataException: The parameter 'Color' in the request payload is not a valid parameter for the operation 'sample_Report'."

  @CA-03C
  Scenario: Parameter names are case-sensitive
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {"Title":"x","year":2026}
      """
    Then the status is 400
    And "/error/message" contains "The parameter 'year' in the request payload is not a valid parameter"

  @CA-03D
  Scenario: A missing required parameter
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {"Year":2026}
      """
    Then the status is 400
    And the body equals
      """
      {"error":{"code":"0x80040203","message":"Required field 'Title' is missing for RequestName='sample_Report'"}}
      """

  @CA-03D
  Scenario Outline: The message of a missing parameter is a rule
    Given the rule "missing_parameter" is "<value>"
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {}
      """
    Then the status is 400
    And "/error/code" equals <code>
    And "/error/message" contains "<text>"

    Examples:
      | value   | code       | text                                                                                      |
      | message | 0x80040203 | Required field 'Title' is missing for RequestName='sample_Report'                         |
      | odata   | 0x80048d19 | One or more parameters of the operation 'sample_Report' are missing from the request payload. The missing parameters are: Title. |

  @CA-03D
  Scenario: A required parameter that is null counts as missing
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {"Title":null}
      """
    Then the status is 400

  @CA-03D
  Scenario: An optional parameter may be null
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {"Title":"x","Year":null}
      """
    Then the status is 204

  @CA-03B
  Scenario Outline: A function's parameters must fit its signature
    When a client sends
      """
      GET /api/data/v9.2/sample_Greet<arguments>
      """
    Then the status is 404
    And the body has
      | /error/code    | 0x80060888                                         |
      | /error/message | Resource not found for the segment 'sample_Greet'. |

    Examples:
      | arguments              |
      | ()                     |
      | (Nmae='x')             |
      | (name='x')             |
      | (Name='x',More=1)      |

  @CA-03F
  Scenario Outline: A body that is no object of parameters is refused
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      <body>
      """
    Then the status is 400
    And "/error/code" equals 0x80048d19
    And "/error/message" contains "Error identified in Payload provided by the user"

    Examples:
      | body                       |
      | {"Title":                  |
      | {"Title":"x"} trailing     |
      | "Title"                    |
      | [{"Title":"x"}]            |
      | null                       |
      | {'Title':'x'}              |
      | {"Title":"x","Title":"y"}  |

  @CA-03F
  Scenario Outline: A malformed literal of a function is refused
    When a client sends
      """
      GET /api/data/v9.2/sample_Greet(<argument>)
      """
    Then the status is 400
    And "/error/message" is a text

    Examples:
      | argument    |
      | Name='x     |
      | Name=       |
      | Name='x''   |
