Feature: Invoke a custom API
  An action is a POST, a function a GET; both may be bound to a row or to the rows of a table.

  Background:
    Given these rows of "accounts"
      | as     | name         |
      | target | A. Datum Inc |

  @CA-030
  Scenario: An unbound action
    Given the custom API "sample_Add"
      | kind      | name | type    |
      | parameter | A    | Integer |
      | property  | Sum  | Integer |
    And "sample_Add" behaves as
      """
      {"outcomes":[{"return":{"Sum":5}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Add

      {"A":2}
      """
    Then the status is 200
    And "Sum" equals 5

  @CA-031
  Scenario: An action bound to a row
    Given the custom API "sample_Rate" bound to a row of "account"
      | kind     | name  | type    |
      | property | Stars | Integer |
    When a client sends
      """
      POST /api/data/v9.2/accounts({target})/Microsoft.Dynamics.CRM.sample_Rate

      {}
      """
    Then the status is 200
    And "Stars" equals 0

  @CA-031
  Scenario: An action bound to a row needs the row
    Given the custom API "sample_Rate" bound to a row of "account"
    When a client sends
      """
      POST /api/data/v9.2/accounts(110eaa68-db17-4115-ad74-d185823fc088)/Microsoft.Dynamics.CRM.sample_Rate

      {}
      """
    Then the status is 404
    And "/error/code" equals 0x80040217

  @CA-032
  Scenario: An action bound to the rows of a table
    Given the custom API "sample_Sweep" bound to the rows of "account"
      | kind     | name  | type    |
      | property | Count | Integer |
    When a client sends
      """
      POST /api/data/v9.2/accounts/Microsoft.Dynamics.CRM.sample_Sweep

      {}
      """
    Then the status is 200
    And "Count" equals 0

  @CA-033
  Scenario Outline: An unbound function
    Given the function "sample_Greet"
      | kind               | name  | type    |
      | parameter          | Name  | String  |
      | optional parameter | Times | Integer |
      | property           | Text  | String  |
    And "sample_Greet" behaves as
      """
      {"outcomes":[{"return":{"Text":"hello"}}]}
      """
    When a client sends
      """
      GET /api/data/v9.2/sample_Greet<arguments>
      """
    Then the status is 200
    And "Text" equals hello

    Examples:
      | arguments                                   |
      | (Name='x',Times=2)                          |
      | (Name='x')                                  |
      | (Name='it''s')                              |
      | (Name=@p1,Times=@p2)?@p1='v'&@p2=1          |
      | (Name=@p1)?@p1='a%26b'                      |

  @CA-033
  Scenario Outline: A function without parameters is called with or without parentheses
    Given the function "sample_Now"
      | kind     | name | type   |
      | property | Text | String |
    When a client sends
      """
      GET /api/data/v9.2/<call>
      """
    Then the status is 200

    Examples:
      | call         |
      | sample_Now() |
      | sample_Now   |

  @CA-034 @CA-051 @CA-057
  Scenario: The documented bound function
    Given the function "sample_IsSystemAdmin" bound to a row of "systemuser"
      | kind     | name    | type    |
      | property | HasRole | Boolean |
    When a client sends
      """
      GET /api/data/v9.2/WhoAmI
      """
    Then "UserId" is remembered as "me"
    When a client sends
      """
      GET /api/data/v9.2/systemusers({me})/Microsoft.Dynamics.CRM.sample_IsSystemAdmin()
      """
    Then the status is 200
    And the header "Content-Type" matches "^application/json; odata.metadata=minimal"
    And the header "OData-Version" is "4.0"
    And the body equals
      """
      {"@odata.context":"{org}/api/data/v9.2/$metadata#Microsoft.Dynamics.CRM.sample_IsSystemAdminResponse","HasRole":false}
      """

  @CA-035
  Scenario: A bound operation needs its namespace
    Given the custom API "sample_Rate" bound to a row of "account"
    When a client sends
      """
      POST /api/data/v9.2/accounts({target})/sample_Rate

      {}
      """
    Then the status is 400
    And "/error/message" equals Request message has unresolved parameters

  @CA-036
  Scenario: A bound action cannot be called without its row or table
    Given the custom API "sample_Rate" bound to a row of "account"
    When a client sends
      """
      POST /api/data/v9.2/sample_Rate

      {}
      """
    Then the status is 404
    And the body has
      | /error/code    | 0x80060888                                       |
      | /error/message | Resource not found for the segment 'sample_Rate'. |

  @CA-037
  Scenario: The bound parameter cannot be passed by name
    Given the custom API "sample_Rate" bound to a row of "account"
    When a client sends
      """
      POST /api/data/v9.2/accounts({target})/Microsoft.Dynamics.CRM.sample_Rate

      {"Target":{"@odata.type":"Microsoft.Dynamics.CRM.account","accountid":"{target}"}}
      """
    Then the status is 400

  @CA-038
  Scenario: An alias without a value is null
    Given the function "sample_Greet"
      | kind               | name | type   |
      | optional parameter | Name | String |
      | property           | Text | String |
    When a client sends
      """
      GET /api/data/v9.2/sample_Greet(Name=@p1)
      """
    Then the status is 200

  @CA-039
  Scenario: Wrong verbs
    Given the custom API "sample_Act"
    And the function "sample_Fun"
      | kind     | name | type   |
      | property | Text | String |
    When a client sends
      """
      GET /api/data/v9.2/sample_Act
      """
    Then the status is 404
    And the body equals
      """
      {"error":{"code":"","message":"No HTTP resource was found that matches the request URI '{org}/api/data/v9.2/sample_Act'."}}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Fun

      {}
      """
    Then the status is 404
    And the body equals
      """
      {"error":{"code":"","message":"No HTTP resource was found that matches the request URI '{org}/api/data/v9.2/sample_Fun'."}}
      """

  @CA-03A
  Scenario Outline: Unknown segments, and names in the wrong case
    Given the custom API "sample_Act"
    When a client sends
      """
      POST /api/data/v9.2/<segment>

      {}
      """
    Then the status is 404
    And the body equals
      """
      {"error":{"code":"0x80060888","message":"Resource not found for the segment '<segment>'."}}
      """

    Examples:
      | segment        |
      | sample_Nothing |
      | sample_act     |
      | SAMPLE_ACT     |
      | Accounts       |

  @CA-03A
  Scenario Outline: The code of unknown segments is a rule
    Given the rule "unknown_segment_code" is "<code>"
    When a client sends
      """
      GET /api/data/v9.2/nothing
      """
    Then the status is 404
    And "/error/code" equals <code>

    Examples:
      | code       |
      | 0x80060888 |
      | 0x8006088a |

  @CA-041
  Scenario: An unbound call has no namespace
    Given the custom API "sample_Act"
    When a client sends
      """
      POST /api/data/v9.2/Microsoft.Dynamics.CRM.sample_Act

      {}
      """
    Then the status is 404

  @CA-044
  Scenario: The misprinted path of the documentation is no route
    Given the custom API "sample_Act"
    When a client sends
      """
      POST /api/v9.1/sample_Act

      {}
      """
    Then the status is 404

  @CA-046 @CA-030
  Scenario: An exception of the plug-in
    Given the custom API "sample_Act"
    And "sample_Act" fails
    When a client sends
      """
      POST /api/data/v9.2/sample_Act

      {}
      """
    Then the status is 400
    And the body equals
      """
      {"error":{"code":"0x80040265","message":"It went wrong."}}
      """

  @CA-046
  Scenario: An exception that carries a code and a status
    Given the custom API "sample_Act"
    And "sample_Act" behaves as
      """
      {"outcomes":[{"fail":{"code":"0x80048405","message":"Access is denied.","httpStatus":403}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Act

      {}
      """
    Then the status is 403
    And "/error/code" equals 0x80048405

  @CA-046
  Scenario Outline: An exception that carries a code alone has the status that the code implies
    Given the custom API "sample_Act"
    And "sample_Act" behaves as
      """
      {"outcomes":[{"fail":{"code":"<code>","message":"x"}}]}
      """
    When a client sends
      """
      POST /api/data/v9.2/sample_Act

      {}
      """
    Then the status is <status>
    And "/error/code" equals <code>

    Examples:
      | code       | status |
      | 0x80040203 | 400    |
      | 0x80048405 | 403    |
      | 0x80040220 | 403    |
      | 0x80040231 | 403    |
      | 0x80040217 | 404    |
      | 0x80048d02 | 404    |
      | 0x8006088a | 404    |
      | 0x80040227 | 405    |
      | 0x8004023b | 405    |
      | 0x80040315 | 405    |
      | 0x80060882 | 412    |
      | 0x8004418a | 413    |
      | 0x80072322 | 429    |
      | 0x80072321 | 429    |
      | 0x80072326 | 429    |
      | 0x80040216 | 500    |
      | 0x80044824 | 501    |

  @CA-030
  Scenario: The documented custom API called directly
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation

      {"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    Then the status is 200
    And "AnnotationId" is a guid

  @CA-050 @alone
  Scenario: The documented clean-up removes the exported annotations
    When a client sends
      """
      POST /api/data/v9.2/sample_ExportDataUsingFetchXmlToAnnotation

      {"FetchXml":"<fetch><entity name='account'><attribute name='name'/></entity></fetch>"}
      """
    Then "AnnotationId" is remembered as "annotation"
    When a client sends
      """
      POST /api/data/v9.2/sample_CleanupExportedDataAnnotations
      """
    Then the status is 204
    And the header "OData-Version" is "4.0"
    And the body is empty
    When a client sends
      """
      GET /api/data/v9.2/annotations({annotation})
      """
    Then the status is 404
