@emulator @handlers @no-samples
Feature: Trace logs
  Traces of plug-ins are rows, as far as the organization's setting allows. They survive the rollback of a request.

  Background:
    Given a client has sent
      """
      GET /api/data/v9.2/organizations?$select=organizationid,plugintracelogsetting
      """
    And "/value/0/organizationid" is remembered as "organizationid"
    And these processing steps
      | as   | name                          | on             | stage         | does                                                                                                 |
      | good | Create account, PreOperation  | Create account | PreOperation  | [{"trace":"Looking at {{target.name}}"}]                                                             |
      | bad  | Create account, PostOperation | Create account | PostOperation | [{"trace":"About to fail"},{"trace":"now"},{"fail":{"code":"0x80040265","message":"Not this one."}}] |

  @PL-120
  Scenario Outline: The organization's setting says which runs are logged
    Given a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"plugintracelogsetting":<setting>}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Contoso"}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=messageblock
      """
    Then "value" has <rows> items

    Examples:
      | setting | rows |
      | 0       | 0    |
      | 1       | 1    |
      | 2       | 2    |

  @PL-122
  Scenario: Of a trace that is too long the oldest lines are dropped
    Given a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"plugintracelogsetting":2}
      """
    And these rows of "pluginassemblies"
      | as       | name    | version | culture | publickeytoken   | content |
      | assembly | Contoso | 1.0.0.0 | neutral | 927f986a04c54a2f | TVo=    |
    And these rows of "plugintypes"
      | as   | typename        | friendlyname | pluginassemblyid@odata.bind   |
      | type | Contoso.Handler | Handler      | /pluginassemblies({assembly}) |
    And these processing steps
      | on             | stage        | plugintypeid@odata.bind | does |
      | Create contact | PreOperation | /plugintypes({type})    | 2000 |
    And the plug-in type "Contoso.Handler" is handled by "talk.py"
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Contoso"}
      """
    Then the status is 204
    When a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=messageblock
      """
    Then "/value/0/messageblock" matches "^line 0976\nline 0977\n(?s:.*)\nline 1999\n$"

  @PL-125
  Scenario: A webhook leaves no trace log
    Given a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"plugintracelogsetting":2}
      """
    And a client has sent
      """
      PUT /_emulator/v1/sinks/hook
      """
    And a webhook "endpoint" to "{org}/_emulator/v1/sinks/hook"
    And these processing steps
      | on             | stage         | to       |
      | Create contact | PostOperation | endpoint |
    When a client sends
      """
      POST /api/data/v9.2/contacts

      {"lastname":"Contoso"}
      """
    Then the status is 204
    When request 1 arrives at the sink "hook"
    And a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=messageblock
      """
    Then "value" has 0 items

  @PL-121 @PL-122 @PL-123
  Scenario: A trace log survives the rollback of its request
    Given a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"plugintracelogsetting":1}
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts
      x-ms-client-request-id: 11111111-2222-4333-8444-555555555555

      {"name":"Contoso"}
      """
    Then the status is 400
    When a client sends
      """
      GET /api/data/v9.2/accounts?$select=name
      """
    Then "value" has 0 items
    When a client sends
      """
      GET /api/data/v9.2/plugintracelogs
      """
    Then the body has
      | /value/0/typename                      | DataverseEmulator.ScriptedPlugin     |
      | /value/0/messagename                   | Create                               |
      | /value/0/primaryentity                 | account                              |
      | /value/0/messageblock                  | About to fail\nnow\n               |
      | /value/0/exceptiondetails              | Not this one. (0x80040265)           |
      | /value/0/requestid                     | 11111111-2222-4333-8444-555555555555 |
      | /value/0/pluginstepid                  | {bad}                                |
      | /value/0/mode                          | 0                                    |
      | /value/0/operationtype                 | 1                                    |
      | /value/0/depth                         | 1                                    |
      | /value/0/issystemcreated               | false                                |
      | /value/0/performanceexecutionduration  | 0                                    |
      | /value/0/performanceexecutionstarttime | 2026-01-02T03:04:05Z                 |
      | /value/0/createdon                     | 2026-01-02T03:04:05Z                 |
    And "/value/0/correlationid" is a guid
    And "/value/0/plugintracelogid" is remembered as "log"
    When a client sends, for every row, a request that is answered with its status
      | method | path                                  | status |
      | POST   | /api/data/v9.2/plugintracelogs        | 400    |
      | PATCH  | /api/data/v9.2/plugintracelogs({log}) | 400    |
      | DELETE | /api/data/v9.2/plugintracelogs({log}) | 204    |
      | GET    | /api/data/v9.2/plugintracelogs({log}) | 404    |

  @PL-122
  Scenario: A trace log is removed after a day
    Given a client has sent
      """
      PATCH /api/data/v9.2/organizations({organizationid})

      {"plugintracelogsetting":2}
      """
    And a client has sent
      """
      DELETE /api/data/v9.2/sdkmessageprocessingsteps({bad})
      """
    When a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"First"}
      """
    Then the status is 204
    When the clock advances by "PT1H"
    And a client sends
      """
      POST /api/data/v9.2/accounts

      {"name":"Second"}
      """
    Then the status is 204
    When the clock advances by "PT22H59M59S"
    And a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=messageblock&$orderby=createdon
      """
    Then "value" has 2 items
    When the clock advances by "PT1S"
    And a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=messageblock
      """
    Then the rows are
      | messageblock          |
      | Looking at Second\n |
    When the clock advances by "PT1H"
    And a client sends
      """
      GET /api/data/v9.2/plugintracelogs?$select=messageblock
      """
    Then "value" has 0 items

  @PL-124
  Scenario: The trace of a fault begins with the plug-in and the step
    When the SDK executes Create with
      | Target      | Entity | account(acc00000-0000-4000-8000-0000000000ff) |
      | Target.name | String | Contoso                                       |
    Then the status is 500
    And "/Fault/detail/OrganizationServiceFault/TraceText" matches "^\r?\n\[DataverseEmulator: DataverseEmulator\.ScriptedPlugin\]\r?\n\[{bad}: Create account, PostOperation\]\r?\n\r?\nAbout to fail\nnow\n$"

  @PL-124
  Scenario: The main operation of a custom API belongs to no step
    Given the plug-in type "PowerApps.Samples.ExportDataUsingFetchXmlToAnnotationPlugin" is handled by "export.py"
    When the SDK executes "sample_ExportDataUsingFetchXmlToAnnotation" with
      | FetchXml | String | <fetch><entity name="nothing"/></fetch> |
    Then the status is 500
    And "/Fault/faultstring" equals There is no table 'nothing'.
    And "/Fault/detail/OrganizationServiceFault/TraceText" matches "^\r?\n\[ExportDataUsingFetchXmlToAnnotation: PowerApps\.Samples\.ExportDataUsingFetchXmlToAnnotationPlugin\]\r?\n\r?\n$"
