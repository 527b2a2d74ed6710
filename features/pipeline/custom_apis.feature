@no-samples
Feature: Steps of custom APIs
  Other plug-ins hook onto a custom API as far as it allows: its own plug-in is the main operation between them.

  Background:
    Given the custom API "sample_Report" that takes all steps
      | kind               | name    | type   |
      | optional parameter | Subject | String |
      | property           | Summary | String |

  @CA-020 @PL-063 @PL-0F8
  Scenario: Steps run on both sides of the main operation and see its outputs afterwards
    Given "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"prescribed"}}]}
      """
    And these processing steps
      | on            | stage         | mode         | does                                                                                                                                                            |
      | sample_Report | PreValidation | synchronous  | [{"create":{"table":"contact","row":{"lastname":"10","jobtitle":"{{transaction}} {{output.Summary}}"}}}]                                                        |
      | sample_Report | PreOperation  | synchronous  | [{"create":{"table":"contact","row":{"lastname":"20","jobtitle":"{{transaction}} {{output.Summary}}"}}}]                                                        |
      | sample_Report | PostOperation | synchronous  | [{"create":{"table":"contact","row":{"lastname":"40","jobtitle":"{{transaction}} {{output.Summary}}"}}},{"output":{"Summary":"changed for {{input.Subject}}"}}] |
      | sample_Report | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"50","jobtitle":"{{transaction}} {{output.Summary}}"}}}]                                                        |
    When a client sends
      """
      POST /api/data/v9.2/sample_Report

      {"Subject":"Contoso"}
      """
    Then the status is 200
    And "Summary" equals changed for Contoso
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname,jobtitle&$orderby=lastname
      """
    Then the rows are
      | lastname | jobtitle                  |
      | "10"     | false (none)              |
      | "20"     | true (none)               |
      | "40"     | true prescribed           |
      | "50"     | false changed for Contoso |

  @CA-020 @PL-092
  Scenario: A background operation has the outputs that its steps have changed
    Given "sample_Report" behaves as
      """
      {"outcomes":[{"return":{"Summary":"prescribed"}}]}
      """
    And these processing steps
      | on            | stage         | does                                                   |
      | sample_Report | PostOperation | [{"output":{"Summary":"{{output.Summary}}, changed"}}] |
    And "sample_Report" is submitted
    When everything settles
    And the status monitor is polled
    Then "Summary" equals prescribed, changed

  @CA-020 @PL-035
  Scenario Outline: A failing step fails the attempt, which is rolled back and retried
    Given these processing steps
      | on            | stage        | rank | does                                                         |
      | sample_Report | PreOperation | 1    | [{"create":{"table":"contact","row":{"lastname":"inside"}}}] |
      | sample_Report | <stage>      | 2    | [{"fail":{"code":"0x80040265","message":"Not yet."}}]        |
    And "sample_Report" is submitted
    When everything settles
    Then the operation is Waiting For Resources
    And the operation's "retrycount" is 1
    When the clock advances until nothing is left to do
    Then the operation is Failed
    And the operation's "retrycount" is 3
    And the operation's "errorcode" is -2147220891
    And the operation's "errormessage" is Not yet.
    When a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then "value" has 0 items

    Examples:
      | stage         |
      | PreValidation |
      | PreOperation  |
      | PostOperation |

  @CA-020 @PL-043
  Scenario: A step that hangs ends the attempt after two minutes
    Given a client has sent
      """
      PUT /_emulator/v1/sinks/hook

      {"delay":"PT50S"}
      """
    And "url" is remembered as "hook url"
    And these rows of "serviceendpoints"
      | as   | name | contract | url        | authtype | authvalue | path | solutionnamespace |
      | hook | Hook | 8        | {hook url} | 4        | s3cret    | ""   | ""                |
    And these processing steps
      | on            | stage         | to   |
      | sample_Report | PreValidation | hook |
      | sample_Report | PreOperation  | hook |
      | sample_Report | PostOperation | hook |
    When "sample_Report" is submitted
    And request 1 arrives at the sink "hook"
    And the organization waits for time
    And the clock advances by "PT50S"
    And request 2 arrives at the sink "hook"
    And the organization waits for time
    And the clock advances by "PT50S"
    And request 3 arrives at the sink "hook"
    And the organization waits for time
    Then the operation is In Progress
    When the clock advances by "PT20S"
    And everything settles
    Then the operation is Waiting For Resources
    And the operation's "retrycount" is 1

  @CA-020
  Scenario: A later attempt succeeds when the step does
    Given these processing steps
      | as   | on            | stage        | does                                                  |
      | step | sample_Report | PreOperation | [{"fail":{"code":"0x80040265","message":"Not yet."}}] |
    And "sample_Report" is submitted
    And everything settles
    When a client sends
      """
      PATCH /api/data/v9.2/sdkmessageprocessingsteps({step})

      {"statecode":1,"statuscode":2}
      """
    And the clock advances until nothing is left to do
    Then the operation is Succeeded
    And the operation's "retrycount" is 1

  @CA-021
  Scenario: An asynchronous step runs after the commit, and its failure does not reach the caller
    Given the custom API "sample_Later" that takes asynchronous steps
    And these processing steps
      | on           | stage         | mode         | does                                                          |
      | sample_Later | PostOperation | asynchronous | [{"create":{"table":"contact","row":{"lastname":"later"}}}]   |
      | sample_Later | PostOperation | asynchronous | [{"fail":{"code":"0x80040265","message":"It is not told."}}] |
    When a client sends
      """
      POST /api/data/v9.2/sample_Later
      """
    Then the status is 204
    When everything settles
    And a client sends
      """
      GET /api/data/v9.2/contacts?$select=lastname
      """
    Then the rows are
      | lastname |
      | later    |

  @CA-025
  Scenario: The main plug-in gets no configuration, though a step of the same plug-in does
    Given these processing steps
      | on            | stage        | does                 |
      | sample_Report | PreOperation | [{"set_nothing":{}}] |
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      """
    Then the status is 400
    And "/error/message" contains "unknown variant `set_nothing`"
    Given a client has sent
      """
      DELETE /api/data/v9.2/customapis({custom api})
      """
    When a client sends
      """
      POST /api/data/v9.2/customapis

      {"uniquename":"sample_Main","name":"n","displayname":"d","description":"d","bindingtype":0,"isfunction":false,
       "allowedcustomprocessingsteptype":0,"workflowsdkstepenabled":false,
       "PluginTypeId@odata.bind":"/plugintypes(5c2197ed-0000-4000-8000-000000000001)"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Main
      """
    Then the status is 400
    And "/error/message" contains "its configuration is no list of actions: EOF"

  @CA-02E
  Scenario: The plug-in is set later
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      """
    Then the status is 200
    When a client sends
      """
      PATCH /api/data/v9.2/customapis({custom api})

      {"PluginTypeId@odata.bind":"/plugintypes(5c2197ed-0000-4000-8000-000000000001)"}
      """
    Then the status is 204
    When a client sends
      """
      POST /api/data/v9.2/sample_Report
      """
    Then the status is 400
    And "/error/message" contains "DataverseEmulator.ScriptedPlugin"
